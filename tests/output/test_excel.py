"""Workbooks as the one who opens them in Excel meets them."""

import errno
import os
import re
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditdesk.book.dossiers import (
    Citation,
    PlanDossier,
    SessionEntry,
    SignoffEntry,
    TeamEntry,
)
from auditdesk.book.timeline import Bar, TimelineRow
from auditdesk.book.year import MonthMark, YearRow
from auditdesk.book.year_data import AuditorLoad, YearData
from auditdesk.domain.coverage import Cell, ClauseHead, Cover, Coverage, UnitHead
from auditdesk.domain.programme import Mark
from auditdesk.errors import Refusal, Trouble
from auditdesk.output import workbook
from auditdesk.output.cells import CELL, clean, decode, encode, lines_of, sheet_name, units
from auditdesk.output.columns import FINDINGS, ListColumn
from auditdesk.output.excel import TableTitle, write_list, write_plan
from auditdesk.output.programme import write_programme
from auditdesk.output.reread import Unlike
from tests.bench.bench_export import ROW

DAY = date(2026, 11, 23)
STORED = datetime.combine(DAY, time())
"""A date as openpyxl reads it."""
HEADING = TableTitle("R&D register 10", "Meridian Ω", DAY, "9f2c4e1a" * 8, 18234, "Ines Okafor")
NAME = ListColumn[Any]("name", "Name", lambda row: row[0], 12, "code", printed=True)
TEXT = ListColumn[Any]("text", "Text", lambda row: row[1], 40, "long", printed=True)
PAYLOADS = (
    "=1+1", "=", "==", "=cmd|' /C calc'!A0", "+1", "+", "-1+2", "-", "@SUM(A1)", "@", "\t=1", "\r=1",
    "\t", "\r", "'=x", "'", "=HYPERLINK(\"http://x\",\"y\")", "＝1+1", "\n=1", " =1", "#N/A", "TRUE",
    "<f>1</f>", "]]>", "&amp;", "8.10", "3-1", "0012", "1E5", "2026-11-23",
)  # fmt: skip


def written(texts: list[Any], to: Path) -> Path:
    """A workbook of two columns: a name and each of these."""
    write_list([(f"n{i}", text) for i, text in enumerate(texts)], (NAME, TEXT), HEADING, to)
    return to


def table(path: Path, sheet: int = 0) -> list[list[Any]]:
    """The rows below the headings."""
    return [list(row) for row in cells(path, sheet)[5:]]


def cells(path: Path, sheet: int = 0) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(path)
    return list(book.worksheets[sheet].iter_rows(values_only=True))


def xml(path: Path, part: str = "xl/worksheets/sheet1.xml") -> str:
    with ZipFile(path) as package:
        return package.read(part).decode()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_text_stays_that_text_and_never_runs(payload: str, tmp_path: Path) -> None:
    path = written([payload], tmp_path / "a.xlsx")
    cell = openpyxl.load_workbook(path).worksheets[0]["B6"]
    assert decode(cell.value) == payload
    assert cell.data_type == "s"
    assert re.search("<f[ />]", xml(path)) is None


@pytest.mark.parametrize("payload", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "'=x"])
def test_what_looks_like_a_formula_is_marked_as_text_for_those_who_edit_it(
    payload: str, tmp_path: Path
) -> None:
    path = written([payload, "plain"], tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet["B6"].quotePrefix
    assert not sheet["B7"].quotePrefix


_ANY = st.text(
    st.one_of(
        st.characters(), st.sampled_from("\r\n\t_x0041AaFf=+-@' \x00\x07\x0b\ufffe\ud83d\ude00")
    )
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_ANY, min_size=1, max_size=12))
def test_any_text_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    path = written(texts, tmp_path_factory.mktemp("any") / "a.xlsx")
    assert [decode(row[1] or "") for row in table(path)] == [clean(text) for text in texts]


@given(_ANY)
def test_escaping_is_undone_exactly(text: str) -> None:
    assert decode(encode(clean(text))) == clean(text)
    assert re.search("[\x00-\x08\x0b-\x1f]", encode(clean(text))) is None


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("a\r\nb", "a\nb"),
        ("a\rb", "a\rb"),
        ("\ud800a", "\ufffda"),
        ("a\udc00", "a\ufffd"),
        ("\ud83d\ude00", "😀"),
        ("\ufffe\uffff", "\ufffd\ufffd"),
        ("\x07\x0b\x00", "\x07\x0b\x00"),
    ],
)
def test_only_what_is_no_character_is_changed(given_: str, kept: str) -> None:
    assert clean(given_) == kept


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("\x07", "_x0007_"),
        ("_x0041_", "_x005F_x0041_"),
        ("_x0041_x0042_", "_x005F_x0041_x005F_x0042_"),
        ("_x0041\x07", "_x005F_x0041_x0007_"),
        ("_x12", "_x12"),
    ],
)
def test_control_characters_and_what_looks_like_one_are_escaped(text: str, stored: str) -> None:
    assert encode(text) == stored


