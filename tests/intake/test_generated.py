"""Registers in every language and layout, generated: what comes in is what was written."""

import shutil
import subprocess
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from auditdesk.intake.mapping import from_proposal
from auditdesk.intake.meaning import propose
from auditdesk.intake.read import read
from auditdesk.intake.records import Record, RecordReader
from auditdesk.intake.tables import SheetTable, find_tables
from auditdesk.intake.words import fold, languages
from auditdesk.paths import resource

FIELDS = "number raised_on statement grade clauses process owner due state cause action".split()
FORMATS = ("yyyy-mm-dd", "dd.mm.yyyy", "mm/dd/yyyy", "dd/mm/yy", "d mmm yyyy")
ORDERS: dict[str, Callable[[date], str]] = {
    "iso": lambda day: day.isoformat(),
    "dmy": lambda day: f"{day.day:02d}.{day.month:02d}.{day.year}",
    "dmy slash": lambda day: f"{day.day}/{day.month}/{day.year}",
    "mdy": lambda day: f"{day.month}/{day.day}/{day.year}",
}
_DUE_AFTER = timedelta(days=30)
"""So that days of both columns lie behind the twelfth: what is read in two ways is asked for."""
GRADES, STATES = ("major", "minor", "observation"), ("open", "closed")
OWN = {code: resource("intake", "headers.toml") for code in ("en", "de", "fr", "es", "it")}
"""The languages whose words stand together in one file."""


def words_of(language: str) -> dict[str, dict[str, str]]:
    """Headings, grades and states of a language, the first word of each."""
    if language in OWN:
        data = tomllib.loads(OWN[language].read_text("utf-8"))
        told = tomllib.loads(resource("intake", "words.toml").read_text("utf-8"))
        heads = {name: data[name].get(language) or data[name]["en"] for name in FIELDS}
        return {
            "headings": {name: text.split(",")[0].strip() for name, text in heads.items()},
            **{group: {key: words.split(",")[0].strip() for key, words in told[group].items()}
               for group in ("grade", "state")},
        }  # fmt: skip
    data = languages()[language]
    return {
        group: {key: words.split(",")[0].strip() for key, words in data[group].items()}
        for group in ("headings", "grade", "state")
    }


@dataclass
class Register:
    """A generated sheet: its rows as cells with a number format each, and what it tells."""

    cells: list[list[tuple[Any, str]]] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)
    expected: list[dict[str, Any]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)

    def save(self, path: Path) -> None:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        for n, row in enumerate(self.cells, 1):
            for place, (value, code) in enumerate(row, 1):
                cell = sheet.cell(n, place, value)
                if code:
                    cell.number_format = code
        for span in self.merges:
            sheet.merge_cells(span)
        book.save(path)


