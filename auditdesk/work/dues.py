"""Derived days: what is due when, by the rules of the book, for as long as nobody sets it by hand.

A day follows grade × importance of the process, in the calendar of the site. Who sets it by hand
says so with the day; from then on it stays until it is set back to the rule.
"""

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from auditdesk.book.facts import actions_of, findings_of, planned_check
from auditdesk.book.house_rules import house_rules
from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import (
    ActionRow,
    AuditRow,
    AuditUnit,
    CheckAtAudit,
    DayOrigin,
    DueRule,
    EffectivenessCheck,
    Extension,
    Finding,
    Person,
    PersonRole,
    Process,
    Table,
    Unit,
)
from auditdesk.domain.action import Span, due_on
from auditdesk.domain.audit import BEFORE, AuditState
from auditdesk.domain.finding import ANSWER_OWED, CYCLE, OPEN, FindingState
from auditdesk.domain.programme import WorkingDays
from auditdesk.errors import ReasonNeeded, Refusal
from auditdesk.i18n import _, ngettext
from auditdesk.work.organisation import working_days

STAGES = {"acknowledge": "acknowledge_due", "correct": "correct_due", **CYCLE}
"""The stages of a finding, and the column of the day on which each is due."""


Calendars = dict[str | None, WorkingDays]
"""Working days by site, where many days are counted one after the other."""


def due_after(
    reading: Reading,
    finding: Finding,
    stage: str,
    start: date,
    calendars: Calendars | None = None,
) -> date | None:
    """When a stage of a finding is due that begins on a day; None where no rule says so."""
    importance = int(reading.get(Process, finding.process).importance) if finding.process else 3
    rule = reading.find(DueRule, grade=finding.grade, importance=importance, stage=stage)
    if rule is None:
        return None
    span = Span(int(rule.days), bool(rule.working))
    known: Calendars = {} if calendars is None else calendars
    if finding.site not in known:
        known[finding.site] = working_days(reading, finding.site)
    return due_on(start, span, known[finding.site].add)


class Origin(NamedTuple):
    """Where a day comes from: by rule, counted from a day, or set by somebody for a reason."""

    by_rule: bool
    counted_from: date | None = None
    set_by: str = ""
    reason: str = ""

    @property
    def label(self) -> str:
        """“by rule” or “set by … because …”."""
        if self.by_rule:
            return _("by rule")
        if not self.reason:
            return _("set by {name}").format(name=self.set_by)
        return _("set by {name} because: {reason}").format(name=self.set_by, reason=self.reason)


def origin_of(reading: Reading, row: str, field: str) -> Origin | None:
    """Where a day comes from, None where nothing was kept: then it is as it was first counted."""
    kept = reading.find(DayOrigin, row=row, field=field)
    if kept is None:
        return None
    return Origin(bool(kept.by_rule), kept.counted_from, str(kept.set_by), str(kept.reason))


def set_by_hand(
    step: Step,
    table: type[Table],
    row: str,
    field: str,
    *,
    on: date,
    reason: str = "",
    counted_from: date | None = None,
) -> None:
    """Keep that somebody set this day, so that it no longer follows what it was derived from.

    counted_from: the day from which the rules would count, for the way back to them.
    """
    _keep(
        step, table, row, field, by_rule=False, counted_from=counted_from, reason=reason, set_on=on
    )


def set_by_rule(step: Step, table: type[Table], row: str, field: str, counted_from: date) -> None:
    """Keep from which day this one is counted by the rules."""
    _keep(
        step, table, row, field, by_rule=True, counted_from=counted_from, reason="",
        set_on=counted_from,
    )  # fmt: skip


def _keep(
    step: Step,
    table: type[Table],
    row: str,
    field: str,
    *,
    by_rule: bool,
    counted_from: date | None,
    reason: str,
    set_on: date,
) -> None:
    values: dict[str, Any] = {
        "by_rule": by_rule, "counted_from": counted_from, "reason": reason,
        "set_by": "" if by_rule else step.book.who, "set_on": set_on,
    }  # fmt: skip
    kept = step.find(DayOrigin, row=row, field=field)
    if kept is None:
        step.add(DayOrigin, table_name=table.sql_name, row=row, field=field, **values)
    else:
        step.change(DayOrigin, kept.id, **values)


