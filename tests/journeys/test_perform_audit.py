"""From the agreed plan to the issued report: one day alone, and three days, three auditors, two sites.

Both against both editions. What is printed and written is read back and compared with the book.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest
from docx import Document
from icalendar import Calendar
from PIL import Image

from auditdesk.book.book import Book
from auditdesk.book.checklist_rows import line_rows
from auditdesk.book.listings import FINDINGS
from auditdesk.book.lists import List
from auditdesk.book.reading import Reading
from auditdesk.book.report_reader import report_values
from auditdesk.work import checklist_lines, lookup, organisation, reports, timetables
from tests.conftest import Desk, run_cli

EDITIONS = ("ISO 9001:2015", "ISO 9001:2026")
NUMBER = "IA-2027-001"
TODAY = date(2027, 3, 31)


def words_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        text = " ".join(page.get_textpage().get_text_range() for page in document)
    return " ".join(text.split())


def docx_words(path: Path) -> str:
    document = Document(str(path))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return " ".join(" ".join([*(one.text for one in document.paragraphs), *cells]).split())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Book.create(tmp_path / "journey.auditdesk", "Ines Okafor", "laptop") as book:
        with book.step("New book") as step:
            organisation.found(step, "Meridian")
        made = Desk(book)
        for site in ("Graz", "Brno"):
            made.add("site", name=site, country="AT" if site == "Graz" else "CZ")
        for name in ("Ines Okafor", "T. Haas", "J. Ito", "B. Lopes", "M. Costa", "D. Horák"):
            made.add("person", name=name, job="Buyer" if name == "B. Lopes" else "")
        made.add("process", name="Purchasing", kind="purchasing", owner="B. Lopes")
        made.add("process", name="Calibration", kind="calibration", owner="M. Costa")
        yield made


def units(desk: Desk, edition: str, sites: tuple[str, ...]) -> list[str]:
    names = []
    for site in sites:
        for process, clauses in (("Purchasing", ["8.4"]), ("Calibration", ["7.1.5", "6.1.2"])):
            desk.add("unit", process=process, site=site, standard=edition, clauses=clauses)
            names.append(f"{process} · {site}")
    return names


def plan(desk: Desk, edition: str, names: list[str], last: str, team: list[str]) -> None:
    desk.add(
        "audit",
        TODAY,
        units=names,
        standard=edition,
        starts_on="2027-03-01",
        ends_on=last,
        lead_auditor="Ines Okafor",
        team=team,
        objectives="See whether suppliers and gauges are under control",
        scope="Purchasing and calibration",
        sampling="Ten of each",
        distribution="Management; B. Lopes",
        confidentiality="Internal",
    )


def session(desk: Desk, day: str, starts: str, ends: str, what: str, **other: Any) -> str:
    data = {"day": day, "starts": starts, "ends": ends, "what": what, **other}
    return desk.add("session", TODAY, audit=NUMBER, **data)


def answer(desk: Desk) -> None:
    """Every line its verdict; each seventh a nonconformity, each tenth not verified."""
    audit = str(lookup.audit(Reading(), NUMBER).id)
    with desk.book.step("Answer") as step:
        for n, line in enumerate(checklist_lines.lines(step, audit)):
            verdict = (
                "nonconformity" if n % 7 == 3 else "not_verified" if n % 10 == 9 else "conform"
            )
            reason = "The owner was ill" if verdict == "not_verified" else ""
            checklist_lines.judge(step, str(line.id), verdict, reason)


def raise_and_issue(desk: Desk, photo: Path) -> str:
    """The first nonconforming line becomes a finding with photo, completed and issued."""
    audit = str(lookup.audit(Reading(), NUMBER).id)
    line = next(
        one for one in checklist_lines.lines(Reading(), audit) if one.verdict == "nonconformity"
    )
    desk.set(
        "checklist_line",
        str(line.id),
        TODAY,
        notes="Two of five were never rated.",
        population="41 suppliers",
        sample_size="5",
        sampling="at random",
        items=[
            "S-1",
            "S-2",
            "S-3",
            *({"item": f"S-{n}", "result": "nonconforming"} for n in (4, 5)),
        ],
    )
    desk.add("evidence", TODAY, file=str(photo), checklist_line=str(line.id), caption="Rating list")
    with desk.book.step("Raise") as step:
        id = checklist_lines.raise_finding(step, str(line.id), today=date(2027, 3, 1))
    desk.set(
        "finding",
        id,
        TODAY,
        requirement="Suppliers are rated once a year",
        statement="The recall of ratings does not work",
        diverging_opinion="B. Lopes sees an exception",
        move="issue",
        on="2027-03-03",
    )
    return id


def finish(desk: Desk) -> dict[str, Any]:
    desk.add(
        "report",
        TODAY,
        audit=NUMBER,
        summary="Purchasing works; its recall of ratings does not.",
        fulfilment="Fulfilled but for one clause",
        obstacles="One owner was ill",
        good_practice="Every gauge has its card",
    )
    desk.set("audit", NUMBER, TODAY, move="finish", on="2027-03-03", reason="One more day")
    told = {"conclusion": "Controlled, with one gap", "not_covered": "Night shift"}
    desk.set("audit", NUMBER, TODAY, move="report", on="2027-03-05", **told)
    return report_values(desk.book, str(lookup.audit(Reading(), NUMBER).id))


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    Image.new("RGB", (1600, 1200), (90, 90, 90)).save(tmp_path / "list.jpg")
    return tmp_path / "list.jpg"


@pytest.mark.parametrize("edition", EDITIONS)
def test_one_day_alone(
    desk: Desk, photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], edition: str
) -> None:
    plan(desk, edition, units(desk, edition, ("Graz",)), "2027-03-01", [])
    people = {"auditors": ["Ines Okafor"], "auditees": ["B. Lopes"]}
    session(desk, "2027-03-01", "08:30", "09:00", "Opening", kind="opening", **people)
    session(desk, "2027-03-01", "09:00", "12:00", "Suppliers", unit="Purchasing · Graz", **people)
    session(desk, "2027-03-01", "15:30", "16:00", "Closing", kind="closing", **people)
    audit = str(lookup.audit(Reading(), NUMBER).id)
    assert timetables.clashes_of(Reading(), audit) == []
    desk.set("audit", NUMBER, TODAY, move="start", on="2027-03-01")
    book = desk.book.path
    desk.book.close()
    code, _out, err = run_cli(capsys, "checklist", book, NUMBER)
    assert (code, err) == (0, "")
    code, _out, err = run_cli(
        capsys, "print", book, "blank-checklist", NUMBER, "--to", tmp_path / "blank.pdf"
    )
    assert (code, err) == (0, "")
    with Book.open(book, "Ines Okafor", "laptop") as opened:
        desk = Desk(opened)
        answer(desk)
        finding = raise_and_issue(desk, photo)
        values = finish(desk)
        lines = line_rows(opened, audit)
        number = desk.get("finding", finding).number
        assert reports.verify(values)
    assert number == "NC-2027-001"
    blank = words_of(tmp_path / "blank.pdf")
    assert all(" ".join(line.question.split()) in blank for line in lines)
    assert "Two of five" not in blank
    for name, command in {
        "filled.pdf": ("print", book, "checklist", NUMBER),
        "opening.pdf": ("print", book, "opening", NUMBER),
        "report.pdf": ("report", book, NUMBER),
        "report.docx": ("report", book, NUMBER),
        "findings.xlsx": ("export", book, "findings"),
    }.items():
        code, _out, err = run_cli(capsys, *command, "--to", tmp_path / name)
        assert (code, err) == (0, ""), name
    assert "Two of five were never rated." in words_of(tmp_path / "filled.pdf")
    assert "B. Lopes Buyer" in words_of(tmp_path / "opening.pdf")
    for text in (words_of(tmp_path / "report.pdf"), docx_words(tmp_path / "report.docx")):
        for told in (values["summary"], values["fulfilment"], "Night shift", number, values["digest"],
                     "B. Lopes sees an exception", "The owner was ill"):  # fmt: skip
            assert told in text, told
        assert "DRAFT" not in text
        assert ("were not yet checked" in text) == (edition == "ISO 9001:2026")
    cells = {
        c.value
        for row in openpyxl.load_workbook(tmp_path / "findings.xlsx").worksheets[0]
        for c in row
    }
    assert {number, "The recall of ratings does not work"} <= cells


@pytest.mark.parametrize("edition", EDITIONS)
def test_three_days_three_auditors_two_sites(
    desk: Desk, photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], edition: str
) -> None:
    names = units(desk, edition, ("Graz", "Brno"))
    plan(desk, edition, names, "2027-03-03", ["T. Haas", "J. Ito"])
    every = ["Ines Okafor", "T. Haas", "J. Ito"]
    session(desk, "2027-03-01", "08:30", "09:00", "Opening", kind="opening", auditors=every)
    pairs = zip(names, ("T. Haas", "J. Ito", "T. Haas", "J. Ito"), strict=True)
    for n, (unit, auditor) in enumerate(pairs):
        day = f"2027-03-0{1 + n // 2}"
        session(
            desk, day, "09:00", "12:00", unit, unit=unit, auditors=[auditor], auditees=["B. Lopes"]
        )
    session(desk, "2027-03-02", "13:00", "17:00", "To Graz", kind="travel", auditors=every)
    session(desk, "2027-03-03", "10:00", "11:00", "Closing", kind="closing", auditors=every)
    audit = str(lookup.audit(Reading(), NUMBER).id)
    clashes = timetables.clashes_of(Reading(), audit)
    assert [(one.kind, one.who) for one in clashes] == [("auditee", "B. Lopes")] * 2
    desk.set("audit", NUMBER, TODAY, move="start", on="2027-03-01")
    book = desk.book.path
    desk.book.close()
    for command in (
        ("checklist", book, NUMBER),
        ("timetable", book, NUMBER, "--to", tmp_path / "ics"),
    ):
        code, _out, err = run_cli(capsys, *command)
        assert (code, err) == (0, "")
    events = {
        path.stem.removeprefix(f"{NUMBER} "): len(
            Calendar.from_ical(path.read_bytes()).walk("VEVENT")
        )
        for path in (tmp_path / "ics").iterdir()
    }
    assert events == {"Ines Okafor": 3, "T. Haas": 5, "J. Ito": 5, "B. Lopes": 6}
    with Book.open(book, "Ines Okafor", "laptop") as opened:
        desk = Desk(opened)
        lines = line_rows(opened, audit)
        assert list(dict.fromkeys(line.unit for line in lines)) == names, "unit by unit"
        answer(desk)
        raise_and_issue(desk, photo)
        values = finish(desk)
        found = list(List(opened, FINDINGS).stream())
    assert [one["name"] for one in values["by_process"]] == sorted(names)
    assert sum(one["asked"] for one in values["by_process"]) == len(lines)
    assert values["statistics"]["nonconformities"] == len(found) == 1
    assert values["places"] == ["Brno", "Graz"]
    code, _out, err = run_cli(capsys, "report", book, NUMBER, "--to", tmp_path / "report.pdf")
    assert (code, err) == (0, "")
    code, _out, err = run_cli(
        capsys, "auditors", book, "--to", tmp_path / "log.xlsx", "--year", 2027
    )
    assert (code, err) == (0, "")
    printed = words_of(tmp_path / "report.pdf")
    for unit in names:
        assert unit in printed
    log = openpyxl.load_workbook(tmp_path / "log.xlsx").worksheets[0]
    hours = {row[0]: row[4] for row in log.iter_rows(values_only=True)}
    assert (hours["Ines Okafor"], hours["T. Haas"], hours["J. Ito"]) == (1.5, 7.5, 7.5)


def test_after_the_change_of_edition_old_audits_keep_theirs_and_the_next_asks_what_changed(
    desk: Desk, photo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan(desk, EDITIONS[0], units(desk, EDITIONS[0], ("Graz",)), "2027-03-01", [])
    desk.set("audit", NUMBER, TODAY, move="start", on="2027-03-01")
    book = desk.book.path
    desk.book.close()
    run_cli(capsys, "checklist", book, NUMBER)
    with Book.open(book, "Ines Okafor", "laptop") as opened:
        desk = Desk(opened)
        answer(desk)
        raise_and_issue(desk, photo)
        before = finish(desk)
        assert before["findings"][0]["other_edition"].startswith("ISO 9001:2026 ")
        desk.add(
            "audit",
            date(2028, 1, 10),
            units=["Purchasing · Graz", "Calibration · Graz"],
            standard=EDITIONS[1],
            clauses=["6.1.2", "6.1.3", "8.4.1", "7.1.5.1"],
            starts_on="2028-02-01",
        )
    for source, count in (("changes", 0), ("last", 0)):
        code, out, err = run_cli(capsys, "checklist", book, "IA-2028-001", "--from", source)
        assert (code, err) == (0, "")
        assert int(out.split()[0]) > count
    with Book.open(book, "Ines Okafor", "laptop") as opened:
        rows = line_rows(opened, str(lookup.audit(Reading(), "IA-2028-001").id))
        assert {row.standard for row in rows} == {EDITIONS[1]}
        assert not any(row.verified or row.verdict for row in rows)
        assert {"6.1.2", "6.1.3"} <= {row.clause for row in rows if not row.follows}
        assert [row.follows for row in rows if row.follows] == ["NC-2027-001"]
        old = report_values(opened, str(lookup.audit(Reading(), NUMBER).id))
        assert old == before and old["standards"] == [EDITIONS[0]]
        assert json.dumps(old["findings"][0]["clauses"]).count("2015") == 1
