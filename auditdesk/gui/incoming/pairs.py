"""Pairs: rows that may be records of the book, side by side with them; the user decides."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QTableWidgetItem

from auditdesk.gui.incoming.combos import KeyCombo
from auditdesk.gui.lists.table import SmallTable
from auditdesk.gui.parts.widgets import button, column, plain_label, plain_tip, row
from auditdesk.i18n import _
from auditdesk.intake.account import TableAccount
from auditdesk.intake.pairs import Pair, PairDecision
from auditdesk.work.intake.labels import field_label
from auditdesk.work.intake.pairs import Decisions

_CHOICES = (PairDecision.SAME, PairDecision.NEW, PairDecision.LEAVE)


class PairsTab(QFrame):
    """The pairs of a table above; field by field, file and book, below, and what becomes of it."""

    def __init__(self, decisions: Decisions, changed: Callable[[], object]) -> None:
        super().__init__()
        self._decisions, self._changed = decisions, changed
        self._account: TableAccount | None = None
        self.pairs = SmallTable(
            _("Doubtful rows"),
            [_("Row"), _("May be"), _("Why"), _("What becomes of it")],
            stretch=2,
        )
        self.pairs.picked.connect(lambda _id: self._show())
        self.fields = SmallTable(
            _("The row and the record side by side"),
            [_("Field"), _("In the file"), _("In the book"), ""],
            stretch=None,
        )
        self.choice = KeyCombo(
            _("What the row is"),
            [(choice, choice.label) for choice in _CHOICES],
            PairDecision.NEW,
            lambda key: self._decide(PairDecision(key)),
        )
        self.all = button(_("The same for all of this kind"), self._decide_all)
        self.none = plain_label(
            _("No row may be a record of the book without being known for sure."), "muted"
        )
        layout = column(self.none, self.pairs, self.fields, margins=(0, 0, 0, 0))
        layout.addLayout(row(plain_label(_("The row is")), self.choice, self.all, 1))
        self.setLayout(layout)

    def show_account(self, account: TableAccount) -> None:
        """Show the pairs of a table."""
        self._account = account
        pairs = account.pairs
        self.none.setVisible(not pairs)
        for part in (self.pairs, self.fields, self.choice, self.all):
            part.setEnabled(bool(pairs))
        self.pairs.show_rows(
            [
                (
                    str(pair.row),
                    (str(pair.row), pair.name, pair.doubt.label, pair.choice.label),
                )
                for pair in pairs
            ]
        )
        self._show()

    @property
    def pair(self) -> Pair | None:
        """The pair that is shown."""
        pairs = self._account.pairs if self._account is not None else []
        return next((one for one in pairs if str(one.row) == self.pairs.current_id()), None)

    def _show(self) -> None:
        pair = self.pair
        if pair is None:
            self.fields.show_rows([])
            return
        self.choice.choose(pair.choice)
        self.fields.show_rows(
            [
                (
                    one.field,
                    (
                        field_label(pair.kind, one.field),
                        one.in_file,
                        one.in_book,
                        _("≠ differs") if one.differs else "",
                    ),
                )
                for one in pair.facing
            ]
        )
        for n, one in enumerate(pair.facing):
            for section in range(self.fields.columnCount()):
                item = self.fields.item(n, section)
                assert item is not None
                _mark(item, one.differs)

    def _decide(self, choice: PairDecision) -> None:
        pair = self.pair
        if pair is not None and self._account is not None and choice is not pair.choice:
            self._decisions.rows[self._account.sheet, pair.row] = choice
            self._changed()

    def _decide_all(self) -> None:
        """Decide all pairs of the kind as this one, those of other tables too.

        What was decided of a single row of another table stays.
        """
        pair = self.pair
        if pair is None or self._account is None:
            return
        self._decisions.usual[pair.doubt] = pair.choice
        for one in self._account.pairs:
            if one.doubt is pair.doubt:
                self._decisions.rows.pop((self._account.sheet, one.row), None)
        self._changed()


def _mark(item: QTableWidgetItem, differs: bool) -> None:
    """Differences are in bold and say so."""
    font = item.font()
    font.setBold(differs)
    item.setFont(font)
    item.setToolTip(plain_tip(item.text()))
