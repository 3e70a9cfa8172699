"""A row that is refused teaches the rows after it nothing, and nothing is hung on another's."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.book.reading import Reading
from auditdesk.book.tables import ActionFinding, ActionRow, ClosedPeriod, Finding
from auditdesk.intake.account import Account, Fate
from auditdesk.intake.pairs import USUAL
from auditdesk.intake.read import read
from auditdesk.work.intake.plan import prepare
from auditdesk.work.intake.run import run
from tests.conftest import Desk

TODAY = date(2026, 11, 30)
HEAD = ("Finding no.", "Date raised", "Grade", "Finding", "Responsible", "Action", "Action owner")
GOOD = ("F-79/2026", "2026-05-05", "Minor", "The wrench has no label", "B. Lopes", "Label it",
        "B. Lopes")  # fmt: skip
FURTHER = (None, None, None, None, None, "Train them about filters", "M. Costa")
REFUSED = {
    "a day that may be two": ("F-80/2026", "05/06/2026", "Minor", "Filters are clogged"),
    "a grade that nobody knows": ("F-80/2026", "2026-05-06", "Violett", "Filters are clogged"),
    "a closed period": ("F-80/2025", "2025-05-06", "Minor", "Filters are clogged"),
    "nothing found": ("F-80/2026", "2026-05-06", "Minor", None),
}


@pytest.fixture
def book(desk: Desk) -> Book:
    with desk.book.step("Close") as step:
        step.add(ClosedPeriod, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31))
    return desk.book


def take(
    book: Book, path: Path, rows: Sequence[Sequence[str | None]], replaces: bool = True
) -> Account:
    """Take in a register in which the rows without a number are merged with those above."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(HEAD)
    for n, row in enumerate(rows, start=2):
        sheet.append(row)
        if row[0] is None:
            for column in "ABCDE":
                sheet.merge_cells(f"{column}{n - 1}:{column}{n}")
    workbook.save(path)
    incoming = prepare(Reading(), read(path), path.read_bytes())
    incoming.replaces = replaces
    if not replaces:
        incoming.decisions.usual = dict(USUAL)
    for _done in run(book, incoming, TODAY):
        pass
    assert incoming.account is not None
    return incoming.account


def fates(account: Account) -> list[Fate]:
    return [row.fate for row in account.tables[0].rows if row.row > 1]


def actions(number: str) -> set[str]:
    finding = Reading().find(Finding, foreign_number=number)
    assert finding is not None
    linked = Reading().rows(ActionFinding, finding=str(finding.id))
    return {str(Reading().get(ActionRow, str(link.action)).what) for link in linked}


@pytest.mark.parametrize("why", REFUSED)
def test_what_continues_a_refused_row_is_refused_with_it(
    book: Book, tmp_path: Path, why: str
) -> None:
    bad = (*REFUSED[why], "B. Lopes", "Filter", "B. Lopes")
    account = take(book, tmp_path / "list.xlsx", [GOOD, bad, FURTHER])
    assert fates(account) == [Fate.NEW, Fate.REFUSED, Fate.REFUSED]
    assert actions(GOOD[0]) == {"Label it"}
    assert not check(book).problems


@pytest.mark.parametrize("why", REFUSED)
def test_the_second_of_two_refused_rows_is_refused_for_the_same_reason(
    book: Book, tmp_path: Path, why: str
) -> None:
    bad = (*REFUSED[why], "B. Lopes", "Filter", "B. Lopes")
    account = take(book, tmp_path / "list.xlsx", [bad, bad, GOOD])
    assert fates(account) == [Fate.REFUSED, Fate.REFUSED, Fate.NEW]
    first, second = account.tables[0].rows[-3:-1]
    assert first.reason == second.reason


def test_what_continues_a_row_that_was_there_already_is_a_further_action_of_it(
    book: Book, tmp_path: Path
) -> None:
    other = ("F-81/2026", "2026-05-07", "Minor", "The crane was not inspected", *GOOD[4:])
    account = take(book, tmp_path / "list.xlsx", [GOOD, other, GOOD, FURTHER])
    assert fates(account) == [Fate.NEW, Fate.NEW, Fate.DUPLICATE, Fate.NEW]
    assert actions(GOOD[0]) == {"Label it", FURTHER[5]}


def test_without_replacing_what_continues_a_row_of_the_book_changes_nothing(
    book: Book, tmp_path: Path
) -> None:
    take(book, tmp_path / "first.xlsx", [GOOD])
    other = (*GOOD[:4], "M. Costa", *GOOD[5:])
    account = take(book, tmp_path / "second.xlsx", [other, FURTHER], replaces=False)
    assert fates(account) == [Fate.IGNORED, Fate.IGNORED]
    assert actions(GOOD[0]) == {"Label it"}
    account = take(book, tmp_path / "second.xlsx", [other, FURTHER])
    assert fates(account) == [Fate.CHANGED, Fate.CHANGED]
    assert actions(GOOD[0]) == {"Label it", FURTHER[5]}
