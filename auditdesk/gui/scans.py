"""Scanned sheets dropped on the window: shown with where each page belongs, then filed."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from auditdesk.gui.desk import Desk
from auditdesk.gui.dialogs import ask
from auditdesk.gui.jobs import Job
from auditdesk.i18n import _, ngettext

if TYPE_CHECKING:
    from auditdesk.intake.scans import Page
    from auditdesk.work.scans import Filing


def take_scan(desk: Desk, window: QWidget, path: Path, then: Callable[[], object]) -> None:
    """Read the codes of a scan on a thread, then show what would be filed where.

    then: is called when that is answered, or where there is nothing to ask.
    """
    from auditdesk.intake.scans import read_scan

    def work(_rows: Sequence[Any], _report: Callable[[int], None]) -> "list[Page]":
        return read_scan(path)

    def done(pages: "list[Page]") -> None:
        from auditdesk.work import scans

        filings = scans.sort(desk.book, path, pages)
        told = "\n".join(map(_line, filings))
        if not any(one.finding and not one.known for one in filings):
            nothing = _("Nothing of {name} is filed.").format(name=path.name)
            desk.messenger.refuse(f"{nothing}\n{told}")
            then()
            return
        title = scans.title(filings)

        def deed(_values: dict[str, Any]) -> None:
            desk.do(title, lambda step: scans.file_all(step, filings, {path: len(pages)}))

        asked = ask(window, _("File scan"), {}, _("File"), deed, text=told)
        asked.finished.connect(lambda _code: then())

    title = _("Reading {name}").format(name=path.name)
    desk.start(Job(title, lambda: (), work, done, failed=then))


def _line(one: "Filing") -> str:
    """“Pages 1, 2: NC-2026-014”."""
    pages = ngettext("Page {pages}", "Pages {pages}", len(one.pages))
    told = pages.format(pages=", ".join(map(str, one.pages))) + f": {one.number or one.why}"
    return f"{told} ({_('filed already')})" if one.known else told
