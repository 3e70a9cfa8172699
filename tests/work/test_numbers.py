"""The bounds of every number stand at its column: what lies outside is refused in words everywhere."""

from pathlib import Path
from typing import Any

import pytest

from auditdesk.book.fields import Whole
from auditdesk.book.tables import TABLES, Table
from auditdesk.domain.frequency import Scheme, scheme_from
from auditdesk.domain.programme import FIRST_YEAR
from auditdesk.errors import Refusal
from auditdesk.work.entry import Kind
from auditdesk.work.kinds import KINDS
from auditdesk.work.planning import PLANNED
from auditdesk.work.values import whole_number
from tests.conftest import Desk, run_cli

NUMBERS = [
    (table, name)
    for table in TABLES
    if not table.bookkeeping
    for name, column in table.columns.items()
    if isinstance(column, Whole)
]


def columns_of(kind: Kind) -> dict[str, Whole]:
    """The number columns that the keys of a kind stand for."""
    tables = [kind.table, *(planned.table for planned in PLANNED.get(kind.name, ()))]
    fields = {name: field for table in tables for name, field in table.columns.items()}
    return {key: fields[key] for key in kind.fields if isinstance(fields.get(key), Whole)}


KEYS = [(kind, *column) for kind in KINDS.values() for column in columns_of(kind).items()]


def outside(column: Whole) -> list[Any]:
    return [column.least - 1, column.highest + 1, -3, 10**20, -(10**20), 10**5000, 1.5, "7", True]


def in_words(error: pytest.ExceptionInfo[Refusal]) -> None:
    message = str(error.value)
    assert "is not between" in message or "is not a whole number" in message
    assert "CHECK" not in message and "constraint" not in message and len(message) < 200


@pytest.mark.parametrize(("table", "name"), NUMBERS, ids=[f"{t.sql_name}.{n}" for t, n in NUMBERS])
def test_no_step_writes_a_number_outside_its_bounds(
    desk: Desk, table: type[Table], name: str
) -> None:
    column: Any = table.columns[name]
    for value in outside(column):
        if type(value) is int and column.least <= value <= column.highest:
            continue
        with pytest.raises(Refusal) as error, desk.book.step("add") as step:
            step.add(table, **{name: value})
        in_words(error)


@pytest.mark.parametrize(
    ("kind", "key", "column"), KEYS, ids=[f"{k.name}.{n}" for k, n, _c in KEYS]
)
def test_plain_data_is_refused_outside_the_bounds_of_its_column(
    desk: Desk, kind: Any, key: str, column: Whole
) -> None:
    read = kind.fields[key]
    with desk.book.step("read") as step:
        for value in (column.least, column.highest):
            assert read(step, value) == value
        for value in outside(column):
            if type(value) is int and column.least <= value <= column.highest:
                continue
            with pytest.raises(Refusal) as error:
                read(step, value)
            in_words(error)


@pytest.mark.parametrize("typed", ["-3", "1e3", "9" * 5000, "", "zwei", "1.5", "²"])
def test_what_is_typed_as_a_number_and_is_none_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="is not a whole number"):
        whole_number(typed)


@pytest.mark.parametrize("value", [-1, 10**20, 10**400])
def test_a_scheme_of_frequency_has_bounds_too(value: int) -> None:
    plain = Scheme().as_plain()
    for change in (
        {"weights": plain["weights"] | {"age": value}},
        {"override_months": value},
        {"high_from": value},
        {"months": plain["months"] | {"low": value}},
    ):
        with pytest.raises(Refusal):
            scheme_from(plain | change, 36)


@pytest.mark.parametrize(
    "arguments",
    [
        ("list", "programme", "--where", "year=0"),
        ("list", "programme", "--where", "year=" + "9" * 30),
        ("list", "findings", "--where", "year=" + "9" * 30),
        ("coverage", "--year", "0"),
        ("coverage", "--year", "9" * 30),
        ("coverage", "--year", str(FIRST_YEAR - 1)),
        ("auditors", "--to", "x.xlsx", "--year", "10000"),
        ("folder", "--to", "x", "--since", "0"),
    ],
)
def test_a_command_refuses_a_year_that_is_none(
    desk: Desk, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    path = desk.book.path
    desk.book.close()
    name, *rest = arguments
    code, _out, err = run_cli(capsys, name, path, *rest)
    assert code in (0, 1, 2) and "Traceback" not in err and "our mistake" not in err
    assert code or not err


def test_a_number_in_a_file_that_cannot_be_is_refused_in_its_row(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "processes.csv"
    file.write_text(
        "Process;Importance\nWelding;9\nGrinding;" + "9" * 40 + "\nMilling;3\n", "utf-8"
    )
    path = desk.book.path
    desk.book.close()
    code, out, err = run_cli(capsys, "import", path, file, "--as", "processes")
    assert "our mistake" not in err and code in (0, 1)
    assert "Welding" not in out or "9 is not between 1 and 5" in out + err
