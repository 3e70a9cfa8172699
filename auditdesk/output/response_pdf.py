"""The response form as a PDF: to be typed into, or printed and filled in with a pen."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from auditdesk.book.dossiers import House
from auditdesk.domain.response import PART, TOKEN, WHYS, FormQuestion, ResponseForm, Texts, asked
from auditdesk.output.sheets import Printed, Stamp, response_forms
from auditdesk.output.slots import Fields


def print_response(
    forms: Sequence[ResponseForm],
    texts: Texts,
    people: Sequence[str],
    house: House,
    stamp: Stamp,
    to: Path,
) -> Printed:
    """Write the form of one or several findings, each on pages of its own.

    The token of each finding travels in a hidden field, the mark of a row in the names of its own.
    """
    title = texts.file.format(names=", ".join(form.number for form in forms))
    sheets = [_sheet(form, texts) for form in forms]
    rows = [(form, question) for form in forms for question in form.questions]
    words = {"answer": texts.answer, "who": texts.who, "day": texts.day}
    told = {
        _name(question, part): f"{form.number}, {question.text}: {word}"
        for form, question in rows
        for part, word in words.items()
    }
    lists: dict[str, Sequence[str]] = {_name(question, "who"): people for _form, question in rows}
    for _form, question in rows:
        if question.key == "category":
            lists[_name(question, "answer")] = list(texts.categories.values())
    hidden = {f"{TOKEN}{n}": form.token for n, form in enumerate(forms, 1)}
    return response_forms(title, sheets, Fields(told, lists, hidden), house, stamp, to)


def _name(question: FormQuestion, part: str) -> str:
    return f"{question.mark}{PART}{part}"


def _room(key: str) -> int:
    """Millimetres of height for an answer."""
    return 8 if key == "category" else 11 if key in WHYS else 15


def _sheet(form: ResponseForm, texts: Texts) -> dict[str, Any]:
    return {
        "number": form.number,
        "title": texts.title.format(number=form.number),
        "code": form.code,
        "instructions": list(texts.paper),
        "facts": [list(fact) for fact in form.facts],
        "answer": texts.answer,
        "who": texts.who,
        "day": texts.day,
        "questions": [
            {
                "text": question.text,
                "mark": question.mark,
                "asked": sorted(asked(question.key)),
                "room": _room(question.key),
            }
            for question in form.questions
        ],
    }
