"""A real internal audit, from its spreadsheets into a book, onto sheets and into a register.

The folder holds schedule, auditees, nonconformity log and corrective action plan of an ISO/IEC
27001 audit; the standard is loaded as a user's own, from the clause numbers the folder names.
"""

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from openpyxl import load_workbook

from auditdesk.book.book import Book
from auditdesk.book.listings import ACTIONS, FINDINGS
from auditdesk.book.lists import List
from auditdesk.book.reading import Reading
from auditdesk.work import organisation, timetables
from tests.conftest import SAMPLES, Desk, run_cli

FOLDER = SAMPLES / "audit_folder"
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the shared samples are not beside the project"
)
NC, OFI, CA = r"^NC-\d", r"^OFI-\d", r"^NC-\d"
CLAUSE = re.compile(r"\b(?:A\.\d+(?:\.\d+)*|\d+(?:\.\d+)+)")


def rows(name: str, sheet: str, first: str) -> list[list[Any]]:
    """The rows of a table below the header row that begins with `first`."""
    table = list(load_workbook(FOLDER / name)[sheet].iter_rows(values_only=True))
    start = next(n for n, row in enumerate(table) if row[0] == first)
    return [list(row) for row in table[start + 1 :] if row[0]]


def day(text: str) -> str:
    return datetime.strptime(f"{text} +0000", "%d %b %Y %z").date().isoformat()


def windows(text: str) -> list[dict[str, str]]:
    """“16 Mar (AM)” or “17 - 19 Mar”, as the auditee list says when somebody can be met."""
    numbers, month = re.findall(r"\d+", text), re.search(r"[A-Z][a-z]{2}", text)
    assert month
    days = range(int(numbers[0]), int(numbers[-1]) + 1)
    hours = {"ends": "13:00"} if "(AM)" in text else {}
    return [{"day": day(f"{n} {month[0]} 2026"), **hours} for n in days]


def clauses(text: str) -> list[str]:
    return CLAUSE.findall(text)


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    with Book.create(tmp_path / "stark.auditdesk", "Nirmay Soni", "laptop") as book:
        with book.step("New book") as step:
            organisation.found(step, "Stark Industries")
        yield Desk(book)


@pytest.fixture
def recorded(desk: Desk, tmp_path: Path) -> Desk:
    """The whole audit as its owner would type it."""
    evidence = rows("Audit_Fieldwork_Log.xlsx", "Evidence Register", "Ref")
    log = rows("Stark_ISMS_NonConformity_Log.xlsx", "Nonconformity Log", "Control Name")
    offers = rows(
        "Stark_ISMS_NonConformity_Log.xlsx", "Opportunities for Improvement", "Reference / Area"
    )
    plan = rows("Corrective_Action_Plan.xlsx", "Corrective Action Plan", "Ref")
    cited = {n for row in (*evidence, *plan) for cell in row for n in clauses(str(cell))}
    cited |= {n for row in (*log, *offers) for n in clauses(row[0])}
    listed = tmp_path / "iso27001.csv"
    listed.write_text("number\n" + "\n".join(sorted(cited)), encoding="utf-8")
    desk.add(
        "standard",
        file=str(listed),
        designation="ISO/IEC 27001:2022",
        kind="requirements",
        edition="2022",
    )

    desk.add("site", name="Headquarters", country="US")
    desk.add("person", name="Nirmay Soni", job="Lead Auditor", external=True)
    for _id, name, job, _duty, _areas, _when in rows("Auditee_List.xlsx", "Auditee List", "ID"):
        desk.add("person", name=name, job=job)
    desk.add("process", name="ISMS", owner="Happy Hogan")
    desk.add("unit", process="ISMS", site="Headquarters")
    schedule = rows("Audit_Schedule (1).xlsx", "Audit Schedule", "Session")
    days = sorted(day(row[1]) for row in schedule)
    desk.add(
        "audit",
        date(2026, 3, 1),
        title="ISO/IEC 27001:2022 internal audit",
        units=["ISMS · Headquarters"],
        standard="ISO/IEC 27001:2022",
        clauses=sorted(cited),
        starts_on=days[0],
        ends_on=days[-1],
        lead_auditor="Nirmay Soni",
        objectives="See whether the system is in place and works",
    )
    everybody = []
    for _id, name, _job, _duty, _areas, when in rows("Auditee_List.xlsx", "Auditee List", "ID"):
        everybody.append(name)
        for window in windows(when):
            desk.add("presence", audit="IA-2026-001", person=name, **window)
    for name, on, time, area, topic, auditees, auditor, method in schedule:
        starts, ends = time.split(" - ")
        people = [one.strip() for one in auditees.split(",")] if auditees[0].isupper() else []
        people = everybody if people == ["All auditees"] else people
        desk.add(
            "session",
            audit="IA-2026-001",
            kind={"Opening": "opening", "Closing": "closing", "Review": "team"}.get(name, "audit"),
            day=day(on),
            starts=starts,
            ends=ends,
            what=f"{area}: {topic}",
            auditors=[auditor],
            auditees=people,
            method=method,
        )
    desk.set("audit", "IA-2026-001", move="start", on=days[0])

    for title, owner, text, seen, _done, _status, comment in (row[:7] for row in log):
        ref = title.split(":")[0]
        proof = "; ".join(row[3] for row in evidence if set(clauses(row[6])) & set(clauses(title)))
        desk.add(
            "finding",
            audit="IA-2026-001",
            grade="minor",
            unit="ISMS · Headquarters",
            clauses=clauses(title),
            requirement=title,
            evidence=f"{text} ({proof})",
            statement=text,
            owner=owner,
            raised_on=day(seen),
            foreign_number=ref,
            move="issue",
            on=day(seen),
        )
        assert comment.startswith("Minor nonconformity")
    for title, owner, text, seen, kind, _status, advice in offers:
        assert kind == "OFI"
        desk.add(
            "finding",
            audit="IA-2026-001",
            grade="opportunity",
            unit="ISMS · Headquarters",
            clauses=clauses(title),
            evidence=text,
            statement=advice,
            owner=owner,
            raised_on=day(seen),
            foreign_number=title.split(":")[0],
            move="issue",
            on=day(seen),
        )
    numbers = {row.foreign_number: row.number for row in List(desk.book, FINDINGS).stream()}
    for ref, _title, _cited, cause, what, owner, due, done, proof, effect, status, closed in plan:
        number = numbers[ref]
        assert (effect, status) == ("Effective", "Closed")
        desk.add("cause", finding=number, cause=cause)
        action = desk.add(
            "action", finding=number, what=what, owner=owner, due=day(due), foreign_number=ref
        )
        desk.set("action", action, move="done", on=day(closed), evidence=done)
        desk.set(
            "action",
            action,
            move="verify",
            result="effective",
            verifier="Nirmay Soni",
            evidence=proof,
            on=day(closed),
        )
        desk.set("finding", number, move="close", on=day(closed), by="Nirmay Soni")
    return desk


