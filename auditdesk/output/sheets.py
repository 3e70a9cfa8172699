"""Sheets of paper: finding sheets, audit plans and action lists as archival PDF."""

import io
import json
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, is_dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

import pypdfium2
import segno
import typst

from auditdesk import scratch
from auditdesk.book.audit_dossiers import ChecklistDossier, MeetingDossier
from auditdesk.book.dossiers import ActionLine, FindingDossier, House, PlanDossier
from auditdesk.errors import Refusal, Trouble
from auditdesk.files import PDF, replacing, why
from auditdesk.i18n import _, date_text, language_and_region, ngettext
from auditdesk.i18n import language as current_language
from auditdesk.output.sheet_words import LABELS, MARKS
from auditdesk.output.slots import Fields, PageBox
from auditdesk.paths import resource
from auditdesk.pictures import Unshown, for_paper

BATCH = 10  # sheets compiled at once: Typst needs some 8 MB for each
FAMILIES = ("Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew")
CJK_FAMILIES = {
    "ja": ("Noto Sans CJK JP", "Noto Sans JP", "Yu Gothic", "Hiragino Sans"),
    "ko": ("Noto Sans CJK KR", "Noto Sans KR", "Malgun Gothic", "Apple SD Gothic Neo"),
    "zh": ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei"),
}  # fmt: skip


Report = Callable[[int], None]
"""Told now and then how many sheets are done; what it raises stops the printing."""


def _quiet(_done: int) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True)
class Stamp:
    """The head of the trail that the sheet shows, and when it was printed (UTC).

    past: what the sheet says of itself where it is of a past, else "".
    """

    digest: str
    step: int
    printed_at: datetime
    past: str = ""


