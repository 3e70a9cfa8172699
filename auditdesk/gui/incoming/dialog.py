"""ImportDialog: what a file holds, how it is read, what would happen; then one step."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.jobs import Job
from auditdesk.gui.incoming.columns import ColumnsTab, Questions
from auditdesk.gui.incoming.head import TableHead, TextHead
from auditdesk.gui.incoming.pairs import PairsTab
from auditdesk.gui.incoming.periods import PeriodReason
from auditdesk.gui.incoming.rows import RowsTab
from auditdesk.gui.incoming.words import WordsTab
from auditdesk.gui.parts import help
from auditdesk.gui.parts.dialogs import save_path
from auditdesk.gui.parts.still import StillTabs, still
from auditdesk.gui.parts.widgets import EDGE, boxed, button, column, plain_label, row
from auditdesk.i18n import _, ngettext
from auditdesk.intake.account import LEFT, TAKEN, Account, Fate
from auditdesk.intake.pairs import USUAL
from auditdesk.intake.targets import KIND_LABELS
from auditdesk.work.intake import run
from auditdesk.work.intake.plan import Incoming, PlannedTable, take_as

_AT_ONCE = 2000
"""Rows up to which every change of the mapping is tried at once."""


class ImportDialog(QDialog):
    """Tables at the left; kind, columns, words and rows of the chosen one at the right.

    again: reads a text once more with another encoding or separator.
    """

    def __init__(
        self,
        parent: QWidget,
        desk: Desk,
        incoming: Incoming,
        again: Callable[[str, str], object] | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk, self.incoming = desk, incoming
        name = _("Import {name}").format(name=incoming.source.name)
        self.setWindowTitle(name)
        self.setAccessibleName(name)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(1180, 720)
        self.tables = still(QListWidget())
        self.tables.setAccessibleName(_("Tables of the file"))
        self.tables.setMinimumWidth(240)
        self.tables.setSpacing(3)
        self.head = TableHead(self._kind_chosen, self._mapping_changed)
        self.questions = Questions(self._mapping_changed)
        self.columns = ColumnsTab(self._mapping_changed)
        self.words = WordsTab(self._mapping_changed)
        incoming.decisions.usual = dict(USUAL)
        self.pairs = PairsTab(incoming.decisions, self._mapping_changed)
        self.rows = RowsTab()
        self.tabs = StillTabs()
        self.tabs.setAccessibleName(_("What the table says"))
        for tab, title in (
            (self.columns, _("Columns")),
            (self.words, _("Words")),
            (self.pairs, _("Doubtful")),
            (self.rows, _("Rows")),
        ):
            self.tabs.addTab(tab, title)
        self.counts = plain_label("", "strong", wrap=True)
        self.counts.setAccessibleName(_("What would happen"))
        self.hint = plain_label("", "muted", wrap=True)
        self.periods = PeriodReason(self._explain)
        self.look = button(_("Look again"), self.rehearse)
        self.report = button(_("Save the account…"), self.save_report)
        self.go = button(_("Import"), self.take, "main")
        self._put_together(again)
        self._fill()
        self.rehearse()

    def _put_together(self, again: Callable[[str, str], object] | None) -> None:
        layout = column(self.head, self.questions, self.tabs, margins=(12, 0, 0, 0))
        layout.setStretch(2, 1)
        right = boxed(layout)
        parts = QSplitter()
        parts.setAccessibleName(_("Tables of the file"))
        parts.addWidget(self.tables)
        parts.addWidget(right)
        parts.setStretchFactor(1, 1)
        parts.setSizes([270, 900])
        body = QVBoxLayout(self)
        body.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        body.setSpacing(12)
        source = self.incoming.source
        if source.kind == "text" and again is not None:
            body.addWidget(TextHead(source, lambda *how: self._again(again, *how)))
        body.addWidget(parts, 1)
        body.addWidget(self.periods)
        body.addWidget(self.counts)
        body.addWidget(self.hint)
        body.addLayout(
            row(
                self.report,
                button(_("Help"), self._help),
                1,
                self.look,
                button(_("Cancel"), self.reject),
                self.go,
            )
        )

    # --- tables -------------------------------------------------------------------------------

    def _fill(self) -> None:
        for planned in self.incoming.tables:
            item = QListWidgetItem()
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(_checked(planned.mapping.take))
            self.tables.addItem(item)
        self._name_tables()
        self.tables.currentRowChanged.connect(lambda _row: self._show())
        self.tables.itemChanged.connect(lambda item: self._ticked(item))
        first = next((n for n, one in enumerate(self.incoming.tables) if one.mapping.take), 0)
        self.tables.setCurrentRow(first)

    def _name_tables(self) -> None:
        self.tables.blockSignals(True)
        for n, planned in enumerate(self.incoming.tables):
            kind = _(KIND_LABELS[planned.mapping.kind]) if planned.mapping.kind else _("not known")
            count = len(planned.table.rows)
            rows = ngettext("{n} row", "{n} rows", count).format(n=count)
            hidden = " · " + _("hidden") if planned.table.hidden else ""
            item = self.tables.item(n)
            item.setText(f"{planned.table.sheet}\n{kind} · {rows}{hidden}")
            item.setCheckState(_checked(planned.mapping.take))
        self.tables.blockSignals(False)

    @property
    def planned(self) -> PlannedTable:
        """The table that is shown."""
        return self.incoming.tables[max(self.tables.currentRow(), 0)]

    def _show(self) -> None:
        planned = self.planned
        self.head.show_table(planned)
        self.questions.show_table(planned)
        self.columns.show_table(planned)
        self.words.show_table(planned)
        self._show_rows()

    def _show_rows(self) -> None:
        account = self.incoming.account
        if account is not None:
            n = max(self.tables.currentRow(), 0)
            self.rows.show_account(account.tables[n])
            self.pairs.show_account(account.tables[n])

    def _ticked(self, item: QListWidgetItem) -> None:
        planned = self.incoming.tables[self.tables.row(item)]
        take = item.checkState() is Qt.CheckState.Checked
        if take != planned.mapping.take:
            planned.mapping.take = take and bool(planned.mapping.kind)
            self._name_tables()
            self._mapping_changed()

    def _kind_chosen(self, kind: str) -> None:
        take_as(self.planned, kind)
        self._name_tables()
        self._show()
        self._mapping_changed()

    def _mapping_changed(self) -> None:
        self.incoming.account = None
        self.words.show_table(self.planned)
        self.questions.show_table(self.planned)
        if self.incoming.rows <= _AT_ONCE:
            self.rehearse()
        else:
            self.counts.setText(_("The mapping was changed: look again at what would happen."))

    def _explain(self, reason: str) -> None:
        """Say why rows go into closed periods, once for all."""
        self.incoming.reason = reason
        self._mapping_changed()

    # --- doing it -----------------------------------------------------------------------------

    def rehearse(self) -> None:
        """Try everything, take it back, and say what would happen."""
        self._start(_("Looking through the rows"), run.rehearse, self._rehearsed)

    def take(self) -> None:
        """Take the file in, as one step, after a copy of the book."""

        def copied_first(*what: Any) -> Iterator[Any]:
            return self.desk.copied_first(lambda: run.run(*what))

        self._start(_("Importing"), copied_first, self._taken)

    def _start(self, title: str, do: Callable[..., Any], then: Callable[[Account], object]) -> None:
        self._enable(False)
        incoming, desk = self.incoming, self.desk

        def done(_count: int) -> None:
            self._enable(True)
            assert incoming.account is not None
            then(incoming.account)

        def work(rows: Sequence[Any], _report: Callable[[int], None]) -> int:
            return len(rows)

        self.desk.start(
            Job(
                title,
                lambda: do(desk.book, incoming, desk.today),
                work,
                done,
                max(incoming.rows // run.PULSE, 1),
                failed=lambda: self._enable(True),
            )
        )

    def _enable(self, on: bool) -> None:
        for one in (self.go, self.look, self.report, self.tables, self.head, self.tabs):
            one.setEnabled(on)

    def _rehearsed(self, account: Account) -> None:
        self.counts.setText(_told(account))
        self.periods.show_account(account)
        made = ", ".join(
            f"{_(KIND_LABELS.get(kind, kind))} {count}" for kind, count in account.made.items()
        )
        hints = []
        if account.before:
            hints.append(_("This file was imported on {day}.").format(day=account.before))
        doubtful = sum(len(table.pairs) for table in account.tables)
        if doubtful:
            hints.append(
                ngettext(
                    "{n} row may be a record of the book: look at “Doubtful”.",
                    "{n} rows may be records of the book: look at “Doubtful”.",
                    doubtful,
                ).format(n=doubtful)
            )
        if made:
            hints.append(_("Added because rows name them: {made}.").format(made=made))
        self.hint.setText(" ".join(hints))
        self.hint.setVisible(bool(hints))
        self.go.setEnabled(bool(account.count(Fate.NEW, Fate.CHANGED) or account.made))
        self._show_rows()
        refused = account.count(Fate.REFUSED)
        title = _("Rows") + (f" ({refused} {Fate.REFUSED.label})" if refused else "")
        self.tabs.setTabText(self.tabs.indexOf(self.rows), title)
        doubtful = sum(len(table.pairs) for table in account.tables)
        title = _("Doubtful") + (f" ({doubtful})" if doubtful else "")
        self.tabs.setTabText(self.tabs.indexOf(self.pairs), title)

    def _taken(self, account: Account) -> None:
        text = _("{name}: {told}").format(name=account.file, told=_told(account))
        self.desk.messenger.offer(text, ((_("Undo"), self.desk.undo),))
        self.accept()

    def _again(self, again: Callable[[str, str], object], encoding: str, separator: str) -> None:
        again(encoding, separator)
        self.reject()

    def _help(self) -> None:
        help.show(self, "import")

    def save_report(self) -> None:
        """Write where every row goes into a workbook."""
        account = self.incoming.account
        if account is None:
            return
        from auditdesk.output import export

        def chosen(path: str) -> None:
            to = Path(path)
            if to.suffix.lower() != ".xlsx":
                to = to.with_name(to.name + ".xlsx")
            written = export.export_import(self.desk.book, account, to, self.desk.today)
            self.hint.setText(_("Written to {name}.").format(name=written.path.name))
            self.hint.show()

        name = _("Import of {name}").format(name=account.file)
        save_path(self, _("Save the account"), f"{name}.xlsx", ["Excel (*.xlsx)"], chosen)


def _checked(on: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked


def _told(account: Account) -> str:
    """The sum check in one line."""
    parts = [f"{fate.label}: {account.count(fate)}" for fate in Fate if account.count(fate)]
    whole = _("{rows} rows = {taken} taken + {refused} refused + {ignored} ignored").format(
        rows=account.count(*Fate),
        taken=account.count(*TAKEN),
        refused=account.count(Fate.REFUSED),
        ignored=account.count(*LEFT),
    )
    return f"{'  ·  '.join(parts)}    ({whole})"
