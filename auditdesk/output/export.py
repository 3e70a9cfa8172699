"""From the book to a workbook, a sheet or a calendar, as the command line and the window ask."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from auditdesk.book.audit_reader import checklist_dossier, meeting_dossiers
from auditdesk.book.auditor_log import auditor_log
from auditdesk.book.book import Book
from auditdesk.book.dossier_reader import action_lines, finding_dossiers, house, plan_dossier
from auditdesk.book.dossiers import House
from auditdesk.book.evidence import safe_name
from auditdesk.book.listings import ACTIONS, AUDITS, LISTINGS
from auditdesk.book.lists import List, Query
from auditdesk.book.programme_reader import programme_dossier
from auditdesk.book.report_reader import report_values
from auditdesk.book.year_data import year_data
from auditdesk.domain.redaction import Hiding, Remaining, place_text, redact
from auditdesk.domain.report import Hidden, Values, hidden_kinds
from auditdesk.domain.report_chapters import with_chapters
from auditdesk.domain.response import ResponseForm, Texts
from auditdesk.errors import Refusal
from auditdesk.files import make_folder
from auditdesk.i18n import N_, _
from auditdesk.intake.account import Account
from auditdesk.output import calendar, csv_file, excel, programme, response_pdf, sheets
from auditdesk.output.auditor_log import write_auditor_log
from auditdesk.output.columns import COLUMNS, IMPORTED
from auditdesk.output.mail import write_mail
from auditdesk.output.photos import Photo, report_photos
from auditdesk.output.plan_mail import write_plan_mail
from auditdesk.output.response import write_response
from auditdesk.output.sheet_words import LABELS

TITLES = {
    "findings": N_("Findings register"),
    "actions": N_("Action list"),
    "audits": N_("Audits"),
    "units": N_("Units"),
    "people": N_("People"),
    "absences": N_("Absences"),
    "clauses": N_("Clauses"),
    "evidence": N_("Evidence list"),
    "trail": N_("Trail of changes"),
}


def heading(book: Book, title: str, on: date, sort: str = "") -> excel.TableTitle:
    """What stands above every workbook. sort: what it is, by which it is known when it is back."""
    of = house(book)
    return excel.TableTitle(
        title,
        of.name,
        on,
        book.head.digest,
        book.head.seq,
        book.who,
        of.paper,
        past=book.past.title if book.past else "",
        sort=sort,
        book=book.uid,
    )


def stamp(book: Book) -> sheets.Stamp:
    """What stands at the foot of every sheet."""
    past = book.past.title if book.past else ""
    return sheets.Stamp(book.head.digest, book.head.seq, datetime.now(UTC), past)


def export_list(book: Book, name: str, query: Query, to: Path, today: date) -> excel.Written:
    """A list as a workbook."""
    rows = List(book, LISTINGS[name], query).stream()
    return excel.write_list(rows, COLUMNS[name], heading(book, _(TITLES[name]), today, name), to)


def export_list_csv(book: Book, name: str, query: Query, to: Path) -> int:
    """A list as CSV for other programs; how many rows."""
    rows = List(book, LISTINGS[name], query).stream()
    return csv_file.write_list_csv(rows, COLUMNS[name], to)


def export_import(book: Book, account: Account, to: Path, today: date) -> excel.Written:
    """Where every row of an imported file went, as a workbook."""
    title = _("Import of {name}").format(name=account.file)
    return excel.write_list(account.rows(), IMPORTED, heading(book, title, today, "import"), to)


def export_programme(book: Book, year: int, to: Path, today: date) -> excel.Written:
    """The year: months, weeks, list, coverage, load of auditors."""
    title = _("Audit programme {year}").format(year=year)
    data = year_data(book, year, today)
    return programme.write_programme(data, heading(book, title, today, "programme"), to)


def export_plan(book: Book, audit: str, to: Path, today: date) -> excel.Written:
    """The plan of an audit: head, team, timetable."""
    plan = plan_dossier(book, audit)
    title = _("Audit plan {number}").format(number=plan.number)
    return excel.write_plan(plan, heading(book, title, today, "plan"), to)


def export_response(
    book: Book,
    forms: Sequence[ResponseForm],
    texts: Texts,
    people: Sequence[str],
    to: Path,
    today: date,
) -> excel.Written:
    """The form in which auditees answer findings."""
    names = ", ".join(form.number for form in forms)
    title = texts.file.format(names=names)
    return write_response(forms, texts, people, heading(book, title, today, "response"), to)


def print_response(
    book: Book, forms: Sequence[ResponseForm], texts: Texts, people: Sequence[str], to: Path
) -> sheets.Printed:
    """The same form as a PDF, for the keyboard or the pen."""
    return response_pdf.print_response(forms, texts, people, house(book), stamp(book), to)


def export_mail(
    book: Book,
    ids: Sequence[str],
    forms: Sequence[ResponseForm],
    texts: Texts,
    people: Sequence[str],
    to: Path,
    today: date,
) -> Path:
    """The form and the sheets of findings as a ready e-mail to those who owe the answers."""
    title = texts.file.format(names=", ".join(form.number for form in forms))
    dossiers = list(finding_dossiers(book, ids))
    head = heading(book, title, today, "response")
    return write_mail(forms, texts, people, dossiers, house(book), head, stamp(book), to)


def export_plan_mail(book: Book, audit: str, to: Path) -> Path:
    """The plan of an audit as a ready e-mail to all who take part."""
    now = datetime.now().astimezone()
    return write_plan_mail(plan_dossier(book, audit), house(book), stamp(book), book.who, to, now)


def export_auditor_log(book: Book, first: date, last: date, to: Path, today: date) -> excel.Written:
    """Audits led, attended and observed, hours and topics for each person."""
    rows = list(auditor_log(book, first, last))
    title = _("Auditor log {first} – {last}").format(first=first, last=last)
    return write_auditor_log(rows, heading(book, title, today, "auditor log"), to)


def print_findings(
    book: Book, ids: Iterable[str], to: Path, even_blank: bool = False
) -> sheets.Printed:
    """Finding sheets, one after the other in one PDF."""
    return sheets.finding_sheets(
        list(finding_dossiers(book, list(ids))), house(book), stamp(book), to, even_blank=even_blank
    )


def print_plans(
    book: Book, ids: Iterable[str], to: Path, even_blank: bool = False
) -> sheets.Printed:
    """Audit plans, one after the other in one PDF."""
    plans = [plan_dossier(book, id) for id in ids]
    return sheets.audit_plans(plans, house(book), stamp(book), to, even_blank=even_blank)


def print_checklists(
    book: Book, ids: Iterable[str], to: Path, even_blank: bool = False, *, blank: bool = False
) -> sheets.Printed:
    """Checklists of audits, `blank` ones for the pen."""
    found = [checklist_dossier(book, id, blank=blank) for id in ids]
    found = [one for one in found if one.lines]
    if not found:
        raise Refusal(_("There is no checklist to print: make it first."))
    return sheets.checklists(found, house(book), stamp(book), to, even_blank=even_blank)


def print_meetings(
    book: Book, ids: Iterable[str], to: Path, even_blank: bool = False, *, kind: str
) -> sheets.Printed:
    """Sheets of opening or closing meetings: agenda and attendance."""
    found = [one for id in ids for one in meeting_dossiers(book, id, kind)]
    return sheets.meetings(found, house(book), stamp(book), to, even_blank=even_blank)


@dataclass(frozen=True)
class ReportCopy:
    """A report ready to be written: its values, its pictures, and what was taken out of it."""

    values: Values
    files: dict[str, bytes]
    hidden: list[Hidden]
    remaining: list[Remaining]

    def places(self) -> list[str]:
        """What may still tell who somebody is, each with its place, in the user’s words."""
        return [_remains(one) for one in self.remaining]


_TRACES = {
    "name": N_("looks like a name"),
    "address": N_("is an e-mail address"),
    "phone": N_("looks like a phone number"),
    "number": N_("looks like a personnel number"),
}


def _remains(one: Remaining) -> str:
    def label(part: str) -> str:
        return _(LABELS[part]) if part in LABELS else part

    return _("“{what}” {looks}: {place}").format(
        what=one.what, looks=_(_TRACES[one.kind]), place=place_text(one.place, label)
    )


def report_copy(
    book: Book,
    audit: str,
    *,
    recipient: str = "",
    hiding: Hiding | None = None,
    confidential: bool = False,
    chapters: str = "",
) -> ReportCopy:
    """The texts of a report, or of a redacted copy of it, without its photos.

    hiding: whose names are hidden, None where they stay. confidential: whether confidential
    evidence is left out. chapters: “clause” or “process” where it has one for each.
    """
    whole = report_values(book, audit)
    if not chapters:
        whole = with_chapters(whole, "")
    found = redact(whole, hiding, confidential=confidential)
    values = with_chapters(found.values, chapters)
    values |= {"recipient": recipient, "left_out": hidden_kinds(found.hidden)}
    return ReportCopy(values, {}, found.hidden, found.remaining)


def report_parts(
    book: Book,
    audit: str,
    *,
    recipient: str = "",
    hiding: Hiding | None = None,
    confidential: bool = False,
    chapters: str = "",
) -> Iterator[ReportCopy | Photo]:
    """As `report_copy`; then its photos, one after the other."""
    copy = report_copy(
        book, audit, recipient=recipient, hiding=hiding, confidential=confidential,
        chapters=chapters,
    )  # fmt: skip
    values = copy.values
    yield copy
    yield from report_photos(values)


def assembled(parts: Iterable[ReportCopy | Photo]) -> ReportCopy:
    """The report with its photos put to their places."""
    head, *photos = parts
    assert isinstance(head, ReportCopy)
    files, placed = {}, []
    for n, (meant, photo) in enumerate(zip(head.values["photos"], photos, strict=True)):
        assert isinstance(photo, Photo)
        name = f"photo-{n}.jpg" if photo.data else ""
        if name:
            files[name] = photo.data
        placed.append({**meant, "file": name, "unprinted": _unprinted(meant["name"], photo.why)})
    return replace(head, values={**head.values, "photos": placed}, files=files)


def _unprinted(name: str, why: str) -> str:
    """What stands in the place of a photo that no paper can show."""
    return (
        _("{name} is not printed here: it {reason}.").format(name=name, reason=why) if why else ""
    )


def write_copy(
    copy: ReportCopy, of: House, at: sheets.Stamp, to: Path, even_blank: bool = False
) -> sheets.Printed | None:
    """Write a report as PDF or, by the ending of its name, as a Word file; what was printed.

    A picture goes into a PDF as it is: the logo of a redacted copy loses what it says of itself.
    """
    if copy.hidden:
        of = replace(of, bare=True)
    if to.suffix.casefold() == ".docx":
        from auditdesk.output import report_docx

        report_docx.write_report(copy.values, copy.files, of, at, to)
        return None
    return sheets.reports([copy.values], of, at, to, files=copy.files, even_blank=even_blank)


def print_programme(
    book: Book, year: int, to: Path, today: date, paper: str = "", even_blank: bool = False
) -> sheets.Printed:
    """The year on landscape paper; `paper` a3 or a4, else as the organisation prints."""
    from auditdesk.output.programme_sheet import programme_values

    values = programme_values(programme_dossier(book, year), year_data(book, year, today))
    return sheets.programme(
        values, house(book), stamp(book), to, paper=paper, even_blank=even_blank
    )


def print_actions(
    book: Book, query: Query, to: Path, today: date, even_blank: bool = False
) -> sheets.Printed:
    """The action list on paper."""
    lines = list(action_lines(book, query, today))
    if not lines:
        raise Refusal(_("There is no action to print."))
    return sheets.action_list(
        _(TITLES["actions"]), lines, house(book), stamp(book), to, even_blank=even_blank
    )


def export_calendar(
    book: Book, year: int, to: Path, auditor: str = "", *, due_days: bool = False
) -> int:
    """The audits of a year as iCalendar, or those that somebody takes part in; how many.

    due_days: those of open actions too, or of the actions that somebody owns.
    """
    of = (("auditor", auditor),) if auditor else ()
    audits = List(book, AUDITS, Query((("year", str(year)), *of))).stream()
    actions = [
        action
        for action in (List(book, ACTIONS).stream() if due_days else ())
        if action.due and action.due.year == year and auditor in ("", action.owner)
        and action.done_on is None
    ]  # fmt: skip
    return calendar.write_calendar(audits, house(book).name, to, datetime.now(UTC), actions)


def export_timetables(book: Book, audit: str, to: Path) -> list[tuple[Path, int]]:
    """A calendar file for each participant of an audit, in this folder; file and sessions."""
    plan = plan_dossier(book, audit)
    people = calendar.participants(plan)
    if not people:
        raise Refusal(_("Nobody is named in the timetable yet."))
    make_folder(to)
    now = datetime.now().astimezone()
    written = []
    for name in people:
        path = to / safe_name(f"{plan.number} {name}.ics")
        written.append((path, calendar.write_timetable(plan, name, path, now)))
    return written