@st.composite
def registers(draw: st.DrawFn) -> Register:
    """Header words of a language, in a layout, with days and numbers in a format."""
    words = words_of(draw(st.sampled_from([*sorted(languages()), *OWN])))
    fields = FIELDS[:3] + draw(st.permutations(FIELDS[3:]))
    count = draw(st.integers(4, 8))
    found = Register()
    titles = draw(st.integers(0, 2))
    for n in range(titles):
        found.cells.append([(("QM-77 rev. B", "Musterwerk GmbH")[n], "")])
    if titles and draw(st.booleans()):
        found.cells.append([])
    head = [(words["headings"][name], "") for name in fields]
    found.cells.append(head)
    days = draw(st.sampled_from([*FORMATS, *ORDERS]))
    shown = draw(st.booleans())
    repeated = draw(st.none() | st.integers(1, count - 1))
    first = date(draw(st.integers(2012, 2025)), draw(st.integers(1, 12)), 18)
    merged = draw(st.booleans())
    for n in range(count):
        if n == repeated:
            found.cells.append(head)
        day = first + timedelta(days=n)
        grade, state = GRADES[n % 3], STATES[n % 2]
        raised, due = (
            (one, days) if days in FORMATS else (ORDERS[days](one), "")
            for one in (day, day + _DUE_AFTER)
        )
        owner = "Ada Haas" if merged and n < 2 else f"Ada Haas {'BCDEFGHI'[n]}."
        told: dict[str, tuple[Any, str]] = {
            "number": (n + 1, '"NC-"000') if shown else (f"NC-{n + 1:03d}", ""),
            "raised_on": raised,
            "statement": (f"The label of drum {n} was\nmissing at the dock", ""),
            "grade": (words["grade"][grade], ""),
            "clauses": (f"8.{n % 6 + 1}.1", ""),
            "process": (f"Welding {'ABCDEFGH'[n]}", ""),
            "owner": (owner, ""),
            "due": due,
            "state": (words["state"][state], ""),
            "cause": (f"Nobody ordered label {n}", ""),
            "action": (f"Order the label {n} again", ""),
        }
        found.cells.append([told[name] for name in fields])
        found.rows.append(len(found.cells))
        found.expected.append(
            {
                "number": f"NC-{n + 1:03d}", "raised_on": day, "due": day + _DUE_AFTER,
                "statement": told["statement"][0], "grade": grade, "state": state,
                "clauses": [told["clauses"][0]], "process": told["process"][0], "owner": owner,
                "cause": told["cause"][0], "action": told["action"][0],
            }
        )  # fmt: skip
    if merged and repeated != 1:
        letter = "ABCDEFGHIJK"[fields.index("owner")]
        found.merges.append(f"{letter}{found.rows[0]}:{letter}{found.rows[1]}")
    if draw(st.booleans()):
        found.cells += [[], [("QM-77, page 1 of 1", "")]]
    return found


def taken(path: Path) -> tuple[SheetTable, list[Record]]:
    sheet = read(path).sheets[0]
    (table,) = find_tables(sheet)
    proposal = propose(table)
    assert proposal.kind == "finding", (proposal.kind, proposal.reason)
    return table, list(RecordReader(table, from_proposal(proposal)).records())


def compare(register: Register, path: Path) -> None:
    """Each cell that was written against what came in, and every row against the account."""
    table, records = taken(path)
    assert [record.row for record in records] == register.rows
    for expected, record in zip(register.expected, records, strict=True):
        assert not record.refusal
        for name, value in expected.items():
            assert record.values.get(name) == value, (name, record.row)
    filled = {n for n, row in enumerate(register.cells, 1) if row}
    framed = {number for number, _why in (*table.frame(), *table.left)}
    assert framed | set(register.rows) == filled and not framed & set(register.rows)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(register=registers())
def test_what_comes_in_is_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, register: Register
) -> None:
    path = tmp_path_factory.mktemp("register") / "register.xlsx"
    register.save(path)
    compare(register, path)


@pytest.mark.slow
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(register=registers())
def test_what_comes_in_is_what_was_written_at_length(
    tmp_path_factory: pytest.TempPathFactory, register: Register
) -> None:
    path = tmp_path_factory.mktemp("register") / "register.xlsx"
    register.save(path)
    compare(register, path)


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["ods", "xls", "xlsx"])
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here")
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(register=registers())
def test_what_libreoffice_saved_again_is_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, ending: str, register: Register
) -> None:
    folder = tmp_path_factory.mktemp("register")
    path = folder / "register.xlsx"
    register.save(path)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path_factory.getbasetemp()}/profile",
         "--headless", "--convert-to", ending, "--outdir", str(folder / "again"), str(path)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    if ending == "xls" and register.cells[register.rows[0] - 1][0][1]:
        register.expected = [one | {"number": str(n)} for n, one in enumerate(register.expected, 1)]
    compare(register, folder / "again" / f"register.{ending}")


def test_headings_of_all_languages_are_generated() -> None:
    assert len({*languages(), *OWN}) >= 25
    for language in (*languages(), *OWN):
        headings = words_of(language)["headings"]
        assert len({fold(headings[name]) for name in FIELDS}) == len(FIELDS), language