def test_every_row_of_the_logs_is_in_the_register(recorded: Desk) -> None:
    found = {row.foreign_number: row for row in List(recorded.book, FINDINGS).stream()}
    assert set(found) == {"NC-1", "NC-2", "NC-3", "OFI-1", "OFI-2"}
    assert found["NC-3"].clauses == ("A.5.18", "A.8.2")
    assert found["NC-1"].clauses == ("4.2", "A.5.31")
    assert {row.standard for row in found.values()} == {"ISO/IEC 27001:2022"}
    assert {ref: row.state for ref, row in found.items()} == {
        "NC-1": "closed",
        "NC-2": "closed",
        "NC-3": "closed",
        "OFI-1": "issued",
        "OFI-2": "issued",
    }
    assert found["NC-1"].closed_on == date(2026, 4, 28)
    actions = list(List(recorded.book, ACTIONS).stream())
    assert [(row.finding, row.owner, row.due, row.effective) for row in actions] == [
        ("NC-2026-001", "Happy Hogan", date(2026, 4, 30), True),
        ("NC-2026-002", "Happy Hogan", date(2026, 5, 15), True),
        ("NC-2026-003", "Maria Hill", date(2026, 4, 30), True),
    ]


def test_its_meetings_clash_with_what_the_auditee_list_says(
    recorded: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only two of five can be met at the opening, nobody on the day of the closing."""
    audit = str(recorded.get("audit", "IA-2026-001").id)
    found = timetables.clashes_of(Reading(), audit)
    away: dict[str, set[str]] = {}
    for clash in found:
        assert clash.kind == "presence"
        away.setdefault(clash.message.split(" is not there for ")[1][:3], set()).add(clash.who)
    assert away == {
        "All": {"Tony Stark", "Happy Hogan", "James Rhodes", "Natalia Romanoff", "Maria Hill"}
    }
    opening = {clash.who for clash in found if "Opening meeting" in clash.message}
    closing = {clash.who for clash in found if "Closing meeting" in clash.message}
    assert opening == {"James Rhodes", "Natalia Romanoff", "Maria Hill"}
    assert closing == away["All"]
    recorded.book.close()
    code, out, _err = run_cli(capsys, "clashes", recorded.book.path, "IA-2026-001")
    assert code == 0
    assert (
        "Maria Hill is not there for All: Opening meeting (2026-03-16 09:00–09:30); to be met:"
        " 2026-03-17, 2026-03-18, 2026-03-19." in out
    )


def test_its_sheets_register_and_plan_are_written_and_hold_what_was_recorded(
    recorded: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = [row.statement for row in List(recorded.book, FINDINGS).stream()]
    recorded.book.close()
    book = recorded.book.path
    for command in (
        ("print", book, "finding", "--to", tmp_path / "sheets.pdf"),
        ("print", book, "plan", "IA-2026-001", "--to", tmp_path / "plan.pdf"),
        ("export", book, "findings", "--to", tmp_path / "register.xlsx"),
        ("export", book, "plan", "--audit", "IA-2026-001", "--to", tmp_path / "plan.xlsx"),
        ("calendar", book, "--year", "2026", "--to", tmp_path / "audits.ics"),
        ("check", book),
    ):
        code, _out, err = run_cli(capsys, *command)
        assert (code, err) == (0, "")
    cells = {
        cell.value
        for row in load_workbook(tmp_path / "register.xlsx").worksheets[0]
        for cell in row
    }
    assert set(texts) <= cells
    assert {"A.5.18, A.8.2", "NC-2026-003"} <= cells
    sessions = [
        cell.value for row in load_workbook(tmp_path / "plan.xlsx")["Timetable"] for cell in row
    ]
    assert "09:30" in sessions and sessions.count("Nirmay Soni") == 11
    with pypdfium2.PdfDocument(tmp_path / "sheets.pdf") as document:
        printed = " ".join(page.get_textpage().get_text_range() for page in document).split()
    for text in texts:
        assert " ".join(text.split()) in " ".join(printed)
