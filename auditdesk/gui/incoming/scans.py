"""Scanned sheets dropped on the window: shown with where each page belongs, then filed."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from auditdesk.errors import Refusal
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.jobs import Job
from auditdesk.gui.forms import choices
from auditdesk.gui.parts.dialogs import ask
from auditdesk.gui.parts.pickers import PickEditor
from auditdesk.i18n import _, ngettext

if TYPE_CHECKING:
    from auditdesk.domain.response import Returned
    from auditdesk.intake.scans import ScannedPage
    from auditdesk.work.scans import Filing


def take_scan(desk: Desk, window: QWidget, path: Path, then: Callable[[], object]) -> None:
    """Read a scan on a thread, then show what would be filed where; or the answers of a form.

    then: is called when that is answered, or where there is nothing to ask.
    """
    from auditdesk.intake.response_pdf import read_form
    from auditdesk.intake.scans import read_scan

    def work(
        _rows: Sequence[object], _report: Callable[[int], None]
    ) -> "tuple[Returned | None, list[ScannedPage]]":
        form = read_form(path) if path.suffix.lower() == ".pdf" else None
        filled = form is not None and any(not answer.empty for answer in form.answers)
        return (form, []) if filled else (None, read_scan(path))

    def done(found: "tuple[Returned | None, list[ScannedPage]]") -> None:
        from auditdesk.work import scans

        form, pages = found
        if form is not None:
            from auditdesk.gui.incoming.answers import show_answers

            show_answers(desk, window, path, form).finished.connect(lambda _code: then())
            return
        filings = scans.sort(desk.book, path, pages)
        told = "\n".join(map(_line, filings))
        if not any(one.open or (one.finding and not one.known) for one in filings):
            nothing = _("Nothing of {name} is filed.").format(name=path.name)
            desk.messenger.refuse(f"{nothing}\n{told}")
            then()
            return
        runs = {str(run[0]): run for one in filings if one.open for run in _runs(one.pages)}
        numbers = choices.finding_numbers(desk)
        editors = {
            key: PickEditor(_("{pages} to finding").format(pages=_pages(run)), numbers)
            for key, run in runs.items()
        }

        def deed(values: dict[str, Any]) -> None:
            chosen = {page: values[key] for key in runs if values[key] for page in runs[key]}
            final = scans.assign(desk.read, filings, chosen)
            if not any(one.finding and not one.known for one in final):
                raise Refusal(_("Say to which finding the pages belong."))
            total = {path: len(pages)}
            desk.keeper().copy_at_once()
            desk.do(scans.title(final), lambda step: scans.file_all(step, final, total))

        asked = ask(window, _("File scan"), editors, _("File"), deed, text=told)
        asked.finished.connect(lambda _code: then())

    title = _("Reading {name}").format(name=path.name)
    desk.start(Job(title, lambda: (), work, done, failed=then))


def _line(one: "Filing") -> str:
    """“Pages 1, 2: NC-2026-014”."""
    told = f"{_pages(one.pages)}: {one.number or one.why}"
    return f"{told} ({_('filed already')})" if one.known else told


def _pages(numbers: Sequence[int]) -> str:
    told = ngettext("Page {pages}", "Pages {pages}", len(numbers))
    return told.format(pages=", ".join(map(str, numbers)))


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    """Pages that follow each other belong together until somebody says otherwise."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs
