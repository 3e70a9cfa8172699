"""Causes: why once more where a person is blamed, and the analysis on the sheet."""

from pathlib import Path

import pypdfium2
import pytest

from auditdesk.book.dossier_reader import finding_dossiers, house
from auditdesk.book.reading import Reading
from auditdesk.book.tables import Cause
from auditdesk.errors import ReasonNeeded
from auditdesk.output import export, sheets
from tests.conftest import Desk

NC = "NC-2026-001"


def cause(desk: Desk) -> Cause:
    return next(Reading().rows(Cause, finding=desk.get("finding", NC).id))


@pytest.mark.parametrize("told", ["Human error", "Der Mitarbeiter hat es vergessen"])
def test_human_error_alone_is_asked_why_once_more(issued: Desk, told: str) -> None:
    with pytest.raises(ReasonNeeded, match="says who, not why"):
        issued.add("cause", finding=NC, cause=told)
    issued.add("cause", finding=NC, cause=told, reason="The recall names no deputy")
    stored = cause(issued)
    assert (stored.cause, stored.method) == ("The recall names no deputy", "five_why")
    assert stored.steps == [told]


def test_a_cause_changed_to_blame_a_person_is_asked_too(issued: Desk) -> None:
    issued.add("cause", finding=NC, cause="No recall", method="five_why", steps=["Not evaluated"])
    id = cause(issued).id
    with pytest.raises(ReasonNeeded):
        issued.set("cause", id, cause="carelessness")
    issued.set("cause", id, cause="carelessness", reason="One person for 400 suppliers")
    assert cause(issued).steps == ["Not evaluated", "carelessness"]
    issued.set("cause", id, category="People")
    assert cause(issued).cause == "One person for 400 suppliers"


def test_in_a_diagram_the_blamed_person_becomes_a_cause_on_its_branch(issued: Desk) -> None:
    issued.add(
        "cause", finding=NC, cause="oversight", reason="No second look", method="ishikawa",
        steps=["Method: no list"],
    )  # fmt: skip
    assert cause(issued).steps == ["Method: no list", "People: oversight"]


@pytest.mark.parametrize("method", ["five_why", "ishikawa"])
def test_the_sheet_shows_whys_and_the_drawn_branches(
    issued: Desk, tmp_path: Path, method: str
) -> None:
    steps = ["Methode: Rückruf ohne Gruppe B", "Machine: ERP <list> $x$ #1", "Own: *bold*"]
    issued.add("cause", finding=NC, cause="No recall", method=method, steps=steps)
    id = issued.get("finding", NC).id
    (dossier,) = finding_dossiers(issued.book, [id])
    assert (dossier.causes[0].drawing is not None) is (method == "ishikawa")
    to = tmp_path / "sheet.pdf"
    sheets.finding_sheets([dossier], house(issued.book), export.stamp(issued.book), to)
    with pypdfium2.PdfDocument(to) as document:
        text = "".join(page.get_textpage().get_text_bounded() for page in document)
    for told in ("Rückruf ohne Gruppe B", "ERP <list> $x$ #1", "*bold*"):
        assert told in " ".join(text.split())
    assert ("Methode: Rückruf" in text) is (method == "five_why")
