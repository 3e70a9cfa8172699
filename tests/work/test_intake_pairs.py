"""Rows that may be records of the book: nothing is taken over before the user decides."""

from datetime import date
from pathlib import Path

import pytest

from auditdesk.book.book import Book
from auditdesk.book.reading import Reading
from auditdesk.book.tables import ActionRow, AuditRow, Finding
from auditdesk.intake.account import LEFT, TAKEN, Account, Fate
from auditdesk.intake.pairs import REPLACING, USUAL, Doubt, PairDecision
from auditdesk.intake.read import read
from auditdesk.work.intake.plan import prepare
from auditdesk.work.intake.run import run
from tests.conftest import Desk

TODAY = date(2026, 11, 30)
HEAD = "No.,Date,Type,Description,Status"
FIRST = "3,2025-03-04,Minor,The supplier was not evaluated,Closed"
DOUBTS = {
    Doubt.NUMBER: (HEAD, FIRST, "3,2026-05-06,Minor,A gauge had expired,Open"),
    Doubt.WORDS: (HEAD, FIRST, "9,2025-03-04,Minor,The supplier was not evaluated,Open"),
    Doubt.CONTENT: (
        "NC No.,Date,Type,Description,Status",
        "NC-25-003,2025-03-04,Minor,The supplier was not evaluated,Closed",
        "NC-25-003,2025-03-04,Minor,A gauge had expired long ago,Open",
    ),
}


def take(
    book: Book,
    folder: Path,
    lines: tuple[str, ...],
    usual: dict[Doubt, PairDecision] = USUAL,
    rows: dict[tuple[str, int], PairDecision] | None = None,
) -> Account:
    """Take a list in as a command does without --replace, or as it was decided."""
    path = folder / "list.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    incoming = prepare(Reading(), read(path), path.read_bytes())
    incoming.replaces = usual == REPLACING
    incoming.decisions.usual = dict(usual)
    incoming.decisions.rows = rows or {}
    for _done in run(book, incoming, TODAY):
        pass
    account = incoming.account
    assert account is not None
    assert account.count(*Fate) == account.count(*TAKEN, Fate.REFUSED, *LEFT) == len(lines)
    return account


def findings(desk: Desk) -> dict[str, tuple[str, str]]:
    rows = Reading().rows(Finding)
    return {str(row.id): (str(row.statement), str(row.state)) for row in rows}


@pytest.mark.parametrize("choice", PairDecision)
@pytest.mark.parametrize("doubt", Doubt)
def test_a_doubtful_row_becomes_what_was_decided(
    desk: Desk, tmp_path: Path, doubt: Doubt, choice: PairDecision
) -> None:
    head, old, new = DOUBTS[doubt]
    take(desk.book, tmp_path, (head, old))
    before = findings(desk)
    account = take(desk.book, tmp_path, (head, new), rows={("list", 2): choice})
    (pair,) = account.tables[0].pairs
    assert (pair.doubt, pair.choice, pair.row) == (doubt, choice, 2) and pair.id in before
    assert any(one.differs for one in pair.facing) and pair.name
    after = findings(desk)
    if choice is PairDecision.SAME:
        assert set(after) == set(before) and account.count(Fate.CHANGED) == 1
    else:
        assert {id: after[id] for id in before} == before, "what the book had is as it was"
        assert len(after) == len(before) + (choice is PairDecision.NEW)


@pytest.mark.parametrize("doubt", Doubt)
def test_without_a_decision_nothing_of_the_book_is_overwritten(
    desk: Desk, tmp_path: Path, doubt: Doubt
) -> None:
    head, old, new = DOUBTS[doubt]
    take(desk.book, tmp_path, (head, old))
    before = findings(desk)
    account = take(desk.book, tmp_path, (head, new))
    after = findings(desk)
    assert {id: after[id] for id in before} == before
    assert account.tables[0].pairs[0].choice is USUAL[doubt]
    assert len(after) - len(before) == (USUAL[doubt] is PairDecision.NEW)
    if USUAL[doubt] is PairDecision.LEAVE:
        (row,) = [one for one in account.tables[0].rows if one.row == 2]
        assert (
            row.fate is Fate.IGNORED and "--replace" in row.reason and row.id == next(iter(before))
        )


def test_replacing_never_lets_a_running_number_overwrite_another_year(
    desk: Desk, tmp_path: Path
) -> None:
    head, old, new = DOUBTS[Doubt.NUMBER]
    take(desk.book, tmp_path, (head, old))
    account = take(desk.book, tmp_path, (head, new), REPLACING)
    assert account.count(Fate.NEW) == 1 and len(findings(desk)) == 2


def test_replacing_takes_over_what_has_the_same_number_and_day(desk: Desk, tmp_path: Path) -> None:
    head, old, new = DOUBTS[Doubt.CONTENT]
    take(desk.book, tmp_path, (head, old))
    account = take(desk.book, tmp_path, (head, new), REPLACING)
    assert account.count(Fate.CHANGED) == 1 and len(findings(desk)) == 1


def test_what_is_decided_for_all_of_a_kind_holds_where_no_row_says_otherwise(
    desk: Desk, tmp_path: Path
) -> None:
    head, old, new = DOUBTS[Doubt.NUMBER]
    take(desk.book, tmp_path, (head, old, old.replace("3,", "4,", 1).replace("supplier", "drill")))
    account = take(
        desk.book,
        tmp_path,
        (head, new, new.replace("3,", "4,", 1).replace("gauge", "stamp")),
        USUAL | {Doubt.NUMBER: PairDecision.LEAVE},
        {("list", 3): PairDecision.NEW},
    )
    assert [pair.choice for pair in account.tables[0].pairs] == [
        PairDecision.LEAVE,
        PairDecision.NEW,
    ]
    assert len(findings(desk)) == 3


def test_rows_of_one_file_are_never_a_doubtful_pair(desk: Desk, tmp_path: Path) -> None:
    head, old, new = DOUBTS[Doubt.NUMBER]
    account = take(desk.book, tmp_path, (head, old, new))
    assert account.count(Fate.NEW) == 2 and not account.tables[0].pairs


def test_an_audit_of_the_same_number_in_another_year_is_another(desk: Desk, tmp_path: Path) -> None:
    head = "Audit No.,Audit title,Start date,End date,Lead auditor"
    take(desk.book, tmp_path, (head, "1,Purchasing,2025-03-04,2025-03-05,B. Lopes"))
    account = take(desk.book, tmp_path, (head, "1,Welding,2026-03-04,2026-03-05,B. Lopes"))
    (pair,) = account.tables[0].pairs
    assert (pair.kind, pair.choice) == ("audit", PairDecision.NEW)
    assert len(list(Reading().rows(AuditRow))) == 2


def test_an_action_of_the_same_number_for_another_finding_is_another(
    issued: Desk, tmp_path: Path
) -> None:
    head = "Action No.,Finding,Action,Owner,Due date"
    issued.add("finding", grade="minor", statement="Another", owner="B. Lopes")
    other = str(next(row.id for row in Reading().rows(Finding) if row.statement == "Another"))
    number = f"draft {other[-6:]}"
    take(issued.book, tmp_path, (head, "1,NC-2026-001,Train the buyers,B. Lopes,2026-12-10"))
    account = take(
        issued.book, tmp_path, (head, f"1,{number},Repair the gauge,B. Lopes,2026-12-12")
    )
    (pair,) = account.tables[0].pairs
    assert (pair.kind, pair.doubt, pair.choice) == ("action", Doubt.NUMBER, PairDecision.NEW)
    assert len(list(Reading().rows(ActionRow))) == 2
