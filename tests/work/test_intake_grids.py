"""Grids of people or audits by months, weeks and days: absences, and audits in their weeks."""

from datetime import date
from pathlib import Path

import pytest

from auditdesk.book.book import Book
from auditdesk.book.reading import Reading
from auditdesk.book.tables import Absence, AuditRow, Person, SourceNote
from auditdesk.intake.account import LEFT, TAKEN, Account, Fate
from auditdesk.intake.read import read
from auditdesk.work.intake.plan import prepare
from auditdesk.work.intake.run import run
from tests.conftest import Desk

TODAY = date(2026, 11, 30)
DAYS = ";".join(f"2026-12-{n:02d}" for n in range(7, 13))


def take(book: Book, folder: Path, name: str, *lines: str) -> Account:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", "utf-8")
    incoming = prepare(Reading(), read(path), path.read_bytes())
    for _done in run(book, incoming, TODAY):
        pass
    account = incoming.account
    assert account is not None
    assert account.count(*Fate) == account.count(*TAKEN, Fate.REFUSED, *LEFT) == len(lines)
    return account


def away() -> dict[str, list[tuple[str, str]]]:
    names = {str(row.id): str(row.name) for row in Reading().rows(Person)}
    found: dict[str, list[tuple[str, str]]] = {}
    for one in Reading().rows(Absence):
        span = one.starts_on.isoformat(), one.ends_on.isoformat()
        found.setdefault(names[str(one.person)], []).append(span)
    return {name: sorted(spans) for name, spans in found.items()}


@pytest.mark.parametrize(
    "word", ["Urlaub", "holiday", "absent", "Congé", "ferie", "休暇", "отпуск"]
)
def test_words_of_absence_by_day_are_absences(desk: Desk, tmp_path: Path, word: str) -> None:
    account = take(
        desk.book, tmp_path, "availability.csv",
        f"Name;{DAYS}",
        f"Ada New;{word};{word};;available;{word};",
        "Bo New;;;;available;;",
    )  # fmt: skip
    assert account.tables[0].kind == "person" and account.count(Fate.NEW) == 2
    assert away() == {"Ada New": [("2026-12-07", "2026-12-08"), ("2026-12-11", "2026-12-11")]}


def test_marks_of_a_list_of_absences_are_absences(desk: Desk, tmp_path: Path) -> None:
    take(
        desk.book, tmp_path, "list.csv", "Urlaubsplan Auditoren", f"Name;{DAYS}", "Ada New;x;;;;x;x"
    )
    assert away() == {"Ada New": [("2026-12-07", "2026-12-07"), ("2026-12-11", "2026-12-12")]}


def test_a_mark_that_may_mean_either_is_no_absence_and_is_said(desk: Desk, tmp_path: Path) -> None:
    account = take(desk.book, tmp_path, "availability.csv", f"Name;{DAYS}", "Ada New;x;;;;;")
    assert not away()
    (note,) = [one for one in account.tables[0].notes if "away" in one["why"]]
    assert note["text"] == "x"


