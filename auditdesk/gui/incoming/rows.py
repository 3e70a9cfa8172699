"""Rows: what would become of each row of a table: refused and changed ones first."""

from auditdesk.gui.lists.table import SmallTable
from auditdesk.i18n import _
from auditdesk.intake.account import Fate, TableAccount

_MOST = 1000
_ORDER = (Fate.REFUSED, Fate.CHANGED, Fate.DUPLICATE, Fate.NEW, Fate.SAME, Fate.IGNORED, Fate.FRAME)


class RowsTab(SmallTable):
    """One line a row: its number in the file, its fate, the thing, the reason."""

    def __init__(self) -> None:
        super().__init__(
            _("Rows"), [_("Row"), _("What becomes of it"), _("Thing"), _("Why")], stretch=3
        )

    def show_account(self, account: TableAccount) -> None:
        """Show the rows of a table, as many as a person reads; the account has them all."""
        rows = sorted(account.rows, key=lambda one: (_ORDER.index(one.fate), one.row))
        notes: dict[str, list[str]] = {}
        for note in account.notes:
            number = "".join(filter(str.isdigit, str(note["cell"])))
            told = f"{note['cell']} {note['heading']}: {note['text']} – {note['why']}"
            notes.setdefault(number, []).append(told.replace(" : ", " "))
        self.show_rows(
            [
                (
                    str(one.row),
                    (
                        str(one.row),
                        one.fate.label,
                        one.name,
                        "; ".join(filter(None, (one.reason, *notes.get(str(one.row), ())))),
                    ),
                )
                for one in rows[:_MOST]
            ]
        )