def refuse_too_many(
    step: Step, name: str, of: str, row: str, approver: str, stage: str = "implement"
) -> None:
    """Refuse one extension more than the rules allow, unless top management approves it.

    name: what is extended, for the sentence. of: "action" or "finding". Those that a new cycle
    counted anew are no extensions.
    """
    most = house_rules(step).extensions
    made = [one for one in step.rows(Extension, **{of: row}, stage=stage) if one.approved_by]
    if len(made) < most:
        return
    top = {
        str(step.get(Person, role.person).name)
        for role in step.rows(PersonRole, role="top_management")
    }
    if approver in top:
        return
    raise Refusal(
        ngettext(
            "The due date of {name} was extended {n} time already. One more is approved by top"
            " management: {people}.",
            "The due date of {name} was extended {n} times already. One more is approved by top"
            " management: {people}.",
            len(made),
        ).format(
            name=name,
            n=len(made),
            people=", ".join(sorted(top)) or _("nobody has that role yet (Organisation, People)"),
        )
    )


# --- the days of a finding ------------------------------------------------------------------------


def finding_origin(reading: Reading, finding: Finding, stage: str) -> Origin:
    """Where the due date of a stage comes from.

    In a book of before, where no origin was kept, an extension says that it was set by hand.
    """
    column = STAGES[stage]
    kept = origin_of(reading, str(finding.id), column)
    if kept is not None:
        return kept
    extensions = list(reading.rows(Extension, finding=finding.id, stage=stage))
    if extensions and extensions[-1].new_due == getattr(finding, column):
        return Origin(False, None, str(extensions[-1].approved_by), str(extensions[-1].reason))
    return Origin(True, finding.issued_on)


def count_anew(step: Step, finding: Finding, on: date, reason: str) -> None:
    """Count the answer and its implementation from a day: a new cycle. What was set by hand goes.

    The days of before are kept as extensions with the reason.
    """
    for stage, column in CYCLE.items():
        due = due_after(step, finding, stage, on)
        if due is None:
            continue
        step.add(
            Extension, finding=finding.id, stage=stage, old_due=getattr(finding, column),
            new_due=due, reason=reason, approved_by="", extended_on=on,
        )  # fmt: skip
        step.change(Finding, finding.id, **{column: due})
        set_by_rule(step, Finding, str(finding.id), column, on)


_SETTLED: Mapping[str, frozenset[str]] = {
    "acknowledge": OPEN - {FindingState.DRAFT, FindingState.ISSUED},
    "correct": OPEN - {FindingState.DRAFT, FindingState.ISSUED, FindingState.ACKNOWLEDGED},
    "plan": OPEN - {FindingState.DRAFT} - ANSWER_OWED,
    "implement": frozenset({FindingState.IMPLEMENTED}),
}
"""States in which a stage lies behind a finding: its day says when it was due, and stays."""


@contextlib.contextmanager
def days_follow(step: Step, findings: Iterable[Finding], quietly: bool = False) -> Iterator[None]:
    """Let the days of open findings and of the checks of their actions follow what is done inside.

    What was set by hand stays, and a remark says so where the rule now says another day. quietly:
    do not remark the days of the findings that move.
    """
    calendars: Calendars = {}
    before = {
        (str(finding.id), stage): _rule_says(step, finding, stage, start, calendars)
        for finding in findings
        if finding.issued_on and finding.state in OPEN
        for stage, start in _starts(step, finding)
    }
    yield
    calendars = {}
    for (id, stage), earlier in before.items():
        _follow(step, step.get(Finding, id), stage, earlier, calendars, quietly)
    for id in dict.fromkeys(id for id, _stage in before):
        for action in actions_of(step, id):
            follow_action(step, str(action.id), calendars)


