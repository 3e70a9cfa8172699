"""Every workbook that the program writes comes home: as it was, edited, and into another book."""

import inspect
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest

from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.book.completeness.question import Period
from auditdesk.book.listings import ACTIONS, AUDITS, FINDINGS, LISTINGS
from auditdesk.book.lists import List, Query
from auditdesk.book.reading import Reading
from auditdesk.book.tables import (
    AuditMember,
    AuditRow,
    ClosedPeriod,
    Competence,
    Finding,
    Person,
    PersonRole,
)
from auditdesk.book.transition import editions_that_replace
from auditdesk.domain.audit import Role
from auditdesk.intake.account import Account, Fate
from auditdesk.intake.own import LISTS, PRINTS, origin_of
from auditdesk.intake.read import read
from auditdesk.output import completeness, export, transition
from auditdesk.output.columns import COLUMNS
from auditdesk.output.folder import Scope, write_folder
from auditdesk.output.workbook import Written
from auditdesk.work import entry, organisation, responses, sample
from auditdesk.work.intake.own import BY_MOVES
from auditdesk.work.intake.own_cells import LINKS, MEANINGS
from auditdesk.work.intake.plan import prepare
from auditdesk.work.intake.run import run
from auditdesk.work.kinds import KINDS
from auditdesk.work.transition import whole
from tests.conftest import Desk

TODAY = date(2026, 12, 31)
FORMATS = ("xlsx", "ods", "xls")
WRITTEN = "as written xlsx"
BY_LIBREOFFICE = (
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
)


def _list(name: str) -> Callable[[Book, Path], object]:
    return lambda book, to: export.export_list(book, name, Query(), to, TODAY)


def _response(book: Book, to: Path) -> object:
    ids = [row.id for row in List(book, FINDINGS).stream() if row.state == "issued"][:1]
    texts = responses.texts_in("en")
    forms = [responses.form_of(book, id, texts) for id in ids]
    return export.export_response(book, forms, texts, ["T. Haas"], to, TODAY)


def _import(book: Book, to: Path) -> object:
    return export.export_import(book, Account("a.csv", "", "csv"), to, TODAY)


def _contents(book: Book, to: Path) -> object:
    folder = to.with_suffix("")
    write_folder(book, Scope(2026, 2026, False), folder, TODAY, lambda _text: None)
    return shutil.copy(next(folder.glob("*ontents*.xlsx")), to)


WRITERS: dict[str, Callable[[Book, Path], object]] = {
    **{name: _list(name) for name in export.TITLES},
    "programme": lambda book, to: export.export_programme(book, 2026, to, TODAY),
    "plan": lambda book, to: export.export_plan(
        book, next(List(book, AUDITS).stream()).id, to, TODAY
    ),
    "auditor log": lambda book, to: export.export_auditor_log(
        book, date(2025, 1, 1), TODAY, to, TODAY
    ),
    "response": _response,
    "completeness": lambda book, to: completeness.export_completeness(
        book, Period(date(2025, 1, 1), TODAY, TODAY), to, TODAY
    ),
    "transition": lambda book, to: transition.export_transition(
        book, whole(book, editions_that_replace(book)[0][0], TODAY), to, TODAY
    ),
    "evidence map": lambda book, to: completeness.export_evidence_map(book, 2026, to, TODAY),
    "import": _import,
    "contents": _contents,
}


class Home(NamedTuple):
    """The sample company's book, and every workbook that it writes, in four savings."""

    book: Path
    folder: Path

    def path(self, name: str, saved: str) -> Path:
        """A workbook as it was written, or as LibreOffice saved it, all of them at once."""
        folder = self.folder / saved
        if saved in FORMATS and not folder.exists():
            written = sorted((self.folder / WRITTEN).glob("*.xlsx"))
            profile = (self.folder / "profile").as_uri()
            subprocess.run(
                ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to",
                 saved, "--outdir", str(folder), *map(str, written)],
                check=True, capture_output=True, timeout=300,
            )  # fmt: skip
        return folder / f"{name}.{saved.rpartition(' ')[2]}"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    folder = tmp_path_factory.mktemp("own")
    plain = folder / WRITTEN
    plain.mkdir()
    with Book.create(folder / "a.auditdesk", "t") as book:
        sample.play(book)
        for name, write in WRITERS.items():
            write(book, plain / f"{name}.xlsx")
    return Home(folder / "a.auditdesk", folder)


