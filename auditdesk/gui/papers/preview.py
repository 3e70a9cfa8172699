"""A PDF on the screen and on paper."""

from contextlib import closing
from itertools import accumulate
from pathlib import Path
from typing import Any

import pypdfium2
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QCloseEvent, QImage, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QScrollArea, QVBoxLayout, QWidget

from auditdesk.errors import Trouble
from auditdesk.files import PDF, replacing
from auditdesk.gui.parts.dialogs import save_path
from auditdesk.gui.parts.widgets import button, plain_label, row, tool_button
from auditdesk.i18n import _

_POINT = 1 / 72
_PAPER_DPI = 300
_GAP = 12
_ZOOMS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)


class PdfView(QDialog):
    """Shows the pages of a PDF; prints, saves and opens it elsewhere."""

    def __init__(
        self,
        parent: QWidget,
        pdf: Path,
        title: str,
        note: str = "",
    ) -> None:
        """note: what is not as it should be with the paper, in a sentence."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.resize(900, 760)
        self._pdf, self._title = pdf, title
        try:
            self._document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise Trouble(_("{name} cannot be shown: it is damaged.").format(name=pdf.name)) from (
                error
            )
        self._zoom = 2
        self.pages = [_PageView(self._document, n) for n in range(len(self._document))]
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setSpacing(_GAP)
        for page in self.pages:
            column.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter)
        self.area = QScrollArea()
        self.area.setAccessibleName(_("Pages"))
        self.area.setWidget(inside)
        self.area.setWidgetResizable(True)
        self.area.verticalScrollBar().valueChanged.connect(lambda _value: self._say_page())
        self._page = plain_label("", "muted")
        bar = row(
            self._page,
            tool_button("−", _("Smaller"), self.smaller),
            tool_button("+", _("Larger"), self.larger),
            1,
            button(_("Open elsewhere"), self._open),
            button(_("Save as…"), self._save),
            button(_("Print…"), self.print, "main"),
            margins=(12, 8, 12, 8),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(bar)
        self.note = plain_label(note, "muted", wrap=True)
        self.note.setVisible(bool(note))
        layout.addLayout(row(self.note, margins=(12, 0, 12, 8)))
        layout.addWidget(self.area, 1)
        QShortcut(QKeySequence("Ctrl++"), self, self.larger)
        QShortcut(QKeySequence("Ctrl+-"), self, self.smaller)
        QShortcut(QKeySequence("Ctrl+P"), self, self.print)
        self._set_zoom(2)
        self.area.setFocus()

    def larger(self) -> None:
        """Show the pages larger."""
        self._set_zoom(self._zoom + 1)

    def smaller(self) -> None:
        """Show the pages smaller."""
        self._set_zoom(self._zoom - 1)

    def print(self) -> QPrintDialog:
        """Print on paper through the system's dialog."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setResolution(_PAPER_DPI)
        printer.setDocName(self._title)
        dialog = QPrintDialog(printer, self)
        dialog.setMinMax(1, len(self.pages))
        dialog.accepted.connect(lambda: self.print_on(printer))
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.show()
        return dialog

    def print_on(self, printer: QPrinter) -> None:
        """Draw the pages on a printer, each as large as the paper allows."""
        first, last = printer.fromPage() or 1, printer.toPage() or len(self.pages)
        painter = QPainter()
        if not painter.begin(printer):
            raise Trouble(_("The printer does not answer. Nothing was printed."))
        try:
            for n in range(first - 1, min(last, len(self.pages))):
                if n >= first:
                    printer.newPage()
                image = picture(self._document, n, _PAPER_DPI * _POINT)
                room = printer.pageRect(QPrinter.Unit.DevicePixel)
                size = QSize(image.size()).scaled(
                    room.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio
                )
                painter.drawImage(QRectF(0, 0, size.width(), size.height()), image)
        finally:
            painter.end()

    def save(self, to: Path) -> None:
        """Keep the PDF under a name."""
        with replacing(to, PDF) as part:
            part.write_bytes(self._pdf.read_bytes())

    def closeEvent(self, event: QCloseEvent) -> None:
        for page in self.pages:
            page.forget()
        self._document.close()
        super().closeEvent(event)

    def _save(self) -> None:
        def chosen(path: str) -> None:
            to = Path(path)
            self.save(to if to.suffix.lower() == ".pdf" else to.with_name(f"{to.name}.pdf"))

        save_path(self, _("Save as"), f"{self._title}.pdf", ["PDF (*.pdf)"], chosen)

    def _open(self) -> None:
        from auditdesk.gui.papers.papers import open_file

        open_file(self._pdf)

    def _set_zoom(self, zoom: int) -> None:
        self._zoom = max(0, min(zoom, len(_ZOOMS) - 1))
        for page in self.pages:
            page.set_scale(_ZOOMS[self._zoom] * self.logicalDpiX() * _POINT)
        self._say_page()

    def _say_page(self) -> None:
        top = self.area.verticalScrollBar().value() + self.area.viewport().height() // 2
        bottoms = accumulate(page.height() + _GAP for page in self.pages)
        shown = min(1 + sum(1 for bottom in bottoms if bottom <= top), len(self.pages))
        self._page.setText(_("Page {x} of {y}").format(x=shown, y=len(self.pages)))


class _PageView(QWidget):
    """One page; drawn when it is seen."""

    def __init__(self, document: Any, number: int) -> None:
        super().__init__()
        self.setAccessibleName(_("Page {n}").format(n=number + 1))
        self._document, self._number = document, number
        self._scale = 1.0
        self._image: QImage | None = None

    def set_scale(self, scale: float) -> None:
        """Show the page at this many pixels a point."""
        width, height = self._document.get_page_size(self._number)
        self._scale, self._image = scale, None
        self.setFixedSize(round(width * scale), round(height * scale))

    def forget(self) -> None:
        """Let the picture go."""
        self._document = None

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._document is None:
            return
        ratio = self.devicePixelRatioF()
        if self._image is None:
            self._image = picture(self._document, self._number, self._scale * ratio)
            self._image.setDevicePixelRatio(ratio)
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        painter.drawImage(0, 0, self._image)
        painter.end()


def picture(document: Any, number: int, scale: float) -> QImage:
    """One page as a picture, at this many pixels a point."""
    with closing(document[number]) as page:
        bitmap = page.render(scale=scale, prefer_bgrx=True)
        with closing(bitmap):
            image = QImage(
                bytes(bitmap.buffer),
                bitmap.width,
                bitmap.height,
                bitmap.stride,
                QImage.Format.Format_RGB32,
            )
            return image.copy()
