"""A sheet that is a form, field below field, is one row; what is none stays what it was."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from auditdesk.intake.forms import form_in
from auditdesk.intake.mapping import from_proposal, shape
from auditdesk.intake.meaning import propose
from auditdesk.intake.records import RecordReader
from auditdesk.intake.source import Line, Sheet
from auditdesk.intake.tables import Kept, SheetTable

Rows = Sequence[Sequence[Any]]
PLAIN: Rows = (
    ["Nonconformity report"],
    ["NC No.:", "NC-12"],
    ["Date:", date(2026, 3, 16)],
    ["Clause:", "8.4.1"],
    ["Description:", "Suppliers were not evaluated."],
    ["Owner:", "B. Lopes"],
)
FIELD_VALUE: Rows = (
    ["Field", "Value"],
    ["NC No.", "NC-12"],
    ["Date raised", date(2026, 3, 16)],
    ["Clause", "8.4.1"],
    ["Description", "Suppliers were not evaluated."],
    ["Owner", "B. Lopes"],
)
WORD_LIKE: Rows = (
    ["NC No.:", "NC-12", None, "Date:", date(2026, 3, 16)],
    ["Clause:", "8.4.1", None, "Owner:", "B. Lopes"],
    ["Description:"],
    ["Suppliers were not evaluated."],
    ["Signatures"],
    ["Effectiveness:"],
)
GERMAN: Rows = (
    [None, "Abweichungsbericht"],
    [None, "Abweichungsnummer:", None, "NC-12"],
    [None, "Datum:", None, date(2026, 3, 16)],
    [None, "Normkapitel:", None, "8.4.1"],
    [None, "Beschreibung:", None, "Suppliers were not evaluated."],
    [None, "Verantwortlich:", None, "B. Lopes"],
)


def sheet(rows: Rows, name: str = "NC form") -> Sheet:
    return Sheet(name, [Line(n, list(cells)) for n, cells in enumerate(rows, 1)])


def read(rows: Rows) -> tuple[SheetTable, dict[str, Any]]:
    table = form_in(sheet(rows))
    assert table is not None
    proposal = propose(table)
    assert proposal.kind == "finding"
    (record,) = RecordReader(table, from_proposal(proposal)).records()
    return table, record.values


@pytest.mark.parametrize("rows", [PLAIN, FIELD_VALUE, WORD_LIKE, GERMAN])
def test_a_form_is_one_row_with_its_fields(rows: Rows) -> None:
    table, values = read(rows)
    assert len(table.rows) == 1
    assert (values["number"], values["raised_on"]) == ("NC-12", date(2026, 3, 16))
    assert values["clauses"] == ["8.4.1"] and values["owner"] == "B. Lopes"
    assert "Suppliers were not evaluated." in (values.get("statement"), values.get("evidence"))


def test_the_cells_of_a_form_are_told_where_they_stand() -> None:
    table, _values = read(WORD_LIKE)
    assert [(one.text, one.at(1)) for one in table.headings] == [
        ("NC No.", "B1"), ("Date", "E1"), ("Clause", "B2"), ("Owner", "E2"), ("Description", "A4"),
        ("Effectiveness", "A6"),
    ]  # fmt: skip
    assert table.left == [(5, Kept.SECTION)]


def test_forms_of_the_same_labels_have_one_shape() -> None:
    other = [*PLAIN[:1], ["NC No.:", "NC-13"], *PLAIN[2:]]
    shapes = {shape(table) for rows in (PLAIN, other) if (table := form_in(sheet(rows)))}
    assert len(shapes) == 1


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([["NC No.", "Date", "Description"], ["NC-1", "16 Mar 2026", "Text"]] * 2, id="a table"),
        pytest.param([["Clause", "Description"], ["8.4", "One"], ["8.5", "Two"], ["8.6", "Three"]], id="two columns"),
        pytest.param([["Name", "Position"], ["B. Lopes", "Buyer"], ["T. Haas", "Owner"]], id="people"),
        pytest.param([["Total:", 5], ["Open ones:", 2], ["In time:", 3], ["Late:", 1]], id="a summary"),
        pytest.param([["NC No.:"], ["Date:"], ["Description:"], ["Owner:"]], id="nothing filled in"),
        pytest.param([*PLAIN, *PLAIN[1:]], id="two forms in one sheet"),
        pytest.param([*PLAIN, ["No.", "Question", "Verdict"], [1, "Is it so?", "Yes"]], id="a head above a table"),
    ],
)  # fmt: skip
def test_what_is_no_form_is_left_to_the_tables(rows: Rows) -> None:
    assert form_in(sheet(rows)) is None
