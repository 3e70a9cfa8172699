"""Headings of two rows: joined in reading order, and known by both together."""

import shutil
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from auditdesk.intake.mapping import from_proposal
from auditdesk.intake.meaning import TableProposal, propose
from auditdesk.intake.read import read
from auditdesk.intake.records import RecordReader
from auditdesk.intake.source import Line, Sheet
from auditdesk.intake.tables import find_tables

GROUPS = {
    "de": ("Nr.", ("Feststellung", ("Art", "Beschreibung")), ("Maßnahme", ("Was", "Wer", "Bis"))),
    "en": ("No.", ("Finding", ("Type", "Description")), ("Action", ("What", "Who", "When"))),
    "fr": ("N°", ("Constat", ("Type", "Description")), ("Action", ("Quoi", "Qui", "Délai"))),
    "es": ("N.º", ("Hallazgo", ("Tipo", "Descripción")), ("Acción", ("Qué", "Quién", "Plazo"))),
    "it": ("N.", ("Rilievo", ("Tipo", "Descrizione")), ("Azione", ("Cosa", "Chi", "Scadenza"))),
    "nl": ("Nr.", ("Bevinding", ("Type", "Omschrijving")),
           ("Maatregel", ("Actie", "Verantwoordelijke", "Termijn"))),
    "pl": ("Lp.", ("Niezgodność", ("Rodzaj", "Opis")),
           ("Działanie", ("Działanie", "Odpowiedzialny", "Termin"))),
}  # fmt: skip
"""For each language: a single heading, and two that stand over others."""
FIELDS = ["number", "grade", "statement", "action", "action_owner", "action_due"]
ROWS = [
    ["F-01", "Minor", "The label of drum 4 was missing", "Order labels", "T. Haas", "2026-04-15"],
    ["F-02", "Major", "Gauge 112 was used uncalibrated", "Calibrate it", "M. Costa", "2026-04-30"],
    ["F-03", "Minor", "Two forms had no signature yet", "Sign them", "B. Lopes", "2026-05-30"],
]
TITLES = [["Werk Graz"], ["Audit 2026"], ["QM-77 rev. B"]]


def head(language: str) -> tuple[list[str], list[str], list[tuple[int, int]]]:
    """The upper and lower row of a language, and the first and last place of each group."""
    alone, *groups = GROUPS[language]
    upper, lower, spans = [str(alone)], [""], []
    for over, under in groups:
        spans.append((len(upper), len(upper) + len(under) - 1))
        upper += [str(over), *[""] * (len(under) - 1)]
        lower += under
    return upper, lower, spans


def fields(proposal: TableProposal) -> list[str]:
    return [one.field for one in proposal.columns]


def rows_of(sheet: Sheet) -> list[dict[str, Any]]:
    (table,) = find_tables(sheet)
    proposal = propose(table)
    assert (proposal.kind, fields(proposal)) == ("finding", FIELDS)
    framed = {number for number, _why in table.frame()}
    assert len(framed) + len(table.rows) == len(sheet.lines) and len(table.header) == 2
    return [one.values for one in RecordReader(table, from_proposal(proposal)).records()]


def check(told: Sequence[dict[str, Any]]) -> None:
    for row, values in zip(ROWS, told, strict=True):
        assert [str(values[name]) for name in FIELDS if name != "grade"] == row[:1] + row[2:]


@pytest.mark.parametrize("titles", [0, 3])
@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize("language", GROUPS)
def test_two_rows_of_headings_are_read_as_one(language: str, merged: bool, titles: int) -> None:
    upper, lower, spans = head(language)
    cells = [*TITLES[:titles], upper, lower, *ROWS]
    at = titles + 1
    merges = [(at, first, at, last) for first, last in spans] + [(at, 0, at + 1, 0)]
    merges += [(n, 0, n, 5) for n in range(1, at)]
    lines = [Line(n, list(row)) for n, row in enumerate(cells, 1)]
    check(rows_of(Sheet("Log", lines, merges=tuple(merges) if merged else (), placed=merged)))


@pytest.mark.parametrize("language", GROUPS)
def test_an_upper_heading_that_each_column_repeats_is_one(language: str) -> None:
    upper, lower, spans = head(language)
    for first, last in spans:
        upper[first : last + 1] = [upper[first]] * (last + 1 - first)
    lines = [Line(n, list(row)) for n, row in enumerate([upper, lower, *ROWS], 1)]
    check(rows_of(Sheet("Log", lines)))