@dataclass(frozen=True)
class Printed:
    """What was printed. missing: characters left blank. note: why it is not PDF/A, else ""."""

    path: Path
    sheets: int
    pages: int
    standard: str
    missing: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class _Job:
    """What one PDF is made of: the template, the title, the plain values of its sheets."""

    kind: str
    title: str
    sheets: list[dict[str, Any]]
    report: Report
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Pictures that the template reads, by name."""
    fields: Fields | None = None
    """What the boxes of a form become; with it the PDF is no longer archival."""


def finding_sheets(
    findings: Sequence[FindingDossier], house: House, stamp: Stamp, to: Path,
    *, language: str | None = None, even_blank: bool = False, report: Report = _quiet,
) -> Printed:  # fmt: skip
    """Print finding sheets, each on pages of its own, into one PDF."""
    sheets = [
        _plain(one)
        | {
            "mark": _(MARKS.get(one.state, "")),
            "further": [{"label": _(label), "text": _clean(text)} for label, text in one.further],
        }
        for one in findings
    ]
    first = sheets[0] if len(sheets) == 1 else {}
    title = "{number} {grade_label}".format_map(first) if first else _("Finding sheets")
    files = {}
    for n, sheet in enumerate(sheets):
        code, sheet["code"] = sheet["code"], ""
        if code:
            sheet["code"] = f"code-{n}.png"
            files[sheet["code"]] = _qr(code)
    job = _Job("finding", title, sheets, report, files)
    return _print(job, house, stamp, to, language=language, even_blank=even_blank)


def _qr(text: str) -> bytes:
    """A QR code that bears a quarter of it being unreadable, in one encoding for all letters."""
    out = io.BytesIO()
    segno.make_qr(text, error="q", encoding="utf-8").save(out, kind="png", scale=6, border=2)
    return out.getvalue()


def audit_plans(
    plans: Sequence[PlanDossier], house: House, stamp: Stamp, to: Path,
    *, language: str | None = None, even_blank: bool = False, report: Report = _quiet,
) -> Printed:  # fmt: skip
    """Print audit plans, each on pages of its own, into one PDF."""
    sheets = [_plain(one) | {"mark": _(MARKS.get(one.state, ""))} for one in plans]
    first = sheets[0] if len(sheets) == 1 else {}
    title = "{number} {title}".format_map(first) if first else _("Audit plans")
    job = _Job("plan", title, sheets, report)
    return _print(job, house, stamp, to, language=language, even_blank=even_blank)


def checklists(
    found: Sequence[ChecklistDossier], house: House, stamp: Stamp, to: Path,
    *, language: str | None = None, even_blank: bool = False, report: Report = _quiet,
) -> Printed:  # fmt: skip
    """Print checklists, blank for the pen or as they are filled in."""
    sheets = [_plain(one) | {"mark": ""} for one in found]
    first = sheets[0] if len(sheets) == 1 else {}
    title = _("Checklist") + (" {number} {title}".format_map(first) if first else "")
    job = _Job("checklist", title, sheets, report)
    return _print(job, house, stamp, to, language=language, even_blank=even_blank)


def meetings(
    found: Sequence[MeetingDossier], house: House, stamp: Stamp, to: Path,
    *, language: str | None = None, even_blank: bool = False, report: Report = _quiet,
) -> Printed:  # fmt: skip
    """Print sheets of meetings: agenda and attendance, signed on the screen or for the pen."""
    sheets, files = [], {}
    for n, one in enumerate(found):
        sheet = _plain(replace(one, attendance=())) | {"mark": ""}
        sheet["attendance"] = []
        for m, who in enumerate(one.attendance):
            name = f"signature-{n}-{m}.png" if who.signature else ""
            if name:
                files[name] = who.signature
            sheet["attendance"].append(_plain(replace(who, signature=b"")) | {"signature": name})
        sheets.append(sheet)
    title = " ".join([sheets[0]["heading"], sheets[0]["number"]]) if sheets else ""
    job = _Job("meeting", title, sheets, report, files)
    return _print(job, house, stamp, to, language=language, even_blank=even_blank)


def reports(
    found: Sequence[dict[str, Any]], house: House, stamp: Stamp, to: Path,
    *, files: Mapping[str, bytes] | None = None, language: str | None = None,
    even_blank: bool = False, report: Report = _quiet,
) -> Printed:  # fmt: skip
    """Print audit reports from their plain values; `files` holds their pictures, by name."""
    sheets = [_plain(one) | {"mark": _(MARKS.get(one["state"], ""))} for one in found]
    title = "{number} {title}".format_map(sheets[0]) if len(sheets) == 1 else _("Audit reports")
    job = _Job("report", title, sheets, report, files or {})
    return _print(job, house, stamp, to, language=language, even_blank=even_blank)


def programme(
    values: dict[str, Any], house: House, stamp: Stamp, to: Path,
    *, paper: str = "", language: str | None = None, even_blank: bool = False,
) -> Printed:  # fmt: skip
    """Print the programme of a year, landscape; `paper` a3 or a4, else as the house prints."""
    title = f"{_('Audit programme')} {values['number']}"
    job = _Job("programme", title, [_plain(values)], _quiet)
    house = replace(house, paper=paper) if paper else house
    return _print(job, house, stamp, to, language=language, even_blank=even_blank)


def action_list(
    title: str, lines: Sequence[ActionLine], house: House, stamp: Stamp, to: Path,
    *, language: str | None = None, even_blank: bool = False, report: Report = _quiet,
) -> Printed:  # fmt: skip
    """Print a list of actions as a landscape table."""
    rows = [_plain(line) | {"late": _late(line.late_days)} for line in lines]
    late = sum(line.late_days > 0 for line in lines)
    count = ngettext("{n} action", "{n} actions", len(lines)).format(n=len(lines))
    summary = count + (", " + _("{n} late").format(n=late) if late else "")
    title = _clean(title) or _("Action list")
    job = _Job("actions", title, [{"title": title, "summary": summary, "lines": rows}], report)
    return _print(job, house, stamp, to, language=language, even_blank=even_blank)


def response_forms(
    title: str, sheets: Sequence[dict[str, Any]], fields: Fields, house: House, stamp: Stamp,
    to: Path, *, language: str | None = None,
) -> Printed:  # fmt: skip
    """Print response forms from their plain values, with fields to type into."""
    files, plain = {}, []
    for n, sheet in enumerate(sheets):
        files[f"code-{n}.png"] = _qr(sheet["code"])
        plain.append(_plain(sheet) | {"code": f"code-{n}.png"})
    job = _Job("response", title, plain, _quiet, files, fields)
    return _print(job, house, stamp, to, language=language, even_blank=True)


@dataclass(frozen=True)
class PlainTable:
    """A plain table for paper, with facts above it.

    columns: heading and width in millimetres, 0 for what is left. code: in place of a table, lines
    of a program as they stand.
    """

    title: str
    columns: Sequence[tuple[str, int]] = ()
    rows: Sequence[Sequence[str]] = ()
    facts: Sequence[tuple[str, str]] = ()
    note: str = ""
    code: str = ""


def listings(
    found: Sequence[PlainTable], house: House, stamp: Stamp, to: Path,
    *, language: str | None = None, even_blank: bool = False, report: Report = _quiet,
) -> Printed:  # fmt: skip
    """Print tables, landscape, each on pages of its own."""
    job = _Job("listing", found[0].title, [_plain(one) for one in found], report)
    return _print(job, house, stamp, to, language=language, even_blank=even_blank)


def indicators(
    sheet: dict[str, Any], house: House, stamp: Stamp, to: Path,
    *, language: str | None = None, even_blank: bool = False, report: Report = _quiet,
) -> Printed:  # fmt: skip
    """Print figures and pictures of the audits, as `output/indicators.py` gives them."""
    job = _Job("indicators", sheet["title"], [_plain(sheet)], report)
    return _print(job, house, stamp, to, language=language, even_blank=even_blank)


def _late(days: int) -> str:
    """How late an action is; nothing when it is not."""
    return ngettext("{n} day late", "{n} days late", days).format(n=days) if days > 0 else ""


def _print(
    job: _Job, house: House, stamp: Stamp, to: Path, *, language: str | None, even_blank: bool
) -> Printed:
    """Compile the job in a folder of its own, check the PDF and put it in place of the old."""
    if not job.sheets:
        raise Refusal(_("Nothing was chosen to print."))
    logo, ending = _logo(house)
    data = _data(job, house, stamp, language or current_language())
    data["logo"] = f"logo.{ending}" if logo else ""
    try:
        with scratch.temporary() as folder:
            for template in ("common.typ", f"{job.kind}.typ"):
                shutil.copyfile(resource("sheets", template), folder / template)
            if data["logo"]:
                (folder / data["logo"]).write_bytes(logo)
            for file, content in job.files.items():
                (folder / file).write_bytes(content)
            main = folder / f"{job.kind}.typ"
            pdf, pages, note, missing = _compile(main, job, data, stamp, even_blank)
        _replace(to, pdf, pages)
    except OSError as error:
        raise Trouble(why(error, to)) from error
    standard = "PDF" if note else "PDF/A-2a"
    return Printed(to, len(job.sheets), pages, standard, missing, note)


def _logo(house: House) -> tuple[bytes, str]:
    """The logo as paper can show it, and its ending."""
    if not house.logo:
        return b"", ""
    try:
        return for_paper(house.logo, bare=house.bare)
    except Unshown as error:
        told = _("The logo cannot be printed: it {reason}. Choose another picture.")
        raise Trouble(told.format(reason=error.why)) from error


def _data(job: _Job, house: House, stamp: Stamp, language: str) -> dict[str, Any]:
    """All that the template reads: words, plain values, no markup."""
    numbers = {kind: (number, revision) for kind, number, revision in house.form_numbers}
    number, revision = numbers.get(job.kind, ("", ""))
    form = _("Form {number} rev {revision}") if revision else _("Form {number}")
    time = f"{stamp.printed_at.astimezone(UTC):%Y-%m-%d %H:%M}"
    digest = _("Trail {digest}, step {step}").format(digest=stamp.digest, step=stamp.step)
    code, region = language_and_region(language)
    known = set(_fonts().families())
    wanted = [*FAMILIES, *CJK_FAMILIES.get(code, ()), *chain(*CJK_FAMILIES.values())]
    return {
        "labels": {key: _(text) for key, text in LABELS.items()},
        "house": _clean(house.name),
        "logo": "",
        "archive": "",
        "paper": house.paper,
        "form": _clean(form.format(number=number, revision=revision)) if number else "",
        "printed": _("Printed {time} UTC").format(time=time),
        "digest": digest,
        "past": stamp.past,
        "lang": code,
        "region": region or None,
        "fonts": [name for name in dict.fromkeys(wanted) if name in known],
        "title": " ".join(job.title.split())[:200] or _("Untitled"),
        "sheets": job.sheets,
    }


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The shipped fonts, then those of the system."""
    return typst.Fonts(font_paths=[resource("fonts")])


