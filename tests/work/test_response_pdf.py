"""Response forms as PDF: typed into, saved by another program, or printed and scanned."""

import random
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from auditdesk.book.book import Book
from auditdesk.book.reading import Reading
from auditdesk.book.tables import Evidence
from auditdesk.domain.response import AnswerFate, AnswerLine, Returned
from auditdesk.errors import Refusal
from auditdesk.intake.response_pdf import read_form
from auditdesk.intake.scans import read_scan
from auditdesk.output import export
from auditdesk.work import organisation, responses, scans
from tests.conftest import SHARED, TODAY, Desk, nonconformity

CASES = SHARED / "cases" / "paper"

Filling = dict[str, dict[str, str]]
"""By the key of a row: what is typed into its boxes."""
WHOLE: Filling = {
    "acknowledge": {"who": "B. Lopes", "day": "2026-11-12", "answer": "We see it alike"},
    "correction": {"answer": "Evaluate the four", "who": "T. Haas", "day": "2026-11-30"},
    "extent": {"answer": "Brno looked at: 0 of 9"},
    "why1": {"answer": "The recall did not name group B"},
    "cause": {"answer": "A new group is no occasion to look at the recall – Ω, 日本"},
    "category": {"answer": "Method"},
    "action1": {"answer": "Recall by all groups", "who": "B. Lopes", "day": "2026-12-15"},
}


def written(desk: Desk, folder: Path, *numbers: str) -> Path:
    texts = responses.texts_in("en")
    ids = [desk.get("finding", one).id for one in numbers or ("NC-2026-001",)]
    forms = [responses.form_of(desk.book, id, texts) for id in ids]
    to = folder / "form.pdf"
    export.print_response(desk.book, forms, texts, responses.people(Reading()), to)
    return to


