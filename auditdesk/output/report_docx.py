"""The audit report as a Word file to edit further: styles, tables with repeated heads, photos."""

import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.table import Table

from auditdesk.book.dossiers import House
from auditdesk.errors import Trouble
from auditdesk.files import WORD, replacing
from auditdesk.i18n import _
from auditdesk.output.cells import clean
from auditdesk.output.sheet_words import LABELS, MARKS
from auditdesk.output.sheets import Stamp
from auditdesk.output.word_direction import set_directions

_ACCENT = RGBColor(0x1F, 0x4E, 0x79)
_SIGN = Mm(2)
_LONGEST = 40
"""Signs of a text from which on its column needs no more width."""
_RED = RGBColor(0xB3, 0x26, 0x1E)
_PAPER = {"a4": (210, 297), "us-letter": (216, 279)}
_JUDGED = (
    ("summary", "summary"),
    ("conclusion", "conclusion"),
    ("fulfilment", "fulfilment"),
    ("objectives_met", "objectives_met"),
    ("good_practice", "good_practice"),
    ("obstacles", "obstacles"),
    ("opinions", "opinions"),
    ("follow_up", "follow_up_plan"),
    ("implications", "implications"),
)


def write_report(
    values: Mapping[str, Any], files: Mapping[str, bytes], house: House, stamp: Stamp, to: Path
) -> int:
    """Write the report as .docx; how many paragraphs and cells came back when it was read again."""
    document = Document()
    _set_up(document, house)
    _frame(document, values, house, stamp)
    _Writer(document, values, files).write()
    set_directions(document)
    with replacing(to, WORD) as part:
        document.save(str(part))
        read = Document(str(part))
        count = len(read.paragraphs) + sum(len(one.rows) for one in read.tables)
        if len(read.tables) != len(document.tables):
            raise Trouble(_("The new {name} did not read back as it was written.").format(name=to))
    return count


