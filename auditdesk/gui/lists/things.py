"""One kind of thing: its rows in a table, the current one edited beside, new ones added."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from auditdesk.errors import ReasonNeeded
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.writing import WriteButton
from auditdesk.gui.forms.form import Field, Form, lay_out
from auditdesk.gui.lists.table import SmallTable
from auditdesk.gui.parts.dialogs import Ask, ask_moves, ask_reason
from auditdesk.gui.parts.widgets import EDGE, plain_label, row, scrolled
from auditdesk.i18n import _
from auditdesk.work.kinds import KINDS

Rows = Callable[[Desk], Sequence[tuple[str, Sequence[str]]]]


class ThingsTab(QWidget):
    """The rows of one kind.

    headings and rows: what the table shows. fields: the form. new: fields that are asked for a new
    one, none where nothing can be added. known: what is known of a new one without asking.
    stretch: the column that takes what width is left. deeds: what else is done with the current
    one, with the text of its button.
    """

    def __init__(
        self,
        desk: Desk,
        kind: str,
        title: str,
        headings: Sequence[str],
        rows: Rows,
        fields: Sequence[Field],
        new: Sequence[Field] = (),
        note: str = "",
        known: Callable[[], Mapping[str, Any]] = dict,
        stretch: int | None = None,
        deeds: Sequence[tuple[str, Callable[[], object]]] = (),
    ) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.kind = kind
        self._desk, self._title, self._rows, self._new = desk, title, rows, new
        self._known = known
        self.form = Form(desk, kind, fields)
        self.table = SmallTable(title, headings, stretch=stretch)
        self.table.picked.connect(self._pick)
        self.table.opened.connect(lambda _id: self.form.focus())
        self.add = WriteButton(
            desk, _("Add…"), self.ask_new, "main", name=_("Add to {list}").format(list=title)
        )
        self.remove = WriteButton(desk, _("Remove"), lambda: self._remove())
        buttons = row(1)
        if new:
            buttons.insertWidget(0, self.add)
        if KINDS[kind].remove:
            buttons.insertWidget(1, self.remove)
        for text, do in deeds:
            buttons.insertWidget(buttons.count() - 1, WriteButton(desk, text, do))
        left = QWidget()
        side = QVBoxLayout(left)
        side.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        if note:
            side.addWidget(plain_label(note, "label", wrap=True))
        side.addWidget(self.table, 1)
        if new or KINDS[kind].remove:
            side.addLayout(buttons)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(scrolled(self.form))
        splitter.setSizes([560, 380])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(splitter)

    def refresh(self) -> None:
        """Read the rows again."""
        self.table.show_rows(self._rows(self._desk))

    def leave(self) -> None:
        """Save what is being typed."""
        self.form.leave()

    def ask_new(self) -> None:
        """Ask for a new one."""
        editors = {field.key: field.make(self._desk) for field in self._new}

        def deed(values: dict[str, Any]) -> None:
            data = {**self._known(), **_told(values)}
            what = _("Add to {list}").format(list=self._title)
            id = self._desk.enter(what, self.kind, data)
            self.refresh()
            self.table.select_id(id)

        dialog = Ask(
            self.window(),
            _("Add to {list}").format(list=self._title),
            editors,
            _("Add"),
            deed,
            layout=lay_out(self._new, editors),
            drafts=self._desk.drafts,
            kind=self.kind,
            foresee=lambda values: self._desk.foresee_entering(self.kind, _told(values)),
        )
        dialog.open()
        next(iter(editors.values())).focus()

    def _pick(self, id: str) -> None:
        self.form.setVisible(bool(id))
        self.remove.setEnabled(bool(id))
        if id:
            item = self.table.item(self.table.currentRow(), 0)
            name = item.text() if item else self._title
            self.form.show_thing(id, name, bool(self._desk.book.why_read_only))

    def _remove(self, reason: str = "") -> None:
        id = self.table.current_id()
        if not id:
            return
        what = _("Remove from {list}").format(list=self._title)

        def deed() -> None:
            self._desk.discard(what, self.kind, id, reason)
            self.refresh()

        try:
            shown = self._desk.foresee_discarding(self.kind, id, reason)
        except ReasonNeeded as needed:
            ask_reason(self, str(needed), self._remove)
            return
        if shown.moving:
            ask_moves(self, shown, deed)
        else:
            deed()


def _told(values: dict[str, Any]) -> dict[str, Any]:
    """What was filled in."""
    return {key: value for key, value in values.items() if value not in ("", None, [])}
