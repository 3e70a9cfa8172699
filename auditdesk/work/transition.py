"""Transition: an action for each clause that an edition changed and nobody has looked at yet."""

from dataclasses import replace
from datetime import date

from auditdesk.book.book import Book
from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import ActionRow
from auditdesk.book.transition import MARK, Transition, transition
from auditdesk.errors import Refusal
from auditdesk.i18n import _
from auditdesk.work import questions
from auditdesk.work.editions import new_certificates_end
from auditdesk.work.entry import enter
from auditdesk.work.kinds import KINDS

_GRADE = "opportunity"


def agree(step: Step, of: Transition, clause: str, today: date) -> str:
    """Agree an action for what is missing of a changed clause, on an opportunity; its id.

    Once: Refusal where there is one that was not cancelled, or nothing is missing.
    """
    change = next(one for one in of.changes if one.id == clause)
    if clause in of.actions:
        raise Refusal(
            _("{number} is agreed for {clause} already.").format(
                number=of.actions[clause], clause=change.number
            )
        )
    units = of.gaps(clause)
    if not units:
        raise Refusal(
            _("{clause} was looked at in every unit to which it applies.").format(
                clause=change.number
            )
        )
    names = ", ".join(unit.name for unit in units)
    finding = enter(
        step,
        KINDS["finding"],
        {
            "grade": _GRADE,
            "standard": of.new,
            "clauses": [change.number],
            "statement": _("{standard}, {clause}: not looked at yet in {names}").format(
                standard=of.new, clause=change.heading, names=names
            ),
            "evidence": _("Transition from {old} to {new} as of {day}. {note}").format(
                old=of.old, new=of.new, day=today.isoformat(), note=change.note
            ),
            "raised_on": today,
            **({"unit": units[0].name} if len(units) == 1 else {}),
        },
        today,
    )
    action = enter(
        step,
        KINDS["action"],
        {
            "finding": finding,
            "what": _("Bring {names} to {standard}, {clause}: {note}").format(
                names=names, standard=of.new, clause=change.number, note=change.note or change.title
            ),
        },
        today,
    )
    step.change(
        ActionRow, action, foreign_number=MARK.format(standard=of.new, clause=change.number)
    )
    return action


def whole(book: Book, standard: str, today: date) -> Transition:
    """The transition to an edition, with what the program knows of it beside the book."""
    found = transition(book, standard, today)
    bank = [one for one in questions.bank(Reading()) if one.changed]
    asked = {
        change.id: tuple(
            one.question
            for one in bank
            if any(
                key != found.key and str(number.clause) == change.number
                for key, number in one.clauses.items()
            )
        )
        for change in found.changes
    }
    return replace(found, asked=asked, certificates_end=new_certificates_end().get(found.key))
