"""The folder for the certification body: all papers of some years, and a page that vouches for it.

Registers and trail hold the whole book, papers those of the years asked for. Everything is read
from one state of the book; the last page names each file with its digest.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from auditdesk import __version__
from auditdesk.book.book import Book
from auditdesk.book.check import Checked, check
from auditdesk.book.completeness.question import Period
from auditdesk.book.dossier_reader import house
from auditdesk.book.heads import tree_head
from auditdesk.book.listings import AUDITS, EVIDENCE, FINDINGS, LISTINGS
from auditdesk.book.lists import List, Query
from auditdesk.book.proofs import proof_text, prove_sheet, sheet
from auditdesk.book.recorded import steps_between
from auditdesk.book.report_reader import newest_report
from auditdesk.book.rows import ListedAudit
from auditdesk.domain.audit import AuditState
from auditdesk.errors import Refusal, Trouble
from auditdesk.files import give_name, why
from auditdesk.i18n import _, date_text, ngettext
from auditdesk.output import completeness, export, sheets
from auditdesk.output.columns import COLUMNS
from auditdesk.output.evidence_files import write_evidence
from auditdesk.output.excel import Written, table_sheet
from auditdesk.output.workbook import Workbook, write
from auditdesk.paths import resource
from auditdesk.scratch import claimed

_SHEETS = 250
"""Findings in one PDF at most."""
_STEPS = 500
_SUMS = "SHA256SUMS.txt"
Told = Callable[[str], None]
"""Told of each file when it is written; what it raises stops the making."""


@dataclass(frozen=True)
class Scope:
    """What goes into the folder: the years of the papers, and whether confidential files do."""

    first: int
    last: int
    confidential: bool = False

    @property
    def years(self) -> range:
        return range(self.first, self.last + 1)


@dataclass(frozen=True)
class FolderFile:
    """One file of the folder. holds: what is in it, counted; left_blank: signs without a font."""

    file: str
    title: str
    holds: str
    standard: str
    size: int
    sha256: str
    left_blank: str = ""


def write_folder(book: Book, scope: Scope, to: Path, today: date, told: Told) -> list[FolderFile]:
    """Write the folder, or a zip where `to` ends in .zip; its files. Whole, or nothing of it.

    Refusal as `refuse_folder`, Trouble where the book does not verify.
    """
    refuse_folder(scope, to)
    checked = check(book)
    if checked.problems:
        raise Trouble(
            _("The book does not verify, so no folder is made: {problems}").format(
                problems=" ".join(checked.problems)
            )
        )
    part = unfinished(to)
    try:
        with claimed(part):
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(mode=0o700)
            made = part / to.stem
            made.mkdir()
            parts = _Maker(book, scope, made, today, told).make(checked)
            if to.suffix.lower() == ".zip":
                made = _zipped(made, part / to.name)
            give_name(made, to)
    except OSError as error:
        raise Trouble(why(error, to)) from error
    return parts


def refuse_folder(scope: Scope, to: Path) -> None:
    """Refuse years that are none and a name that is taken, before anything is made for them."""
    if scope.first > scope.last:
        raise Refusal(
            _("{first} is after {last}: the earlier year comes first.").format(
                first=scope.first, last=scope.last
            )
        )
    if to.exists() and (to.is_file() or any(to.iterdir())):
        raise Refusal(_("{name} exists already: choose another name.").format(name=to))


def unfinished(to: Path) -> Path:
    """Where the folder stands while it is made; whoever kills the maker removes it."""
    return to.with_name(f".{to.name}.part")


def _zipped(folder: Path, to: Path) -> Path:
    with ZipFile(to, "w", ZIP_DEFLATED) as archive:
        for file in sorted(one for one in folder.rglob("*") if one.is_file()):
            archive.write(file, f"{folder.name}/{file.relative_to(folder).as_posix()}")
    return to


class _Maker:
    """Writes the files one after the other, and keeps what is in each."""

    def __init__(self, book: Book, scope: Scope, to: Path, today: date, told: Told) -> None:
        self._book, self._scope, self._to, self._today, self._told = book, scope, to, today, told
        self._house, self._stamp = house(book), export.stamp(book)
        self._parts: list[FolderFile] = []
        self._missing: list[tuple[str, str]] = []
        self._issued: list[tuple[str, str]] = []

    def make(self, checked: Checked) -> list[FolderFile]:
        self._programmes()
        for audit in self._audits():
            self._audit(audit)
        self._findings()
        self._actions()
        self._evidence()
        self._trail()
        self._completeness()
        self._proofs()
        self._contents()
        self._sums()
        self._verification(checked)
        return self._parts

    def _programmes(self) -> None:
        folder = self._folder("1 " + _("Programme"))
        for year in self._scope.years:
            title = _("Audit programme {year}").format(year=year)
            audits = List(self._book, AUDITS, Query((("year", str(year)),))).count()
            if not audits:
                self._missing.append((title, _("no audit lies in this year")))
                continue
            holds = ngettext("{n} audit", "{n} audits", audits).format(n=audits)
            book, today = self._book, self._today
            self._keep(export.export_programme(book, year, folder / f"{title}.xlsx", today), title)
            pdf = folder / f"{title}.pdf"
            printed = export.print_programme(book, year, pdf, today, even_blank=True)
            self._keep(printed, title, holds)

    def _audits(self) -> Iterator[ListedAudit]:
        for year in self._scope.years:
            yield from List(self._book, AUDITS, Query((("year", str(year)),))).stream()

    def _audit(self, audit: ListedAudit) -> None:
        number, book = audit.number, self._book
        if audit.state == AuditState.CANCELLED:
            self._missing.append((number, AuditState.CANCELLED.label))
            return
        folder = self._folder("2 " + _("Audits"), number)
        title = _("Audit plan {number}").format(number=number)
        self._keep(export.print_plans(book, [audit.id], folder / f"{title}.pdf", True), title)
        plan = export.export_plan(book, audit.id, folder / f"{title}.xlsx", self._today)
        self._keep(plan, title)
        title = _("Audit report {number}").format(number=number)
        report = newest_report(audit.id)
        if report is None or report.state != "issued":
            self._missing.append((title, _("not issued yet")))
            return
        parts = export.report_parts(book, audit.id, confidential=not self._scope.confidential)
        copy = export.assembled(parts)
        printed = sheets.reports(
            [copy.values], self._house, self._stamp, folder / f"{title}.pdf",
            files=copy.files, even_blank=True,
        )  # fmt: skip
        holds = ngettext("{n} part left out", "{n} parts left out", len(copy.hidden))
        self._keep(printed, title, holds.format(n=len(copy.hidden)) if copy.hidden else "")

    def _findings(self) -> None:
        folder = self._folder("3 " + _("Findings"))
        self._register("findings", folder)
        for year in self._scope.years:
            query = Query((("year", str(year)),))
            found = List(self._book, FINDINGS, query).stream()
            issued = [(row.number, row.id) for row in found if row.number]
            self._issued += issued
            ids = [id for _number, id in issued]
            for n in range(0, len(ids), _SHEETS):
                some = ids[n : n + _SHEETS]
                title = _("Finding sheets {year}").format(year=year)
                if len(ids) > _SHEETS:
                    title += f" {n // _SHEETS + 1}"
                pdf = folder / f"{title}.pdf"
                holds = ngettext("{n} finding", "{n} findings", len(some)).format(n=len(some))
                self._keep(export.print_findings(self._book, some, pdf, True), title, holds)

    def _actions(self) -> None:
        folder = self._folder("4 " + _("Actions"))
        rows = self._register("actions", folder)
        if rows:
            title = _(export.TITLES["actions"])
            pdf = folder / f"{title}.pdf"
            printed = export.print_actions(self._book, Query(), pdf, self._today, True)
            self._keep(printed, title, _rows(rows))

    def _evidence(self) -> None:
        folder = self._folder("5 " + _("Evidence"))
        if not self._register("evidence", folder):
            self._missing.append((_(export.TITLES["evidence"]) + ".pdf", _("there is none")))
        else:
            shown = [column for column in COLUMNS["evidence"] if column.key != "taken_at"]
            rows = [
                [column.text(row) for column in shown]
                for row in List(self._book, EVIDENCE).stream()
            ]
            widths = (20, 26, 48, 0, 20, 22, 62, 28)
            headings = [_(column.heading) for column in shown]
            columns = list(zip(headings, widths, strict=True))
            self._listing(folder, _(export.TITLES["evidence"]), columns, rows)
            self._files(folder)

    def _files(self, folder: Path) -> None:
        """The evidence of the years themselves; what is confidential is named as not here."""
        years = set(map(str, self._scope.years))
        rows = [
            row
            for row in List(self._book, EVIDENCE).stream()
            if years & set(row.thing.split("-")[1:2] or ()) or row.thing in years
        ]
        for one in write_evidence(rows, folder, confidential=self._scope.confidential):
            title = f"{one.row.thing} {one.row.name}"
            if one.path is None:
                self._missing.append((title, one.why))
            else:
                self._add(one.path, title, one.row.caption, "")

    def _trail(self) -> None:
        folder = self._folder("6 " + _("Trail"))
        self._register("trail", folder)
        columns = [
            (_("Step"), 16), (_("When (UTC)"), 34), (_("Who"), 32), (_("What"), 0),
            (_("Digest"), 114),
        ]  # fmt: skip
        first, last = f"{self._scope.first}-01-01", f"{self._scope.last + 1}-01-01"
        rows = [
            [str(seq), at[:19].replace("T", " "), who, what, digest]
            for seq, at, who, what, digest in steps_between(self._book, first, last)
        ]
        if rows:
            title = _("Steps of the trail {first} – {last}").format(
                first=self._scope.first, last=self._scope.last
            )
            self._listing(folder, title, columns, rows)

    def _completeness(self) -> None:
        """What an auditor would ask of these years, and the evidence by clause and unit."""
        folder, book, today = self._folder("7 " + _(completeness.TITLE)), self._book, self._today
        first, last = date(self._scope.first, 1, 1), min(date(self._scope.last, 12, 31), today)
        period = Period(first, last, today)
        title = _(completeness.TITLE)
        workbook = folder / f"{title}.xlsx"
        self._keep(completeness.export_completeness(book, period, workbook, today), title)
        printed = completeness.print_completeness(book, period, folder / f"{title}.pdf", True)
        self._keep(printed, title)
        title = _(completeness.EVIDENCE_TITLE)
        workbook = folder / f"{title}.xlsx"
        written = completeness.export_evidence_map(book, self._scope.last, workbook, today)
        self._keep(written, title)

    def _proofs(self) -> None:
        """A proof of each finding sheet that the trail holds, and the script that verifies it.

        What a sheet says is beside its proof only where nothing is left out of the folder.
        """
        folder = self._folder("8 " + _("Proofs"))
        for number, id in self._issued:
            now = sheet(self._book, id)
            title = _("Proof of {number}").format(number=number)
            if not now.is_proven:
                self._missing.append((title, _("the trail does not hold what it says now")))
                continue
            self._write(
                folder / f"{number} proof.json", proof_text(prove_sheet(self._book, now)), title
            )
            if self._scope.confidential:
                self._write(folder / f"{number} sheet.json", now.text, number)
        script, title = resource("proof", "verify.py").read_text("utf-8"), _("Script that verifies")
        self._write(folder / "verify.py", script, title)
        pdf = folder / f"{title}.pdf"
        paper = [sheets.PlainTable(title, code=script)]
        printed = sheets.listings(paper, self._house, self._stamp, pdf, even_blank=True)
        self._keep(printed, title)

    def _write(self, file: Path, text: str, title: str) -> None:
        file.write_text(text, "utf-8", newline="\n")
        self._add(file, title, "", "")

    def _contents(self) -> None:
        """What is in the folder, and what is not, as a workbook."""
        title = _("Contents")
        whole = _("Folder for the certification body")
        head = export.heading(self._book, whole, self._today, "contents")
        columns = [
            (_("File"), 70), (_("Title"), 40), (_("Holds"), 30), (_("Form"), 12), (_("Bytes"), 12),
            (_("SHA-256"), 68),
        ]  # fmt: skip
        rows = [
            (one.file, one.title, _holds(one), one.standard, one.size, one.sha256)
            for one in self._parts
        ]
        styles = ("text", "text", "text", "code", "number", "code")

        def fill(book: Workbook) -> None:
            table_sheet(book, title, columns, rows, styles)
            if self._missing:
                left = [(_("What"), 50), (_("Why it is not here"), 50)]
                table_sheet(book, _("Not in this folder"), left, self._missing, ("text", "text"))

        self._keep(write(self._to / f"0 {title}.xlsx", head, fill), title)

    def _sums(self) -> None:
        """The digests as the program sha256sum checks them."""
        lines = "".join(f"{one.sha256}  {one.file}\n" for one in self._parts)
        file = self._to / _SUMS
        file.write_text(lines, "utf-8", newline="\n")
        self._add(file, _("Digests of all files, for sha256sum -c"), "", "")

    def _verification(self, checked: Checked) -> None:
        """The page that vouches for the folder."""
        title = _("Verification")
        scope, head = self._scope, tree_head(self._book)
        facts = [
            (_("Organisation"), self._house.name),
            (_("Years of the papers"), f"{scope.first} – {scope.last}"),
            (_("Made by"), self._book.who),
            (_("Made at (UTC)"), f"{datetime.now(UTC):%Y-%m-%d %H:%M}"),
            (_("Book"), self._book.uid),
            (_("Steps of the trail"), str(checked.steps)),
            (_("Changes in the trail"), str(checked.changes)),
            (_("Files of evidence"), str(checked.files)),
            (_("AuditDesk"), __version__),
            (_("Confidential files"), _("in") if scope.confidential else _("left out of reports")),
            (_("Head of the trail"), head.text),
        ]
        note = _(
            "On {day} every page of the book, every reference, the whole chain of the trail, every"
            " row against the trail and every file of evidence were checked; nothing was found."
            " Registers and trail hold the whole book, papers those of the years named. Each file"
            " of this folder is known by its SHA-256 below; sha256sum -c {sums} checks them all."
            " These are tamper-evident records, no qualified electronic signatures."
        ).format(day=date_text(self._today), sums=_SUMS)
        columns = [
            (_("File"), 82), (_("Holds"), 32), (_("Form"), 18), (_("Bytes"), 16), (_("SHA-256"), 0),
        ]  # fmt: skip
        rows = [
            [one.file, _holds(one), one.standard, str(one.size), one.sha256] for one in self._parts
        ]
        tables = [sheets.PlainTable(title, columns, rows, facts, note)]
        if self._missing:
            left = [(_("What"), 90), (_("Why it is not here"), 0)]
            tables.append(sheets.PlainTable(_("Not in this folder"), left, self._missing))
        pdf = self._to / f"0 {title}.pdf"
        sheets.listings(tables, self._house, self._stamp, pdf, even_blank=True)
        self._told(pdf.name)

    def _register(self, name: str, folder: Path) -> int:
        """A whole list as a workbook; its rows, counted against the book."""
        title = _(export.TITLES[name])
        written = export.export_list(
            self._book, name, Query(), folder / f"{title}.xlsx", self._today
        )
        rows = List(self._book, LISTINGS[name]).count()
        if rows != written.rows:
            raise Trouble(
                _("{title} holds {n} of {rows} rows; no folder is made.").format(
                    title=title, n=written.rows, rows=rows
                )
            )
        self._keep(written, title)
        return rows

    def _listing(
        self, folder: Path, title: str, columns: list[tuple[str, int]], rows: list[list[str]]
    ) -> None:
        parts = [
            sheets.PlainTable(title, columns, rows[n : n + _STEPS])
            for n in range(0, len(rows), _STEPS)
        ]
        pdf = folder / f"{title}.pdf"
        printed = sheets.listings(parts, self._house, self._stamp, pdf, even_blank=True)
        self._keep(printed, title, _rows(len(rows)))

    def _folder(self, *names: str) -> Path:
        folder = self._to.joinpath(*names)
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _keep(self, made: Written | sheets.Printed, title: str, holds: str = "") -> None:
        if isinstance(made, Written):
            self._add(made.path, title, _rows(made.rows), "xlsx")
        else:
            pages = ngettext("{n} page", "{n} pages", made.pages).format(n=made.pages)
            holds = ", ".join(filter(None, (holds, pages)))
            standard = f"{made.standard}: {made.note}" if made.note else made.standard
            self._add(made.path, title, holds, standard, " ".join(made.missing))

    def _add(self, file: Path, title: str, holds: str, standard: str, blank: str = "") -> None:
        data = file.read_bytes()
        name = file.relative_to(self._to).as_posix()
        digest = hashlib.sha256(data).hexdigest()
        self._parts.append(FolderFile(name, title, holds, standard, len(data), digest, blank))
        self._told(name)


def _rows(n: int) -> str:
    return ngettext("{n} row", "{n} rows", n).format(n=n)


def _holds(part: FolderFile) -> str:
    blank = _("left blank: {signs}").format(signs=part.left_blank) if part.left_blank else ""
    return ", ".join(filter(None, (part.holds, blank)))
