"""Registers and plans as organisations keep them: their sums, names, words and headings."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from auditdesk.book.book import Book
from auditdesk.book.reading import Reading
from auditdesk.book.tables import ActionRow, AuditRow, Finding, Person
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
