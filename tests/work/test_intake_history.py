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
from auditdesk.book.tables import ActionRow, EffectivenessCheck, Finding
from auditdesk.intake.account import Account, Fate
from auditdesk.intake.text import read_pasted
from auditdesk.intake.words import fold, groups, is_empty
from auditdesk.work.intake.plan import prepare
from auditdesk.work.intake.run import run

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
