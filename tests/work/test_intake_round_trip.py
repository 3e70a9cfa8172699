"""Our own registers: exported, imported into an empty book, exported again: equal cell by cell."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

from auditdesk.book.book import Book
from auditdesk.book.lists import Query
from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import Finding, FindingClause, GradeRow
from auditdesk.intake.account import Account, Fate
from auditdesk.intake.read import read
from auditdesk.output import export
from auditdesk.output.columns import COLUMNS
from auditdesk.work import entry, organisation, sample
from auditdesk.work.intake.plan import prepare
from auditdesk.work.intake.run import run
from auditdesk.work.intake.takeover import REGISTERED

TODAY = date(2026, 12, 31)
_SCRIPTS = (
    "Prüfmittel überfällig", "étalonnage périmé", "χρόνος δοκιμής", "zápis kalibrace č. 7", "校准记录缺失",
    "سجل المعايرة مفقود", "רישום הכיול חסר", "記録がありません", "संरेखण अभिलेख", "valve <DN50> & p > 5 bar",
    "=SUM(A1)", "+49 316", "-5 °C", "@home", "'quoted'", "0012", "1E5", "8.10", "line one\nline two", "🙂 seen",
    "tab\there", "a_x0041_b", "TRUE", "2026-02-30", "01/02/2026", "“curly” – dash", "  spaces inside  end",
)  # fmt: skip
_STATES = "draft issued acknowledged corrected cause_accepted plan_accepted implemented closed withdrawn".split()
COUNTED = {"actions": {"Extensions"}}
"""What a list counts of things that are not in it."""


def exported(book: Book, name: str, folder: Path, stem: str) -> Path:
    to = folder / f"{stem}-{name}.xlsx"
    export.export_list(book, name, Query(), to, TODAY)
    return to


def imported(book: Book, path: Path) -> Account:
    incoming = prepare(Reading(), read(path), path.read_bytes())
    for _done in run(book, incoming, TODAY):
        pass
    assert incoming.account is not None
    return incoming.account


def rows(path: Path) -> Iterator[tuple[object, ...]]:
    """The headings and every row, as the cells hold them."""
    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    sheet.reset_dimensions()
    lines = sheet.iter_rows(values_only=True)
    heading = next(line for line in lines if line and line[0] in ("Number", "Action"))
    yield heading
    yield from lines
    sheet.parent.close()


def differences(first: Path, second: Path, leaving: set[str]) -> list[object]:
    one, other = rows(first), rows(second)
    heading = next(one)
    assert heading == next(other)
    found: list[object] = []
    for left, right in zip(one, other, strict=True):
        found += [
            (left[0], name, a, b)
            for name, a, b in zip(heading, left, right, strict=True)
            if a != b and name not in leaving
        ]
    return found


def test_the_registers_of_the_sample_company_come_back_equal(tmp_path: Path) -> None:
    names = ("findings", "actions")
    with Book.create(tmp_path / "a.auditdesk", "t") as book:
        sample.play(book)
        first = [exported(book, name, tmp_path, "a") for name in names]
    with Book.create(tmp_path / "b.auditdesk", "t") as book:
        with book.step("New") as step:
            organisation.found(step, "Empty")
        accounts = [imported(book, path) for path in first]
        second = [exported(book, name, tmp_path, "b") for name in names]
        assert not any(one.count(Fate.REFUSED) for one in accounts)
        again = [imported(book, path) for path in second]
        assert not any(one.count(Fate.NEW, Fate.CHANGED) for one in again)
    for name, one, other in zip(names, first, second, strict=True):
        assert differences(one, other, COUNTED.get(name, set())) == []


def test_every_heading_of_our_own_lists_is_known() -> None:
    """What is exported is understood when it comes back; a new column must be added there too."""
    from auditdesk.intake.headings import likeness
    from auditdesk.intake.targets import TARGETS

    for name, kind in (("findings", "finding"), ("actions", "action")):
        for column in COLUMNS[name]:
            meanings = {m for fields in TARGETS[kind].fields.values() for m in fields}
            known = likeness(column.heading)
            assert any(known[m].score > 0.9 for m in meanings & set(known)), column.heading


def generated(book: Book, count: int, seed: int) -> None:
    """Findings of every state and grade, with texts of many scripts, in one step."""
    chance = random.Random(seed)
    with book.step("New") as step:
        organisation.found(step, "Meridian")
        people = [_person(step, name) for name in ("B. Lopes", "Ж. Иванова", "王 伟", "T. Haas")]
        for process in ("Purchasing", "Schweißen", "组装"):
            organisation.add_process(step, name=process)
        for site in ("Graz", "Brno"):
            organisation.add_site(step, name=site)
        grades = [str(row.id) for row in step.rows(GradeRow)]
        clauses = ("8.4.1", "7.1.5.2", "4.2", "8.10", "10.2.1")
        for n in range(count):
            raised = date(2019, 1, 1) + timedelta(days=chance.randrange(2500))
            state = chance.choice(_STATES)
            text = lambda: f"{chance.choice(_SCRIPTS)} {n} {chance.choice(_SCRIPTS)}".strip()  # noqa: B023, E731
            data = {
                "grade": chance.choice(grades),
                "state": state,
                "raised_on": raised.isoformat(),
                "statement": text(),
                "evidence": text(),
                "requirement": text() if n % 2 else "",
                "place": text() if n % 3 else "",
                "effect": text() if n % 5 == 0 else "",
                "document": "SOP-0412 rev 6" if n % 4 else "",
                "owner": chance.choice(people),
                "auditor": chance.choice(people) if n % 2 else "",
                "process": chance.choice(("Purchasing", "Schweißen", "组装")),
                "site": chance.choice(("Graz", "Brno")),
                "standard": "ISO 9001:2015",
                "clauses": chance.sample(
                    ("8.4.1", "7.1.5.2", "4.2", "10.2.1"), chance.randrange(3)
                ),
                "foreign_number": f"OLD-{n}" if n % 7 == 0 else "",
                "answer_due": (raised + timedelta(days=30)).isoformat() if n % 3 else "",
                "implement_due": (raised + timedelta(days=90)).isoformat() if n % 4 else "",
            }
            if state != "draft":
                data["issued_on"] = (raised + timedelta(days=3)).isoformat()
            if state == "closed":
                data["closed_on"] = (raised + timedelta(days=200)).isoformat()
            told = {key: value for key, value in data.items() if value not in ("", [])}
            if not told.get("clauses"):
                told.pop("standard")
            entry.enter(step, REGISTERED, told, TODAY)
        assert clauses and sum(1 for _row in step.rows(FindingClause))
        assert sum(1 for _row in step.rows(Finding)) == count


def _person(step: Step, name: str) -> str:
    organisation.add_person(step, name=name)
    return name


@pytest.mark.parametrize(
    "count", [200, pytest.param(10_000, marks=pytest.mark.slow)], ids=["some", "ten thousand"]
)
def test_generated_findings_in_mixed_scripts_come_back_equal(count: int, tmp_path: Path) -> None:
    with Book.create(tmp_path / "a.auditdesk", "t") as book:
        generated(book, count, seed=7)
        first = exported(book, "findings", tmp_path, "a")
    with Book.create(tmp_path / "b.auditdesk", "t") as book:
        with book.step("New") as step:
            organisation.found(step, "Empty")
        account = imported(book, first)
        second = exported(book, "findings", tmp_path, "b")
    assert account.count(Fate.NEW) == count and not account.count(Fate.REFUSED)
    assert differences(first, second, set()) == []


LONG = ("9" * 32_767 + "end", "🙂 seen, " * 9_000, "line one\nline _x0041_ two " * 4_000, "short")


def test_texts_longer_than_a_cell_come_back_whole(tmp_path: Path) -> None:
    with Book.create(tmp_path / "a.auditdesk", "t") as book:
        with book.step("New") as step:
            organisation.found(step, "Meridian")
            for n, text in enumerate(LONG):
                told = {
                    "statement": text.strip(),
                    "evidence": LONG[n - 1].strip(),
                    "state": "issued",
                }
                entry.enter(
                    step,
                    REGISTERED,
                    {**told, "grade": "minor", "raised_on": "2026-01-0" + str(n + 1)},
                    TODAY,
                )
        first = exported(book, "findings", tmp_path, "a")
    parts = [
        line
        for line in rows_of(first, "Continued texts")
        if len(line) > 4 and isinstance(line[4], int)
    ]
    with Book.create(tmp_path / "b.auditdesk", "t") as book:
        with book.step("New") as step:
            organisation.found(step, "Empty")
        account = imported(book, first)
        assert [str(row.statement) for row in Reading().rows(Finding)] == [
            one.strip() for one in LONG
        ]
        second = exported(book, "findings", tmp_path, "b")
    assert account.count(Fate.NEW) == len(LONG)
    left = [
        row.reason
        for table, row in account.rows()
        if table.sheet == "Continued texts" and row.fate is not Fate.FRAME
    ]
    assert left == ["part of a text of another sheet"] * len(parts) and len(parts) >= 6
    assert differences(first, second, set()) == []
    assert rows_of(first, "Continued texts")[5:] == rows_of(second, "Continued texts")[5:]


def test_a_part_whose_text_is_gone_is_ignored_by_name(tmp_path: Path) -> None:
    with Book.create(tmp_path / "a.auditdesk", "t") as book:
        with book.step("New") as step:
            organisation.found(step, "Meridian")
            told = {
                "statement": LONG[1],
                "state": "issued",
                "grade": "minor",
                "raised_on": "2026-01-01",
            }
            entry.enter(step, REGISTERED, told, TODAY)
        path = exported(book, "findings", tmp_path, "a")
    edited = openpyxl.load_workbook(path)
    for line in edited.worksheets[0].iter_rows():
        for cell in line:
            if isinstance(cell.value, str) and len(cell.value) > 1_000:
                cell.value = "rewritten in Excel"
    edited.save(path)
    with Book.create(tmp_path / "b.auditdesk", "t") as book:
        with book.step("New") as step:
            organisation.found(step, "Empty")
        account = imported(book, path)
        assert [str(row.statement) for row in Reading().rows(Finding)] == ["rewritten in Excel"]
    told = [
        row.fate
        for table, row in account.rows()
        if table.sheet == "Continued texts" and row.fate is not Fate.FRAME
    ]
    assert told
    assert set(told) == {Fate.IGNORED}


def rows_of(path: Path, sheet: str) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(path, read_only=True)
    book[sheet].reset_dimensions()
    found = list(book[sheet].iter_rows(values_only=True))
    book.close()
    return found
