"""Registers and plans as organisations keep them: their sums, names, words and headings."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from auditdesk.book.book import Book
from auditdesk.book.reading import Reading
from auditdesk.book.tables import AuditMember, AuditRow, Person
from auditdesk.intake.account import LEFT, TAKEN, Account, Fate
from auditdesk.intake.read import read
from auditdesk.work.intake.plan import prepare
from auditdesk.work.intake.run import run
from tests.conftest import TODAY


@pytest.fixture
def book(prepared: Path, tmp_path: Path) -> Iterator[Book]:
    """A founded book and nothing in it."""
    path = tmp_path / "empty.auditdesk"
    path.write_bytes((prepared / "founded.auditdesk").read_bytes())
    with Book.open(path, "Ines Okafor", "laptop") as opened:
        yield opened


def take(book: Book, folder: Path, *lines: str, name: str = "list.csv", kind: str = "") -> Account:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    incoming = prepare(Reading(), read(path), path.read_bytes(), kind)
    for _done in run(book, incoming, TODAY):
        pass
    account = incoming.account
    assert account is not None
    assert account.count(*Fate) == account.count(*TAKEN, Fate.REFUSED, *LEFT) == len(lines)
    return account


def people() -> set[str]:
    return {str(row.name) for row in Reading().rows(Person)}


# --- names ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Wójcik A.", "Rossi M.", "J. O’Neil-Brown, Jr.", "Lee K.-H."])
def test_the_dot_of_an_initial_is_part_of_a_name(book: Book, tmp_path: Path, name: str) -> None:
    take(book, tmp_path, "No;Date;Finding;Owner", f"N-1;2026-03-16;No label;{name}")
    assert people() == {name}


def test_a_dot_that_ends_a_sentence_is_no_part_of_a_name(book: Book, tmp_path: Path) -> None:
    take(
        book, tmp_path,
        "No;Date;Finding;Owner",
        "N-1;2026-03-16;No label;Anna Wójcik.",
        "N-2;2026-03-16;No date;Anna Wójcik",
    )  # fmt: skip
    assert people() == {"Anna Wójcik"}


# --- grids of months --------------------------------------------------------------------------

MONTHS = "Jan;Feb;Mrz;Apr;Mai;Jun;Jul;Aug;Sep;Okt;Nov;Dez"


def planned() -> list[tuple[str, str]]:
    return sorted((str(one.title), str(one.starts_on)) for one in Reading().rows(AuditRow))


@pytest.mark.parametrize(
    "label", ["Summe Audits", "Total", "TOTAL:", "Razem", "Toplam", "合計", "Итого", "Totaal"]
)
def test_sums_of_a_plan_of_months_are_no_audits(book: Book, tmp_path: Path, label: str) -> None:
    take(
        book, tmp_path,
        "Auditprogramm 2027",
        f"Nr.;Prozess;Auditor;{MONTHS}",
        "1;Einkauf;Weber;;;X;;;;;;;;;",
        f";{label};;0;0;1;0;0;0;0;0;0;0;0;0",
        "2;Montage;Klein;;;;;;X;;;;;;",
        f";{label};;0;0;0;0;0;1;0;0;0;0;0;0",
        f"{label};;;0;0;1;0;0;1;0;0;0;0;0",
    )  # fmt: skip
    assert planned() == [("Einkauf", "2027-03-01"), ("Montage", "2027-06-01")]


def test_the_sum_of_a_plan_of_leave_is_nobody(book: Book, tmp_path: Path) -> None:
    take(
        book, tmp_path, "Leave planner 2027", f"Name;{MONTHS}", "T. Haas;;;;;;;;X;;;;",
        "Total;0;0;0;0;0;0;0;1;0;0;0;0",
    )  # fmt: skip
    assert people() == {"T. Haas"}


def test_an_audit_whose_name_holds_the_word_stays(book: Book, tmp_path: Path) -> None:
    take(
        book, tmp_path, "Audits 2027", f"Process;Auditor;{MONTHS}",
        "Total quality;Weber;;;1;;;;;;;;;", "Buying;Klein;;;;1;;;;;;;;",
    )  # fmt: skip
    assert planned() == [("Buying", "2027-04-01"), ("Total quality", "2027-03-01")]


def test_a_mark_that_a_legend_explains_as_done_is_said(book: Book, tmp_path: Path) -> None:
    account = take(
        book, tmp_path, "Programm 2027", f"Prozess;Auditor;{MONTHS}",
        "Einkauf;Weber;;;X;;;;;;;;;", "Lager;Klein;;;;●;;;;;;;;",
        "X = geplant, ● = durchgeführt",
    )  # fmt: skip
    (note,) = [one for one in account.tables[0].notes if "legend" in one["why"]]
    assert note["text"] == "●" and "durchgeführt" in note["why"]


@pytest.mark.parametrize("cell", ["Weber, Klein", "Weber / Klein", "Weber + Klein"])
@pytest.mark.parametrize("last", [False, True])
def test_nobody_of_a_cell_of_auditors_is_lost(
    book: Book, tmp_path: Path, cell: str, last: bool
) -> None:
    rows = [f"Montage;{cell};;;X;;;;;;;;;"]
    rows.insert(0 if last else 1, "Einkauf;Weber;;;X;;;;;;;;;")
    rows.append("Lager;Klein;;;;X;;;;;;;;")
    take(book, tmp_path, "Programm 2027", f"Prozess;Auditor;{MONTHS}", *rows)
    assert people() == {"Weber", "Klein"}
    reading = Reading()
    montage = reading.find(AuditRow, title="Montage")
    assert montage is not None
    assert len(list(reading.rows(AuditMember, audit=montage.id))) == 2
