"""Advise on the text of a finding as it stands or as it is being typed."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from auditdesk.book.facts import grade_of
from auditdesk.book.people import listed_people
from auditdesk.book.reading import Reading
from auditdesk.book.tables import GradeRow
from auditdesk.domain.checks import Problem
from auditdesk.domain.people import PeopleFinder
from auditdesk.domain.statement import FindingText, advise
from auditdesk.errors import Refusal
from auditdesk.work import lookup
from auditdesk.work.audits import standards_of
from auditdesk.work.people import lexicon
from auditdesk.work.words import languages


class Adviser:
    """Knows the word lists and who is in the book; made anew when the book changed."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._people = PeopleFinder(listed_people(reading), lexicon())

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
                titles.append(clause.title)
        return tuple(titles)
