"""What a file does not say is not made up, and what it says of other years is not read as of today."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from auditdesk.book.book import Book
from auditdesk.book.due import due
from auditdesk.book.listings import ACTIONS
from auditdesk.book.lists import List, Query
from auditdesk.book.reading import Reading
from auditdesk.book.tables import ActionRow, EffectivenessCheck, Finding
from auditdesk.intake.account import Account
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
