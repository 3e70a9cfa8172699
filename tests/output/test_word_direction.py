"""Word reports run as they are read: Arabic and Hebrew from the right."""

from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from auditdesk import i18n
from auditdesk.book.dossier_reader import house
from auditdesk.output import export
from auditdesk.output.word_direction import runs_from_right
from tests.conftest import Desk, nonconformity

TEXTS = {
    "arabic": "لم يتم تقييم أربعة من اثني عشر موردا",
    "hebrew": "ארבעה ספקים לא הוערכו",
    "hebrew after a number": "4: ארבעה ספקים לא הוערכו",
    "latin": "Four of twelve suppliers were not evaluated (ארבעה)",
}


def report_of(desk: Desk, to: Path, text: str) -> Any:
    desk.add("finding", **{**nonconformity(), "statement": text, "evidence": text})
    audit = str(desk.get("audit", "IA-2026-001").id)
    copy = export.assembled(export.report_parts(desk.book, audit))
    export.write_copy(copy, house(desk.book), export.stamp(desk.book), to)
    return Document(str(to))


def is_turned(paragraph: Any) -> bool:
    properties = paragraph._p.pPr
    return properties is not None and properties.find(qn("w:bidi")) is not None


@pytest.mark.parametrize("script", TEXTS)
def test_a_text_of_the_report_runs_by_its_first_letter(
    audited: Desk, tmp_path: Path, script: str
) -> None:
    text = TEXTS[script]
    document = report_of(audited, tmp_path / "report.docx", text)
    holding = [one for one in document.paragraphs if text in one.text]
    assert holding
    for one in holding:
        assert is_turned(one) == (script != "latin") == runs_from_right(text)
        marked = [
            run for run in one.runs if run._r.find(f"{qn('w:rPr')}/{qn('w:rtl')}") is not None
        ]
        assert [run.text for run in marked] == [text]
    others = [one for one in document.paragraphs if one.text and text not in one.text]
    assert others and not any(map(is_turned, others))


@pytest.mark.parametrize("language", ["ar", "he_IL"])
def test_a_report_in_a_language_from_the_right_has_its_tables_so_too(
    audited: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(i18n, "_language", language)
    document = report_of(audited, tmp_path / "report.docx", TEXTS["arabic"])
    for table in document.tables:
        assert table._tbl.tblPr.find(qn("w:bidiVisual")) is not None
