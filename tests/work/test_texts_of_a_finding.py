"""Each text that people write about a finding goes everywhere by itself: none is forgotten."""

import dataclasses
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest

from auditdesk.book.dossier_reader import finding_dossiers, house
from auditdesk.book.listings import FINDINGS as LISTED
from auditdesk.book.lists import List, Query
from auditdesk.book.reading import Reading
from auditdesk.book.signed import record_content
from auditdesk.book.tables import Finding
from auditdesk.output import columns
from auditdesk.output.sheets import Stamp, finding_sheets
from auditdesk.work.data_help import data_page
from auditdesk.work.intake.own_cells import MEANINGS
from auditdesk.work.kinds import KINDS
from auditdesk.work.plain import plain
from tests.conftest import Desk

TEXTS = Finding.entered()
NOT_LISTED = {
    "diverging_opinion", "extent", "risk_update", "document_update", "system_update",
    "closing_note",
}  # fmt: skip
"""Texts that the register of findings leaves to the sheet; whoever adds another says so here."""
NOT_SEARCHED = {
    "diverging_opinion", "risk_update", "document_update", "system_update", "closing_note",
}  # fmt: skip
NOT_SIGNED = {"foreign_number"}
NOT_PRINTED = {"foreign_number"}


def said(name: str) -> str:
    """A text of one word that stands nowhere else."""
    return f"Said{name.replace('_', '')}".lower()


@pytest.fixture
def finding(audited: Desk) -> str:
    """The id of a draft that says something in each of its texts."""
    texts = {name: said(name) for name in TEXTS}
    return audited.add("finding", audit="IA-2026-001", grade="minor", **texts)


def test_plain_data_says_each_text(finding: str) -> None:
    values = plain(Reading(), KINDS["finding"], finding)
    assert {name: values[name] for name in TEXTS} == {name: said(name) for name in TEXTS}


def test_the_register_has_each_text(audited: Desk, finding: str) -> None:
    (row,) = List(audited.book, LISTED, Query((("id", finding),))).stream()
    keys = {column.key: column for column in columns.FINDINGS}
    listed = [name for name in TEXTS if name not in NOT_LISTED]
    assert {name: keys[name].text(row) for name in listed} == {name: said(name) for name in listed}
    assert not NOT_LISTED & keys.keys()


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_searched_or_said_not_to_be(audited: Desk, finding: str, name: str) -> None:
    hits = [row.id for row in List(audited.book, LISTED, Query(text=said(name))).stream()]
    assert hits == ([] if name in NOT_SEARCHED else [finding])


def test_who_signs_the_close_signs_each_text(finding: str) -> None:
    content = repr(record_content(Reading(), Finding, finding, "closed"))
    assert {name for name in TEXTS if said(name) not in content} == NOT_SIGNED


def test_the_sheet_prints_each_text(audited: Desk, finding: str, tmp_path: Path) -> None:
    dossiers = [
        dataclasses.replace(dossier, nonconformity=True)
        for dossier in finding_dossiers(audited.book, [finding])
    ]
    stamp = Stamp("0" * 64, 1, datetime(2026, 11, 23, tzinfo=UTC))
    finding_sheets(dossiers, house(audited.book), stamp, tmp_path / "sheet.pdf")
    with pypdfium2.PdfDocument(tmp_path / "sheet.pdf") as pdf:
        paper = "".join(page.get_textpage().get_text_bounded() for page in pdf)
    assert {name for name in TEXTS if said(name) not in "".join(paper.split())} == NOT_PRINTED


@pytest.mark.parametrize("name", TEXTS)
def test_an_edited_cell_and_the_help_know_the_text(name: str) -> None:
    assert MEANINGS["finding"][name].key == name
    assert f"`{name}`" in data_page()
