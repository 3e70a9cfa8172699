"""Registers and plans as organisations keep them: their sums, names, words and headings."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from auditdesk.book.book import Book
from auditdesk.book.reading import Reading
from auditdesk.book.tables import (
    ActionFinding,
    ActionRow,
    AuditMember,
    AuditRow,
    Competence,
    Finding,
    Person,
    Process,
    SourceNote,
)
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


# --- words and headings -----------------------------------------------------------------------


HEADED = {
    "Department": "NC No;Date;Department;Clause;Finding;Owner",
    "Dept": "NC No;Date Found;Dept;Clause;Finding;Owner",
    "Abteilung": "Nr.;Datum;Abteilung;Normkapitel;Feststellung;Verantwortlich",
    "Dział": "Nr niezgodności;Data stwierdzenia;Dział;Punkt normy;Opis niezgodności;Osoba odpowiedzialna",
    "Bölüm": "DÖF No;Açılış Tarihi;Bölüm;Madde No;Uygunsuzluğun Tanımı;Sorumlu",
    "Afdeling": "Nr;Datum;Afdeling;Normparagraaf;Bevinding;Verantwoordelijke",
    "部門": "No.;監査日;部門;要求事項;指摘内容;担当者",
    "Service": "N° FNC;Date constat;Service;Chapitre;Constat;Pilote",
    "受审部门": "序号;审核日期;受审部门;标准条款;不符合事实描述;责任人",
}
"""Headings of registers, by the one that names the department."""


@pytest.mark.parametrize("heading", HEADED)
def test_the_department_is_the_process_of_a_register(
    book: Book, tmp_path: Path, heading: str
) -> None:
    take(
        book, tmp_path, HEADED[heading], "N-1;2026-03-16;Stores;8.5.4;No label;B. Lopes",
        kind="finding",
    )  # fmt: skip
    (finding,) = Reading().rows(Finding)
    assert finding.process and Reading().get(Process, str(finding.process)).name == "Stores"


@pytest.mark.parametrize("heading", ["Department", "Dział", "Bölüm", "Afdeling", "部門", "Service"])
def test_a_plan_by_department_is_one_of_audits(book: Book, tmp_path: Path, heading: str) -> None:
    take(
        book,
        tmp_path,
        "Audit plan 2027",
        f"{heading};Lead auditor;{MONTHS}",
        "HR;Weber;;X;;;;;;;;;;",
    )
    assert planned() == [("HR", "2027-02-01")]


def test_where_a_process_is_named_the_department_is_a_note(book: Book, tmp_path: Path) -> None:
    take(
        book, tmp_path,
        "NC No;Date;Department;Process;Clause;Finding;Owner",
        "N-1;2026-03-16;Logistics;Stores;8.5.4;No label;B. Lopes",
        kind="finding",
    )  # fmt: skip
    (finding,) = Reading().rows(Finding)
    assert Reading().get(Process, str(finding.process)).name == "Stores"
    assert any("Logistics" in str(one.text) for one in Reading().rows(SourceNote))


def test_a_cancelled_audit_is_one_and_why_is_kept(book: Book, tmp_path: Path) -> None:
    take(
        book, tmp_path, "Audit schedule 2024",
        "Audit No;Process;Planned date;Lead auditor;Status",
        "A-1;Buying;2024-03-05;M. Jones;Closed",
        "A-2;Stores;Q2;K. Lee;Cancelled – staff ill",
    )  # fmt: skip
    stores = Reading().find(AuditRow, title="Stores")
    assert stores is not None and stores.state == "cancelled"
    assert stores.starts_on == date(2024, 4, 1)
    assert any("Cancelled – staff ill" in str(one.text) for one in Reading().rows(SourceNote))


# --- rows and people --------------------------------------------------------------------------

ITALIAN = "N. NC;Data;Processo;Punto norma;Descrizione;Azione;Responsabile;Scadenza"


def test_a_row_of_an_action_alone_is_a_further_action_of_the_finding_above(
    book: Book, tmp_path: Path
) -> None:
    account = take(
        book, tmp_path, ITALIAN,
        "NC 1;05/03/2024;Acquisti;8.4;Fornitori non valutati;Valutare;M. Rossi;30/04/2024",
        ";;;;;Scadenzario;A. Bianchi;31/05/2024",
        "NC 2;06/03/2024;Magazzino;8.5.4;Senza etichetta;Etichette;L. Verdi;15/04/2024",
    )  # fmt: skip
    assert account.count(Fate.REFUSED) == 0
    by_what = {str(one.what): one for one in Reading().rows(ActionRow)}
    assert set(by_what) == {"Valutare", "Scadenzario", "Etichette"}
    assert by_what["Scadenzario"].due == date(2024, 5, 31)
    first = Reading().find(Finding, foreign_number="NC 1")
    assert first is not None
    of_first = {str(one.action) for one in Reading().rows(ActionFinding, finding=first.id)}
    assert of_first == {str(by_what["Valutare"].id), str(by_what["Scadenzario"].id)}


def test_the_first_row_of_an_action_alone_is_refused(book: Book, tmp_path: Path) -> None:
    account = take(book, tmp_path, ITALIAN, ";;;;;Scadenzario;A. Bianchi;31/05/2024",
                   "NC 2;06/03/2024;Magazzino;8.5.4;Senza;Etichette;L. Verdi;15/04/2024")  # fmt: skip
    assert account.count(Fate.REFUSED) == 1


def test_name_and_first_name_are_one_person_with_a_competence(book: Book, tmp_path: Path) -> None:
    take(
        book, tmp_path, "Liste der internen Auditoren",
        "Name;Vorname;Abteilung;E-Mail;Qualifiziert seit;Gültig bis;Norm",
        "von der Heide;Klaus-Dieter;QM;k.heide@example.org;01.05.2020;30.04.2026;ISO 9001",
        "Özdemir;Ayşe;QM;a.oz@example.org;01.02.2022;31.01.2027;ISO 9001, ISO 14001",
    )  # fmt: skip
    assert people() == {"Klaus-Dieter von der Heide", "Ayşe Özdemir"}
    held = {(str(one.subject), one.expires_on) for one in Reading().rows(Competence)}
    assert held == {
        ("ISO 9001", date(2026, 4, 30)), ("ISO 9001, ISO 14001", date(2027, 1, 31)),
    }  # fmt: skip


def test_an_expiry_without_a_competence_is_kept_as_a_note(book: Book, tmp_path: Path) -> None:
    take(
        book, tmp_path, "Auditors", "Name;First name;E-mail;Valid until",
        "Heide;Klaus;k.heide@example.org;2026-04-30",
    )  # fmt: skip
    assert people() == {"Klaus Heide"}
    assert any("2026-04-30" in str(one.text) for one in Reading().rows(SourceNote))
