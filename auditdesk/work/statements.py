"""Advise on the text of a finding as it stands or as it is being typed."""

import tomllib
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from typing import Any

from auditdesk.book.facts import grade_of
from auditdesk.book.reading import Reading
from auditdesk.book.tables import GradeRow, Person
from auditdesk.domain.checks import Problem
from auditdesk.domain.statement import FindingText, Named, advise
from auditdesk.domain.words import LISTS, Words
from auditdesk.errors import Refusal
from auditdesk.i18n import _
from auditdesk.paths import resource
from auditdesk.work import lookup
from auditdesk.work.audits import standards_of


class Adviser:
    """Knows the word lists and who is in the book; made anew when the book changed."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._people = tuple(
            Named(str(person.name), str(person.job)) for person in reading.rows(Person)
        )

    def advice(self, values: Mapping[str, Any]) -> list[Problem]:
        """What is to be said of a finding's plain data, whole or half typed."""
        key = str(values.get("grade") or "")
        grade = grade_of(self._reading, key) if self._reading.find(GradeRow, id=key) else None
        told = {
            key: str(values.get(key) or "")
            for key in ("requirement", "evidence", "statement", "effect", "document")
        }
        places = (str(values.get(key) or "") for key in ("place", "site", "unit"))
        text = FindingText(
            nonconformity=bool(grade and grade.nonconformity),
            soft=bool(grade and grade.counts_as.soft),
            cited=self._cited(values),
            place=next(filter(None, places), ""),
            people=self._people,
            languages=languages(),
            **told,
        )
        return advise(text)

    def _cited(self, values: Mapping[str, Any]) -> tuple[str, ...]:
        """The titles of what is cited; what cannot be meant yet cites nothing."""
        titles = []
        with suppress(Refusal):
            audit = str(values.get("audit") or "")
            frozen = (
                standards_of(self._reading, lookup.audit(self._reading, audit).id) if audit else []
            )
            for text in values.get("clauses") or ():
                clause, _of, _item = lookup.citation(self._reading, str(text), frozen)
                titles.append(str(clause.title))
        return tuple(titles)


@cache
def languages() -> tuple[Words, ...]:
    """The word lists shipped, English first."""
    files = sorted(
        resource("words").glob("*.toml"), key=lambda path: (path.stem != "en", path.stem)
    )
    return tuple(read_words(path.stem, path.read_text("utf-8")) for path in files)


def read_words(language: str, text: str) -> Words:
    """The words of a language from TOML; Refusal naming the lists that are missing."""
    data = tomllib.loads(text)
    absent = [name for name in LISTS if name not in data]
    if absent:
        raise Refusal(
            _("The words of “{language}” lack: {lists}.").format(
                language=language, lists=", ".join(absent)
            )
        )
    return Words(language, **{name: tuple(data[name]) for name in LISTS})
