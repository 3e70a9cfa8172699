"""Which edition the organisation works to: a decision with its day, which what is new follows."""

from datetime import date

from auditdesk.book.coverage import became
from auditdesk.book.editions_in_use import WORK_TO, decisions
from auditdesk.book.step import Step
from auditdesk.book.tables import ClauseRow, StandardRow, Unit, UnitClause
from auditdesk.domain.clause import TextKind
from auditdesk.errors import Refusal
from auditdesk.i18n import _, ngettext
from auditdesk.work import lookup
from auditdesk.work.editions import withdrawals
from auditdesk.work.history import record_move


def work_to(step: Step, designation: str, *, since: date, reason: str = "") -> None:
    """Decide that the organisation works to an edition of a standard from a day on.

    New audits, coverage, the planner and what is offered follow; audits that have begun keep their
    edition. Units whose clauses are of another edition only keep what applies to them, by the
    clauses that these became.
    """
    row = lookup.standard(step, designation)
    if row.kind in (TextKind.GUIDANCE, TextKind.VOCABULARY):
        raise Refusal(
            _("{standard} sets no requirements: nobody can work to it.").format(
                standard=row.designation
            )
        )
    if row.valid_from is not None and since < row.valid_from:
        raise Refusal(
            _("{standard} was issued on {issued} only: nobody worked to it on {day}.").format(
                standard=row.designation, issued=row.valid_from, day=since
            )
        )
    if any(one.standard == row.id and one.since == since for one in decisions(step.book)):
        raise Refusal(
            _("It is decided already that you work to {standard} since {day}.").format(
                standard=row.designation, day=since
            )
        )
    step.change(StandardRow, row.id, retired=False)
    record_move(
        step, StandardRow, str(row.id), move=WORK_TO, from_state="", to_state="", on=since,
        reason=reason,
    )  # fmt: skip
    carried = _carry_over(step, str(row.id))
    if carried:
        step.remark(
            ngettext(
                "{n} unit says by its clauses of the edition before what applies in {standard}.",
                "{n} units say by their clauses of the edition before what applies in {standard}.",
                carried,
            ).format(n=carried, standard=row.designation)
        )
    for sentence in withdrawals([row], since):
        step.remark(sentence)


def _carry_over(step: Step, standard: str) -> int:
    """Say for units without clauses of an edition what applies in it; how many units."""
    turned = became(step.book, standard)
    own = {str(one.id) for one in step.rows(ClauseRow, standard=standard)}
    carried = 0
    for unit in step.rows(Unit, retired=False):
        said = list(step.rows(UnitClause, unit=unit.id))
        targets = {
            target: link
            for link in said
            for target in turned.get(str(link.clause), ())
        }  # fmt: skip
        if not targets or any(str(link.clause) in own for link in said):
            continue
        carried += 1
        for target, link in targets.items():
            step.add(
                UnitClause, unit=unit.id, clause=target, applies=link.applies, reason=link.reason
            )
    return carried