LONG = {
    "more than a row shows": "seen on 2026-11-09; " * 548,
    "one cell full": "a" * 32_767,
    "one too many": "a" * 32_768,
    "40,000": "b" * 40_000,
    "emoji that fill two cells": "😀" * 20_000,
    "emoji, odd": "a" + "😀" * 40_000,
    "escapes": "\x07" * 10_000,
    "looks like escapes": "_x0041_" * 9_000,
    "formula": "=" * 70_000,
    "lines": "a\r\nb\r" * 12_000,
}


@pytest.mark.parametrize("name", LONG)
def test_a_text_too_long_for_a_cell_goes_on_in_a_named_place(name: str, tmp_path: Path) -> None:
    text = clean(LONG[name])
    path = tmp_path / "a.xlsx"
    report = write_list([("n7", LONG[name]), ("n8", "short")], (NAME, TEXT), HEADING, path)
    start = table(path)[0][1]
    assert units(start) <= CELL
    assert report.continued == 1, "none of them is seen whole on paper"
    rest = table(path, 1)
    sign = "… [continued in sheet “Continued texts”, row 6]"
    assert start.endswith(sign)
    assert decode(start).removesuffix(sign) + "".join(decode(row[5]) for row in rest) == text
    assert [row[:5] for row in rest] == [
        [HEADING.title, "B6", "n7", "Text", part + 2] for part in range(len(rest))
    ]
    assert all(units(row[5]) <= CELL for row in rest)
    assert table(path)[1][1] == "short"


@pytest.mark.parametrize("name", [*LONG, "wide"])
def test_no_text_ends_unseen_on_paper(name: str, tmp_path: Path) -> None:
    """What stands in a row of 409 points, the tallest there is, fits into it."""
    text = LONG.get(name, "長い文章です。" * 900)
    path = tmp_path / "a.xlsx"
    write_list([("n7", text)], (NAME, TEXT), HEADING, path)
    for sheet in openpyxl.load_workbook(path).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.row > 5:
                    room = 1.15 * sheet.column_dimensions[cell.column_letter].width - 0.5
                    needed = 2 + 13 * lines_of(decode(cell.value), room)
                    height = sheet.row_dimensions[cell.row].height
                    assert height >= min(needed, 409) and needed <= 409, cell.coordinate


def test_a_user_who_types_the_sign_of_a_continued_text_is_not_misread(tmp_path: Path) -> None:
    sign = "… [continued in sheet “Continued texts”, row 6]"
    path = written([sign, "x" * 40_000, sign], tmp_path / "a.xlsx")
    assert [row[1] for row in table(path)][::2] == [sign, sign]


def test_numbers_dates_and_yes_no_are_what_they_are(tmp_path: Path) -> None:
    kinds = ("code", "date", "number", "number", "choice", "date")
    values = ("8.10", DAY, 12, 2.5, True, date(1899, 5, 1))
    columns = [
        ListColumn[Any](kind, f"{kind} {i}", lambda row, i=i: row[i], 9, kind)
        for i, kind in enumerate(kinds)
    ]
    path = tmp_path / "a.xlsx"
    write_list([values, (None,) * 6], columns, HEADING, path)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    found = [cell.value for cell in sheet[6]]
    assert found == ["8.10", STORED, 12, 2.5, True, "1899-05-01"]
    assert sheet["A6"].number_format == "@"
    assert sheet["B6"].is_date
    assert [cell.value for cell in sheet[7]] == [None] * 6


def test_above_the_table_stand_title_book_date_and_the_trail(tmp_path: Path) -> None:
    head = [row[0] for row in cells(written(["a"], tmp_path / "a.xlsx"))[:5]]
    assert head == [
        HEADING.title,
        "Meridian Ω · 2026-11-23 · Ines Okafor",
        f"Trail {HEADING.digest}, step 18234",
        None,
        "Name",
    ]


