"""What a file does not say is not made up, and what it says of other years is not read as of today."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from auditdesk.book.book import Book
from auditdesk.book.due import due
from auditdesk.book.listings import ACTIONS, FINDINGS
from auditdesk.book.lists import List, Query
from auditdesk.book.reading import Reading
from auditdesk.book.tables import ActionRow, AuditRow, EffectivenessCheck, Finding
from auditdesk.errors import Refusal
from auditdesk.intake.account import Account, Fate
from auditdesk.intake.text import read_pasted
from auditdesk.intake.words import fold, groups, is_empty
from auditdesk.work.intake.plan import prepare
from auditdesk.work.intake.run import run
from tests.conftest import Desk
from tests.work.test_findings import close_all

TODAY = date(2026, 11, 30)


@pytest.fixture
def book(prepared: Path, tmp_path: Path) -> Iterator[Book]:
    """A founded book and nothing in it."""
    path = tmp_path / "empty.auditdesk"
    path.write_bytes((prepared / "founded.auditdesk").read_bytes())
    with Book.open(path, "Ines Okafor", "laptop") as opened:
        yield opened


def take(book: Book, *rows: str, today: date = TODAY, **how: Any) -> Account:
    told = "\n".join(row.replace("|", "\t") for row in rows) + "\n"
    incoming = prepare(Reading(), read_pasted(told), told.encode(), **how)
    for _done in run(book, incoming, today):
        pass
    assert incoming.account
    return incoming.account


REGISTER = "No.|Date|Type|Description|Corrective action|Owner|Due date|Status|Effective"


@pytest.mark.parametrize("state", ["Closed", "Done", "Cancelled", "Withdrawn", "Open", ""])
@pytest.mark.parametrize("effect", ["", "yes", "no"])
def test_no_day_is_made_up(book: Book, state: str, effect: str) -> None:
    account = take(
        book,
        REGISTER,
        f"7|2026-01-12|Minor|Gauge not calibrated|Put it into the register|B. Brun|2026-02-15|{state}|{effect}",
    )
    reading = Reading()
    days = [
        *((row.done_on, row.cancelled_on) for row in reading.rows(ActionRow)),
        *((row.checked_on,) for row in reading.rows(EffectivenessCheck)),
        *((row.closed_on,) for row in reading.rows(Finding)),
    ]
    assert days and not any(day for group in days for day in group)
    remarks = " ".join(account.tables[0].remarks)
    if state in ("Closed", "Done"):
        assert "Done on: the day is not told (1 row: 2)" in remarks
    if state in ("Cancelled", "Withdrawn"):
        assert "Cancelled on: the day is not told (1 row: 2)" in remarks
    if effect:
        assert "Checked on: the day is not told (1 row: 2)" in remarks


@pytest.mark.parametrize("word", sorted(groups()["empty"]))
def test_empty_words_are_empty(book: Book, word: str) -> None:
    take(book, REGISTER, f"7|2026-01-12|Minor|Gauge not calibrated|{word}|{word}|{word}|Open|")
    reading = Reading()
    assert list(reading.rows(ActionRow)) == []
    (finding,) = reading.rows(Finding)
    assert finding.owner is None and finding.answer_due != TODAY


@pytest.mark.parametrize(
    "word", ["N/A", "n.a.", "-", "–", "None", "No aplica.", "entfällt", "S.O.", "Não aplicável",
             "nie dotyczy", "n.v.t.", "不適用", "لا ينطبق", "Neaplikovatelné", "uygulanamaz"]
)  # fmt: skip
def test_empty_words_of_many_languages_are_known(word: str) -> None:
    assert is_empty(word), fold(word)


def test_words_of_grades_that_nobody_knows_are_said(book: Book) -> None:
    account = take(book, REGISTER, "7|2026-01-12|CM|Minutes not filed||B. Brun||Closed|")
    assert "“CM” is no word that is known for it (1 row)" in " ".join(account.tables[0].remarks)


@pytest.mark.parametrize(
    ("sign", "grade"), [("✅", "conform"), ("❌", "minor"), ("⚠️", "observation")]
)
def test_a_verdict_in_the_state_is_the_grade(book: Book, sign: str, grade: str) -> None:
    take(
        book,
        "Requirement|Description|Evidence|Status|Recommended Action|Owner|Due Date",
        f"7.5 Documents|Documents are controlled|SOP-01|{sign}|None|A. Ayala|-",
        kind="finding",
    )
    reading = Reading()
    (finding,) = reading.rows(Finding)
    assert str(finding.number)[:2] == {"conform": "CO", "minor": "NC", "observation": "OB"}[grade]
    assert list(reading.rows(ActionRow)) == []


def test_an_action_of_a_finding_that_ended_is_late_in_no_list(book: Book) -> None:
    take(book, REGISTER, "7|2026-01-12|Minor|Gauge not calibrated|Register it|B. Brun|2026-02-15|Closed|",
         "8|2026-01-12|Minor|Label missing|Order labels|B. Brun|2026-02-15|Open|")  # fmt: skip
    late = List(book, ACTIONS, Query(late_on=TODAY)).stream()
    assert [row.what for row in late] == ["Order labels"]
    reminded = [row for row in due(book, TODAY) if "Register it" in str(row)]
    assert reminded == []


def _cited(book: Book) -> list[tuple[str, str, tuple[str, ...]]]:
    rows = List(book, FINDINGS, Query()).stream()
    return sorted((row.raised_on.isoformat(), row.standard, row.clauses) for row in rows)


@pytest.mark.parametrize("today", [date(2026, 11, 30), date(2029, 12, 1)])
@pytest.mark.parametrize("cell", ["ISO 9001 cl. {}", "{}"])
@pytest.mark.parametrize("column", ["ISO 9001", "", "DIN EN ISO 9001"])
def test_each_row_cites_the_edition_in_use_on_its_day(
    book: Book, today: date, cell: str, column: str
) -> None:
    rows = [("2019-03-12", "10.3"), ("2024-05-02", "8.4.1"), ("2026-11-10", "8.4.1")]
    take(
        book,
        "NC No|Date|Standard|Clause|Grade|Process|Description|Status",
        *(f"{n}|{day}|{column}|{cell.format(clause)}|Minor|Quality|Text {n} {day}|Closed"
          for n, (day, clause) in enumerate(rows)),
        today=today,
    )  # fmt: skip
    assert [(day, standard) for day, standard, _clauses in _cited(book)] == [
        ("2019-03-12", "ISO 9001:2015"),
        ("2024-05-02", "ISO 9001:2015"),
        ("2026-11-10", "ISO 9001:2026"),
    ]
    assert list(_cited(book)[0][2]) == ["10.3"]


def _year(year: int, *texts: str) -> list[str]:
    return [
        "No.|Date|Grade|Clause|Statement|Evidence|Owner|Status",
        *(f"{n}|{year}-0{n}-11|Minor|8.4.1|{text}|File {year}|B. Lopes|Closed"
          for n, text in enumerate(texts, 1)),
    ]  # fmt: skip


def test_a_register_that_counts_anew_each_year_overwrites_nothing(book: Book) -> None:
    take(book, *_year(2025, "Training records missing", "Supplier not evaluated"))
    account = take(book, *_year(2026, "Maintenance records missing", "Supplier not evaluated"))
    assert account.count(Fate.NEW) == 2 and account.count(Fate.CHANGED) == 0
    numbers = [str(row.number) for row in Reading().rows(Finding)]
    assert sorted(numbers) == ["NC-2025-001", "NC-2025-002", "NC-2026-001", "NC-2026-002"]
    again = take(book, *_year(2026, "Maintenance records missing", "Supplier not evaluated"), "")
    assert again.count(Fate.NEW) == 0


def test_the_finding_that_a_row_names_is_part_of_what_identifies_an_action(book: Book) -> None:
    take(book, *_year(2026, "Records missing", "Supplier not evaluated"))
    head = "No.|Finding|Action|Owner|Due|Status"
    take(book, head, "1|NC-2026-001|Train the staff|B. Lopes|2026-12-20|Open", kind="action")
    take(book, head, "1|NC-2026-002|Train the staff|L. Fournier|2027-02-20|Open", kind="action")
    rows = list(Reading().rows(ActionRow))
    assert sorted(row.due.isoformat() for row in rows) == ["2026-12-20", "2027-02-20"]


# --- rows of another year -------------------------------------------------------------------------

SESSIONS = "Audit|Date|Time|Activity|Clauses"
TIMETABLE = (
    SESSIONS,
    "Autumn 2026|2026-11-16|09:00–12:00|Suppliers|8.4.1",
    "Autumn 2026|2026-11-17|09:00–12:00|Stores|8.5.4",
)


@pytest.fixture
def approved(desk: Desk) -> Desk:
    """The small company with approved programmes of 2026 and 2027."""
    for year in (2026, 2027):
        desk.add("programme", year=year, objectives="o")
        for n, unit in enumerate(("Purchasing · Graz", "Purchasing · Brno", "Calibration · Graz")):
            desk.add("audit", units=[unit], standard="ISO 9001:2015", objectives="o",
                     starts_on=f"{year}-10-{5 + n:02}", lead_auditor="Ines Okafor")  # fmt: skip
        on = date(year, 1, 7)
        desk.set("programme", str(year), on, move="approve", by="Ines Okafor", on=on.isoformat())
    return desk


def programmes(book: Book) -> list[tuple[int, int, str]]:
    return list(book.select("SELECT year, revision, state FROM programme ORDER BY 1, 2"))


@pytest.mark.parametrize("today", [date(2026, 11, 30), date(2027, 1, 5), date(2029, 2, 1)])
def test_sessions_belong_to_the_year_of_their_days(approved: Desk, today: date) -> None:
    account = take(approved.book, *TIMETABLE, today=today, kind="session")
    assert account.count(Fate.REFUSED) == 0
    (audit,) = [one for one in Reading().rows(AuditRow) if one.title == "Autumn 2026"]
    assert str(audit.number).startswith("IA-2026-")
    assert (audit.starts_on, audit.ends_on) == (date(2026, 11, 16), date(2026, 11, 17))
    assert [row[2] for row in programmes(approved.book) if row[0] == 2027] == ["approved"]
    assert programmes(approved.book)[:2] == [(2026, 0, "superseded"), (2026, 1, "draft")]
    remarks = " ".join(account.tables[0].remarks)
    assert "Programme 2026 was approved: its revision 1 opens, because: as in" in remarks


@pytest.mark.parametrize("today", [date(2026, 8, 1), date(2026, 11, 30), date(2029, 12, 1)])
@pytest.mark.parametrize("newer", ["", "2026-12-07"])
def test_audits_sessions_and_lines_take_the_edition_of_their_own_day(
    book: Book, today: date, newer: str
) -> None:
    rows = ["Audit no.|Title|Start date|Standard|Clauses", "A1|Old|2019-05-06|ISO 9001|10.3"]
    if newer:
        rows.append(f"A2|New|{newer}|ISO 9001|6.1.3")
    take(book, *rows, today=today, kind="audit")
    take(book, SESSIONS, "Timetable 2019|2019-05-06|09:00–12:00|Improvement|10.3", today=today,
         kind="session")  # fmt: skip
    take(book, "Audit|Question|Clause", "A1|What got better?|10.3", today=today,
         kind="checklist_line")  # fmt: skip
    told = dict(
        book.select(
            "SELECT t.title, s.designation FROM audit t JOIN audit_standard l ON l.audit_id = t.id"
            " JOIN standard s ON s.id = l.standard_id"
        )
    )
    expected = {"Old": "ISO 9001:2015", "Timetable 2019": "ISO 9001:2015"}
    assert told == expected | ({"New": "ISO 9001:2026"} if newer else {})
    for table in ("audit_clause", "session_clause", "checklist_line"):
        cited = book.select(
            f"SELECT s.designation || ' ' || c.number FROM {table} l JOIN clause c"
            " ON c.id = l.clause_id JOIN standard s ON s.id = c.standard_id"
        )
        assert "ISO 9001:2015 10.3" in [text for (text,) in cited], table


# --- a file over what was done here ---------------------------------------------------------------


@pytest.fixture
def issued_here(prepared: Path, tmp_path: Path) -> Iterator[Desk]:
    """NC-2026-001 was issued and closed here; IA-2026-002 is planned for two days."""
    path = tmp_path / "here.auditdesk"
    path.write_bytes((prepared / "issued.auditdesk").read_bytes())
    with Book.open(path, "Ines Okafor", "laptop") as opened:
        desk = Desk(opened)
        close_all(desk)
        desk.set("finding", "NC-2026-001", move="close", on="2026-11-22")
        desk.add("audit", title="Stores", starts_on="2026-12-10", ends_on="2026-12-11")
        yield desk


@pytest.mark.parametrize(
    "row",
    [
        "NC-2026-001|2026-11-09|Minor|The recall of supplier evaluations does not work for group B|Open",
        "NC-2026-001|2026-11-09|Minor|Nothing works at all|Closed",
        "NC-2026-001|2026-11-09|Major|The recall of supplier evaluations does not work for group B|Closed",
    ],
)  # fmt: skip
def test_a_register_over_a_finding_that_was_closed_here_is_refused_by_name(
    issued_here: Desk, row: str
) -> None:
    account = take(issued_here.book, "No.|Date|Type|Nonconformity statement|Status", row)
    _heading, told = account.tables[0].rows
    assert told.fate is Fate.REFUSED
    assert "NC-2026-001" in told.reason
    assert issued_here.get("finding", "NC-2026-001").state == "closed"


@pytest.mark.parametrize(
    ("starts", "ends", "days"),
    [
        ("2026-12-10", "", ("2026-12-10", "2026-12-11")),
        ("2026-12-14", "", ("2026-12-14", "2026-12-15")),
        ("2026-12-14", "2026-12-14", ("2026-12-14", "2026-12-14")),
        ("", "2026-12-18", ("2026-12-10", "2026-12-11")),
    ],
)
def test_a_schedule_moves_an_audit_by_its_start_and_keeps_its_length(
    issued_here: Desk, starts: str, ends: str, days: tuple[str, str]
) -> None:
    account = take(
        issued_here.book,
        "Audit no.|Title|Planned start|Planned end",
        f"IA-2026-002|Stores|{starts}|{ends}",
        kind="audit",
    )
    audit = issued_here.get("audit", "IA-2026-002")
    assert (audit.starts_on.isoformat(), audit.ends_on.isoformat()) == days
    if not starts:
        assert "IA-2026-002 moves by its start" in str(account)


NEWER = "No.|Date|Type|Nonconformity statement|Status|Closed on"
BORN = "NC-2026-001|2026-11-09|Minor|The recall of supplier evaluations does not work for group B"


@pytest.fixture
def born_here(prepared: Path, tmp_path: Path) -> Iterator[Desk]:
    """NC-2026-001 was issued here and is open."""
    path = tmp_path / "born.auditdesk"
    path.write_bytes((prepared / "issued.auditdesk").read_bytes())
    with Book.open(path, "Ines Okafor", "laptop") as opened:
        yield Desk(opened)


@pytest.mark.parametrize(
    "ending", ["Closed|2026-11-20", "Closed|", "Done|", "Action plan accepted|"]
)
@pytest.mark.parametrize("before", ["", "Acknowledged|"])
def test_a_register_never_frees_a_finding_that_was_born_here(
    born_here: Desk, before: str, ending: str
) -> None:
    if before:
        account = take(born_here.book, NEWER, f"{BORN}|{before}")
        assert account.count(Fate.CHANGED) == 1
    account = take(born_here.book, NEWER, f"{BORN}|{ending}")
    told = account.tables[0].rows[-1]
    assert told.fate is Fate.REFUSED and "NC-2026-001" in told.reason
    state = "acknowledged" if before else "issued"
    assert born_here.get("finding", "NC-2026-001").state == state
    with pytest.raises(Refusal):
        born_here.set("finding", "NC-2026-001", move="close", on="2026-11-22")


def test_what_came_in_stays_history_for_the_registers_to_come(book: Book) -> None:
    row = "N-7|2026-01-12|Minor|Gauge not calibrated"
    for ending in ("Open|", "Closed|2026-02-20"):
        account = take(book, NEWER, f"{row}|{ending}")
        assert account.count(Fate.REFUSED) == 0
    (finding,) = Reading().rows(Finding)
    assert (finding.state, finding.closed_on) == ("closed", date(2026, 2, 20))