def _rule_says(
    step: Step, finding: Finding, stage: str, start: date, calendars: Calendars
) -> date | None:
    """As `due_after`; the day that it has where the calendar has no working day, which is said."""
    try:
        return due_after(step, finding, stage, start, calendars)
    except Refusal as error:
        step.remark(str(error))
        day: date | None = getattr(finding, STAGES[stage])
        return day


def _starts(reading: Reading, finding: Finding) -> Iterator[tuple[str, date]]:
    """The stages that do not lie behind a finding, and from when each is counted."""
    for stage in STAGES:
        start = finding_origin(reading, finding, stage).counted_from or finding.issued_on
        if start is not None and finding.state not in _SETTLED[stage]:
            yield stage, start


def _follow(
    step: Step,
    finding: Finding,
    stage: str,
    earlier: date | None,
    calendars: Calendars,
    quietly: bool,
) -> None:
    """Move one due date with the rule. earlier: what the rule said before."""
    column = STAGES[stage]
    origin = finding_origin(step, finding, stage)
    start = origin.counted_from or finding.issued_on
    assert start is not None
    due = _rule_says(step, finding, stage, start, calendars)
    follow_rule(step, finding, column, str(finding.number), earlier, due, origin, quietly)


def follow_rule(
    step: Step,
    row: Table,
    column: str,
    name: str,
    earlier: date | None,
    due: date | None,
    origin: Origin,
    quietly: bool = False,
) -> None:
    """Move one derived day of a row with its rule, or say that it stays because somebody set it.

    name: what the user calls the thing whose day it is. earlier, due: what the rule said before the
    step changed what it counts by, and says now.
    """
    now = getattr(row, column)
    if due in (earlier, now):
        return
    if not origin.by_rule or now != earlier:
        stays(step, row, column, name, due, origin)
        return
    step.change(type(row), str(row.id), **{column: due})
    if not quietly:
        step.remark(
            _("{label} of {name} moves from {day} to {due}.").format(
                label=_(str(row.columns[column].label)), name=name,
                day=now or _("no day"), due=due or _("no day"),
            )
        )  # fmt: skip


def stays(step: Step, row: Table, column: str, name: str, due: date | None, origin: Origin) -> None:
    """Remark that a day stays where the rule says another one. due: what the rule says."""
    step.remark(
        _("{label} of {name} stays on {day}, {origin}; the rule says {due}.").format(
            label=_(str(row.columns[column].label)), name=name,
            day=getattr(row, column) or _("no day"), due=due or _("no day"),
            origin=_("told by hand") if origin.by_rule else origin.label,
        )
    )  # fmt: skip


def back_to_rule(step: Step, finding: Finding, stage: str, on: date, reason: str) -> None:
    """Set a due date back to what the rules say, counted from the issue or the latest cycle.

    One that moves by that needs a reason as any other that moves, and is kept as an extension.
    """
    column = STAGES[stage]
    origin = origin_of(step, str(finding.id), column)
    start = (origin and origin.counted_from) or finding.issued_on
    if start is None:
        return
    move_due(step, finding, stage, due_after(step, finding, stage, start), on, reason)
    set_by_rule(step, Finding, str(finding.id), column, start)


def move_due(
    step: Step,
    finding: Finding,
    stage: str,
    due: date | None,
    on: date,
    reason: str,
    approved_by: str = "",
) -> None:
    """Move a due date of an issued finding; ReasonNeeded where nobody says why."""
    column = STAGES[stage]
    old = getattr(finding, column)
    if due == old:
        return
    if not reason.strip():
        raise ReasonNeeded(
            _("{label} of {name} moves from {day} to {due}. Say why.").format(
                label=_(str(Finding.columns[column].label)), name=finding.number,
                day=old or _("no day"), due=due or _("no day"),
            )
        )  # fmt: skip
    step.add(
        Extension, finding=finding.id, stage=stage, old_due=old, new_due=due, reason=reason,
        approved_by=approved_by, extended_on=on,
    )  # fmt: skip
    step.change(Finding, finding.id, **{column: due})