def _compile(
    main: Path, job: _Job, data: dict[str, Any], stamp: Stamp, even_blank: bool
) -> tuple[bytes, int, str, tuple[str, ...]]:
    """The PDF, its pages, why it is not archival ("" where it is) and what is blank."""
    missing: set[str] = set()
    note = _("This is not PDF/A: a form to be filled in changes.") if job.fields else ""
    batches = [job.sheets[n : n + BATCH] for n in range(0, len(job.sheets), BATCH)]
    for archival in (True, False):
        made: list[tuple[bytes, int, list[PageBox]]] = []
        for done, sheets in enumerate(batches):
            job.report(done * BATCH)
            try:
                made.append(_compile_batch(main, data | {"sheets": sheets}, stamp, archival))
            except typst.TypstError as error:
                found = _without_glyph(error.diagnostic) if archival else ()
                missing.update(found)
                if not archival:
                    raise Trouble(_reason(error, data)) from error
                if not found:
                    note = _("This is not PDF/A: {reason}.").format(reason=_forbidden(error))
                    break
        if missing and not even_blank:
            _fonts.cache_clear()
            raise Refusal(_where(sorted(missing), job, data))
        if len(made) == len(batches):
            pages = sum(pages for _part, pages, _slots in made)
            pdf = _joined([part for part, _pages, _slots in made])
            if job.fields:
                pdf = _form(pdf, made, job.fields)
            return pdf, pages, note, tuple(sorted(missing))
        if missing:
            signs = " ".join(sorted(missing))
            note = _("This is not PDF/A: no font shows {signs}.").format(signs=signs)
        data["archive"] = note
    raise AssertionError


