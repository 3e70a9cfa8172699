"""Pictures: read no larger than needed, turned as the camera says, refused where they are traps."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from auditdesk.errors import Refusal
from auditdesk.gui.words import number_text
from auditdesk.i18n import _

KINDS = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp")
_MOST_PIXELS = 100_000_000
_LONGEST = 30_000
_KEEP = Qt.AspectRatioMode.KeepAspectRatio


def is_picture(name: str) -> bool:
    """Whether the name is that of a picture that can be shown."""
    return Path(name).suffix.lower() in KINDS


def refuse_trap(path: Path) -> None:
    """Refuse a picture that is damaged, or that would fill the memory when it is shown."""
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    size = reader.size()
    if not reader.canRead() or not size.isValid():
        raise Refusal(
            _("{name} is no picture that can be read. Nothing was added.").format(name=path.name)
        )
    if size.width() * size.height() > _MOST_PIXELS or max(size.width(), size.height()) > _LONGEST:
        raise Refusal(
            _(
                "{name} claims {width} × {height} pixels, more than a photo has. Nothing was added."
            ).format(
                name=path.name,
                width=number_text(size.width()),
                height=number_text(size.height()),
            )
        )
    reader.setScaledSize(size.scaled(QSize(64, 64), _KEEP))
    if reader.read().isNull():
        raise Refusal(
            _("{name} is damaged: {reason}. Nothing was added.").format(
                name=path.name, reason=reader.errorString()
            )
        )


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
