"""Registers as companies keep them come in as somebody who knows their language reads them."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from auditdesk.book.book import Book
from auditdesk.book.reading import Reading
from auditdesk.book.tables import Absence, ActionRow, Cause, Finding, Person, SourceNote
from auditdesk.intake.mapping import from_proposal
from auditdesk.intake.meaning import propose
from auditdesk.intake.read import read
from auditdesk.intake.records import RecordReader
from auditdesk.intake.source import Line, Sheet
from auditdesk.intake.tables import find_tables
from auditdesk.intake.titles import lead_in, number_in
from tests.work.test_intake_registers import book as book
from tests.work.test_intake_registers import people, take

# --- people -----------------------------------------------------------------------------------


@pytest.mark.parametrize("heading", ["Lead auditor", "Auditor", "Employee"])
@pytest.mark.parametrize("answers", [("yes", "no"), ("x", "-"), ("2024-05-01", "2025-06-02")])
def test_an_answer_below_a_heading_of_people_names_nobody(
    book: Book, tmp_path: Path, heading: str, answers: tuple[str, str]
) -> None:
    lines = [f"Surname;First name;E-mail;{heading}"]
    lines += [f"Brandt;Lena;l@example.com;{answers[0]}", f"Berg;Jan;j@example.com;{answers[1]}"]
    take(book, tmp_path, *lines)
    assert people() == {"Lena Brandt", "Jan Berg"}


@pytest.mark.parametrize("address", ["lena at example", "l@example.com; b@example.com", "n/k"])
def test_somebody_with_an_address_that_is_none_comes_in_without_it(
    book: Book, tmp_path: Path, address: str
) -> None:
    lines = ["Surname,First name,E-mail,Department", f'Brandt,Lena,"{address}",QA']
    take(book, tmp_path, *lines)
    (person,) = [one for one in Reading().rows(Person) if one.name == "Lena Brandt"]
    assert person.email == "" and person.department == "QA"
    assert any(address in note.text for note in Reading().rows(SourceNote))


@pytest.mark.parametrize(
    "headings",
    [
        "Name;Abwesend von;Abwesend bis;Grund;Bemerkung",
        "Name;Absent from;Absent to;Reason;Remark",
        "Nom;Absent du;Absent jusqu'au;Motif;Remarque",
    ],
)
def test_a_list_of_absences_is_known_by_its_days(book: Book, tmp_path: Path, headings: str) -> None:
    take(book, tmp_path, headings, "Lena Brandt;2027-01-04;2027-01-08;Urlaub;", name="a.csv")
    spans = [(one.starts_on, one.ends_on) for one in Reading().rows(Absence)]
    assert spans == [(date(2027, 1, 4), date(2027, 1, 8))]
    assert people() == {"Lena Brandt"}


@pytest.mark.parametrize(
    ("number", "lead"),
    [
        ("Audit No.: IA-2026-30", "Auditor: Lena Brandt"),
        ("Audit-Nr.: IA-2026-30", "Auditorin: Lena Brandt"),
        ("N° d'audit : IA-2026-30", "Auditeur : Lena Brandt"),
        ("Auditnummer:|IA-2026-30", "Lead auditor: Lena Brandt"),
    ],
)
def test_what_stands_above_a_checklist_is_kept_of_its_audit(number: str, lead: str) -> None:
    text = "\n".join(("Checklist", *number.split("|"), lead, "Date: 2026-10-05"))
    assert (number_in(text), lead_in(text)) == ("IA-2026-30", "Lena Brandt")


@pytest.mark.parametrize(
    "text",
    [
        "Auditors: A. Ay, B. Bo",
        "Auditor: ____",
        "Audit: 2026",
        "Audit no.: to be given",
        "Auditor:",
    ],
)
def test_a_title_that_names_no_single_auditor_and_no_number_says_neither(text: str) -> None:
    assert (number_in(text), lead_in(text)) == ("", "")


# --- days -------------------------------------------------------------------------------------


@pytest.mark.parametrize("beside", ["TBD", "asap", "week 12"])
def test_one_table_has_one_order_of_days_also_beside_words(
    book: Book, tmp_path: Path, beside: str
) -> None:
    lines = ["No;Date;Finding;Severity;Due Date", "C-1;02/17/2026;No stamp;Minor;04/10/2026"]
    take(book, tmp_path, *lines, f"C-2;02/18/2026;No label;Minor;{beside}")
    finding = Reading().find(Finding, foreign_number="C-1")
    assert finding is not None and finding.answer_due == date(2026, 4, 10)


def test_a_column_of_both_orders_is_asked_for(book: Book, tmp_path: Path) -> None:
    headings = ("No", "Date", "Finding", "Due Date")
    days = ("04/10/2026", "17/02/2026", "02/18/2026")
    rows = [("1", "02/17/2026", "No stamp", day) for day in days]
    lines = [Line(n, list(cells)) for n, cells in enumerate((headings, *rows), 1)]
    table = find_tables(Sheet("x", lines))[0]
    asked = RecordReader(table, from_proposal(propose(table))).questions()
    assert [one.column for one in asked] == ["Due Date"]


# --- words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word", ["TBD", "tbc", "à définir", "por definir", "da definire", "noch offen", "未定"]
)
def test_what_is_still_to_be_said_is_said_by_nobody(book: Book, tmp_path: Path, word: str) -> None:
    headings = "No;Date;Finding;Severity;Root Cause;Corrective Action;Responsible;Due Date"
    take(book, tmp_path, headings, f"C-1;2026-02-17;No stamp;Major;{word};{word};{word};{word}")
    finding = Reading().find(Finding, foreign_number="C-1")
    assert finding is not None and finding.owner is None
    assert not list(Reading().rows(ActionRow)) and not list(Reading().rows(Cause))
    assert people() == set() and not list(Reading().rows(SourceNote))


def test_a_legend_says_what_short_grades_stand_for() -> None:
    rows = [["Nr.", "Datum", "Beschreibung", "Normpunkt", "Einstufung", "Status"]]
    for n, short in enumerate(("HA", "NA", "VP"), 1):
        rows.append([str(n), "04.03.2026", f"Nachweis {n} fehlt", f"7.{n}", short, "offen"])
    lines = [Line(n, list(cells)) for n, cells in enumerate(rows, 1)]
    lines.append(Line(6, ["HA = Hauptabweichung, NA = Nebenabweichung"]))
    table = find_tables(Sheet("Liste", lines))[0]
    records = list(RecordReader(table, from_proposal(propose(table))).records())
    assert [one.values["grade"] for one in records] == ["major", "minor", "opportunity"]


@pytest.mark.parametrize("word", ["–", "n.a.", "entfällt"])
def test_an_empty_word_below_states_and_effects_is_no_remark(
    book: Book, tmp_path: Path, word: str
) -> None:
    headings = "No;Date;Finding;Severity;Effective;Status"
    take(book, tmp_path, headings, f"C-1;2026-02-17;No stamp;Minor;{word};{word}")
    assert not list(Reading().rows(SourceNote))


@pytest.mark.parametrize("heading", ["Status", "Status %", "Progress"])
def test_a_share_of_work_is_read_as_the_cell_shows_it(
    book: Book, tmp_path: Path, heading: str
) -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["Finding no.", "Action", "Owner", "Due date", heading])
    for number, share in (("NC-1", 1), ("NC-2", 0.5), ("NC-3", 0)):
        sheet.append(
            [number, f"Order labels for {number}", "Lena Brandt", date(2026, 12, 1), share]
        )
        sheet.cell(sheet.max_row, 5).number_format = "0%"
    path = tmp_path / "actions.xlsx"
    workbook.save(path)
    cells = [line.cells[4] for line in read(path).sheets[0].lines[1:]]
    assert cells == ["100%", "50%", "0%"]


# --- texts without Unicode --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "lines"),
    [
        ("cp1250", ("Lp.;Data audytu;Opis niezgodności;Rodzaj;Osoba odpowiedzialna",
                    "1;12.02.2026;Brak oceny;niezgodność duża;Świątek Łukasz")),
        ("cp1250", ("Sorszám;Dátum;Megállapítás;Felelős;Határidő",
                    "1;2026-02-12;Hiányzó címke;Erdős Győző;2026-03-01")),
        ("cp1251", ("№;Дата;Несоответствие;Ответственный;Срок",
                    "1;12.02.2026;Нет этикетки;Иванов Пётр;01.03.2026")),
        ("cp1254", ("No;Tarih;Bulgu;Sorumlu;Durum", "1;12.02.2026;Etiket yok;Işık Şule;açık")),
        ("gb18030", ("序号,审核日期,不符合项描述,责任人", "1,2026-04-08,标识不清,王伟")),
        ("cp932", ("No.,監査日,指摘内容,責任者", "1,2026-05-12,ラベルがない,山田太郎")),
        ("mac_roman", ("Nr.;Datum;Feststellung;Maßnahme;Verantwortlich",
                       "1;12.02.2026;Kein Etikett;Schild drucken;Jürgen Weiß")),
        ("cp1252", ("Nr.;Datum;Feststellung;Maßnahme;Verantwortlich",
                    "1;12.02.2026;Kein Etikett – fehlt;Schild drucken;Jürgen Weiß")),
    ],
)  # fmt: skip
def test_a_text_without_unicode_is_read_in_the_encoding_of_its_language(
    encoding: str, lines: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / "register.csv"
    path.write_bytes("\r\n".join(lines).encode(encoding))
    source = read(path)
    sign = "," if "," in lines[0] else ";"
    assert [list(map(str, line.cells)) for line in source.sheets[0].lines] == [
        line.split(sign) for line in lines
    ]
