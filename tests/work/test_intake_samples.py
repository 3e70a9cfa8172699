"""Files as people have them come in with an account that is known in advance."""

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from auditdesk.book.book import Book
from auditdesk.book.listings import ACTIONS, AUDITS, FINDINGS
from auditdesk.book.lists import List
from auditdesk.book.reading import Reading
from auditdesk.book.tables import ChecklistLine, Finding, Person, Session, SourceNote
from auditdesk.intake.account import LEFT, TAKEN, Account, Fate
from auditdesk.intake.read import read
from auditdesk.work.intake.plan import prepare
from auditdesk.work.intake.run import run
from tests.conftest import SAMPLES

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not here")
TODAY = date(2026, 11, 25)

# rows, new, changed, refused, ignored, and the kinds of the tables that are taken
ACCOUNTS = {
    "audit_folder/Audit_Fieldwork_Log.xlsx": (36, 36, 0, 0, 0, ["finding", "finding", "checklist_line"]),
    "audit_folder/Audit_Schedule (1).xlsx": (11, 11, 0, 0, 0, ["session"]),
    "audit_folder/Auditee_List.xlsx": (5, 5, 0, 0, 0, ["person"]),
    "audit_folder/Corrective_Action_Plan.xlsx": (5, 5, 0, 0, 0, ["finding", "finding"]),
    "audit_folder/Stark_ISMS_NonConformity_Log.xlsx": (5, 5, 0, 0, 0, ["finding", "finding"]),
    "peer_import/applied_controls_template.xlsx": (20, 0, 0, 0, 20, []),
    "peer_import/findings_assessment_template.xlsx": (3, 3, 0, 0, 0, ["finding"]),
    "peer_import/tasks_template.xlsx": (12, 3, 0, 1, 8, ["finding"] * 4),
    "templates/Audit Checklist.xlsx": (18, 12, 0, 0, 6, ["checklist_line"]),
    "templates/Issue Log.xlsx": (1, 0, 0, 0, 1, []),
    "programme_en_de/capa-log.md": (49, 0, 0, 0, 49, []),
    "programme_en_de/capa-log.de.md": (39, 0, 0, 0, 39, []),
    "programme_en_de/competency-matrix.md": (67, 0, 0, 0, 67, []),
    "programme_en_de/internal-audit-program.md": (48, 12, 11, 0, 23, ["audit"] * 3),
    "programme_en_de/internal-audit-program.de.md": (46, 13, 10, 0, 21, ["audit"] * 3),
}  # fmt: skip


@pytest.fixture
def book(prepared: Path, tmp_path: Path) -> Iterator[Book]:
    path = tmp_path / "empty.auditdesk"
    path.write_bytes((prepared / "founded.auditdesk").read_bytes())
    with Book.open(path, "Ines Okafor", "laptop") as opened:
        yield opened


def take(book: Book, name: str, kind: str = "") -> Account:
    path = SAMPLES / name
    incoming = prepare(Reading(), read(path), path.read_bytes(), kind)
    for _done in run(book, incoming, TODAY):
        pass
    account = incoming.account
    assert account is not None
    assert account.count(*Fate) == account.count(*TAKEN, Fate.REFUSED, *LEFT)
    return account


def test_every_sample_has_its_account() -> None:
    here = {
        str(path.relative_to(SAMPLES))
        for folder in ("audit_folder", "peer_import", "templates", "programme_en_de")
        for path in (SAMPLES / folder).iterdir()
        if path.name != "SOURCE.txt"
    }
    assert here == set(ACCOUNTS)


@pytest.mark.parametrize("name", ACCOUNTS)
def test_a_sample_comes_in_and_a_second_time_changes_nothing(name: str, book: Book) -> None:
    account = take(book, name)
    told = [account.count(*Fate) - account.count(Fate.FRAME)] + [
        account.count(fate) for fate in (Fate.NEW, Fate.CHANGED, Fate.REFUSED, Fate.IGNORED)
    ]
    taken = [table.kind for table in account.tables if table.count(*TAKEN, Fate.REFUSED)]
    assert (*told, taken) == ACCOUNTS[name]
    assert all(row.reason for _t, row in account.rows() if row.fate in (Fate.REFUSED, Fate.IGNORED))
    head = book.head
    again = take(book, name)
    assert book.head == head and not again.count(Fate.NEW, Fate.CHANGED)


def test_a_whole_audit_folder_comes_in_linked(book: Book) -> None:
    """The log names the nonconformities that the action plan closes: they are the same ones."""
    for name in (
        "Auditee_List.xlsx",
        "Audit_Schedule (1).xlsx",
        "Stark_ISMS_NonConformity_Log.xlsx",
        "Corrective_Action_Plan.xlsx",
    ):
        account = take(book, f"audit_folder/{name}")
    assert account.count(Fate.CHANGED) == 5
    reading = Reading()
    rows = {row.foreign_number: row for row in List(book, FINDINGS).stream()}
    assert set(rows) == {"NC-1", "NC-2", "NC-3", "OFI-1", "OFI-2"}
    first = rows["NC-1"]
    assert (first.state, first.closed_on) == ("closed", date(2026, 4, 28))
    assert (first.standard, first.clauses) == ("ISO/IEC 27001:2022", ("4.2", "A.5.31"))
    assert first.raised_on == date(2026, 3, 20) and first.owner == "Happy Hogan"
    effects = [row.effect for row in List(book, ACTIONS).stream() if row.finding.startswith("NC")]
    assert effects == ["effective"] * 3
    (audit,) = List(book, AUDITS).stream()
    assert (audit.starts_on, audit.ends_on) == (date(2026, 3, 16), date(2026, 3, 20))
    assert audit.lead_auditor == "Nirmay Soni"
    assert sum(1 for _row in reading.rows(Session)) == 11
    assert next(reading.rows(Session)).kind == "opening"
    hogan = reading.find(Person, name="Happy Hogan")
    assert hogan is not None and hogan.job == "Information Security Manager"
    notes = [note.text for note in reading.rows(SourceNote, row=hogan.id)]
    assert any("16 - 19 Mar" in note for note in notes)


def test_a_sampling_record_keeps_its_samples(book: Book) -> None:
    take(book, "audit_folder/Audit_Fieldwork_Log.xlsx")
    lines = list(Reading().rows(ChecklistLine))
    assert [line.sample_size for line in lines][:2] == ["6 accounts", "5 recent pull requests"]


@pytest.mark.slow
def test_all_violations_of_a_city_come_in_whole(book: Book) -> None:
    """38,462 rows, some of them alike; a second time changes nothing, and one undo empties it."""
    began = time.monotonic()
    account = take(book, "inspections/violations_plus_2018.csv")
    assert account.count(Fate.NEW) == account.count(*set(Fate) - {Fate.FRAME}) == 38_462
    assert List(book, FINDINGS).count() == 38_462
    assert time.monotonic() - began < 150
    again = take(book, "inspections/violations_plus_2018.csv")
    assert again.count(Fate.SAME) == 38_462
    days = [str(day) for (day,) in Reading().tuples(Finding, "raised_on")]
    assert "2013" < min(days) < max(days) < "2019"
    book.undo()
    assert List(book, FINDINGS).count() == 0
