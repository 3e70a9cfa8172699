"""Rows: values with types, which nobody but a step changes."""

import copy
import pickle
import re
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from auditdesk.book.fields import (
    Choice,
    Column,
    Day,
    Flag,
    Json,
    Moment,
    Ref,
    SortedNumber,
    Text,
    Whole,
)
from auditdesk.book.reading import Reading
from auditdesk.book.tables import BY_NAME, TABLES, Finding, Person, Process, Site, Table
from auditdesk.domain.clause import ClauseNumber
from auditdesk.domain.finding import FindingState

ROOT = Path(__file__).parents[2]


def _stored(column: Column[Any]) -> Any:
    """A value as the file may hold it."""
    match column:
        case Choice():
            return column.keys[0]
        case Day():
            return "2026-03-04"
        case Moment():
            return "2026-03-04T05:06:07.000000Z"
        case Flag():
            return 1
        case Whole():
            return column.least
        case Json():
            return "[]"
        case SortedNumber():
            return "8.4.1"
        case _:
            return "text"


def _row(table: type[Table]) -> Table:
    return table.from_stored(map(_stored, table.columns.values()))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.sql_name)
def test_a_row_is_a_value(table: type[Table]) -> None:
    row = _row(table)
    held = dict(vars(row))
    for verb in ("save", "delete", "delete_instance", "create", "update", "insert"):
        assert not hasattr(row, verb)
    for name in (*table.columns, "anything"):
        with pytest.raises(AttributeError, match=name):
            setattr(row, name, "other")
        with pytest.raises(AttributeError, match=name):
            delattr(row, name)
    assert vars(row) == held == vars(copy.deepcopy(row)) == vars(pickle.loads(pickle.dumps(row)))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.sql_name)
def test_what_the_file_holds_is_read_and_written_back_as_it_was(table: type[Table]) -> None:
    row = _row(table)
    for name, column in table.columns.items():
        value = getattr(row, name)
        if isinstance(column, Day):
            assert value == date(2026, 3, 4)
        elif isinstance(column, Moment):
            assert isinstance(value, datetime)
        elif isinstance(column, SortedNumber):
            assert value == ClauseNumber.parse("8.4.1")
        assert column.python_value(_stored(column)) == value
        assert column.db_value(value) == _stored(column)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.sql_name)
def test_what_is_not_there_is_none(table: type[Table]) -> None:
    row = table.from_stored([None] * len(table.columns))
    assert set(vars(row).values()) == {None}


def test_a_row_has_as_many_values_as_columns() -> None:
    with pytest.raises(ValueError, match="zip"):
        Person.from_stored(["one", "two"])


def test_rows_are_the_same_where_table_and_id_are() -> None:
    first, again, other = (
        Site.from_stored([*values, "", "", "", 0]) for values in ("ab", "ac", "bb")
    )
    assert first == again != other
    assert len({first, again, other, _row(Process)}) == 3


def test_a_choice_of_an_enumeration_is_its_member() -> None:
    row = _row(Finding)
    assert isinstance(row, Finding)
    assert row.state is FindingState.DRAFT


def test_a_state_that_only_damage_can_write_is_not_taken_for_a_missing_row() -> None:
    stored = {name: _stored(column) for name, column in Finding.columns.items()}
    with pytest.raises(ValueError, match="'lost' is not one of draft, "):
        Finding.from_stored((stored | {"state": "lost"}).values())


def test_a_column_knows_its_name_before_peewee_does() -> None:
    class Thing(Table):
        title = Text("Title")
        within = Ref("Within", "self", null=True)

    assert [*Thing.columns] == [column.name for column in Thing.columns.values()]
    assert [*Thing.stored_columns] == ["id", "title", "within_id"]
    assert Thing.sql_name == "thing"
    assert len({*Thing.columns.values(), Thing.title}) == 3


def test_every_reference_knows_its_table_and_is_its_id() -> None:
    for table in TABLES:
        for name, column in table.columns.items():
            if isinstance(column, Ref):
                assert BY_NAME[column.target.sql_name] is column.target
                assert column.column_name == f"{name}_id"
                assert column.db_value(_row(column.target)) == "text"


def test_a_query_of_peewee_names_the_columns_of_the_table() -> None:
    sql, values = Finding.model().select(Finding.audit).where(Finding.number == "NC-1").sql()
    assert sql == 'SELECT "t1"."audit_id" FROM "finding" AS "t1" WHERE ("t1"."number" = ?)'
    assert values == ["NC-1"]


# --- what mypy finds ------------------------------------------------------------------------------

_TYPES = {
    "row.number": "str | None",
    "row.raised_on": "datetime.date",
    "row.answer_due": "datetime.date | None",
    "row.state": "auditdesk.domain.finding.FindingState",
    "row.audit": "str | None",
    "row.grade": "str",
    "unit.retired": "bool",
    "organisation.weekdays": "list[int]",
    "organisation.cycle_months": "int",
    "clause.number": "auditdesk.domain.clause.ClauseNumber",
    "line.verdict": "str | None",
    "line.answered_at": "datetime.datetime | None",
    "reading.get(Finding, 'id')": "auditdesk.book.tables.Finding",
    "reading.find(Unit, site='id')": "auditdesk.book.tables.Unit | None",
    "Finding.number": "auditdesk.book.fields.Text[str | None]",
}
_MISTAKES = {
    "n: int = row.statement": "assignment",
    "print(row.answer_due.year)": "union-attr",
    "reading.get(Finding, row.repeat_of)": "arg-type",
    "print(row.statment)": "attr-defined",
    "row.number = 'NC-1'": "assignment",
    "row.state = FindingState.CLOSED": "assignment",
    "row.audit = 'id'": "assignment",
    "row.save()": "attr-defined",
}


@pytest.mark.slow
def test_mypy_knows_every_value_and_finds_every_planted_mistake(tmp_path: Path) -> None:
    given = [
        "from auditdesk.book.reading import Reading",
        "from auditdesk.book.tables import ChecklistLine, ClauseRow, Finding, Organisation, Unit",
        "from auditdesk.domain.finding import FindingState",
        "def look(reading: Reading, row: Finding, unit: Unit, organisation: Organisation,",
        "         clause: ClauseRow, line: ChecklistLine) -> None:",
    ]
    lines = [*(f"reveal_type({one})" for one in _TYPES), *_MISTAKES]
    planted = tmp_path / "planted.py"
    planted.write_text("\n".join([*given, *(f"    {line}" for line in lines)]), "utf-8")
    done = subprocess.run(
        [
            sys.executable, "-m", "mypy", "--config-file", ROOT / "pyproject.toml",
            "--cache-dir", tmp_path / "cache", "--no-error-summary", planted,
        ],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    said = dict(re.findall(r"planted\.py:(\d+): \w+: (.*)", done.stdout))
    told = [said.get(str(n), "nothing") for n in range(len(given) + 1, len(given) + len(lines) + 1)]
    types = [f'Revealed type is "{one}"' for one in _TYPES.values()]
    assert told[: len(types)] == types
    codes = [one.rpartition("[")[2].rstrip("]") for one in told[len(types) :]]
    assert dict(zip(_MISTAKES, codes, strict=True)) == _MISTAKES, done.stdout + done.stderr


def test_reading_gives_rows_of_the_table_that_is_asked(book: Any) -> None:
    with book.step("Add") as step:
        added = step.add(Person, name="Ines")
    (person,) = Reading().rows(Person)
    assert (person.id, person.name, person.site, person.retired) == (added, "Ines", None, False)