def _forbidden(error: typst.TypstError) -> str:
    """What the archival standard does not allow, in plain words."""
    if re.search("cmyk", error.message + error.diagnostic, re.IGNORECASE):
        return _("the logo holds colours of a printing press (CMYK)")
    if re.search("image|svg|pdf", error.message, re.IGNORECASE):
        return _("the logo holds what an archive does not allow")
    return _("a part of it is not allowed in an archive")


def _form(pdf: bytes, made: Sequence[tuple[bytes, int, list[PageBox]]], fields: Fields) -> bytes:
    """The joined PDF with its fields; each part counted its pages from 1."""
    from auditdesk.output.form_fields import with_fields

    slots, before = [], 0
    for _part, pages, found in made:
        slots += [replace(slot, page=slot.page + before) for slot in found]
        before += pages
    return with_fields(pdf, slots, fields)


def _compile_batch(
    main: Path, data: dict[str, Any], stamp: Stamp, archival: bool
) -> tuple[bytes, int, list[PageBox]]:
    """The PDF of some sheets, its pages, and the boxes that become fields."""
    compiler = typst.Compiler(
        main,
        root=main.parent,
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data, sort_keys=True)},
    )
    try:
        pdf = compiler.compile(
            format="pdf",
            pdf_standards=["a-2a", "ua-1"] if archival else [],
            timestamp=int(stamp.printed_at.timestamp()),
        )
        pages = compiler.eval(f'locate(label("last-{len(data["sheets"]) - 1}")).page()')
        slots = [PageBox(**one) for one in json.loads(compiler.query("<slot>", field="value"))]
    finally:
        _forget()
    assert isinstance(pdf, bytes)
    return pdf, int(pages), slots


