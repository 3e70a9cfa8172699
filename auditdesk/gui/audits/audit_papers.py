"""Papers of performing an audit: checklists, meeting sheets and the report, previewed and saved."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from auditdesk.book.book import Book
from auditdesk.book.tables import AuditRow
from auditdesk.domain.report_chapters import CHAPTERS
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.lists.table import SmallTable
from auditdesk.gui.papers import papers
from auditdesk.gui.parts.dialogs import Ask, ask
from auditdesk.gui.parts.editors import ChoiceEditor, FlagEditor, LineEditor
from auditdesk.i18n import _, ngettext

if TYPE_CHECKING:
    from auditdesk.output.sheets import Printed

_KINDS = {".pdf": "PDF (*.pdf)", ".docx": "Word (*.docx)", ".ics": "iCalendar (*.ics)"}


def preview_checklist(desk: Desk, parent: QWidget, audit: str, *, blank: bool) -> None:
    """The checklist, blank for the pen or as it is filled in, on the screen first."""
    from auditdesk.book.audit_reader import checklist_dossier
    from auditdesk.output import sheets

    def rows() -> list[Any]:
        return [checklist_dossier(desk.book, audit, blank=blank)]

    papers.preview(desk, parent, _("Checklist"), rows, sheets.checklists)


def preview_meeting(desk: Desk, parent: QWidget, audit: str, kind: str) -> None:
    """The sheet of an opening or closing meeting, on the screen first."""
    from auditdesk.book.audit_reader import meeting_dossiers
    from auditdesk.domain.meeting import HEADINGS
    from auditdesk.output import sheets

    def rows() -> list[Any]:
        return list(meeting_dossiers(desk.book, audit, kind))

    papers.preview(desk, parent, _(HEADINGS[kind]), rows, sheets.meetings)


def preview_report(desk: Desk, parent: QWidget, audit: str, chapters: str = "") -> None:
    """The report, on the screen first; a draft says so on every page.

    chapters: “clause” or “process” where it has one for each.
    """
    from auditdesk.output import export, sheets

    def rows() -> Iterator[Any]:
        return export.report_parts(desk.book, audit, chapters=chapters)

    def work(found: Sequence[Any], *rest: Any, **named: Any) -> "Printed":
        copy = export.assembled(found)
        return sheets.reports([copy.values], *rest, files=copy.files, **named)

    papers.preview(desk, parent, _("Audit report"), rows, work)


def save_report(
    desk: Desk, parent: QWidget, audit: str, number: str, suffix: str, chapters: str = ""
) -> None:
    """The report as a file."""
    title = _("Audit report {number}").format(number=number)

    def parts(book: Book) -> Iterator[Any]:
        return _parts(book, audit, chapters=chapters)

    _save(desk, parent, title, suffix, parts, lambda _to, _hidden: None)


def ask_copy(desk: Desk, parent: QWidget, audit: str, number: str) -> None:
    """Ask who gets a copy and what is taken out of it; it is kept what left."""
    editors: dict[str, Any] = {
        "recipient": LineEditor(_("For")),
        "purpose": LineEditor(_("Purpose")),
        "names": FlagEditor(_("Hide the names of people")),
        "confidential": FlagEditor(_("Leave out confidential evidence")),
        "chapters": ChoiceEditor(
            _("Chapters"), [("", _("None")), *((key, _(text)) for key, text in CHAPTERS.items())]
        ),
    }
    editors["confidential"].show_value(True)

    def deed(values: dict[str, Any]) -> None:
        from auditdesk.errors import Refusal
        from auditdesk.output import export
        from auditdesk.work.people import hiding

        recipient = str(values["recipient"]).strip()
        if not recipient:
            raise Refusal(_("Name who gets it."))
        how: dict[str, Any] = {
            "recipient": recipient,
            "hiding": hiding(desk.read) if values["names"] else None,
            "confidential": bool(values["confidential"]),
            "chapters": values["chapters"] or "",
        }
        remaining = export.report_copy(desk.book, audit, **how).places()
        copy = _Copy(audit, number, recipient, str(values["purpose"]), how)
        if remaining:
            _ask_remaining(parent, remaining, lambda: _save_copy(desk, parent, copy))
        else:
            _save_copy(desk, parent, copy)

    ask(parent, _("Copy for somebody"), editors, _("Save as PDF"), deed)


class _Copy(NamedTuple):
    """A copy that somebody gets. how: what it hides, as `report_parts` takes it."""

    audit: str
    number: str
    recipient: str
    purpose: str
    how: dict[str, Any]


def _ask_remaining(parent: QWidget, remaining: Sequence[str], save: Callable[[], object]) -> None:
    """Show what may still tell who somebody is; saving is a second decision."""
    listed = SmallTable(_("Still in the copy"), [_("Still in the copy")])
    listed.show_rows([(str(n), (text,)) for n, text in enumerate(remaining)])
    listed.setMinimumSize(560, 260)
    layout = QVBoxLayout()
    layout.addWidget(listed)
    count = ngettext(
        "In {n} place the copy may still tell who somebody is. Look at it; where it does, cancel"
        " and change the text.",
        "In {n} places the copy may still tell who somebody is. Look at them; where one does,"
        " cancel and change the text.",
        len(remaining),
    ).format(n=len(remaining))
    dialog = Ask(
        parent.window(), _("Before the copy leaves"), {}, _("Save all the same"),
        lambda _values: save(), text=count, layout=layout,
    )  # fmt: skip
    dialog.open()
    dialog.go.setFocus()


def _save_copy(desk: Desk, parent: QWidget, copy: _Copy) -> None:
    """Save the copy, and keep as a record what left for whom."""
    from auditdesk.work import reports

    def keep(to: Path, hidden: list[Any]) -> None:
        desk.do(
            _("Report of {number} for {who}").format(number=copy.number, who=copy.recipient),
            lambda step: reports.disclose(
                step,
                step.get(AuditRow, copy.audit),
                recipient=copy.recipient,
                purpose=copy.purpose,
                hidden=hidden,
                file=to,
                on=desk.today,
            ),
        )

    title = _("Audit report {number} for {who}").format(number=copy.number, who=copy.recipient)
    _save(desk, parent, title, ".pdf", lambda book: _parts(book, copy.audit, **copy.how), keep)


def _parts(book: Book, audit: str, **how: Any) -> Iterator[Any]:
    from auditdesk.output import export

    return export.report_parts(book, audit, **how)


def _save(
    desk: Desk,
    parent: QWidget,
    title: str,
    suffix: str,
    parts: Callable[[Book], Iterator[Any]],
    then: Callable[[Path, list[Any]], object],
) -> None:
    from auditdesk.book.dossier_reader import house
    from auditdesk.gui.desk.jobs import Job
    from auditdesk.output import export

    head, stamp = house(desk.book), export.stamp(desk.book)

    def begin(to: Path) -> None:
        def work(
            found: Sequence[Any], _report: Callable[[int], None]
        ) -> "tuple[list[Any], Printed | None]":
            copy = export.assembled(found)
            return copy.hidden, export.write_copy(copy, head, stamp, to)

        def done(made: "tuple[list[Any], Printed | None]") -> None:
            hidden, printed = made
            then(to, hidden)
            papers.offer(desk, papers.written_text(to, printed), to)

        desk.start(Job(title, lambda: parts(desk.book), work, done))

    papers.ask_where(desk, parent, title, title, _KINDS[suffix], suffix, begin)


def save_plan_mail(desk: Desk, parent: QWidget, audit: str, number: str) -> None:
    """The plan as a ready e-mail, with its PDF and its timetable."""

    def begin(to: Path) -> None:
        from auditdesk.output import export

        export.export_plan_mail(desk.book, audit, to)
        text = _("{name} is a ready e-mail: open it, look through it and send it.")
        papers.offer(desk, text.format(name=to.name), to)

    title = _("Audit plan {number}").format(number=number)
    papers.ask_where(
        desk, parent, _("Plan as e-mail"), title, _("E-mail") + " (*.eml)", ".eml", begin
    )


def save_calendars(desk: Desk, parent: QWidget, audit: str) -> None:
    """A calendar file for each participant, into a folder that is asked for."""

    def chosen(folder: str) -> None:
        from auditdesk.output import export

        written = export.export_timetables(desk.book, audit, Path(folder))
        text = ngettext(
            "{n} calendar file written to {name}.", "{n} calendar files written to {name}.",
            len(written),
        )  # fmt: skip
        papers.offer(desk, text.format(n=len(written), name=Path(folder).name), Path(folder))

    dialog = QFileDialog(parent.window(), _("Folder for the calendar files"))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(chosen)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
