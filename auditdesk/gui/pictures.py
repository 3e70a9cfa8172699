"""Pictures: read no larger than needed, turned as the camera says; the only place with devices.

Qt keeps no hold of a device that it is given: where the buffer goes before its reader, the reader
reads from freed memory. `_reading` and `png_of` let go in the right order, and nobody else makes a
buffer or a reader.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

KINDS = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp")
_MOST_PIXELS = 100_000_000
_KEEP = Qt.AspectRatioMode.KeepAspectRatio


def is_picture(name: str) -> bool:
    """Whether the name is that of a picture that can be shown."""
    return Path(name).suffix.lower() in KINDS


def picture_of(data: bytes, largest: QSize) -> QImage:
    """The picture in some bytes, upright, no larger than asked; a null one where it is damaged."""
    with _reading(data) as reader:
        reader.setAutoTransform(True)
        reader.setDecideFormatFromContent(True)
        size = reader.size()
        if not size.isValid() or size.width() * size.height() > _MOST_PIXELS:
            return QImage()
        turned = reader.transformation().value & 4
        room = largest.transposed() if turned else largest
        if size.width() > room.width() or size.height() > room.height():
            reader.setScaledSize(size.scaled(room, _KEEP))
        return reader.read()


def png_of(picture: QImage) -> bytes:
    """A picture as the bytes of a PNG."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]
    buffer.close()
    return bytes(buffer.data().data())


@contextmanager
def _reading(data: bytes) -> Iterator[QImageReader]:
    """A reader of some bytes, which lets go of them before they go."""
    kept = QByteArray(data)
    buffer = QBuffer()
    buffer.setData(kept)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    try:
        yield reader
    finally:
        reader.setDevice(None)  # type: ignore[arg-type]
        buffer.close()
