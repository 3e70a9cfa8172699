"""Names that a file brings: a row that comes to nothing takes back its own, and no others."""

from datetime import date
from pathlib import Path

import pytest

from auditdesk.book.book import Book
from auditdesk.book.reading import Reading
from auditdesk.book.tables import Person, Process, Site
from auditdesk.intake.account import LEFT, TAKEN, Account, Fate
from auditdesk.intake.read import read
from auditdesk.intake.targets import KIND_LABELS
from auditdesk.work.intake import names as names_module
from auditdesk.work.intake.names import Names
from auditdesk.work.intake.plan import prepare
from auditdesk.work.intake.run import run
from tests.conftest import Desk

TODAY = date(2026, 11, 30)


def take(book: Book, folder: Path, *lines: str, kind: str = "") -> Account:
    path = folder / "list.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    incoming = prepare(Reading(), read(path), path.read_bytes(), kind)
    for _done in run(book, incoming, TODAY):
        pass
    account = incoming.account
    assert account is not None
    assert account.count(*Fate) == account.count(*TAKEN, Fate.REFUSED, *LEFT) == len(lines)
    return account


def test_a_refused_row_leaves_no_name_and_keeps_those_of_the_others(
    desk: Desk, tmp_path: Path
) -> None:
    head = "No.;Date;Type;Description;Process;Site;Owner;Audit;Status"
    good = "{n};2026-03-01;Minor;The label {n} was missing;Welding;Linz;Ada New;Visit 7;Open"
    bad = "{n};2026-03-01;Minor;The label {n} was missing;Plating;Wels;Bo New;Visit 9;Nobody knows"
    account = take(
        desk.book, tmp_path, head, good.format(n=1), bad.format(n=2), good.format(n=3),
    )  # fmt: skip
    assert (account.count(Fate.NEW), account.count(Fate.REFUSED)) == (2, 1)
    assert account.added == ["Ada New"] and account.made["person"] == 1
    people = {str(one.name) for one in Reading().rows(Person)}
    assert "Ada New" in people and "Bo New" not in people
    assert "Plating" not in {str(one.name) for one in Reading().rows(Process)}
    assert "Wels" not in {str(one.name) for one in Reading().rows(Site)}


def test_a_name_of_a_refused_row_is_made_again_by_the_next(desk: Desk, tmp_path: Path) -> None:
    head = "No.;Date;Type;Description;Process;Owner;Status"
    row = "{n};2026-03-01;Minor;The label {n} was missing;Plating;Bo New;{state}"
    account = take(
        desk.book, tmp_path,
        head, row.format(n=1, state="Nobody knows"), row.format(n=2, state="Open"),
    )  # fmt: skip
    assert account.count(Fate.NEW) == 1 and account.made["person"] == 1
    assert "Plating" in {str(one.name) for one in Reading().rows(Process)}


def test_refused_rows_never_read_the_names_of_the_book_again(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_anew: list[Names] = []
    first = Names.__init__

    def counted(self: Names, *arguments: object) -> None:
        read_anew.append(self)
        first(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(names_module.Names, "__init__", counted)
    head = "No.;Date;Type;Description;Owner;Status"
    rows = [f"{n};2026-03-01;Minor;The label {n};Person {n};Nobody knows" for n in range(40)]
    assert take(desk.book, tmp_path, head, *rows).count(Fate.REFUSED) == 40
    assert len(read_anew) == 1


LISTS = {
    "finding": ("No.;Date;Type;Description;Status",
                "A-{n};2026-03-0{n};Minor;The label {n} was missing;Open",
                "A-9;2026-03-09;Minor;The gauge;Nobody knows"),
    "action": ("Action No.;Finding;Action;Due date;Owner",
               "{n};NC-2026-001;Order the label {n};2026-12-1{n};B. Lopes",
               "9;NC-1999-999;Do nothing;2026-12-19;B. Lopes"),
    "audit": ("Audit title;Start date;End date;Lead auditor",
              "Purchasing {n};2027-03-0{n};2027-03-0{n};B. Lopes",
              ";2027-03-09;2027-03-09;B. Lopes"),
    "session": ("Audit;Date;From;To;Topic",
                "Visit;2027-03-01;0{n}:00;0{n}:30;Process {n}",
                "Visit;2027-03-01;09:00;08:00;Backwards"),
    "person": ("Name;Job title;E-mail",
               "Person {n};Welder;p{n}@example.org",
               "???;Welder;p9@example.org"),
    "process": ("Process;Owner;Code;Importance", "Process {n};B. Lopes;P{n};3", ";B. Lopes;P9;3"),
    "unit": ("Process;Site;Contact", "Process {n};Linz;B. Lopes", ";Linz;B. Lopes"),
    "checklist_line": ("Audit;Question;Clause;Verdict",
                       "Visit;Is the label {n} there?;8.{n};ok",
                       "Visit;;8.9;ok"),
    "clause": ("Standard;Clause;Title", "SOP-77;{n}.1;Labels {n}", "SOP-77;no number;Nothing"),
    "matrix": ("Process;5.1;5.2;5.3", "{process};x;;x", ";x;x;x"),
}  # fmt: skip
"""For each kind: headings, a row that can be taken, and one that cannot."""


def test_every_kind_has_a_row_that_cannot_be_taken() -> None:
    assert set(LISTS) == set(KIND_LABELS)


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("kind", LISTS)
def test_one_bad_row_is_named_and_the_others_come_in(
    issued: Desk, tmp_path: Path, kind: str, place: int
) -> None:
    head, good, bad = LISTS[kind]
    rows = [good.format(n=1, process="Purchasing"), good.format(n=2, process="Calibration")]
    rows.insert(place, bad)
    account = take(issued.book, tmp_path, head, *rows, kind=kind)
    fates = {row.row: row.fate for row in account.tables[0].rows}
    assert account.tables[0].kind == kind
    assert fates.pop(place + 2) is Fate.REFUSED, account.tables[0].rows
    refused = account.tables[0].rows[place + 1]
    assert refused.reason and "_" not in refused.reason
    assert [fate for row, fate in sorted(fates.items()) if row > 1] == [Fate.NEW, Fate.NEW]