# --- whose calendar counts -----------------------------------------------------------------------


def site_of(reading: Reading, kind: str, id: str) -> str | None:
    """The site in whose calendar the days of a thing count; None for that of the organisation."""
    if kind in ("finding", "action"):
        of = reading.get(Finding, id) if kind == "finding" else findings_of(reading, id)[0]
        return str(of.site) if of.site else None
    return site_of_audit(reading, id) if kind == "audit" else None


def site_of_audit(reading: Reading, audit: str) -> str | None:
    """The site of an audit, whose calendar counts; None for several."""
    units = [reading.get(Unit, link.unit) for link in reading.rows(AuditUnit, audit=audit)]
    sites = {unit.site for unit in units}
    return sites.pop() if len(sites) == 1 else None


# --- the day of a check ---------------------------------------------------------------------------


def check_day(step: Reading, row: str, on: date, calendars: Calendars | None = None) -> date | None:
    """When the effect can be seen: the waiting time of the rules after the action is done or due.

    None where no rule gives one: then the next audit of the unit looks.
    """
    action = step.get(ActionRow, row)
    start = action.done_on or action.due or on
    return due_after(step, findings_of(step, row)[0], "verify", start, calendars)


def check_at_audit(step: Step, check: str) -> None:
    """Let the next audit of the unit look at the effect."""
    if step.find(CheckAtAudit, check=check) is None:
        step.add(CheckAtAudit, check=check)


def check_on_a_day(step: Step, check: str) -> None:
    """Look at the effect on the day that is told, whatever is audited."""
    kept = step.find(CheckAtAudit, check=check)
    if kept is not None:
        step.remove(CheckAtAudit, kept.id)


def next_audit(reading: Reading, action: str, after: date) -> AuditRow | None:
    """The next audit that stands of the unit for which an action was agreed, from a day on."""
    finding = findings_of(reading, action)[0]
    unit = reading.find(Unit, process=finding.process, site=finding.site)
    links = reading.rows(AuditUnit, unit=unit.id) if unit else iter(())
    audits = [reading.get(AuditRow, link.audit) for link in links]
    standing = [
        (audit.starts_on, audit)
        for audit in audits
        if audit.state in (*BEFORE, AuditState.STARTED) and audit.starts_on
        and audit.starts_on >= after
    ]  # fmt: skip
    return min(standing, key=lambda pair: pair[0])[1] if standing else None


def follow_action(
    step: Step, row: str, calendars: Calendars | None = None, quietly: bool = False
) -> None:
    """Move the day of a planned check with its action, unless somebody set it by hand.

    One that the next audit makes is on the first day of that audit, on none while none stands.
    """
    check = planned_check(step, row)
    action = step.get(ActionRow, row)
    start = action.done_on or action.due
    if check is None or start is None or action.cancelled_on:
        return
    at_audit = step.find(CheckAtAudit, check=check.id)
    if at_audit is None:
        day = check_day(step, row, start, calendars)
    else:
        audit = next_audit(step, row, start)
        step.change(CheckAtAudit, at_audit.id, audit=audit.id if audit else None)
        day = audit.starts_on if audit else None
    origin = origin_of(step, str(check.id), "planned_on")
    if (origin is None or origin.by_rule or at_audit) and check.planned_on != day:
        step.change(EffectivenessCheck, check.id, planned_on=day)
        if not quietly:
            step.remark(
                _("The effectiveness check of {number} moves from {old} to {new}.").format(
                    number=action.number,
                    old=check.planned_on or _("no day"),
                    new=day or _("no day"),
                )
            )


def follow_audits(step: Step) -> None:
    """Move the checks that the next audit makes, once audits were planned, moved or cancelled."""
    for at_audit in step.rows(CheckAtAudit):
        check = step.get(EffectivenessCheck, at_audit.check)
        if check.result is None:
            follow_action(step, check.action)