def filled(form: Path, filling: Filling, to: Path, *, nested: bool = False) -> Path:
    """The form as a PDF program saves it; `nested` hangs all fields below one."""
    with pikepdf.open(form) as pdf:
        fields = pdf.Root.AcroForm.Fields
        for one in fields:
            mark, _tilde, part = str(one.T).rpartition("~")
            value = filling.get(mark.split("|")[0], {}).get(part)
            if value:
                one.V = pikepdf.String(value)
        if nested:
            above = pdf.make_indirect(pikepdf.Dictionary(Kids=pikepdf.Array(list(fields))))
            pdf.Root.AcroForm.Fields = pikepdf.Array([above])
        pdf.save(to, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return to


def form_of(path: Path) -> Returned:
    form = read_form(path)
    assert form is not None
    return form


def taken(desk: Desk, path: Path) -> dict[str, AnswerLine]:
    lines = responses.take(desk.book, form_of(path), path, TODAY)
    return {line.key: line for line in lines if line.fate is not AnswerFate.EMPTY}


@pytest.mark.parametrize("nested", [False, True])
def test_what_is_typed_into_the_boxes_is_taken_in_one_step(
    issued: Desk, tmp_path: Path, nested: bool
) -> None:
    path = filled(written(issued, tmp_path), WHOLE, tmp_path / "back.pdf", nested=nested)
    lines = taken(issued, path)
    assert {line.fate for line in lines.values()} == {AnswerFate.ACCEPTED} and len(lines) == len(
        WHOLE
    )
    assert issued.get("finding", "NC-2026-001").acknowledged_by == "B. Lopes"
    (kept,) = Reading().rows(Evidence, row=issued.get("finding", "NC-2026-001").id)
    assert kept.name == "back.pdf"
    head = issued.book.head
    assert {line.fate for line in taken(issued, path).values()} == {AnswerFate.KNOWN}
    assert issued.book.head == head


def test_every_box_is_a_field_with_a_name_read_aloud_and_lies_on_its_page(
    issued: Desk, tmp_path: Path
) -> None:
    with pikepdf.open(written(issued, tmp_path)) as pdf:
        fields = list(pdf.Root.AcroForm.Fields)
        boxes = [one for one in fields if not str(one.T).startswith("token")]
        assert len(boxes) == 13 + 2 * 5
        for one in boxes:
            left, bottom, right, top = (float(edge) for edge in one.Rect)
            _x, _y, width, height = (float(edge) for edge in pdf.pages[0].mediabox)
            assert 0 < left < right < width and 0 < bottom < top < height
            assert str(one.TU).startswith("NC-2026-001, ")
        chosen = next(one for one in boxes if str(one.T).startswith("category"))
        assert "Method" in [str(word) for word in chosen.Opt]
        with pdf.open_metadata() as claims:
            assert "pdfaid:part" not in claims


def test_answers_to_several_findings_go_each_to_its_own(issued: Desk, tmp_path: Path) -> None:
    issued.add("finding", **nonconformity(), move="issue", on="2026-11-10")
    form = written(issued, tmp_path, "NC-2026-001", "NC-2026-002")
    with pikepdf.open(form) as pdf:
        extents = [one for one in pdf.Root.AcroForm.Fields if str(one.T).startswith("extent")]
        for n, one in enumerate(extents, 1):
            one.V = pikepdf.String(f"Looked at case {n}")
        pdf.save(tmp_path / "back.pdf")
    taken(issued, tmp_path / "back.pdf")
    told = [issued.get("finding", f"NC-2026-00{n}").extent for n in (1, 2)]
    assert told == ["Looked at case 1", "Looked at case 2"]


def test_a_date_that_is_none_is_asked_about(issued: Desk, tmp_path: Path) -> None:
    wrong = {"correction": {"answer": "Evaluate", "day": "30/11/26"}}
    lines = taken(issued, filled(written(issued, tmp_path), wrong, tmp_path / "back.pdf"))
    assert lines["correction"].fate is AnswerFate.INVALID
    assert "“30/11/26” is text, not a date" in lines["correction"].message


def test_random_answers_come_back_whole(issued: Desk, tmp_path: Path) -> None:
    form = written(issued, tmp_path)
    chance = random.Random(7)
    letters = "abc äöü ÇŞĞ Ωλ Жж 日本 <b>&amp; “”\n(1)\\/[]"
    for n in range(40):
        filling = {
            key: {"answer": "x" + "".join(chance.choices(letters, k=chance.randint(1, 200))) + "x"}
            for key in chance.sample(sorted(WHOLE), 4)
        }
        path = filled(form, filling, tmp_path / f"{n}.pdf")
        answers = {one.mark.split("|")[0]: one for one in form_of(path).answers}
        for key, values in filling.items():
            assert answers[key].answer == values["answer"]


def test_a_form_of_another_book_is_foreign(issued: Desk, tmp_path: Path) -> None:
    path = filled(written(issued, tmp_path), WHOLE, tmp_path / "back.pdf")
    issued.book.close()
    with Book.create(tmp_path / "other.auditdesk") as other:
        with other.step("Found") as step:
            organisation.found(step, "Other")
        lines = responses.compare(other, form_of(path), TODAY)
    assert {line.fate for line in lines} == {AnswerFate.FOREIGN}


def test_a_mark_that_was_altered_is_foreign(issued: Desk, tmp_path: Path) -> None:
    with pikepdf.open(written(issued, tmp_path)) as pdf:
        for one in pdf.Root.AcroForm.Fields:
            if str(one.T).startswith("extent"):
                one.T = pikepdf.String("cause" + str(one.T).removeprefix("extent"))
                one.V = pikepdf.String("Somewhere else")
        pdf.save(tmp_path / "back.pdf")
    lines = responses.compare(issued.book, form_of(tmp_path / "back.pdf"), TODAY)
    assert AnswerFate.FOREIGN in {line.fate for line in lines if line.answer == "Somewhere else"}


def test_a_form_for_the_pen_files_itself_when_it_is_scanned(issued: Desk, tmp_path: Path) -> None:
    with pypdfium2.PdfDocument(written(issued, tmp_path)) as document:
        pages = [page.render(scale=150 / 72).to_pil().convert("L") for page in document]
    pages[0].save(tmp_path / "scan.tif", save_all=True, append_images=pages[1:])
    path = tmp_path / "scan.tif"
    (filing,) = scans.sort(issued.book, path, read_scan(path))
    assert filing.number == "NC-2026-001" and len(filing.pages) == len(pages)


def test_a_pdf_without_our_fields_is_no_form(issued: Desk, tmp_path: Path) -> None:
    export.print_findings(
        issued.book, [issued.get("finding", "NC-2026-001").id], tmp_path / "a.pdf"
    )
    assert read_form(tmp_path / "a.pdf") is None
    with pikepdf.open(written(issued, tmp_path)) as pdf:
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(Refusal, match="password"):
        read_form(tmp_path / "locked.pdf")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\nnonsense")
    with pytest.raises(Refusal, match="no PDF that can be read"):
        read_form(tmp_path / "broken.pdf")


def test_fields_that_hang_below_each_other_in_a_ring_end(issued: Desk, tmp_path: Path) -> None:
    with pikepdf.open(written(issued, tmp_path)) as pdf:
        ring = pdf.make_indirect(pikepdf.Dictionary(T=pikepdf.String("ring")))
        ring.Kids = pikepdf.Array([ring])
        pdf.Root.AcroForm.Fields.append(ring)
        pdf.save(tmp_path / "ring.pdf")
    assert form_of(tmp_path / "ring.pdf").answers


@pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are not beside the project")
def test_a_long_answer_that_is_a_stream_is_text() -> None:
    form = form_of(CASES / "form_text_stream.pdf")
    answers = {one.place: one.answer for one in form.answers if one.answer}
    assert answers == {
        "extent": "one\ntwo\nthree",
        "why1": "because",
        "cause": "We found the cause: the long answer is kept as a stream.",
    }


@pytest.mark.parametrize("text", ["Řešení: ≥ 3 kusů\nvíce", "Αιτία", "plain"])
@pytest.mark.parametrize("marked", ["", "\x1ben\x1b", "\x1bdeAT\x1b", "\x1bcs-CZ\x1b"])
def test_an_answer_is_the_same_as_a_string_and_as_a_stream(
    issued: Desk, tmp_path: Path, text: str, marked: str
) -> None:
    form = written(issued, tmp_path)
    for n, as_stream in enumerate((False, True)):
        with pikepdf.open(form) as pdf:
            for one in pdf.Root.AcroForm.Fields:
                if str(one.T).startswith("cause|") and str(one.T).endswith("~answer"):
                    value = "\ufeff" + (marked + text).replace("\n", "\r")
                    data = value.encode("utf-16-be")
                    one.V = pikepdf.Stream(pdf, data) if as_stream else pikepdf.String(data)
            pdf.save(tmp_path / f"back{n}.pdf")
        (answer,) = [one.answer for one in form_of(tmp_path / f"back{n}.pdf").answers if one.answer]
        assert answer == text