def test_print_and_screen_are_set_up(tmp_path: Path) -> None:
    hidden = ListColumn[Any]("more", "More", lambda row: row[1], 30)
    path = tmp_path / "a.xlsx"
    write_list([("a", "b")], (hidden, NAME, TEXT), HEADING, path)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert [cell.value for cell in sheet[5]] == ["Name", "Text", "More"]
    assert sheet.print_title_rows == "$5:$5"
    assert sheet.print_area == "'R&D register 10'!$A$1:$B$6"
    assert sheet.freeze_panes == "B6"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.tables["List1"].ref == "A5:C6"
    assert [one.name for one in sheet.tables["List1"].tableColumns] == ["Name", "Text", "More"]
    assert sheet.tables["List1"].autoFilter.ref == "A5:C6"
    assert sheet["A5"].fill.fgColor.rgb == "001F4E79"
    assert "&amp;8 R&amp;&amp;D register 10" in xml(path)
    assert "Page &amp;P of &amp;N" in xml(path)
    assert "9f2c4e1a9f2c4e1a, step 18234" in sheet.oddFooter.center.text


def test_the_digest_of_the_trail_stands_in_the_properties(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(["a"], tmp_path / "a.xlsx"))
    assert book.custom_doc_props["Trail digest"].value == HEADING.digest
    assert book.custom_doc_props["Trail step"].value == "18234"
    assert (book.properties.title, book.properties.creator) == (HEADING.title, "Ines Okafor")
    assert book.properties.created == STORED


def test_the_same_rows_make_the_same_bytes(tmp_path: Path) -> None:
    first = written(["a", "=1"], tmp_path / "a.xlsx").read_bytes()
    assert written(["a", "=1"], tmp_path / "b.xlsx").read_bytes() == first


def test_choices_are_offered_with_commas_and_own_words_in_them(tmp_path: Path) -> None:
    choice = ListColumn[Any]("c", "Choice", lambda row: row[0], 12, "choice", ("a, b", "c"))
    path = tmp_path / "a.xlsx"
    write_list([("own",), ("c",)], (choice,), HEADING, path)
    book = openpyxl.load_workbook(path)
    (offer,) = book.worksheets[0].data_validations.dataValidation
    assert (offer.formula1, str(offer.sqref)) == ("'Choices'!$A$2:$A$4", "A6:A7")
    assert book["Choices"].sheet_state == "hidden"
    assert [row[0] for row in cells(path, 1)] == ["Choice", "a, b", "c", "own"]


def test_an_empty_list_is_a_workbook_with_headings(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert write_list([], FINDINGS, HEADING, path).rows == 0
    assert len(cells(path)) == 5


def test_a_finding_has_all_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    report = write_list(
        [ROW, replace(ROW, number=None, id="abcdef123456")], FINDINGS, HEADING, path
    )
    found = dict(zip(cells(path)[4], table(path)[0], strict=True))
    assert report.rows == 2
    assert found["Clauses"] == "8.4.1, 8.10"
    assert found["State"] == "issued"
    assert found["Due"] == STORED
    assert found["Objective evidence"] == ROW.evidence
    assert table(path)[1][0] == "draft 123456"


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("a/b:c*d?e[f]g\\h", "a b c d e f g h"),
        ("'quoted'", "quoted"),
        ("History", "History_"),
        ("", "Sheet"),
        ("x" * 40, "x" * 31),
        ("😀" * 20, "😀" * 15),
        ("a\x07\nb", "a b"),
        ("taken", "taken 2"),
        ("TAKEN", "TAKEN 2"),
    ],
)
def test_sheet_names_are_those_that_excel_accepts(wanted: str, name: str) -> None:
    assert sheet_name(wanted, ["Taken"]) == name


def test_a_list_may_be_called_as_the_sheet_of_long_texts(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    heading = replace(HEADING, title="Continued texts")
    assert write_list([("n", "x" * 40_000)], (NAME, TEXT), heading, path).continued == 1
    assert openpyxl.load_workbook(path).sheetnames == ["Continued texts 2", "Continued texts"]


def test_more_rows_than_a_sheet_holds_are_refused_not_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "ROWS", 8)
    written(["a"] * 3, tmp_path / "a.xlsx")
    with pytest.raises(Refusal, match="more rows"):
        written(["a"] * 4, tmp_path / "b.xlsx")
    assert [path.name for path in tmp_path.glob("*.xlsx*")] == ["a.xlsx"]


