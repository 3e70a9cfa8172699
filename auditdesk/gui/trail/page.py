"""The trail: who changed what and when, field by field; undo by name; is the chain whole?"""

from collections.abc import Iterable
from datetime import datetime

from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from auditdesk.book.check import checked, checking, repair
from auditdesk.book.fields import Ref
from auditdesk.book.rows import ListedChange
from auditdesk.book.tables import BY_NAME, TABLES, label
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.jobs import Job
from auditdesk.gui.desk.page import Command
from auditdesk.gui.desk.writing import WriteButton
from auditdesk.gui.forms import choices
from auditdesk.gui.lists.chips import ChipFilter
from auditdesk.gui.lists.list_page import ListPage
from auditdesk.gui.lists.table import SmallTable
from auditdesk.gui.pages import PLACES
from auditdesk.gui.papers import papers
from auditdesk.gui.parts import words
from auditdesk.gui.parts.widgets import EDGE, button, plain_label, row
from auditdesk.i18n import N_, _, ngettext
from auditdesk.work.plain import name_of


def _tables(_desk: Desk) -> list[tuple[str, str]]:
    names = [table.sql_name for table in TABLES if not table.bookkeeping]
    return sorted((name, name.replace("_", " ")) for name in names)


class TrailPage(ListPage):
    """Every step ever done, the newest first."""

    key = "trail"
    name = "trail"
    touches = frozenset(table.sql_name for table in TABLES)
    filters = (
        ChipFilter("table", N_("Table"), _tables),
        ChipFilter("who", N_("Who"), lambda desk: [(one, one) for one in choices.people(desk)()]),
        ChipFilter("row", N_("Record"), lambda _desk: ()),
    )
    shown = ("step", "at", "who", "what", "table", "after")
    order = ("step", True)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Trail"))
        self.search_line.hide()
        self.undo_button = WriteButton(desk, "", self.undo)
        self.redo_button = WriteButton(desk, "", self.redo)
        for widget in (
            self.undo_button,
            self.redo_button,
            button(_("Export to Excel"), self.export),
            button(_("Verify the chain"), self.verify, "main"),
        ):
            self.title_line.deeds.addWidget(widget)

    def make_pane(self) -> QWidget:
        self._what = plain_label("", "heading", wrap=True)
        self._who = plain_label("", "muted", wrap=True)
        self._record = plain_label("", wrap=True)
        self._changes = SmallTable(
            _("Fields before and after"), (_("Field"), _("Before"), _("After")), stretch=2
        )
        self._digest = plain_label("", "label", wrap=True)
        self._show = button(_("Show this record"), self._show_record)
        self._only = button(_("Only this record"), self._only_record)
        pane = QWidget()
        layout = QVBoxLayout(pane)
        layout.setContentsMargins(EDGE, 12, EDGE, EDGE)
        for widget in (self._what, self._who, self._record):
            layout.addWidget(widget)
        layout.addLayout(row(self._show, self._only, 1))
        layout.addWidget(self._changes, 1)
        layout.addWidget(self._digest)
        self._row: ListedChange | None = None
        return pane

    def show_row(self, row: ListedChange | None) -> None:
        self._row = row
        for widget in (self._show, self._only):
            widget.setEnabled(row is not None)
        if row is None:
            for label_ in (self._what, self._who, self._record, self._digest):
                label_.setText("")
            self._changes.show_rows([])
            return
        self._what.setText(row.what)
        self._who.setText(f"{_moment(row.at)} · {row.who} · {row.device}")
        self._record.setText(self._name(row))
        fields = list(dict.fromkeys((*(row.before or {}), *(row.after or {}))))
        self._changes.show_rows(
            [
                (
                    field,
                    (
                        _(label(row.table, field)),
                        self._value(row.table, field, (row.before or {}).get(field)),
                        self._value(row.table, field, (row.after or {}).get(field)),
                    ),
                )
                for field in fields
            ]
        )
        self._digest.setText(_("Digest {digest}").format(digest=row.digest))

    def refresh(self) -> None:
        super().refresh()
        book = self.desk.book
        for made, verb, what in (
            (self.undo_button, _("Undo: {what}"), book.would_undo),
            (self.redo_button, _("Redo: {what}"), book.would_redo),
        ):
            text = verb.format(what=what)
            made.setText((text if len(text) < 34 else text[:33] + "…").replace("&", "&&"))
            made.setAccessibleName(text)
            made.setVisible(bool(what))

    def fill_menu(self, menu: QMenu) -> None:
        if self.view.selected_rows():
            menu.addAction(_("Show this record"), self._show_record)
            menu.addAction(_("Only this record"), self._only_record)

    def commands(self) -> Iterable[Command]:
        return (
            Command(_("Verify the chain"), self.verify),
            Command(_("Export trail to Excel"), self.export, "Ctrl+E"),
        )

    def undo(self) -> None:
        """Undo the last step, by its name."""
        self.desk.undo()

    def redo(self) -> None:
        """Redo what was undone last, by its name."""
        self.desk.redo()

    def export(self) -> None:
        """Write the trail into a workbook."""
        papers.export_list(self.desk, self, "trail", self.query())

    def verify(self) -> None:
        """Read everything and compare it with the chain."""
        book = self.desk.book

        def done(problems: list[str]) -> None:
            found = checked(book, [problem for problem in problems if problem])
            if found.problems:
                self.desk.messenger.trouble(" ".join(found.problems))
                return
            steps = ngettext("{n} step", "{n} steps", found.steps)
            whole = _(
                "The chain is whole: {steps}, {rows} rows, {files} files. Digest {digest}"
            ).format(
                steps=steps.format(n=words.number_text(found.steps)),
                rows=words.number_text(found.rows),
                files=words.number_text(found.files),
                digest=found.head.digest[:16],
            )
            mend = (_("Make it anew"), self.make_derived_anew)
            told = " ".join((whole, *found.derived, *found.odd))
            self.desk.messenger.offer(told, (mend,) if found.derived else ())

        self.desk.start(
            Job(
                _("Verify the chain"),
                lambda: checking(book),
                lambda read, _report: list(read),
                done,
            )
        )

    def make_derived_anew(self) -> None:
        """Make the search index anew from the records, and look again."""
        repair(self.desk.book)
        self.verify()

    def _name(self, row: ListedChange) -> str:
        """What the record is called now, or its table where it is gone."""
        table = row.table.replace("_", " ")
        try:
            name = name_of(self.desk.read, BY_NAME[row.table], row.row)
        except KeyError:
            return _("{table}, no longer there").format(table=table)
        return f"{table}: {name}"

    def _value(self, table: str, field: str, value: object) -> str:
        """A stored value in words: references by name."""
        if value is None:
            return ""
        column = BY_NAME[table].stored_columns.get(field) if table in BY_NAME else None
        if not isinstance(column, Ref):
            return str(value)
        try:
            return name_of(self.desk.read, column.target, str(value))
        except KeyError:
            return str(value)

    def _show_record(self) -> None:
        kinds = {kind for place in PLACES for kind in place.kinds}
        if self._row is not None and self._row.table in kinds:
            self.desk.show(self._row.table, self._row.row)

    def _only_record(self) -> None:
        if self._row is not None:
            self.chips.put("row", self._row.row, self._name(self._row))


def make(desk: Desk) -> TrailPage:
    return TrailPage(desk)


def _moment(at: str) -> str:
    """A moment of the trail, which is UTC, as the clock on the wall showed it."""
    moment = datetime.fromisoformat(at).astimezone()
    return f"{words.day_text(moment.date())} {moment:%H:%M:%S}"
