"""Completeness: what may stay as it is although an auditor would ask, and why."""

from datetime import date

from auditdesk.book.completeness.answers import LEFT_OPEN
from auditdesk.book.completeness.questions import BY_KEY
from auditdesk.book.step import Step
from auditdesk.book.tables import BY_NAME, MoveRecord, Table
from auditdesk.domain.clause import unknown
from auditdesk.errors import Refusal
from auditdesk.i18n import _
from auditdesk.work.history import record_move


def leave_open(step: Step, question: str, kind: str, row: str, *, on: date, reason: str) -> None:
    """Say why a record may fail a question: it is not asked of it any more.

    The reason is kept with the record, by who gave it and when; a later one takes its place.
    """
    _refuse_unknown(question)
    table = _table(question, kind)
    if not reason.strip():
        raise Refusal(_("Say why it may stay as it is: an auditor will ask for the reason."))
    record_move(
        step, table, row, move=LEFT_OPEN, from_state=question, to_state=question,
        on=on, reason=reason.strip(),
    )  # fmt: skip


def ask_again(step: Step, question: str, row: str) -> None:
    """Take back the reasons why a record may fail a question."""
    _refuse_unknown(question)
    reasons = list(step.rows(MoveRecord, row=row, move=LEFT_OPEN, from_state=question))
    if not reasons:
        raise Refusal(_("No reason was given why this may stay as it is: it is asked already."))
    for given in reasons:
        step.remove(MoveRecord, given.id)


def _table(question: str, kind: str) -> type[Table]:
    """The table of the records that a question is asked of; Refusal of another kind."""
    subject = BY_KEY[question].subject
    if subject is not None and subject.kind != kind:
        raise Refusal(
            _("“{question}” is asked of a record of the kind “{kind}”, not “{other}”.").format(
                question=BY_KEY[question].told, kind=subject.kind, other=kind
            )
        )
    if kind not in BY_NAME:
        raise unknown(_("kind"), kind, BY_NAME)
    return BY_NAME[kind]


def _refuse_unknown(question: str) -> None:
    if question not in BY_KEY:
        raise unknown(_("question"), question, BY_KEY)
