"""Registers that people keep otherwise than expected, each with what must come of it."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from auditdesk.book.book import Book
from auditdesk.book.due import due
from auditdesk.book.reading import Reading
from auditdesk.book.tables import (
    ActionFinding,
    ActionRow,
    Finding,
    Person,
    SourceNote,
)
from auditdesk.intake.account import TAKEN, Account, Fate
from auditdesk.intake.read import read
from auditdesk.work.intake.plan import prepare
from auditdesk.work.intake.run import run
from tests.conftest import SHARED

CASES = SHARED / "cases" / "import"
TODAY = date(2026, 11, 30)
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the files of the cases are not here")


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[Book]:
    """The book of the sample company."""
    path = tmp_path / "sample.auditdesk"
    books = sorted(
        Path("tests/books").glob("schema-*.auditdesk"), key=lambda one: one.stat().st_size
    )
    shutil.copy(books[-1], path)
    with Book.open(path, "Ines Okafor", "laptop") as opened:
        yield opened


def take(book: Book, path: Path, kind: str = "") -> Account:
    incoming = prepare(Reading(), read(path), path.read_bytes(), kind)
    for _done in run(book, incoming, TODAY):
        pass
    account = incoming.account
    assert account is not None
    assert account.count(*Fate) == account.count(*TAKEN, Fate.REFUSED, Fate.IGNORED)
    return account


def kinds(account: Account) -> list[str]:
    return [table.kind for table in account.tables]


def findings(account: Account) -> list[Finding]:
    """The findings that rows became, each once, in the order of the rows."""
    ids = dict.fromkeys(row.id for _table, row in account.rows() if row.kind == "finding")
    return [Finding.get_by_id(id) for id in ids if id]


def person(id: object) -> str:
    return str(Person.get_by_id(id).name) if id else ""


def actions(finding: Finding) -> list[ActionRow]:
    links = Reading().rows(ActionFinding, finding=finding.id)
    return [ActionRow.get_by_id(link.action) for link in links]


def notes(row: object) -> str:
    return "\n".join(str(note.text) for note in Reading().rows(SourceNote, row=row))


def test_a_running_number_alone_identifies_nothing_across_files_of_years(sample: Book) -> None:
    for year in (2025, 2026):
        account = take(sample, CASES / f"yearly_{year}.csv")
        assert account.count(Fate.NEW) == 3 and account.count(Fate.CHANGED) == 0


def test_a_running_number_alone_identifies_nothing_across_sheets_of_years(sample: Book) -> None:
    account = take(sample, CASES / "yearly_sheets.xlsx")
    assert account.count(Fate.NEW) == 6 and len(findings(account)) == 6


def test_an_action_is_that_of_the_finding_which_its_row_names(sample: Book) -> None:
    take(sample, CASES / "actions_first.csv")
    account = take(sample, CASES / "actions_other_findings.csv")
    assert account.count(Fate.NEW) == 2 and account.count(Fate.CHANGED) == 0


@pytest.mark.parametrize(
    ("name", "kind"), [("audit_schedule.csv", "audit"), ("actions_without_due.csv", "action")]
)
def test_what_a_table_is_follows_from_headings_contents_and_title(
    sample: Book, name: str, kind: str
) -> None:
    account = take(sample, CASES / name)
    assert kinds(account) == [kind]
    assert account.tables[0].confidence > 0.7 and account.count(Fate.NEW) in (2, 3)


def test_an_action_has_its_own_owner_and_due_day_and_no_day_that_is_not_told(book: Book) -> None:
    account = take(book, CASES / "action_owner_done_day.xlsx")
    assert [row.fate for row in account.tables[0].rows] == [
        Fate.NEW, Fate.NEW, Fate.REFUSED, Fate.NEW,
    ]  # fmt: skip
    assert "CM" in account.tables[0].rows[2].reason
    first, second, fourth = findings(account)
    assert [person(one.owner) for one in (first, second)] == ["B. Brun", "B. Brun"]
    (gauge,), (label,) = actions(first), actions(second)
    assert (person(gauge.owner), gauge.due) == ("C. Cruz", date(2026, 2, 15))
    assert (person(label.owner), label.due) == ("D. Dorn", date(2026, 3, 1))
    assert gauge.done_on is None and "Done on" in notes(gauge.id) + notes(first.id)
    assert actions(fourth) == []


def test_a_compliant_row_raises_no_finding_and_no_action(sample: Book) -> None:
    account = take(sample, CASES / "compliant_rows.xlsx")
    conform, minor, observation = findings(account)
    assert [str(one.number)[:2] for one in (conform, minor, observation)] == ["CO", "NC", "OB"]
    assert actions(conform) == []
    assert [str(one.what) for one in actions(minor)] == ["Evaluate them"]


def test_a_finding_past_the_day_of_its_register_is_late_whatever_its_state(sample: Book) -> None:
    account = take(sample, CASES / "due_with_action.csv")
    first, second = findings(account)
    owed = {row.number: row.on for row in due(sample, TODAY)}
    for number in (str(first.number), str(actions(second)[0].number)):
        assert owed[number] == date(2026, 3, 1) < TODAY


def test_the_heading_is_the_row_that_differs_from_what_stands_below(sample: Book) -> None:
    account = take(sample, CASES / "header_not_a_data_row.csv")
    assert account.tables[0].header == (1,)


@pytest.mark.parametrize(
    ("name", "owners"),
    [
        (
            "people_names.csv",
            ["José Ortega y Gasset", "Haas, Thomas", "Anna Müller (Team A/B)",
             "Dr. Anne-Marie d'Arc", "B. Lopes", "B. Lopes", "b.lopes@example.com",
             "Quality, Purchasing"],
        ),
        (
            "owners.csv",
            ["Research and Development", "HR & Admin", "Sales/Marketing", "B. Lopes", "T. Haas"],
        ),
    ],
)  # fmt: skip
def test_names_of_people_are_never_cut(sample: Book, name: str, owners: list[str]) -> None:
    account = take(sample, CASES / name)
    told = [person(one.owner) for one in findings(account)]
    assert told == owners
    assert set(account.added) <= set(owners)
