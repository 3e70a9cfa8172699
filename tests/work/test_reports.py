"""The report: writes itself, is frozen with a digest, superseded by a reopening, and redacted."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from docx import Document
from PIL import Image

from auditdesk.book.reading import Reading
from auditdesk.book.report_reader import newest_report, report_values
from auditdesk.book.tables import Disclosure, Report, Session
from auditdesk.domain.people import Somebody
from auditdesk.domain.redaction import Hiding, redact
from auditdesk.domain.report import SAMPLING, digest_of
from auditdesk.errors import Refusal
from auditdesk.work import checklist_lines, checklists, lookup, reports
from auditdesk.work.people import hiding, lexicon
from tests.conftest import Desk, nonconformity, run_cli

NUMBER = "IA-2026-001"


def audit_id() -> str:
    return str(lookup.audit(Reading(), NUMBER).id)


@pytest.fixture
def told(issued: Desk, tmp_path: Path) -> Desk:
    """An audit with timetable, checklist, sample, finding, photo and texts, not yet reported."""
    issued.set(
        "audit",
        NUMBER,
        scope="Purchasing in Graz",
        distribution="Management, B. Lopes",
        not_covered="Night shift: nobody on duty",
    )
    issued.add(
        "session",
        audit=NUMBER,
        kind="audit",
        day="2026-11-09",
        starts="09:00",
        ends="10:30",
        what="Suppliers",
        unit="Purchasing · Graz",
        auditors=["Ines Okafor"],
        auditees=["B. Lopes"],
    )
    with issued.book.step("Checklist") as step:
        checklists.make(step, audit_id(), "questions")
        lines = checklist_lines.lines(step, audit_id())
        for n, line in enumerate(lines):
            verdict = ("conform", "nonconformity", "not_verified")[n % 3]
            checklist_lines.judge(step, str(line.id), verdict, "No time" if n % 3 == 2 else "")
    issued.set(
        "checklist_line",
        str(lines[0].id),
        population="12 suppliers",
        items=["S-1", {"item": "S-2", "result": "nonconforming"}],
    )
    photo = tmp_path / "photo.jpg"
    Image.new("RGB", (3000, 2000), (30, 120, 200)).save(photo)
    issued.add("evidence", file=str(photo), finding="NC-2026-001", caption="The list of B. Lopes")
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(b"%PDF-1.4 secret")
    issued.add("evidence", file=str(secret), finding="NC-2026-001", confidential=True)
    issued.add(
        "report",
        audit=NUMBER,
        summary="Purchasing works, but nobody recalls ratings.",
        obstacles="The supplier portal was down.",
        opinions="B. Lopes sees no gap.",
        fulfilment="Mostly fulfilled",
        good_practice="Samples are kept.",
    )
    return issued


def issue(desk: Desk) -> None:
    desk.set("audit", NUMBER, move="finish", on="2026-11-10", conclusion="Mostly fine")
    desk.set("audit", NUMBER, move="report", on="2026-11-12")


def test_a_report_has_every_element_that_is_asked_of_one(told: Desk) -> None:
    found = report_values(told.book, audit_id())
    for key in (
        "objectives scope client team participants starts_on places standards findings summary "
        "fulfilment opinions obstacles not_covered not_seen samples sessions distribution "
        "sampling_note good_practice evidence by_clause by_process"
    ).split():
        assert found[key], key
    assert found["sampling_note"] == SAMPLING
    assert [one["number"] for one in found["findings"]] == ["NC-2026-001"]
    assert found["findings"][0]["other_edition"] == "ISO 9001:2026 8.4.1 (unverified)"
    assert found["samples"][0]["items"] == "S-1: in order; S-2: not in order"
    assert {one["reason"] for one in found["not_seen"]} == {"No time"}
    assert found["participants"] == [{"name": "B. Lopes", "function": ""}]
    assert found["statistics"]["hours"] == "1.5"
    clauses = {one["name"]: one["fulfilled"] for one in found["by_clause"]}
    assert set(clauses) == {f"ISO 9001:2015 8.4.{n}" for n in (1, 2, 3)}
    assert json.loads(json.dumps(found)) == found, "plain values only"


def test_a_photo_stands_beside_its_own_draft_only(told: Desk, tmp_path: Path) -> None:
    first, second = (told.add("finding", **nonconformity(statement=text)) for text in "AB")
    told.add("evidence", file=str(tmp_path / "photo.jpg"), finding=first, caption="Of A")
    found = report_values(told.book, audit_id())
    numbers = {one["statement"]: one["number"] for one in found["findings"]}
    assert len(set(numbers.values())) == len(numbers) == 3
    (place,) = (one["finding"] for one in found["photos"] if one["caption"] == "Of A")
    assert place == numbers["A"] != numbers["B"]
    assert [one["of"] for one in found["evidence"] if one["caption"] == "Of A"] == [numbers["A"]]


def test_clauses_in_scope_without_any_result_are_named(told: Desk) -> None:
    told.set("audit", NUMBER, clauses=["8.4.1", "8.4.2", "8.4.3", "7.5.2"])
    assert report_values(told.book, audit_id())["untouched"] == ["ISO 9001:2015 7.5.2"]


def test_what_only_people_can_write_is_said_while_it_is_missing(issued: Desk) -> None:
    missing = [one.field for one in reports.still_missing(issued.book, audit_id())]
    assert missing == ["conclusion", "fulfilment", "distribution"]


def test_an_issued_report_is_frozen_with_its_digest(told: Desk) -> None:
    issue(told)
    found = report_values(told.book, audit_id())
    assert found["state"] == "issued"
    assert reports.verify(found)
    with pytest.raises(Refusal, match="issued and locked"):
        told.set("report", NUMBER, summary="Better")
    with pytest.raises(Refusal, match="report of IA-2026-001 is out"):
        told.set("finding", "NC-2026-001", effect="Something else")
    told.set("finding", "NC-2026-001", extent="Nowhere else")
    assert report_values(told.book, audit_id()) == found, "later changes leave it as it was"
    assert not reports.verify(found | {"summary": "Altered"})
    told.book.undo()
    with pytest.raises(Refusal):
        told.book.undo()


def test_reopening_supersedes_the_report_and_begins_the_next_revision(told: Desk) -> None:
    issue(told)
    first = newest_report(audit_id())
    assert first is not None
    told.set("audit", NUMBER, move="reopen", reason="A page was missing")
    second = newest_report(audit_id())
    assert second is not None
    assert (second.revision, second.state, second.summary) == (1, "draft", first.summary)
    told.set("report", NUMBER, summary="Now complete")
    told.set("audit", NUMBER, move="report", on="2026-11-20")
    third = newest_report(audit_id())
    assert third is not None and third.digest not in ("", first.digest)
    states = [one.state for one in Reading().rows(Report, audit=audit_id())]
    assert states == ["superseded", "issued"]
    kept = Reading().get(Report, str(first.id))
    assert digest_of(kept.frozen) == kept.digest == first.digest


def test_who_only_attended_or_signed_is_hidden_too(told: Desk) -> None:
    of = next(Reading().rows(Session)).id
    told.add("attendance", session=str(of), name="Guest G. Guide")
    told.add("signoff", audit=NUMBER, meaning="approved", name="Z. Signer")
    values = report_values(told.book, audit_id())
    assert "Guest G. Guide" in json.dumps(values) and "Z. Signer" in json.dumps(values)
    copy = redact(values, hiding(Reading())).values
    assert "Guest G. Guide" not in json.dumps(copy) and "Z. Signer" not in json.dumps(copy)


def test_a_copy_hides_names_and_confidential_evidence_and_says_what_left(told: Desk) -> None:
    values = report_values(told.book, audit_id())
    redacted = redact(values, hiding(Reading()), confidential=True)
    copy, hidden = redacted.values, redacted.hidden
    text = json.dumps(copy, ensure_ascii=False)
    for name in ("Ines Okafor", "B. Lopes", "T. Haas", "secret.pdf"):
        assert name not in text
    assert copy["team"][0]["person"] == "Auditor 1"
    assert copy["opinions"] == "Person 1 sees no gap."
    assert {one["what"] for one in hidden} == {"Ines Okafor", "T. Haas", "B. Lopes", "secret.pdf"}
    assert [one["name"] for one in copy["evidence"]] == ["photo.jpg"]
    assert values["opinions"] == "B. Lopes sees no gap.", "the report itself is untouched"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ann met Anna.", "Person 1 met Anna."),
        ("Ann Lee and Ann", "Person 2 and Person 1"),
        ("ann", "Person 1"),
        ('"Ann"', '"Person 1"'),
    ],
)
def test_only_whole_names_are_hidden(text: str, shown: str) -> None:
    values: dict[str, Any] = {"team": [], "evidence": [], "photos": [], "x": f"{text} Ann Ann Lee"}
    people = [Somebody("Ann"), Somebody("Ann Lee")]
    copy = redact(values, Hiding(people, lexicon())).values
    assert copy["x"].startswith(shown)


def words_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        text = " ".join(page.get_textpage().get_text_range() for page in document)
    return " ".join(text.split())


def test_the_report_as_pdf_and_word_holds_what_the_book_holds(
    told: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    values = report_values(told.book, audit_id())
    book = told.book.path
    told.book.close()
    pdf, word = tmp_path / "report.pdf", tmp_path / "report.docx"
    for path in (pdf, word):
        code, out, err = run_cli(capsys, "report", book, NUMBER, "--to", path)
        assert (code, err) == (0, "")
        assert "Still missing: The conclusion is missing." in out
    printed = words_of(pdf)
    document = Document(str(word))
    written = "\n".join(one.text for one in document.paragraphs)
    written += "\n".join(
        cell.text for table in document.tables for row in table.rows for cell in row.cells
    )
    finding = values["findings"][0]
    for text in (
        values["summary"],
        values["obstacles"],
        values["opinions"],
        values["not_covered"],
        finding["statement"],
        finding["evidence"],
        "S-1: in order; S-2: not in order",
        "ISO 9001:2026 8.4.1",
        "DRAFT",
    ):
        assert text in printed, text
        assert text in written, text
    styles = {one.style.name for one in document.paragraphs if one.style}
    assert {"Title", "Heading 1", "Heading 2", "Caption"} <= styles
    assert len(document.inline_shapes) == 1
    assert pdf.stat().st_size < 600_000


def test_control_characters_leave_no_hole_in_the_word_file(
    told: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told.set("report", NUMBER, summary="one\x07two <b>& three\x0b")
    book = told.book.path
    told.book.close()
    code, _out, err = run_cli(capsys, "report", book, NUMBER, "--to", tmp_path / "r.docx")
    assert (code, err) == (0, "")
    text = "\n".join(one.text for one in Document(str(tmp_path / "r.docx")).paragraphs)
    assert "onetwo <b>& three" in text


def test_what_left_for_whom_is_kept_with_digests(
    told: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    issue(told)
    book, path = told.book.path, tmp_path / "copy.pdf"
    digest = report_values(told.book, audit_id())["digest"]
    told.book.close()
    code, _out, err = run_cli(capsys, "report", book, NUMBER, "--to", path, "--hide-names")
    assert code == 1 and "--for WHO" in err
    arguments = ("--for", "Customer", "--purpose", "Proof", "--hide-names", "--hide-confidential")
    code, out, err = run_cli(capsys, "report", book, NUMBER, "--to", path, *arguments)
    assert (code, err) == (0, "")
    assert "Taken out: B. Lopes" in out
    text = words_of(path)
    assert "B. Lopes" not in text and "Copy for" in text and "3 names" in text
    with told.book.open(book):
        (kept,) = Reading().rows(Disclosure)
        assert (kept.recipient, kept.purpose) == ("Customer", "Proof")
        assert kept.report_digest == digest
        assert kept.file_digest == hashlib.sha256(path.read_bytes()).hexdigest()
        assert {"kind": "name", "what": "B. Lopes"} in kept.hidden