def _joined(parts: list[bytes]) -> bytes:
    """All batches as one PDF; one batch does not wait for pikepdf."""
    if len(parts) == 1:
        return parts[0]
    from auditdesk.output.merge import merge

    return merge(parts)


def _forget() -> None:
    """Empty Typst's caches: it keeps all that one of the last ten compilations used."""
    empty = typst.Compiler(font_paths=_fonts())
    for _turn in range(11):
        empty.compile(b"", format="svg")


def _reason(error: typst.TypstError, data: dict[str, Any]) -> str:
    """Why there is no PDF at all, in plain words."""
    if data["logo"] and re.search("image|svg", error.message, re.IGNORECASE):
        return _("The logo cannot be read. Choose a PNG, JPEG or SVG picture.")
    return _("The sheet could not be made: {reason}").format(reason=error.message)


def _without_glyph(diagnostic: str) -> tuple[str, ...]:
    """Every text that the archival standard refused because no font shows it."""
    found = re.findall(r'(?:text|contains the codepoint) `"(.*?)"`(?: could not be|\n)', diagnostic)
    texts = (re.sub(r"\\u\{(\w+)\}", lambda m: chr(int(m[1], 16)), text) for text in found)
    return tuple(sorted({c for text in texts for c in text if unicodedata.category(c) != "Cf"}))


def _where(missing: Sequence[str], job: _Job, data: dict[str, Any]) -> str:
    """The refusal: which characters, in which texts, and what to do."""
    names = ", ".join(
        f"{text} (U+{ord(text):04X})" if text.isprintable() else f"U+{ord(text):04X}"
        for text in missing
    )
    places = []
    for text in missing:
        for sheet in [*job.sheets, data]:
            found = next((value for value in _texts(sheet) if text in value), "")
            if found:
                at = found.index(text)
                around = " ".join(found[max(0, at - 20) : at + 20].split())
                excerpt = "".join(c if c.isprintable() else "\N{WHITE SQUARE}" for c in around)
                places.append(f"{sheet.get('number') or job.title}: “{excerpt}”")
                break
    return _(
        "No font on this computer shows {characters} in {places}. Install a font that does, such"
        " as Noto Sans CJK, and print again; or print anyway with these characters left blank."
    ).format(characters=names, places="; ".join(dict.fromkeys(places)) or job.title)


def _texts(value: Any) -> Iterator[str]:
    """Every text within plain values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _replace(to: Path, pdf: bytes, pages: int) -> None:
    """Write beside the old file, check that the new one opens whole, then replace."""
    with replacing(to, PDF) as part:
        part.write_bytes(pdf)
        whole = False
        with suppress(pypdfium2.PdfiumError), pypdfium2.PdfDocument(part) as document:
            whole = len(document) == pages
        if not whole:
            raise Trouble(_("The new PDF does not open whole; the old file is unchanged."))


def _plain(value: Any) -> Any:
    """A dossier as plain values: dates in ISO, texts without what paper cannot show."""
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, datetime):
        return f"{value.astimezone():%Y-%m-%d %H:%M}"
    if value is None or isinstance(value, date):
        return date_text(value)
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return _plain(asdict(value)) if is_dataclass(value) and not isinstance(value, type) else value


def _clean(text: str) -> str:
    """The text as typed, with one kind of line end and without what has no shape on paper."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = re.sub("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]", "\n", text).replace("\t", "    ")
    text = re.sub("[\ufdd0-\ufdef\ufffe\uffff]", "\ufffd", text)
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) != "Cc")
