"""Columns: the same words and values for screen, workbook and paper."""

from dataclasses import fields, replace
from datetime import date

import pytest

from auditdesk.book.listings import LISTINGS
from auditdesk.book.rows import ListedChange, ListedUnit
from auditdesk.domain import action, audit, finding
from auditdesk.output.columns import COLUMNS, FINDINGS, TRAIL, UNITS
from tests.bench.bench_export import ROW

UNIT = ListedUnit(
    "1", "Sales · Graz", "Sales", "Graz", None, 3, False, None, ("8.2",), None, None, 0
)


@pytest.mark.parametrize("name", LISTINGS)
def test_every_list_has_its_columns_and_no_heading_twice(name: str) -> None:
    columns = COLUMNS[name]
    assert len({column.key for column in columns}) == len(columns)
    assert len({column.heading.casefold() for column in columns}) == len(columns)
    assert any(column.printed for column in columns)


@pytest.mark.parametrize("name", LISTINGS)
def test_every_heading_is_a_word_and_no_name_of_a_field(name: str) -> None:
    for column in COLUMNS[name]:
        assert column.heading[0].isupper(), column.key
        assert "_" not in column.heading


@pytest.mark.parametrize("name", LISTINGS)
def test_nothing_of_a_row_is_left_out(name: str) -> None:
    shown = {column.key for column in COLUMNS[name]}
    known = {
        "id": "the number says it", "grade_label": "grade", "finding": "findings",
        "effective": "effect", "standard": "standards", "sites": "units",
    }  # fmt: skip
    for one in fields(LISTINGS[name].row):
        assert one.name in shown or one.name in known, one.name


@pytest.mark.parametrize("name", LISTINGS)
def test_what_is_printed_fits_on_a_page(name: str) -> None:
    assert sum(column.width for column in COLUMNS[name] if column.printed) <= 190


@pytest.mark.parametrize("name", LISTINGS)
def test_only_a_column_of_choices_has_choices(name: str) -> None:
    for column in COLUMNS[name]:
        assert bool(column.choices) == (column.kind == "choice"), column.key


def shown(columns: object, row: object) -> dict[str, str]:
    return {column.key: column.text(row) for column in columns}  # type: ignore[attr-defined]


def test_a_finding_reads_as_people_say_it() -> None:
    texts = shown(FINDINGS, ROW)
    assert texts["grade"] == "Minor nonconformity"
    assert texts["state"] == "issued"
    assert texts["clauses"] == "8.4.1, 8.10"
    assert texts["raised_on"] == "2026-11-23"
    assert texts["closed_on"] == ""
    assert texts["open_actions"] == "1"


@pytest.mark.parametrize(
    ("state", "due"),
    [("issued", date(2026, 12, 1)), ("plan_accepted", date(2026, 12, 28)), ("closed", None)],
)
def test_a_finding_is_due_on_the_day_that_counts_now(state: str, due: date | None) -> None:
    row = replace(ROW, state=state, answer_due=date(2026, 12, 1), implement_due=date(2026, 12, 28))
    (column,) = (column for column in FINDINGS if column.key == "due")
    assert column.value(row) == due


def test_a_draft_is_named_by_the_end_of_its_id() -> None:
    assert shown(FINDINGS, replace(ROW, number=None, id="00abcdef"))["number"] == "draft abcdef"


def test_yes_and_no_are_words() -> None:
    assert shown(UNITS, UNIT)["outsourced"] == "no"
    assert shown(UNITS, replace(UNIT, outsourced=True))["outsourced"] == "yes"


def test_a_change_shows_its_fields_by_their_labels() -> None:
    row = ListedChange(7, "2026-11-23T08:48:47.583565Z", "I. O.", "vm", "Regrade", "finding", "1",
                   {"grade_id": "minor", "owner_id": None}, None, "ab")  # fmt: skip
    texts = shown(TRAIL, row)
    assert texts["before"] == "Grade: minor\nOwner: –"
    assert texts["after"] == ""
    assert texts["at"] == "2026-11-23 08:48:47"


def test_choices_are_all_that_the_domain_knows() -> None:
    choices = {
        (name, column.key): column.choices
        for name, columns in COLUMNS.items()
        for column in columns
    }
    assert set(choices["findings", "state"]) == set(finding.STATE_LABELS.values())
    assert set(choices["actions", "state"]) == set(action.STATE_LABELS.values())
    assert set(choices["audits", "state"]) == set(audit.STATE_LABELS.values())
    assert set(choices["audits", "kind"]) == set(audit.AUDIT_KINDS.values())