@pytest.fixture
def at_home(home: Home, tmp_path: Path) -> Iterator[Book]:
    shutil.copy(home.book, tmp_path / "copy.auditdesk")
    with Book.open(tmp_path / "copy.auditdesk", "t") as book:
        yield book


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Book]:
    with Book.create(tmp_path / "b.auditdesk", "t") as book:
        with book.step("New") as step:
            organisation.found(step, "Empty")
        yield book


def taken(book: Book, path: Path, replaces: bool = True, reason: str = "") -> Account:
    incoming = prepare(Reading(), read(path), path.read_bytes())
    incoming.replaces, incoming.reason = replaces, reason
    for _done in run(book, incoming, TODAY):
        pass
    assert incoming.account is not None
    return incoming.account


def test_every_writer_of_a_workbook_is_tried_here() -> None:
    """A new list or workbook joins WRITERS, and says in `intake/own.py` what it is."""
    writers = {
        name
        for module in (export, completeness, transition)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if name.startswith("export_") and inspect.signature(function).return_annotation is Written
    }
    assert writers == {
        "export_list", "export_import", "export_programme", "export_plan", "export_response",
        "export_auditor_log", "export_completeness", "export_evidence_map",
        "export_transition",
    }  # fmt: skip
    assert set(export.TITLES) == set(LISTINGS)
    assert set(WRITERS) == set(LISTS) | set(PRINTS)


@pytest.mark.parametrize("name", WRITERS)
def test_every_workbook_says_what_it_is_and_of_which_book(home: Home, name: str) -> None:
    origin = origin_of(read(home.path(name, WRITTEN)))
    assert origin is not None
    assert origin.sort == name and origin.step > 0
    with Book.open(home.book, "t") as book:
        assert origin.book == book.uid


@pytest.mark.parametrize(
    "saved", [WRITTEN, *(pytest.param(kind, marks=BY_LIBREOFFICE) for kind in FORMATS)]
)
@pytest.mark.parametrize("name", WRITERS)
def test_what_was_not_edited_changes_nothing(
    home: Home, at_home: Book, name: str, saved: str
) -> None:
    path = home.path(name, saved)
    before = at_home.head
    account = taken(at_home, path)
    assert account.count(Fate.NEW, Fate.CHANGED, Fate.REFUSED) == 0, [
        vars_of for table in account.tables for vars_of in table.rows
        if vars_of.fate in (Fate.NEW, Fate.CHANGED, Fate.REFUSED)
    ]  # fmt: skip
    assert account.made == {}
    if name in LISTS:
        assert account.count(Fate.SAME) == List(at_home, LISTINGS[name]).count()
    else:
        assert account.tables[0].remarks and not account.count(Fate.SAME)
    assert at_home.head.seq <= before.seq + 1