class _Writer:
    """Puts the report into the document, part by part."""

    def __init__(
        self, document: Docx, values: Mapping[str, Any], files: Mapping[str, bytes]
    ) -> None:
        self._document, self._values, self._files = document, values, files
        section: Any = document.sections[0]
        self._room = section.page_width - section.left_margin - section.right_margin

    def write(self) -> None:
        v = self._values
        self._document.add_paragraph(_line(f"{v['number']}  {v['title']}"), style="Title")
        mark = _(MARKS.get(v["state"], ""))
        if mark:
            run = self._document.add_paragraph().add_run(mark)
            run.bold, run.font.size, run.font.color.rgb = True, Pt(20), _RED
        self._head()
        self._part("team")
        self._table(
            ("role", "person", "exception"),
            [
                (o["role"], o["person"], _both(o["exception"], o["mitigation"], o["approved_by"]))
                for o in v["team"]
            ],
        )
        if v["participants"]:
            self._part("participants", 2)
            self._table(
                ("name", "function"), [(one["name"], one["function"]) for one in v["participants"]]
            )
        self._part("conclusions")
        for key, label in _JUDGED:
            self._text(label, v[key])
        self._part("findings")
        if not v["findings"]:
            self._document.add_paragraph(_(LABELS["no_findings"]))
        for one in v["findings"]:
            self._finding(one)
        self._chapters()
        self._figures()
        self._part("samples")
        self._table(
            ("clause", "question", "population", "sample_size", "how_chosen", "items"),
            [
                tuple(
                    one[k] for k in ("clause", "question", "population", "size", "chosen", "items")
                )
                for one in v["samples"]
            ],
        )
        self._document.add_paragraph(_text(v["sampling_note"]))
        self._part("coverage")
        self._text("not_covered", v["not_covered"])
        self._text("clause_untouched", ", ".join(v["untouched"]))
        self._table(
            ("clause", "question", "verdict", "reason"),
            [
                (one["clause"], one["question"], one["verdict"], one["reason"])
                for one in v["not_seen"]
            ],
        )
        self._lists()

    def _lists(self) -> None:
        v = self._values
        self._part("earlier")
        self._table(
            ("finding", "grade", "statement", "seen_now"),
            [(o["number"], o["grade"], o["statement"], o["seen"]) for o in v["earlier"]],
        )
        self._part("timetable")
        self._table(
            ("day", "time", "activity", "auditor", "auditee", "place"),
            [
                (o["day"], o["time"], _both(o["what"], o["process"]), o["auditor"], o["auditee"],
                 o["place"])
                for o in v["sessions"]
            ],
        )  # fmt: skip
        self._part("annexes" if v["chapters"] else "evidence_list")
        self._table(
            ("no", "file", "caption", "belongs_to", "sha"),
            [
                (str(o["annex"]), o["name"], o["caption"], o["of"], o["sha256"][:16])
                for o in v["evidence"]
            ],
        )
        self._part("distribution")
        for key in ("distribution", "confidentiality"):
            self._text(key, v[key])
        if v["recipient"]:
            self._text("recipient", v["recipient"])
            self._text("left_out", "\n".join(v["left_out"]))
        self._text("report_digest", v["digest"])
        unverified = {one["standard"]: "" for one in v["clauses"] if not one["verified"]}
        if unverified:
            note = _(LABELS["unverified_note"])
            self._document.add_paragraph(f"{', '.join(unverified)}: {note}")

    def _head(self) -> None:
        v = self._values
        pairs = [
            ("revision", str(v["revision"])),
            ("kind", v["kind"]),
            ("client", v["client"]),
            ("standards", ", ".join(v["standards"])),
            ("starts_on", v["starts_on"]),
            ("ends_on", v["ends_on"]),
            ("held_on", v["held_on"]),
            ("issued_on", _both(v["issued_on"], v["issued_by"])),
            ("units", "\n".join(v["units"])),
            ("places", ", ".join(v["places"])),
            ("method", v["method"]),
            ("objectives", v["objectives"]),
            ("scope", v["scope"]),
            ("criteria", v["criteria"]),
        ]
        table = self._document.add_table(rows=0, cols=2)
        table.style = "Table Grid"
        for key, text in pairs:
            cells = table.add_row().cells
            cells[0].text, cells[1].text = _(LABELS[key]), _text(text)
            cells[0].paragraphs[0].runs[0].bold = True
        _fit(table, self._room)

    def _finding(self, one: Mapping[str, Any]) -> None:
        heading = f"{one['letter']}  {one['number']}  {one['grade_label']}"
        self._document.add_heading(_line(heading), level=2)
        pairs = (
            ("citations", one["clauses"]),
            ("other_edition", one["other_edition"]),
            ("process", _both(one["process"], one["place"])),
            ("requirement", one["requirement"]),
            ("evidence", one["evidence"]),
            ("statement", one["statement"]),
            ("effect", one["effect"]),
            ("diverging_opinion", one["diverging_opinion"]),
            ("owner", one["owner"]),
            ("answer_due", one["answer_due"]),
        )
        for key, text in pairs:
            if text:
                self._text(key, text)
        for photo in self._values["photos"]:
            if photo["finding"] == one["number"]:
                self._photo(photo)

    def _photo(self, photo: Mapping[str, Any]) -> None:
        """A photo with its caption, which also tells those who do not see it what it shows."""
        if photo["file"] not in self._files:
            if photo.get("unprinted"):
                self._document.add_paragraph(_text(photo["unprinted"]))
            return
        caption = _line(photo["caption"] or photo["name"])
        data = io.BytesIO(self._files[photo["file"]])
        about: Any = self._document.add_picture(data, width=Mm(80))._inline.docPr
        about.set("descr", caption)
        about.set("name", _line(photo["name"]))
        self._document.add_paragraph(caption, style="Caption")

    def _chapters(self) -> None:
        if self._values["chapters"]:
            self._part("chapters")
        for one in self._values["chapters"]:
            self._document.add_heading(_line(f"{one['name']} {one['title']}"), level=2)
            if one["lines"]:
                self._table(
                    ("question", "verdict", "notes"),
                    [
                        (
                            o["question"],
                            o["verdict"],
                            "\n".join(filter(None, (o["notes"], o["items"]))),
                        )
                        for o in one["lines"]
                    ],
                )
            for label, key in (("looked_at", "sessions"), ("documents", "documents"),
                               ("seen", "evidence"), ("findings", "findings")):  # fmt: skip
                if one[key]:
                    self._text(label, "\n".join(one[key]))
            self._text("evaluation", one["evaluation"])

    def _figures(self) -> None:
        v = self._values
        self._part("statistics")
        counted = [(one["label"], str(one["n"])) for one in v["grades"]]
        figures = [
            (_(LABELS[k]), str(v["statistics"][k])) for k in ("asked", "judged", "fulfilled")
        ]
        self._table(("finding", "number"), [*counted, *figures])
        for key in ("by_clause", "by_process"):
            if v[key]:
                self._part(key, 2)
                self._table(
                    ("clause", "clause_title", "asked", "judged", "fulfilled"),
                    [
                        (o["name"], o["title"], str(o["asked"]), str(o["judged"]), o["fulfilled"])
                        for o in v[key]
                    ],
                )

    def _part(self, label: str, level: int = 1) -> None:
        self._document.add_heading(_(LABELS[label]), level=level)

    def _text(self, label: str, text: str) -> None:
        paragraph = self._document.add_paragraph()
        paragraph.add_run(f"{_(LABELS[label])}: ").bold = True
        paragraph.add_run(_text(text) or "–")

    def _table(self, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        rows = list(rows)
        if not rows:
            self._document.add_paragraph("–")
            return
        table = self._document.add_table(rows=1, cols=len(heads))
        table.style = "Table Grid"
        for cell, head in zip(table.rows[0].cells, heads, strict=True):
            cell.text = _(LABELS[head])
            cell.paragraphs[0].runs[0].bold = True
        _mark(table.rows[0], "w:tblHeader")
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = _text(text)
        _fit(table, self._room)


def _set_up(document: Docx, house: House) -> None:
    section = document.sections[0]
    width, height = _PAPER[house.paper]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(20)
    for name, size in (("Normal", 10), ("Title", 20), ("Heading 1", 14), ("Heading 2", 11)):
        style: Any = document.styles[name]
        style.font.name, style.font.size = "Noto Sans", Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:eastAsia", "w:cs", "w:hAnsi"):
            fonts.set(qn(script), "Noto Sans")
        if name != "Normal":
            style.font.color.rgb = _ACCENT


def _frame(document: Docx, values: Mapping[str, Any], house: House, stamp: Stamp) -> None:
    core = document.core_properties
    core.title = _line(f"{values['number']} {values['title']}")[:250]
    core.author, core.subject = _line(house.name)[:250], _("Audit report")
    section = document.sections[0]
    head = section.header.paragraphs[0]
    head.add_run(f"{_line(house.name)}   {_line(values['number'])}   ")
    mark = _(MARKS.get(values["state"], ""))
    if mark:
        run = head.add_run(mark)
        run.bold, run.font.color.rgb = True, _RED
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    x, y = _("Page {x} of {y}").split("{x}")[0], _("Page {x} of {y}").split("{x}")[1]
    between, after = y.split("{y}")
    foot.add_run(x)
    _field(foot, "PAGE")
    foot.add_run(between)
    _field(foot, "NUMPAGES")
    foot.add_run(f"{after}   ")
    digest = _("Trail {digest}, step {step}").format(digest=stamp.digest, step=stamp.step)
    told = f"{digest} · {stamp.past}" if stamp.past else digest
    foot.add_run(told).font.size = Pt(7)


def _field(paragraph: Any, code: str) -> None:
    """A field that Word counts itself."""
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def _fit(table: Table, room: int) -> None:
    """Give each column what its texts need of the room; no row is torn by the end of a page."""
    table.autofit = False
    columns = zip(*([cell.text for cell in row.cells] for row in table.rows), strict=True)
    needs = [_need(column) for column in columns]
    spare = max(room / _SIGN - sum(least for least, _more in needs), 0)
    most = sum(more for _least, more in needs) or 1
    shares = [least + spare * more / most for least, more in needs]
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Emu(int(room * share / sum(shares)))
    for row in table.rows:
        _mark(row, "w:cantSplit")
        for cell, column in zip(row.cells, table.columns, strict=True):
            cell.width = column.width


def _need(texts: Sequence[str]) -> tuple[int, int]:
    """The signs that a column needs to break no word, and how many more it can use."""
    words = [len(word) for text in texts for word in text.split()]
    least = min(max(words, default=0), _LONGEST // 2) + 4
    return least, max(min(max(map(len, texts)), _LONGEST) - least, 0)


def _mark(row: Any, name: str) -> None:
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _both(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _text(text: str) -> str:
    """What Word can hold: no control characters, lines kept."""
    return "".join(sign for sign in clean(str(text)) if sign in "\n\t" or sign >= " ")


def _line(text: str) -> str:
    return " ".join(_text(text).split())
