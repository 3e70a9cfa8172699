"""Pictures: read no larger than needed, turned as the camera says."""

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
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
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
