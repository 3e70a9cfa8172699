"""A report with a chapter for each clause or process: what was looked at, evidence, judgement."""

from pathlib import Path
from typing import Any

import pytest
from docx import Document

from auditdesk.book.dossier_reader import house
from auditdesk.book.reading import Reading
from auditdesk.book.tables import ChecklistLine
from auditdesk.domain.report_chapters import CHAPTERS
from auditdesk.errors import Refusal
from auditdesk.output import export
from auditdesk.work import checklist_lines, checklists
from auditdesk.work.people import hiding
from tests.conftest import Desk, run_cli
from tests.papers import text_of

NUMBER = "IA-2026-001"


@pytest.fixture
def told(issued: Desk, tmp_path: Path) -> Desk:
    """An audit with a session, a checklist that is judged in part, a finding and a file."""
    issued.add(
        "session", audit=NUMBER, day="2026-11-09", starts="09:00", ends="10:30",
        what="Choice of suppliers", unit="Purchasing · Graz", clauses=["8.4.1"],
    )  # fmt: skip
    with issued.book.step("Judge") as step:
        audit = str(issued.get("audit", NUMBER).id)
        checklists.make(step, audit, "questions")
        first, second, *_rest = checklist_lines.lines(step, audit)
        for line, notes in ((first, "List seen, M. Costa"), (second, "Order 12 seen")):
            checklist_lines.judge(step, str(line.id), "conform")
            step.change(ChecklistLine, line.id, notes=notes)
    for name, confidential in (("list.txt", False), ("secret.txt", True)):
        (tmp_path / name).write_text(name)
        issued.add(
            "evidence", file=str(tmp_path / name), finding="NC-2026-001", caption="The list",
            confidential=confidential,
        )  # fmt: skip
    return issued


def copy_of(desk: Desk, chapters: str, **how: Any) -> export.ReportCopy:
    audit = str(desk.get("audit", NUMBER).id)
    return export.assembled(export.report_parts(desk.book, audit, chapters=chapters, **how))


def test_each_clause_tells_what_was_looked_at_its_evidence_and_how_effective_it_is(
    told: Desk,
) -> None:
    chapters = {one["name"]: one for one in copy_of(told, "clause").values["chapters"]}
    assert list(chapters) == [f"ISO 9001:2015 8.4.{n}" for n in (1, 2, 3)]
    first = chapters["ISO 9001:2015 8.4.1"]
    assert first["lines"] and first["title"]
    assert first["sessions"] == ["2026-11-09 · 09:00–10:30 · Choice of suppliers"]
    assert first["evidence"] == [
        "Annex 1: list.txt – The list", "Annex 2: secret.txt – The list",
    ]  # fmt: skip
    assert first["findings"][0].startswith("NC-2026-001 · Minor nonconformity")
    assert "not effective in what NC-2026-001 name" in first["evaluation"]
    assert chapters["ISO 9001:2015 8.4.3"]["evaluation"]


def test_each_process_is_a_chapter(told: Desk) -> None:
    (chapter,) = copy_of(told, "process").values["chapters"]
    assert chapter["name"] == "Purchasing · Graz"
    assert len(chapter["lines"]) == len(list(told.book.select("SELECT id FROM checklist_line", ())))
    assert chapter["sessions"] and chapter["findings"] and chapter["evidence"]


@pytest.mark.parametrize("by", CHAPTERS)
@pytest.mark.parametrize("ending", [".pdf", ".docx"])
def test_chapters_and_annexes_are_on_paper_and_in_word(
    told: Desk, tmp_path: Path, by: str, ending: str
) -> None:
    to = tmp_path / f"report{ending}"
    export.write_copy(copy_of(told, by), house(told.book), export.stamp(told.book), to)
    if ending == ".pdf":
        text = text_of(to)
    else:
        document = Document(str(to))
        texts = [one.text for one in document.paragraphs]
        texts += [
            cell.text for table in document.tables for row in table.rows for cell in row.cells
        ]
        text = " ".join(texts)
    for wanted in (
        "List of annexes", "Annex 1: list.txt", "Evaluation of its effectiveness",
        "List seen, M. Costa", "Choice of suppliers",
    ):  # fmt: skip
        assert wanted in text, wanted


def test_a_report_without_chapters_tells_nothing_of_the_lines(told: Desk) -> None:
    values = copy_of(told, "").values
    assert values["chapters"] == [] and "lines" not in values
    assert "Order 12 seen" not in str(values)


def test_a_copy_hides_in_its_chapters_what_it_hides_elsewhere(told: Desk) -> None:
    copy = copy_of(told, "clause", hiding=hiding(Reading()), confidential=True, recipient="X")
    assert "Costa" not in str(copy.values) and "secret.txt" not in str(copy.values)
    assert "Annex 1: list.txt – The list" in str(copy.values["chapters"])


def test_an_issued_report_keeps_its_chapters(told: Desk) -> None:
    told.add("report", audit=NUMBER, summary="Done", fulfilment="Mostly")
    told.set("audit", NUMBER, move="finish", on="2026-11-10", conclusion="Mostly fine")
    told.set("audit", NUMBER, move="report", on="2026-11-12")
    chapters = copy_of(told, "clause").values["chapters"]
    assert chapters[0]["lines"][0]["notes"] == "List seen, M. Costa"


def test_a_report_frozen_before_there_were_chapters_has_them_from_what_it_holds() -> None:
    from auditdesk.domain.report_chapters import with_chapters

    old = {
        "units": ["Purchasing · Graz"], "sessions": [], "evidence": [], "clauses": [],
        "by_clause": [{"name": "ISO 9001:2015 8.4.1", "title": "General"}],
        "findings": [
            {"number": "NC-1", "grade_label": "Minor", "statement": "Gap", "document": "",
             "nonconformity": True, "process": "Purchasing · Graz"}
        ],
    }  # fmt: skip
    (chapter,) = with_chapters(old, "process")["chapters"]
    assert chapter["findings"] == ["NC-1 · Minor · Gap"]
    (chapter,) = with_chapters(old, "clause")["chapters"]
    assert chapter["evaluation"] == "Not judged in this audit."


def test_chapters_are_by_clause_or_process_only(told: Desk) -> None:
    with pytest.raises(Refusal, match="clause, process"):
        copy_of(told, "colour")


def test_the_command_writes_chapters(
    told: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book, to = told.book.path, tmp_path / "report.pdf"
    told.book.close()
    code, _out, _err = run_cli(capsys, "report", book, NUMBER, "--to", to, "--chapters", "process")
    assert code == 0 and "List of annexes" in text_of(to)
