"""Pictures on the screen: as the one reader of pictures sees them; the only place with devices.

Qt keeps no hold of a device that it is given: where the buffer goes before who writes into it, it
writes to freed memory. `png_of` lets go in the right order, and nobody else makes a buffer.
"""

from PySide6.QtCore import QBuffer, QIODevice, QSize
from PySide6.QtGui import QImage

from auditdesk import pictures


def picture_of(data: bytes, largest: QSize) -> QImage:
    """The picture in some bytes, upright, no larger than asked; a null one where it is damaged."""
    try:
        picture = pictures.picture_of(data, (largest.width(), largest.height()))
    except pictures.Unshown:
        return QImage()
    width, height = picture.size
    shown = QImage(picture.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888)
    return shown.copy()


def png_of(picture: QImage) -> bytes:
    """A picture as the bytes of a PNG."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]
    buffer.close()
    return bytes(buffer.data().data())
