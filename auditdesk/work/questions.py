"""The question bank: the shipped questions, and the organisation's own, edited and imported."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import ClauseRow, QuestionRow, StandardRow
from auditdesk.domain.clause import ClauseNumber, nearest
from auditdesk.domain.question import Question, newest
from auditdesk.errors import Refusal
from auditdesk.i18n import _
from auditdesk.paths import resource
from auditdesk.work import lookup, standards
from auditdesk.work.question_files import own_key, read


@cache
def shipped() -> tuple[Question, ...]:
    """The questions that come with the program, by number of their clause."""
    known = {
        one.key: {clause.number: clause.assessable for clause in one.clauses}
        for one in standards.shipped()
    }
    found = [
        one
        for path in sorted(resource("questions").glob("*.toml"))
        for one in read(path, known, (), {})
    ]
    return tuple(sorted(found, key=lambda one: min(one.clauses.values()).sort_key))


def bank(reading: Reading) -> list[Question]:
    """What may be asked: the newest version of every question, without those no longer asked."""
    own = [_question(row) for row in reading.rows(QuestionRow)]
    return [one for one in newest([*shipped(), *own]) if not one.retired]


def versions(reading: Reading, key: str) -> list[Question]:
    """All versions of one question, the newest first."""
    own = [_question(row) for row in reading.rows(QuestionRow, key=key)]
    every = [*(one for one in shipped() if one.key == key), *own]
    return sorted(every, key=lambda one: -one.version)


def find(reading: Reading, key: str) -> Question:
    """The newest version of the question of that key."""
    found = next(iter(versions(reading, key.strip())), None)
    if found is None:
        close = nearest(key, [one.key for one in bank(reading)])
        raise Refusal(
            _("There is no question “{key}”. Nearest: {close}.").format(
                key=key, close=", ".join(close) or "–"
            )
        )
    return found


def edit(step: Step, key: str, **values: Any) -> str:
    """Change a question: a new version of it; the lines that asked the old one keep it."""
    old = find(step, key)
    new = replace(old, **values)
    if not new.question.strip():
        raise Refusal(_("The question is missing."))
    if new == old:
        return key
    _keep(step, replace(new, version=old.version + 1), "")
    return key


def add(step: Step, question: Question, source: str = "") -> bool:
    """Take a question into the book: new, or the next version of its key; whether it was news."""
    known = versions(step, question.key)
    version = known[0].version + 1 if known else 1
    if known and replace(question, version=known[0].version) == known[0]:
        return False
    _keep(step, replace(question, version=version), source)
    return True


def add_own(
    step: Step,
    standard: StandardRow,
    clause: str,
    question: str,
    *,
    ask_for: str = "",
    processes: Sequence[str] = (),
) -> str:
    """Add a question of one's own to a clause; its key. Refusal for a clause that is a heading."""
    if not question.strip():
        raise Refusal(_("The question is missing."))
    found = lookup.clause(step, standard, ClauseNumber.parse(clause))
    if not found.assessable:
        raise Refusal(
            _("clause {number} is a heading; ask about one below it.").format(number=found.number)
        )
    clauses = {standard.key: found.number}
    key = own_key(clauses, question)
    add(step, Question(key, clauses, question.strip(), "", ask_for, "", tuple(processes)))
    return key


def take_in(step: Step, path: Path, belongs_to: Sequence[StandardRow] = ()) -> tuple[int, int]:
    """Import a file of questions: how many were taken, how many were there already.

    belongs_to: what a clause belongs to where the file does not say; otherwise every standard of
    the book that has it and may be cited. Refusal naming line and value: then nothing is taken.
    """
    rows = list(step.rows(StandardRow))
    known = {
        row.key: {
            clause.number: clause.assessable for clause in step.rows(ClauseRow, standard=row.id)
        }
        for row in rows
        if row.kind not in ("guidance", "vocabulary") and not row.retired
    }
    names = {row.designation.casefold(): row.key for row in rows}
    found = read(path, known, [row.key for row in belongs_to], names)
    taken = sum(add(step, one, path.name) for one in found)
    return taken, len(found) - taken


def _question(row: QuestionRow) -> Question:
    clauses: dict[str, str] = row.clauses
    return Question(
        row.key,
        {key: ClauseNumber.parse(number) for key, number in clauses.items()},
        row.question,
        row.intent,
        row.ask_for,
        row.typical_failure,
        tuple(row.processes),
        row.changed,
        row.version,
        row.retired,
    )


def _keep(step: Step, question: Question, source: str) -> None:
    step.add(
        QuestionRow,
        key=question.key,
        version=question.version,
        clauses={key: str(number) for key, number in question.clauses.items()},
        question=question.question,
        intent=question.intent,
        ask_for=question.ask_for,
        typical_failure=question.typical_failure,
        processes=list(question.processes),
        changed=question.changed,
        retired=question.retired,
        source=source,
    )


def lines_of(questions: Sequence[Question]) -> Iterator[dict[str, str]]:
    """The questions as rows of a CSV file that can be edited and imported again."""
    for one in questions:
        (_first, number), *others = one.clauses.items()
        moved = {key: own for key, own in others if own != number}
        yield {
            "key": one.key,
            "clause": str(number),
            "standards": "; ".join(one.clauses),
            "elsewhere": "; ".join(f"{key}={own}" for key, own in moved.items()),
            "processes": "; ".join(one.processes),
            "changed": "yes" if one.changed else "no",
            "question": one.question,
            "intent": one.intent,
            "ask_for": one.ask_for,
            "typical_failure": one.typical_failure,
        }
