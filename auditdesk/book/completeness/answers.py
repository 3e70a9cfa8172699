"""Answers: how many records fail each question in a period, and which."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from auditdesk.book.book import Book
from auditdesk.book.completeness.question import AuditorQuestion, Period, Subject
from auditdesk.book.completeness.questions import QUESTIONS
from auditdesk.book.tables import MoveRecord
from auditdesk.domain.completeness import Gap, Weight
from auditdesk.errors import Refusal
from auditdesk.i18n import _

LEFT_OPEN = "leave_open"
"""The move that says why a record may fail a question; which one stands in its `from_state`."""


class Narrow(NamedTuple):
    """What is looked at only: a site and a person, by name; "" for all."""

    site: str = ""
    who: str = ""


EVERYTHING = Narrow()


class Answered(NamedTuple):
    """A question and how many records fail it. left_open: how many more may, as a reason says."""

    question: AuditorQuestion
    failing: int
    left_open: int


def period_of(first: date | None, today: date) -> Period:
    """From a day until today; from the first of January of the year before without one.

    Refusal for a day that has not come yet.
    """
    if first is not None and first > today:
        raise Refusal(_("{day} has not come yet.").format(day=first.isoformat()))
    return Period(first or date(today.year - 1, 1, 1), today, today)


def answers(
    book: Book,
    period: Period,
    narrow: Narrow = EVERYTHING,
    questions: Sequence[AuditorQuestion] = QUESTIONS,
) -> list[Answered]:
    """Every question with the number of records that fail it, in the order of the questions."""
    reasons = reasons_given(book)
    counts: dict[str, int] = {}
    by_subject: dict[Subject, list[AuditorQuestion]] = defaultdict(list)
    for question in questions:
        if question.subject is None:
            counts[question.key] = len(gaps(book, question, period, narrow, reasons=reasons))
        else:
            by_subject[question.subject].append(question)
    for subject, asked in by_subject.items():
        found = _counted(book, subject, asked, period, narrow, reasons)
        counts |= {one.key: n for one, n in zip(asked, found, strict=True)}
    return [
        Answered(one, counts[one.key], len(left_open(book, one, period, narrow, reasons)))
        for one in questions
    ]


def gaps(
    book: Book,
    question: AuditorQuestion,
    period: Period,
    narrow: Narrow = EVERYTHING,
    most: int = -1,
    *,
    reasons: dict[str, dict[str, str]] | None = None,
) -> list[Gap]:
    """The records that fail a question, `most` of them where that is not negative."""
    excused = (reasons_given(book) if reasons is None else reasons).get(question.key, {})
    if question.subject is None:
        assert question.find is not None
        found = [
            gap
            for gap in question.find(book, period)
            if gap.id not in excused
            and (not narrow.site or narrow.site in gap.sites)
            and (not narrow.who or narrow.who == gap.who)
        ]
        return found if most < 0 else found[:most]
    subject = question.subject
    sql = (
        f"SELECT {subject.id}, {subject.number}, {subject.sites},"
        f" {subject.whose(question.mender)}, {question.more}"
        f" FROM {subject.source} WHERE {subject.within} AND {_at_site(subject, narrow)}"
        f" AND {_hit(subject, question, excused, narrow)} IS NOT NULL"
        f"{f' GROUP BY +{subject.id}' if subject.several else ''}"
        f" ORDER BY {', '.join(f'+{term}' for term in subject.order)} LIMIT :most"
    )
    values = _values(period, narrow) | {"most": most, question.key: json.dumps(list(excused))}
    return [
        Gap(
            subject.kind,
            id,
            str(number or ""),
            tuple(json.loads(sites)),
            who or "",
            str(more or ""),
        )
        for id, number, sites, who, more in book.select(sql, values)
    ]


def left_open(
    book: Book,
    question: AuditorQuestion,
    period: Period,
    narrow: Narrow,
    reasons: dict[str, dict[str, str]],
) -> list[tuple[Gap, str]]:
    """The records that fail a question and may, each with its reason."""
    given = reasons.get(question.key, {})
    failing = gaps(book, question, period, narrow, reasons={}) if given else []
    return [(gap, given[gap.id]) for gap in failing if gap.id in given]


def reasons_given(book: Book) -> dict[str, dict[str, str]]:
    """By question, the records that may fail it, each with the reason that was given last."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for key, row, reason in book.select(
        f"SELECT from_state, row, reason FROM {MoveRecord.sql_name} WHERE move = ? ORDER BY id",
        (LEFT_OPEN,),
    ):
        found[key][row] = reason
    return found


def open_questions(found: Sequence[Answered]) -> Iterator[Answered]:
    """Those that some record fails, the heavy ones first."""
    return iter(
        sorted(
            (one for one in found if one.failing),
            key=lambda one: _WEIGHTS.index(one.question.weight),
        )
    )


_WEIGHTS = list(Weight)


def _counted(
    book: Book,
    subject: Subject,
    asked: Sequence[AuditorQuestion],
    period: Period,
    narrow: Narrow,
    reasons: dict[str, dict[str, str]],
) -> list[int]:
    values = _values(period, narrow)
    terms = []
    for one in asked:
        excused = reasons.get(one.key, {})
        values[one.key] = json.dumps(list(excused))
        terms.append(
            f"count({'DISTINCT ' if subject.several else ''}{_hit(subject, one, excused, narrow)})"
        )
    sql = (
        f"SELECT {', '.join(terms)} FROM {subject.source}"
        f" WHERE {subject.within} AND {_at_site(subject, narrow)}"
    )
    (row,) = book.select(sql, values)
    return [int(n) for n in row]


def _hit(
    subject: Subject, question: AuditorQuestion, excused: dict[str, str], narrow: Narrow
) -> str:
    """SQL: the id of a record that fails, NULL of any other.

    A CASE looks at its conditions one after the other and at no index: cheap ones come first, and
    the records are gone through in one order however many fail.
    """
    fails = f"({question.fails})"
    if excused:
        fails += f" AND {subject.id} NOT IN (SELECT value FROM json_each(:{question.key}))"
    if narrow.who:
        fails += f" AND ({subject.whose(question.mender)}) = :who"
    return f"CASE WHEN {fails} THEN {subject.id} END"


def _at_site(subject: Subject, narrow: Narrow) -> str:
    return f"({subject.at_site})" if narrow.site else "1"


def _values(period: Period, narrow: Narrow) -> dict[str, str | int]:
    return {**period.values, "site": narrow.site, "who": narrow.who}
