"""Advice read from the book, and the word lists as data."""

from pathlib import Path

import pytest

from auditdesk.book.reading import Reading
from auditdesk.errors import Refusal
from auditdesk.paths import resource
from auditdesk.work.statements import Adviser
from auditdesk.work.words import languages, read_words
from tests.conftest import Desk, nonconformity


def test_advice_sees_grade_clauses_and_people_of_the_book(audited: Desk) -> None:
    audited.set("person", "B. Lopes", job="Head of purchasing")
    adviser = Adviser(Reading())
    assert adviser.advice(nonconformity()) == []
    said = adviser.advice(nonconformity(grade="observation", statement="B. Lopes: 4 missing"))
    assert [(one.field, one.suggestion) for one in said] == [
        ("grade", "Grade it minor or major, or say why the requirement is met all the same."),
        ("statement", "Write the function: Head of purchasing."),
    ]


def test_half_typed_values_are_advised_on_too(audited: Desk) -> None:
    values = {
        "clauses": ["8.", "nonsense"],
        "grade": "",
        "evidence": "4 of",
        "audit": "IA-2026-001",
    }
    assert Adviser(Reading()).advice(values) == []
    assert Adviser(Reading()).advice({}) == []


def test_every_language_has_every_list() -> None:
    assert [words.language for words in languages()][:2] == ["en", "de"]
    path = Path(resource("words", "de.toml"))
    cut = path.read_text("utf-8").replace("vague =", "vage =")
    with pytest.raises(Refusal, match="words of “de” lack: vague"):
        read_words("de", cut)
