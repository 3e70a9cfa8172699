"""Completeness on paper and in workbooks; the evidence by clause and unit, and how old it is."""

import csv
from datetime import date
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from auditdesk.book import coverage
from auditdesk.book.completeness.answers import Narrow
from auditdesk.book.completeness.question import Period
from auditdesk.book.completeness.questions import QUESTIONS
from auditdesk.book.evidence_map import evidence_map
from auditdesk.domain.completeness import Weight
from auditdesk.output import completeness
from tests.conftest import TODAY, Desk, run_cli

PERIOD = Period(date(2025, 1, 1), TODAY, TODAY)


def test_the_workbook_lists_every_question_and_the_paper_those_that_stand_open(
    issued: Desk, tmp_path: Path
) -> None:
    completeness.export_completeness(issued.book, PERIOD, tmp_path / "c.xlsx", TODAY)
    book = openpyxl.load_workbook(tmp_path / "c.xlsx")
    told = {row[0]: row[1] for row in book["Questions"].values if row[0]}
    assert {question.told for question in QUESTIONS} <= set(told)
    late = "Is no nonconformity overdue without an extension?"
    assert told[late] == 0
    declared = "Has everybody who judged declared their independence?"
    records = [row for row in book["Records"].values if row[1] == declared]
    assert records and len(records) == told[declared] == 1
    completeness.print_completeness(issued.book, PERIOD, tmp_path / "c.pdf")
    with pypdfium2.PdfDocument(tmp_path / "c.pdf") as document:
        text = " ".join(page.get_textpage().get_text_range() for page in document)
    assert "declared their independence" in " ".join(text.split())


def test_a_workbook_and_a_paper_hold_what_it_was_narrowed_to_and_say_so(
    issued: Desk, tmp_path: Path
) -> None:
    everything = completeness.found_in(issued.book, PERIOD)
    site = next(gap.sites[0] for _answer, gap in everything.gaps if gap.sites)
    found = completeness.found_in(issued.book, PERIOD, Narrow(site), Weight.HEAVY)
    assert 0 < len(found.gaps) < len(everything.gaps)
    assert all(site in gap.sites for _answer, gap in found.gaps)
    assert {one.question.weight for one in found.answers} == {Weight.HEAVY}
    said = {site, Weight.HEAVY.label}
    assert said <= {fact for _label, fact in completeness.listing_of(found).facts}
    heading = completeness.heading_of(issued.book, found, TODAY)
    assert all(word in heading.title for word in said)


def test_evidence_is_counted_and_dated_and_none_is_said(issued: Desk, tmp_path: Path) -> None:
    ids = {name: id for id, name in coverage.standards(issued.book)}
    found = evidence_map(
        issued.book, ids["ISO 9001:2015"], date(2024, 1, 1), date(2026, 12, 31), today=TODAY
    )
    clauses = {one.number: one.id for one in found.coverage.clauses}
    units = {one.name: one.id for one in found.coverage.units}
    held = found.at(clauses["8.4.1"], units["Purchasing · Graz"])
    assert held is not None and (held.judged, held.findings) == (0, 1)
    assert (held.newest, held.of, found.age(held)) == (date(2026, 11, 9), "NC-2026-001", 14)
    told = {
        number: completeness.evidence_text(found, clauses[number], units["Purchasing · Graz"])
        for number in ("8.4.1", "8.4.2", "7.1.5.2")
    }
    assert told == {"8.4.1": "1 · 14 d", "8.4.2": "none", "7.1.5.2": ""}
    count = completeness.export_evidence_csv(issued.book, 2026, tmp_path / "e.csv", TODAY)
    with (tmp_path / "e.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == count == 7
    assert {row["Newest of"] for row in rows if row["Newest on"]} == {"NC-2026-001"}


def test_both_are_written_from_the_command_line(issued: Desk, tmp_path: Path, capsys) -> None:
    path = issued.book.path
    issued.book.close()
    for name in ("c.xlsx", "c.pdf"):
        to = tmp_path / name
        assert run_cli(capsys, "--today", TODAY, "complete", path, "--to", to)[0] == 0
        assert to.stat().st_size
    for name in ("e.xlsx", "e.csv"):
        to = tmp_path / name
        assert run_cli(capsys, "--today", TODAY, "evidence-map", path, "--to", to)[0] == 0
        assert to.stat().st_size


def test_what_is_narrowed_says_so_and_holds_nothing_else(issued: Desk, tmp_path: Path) -> None:
    whole = completeness.found_in(issued.book, PERIOD)
    graz = completeness.found_in(issued.book, PERIOD, Narrow("Graz"))
    heavy = completeness.found_in(issued.book, PERIOD, weight="heavy")
    assert len(whole.gaps) > len(graz.gaps) > 0
    assert all("Graz" in gap.sites for _answer, gap in graz.gaps)
    assert {one.question.weight.value for one in heavy.answers} == {"heavy"}
    assert [label for label, _text in whole.facts] == ["Days asked about"]
    assert graz.facts[1:] == [("Site", "Graz")]
    assert heavy.facts[1:] == [("Weight", "high")]
    assert "Site: Graz" in completeness.heading_of(issued.book, graz, TODAY).title


@pytest.mark.parametrize(
    "options, sentence",
    [
        (["--site", "Grazz"], "Graz"),
        (["--mender", "Nobody"], "Nobody"),
        (["--since", "0000"], "no year between"),
        (["--since", "2031-01-01"], "has not come yet"),
        (["--since", "tomorrow"], "is not a date"),
    ],
)
def test_what_complete_cannot_ask_is_refused_in_words(
    issued: Desk, capsys: pytest.CaptureFixture[str], options: list[str], sentence: str
) -> None:
    path = issued.book.path
    issued.book.close()
    code, _out, err = run_cli(capsys, "--today", TODAY.isoformat(), "complete", path, *options)
    assert code == 1 and sentence in err and "our mistake" not in err
