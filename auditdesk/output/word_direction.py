"""Which way a Word file runs: each paragraph by its first letter, as on our paper."""

import unicodedata
from collections.abc import Iterator
from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from auditdesk.i18n import language, language_and_region

_FROM_RIGHT = ("R", "AL")
_LANGUAGES = frozenset("ar dv fa he ks ku ps sd ug ur yi".split())


def runs_from_right(text: str) -> bool:
    """Whether the first letter of a text belongs to a script that is read from the right."""
    classes = (unicodedata.bidirectional(sign) for sign in text)
    return next((one in _FROM_RIGHT for one in classes if one in ("L", *_FROM_RIGHT)), False)


def language_runs_from_right() -> bool:
    """Whether the language of the program is read from the right."""
    return language_and_region(language())[0] in _LANGUAGES


def set_directions(document: Document) -> None:
    """Turn what is read from the right: paragraphs and runs by their letters, tables and pages by
    the language of the report. A label in bold before a text does not decide for it."""
    whole = language_runs_from_right()
    for paragraph in _paragraphs(document):
        runs = [run for run in paragraph.iter(qn("w:r")) if _text(run)]
        plain = [run for run in runs if run.find(f"{qn('w:rPr')}/{qn('w:b')}") is None] or runs
        told = " ".join(map(_text, plain))
        has_letters = any(unicodedata.bidirectional(sign) in ("L", *_FROM_RIGHT) for sign in told)
        if runs_from_right(told) if has_letters else whole:
            _switch(paragraph.get_or_add_pPr(), "w:bidi", _AFTER_BIDI)
        for run in runs:
            if any(unicodedata.bidirectional(sign) in _FROM_RIGHT for sign in _text(run)):
                _switch(run.get_or_add_rPr(), "w:rtl", _AFTER_RTL)
    if whole:
        for table in document.element.body.iter(qn("w:tblPr")):
            _switch(table, "w:bidiVisual", _AFTER_VISUAL)
        for section in document.sections:
            _switch(section._sectPr, "w:bidi", _AFTER_SECTION)


_AFTER_BIDI = (
    "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing",
    "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment",
    "w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr",
    "w:pPrChange",
)  # fmt: skip
_AFTER_RTL = ("w:cs", "w:em", "w:lang", "w:eastAsianLayout", "w:specVanish", "w:oMath")
_AFTER_VISUAL = (
    "w:tblStyleRowBandSize", "w:tblStyleColBandSize", "w:tblW", "w:jc", "w:tblCellSpacing",
    "w:tblInd", "w:tblBorders", "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook",
)  # fmt: skip
_AFTER_SECTION = ("w:rtlGutter", "w:docGrid", "w:printerSettings", "w:sectPrChange")
"""What stands behind such a mark: the order of these elements is that of ISO/IEC 29500."""


def _switch(properties: Any, name: str, after: tuple[str, ...]) -> None:
    if properties.find(qn(name)) is None:
        properties.insert_element_before(OxmlElement(name), *after)


def _paragraphs(document: Document) -> Iterator[Any]:
    """The paragraphs of body, tables, headers and footers."""
    yield from document.element.body.iter(qn("w:p"))
    for section in document.sections:
        for part in (section.header, section.footer):
            yield from part._element.iter(qn("w:p"))


def _text(run: Any) -> str:
    return "".join(part.text or "" for part in run.iter(qn("w:t")))