@pytest.mark.parametrize("ending", ["xlsx", "csv", "ods", "xls"])
def test_merged_headings_are_read_from_every_format(tmp_path: Path, ending: str) -> None:
    if ending != "xlsx" and not shutil.which("soffice"):
        pytest.skip("LibreOffice is not here")
    upper, lower, spans = head("de")
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (*TITLES, upper, lower, *ROWS):
        sheet.append([cell or None for cell in row])
    for first, last in spans:
        sheet.merge_cells(start_row=4, end_row=4, start_column=first + 1, end_column=last + 1)
    sheet.merge_cells("A4:A5")
    path = tmp_path / "register.xlsx"
    book.save(path)
    if ending != "xlsx":
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
             "--convert-to", ending, "--outdir", str(tmp_path / "again"), str(path)],
            check=True, capture_output=True, timeout=180,
        )  # fmt: skip
        path = tmp_path / "again" / f"register.{ending}"
    check(rows_of(read(path).sheets[0]))


_PLAIN = {
    "de": ("Nr.", "Datum", "Feststellung", "Verantwortlich", "Termin", "Status"),
    "en": ("No.", "Date", "Finding", "Owner", "Due", "Status"),
    "fr": ("N°", "Date", "Constat", "Responsable", "Échéance", "Statut"),
    "es": ("N.º", "Fecha", "Hallazgo", "Responsable", "Vencimiento", "Estado"),
}


@pytest.mark.parametrize(
    ("language", "over", "under", "field"),
    [
        ("de", "Korrektur", "Wer", "correction_owner"),
        ("de", "Korrektur", "Termin", "correction_due"),
        ("de", "Korrektur", "Erledigt am", "correction_done_on"),
        ("de", "Sofortmaßnahme", "Beschreibung", "correction"),
        ("de", "Maßnahme", "Erledigt am", "done_on"),
        ("de", "Maßnahme", "Status", "action_state"),
        ("de", "Wirksamkeit", "Wer", "verifier"),
        ("de", "Wirksamkeit", "Datum", "verified_on"),
        ("de", "Ursache", "Beschreibung", "cause"),
        ("en", "Action", "Due date", "action_due"),
        ("en", "Corrective action", "Responsible", "action_owner"),
        ("en", "Corrective action", "Completed", "done_on"),
        ("en", "Verification", "Date", "verified_on"),
        ("fr", "Action corrective", "Responsable", "action_owner"),
        ("es", "Acción correctiva", "Fecha límite", "action_due"),
    ],
)
def test_a_lower_heading_belongs_to_what_stands_over_it(
    language: str, over: str, under: str, field: str
) -> None:
    plain = dict(
        zip("number raised_on statement owner due state".split(), _PLAIN[language], strict=True)
    )
    person, day = field.endswith(("owner", "verifier")), field.endswith(("due", "_on"))
    cell = "T. Haas" if person else date(2026, 5, 4) if day else "Open"
    cells = [
        [*plain.values(), over, ""],
        ["", "", "", "", "", "", "Note 1", under],
        *([f"N-{n}", date(2026, 3, n), f"Label {n} is gone", "B. Lopes", date(2026, 6, n), "Open",
           "", cell] for n in (1, 2, 3)),
    ]  # fmt: skip
    lines = [Line(n, list(row)) for n, row in enumerate(cells, 1)]
    (table,) = find_tables(Sheet("Log", lines, merges=((1, 6, 1, 7),)))
    proposal = propose(table, "finding")
    assert fields(proposal)[:6] == list(plain) and fields(proposal)[7] == field


def test_a_row_of_values_below_a_heading_with_gaps_is_no_heading() -> None:
    cells = [
        ["No.", "Finding", None, "Owner"],
        ["N-1", "Label missing", "at the dock", "T. Haas"],
        ["N-2", "Gauge gone", "at the gate", "M. Costa"],
    ]
    (table,) = find_tables(Sheet("Log", [Line(n, row) for n, row in enumerate(cells, 1)]))
    assert table.header == (1,) and len(table.rows) == 2