def edit(path: Path, to: Path, row: str, cells: dict[str, Any]) -> None:
    """Change cells of the row that begins with this text, as somebody does in Excel."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    places: dict[str, int] = {}
    for line in sheet.iter_rows():
        texts = [cell.value for cell in line]
        if not places and set(cells) <= set(texts):
            places = {str(text): n for n, text in enumerate(texts) if text}
        elif places and texts[0] == row:
            for heading, value in cells.items():
                line[places[heading]].value = value
    assert places
    book.save(to)


EDITS: dict[str, dict[str, Any]] = {
    "findings": {"Statement": "Said anew", "Owner": "M. Costa"},
    "actions": {"What": "Done otherwise", "Owner": "T. Haas"},
    "audits": {"Title": "Another title", "Objectives": "To see"},
    "units": {"Importance": 2, "Contact": "M. Costa"},
    "people": {
        "Position": "Something else",
        "External": "yes",
        "Competences": "Internal auditor, Changes of ISO 9001:2026, Coaching",
    },
    "absences": {"Reason": "Another reason"},
}


@pytest.mark.parametrize("name", EDITS)
def test_edited_cells_come_back_as_exactly_those_changes(
    home: Home, at_home: Book, tmp_path: Path, name: str
) -> None:
    rows = list(List(at_home, LISTINGS[name]).stream())
    row = next(
        (one for one in rows if getattr(one, "state", "") in ("open", "draft", "confirmed")),
        rows[0],
    )
    first = str(COLUMNS[name][0].value(row))
    to = tmp_path / "edited.xlsx"
    edit(home.path(name, WRITTEN), to, first, EDITS[name])
    before = {one.id: one for one in rows}
    account = taken(at_home, to)
    changed = [one for _table, one in account.rows() if one.fate is Fate.CHANGED]
    wrong = [one for _t, one in account.rows() if one.fate in (Fate.REFUSED, Fate.NEW)]
    assert not wrong
    assert len(changed) >= 1 and account.made == {}
    for heading in EDITS[name]:
        assert heading in changed[0].reason
    after = {one.id: one for one in List(at_home, LISTINGS[name]).stream()}
    differing = {id for id in before if before[id] != after[id]}
    assert differing >= {one.id for one in changed}
    again = taken(at_home, to)
    assert again.count(Fate.NEW, Fate.CHANGED, Fate.REFUSED) == 0


def test_a_cell_that_the_book_changed_since_is_not_overwritten(
    home: Home, at_home: Book, tmp_path: Path
) -> None:
    row = next(one for one in List(at_home, FINDINGS).stream() if one.state == "draft")
    Desk(at_home).set("finding", row.id, today=TODAY, statement="Said in the book")
    unedited = taken(at_home, home.path("findings", WRITTEN))
    assert unedited.count(Fate.CHANGED, Fate.REFUSED) == 0
    edit(home.path("findings", WRITTEN), tmp_path / "e.xlsx",
         str(COLUMNS["findings"][0].value(row)), {"Statement": "Said in the list"})  # fmt: skip
    account = taken(at_home, tmp_path / "e.xlsx")
    (refused,) = [one for _table, one in account.rows() if one.fate is Fate.REFUSED]
    assert "Said in the book" in refused.reason and "Said in the list" in refused.reason
    assert Reading().get(Finding, row.id).statement == "Said in the book"


def test_what_is_counted_cannot_be_edited(home: Home, at_home: Book, tmp_path: Path) -> None:
    row = next(List(at_home, AUDITS).stream())
    edit(home.path("audits", WRITTEN), tmp_path / "e.xlsx", row.number, {"Findings": 77})
    account = taken(at_home, tmp_path / "e.xlsx")
    (refused,) = [one for _table, one in account.rows() if one.fate is Fate.REFUSED]
    assert "Findings" in refused.reason


def test_rows_that_were_sorted_anew_are_known(home: Home, at_home: Book, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(home.path("people", WRITTEN))
    sheet = book.worksheets[0]
    start = next(line[0].row for line in sheet.iter_rows() if line[0].value == "Name") + 1
    rows = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=start)]
    for line, values in zip(sheet.iter_rows(min_row=start), reversed(rows), strict=True):
        for cell, value in zip(line, values, strict=True):
            cell.value = value
    sheet.cell(start, 1).value = "Renamed Person"
    book.save(tmp_path / "sorted.xlsx")
    account = taken(at_home, tmp_path / "sorted.xlsx")
    assert (account.count(Fate.CHANGED), account.count(Fate.NEW, Fate.REFUSED)) == (1, 0)
    assert Reading().find(Person, name="Renamed Person") is not None


def name_of(row: Any) -> tuple[str, ...]:
    """What a row of a list is called in every book."""
    keys = ("standard", "number") if hasattr(row, "came_from") else ("number", "unit", "person",
            "starts_on", "name", "ends_on")  # fmt: skip
    found = tuple(str(getattr(row, key)) for key in keys if getattr(row, key, None))
    return found if getattr(row, "number", "") is not None else (row.id[-6:],)


LEFT = {
    "people": {"competences", "next_expiry"},
    "units": {"last_audit", "last_audit_on", "open_findings"},
    "clauses": {"verified", "came_from"},
    "audits": {"findings", "nonconformities", "open_findings", "reschedules", "first_day",
               "last_day", "sites"},
    "findings": {"open_actions"},
    "actions": {"extensions", "clauses"},
}  # fmt: skip
"""What a list counts of things that are not in it."""


def test_an_empty_book_gets_the_same_records(home: Home, elsewhere: Book) -> None:
    order = ("clauses", "people", "units", "absences", "audits", "findings", "actions")
    for name in order:
        account = taken(elsewhere, home.path(name, WRITTEN))
        assert account.count(Fate.REFUSED, Fate.CHANGED) == 0, [
            one for _table, one in account.rows() if one.fate in (Fate.REFUSED, Fate.CHANGED)
        ]
    here = {name: list(List(elsewhere, LISTINGS[name]).stream()) for name in order}
    again = [taken(elsewhere, home.path(name, WRITTEN)) for name in order]
    assert sum(one.count(Fate.NEW, Fate.CHANGED, Fate.REFUSED) for one in again) == 0
    elsewhere.close()
    with Book.open(home.book, "t") as book:
        for name in order:
            there = list(List(book, LISTINGS[name]).stream())
            assert len(there) == len(here[name])
            leaving = {"id", *LEFT.get(name, set())}
            by_name = {name_of(one): one for one in here[name]}
            for left in there:
                right = by_name[name_of(left)]
                for key in vars(left).keys() - leaving:
                    one, other = getattr(left, key), getattr(right, key)
                    if isinstance(one, tuple):
                        one, other = sorted(one), sorted(other)
                    assert one == other, (name, key, left)


def test_of_an_audit_number_that_two_books_gave_neither_is_taken_for_the_other(
    home: Home, elsewhere: Book
) -> None:
    with elsewhere.step("Plan") as step:
        entry.enter(
            step, KINDS["audit"], {"title": "Quite another", "starts_on": "2025-05-05"}, TODAY
        )
    account = taken(elsewhere, home.path("audits", WRITTEN))
    refused = [one for _table, one in account.rows() if one.fate is Fate.REFUSED]
    assert ["another audit of that number" in one.reason for one in refused] == [True]
    assert Reading().find(AuditRow, number="IA-2025-001").title == "Quite another"  # type: ignore[union-attr]


ABOUT_TO_COME = ("planned", "confirmed")


def rows_of(account: Account, *fates: Fate) -> list[str]:
    return [row.reason for _table, row in account.rows() if row.fate in fates]


@pytest.mark.parametrize("name", LISTS)
def test_every_row_of_a_list_is_told_once_and_in_order(
    home: Home, at_home: Book, name: str
) -> None:
    account = taken(at_home, home.path(name, WRITTEN))
    for table in account.tables:
        numbers = [row.row for row in table.rows]
        assert numbers == sorted(set(numbers))


def test_a_list_writes_into_a_closed_period_only_with_a_reason_of_its_own(
    home: Home, at_home: Book, tmp_path: Path
) -> None:
    with at_home.step("Close") as step:
        step.add(ClosedPeriod, starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31))
    drafts = [one for one in List(at_home, FINDINGS).stream() if one.state == "draft"]
    first = str(COLUMNS["findings"][0].value(drafts[0]))
    edit(home.path("findings", WRITTEN), tmp_path / "e.xlsx", first,
         {"Raised on": date(2025, 5, 5)})  # fmt: skip
    account = taken(at_home, tmp_path / "e.xlsx")
    (why,) = rows_of(account, Fate.REFUSED, Fate.CHANGED)
    assert "lies in a closed period" in why and "One reason does for all rows" in why
    assert account.into_closed == 1
    assert Reading().get(Finding, drafts[0].id).raised_on == drafts[0].raised_on
    account = taken(at_home, tmp_path / "e.xlsx", reason="Found in an old file")
    assert account.into_closed == 0 and account.count(Fate.CHANGED) == 1
    assert Reading().get(Finding, drafts[0].id).raised_on == date(2025, 5, 5)


@pytest.mark.parametrize("name", sorted(EDITS.keys() - {"findings", "actions"}))
def test_a_list_of_another_book_overwrites_only_where_it_is_told_to(
    home: Home, elsewhere: Book, tmp_path: Path, name: str
) -> None:
    for one in ("clauses", "people", "units", "absences", "audits"):
        taken(elsewhere, home.path(one, WRITTEN))
    row = list(List(elsewhere, LISTINGS[name]).stream())[-1]
    cells = {"Objectives": "To see"} if name == "audits" else EDITS[name]
    edit(home.path(name, WRITTEN), tmp_path / "e.xlsx", str(COLUMNS[name][0].value(row)), cells)
    before = list(List(elsewhere, LISTINGS[name]).stream())
    account = taken(elsewhere, tmp_path / "e.xlsx", replaces=False)
    assert account.count(Fate.NEW, Fate.CHANGED, Fate.REFUSED) == 0
    assert any("left as it is" in why for why in rows_of(account, Fate.IGNORED))
    assert list(List(elsewhere, LISTINGS[name]).stream()) == before
    assert taken(elsewhere, tmp_path / "e.xlsx").count(Fate.CHANGED) >= 1


def test_somebody_new_is_not_taken_for_whom_they_replace(
    home: Home, at_home: Book, tmp_path: Path
) -> None:
    """The same position, manager and site, but another name and address: another person."""
    row = next(one for one in List(at_home, LISTINGS["people"]).stream() if one.job)
    edit(home.path("people", WRITTEN), tmp_path / "e.xlsx", row.name,
         {"Name": "X. Neu", "E-mail": "x.neu@example.com"})  # fmt: skip
    account = taken(at_home, tmp_path / "e.xlsx")
    assert (account.count(Fate.NEW), account.count(Fate.CHANGED, Fate.REFUSED)) == (1, 0)
    assert Reading().get(Person, row.id).name == row.name
    assert Reading().find(Person, name="X. Neu").job == row.job  # type: ignore[union-attr]


def test_rows_that_swapped_all_but_their_numbers_are_still_known_by_these(
    home: Home, at_home: Book, tmp_path: Path
) -> None:
    drafts = [one for one in List(at_home, FINDINGS).stream() if one.state == "draft"]
    others = [one for one in List(at_home, FINDINGS).stream() if one.state != "draft"]
    book = openpyxl.load_workbook(home.path("findings", WRITTEN))
    sheet = book.worksheets[0]
    names = {str(COLUMNS["findings"][0].value(one)): one for one in (drafts[0], others[0])}
    lines = [line for line in sheet.iter_rows() if line[0].value in names]
    assert len(lines) == 2
    values = [[cell.value for cell in line] for line in lines]
    for line, told in zip(lines, reversed(values), strict=True):
        for cell, value in zip(line[1:], told[1:], strict=True):
            cell.value = value
    book.save(tmp_path / "e.xlsx")
    account = taken(at_home, tmp_path / "e.xlsx")
    told = rows_of(account, Fate.CHANGED, Fate.REFUSED)
    assert len(told) == 2 and not any(why.startswith("Number follows") for why in told)


def test_what_stands_in_other_tables_is_watched_for_every_field_of_a_list() -> None:
    for kind, meanings in MEANINGS.items():
        for one in meanings.values():
            of = KINDS[one.of or kind].table if (one.of or kind) in KINDS else None
            beside = of is not None and one.key not in of.columns
            if beside or (kind, one.key) in LINKS:
                assert kind in LINKS[kind, one.key].columns, (kind, one.key)


def test_a_role_that_the_book_gave_since_is_not_taken_away_unsaid(
    home: Home, at_home: Book, tmp_path: Path
) -> None:
    row = next(one for one in List(at_home, LISTINGS["people"]).stream() if one.roles)
    now = [one.role for one in Reading().rows(PersonRole, person=row.id)]
    given = next(role for role in Role if role not in now)
    Desk(at_home).set("person", row.id, today=TODAY, roles=[*now, given])
    edit(home.path("people", WRITTEN), tmp_path / "e.xlsx", row.name, {"Roles": "auditor"})
    account = taken(at_home, tmp_path / "e.xlsx")
    (why,) = rows_of(account, Fate.REFUSED, Fate.CHANGED)
    assert "was changed in the book since" in why
    kept = {one.role for one in Reading().rows(PersonRole, person=row.id)}
    assert kept == {*now, given}


def test_a_seat_that_the_book_gave_since_is_not_taken_away_unsaid(
    home: Home, at_home: Book, tmp_path: Path
) -> None:
    audit = next(one for one in List(at_home, AUDITS).stream() if one.state in ABOUT_TO_COME)
    seated = {one.person for one in Reading().rows(AuditMember, audit=audit.id)}
    person = next(one for one in Reading().rows(Person) if one.id not in seated)
    with at_home.step("Observe") as step:
        step.add(AuditMember, audit=audit.id, person=person.id, role="observer")
    edit(home.path("audits", WRITTEN), tmp_path / "e.xlsx", audit.number,
         {"Audit team": "Somebody Else"})  # fmt: skip
    (why,) = rows_of(taken(at_home, tmp_path / "e.xlsx"), Fate.REFUSED, Fate.CHANGED)
    assert "was changed in the book since" in why


def test_a_due_day_of_another_state_fills_no_other_day(
    home: Home, at_home: Book, tmp_path: Path
) -> None:
    row = next(one for one in List(at_home, FINDINGS).stream() if one.state == "plan_accepted")
    with at_home.step("Back") as step:
        step.takes_over = True
        step.change(Finding, row.id, state="cause_accepted")
    was = Reading().get(Finding, row.id)
    edit(home.path("findings", WRITTEN), tmp_path / "e.xlsx", row.number,
         {"Due": date(2027, 1, 15)})  # fmt: skip
    (why,) = rows_of(taken(at_home, tmp_path / "e.xlsx"), Fate.REFUSED, Fate.CHANGED)
    assert "another state" in why
    now = Reading().get(Finding, row.id)
    assert (now.answer_due, now.implement_due) == (was.answer_due, was.implement_due)


@pytest.mark.parametrize(
    ("name", "heading"),
    [("findings", "State"), ("findings", "Grade"), ("findings", "Raised on"), ("audits", "State"),
     ("units", "Importance")],
)  # fmt: skip
def test_a_cell_that_cannot_be_empty_says_so_in_plain_words(
    home: Home, at_home: Book, tmp_path: Path, name: str, heading: str
) -> None:
    row = next(iter(List(at_home, LISTINGS[name]).stream()))
    first = str(COLUMNS[name][0].value(row))
    edit(home.path(name, WRITTEN), tmp_path / "e.xlsx", first, {heading: None})
    account = taken(at_home, tmp_path / "e.xlsx")
    assert rows_of(account, Fate.REFUSED, Fate.CHANGED) == [f"{heading} cannot be empty"]


def test_an_audit_that_another_book_moved_is_moved_here_with_its_reason(
    home: Home, elsewhere: Book, tmp_path: Path
) -> None:
    for one in ("clauses", "people", "units", "audits"):
        taken(elsewhere, home.path(one, WRITTEN))
    audit = next(one for one in List(elsewhere, AUDITS).stream() if one.state in ABOUT_TO_COME)
    edit(home.path("audits", WRITTEN), tmp_path / "e.xlsx", audit.number,
         {"Starts on": date(2027, 2, 1), "Ends on": date(2027, 2, 2)})  # fmt: skip
    account = taken(elsewhere, tmp_path / "e.xlsx")
    (why,) = rows_of(account, Fate.REFUSED, Fate.CHANGED)
    assert "→ 2027-02-01" in why and account.count(Fate.CHANGED) == 1
    now = Reading().get(AuditRow, audit.id)
    assert (now.starts_on, now.ends_on) == (date(2027, 2, 1), date(2027, 2, 2))


STANDS = {
    "findings": {"State": "closed", "Issued on": "2026-11-12", "Closed on": "2026-11-12"},
    "actions": {"Accepted on": "1999-01-01", "Evidence of implementation": "a letter"},
    "audits": {"State": "closed"},
}
"""What says where a record stands, in every list that comes home."""


def test_every_column_that_moves_fill_is_tried_below() -> None:
    for name, kind in (("findings", "finding"), ("actions", "action"), ("audits", "audit")):
        by_moves = {
            column.heading for column in COLUMNS[name]
            if getattr(MEANINGS[kind].get(column.key), "key", "") in BY_MOVES[kind]
        }  # fmt: skip
        assert by_moves - {"Done on"} == set(STANDS[name])


@pytest.mark.parametrize(
    ("name", "heading"), [(name, heading) for name in STANDS for heading in STANDS[name]]
)
def test_where_a_record_stands_is_not_changed_by_a_list(
    home: Home, at_home: Book, tmp_path: Path, name: str, heading: str
) -> None:
    row = next(
        one for one in List(at_home, LISTINGS[name]).stream()
        if one.state in ("acknowledged", "open", "in progress", "running", "confirmed")
    )  # fmt: skip
    edit(home.path(name, WRITTEN), tmp_path / "e.xlsx",
         str(COLUMNS[name][0].value(row)), {heading: STANDS[name][heading]})  # fmt: skip
    account = taken(at_home, tmp_path / "e.xlsx")
    (refused,) = [one for _table, one in account.rows() if one.fate is Fate.REFUSED]
    assert "changed by its moves" in refused.reason and heading in refused.reason
    assert account.count(Fate.CHANGED) == 0
    assert next(one for one in List(at_home, LISTINGS[name]).stream() if one.id == row.id) == row
    assert check(at_home).problems == ()


@pytest.mark.parametrize(
    ("day", "fate"), [("2026-11-19", Fate.CHANGED), ("2031-01-01", Fate.REFUSED), ("", Fate.SAME)]
)
def test_an_owner_writes_into_the_list_that_an_action_is_done(
    home: Home, at_home: Book, tmp_path: Path, day: str, fate: Fate
) -> None:
    row = next(
        one for one in List(at_home, ACTIONS).stream() if one.state == "open" and one.accepted_on
    )
    edit(home.path("actions", WRITTEN), tmp_path / "e.xlsx", row.number, {"Done on": day or None})
    account = taken(at_home, tmp_path / "e.xlsx")
    told = [one for _t, one in account.rows() if one.name == row.number or one.fate is Fate.REFUSED]
    assert [one.fate for one in told] == [fate], told
    now = next(one for one in List(at_home, ACTIONS).stream() if one.id == row.id)
    assert now.state == ("done" if fate is Fate.CHANGED else "open")
    assert check(at_home).problems == ()


def test_a_competence_with_days_is_not_taken_back_by_a_cell(
    home: Home, at_home: Book, tmp_path: Path
) -> None:
    person = next(one for one in List(at_home, LISTINGS["people"]).stream() if one.next_expiry)
    to = tmp_path / "edited.xlsx"
    edit(home.path("people", WRITTEN), to, person.name, {"Competences": "Coaching"})
    (refused,) = [one for _table, one in taken(at_home, to).rows() if one.fate is Fate.REFUSED]
    assert "has days or proofs: a list does not take it back" in refused.reason
    after = {one.id: one for one in List(at_home, LISTINGS["people"]).stream()}
    assert after[person.id].competences == person.competences


def test_an_edit_of_spaces_between_words_comes_home(
    home: Home, at_home: Book, tmp_path: Path
) -> None:
    rows = List(at_home, LISTINGS["audits"]).stream()
    row = next(one for one in rows if " " in one.title and one.state == "confirmed")
    to = tmp_path / "edited.xlsx"
    joined = row.title.replace(" ", "", 1)
    edit(home.path("audits", WRITTEN), to, str(COLUMNS["audits"][0].value(row)), {"Title": joined})
    account = taken(at_home, to)
    assert account.count(Fate.CHANGED) == 1 and account.count(Fate.REFUSED) == 0
    (after,) = [one for one in List(at_home, LISTINGS["audits"]).stream() if one.id == row.id]
    assert after.title == joined


def test_the_account_of_a_list_of_another_book_speaks_in_headings(
    home: Home, elsewhere: Book, tmp_path: Path
) -> None:
    taken(elsewhere, home.path("people", WRITTEN))
    first = next(List(elsewhere, LISTINGS["people"]).stream())
    to = tmp_path / "edited.xlsx"
    edit(home.path("people", WRITTEN), to, first.name, {"Position": "Buyer", "External": "yes"})
    (changed,) = [one for _table, one in taken(elsewhere, to).rows() if one.fate is Fate.CHANGED]
    assert "Position: " in changed.reason and "External: no → yes" in changed.reason


@pytest.mark.parametrize(
    "names",
    [["Welding, WPS 12"], ["Welding, WPS 12", "Coaching"], ["a;b", "c"], ['a; "b", c'], []],
    ids=["one with a comma", "two", "a semicolon", "all marks", "none"],
)
def test_names_with_commas_stay_whole_in_another_book(tmp_path: Path, names: list[str]) -> None:
    with Book.create(tmp_path / "here.auditdesk", "t") as here:
        with here.step("New") as step:
            organisation.found(step, "Here")
            person = organisation.add_person(step, name="A. Learner")
            for name in names:
                organisation.add_competence(step, person=person, subject=name)
        _list("people")(here, tmp_path / "people.xlsx")
        at_home = taken(here, tmp_path / "people.xlsx")
    assert at_home.count(Fate.NEW, Fate.CHANGED, Fate.REFUSED) == 0
    with Book.create(tmp_path / "there.auditdesk", "t") as there:
        with there.step("New") as step:
            organisation.found(step, "There")
        taken(there, tmp_path / "people.xlsx")
        assert sorted(row.subject for row in Reading().rows(Competence)) == sorted(names)
