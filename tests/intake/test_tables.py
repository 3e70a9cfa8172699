"""Where tables are in a sheet, and what their columns mean."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from auditdesk.intake.dates import Order
from auditdesk.intake.headings import likeness
from auditdesk.intake.mapping import from_proposal, from_toml, shape, to_toml
from auditdesk.intake.meaning import TableProposal, propose
from auditdesk.intake.records import Record, RecordReader
from auditdesk.intake.source import Line, Sheet, letter
from auditdesk.intake.tables import Kept, SheetTable, find_tables
from auditdesk.intake.targets import MATRIX, NOTE

HEAD = ["No.", "Date", "Type", "Clause", "Description", "Owner", "Status"]
ROW = [
    "NC-1",
    "16 Mar 2026",
    "Minor NC",
    "8.4",
    "Suppliers were not evaluated.",
    "B. Lopes",
    "Open",
]


def sheet(*rows: Sequence[Any], name: str = "Log", **facts: Any) -> Sheet:
    lines = [
        Line(n, list(cells)) for n, cells in enumerate(rows, 1) if any(c is not None for c in cells)
    ]
    return Sheet(name, lines, **facts)


def only(*rows: Sequence[Any], **facts: Any) -> SheetTable:
    (table,) = find_tables(sheet(*rows, **facts))
    return table


def fields(proposal: TableProposal) -> list[str]:
    return [one.field for one in proposal.columns]


def records(table: SheetTable, **answers: Any) -> list[Record]:
    mapping = from_proposal(propose(table))
    for name, value in answers.items():
        setattr(mapping, name, value)
    return list(RecordReader(table, mapping).records())


# --- where tables are -------------------------------------------------------------------------


def test_titles_stand_above_the_headings() -> None:
    table = only(["Nonconformity log 2026"], ["Lead Auditor: T. Haas"], [None], HEAD, ROW)
    assert table.header == (4,) and len(table.rows) == 1
    assert table.titles == ("Nonconformity log 2026", "Lead Auditor: T. Haas")


def test_headings_of_two_rows_are_joined() -> None:
    table = only(
        ["No.", "Finding", None, "Action", None],
        [None, "Date raised", "Description", "Owner", "Due date"],
        ["NC-1", "16 Mar 2026", "Text one", "B. Lopes", "1 Apr 2026"],
        merges=((1, 1, 1, 2), (1, 3, 1, 4), (1, 0, 2, 0)),
    )
    assert [one.text for one in table.headings] == [
        "No.", "Finding Date raised", "Finding Description", "Action Owner", "Action Due date"
    ]  # fmt: skip
    assert table.header == (1, 2) and len(table.rows) == 1


def test_several_tables_stand_below_each_other() -> None:
    found = find_tables(
        sheet(
            HEAD,
            ROW,
            ROW,
            [None],
            ["Auditees"],
            ["Name", "Position", "E-mail"],
            ["B. Lopes", "Buyer", "b@x.at"],
        )
    )
    assert [(table.header, len(table.rows)) for table in found] == [((1,), 2), ((6,), 1)]
    assert found[1].titles == ("Auditees",)


def test_tables_stand_beside_each_other() -> None:
    found = find_tables(
        sheet(
            ["No.", "Description", "Owner", None, "Name", "Position", "E-mail"],
            ["NC-1", "Text", "B. Lopes", None, "T. Haas", "Auditor", "t@x.at"],
        )
    )
    assert [[one.letter for one in table.headings] for table in found] == [
        ["A", "B", "C"], ["E", "F", "G"]
    ]  # fmt: skip


def test_repeated_headings_sections_and_sums_are_no_rows() -> None:
    table = only(
        HEAD, ROW, ["Purchasing"], ROW, HEAD, ROW, [None], ["Total", None, None, None, "3"],
        ["© 2026 Meridian"],
    )  # fmt: skip
    assert len(table.rows) == 3
    assert dict(table.left) == {
        3: Kept.SECTION, 5: Kept.REPEATED, 8: Kept.FOOTER, 9: Kept.FOOTER
    }  # fmt: skip


def test_what_a_form_waits_for_is_no_row() -> None:
    waiting = [
        "NC-2",
        "YYYY-MM-DD",
        "Major / Minor / OFI",
        "",
        "_[Description]_",
        "[Name]",
        "☐ Open",
    ]
    table = only(HEAD, ROW, waiting, ["NC-3", None, None, None, None, None, "☐"])
    assert len(table.rows) == 1
    assert [why for _row, why in table.left] == [Kept.BLANK] * 2


def test_a_shifted_row_is_shown_and_never_moved() -> None:
    longer = ["NC-2", "17 Mar 2026", "Minor NC", "8.4", "one", "two", "B. Lopes", "Open"]
    table = only(HEAD, ROW, longer, placed=False)
    assert table.shifted == {3}
    first, second = records(table)
    assert not first.refusal and "more cells than there are headings" in second.refusal


def test_a_column_without_a_heading_is_kept() -> None:
    table = only([*HEAD[:6], None, "Status"], [*ROW[:6], "see mail", "Open"])
    assert table.headings[6].text == "" and fields(propose(table))[6] == NOTE


def test_merged_cells_are_said_of_every_row_they_span() -> None:
    table = only(["Audit", *HEAD], ["IA-1", *ROW], [None, *ROW], merges=((2, 0, 3, 0),))
    assert [line.cells[0] for line in table.rows] == ["IA-1", "IA-1"] and table.filled_down == 1


def test_a_table_without_headings_is_known_by_its_contents() -> None:
    rows = [
        [f"2026-01-{n:02d}", "8.4.1", "Minor NC", f"Something was seen, {n}"] for n in range(1, 9)
    ]
    table = only(*rows)
    assert table.header == () and len(table.rows) == 8
    assert fields(propose(table, "finding"))[:3] == ["raised_on", "clauses", "grade"]


def test_columns_are_lettered_as_excel_does() -> None:
    assert [letter(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


# --- what they mean ---------------------------------------------------------------------------

REGISTERS = {
    "en": ["NC No.", "Date raised", "Grade", "Clause", "Description", "Root cause",
           "Corrective action", "Responsible", "Due date", "Status"],
    "de": ["Lfd. Nr.", "Festgestellt am", "Einstufung", "Normkapitel", "Beschreibung der Abweichung",
           "Grundursache", "Korrekturmaßnahme", "Verantwortlich", "Fällig am", "Status"],
    "fr": ["N° de fiche", "Date du constat", "Gravité", "Chapitre", "Description de l'écart",
           "Cause racine", "Action corrective", "Pilote", "Échéance", "Statut"],
    "es": ["Código", "Fecha de detección", "Gravedad", "Apartado", "Descripción del hallazgo",
           "Causa raíz", "Acción correctiva", "Responsable", "Fecha límite", "Estado"],
    "it": ["Codice", "Data di rilevazione", "Gravità", "Punto norma", "Descrizione del rilievo",
           "Causa radice", "Azione correttiva", "Responsabile", "Scadenza", "Stato"],
}  # fmt: skip


@pytest.mark.parametrize("language", REGISTERS)
def test_a_register_is_understood_in_five_languages(language: str) -> None:
    row = ["NC-1", date(2026, 3, 1), "Minor NC", "8.4", "Text", "Cause", "Act", "B. Lopes",
           date(2026, 4, 1), "Open"]  # fmt: skip
    proposal = propose(only(REGISTERS[language], row, ["NC-2", *row[1:]]))
    assert proposal.kind == "finding" and proposal.confidence > 0.8
    assert fields(proposal) == [
        "number", "raised_on", "grade", "clauses", "statement", "cause", "action", "owner", "due", "state"
    ]  # fmt: skip
    assert all(one.reason for one in proposal.columns)


KINDS = {
    "person": (["Name", "Role / Title", "E-mail", "Availability"],
               ["T. Haas", "Auditor", "t@x.at", "16-19 Mar"]),
    "process": (["Process", "Code", "Process owner", "Department"],
                ["Purchasing", "P-02", "B. Lopes", "Supply"]),
    "unit": (["Process", "Site", "Contact"], ["Purchasing", "Graz", "B. Lopes"]),
    "audit": (["Audit No.", "Month", "Clauses", "Processes audited", "Lead auditor"],
              ["A-01", "March 2026", "8.4", "Purchasing", "T. Haas"]),
    "session": (["Date", "Time", "Topic", "Auditee", "Auditor"],
                ["16 Mar 2026", "09:00 - 09:30", "Opening meeting", "B. Lopes", "T. Haas"]),
    "checklist_line": (["Clause", "Question", "Result", "Remarks"],
                       ["8.4.1", "How are suppliers evaluated?", "yes", ""]),
    "action": (["Action No.", "Finding No.", "Action", "Owner", "Due date", "Done on"],
               ["A-1", "NC-1", "Evaluate the suppliers", "B. Lopes", "1 Apr 2026", ""]),
    "clause": (["Clause", "Title"], ["8.4.1", "General"]),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_is_taken_for_its_kind(kind: str) -> None:
    head, row = KINDS[kind]
    proposal = propose(only(head, row, row, row))
    assert proposal.kind == kind, (proposal.kind, fields(proposal))


def test_a_coverage_matrix_is_seen_by_its_signs() -> None:
    table = only(["Process", "4.1", "4.2", "8.4", "8.5"], ["Purchasing", "x", None, "X", None],
                 ["Assembly", None, "x", None, "x"])  # fmt: skip
    assert propose(table).kind == MATRIX
    (first, _second) = records(table)
    assert first.values["row"] == "Purchasing" and first.values["signs"] == ["4.1", "8.4"]


def test_a_legend_of_grades_is_no_register() -> None:
    table = only(["Classification", "Description", "Response"],
                 ["Major NC", "A breakdown", "30 days"], ["Minor NC", "A lapse", "60 days"])  # fmt: skip
    assert propose(table).kind == ""


def test_a_form_s_own_choices_are_no_verdicts() -> None:
    table = only(
        ["Question", "Result", None], ["Is it so?", "YES", "NO"], ["And this?", "YES", "NO"]
    )
    assert fields(propose(table, "checklist_line"))[1:] == ["", ""]


def test_a_misspelt_heading_and_one_with_brackets_are_known() -> None:
    assert likeness("Corective action")["action"].score > 0.55
    assert likeness("Corrective Action (Plan)")["action"].score > 0.85
    assert likeness("Fälligkeitsdatum")["due"].language == "de"


def test_contents_speak_against_a_heading() -> None:
    texts = [["Date", "Description", "Type"]] + [
        ["soon", f"Text {n}", "Minor NC"] for n in range(6)
    ]
    proposal = propose(only(*texts), "finding")
    assert proposal.columns[0].field == NOTE


# --- records ----------------------------------------------------------------------------------


def test_an_impossible_date_stays_as_a_note() -> None:
    table = only([*HEAD, "Due date"], [*ROW, "29/02/2022"], [*ROW, "28/02/2022"])
    first, second = records(table)
    assert "due" not in first.values and "29/02/2022" in first.notes[0].why
    assert first.notes[0].cell == "H2" and second.values["due"] == date(2022, 2, 28)


def test_an_ambiguous_column_is_asked_once_and_the_answer_serves_all_its_rows() -> None:
    table = only(HEAD, *([ROW[0], f"0{n}/02/2026", *ROW[2:]] for n in (1, 3, 4)))
    mapping = from_proposal(propose(table))
    (question,) = RecordReader(table, mapping).questions()
    assert (question.column, question.count, question.example) == ("Date", 3, "01/02/2026")
    mapping.dates["Date"] = Order.MONTH_FIRST
    reader = RecordReader(table, mapping)
    assert next(reader.records()).values["raised_on"] == date(2026, 1, 2)
    assert not reader.questions()


def test_another_column_of_the_table_may_answer() -> None:
    table = only([*HEAD, "Due date"], [ROW[0], "01/02/2026", *ROW[2:], "31/03/2026"])
    (record,) = records(table)
    assert record.values["raised_on"] == date(2026, 2, 1)


def test_a_number_and_a_clause_in_a_title_are_unfolded() -> None:
    table = only(["Control Name", "Owner", "Description", "Status"],
                 ["NC-1: Legal requirements (Clause 4.2 / A.5.31)", "H. Hogan", "Not known.", "Open"])  # fmt: skip
    (record,) = records(table)
    assert record.values["number"] == "NC-1" and record.values["clauses"] == ["4.2", "A.5.31"]
    assert record.values["statement"] == "Legal requirements\nNot known."


def test_an_unknown_word_is_kept_beside_the_finding() -> None:
    (record,) = records(only(HEAD, [*ROW[:2], "Krit./Haupt/Neben", *ROW[3:]]))
    assert "grade" not in record.values and record.notes[0].text == "Krit./Haupt/Neben"


# --- the mapping ------------------------------------------------------------------------------


def test_a_mapping_is_the_same_after_toml() -> None:
    table = only(['He said "x"\\', "Date", "Date", "Type"], ["a", "1 May 2026", "c", "d"])
    mapping = from_proposal(propose(table, "finding"))
    mapping.dates["Date (B)"] = Order.DAY_FIRST
    mapping.values["grade"] = {"Minor NC": "observation", 'a"b': ""}
    mapping.standard, mapping.grade = "ISO 9001:2015", "minor"
    ((name, names, read),) = from_toml(to_toml([(table, mapping)]))
    assert name == "Log" and "Date (B)" in names and read == mapping


def test_the_shape_of_a_table_is_in_its_headings() -> None:
    assert shape(only(HEAD, ROW)) == shape(only(["Title"], HEAD, ROW, ROW))
    assert shape(only(HEAD, ROW)) != shape(only(HEAD[::-1], ROW[::-1]))
