"""EvidenceStrip: the photos and files of a thing; dropped, pasted, ordered, captioned, viewed."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPoint, QSize, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPixmap,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLineEdit,
    QMenu,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from auditdesk.book import evidence
from auditdesk.book.step import Step
from auditdesk.book.tables import Evidence
from auditdesk.errors import Refusal
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.writing import WriteButton
from auditdesk.gui.forms.evidence_markup import MarkedPicture
from auditdesk.gui.papers.papers import open_file
from auditdesk.gui.parts.dialogs import ask, open_paths
from auditdesk.gui.parts.editors import FlagEditor, LineEditor, LongEditor
from auditdesk.gui.parts.flow import FlowBox
from auditdesk.gui.parts.pictures import picture_of
from auditdesk.gui.parts.widgets import button, plain_label, plain_tip, row, tool_button
from auditdesk.i18n import _, ngettext
from auditdesk.pictures import SUFFIXES, is_picture, why_unshown
from auditdesk.work import entry, history
from auditdesk.work.kinds import KINDS

_THUMB = QSize(120, 90)


class EvidenceStrip(QFrame):
    """The evidence files of one thing."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setAccessibleName(_("Evidence files"))
        self.setAcceptDrops(True)
        self._desk = desk
        self._kind = self._id = ""
        self._locked = True
        self._shown: list[tuple[str, str, str, int, bool]] = []
        self._thumbs: dict[str, QPixmap] = {}
        self.head = plain_label(_("Evidence files"), "label")
        self.add_button = WriteButton(desk, _("Add photo or file"), self.choose)
        self.note_button = WriteButton(
            desk, _("Note…"), self.ask_note, name=_("Add an interview note")
        )
        self._flow = FlowBox(gap=8)
        self.hint = plain_label(_("Drop files here, or paste a picture with Ctrl+V."), "label")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row(self.head, 1, self.note_button, self.add_button))
        layout.addWidget(self._flow)
        layout.addWidget(self.hint)

    @property
    def files(self) -> list[Evidence]:
        """The rows of the evidence files, in their order."""
        return sorted(self._desk.read.rows(Evidence, row=self._id), key=lambda one: one.position)

    def show_thing(self, kind: str, id: str, locked: bool = False) -> None:
        """Show the files of a thing."""
        same = (kind, id, locked) == (self._kind, self._id, self._locked)
        self._kind, self._id, self._locked = kind, id, locked
        shown = [
            (one.id, one.name, one.caption, one.position, one.confidential) for one in self.files
        ]
        if same and shown == self._shown:
            return
        self._shown = shown
        self._draw()

    def add(self, paths: Sequence[Path]) -> None:
        """Copy files into the book in one step; what cannot be taken is named, the rest goes in."""
        what = ngettext("Add {n} file", "Add {n} files", len(paths)).format(n=len(paths))
        table = KINDS[self._kind].table
        refused = self._desk.do(
            what, lambda step: history.attach_each(step, table, self._id, paths)
        )
        self.show_thing(self._kind, self._id, self._locked)
        if refused:
            added = len(paths) - len(refused)
            text = ngettext("{n} file was added.", "{n} files were added.", added).format(n=added)
            raise Refusal(" ".join([*refused, text]))

    def choose(self) -> None:
        """Ask which files to add."""
        photos = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        kinds = [_("All files") + " (*)", f"{_('Photos')} ({photos})"]
        open_paths(
            self,
            _("Add photo or file"),
            kinds,
            lambda paths: self.add([Path(path) for path in paths]),
            several=True,
        )

    def ask_note(self) -> None:
        """Ask for a note of an interview; it is kept as a text file like any other evidence."""
        editors: dict[str, Any] = {
            "who": LineEditor(_("Who was asked")),
            "said": LongEditor(_("What was said and shown"), least_lines=6),
            "confidential": FlagEditor(_("Confidential")),
        }

        def deed(values: dict[str, Any]) -> None:
            said = str(values["said"]).strip()
            if not said:
                raise Refusal(_("Write down what was said."))
            name = _("Interview {who}").format(who=values["who"]).strip()
            path = self._desk.scratch() / evidence.safe_name(f"{name}.txt")
            data = {"file": str(path), "caption": name, self._kind: self._id}
            what = _("Interview note")
            try:
                path.write_text(said, encoding="utf-8")
                self._desk.enter(what, "evidence", {**data, "confidential": values["confidential"]})
            finally:  # it is in the book, or it is still in the dialog
                path.unlink(missing_ok=True)
            self.show_thing(self._kind, self._id, self._locked)

        ask(self, _("Interview note"), editors, _("Keep"), deed)

    def paste(self) -> bool:
        """Add what is on the clipboard; whether there was a file or a picture."""
        return self._take(QGuiApplication.clipboard().mimeData(), _("Pasted picture"))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if not self._locked and (event.mimeData().hasUrls() or event.mimeData().hasImage()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        if self._take(event.mimeData(), _("Dropped picture")):
            event.acceptProposedAction()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not (event.matches(QKeySequence.StandardKey.Paste) and self.paste()):
            super().keyPressEvent(event)

    def _take(self, data: QMimeData, name: str) -> bool:
        if self._locked:
            return False
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if paths:
            self.add(paths)
            return True
        image = QImage(data.imageData()) if data.hasImage() else QImage()
        if image.isNull():
            return False
        path = self._desk.scratch() / f"{name}.png"
        try:
            image.save(str(path))
            self.add([path])
        finally:
            path.unlink(missing_ok=True)
        return True

    def _draw(self) -> None:
        self._flow.clear()
        files = self.files
        for one in files:
            self._flow.add(_Tile(self, one, self._thumb(one), self._locked))
        count = ngettext("{n} file", "{n} files", len(files)).format(n=len(files))
        title = _("Evidence files")
        self.head.setText(f"{title}   {count}" if files else title)
        self.add_button.setEnabled(not self._locked)
        self.note_button.setEnabled(not self._locked)
        self.hint.setVisible(not files and not self._locked)

    def _thumb(self, file: Evidence) -> QPixmap | None:
        if not _is_picture(file):
            return None
        sha = file.content
        if sha not in self._thumbs:
            ratio = self.devicePixelRatioF()
            image = picture_of(evidence.content(self._desk.read, sha), _THUMB * ratio)
            picture = QPixmap.fromImage(image)
            picture.setDevicePixelRatio(ratio)
            self._thumbs[sha] = picture
        return self._thumbs[sha]

    # --- what a tile asks for ------------------------------------------------------------------

    def open(self, file: Evidence) -> None:
        """Show a picture in full size; another file opens in its own program, as a copy."""
        pictures = [one for one in self.files if _is_picture(one)]
        at = next((n for n, one in enumerate(pictures) if one.id == file.id), None)
        if at is not None:
            Viewer(self.window(), self._desk, pictures, at, self._locked).show()
            return
        copy = self._desk.scratch() / file.name
        copy.write_bytes(evidence.content(self._desk.read, file.content))
        open_file(copy)

    def change(self, file: Evidence, data: dict[str, Any]) -> None:
        """Change caption, place or confidentiality."""
        self._desk.amend(
            _("Change evidence {name}").format(name=file.name), "evidence", file.id, data
        )
        self.show_thing(self._kind, self._id, self._locked)

    def shift(self, file: Evidence, by: int) -> None:
        """Move a file forwards or back."""
        files = self.files
        at = next(n for n, one in enumerate(files) if one.id == file.id)
        to = at + by
        if not 0 <= to < len(files):
            return
        files.insert(to, files.pop(at))

        def deed(step: Step) -> None:
            for position, one in enumerate(files):
                data = {"position": position}
                entry.amend(step, KINDS["evidence"], one.id, data, self._desk.today)

        self._desk.do(_("Order evidence"), deed)
        self.show_thing(self._kind, self._id, self._locked)

    def remove(self, file: Evidence) -> None:
        """Take a file off the thing; undo brings it back."""
        self._desk.discard(_("Remove evidence {name}").format(name=file.name), "evidence", file.id)
        self.show_thing(self._kind, self._id, self._locked)


def _is_picture(file: Evidence) -> bool:
    return is_picture(file.media_type, str(file.name))


class _Tile(QFrame):
    """One file: its picture or type, its caption, what may be done with it."""

    def __init__(
        self, strip: EvidenceStrip, file: Evidence, thumb: QPixmap | None, locked: bool
    ) -> None:
        super().__init__()
        self._strip, self._file, self._locked = strip, file, locked
        name = file.name
        self.picture = QToolButton()
        self.picture.setProperty("role", "plain")
        self.picture.setAccessibleName(_("Open {name}").format(name=name))
        self.picture.setToolTip(plain_tip(name))
        self.picture.setFixedSize(_THUMB + QSize(10, 10))
        if thumb is not None and not thumb.isNull():
            self.picture.setIcon(thumb)
            self.picture.setIconSize(_THUMB)
        else:
            suffix = Path(name).suffix.removeprefix(".").upper() or _("File")
            self.picture.setText(suffix.replace("&", "&&"))
        self.picture.clicked.connect(lambda _on=False: strip.open(file))
        self.picture.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.picture.customContextMenuRequested.connect(lambda at: self._menu(at))
        self.caption = QLineEdit(file.caption)
        self.caption.setPlaceholderText(_("Caption"))
        self.caption.setAccessibleName(_("Caption of {name}").format(name=name))
        self.caption.setReadOnly(locked)
        self.caption.setFixedWidth(_THUMB.width() + 10)
        self.caption.editingFinished.connect(self._save_caption)
        shown = name if len(name) < 20 else name[:18] + "…"
        mark = _("confidential") if file.confidential else shown
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.picture)
        layout.addWidget(self.caption)
        layout.addWidget(plain_label(mark, "label"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and not self._locked:
            self._strip.remove(self._file)
        else:
            super().keyPressEvent(event)

    def _save_caption(self) -> None:
        if self.caption.text() != self._file.caption:
            self._strip.change(self._file, {"caption": self.caption.text()})

    def _menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.addAction(_("Open"), lambda: self._strip.open(self._file))
        if not self._locked:
            menu.addAction(_("Forwards"), partial(self._strip.shift, self._file, -1))
            menu.addAction(_("Back"), partial(self._strip.shift, self._file, 1))
            confidential = self._file.confidential
            menu.addAction(
                _("Not confidential") if confidential else _("Confidential"),
                lambda: self._strip.change(self._file, {"confidential": not confidential}),
            )
            menu.addSeparator()
            menu.addAction(_("Remove"), lambda: self._strip.remove(self._file))
        menu.popup(self.picture.mapToGlobal(at))


class Viewer(QDialog):
    """Pictures in full size: fitted to the window or one to one; arrow keys go on."""

    def __init__(
        self, parent: QWidget, desk: Desk, files: Sequence[Evidence], at: int, locked: bool = False
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(_("Picture"))
        self.resize(1000, 720)
        self._desk, self._files, self._at = desk, list(files), at
        self._fits = True
        self._image = QImage()
        self.picture = MarkedPicture()
        self.picture.drawn.connect(self._keep_marks)
        self.area = QScrollArea()
        self.area.setAccessibleName(_("Picture"))
        self.area.setWidget(self.picture)
        self.area.setWidgetResizable(True)
        self.caption = plain_label("", wrap=True)
        tools = self._tools(locked)
        bar = row(
            tool_button("‹", _("Picture before"), partial(self.go, -1)),
            tool_button("›", _("Next picture"), partial(self.go, 1)),
            self.caption,
            1,
            *tools,
            button(_("Fit"), self.toggle),
            margins=(12, 8, 12, 8),
        )
        bar.setStretch(2, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(bar)
        layout.addWidget(self.area, 1)
        for key, by in ((Qt.Key.Key_Left, -1), (Qt.Key.Key_Right, 1)):
            QShortcut(QKeySequence(key), self, partial(self.go, by))
        self.go(0)

    def _tools(self, locked: bool) -> list[QWidget]:
        """Buttons that draw; the photo itself stays as it was taken."""
        self.original = button(_("Original"), self._show_original)
        self.original.setCheckable(True)
        if locked:
            return [self.original]
        names = {"arrow": _("Arrow"), "box": _("Box"), "blur": _("Blur")}
        tools: list[QWidget] = [
            button(name, partial(self.picture.begin, kind)) for kind, name in names.items()
        ]
        self.back = button(_("Last mark off"), self.picture.take_back)
        return [*tools, self.back, self.original]

    def _show_original(self) -> None:
        self.picture.show_marks(not self.original.isChecked())

    def _keep_marks(self, shapes: list[dict[str, Any]]) -> None:
        file = self._files[self._at]
        what = _("Mark up {name}").format(name=file.name)
        self._desk.do(what, lambda step: history.mark_up(step, file.id, shapes))

    def go(self, by: int) -> None:
        """Show the picture so many further on."""
        self._at = (self._at + by) % len(self._files)
        file = self._files[self._at]
        data = evidence.content(self._desk.read, file.content)
        self._image = picture_of(data, QSize(12_000, 12_000))
        self._why = why_unshown(data) if self._image.isNull() else ""
        self.picture.shapes = history.marks_of(self._desk.read, file.id)
        self.setWindowTitle(file.name)
        self.caption.setText(
            " · ".join(
                part
                for part in (
                    _("{x} of {y}").format(x=self._at + 1, y=len(self._files)),
                    file.name,
                    file.caption,
                )
                if part
            )
        )
        self._draw()

    def toggle(self) -> None:
        """Fit the picture to the window, or show it one to one."""
        self._fits = not self._fits
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._draw()

    def _draw(self) -> None:
        picture = QPixmap.fromImage(self._image)
        if picture.isNull():
            self.picture.setText(
                _("This picture cannot be shown: it {reason}.").format(reason=self._why)
            )
            return
        if self._fits:
            picture = picture.scaled(
                self.area.viewport().size(),
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        self.picture.show_picture(picture)