def test_absences_by_month_are_those_of_the_year_of_the_title(desk: Desk, tmp_path: Path) -> None:
    months = ";".join("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())
    lines = ("Absences 2027", f"Employee;{months}", "Ada New;;x;x;;;;;;;;;")
    take(desk.book, tmp_path, "list.csv", *lines)
    assert away() == {"Ada New": [("2027-02-01", "2027-03-31")]}
    account = take(desk.book, tmp_path, "again.csv", *lines)
    assert account.count(Fate.NEW, Fate.CHANGED) == 0, "twice the same is once"


@pytest.mark.parametrize("word", ["CW", "KW", "Week", "Semaine", "W", "v", "周"])
def test_marks_in_weeks_are_audits_of_those_weeks(desk: Desk, tmp_path: Path, word: str) -> None:
    weeks = ";".join(f"{word} {n}" for n in range(1, 54))
    marks = ["x" if n in (1, 27) else "" for n in range(1, 54)]
    account = take(
        desk.book, tmp_path, "plan.csv",
        "Audit programme 2027", f"Process;Lead auditor;{weeks}", f"Purchasing;B. Lopes;{';'.join(marks)}",
    )  # fmt: skip
    assert account.tables[0].kind == "audit"
    spans = sorted((row.starts_on, row.ends_on) for row in Reading().rows(AuditRow))
    assert spans == [
        (date(2027, 1, 4), date(2027, 1, 8)),
        (date(2027, 7, 5), date(2027, 7, 9)),
    ]


def test_an_action_of_an_audit_is_kept_beside_the_audit(desk: Desk, tmp_path: Path) -> None:
    take(
        desk.book, tmp_path, "schedule.csv",
        "Audit No.;Audit title;Start date;End date;Lead auditor",
        "A-7;Purchasing;2027-03-01;2027-03-02;B. Lopes",
    )  # fmt: skip
    lines = (
        "Action No.;Audit;Audit action;Owner;Due date;Status",
        "1;A-7;Book the rooms;B. Lopes;2027-02-01;open",
        "2;A-99;Send the plan;B. Lopes;2027-02-01;open",
    )
    account = take(desk.book, tmp_path, "actions.csv", *lines)
    assert (account.count(Fate.NEW), account.count(Fate.REFUSED)) == (1, 1)
    assert "none called “A-99”" in account.tables[0].rows[2].reason
    assert "actions of audits, kept as notes" in "\n".join(account.tables[0].remarks)
    (note,) = Reading().rows(SourceNote, table_name="audit")
    assert "Book the rooms; Owner: B. Lopes; Due: 2027-02-01" in str(note.text)
    assert take(desk.book, tmp_path, "again.csv", *lines).count(Fate.NEW, Fate.CHANGED) == 0


# --- half days, lists of who is there, legends --------------------------------------------------

HALVES = ("AM", "PM"), ("vormittags", "nachmittags"), ("matin", "tarde"), ("上午", "下午")


@pytest.mark.parametrize(("morning", "afternoon"), HALVES)
def test_who_is_away_for_both_halves_of_a_day_is_absent(
    desk: Desk, tmp_path: Path, morning: str, afternoon: str
) -> None:
    days = ";".join(f"2026-12-{n:02d} ({half})" for n in (7, 8, 9) for half in (morning, afternoon))
    account = take(
        desk.book, tmp_path, "list.csv", f"Name;{days}", "Ada New;leave;leave;;;leave;",
        "Bo New;;;;;;leave",
    )  # fmt: skip
    assert away() == {"Ada New": [("2026-12-07", "2026-12-07")]}
    whole = [one["why"] for one in account.tables[0].notes if "absences are of whole" in one["why"]]
    assert len(whole) == 2 and "morning of 2026-12-09" in whole[0]
    assert "afternoon of 2026-12-09" in whole[1]


@pytest.mark.parametrize("title", ["Verfügbare Auditoren", "Available auditors", "Anwesend"])
def test_a_list_of_who_is_there_makes_nobody_absent_but_who_says_no(
    desk: Desk, tmp_path: Path, title: str
) -> None:
    account = take(
        desk.book,
        tmp_path,
        "list.csv",
        title,
        f"Name;{DAYS}",
        "Ada New;x;x;nein;x;;-",
        "Bo New;;✓;;;;",
    )
    assert away() == {"Ada New": [("2026-12-09", "2026-12-09")]}
    assert not [one for one in account.tables[0].notes if "away" in one["why"]]


LEGENDS = (
    ["● planned, ✓ done, X cancelled"],
    ["Legend: ● planned, ✓ done, X cancelled"],
    ["●=planned; ✓=done; X=cancelled"],
    ["Legende:;● geplant;✓ durchgeführt;X abgesagt"],
)


@pytest.mark.parametrize("legend", LEGENDS)
@pytest.mark.parametrize("above", [True, False])
def test_a_legend_says_where_the_audits_of_its_marks_stand(
    desk: Desk, tmp_path: Path, legend: list[str], above: bool
) -> None:
    months = ";".join("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())
    rows = [f"Process;Auditor;{months}", "Buying;Weber;●;;✓;;;;;;;X;;", "Stores;Klein;;✓;;;;;;;;;;"]
    rows = ["Audit programme 2027", *legend, *rows] if above else \
        ["Audit programme 2027", *rows, ";;", *legend]  # fmt: skip
    path = tmp_path / "plan.csv"
    path.write_text("\n".join(rows) + "\n", "utf-8")
    incoming = prepare(Reading(), read(path), path.read_bytes())
    for _done in run(desk.book, incoming, TODAY):
        pass
    states = {(str(one.title), one.starts_on.month): str(one.state)
              for one in Reading().rows(AuditRow) if one.starts_on and one.starts_on.year == 2027}  # fmt: skip
    assert states == {("Buying", 1): "planned", ("Buying", 3): "closed",
                      ("Buying", 10): "cancelled", ("Stores", 2): "closed"}  # fmt: skip


def test_a_legend_explains_the_marks_of_a_list_of_days(desk: Desk, tmp_path: Path) -> None:
    take(
        desk.book, tmp_path, "list.csv", "Team 2026", "U = Urlaub, K = krank, H = anwesend",
        f"Name;{DAYS}", "Ada New;U;U;H;K;;",
    )  # fmt: skip
    assert away() == {"Ada New": [("2026-12-07", "2026-12-08"), ("2026-12-10", "2026-12-10")]}


# --- schedules that say what came of it -------------------------------------------------------

HELD = (
    ("en", "Planned date", "Actual date", "Report date", "Closed on"),
    ("de", "Soll-Termin", "Ist-Termin", "Bericht vom", "Geschlossen am"),
    ("fr", "Date prévue", "Date réelle", "Date du rapport", "Clos le"),
    ("es", "Fecha prevista", "Fecha real", "Fecha del informe", "Cerrado el"),
    ("it", "Data prevista", "Data effettiva", "Data del rapporto", "Chiuso il"),
)


@pytest.mark.parametrize(("language", "planned", "held", "reported", "closed"), HELD)
def test_a_schedule_with_the_days_it_was_held_brings_audits_as_far_as_they_came(
    desk: Desk, tmp_path: Path, language: str, planned: str, held: str, reported: str, closed: str
) -> None:
    account = take(
        desk.book, tmp_path, f"schedule-{language}.csv",
        f"No.;Title;Lead auditor;{planned};{held};{reported};{closed}",
        "S-1;Stores;Ada New;2026-03-03;2026-03-05;2026-03-12;2026-04-01",
        "S-2;Tool crib;Ada New;2026-04-07;2026-04-08;2026-04-20;",
        "S-3;Paint shop;Ada New;2026-05-05;2026-05-05;;",
        "S-4;Gate;Ada New;2027-01-19;;;",
    )  # fmt: skip
    assert account.tables[0].kind == "audit" and account.count(Fate.NEW) == 4
    came = {row.title: row for row in Reading().rows(AuditRow) if row.foreign_number}
    assert {title: row.state for title, row in came.items()} == {
        "Stores": "closed", "Tool crib": "reported", "Paint shop": "held", "Gate": "planned",
    }  # fmt: skip
    stores = came["Stores"]
    assert (stores.starts_on, stores.held_on, stores.reported_on, stores.closed_on) == (
        date(2026, 3, 3), date(2026, 3, 5), date(2026, 3, 12), date(2026, 4, 1),
    )  # fmt: skip
    assert came["Gate"].held_on is None


@pytest.mark.parametrize(
    ("row", "state", "why"),
    [
        ("2026-06-05;2026-06-09;Planned", "planned", "Held on: 2026-06-09 (the audit is planned)"),
        ("2026-12-15;2026-12-20;", "planned", "Held on: 2026-12-20 (the day is still to come)"),
        ("2026-06-05;;Completed", "closed", "Held on: the day is not told"),
    ],
)
def test_a_day_that_an_audit_cannot_have_been_held_on_is_kept_as_a_note(
    desk: Desk, tmp_path: Path, row: str, state: str, why: str
) -> None:
    rows = "No.;Title;Lead auditor;Planned date;Held on;Status", f"S-1;Stores;Ada New;{row}"
    take(desk.book, tmp_path, "schedule.csv", *rows)
    (audit,) = [one for one in Reading().rows(AuditRow) if one.foreign_number == "S-1"]
    assert (audit.state, audit.held_on) == (state, None)
    assert why in "\n".join(note.text for note in Reading().rows(SourceNote, row=audit.id))


def test_a_schedule_does_not_change_the_days_that_the_book_knows(
    desk: Desk, tmp_path: Path
) -> None:
    head = "No.;Title;Lead auditor;Planned date;Held on"
    take(desk.book, tmp_path, "schedule.csv", head, "S-1;Stores;Ada New;2026-03-03;2026-03-05")
    take(desk.book, tmp_path, "later.csv", head, "S-1;Stores;Ada New;2026-03-03;2026-03-06")
    (audit,) = [one for one in Reading().rows(AuditRow) if one.foreign_number == "S-1"]
    assert audit.held_on == date(2026, 3, 5)


def test_a_day_held_beside_several_marks_is_of_none_of_them(desk: Desk, tmp_path: Path) -> None:
    take(
        desk.book, tmp_path, "programme 2026.csv",
        "Audit programme 2026",
        "No.;Title;Jan;Feb;Mar;Apr;May;Jun;Jul;Aug;Sep;Oct;Nov;Dec;Held on",
        "S-1;Stores;x;;;;;x;;;;;;;2026-01-15",
        "S-2;Gate;;x;;;;;;;;;;;2026-02-17",
    )  # fmt: skip
    audits = [row for row in Reading().rows(AuditRow) if row.title in ("Stores", "Gate")]
    assert sorted((row.title, row.held_on) for row in audits if row.title == "Stores") == [
        ("Stores", None), ("Stores", None),
    ]  # fmt: skip
    assert [row.held_on for row in audits if row.title == "Gate"] == [date(2026, 2, 17)]
    notes = "\n".join(note.text for note in Reading().rows(SourceNote))
    assert "Held on: 2026-01-15 (the row marks several audits)" in notes