# --- failures ---------------------------------------------------------------------------------


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A workbook of the same name from yesterday."""
    path = tmp_path / "papers" / "register.xlsx"
    path.parent.mkdir()
    path.write_bytes(b"yesterday")
    return path


def left_alone(old: Path) -> bool:
    return old.read_bytes() == b"yesterday" and os.listdir(old.parent) == [old.name]


def test_a_file_that_does_not_read_back_is_thrown_away(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unlike(_path: Path, _meant: object) -> int:
        raise Unlike("sheet “x”, row 7")

    monkeypatch.setattr(workbook, "reread", unlike)
    with pytest.raises(Trouble, match=r"register\.xlsx did not read back.*row 7.*unchanged"):
        written(["a"], old)
    assert left_alone(old)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EACCES, "open in Excel"),
        (errno.EROFS, "read-only"),
        (errno.ENOENT, "folder does not exist"),
        (errno.EIO, "unchanged"),
    ],
)
@pytest.mark.parametrize("where", ["os.replace", "os.fsync", "zipfile.ZipFile.open"])
def test_a_failing_machine_leaves_the_old_file_and_one_sentence(
    code: int, words: str, where: str, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as broken:
        broken.setattr(where, fail)
        with pytest.raises(Trouble, match=words):
            written(["a"], old)
    assert left_alone(old)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"gone.*folder does not exist"):
        written(["a"], tmp_path / "gone" / "a.xlsx")


def test_a_folder_that_vanishes_while_writing_is_a_trouble(tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()

    def rows() -> Any:
        yield ("a", "b")
        for one in folder.iterdir():
            one.unlink()
        folder.rmdir()

    with pytest.raises(Trouble, match="folder does not exist"):
        write_list(rows(), (NAME, TEXT), HEADING, folder / "a.xlsx")


def test_rows_that_fail_leave_nothing_behind(
    old: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr("tempfile.tempdir", str(elsewhere))

    def rows() -> Any:
        yield ("a", "x" * 40_000)
        raise Refusal("no")

    with pytest.raises(Refusal, match="no"):
        write_list(rows(), (NAME, TEXT), HEADING, old)
    assert left_alone(old)
    assert os.listdir(elsewhere) == []


# --- programme and plan -----------------------------------------------------------------------


def month(month: int, mark: Mark, audit: str) -> MonthMark:
    return MonthMark(month, mark, audit, "T. Haas", date(2026, month, 5))


YEAR = [
    YearRow("Purchasing · Graz", "Purchasing", "Graz", 4, "IA-2025-004", date(2025, 10, 3),
            (month(2, Mark.MOVED, "IA-2026-001"), month(3, Mark.DONE, "IA-2026-001"),
             month(3, Mark.LATE, "IA-2026-002")), (("IA-2026-001", "Auditor ill: flu"),)),
    YearRow("Sales · Graz", "Sales", "Graz", 2, "", None,
            (month(5, Mark.CANCELLED, "IA-2026-003"),), (("IA-2026-003", "Site closed"),)),
    YearRow("=Design · Graz", "=Design", "Graz", 3, "", None, (), (("IA-2026-001", "Auditor ill: flu"),)),
    YearRow("–", "", "", 0, "", None, (month(6, Mark.PLANNED, "IA-2026-009"),), ()),
]  # fmt: skip


DATA = YearData(
    2026,
    tuple(YEAR),
    (
        TimelineRow(
            "u1", "=Design · Graz", None, 3, None,
            (Bar("1", "IA-2026-001", "T. Haas", date(2026, 3, 5), date(2026, 3, 6), Mark.DONE, True, False),
             Bar("2", "IA-2026-002", "T. Haas", date(2026, 3, 6), date(2026, 3, 6), Mark.LATE, False, True)),
        ),
    ),
    (),
    (AuditorLoad("T. Haas", 2, 1, 2.5, (0.0, 0.0, 2.5, *[0.0] * 9)),),
    Coverage(
        "ISO 9001:2026", date(2024, 1, 1), date(2026, 12, 31),
        (ClauseHead("c1", "8.10", "Something", False), ClauseHead("c2", "8.2", "Other", True)),
        (UnitHead("u1", "=Design · Graz"),),
        {("c1", "u1"): Cell(Cover.DONE, date(2026, 3, 6), ("IA-2026-001",), 2), ("c2", "u1"): Cell(Cover.NEVER)},
        {},
    ),
)  # fmt: skip


def test_the_programme_shows_units_by_months_with_their_marks(tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    write_programme(DATA, HEADING, path)
    rows = cells(path)
    assert "●  done" in rows[2][0]
    assert rows[5][5:9] == ("Jan", "Feb", "Mar", "Apr")
    assert rows[6][:5] == (
        "Purchasing · Graz",
        4,
        "IA-2025-004",
        datetime.combine(date(2025, 10, 3), time()),
        "T. Haas",
    )
    assert rows[6][5:8] == (None, "→ IA-2026-001", "● IA-2026-001\n! IA-2026-002")
    assert rows[7][9] == "× IA-2026-003"
    assert rows[8][0] == "=Design · Graz"
    assert rows[9][0] == "Audits without a unit"
    assert rows[9][10] == "○ IA-2026-009"


def test_the_programme_counts_the_audits_and_names_the_units_without_one(tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    write_programme(DATA, HEADING, path)
    rows = cells(path)
    assert rows[11][0] == "Audits in the month"
    assert rows[11][5:] == (0, 0, 2, 0, 0, 1, 0, 0, 0, 0, 0, 0)
    below = [row[0] for row in rows[12:]]
    assert below == [
        "1 of 3 units have an audit in 2026.",
        "Without any audit in 2026:",
        "Sales · Graz",
        "=Design · Graz",
    ]


def test_the_programme_gives_the_reason_of_every_change_once(tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    write_programme(DATA, HEADING, path)
    assert table(path, 5) == [
        ["IA-2026-001", "Auditor ill: flu", "Purchasing · Graz, =Design · Graz"],
        ["IA-2026-003", "Site closed", "Sales · Graz"],
    ]


def test_the_programme_has_weeks_coverage_and_load(tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    write_programme(DATA, HEADING, path)
    names = openpyxl.load_workbook(path).sheetnames
    assert names == [
        "Programme 2026", "Weeks 2026", "Audits", "Coverage ISO 9001 2026", "Load of auditors",
        "Changes",
    ]  # fmt: skip
    weeks = table(path, 1)[1]
    assert weeks[0] == "=Design · Graz"
    assert weeks[10] == "●!"
    assert [one for one in weeks[1:] if one] == ["●!"]
    first, second = table(path, 3)[1:3]
    assert first == ["8.10", "Something", "● 2026-03-06 (2)"]
    assert second == ["8.2", "Other", "!"]
    (load,) = table(path, 4)
    assert load[:4] == ["T. Haas", 2, 1, 2.5]
    assert load[6] == 2.5


PLAN = PlanDossier(
    id="1", number="IA-2026-003", title="Purchasing", state="planned", state_label="planned",
    kind="Internal audit", starts_on=DAY, ends_on=DAY, objectives="See", scope="Orders",
    criteria="QP-08", standards=("ISO 9001:2026",), method="On site", sampling="12 of 60",
    language="English", logistics="Shoes", report_topics="Conclusions", distribution="B. Lopes",
    confidentiality="Internal", contact="E. Keller", units=("Purchasing · Graz",), sites=("Graz",),
    clauses=(Citation("ISO 9001:2026", "8.10", "Something", verified=False),),
    team=(TeamEntry("Ines Okafor", "Lead auditor", "owns it", "second auditor", "E. Keller"),),
    sessions=(SessionEntry(DAY, "09:30", "10:15", "=Opening", "Purchasing", "8.10", "I. O.", "B. L.",
                           "Room 2", "On site"),),
    follow_up=(("NC-2025-014", "Minor", "Gap"),),
    signoffs=(SignoffEntry("prepared", "Ines Okafor", DAY, "ab" * 32),),
)  # fmt: skip


def test_a_plan_has_a_sheet_for_each_of_its_parts(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    write_plan(PLAN, HEADING, path)
    names = openpyxl.load_workbook(path).sheetnames
    assert names == ["Head", "Team", "Timetable", "Clauses", "Follow-up"]
    assert table(path, 1) == [
        ["Ines Okafor", "Lead auditor", "owns it", "second auditor", "E. Keller", None, None]
    ]
    assert table(path, 2)[0][:4] == [STORED, "09:30", "10:15", "=Opening"]
    assert table(path, 3) == [["ISO 9001:2026", "8.10", "Something", "no"]]
    assert table(path, 4) == [["NC-2025-014", "Minor", "Gap"]]


def test_the_head_of_a_plan_holds_every_content(tmp_path: Path) -> None:
    path = tmp_path / "plan.xlsx"
    write_plan(PLAN, HEADING, path)
    shown = [row[1] for row in table(path)]
    plain = [
        value
        for name, value in vars(PLAN).items()
        if isinstance(value, str) and name not in ("id", "state")
    ]
    assert set(plain) <= set(shown)
    assert {"ISO 9001:2026", "Purchasing · Graz", STORED} <= set(shown)
    assert shown[-1] == f"Ines Okafor, 2026-11-23, trail {'ab' * 32}"
