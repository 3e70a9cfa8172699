"""Papers of performing an audit: checklists, meeting sheets and the report, previewed and saved."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from auditdesk.gui import papers
from auditdesk.gui.desk import Desk
from auditdesk.i18n import _


def preview_checklist(desk: Desk, parent: QWidget, audit: str, *, blank: bool) -> None:
    """The checklist, blank for the pen or as it is filled in, on the screen first."""
    from auditdesk.book.audit_reader import checklist_dossier
    from auditdesk.book.dossier_reader import house
    from auditdesk.output import export, sheets

    head, stamp = house(desk.book), export.stamp(desk.book)

    def make(to: Path) -> Callable[[Sequence[Any], Callable[[int], None]], Path]:
        def work(rows: Sequence[Any], report: Callable[[int], None]) -> Path:
            sheets.checklists(rows, head, stamp, to, report=report)
            return to

        return work

    papers.preview(
        desk,
        parent,
        _("Checklist"),
        lambda: [checklist_dossier(desk.book, audit, blank=blank)],
        make,
        1,
    )
