"""The programme of a year: how often each unit is audited and why, what is left out, approval.

An approved programme stays as it was approved. What changes afterwards changes its next revision,
which opens by itself with the reason of the change (ISO 19011, 5.6, in own words).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from auditdesk.book import universe
from auditdesk.book.book import Book
from auditdesk.book.coverage import coverage, standards
from auditdesk.book.coverage import cycle as cycle_of
from auditdesk.book.reading import Reading
from auditdesk.book.stands import stands
from auditdesk.book.step import Step
from auditdesk.book.tables import (
    ApprovedAudit,
    AuditMember,
    AuditRow,
    FrequencyDecision,
    FrequencySchemeRow,
    IntervalFixed,
    LeftOut,
    Person,
    Programme,
    Table,
)
from auditdesk.domain import programme as rules
from auditdesk.domain.audit import AuditState
from auditdesk.domain.checks import Problem, problems, refuse_if
from auditdesk.domain.frequency import (
    Frequency,
    RiskClass,
    Scheme,
    frequency,
    scheme_from,
)
from auditdesk.domain.moves import find_move, require_reason
from auditdesk.errors import ReasonNeeded, Refusal
from auditdesk.i18n import _
from auditdesk.work.history import record_move, sign


def programme_of(step: Step, year: int, on: date, reason: str = "") -> str:
    """The programme of a year that may be changed, opened or revised where it must be.

    on, reason: when and why an approved programme changes.
    """
    revisions = list(step.rows(Programme, year=year))
    if not revisions:
        return add_programme(step, year=year)
    latest = max(revisions, key=lambda row: row.revision)
    return revise(step, latest, on, reason) if latest.state == "approved" else latest.id


def add_programme(step: Step, *, year: int, **values: Any) -> str:
    """Open the programme of a year."""
    if step.find(Programme, year=year):
        raise Refusal(_("There is a programme {year} already.").format(year=year))
    values.setdefault("title", _("Audit programme {year}").format(year=year))
    return step.add(Programme, year=year, **values)


def change_programme(step: Step, row: str, **values: Any) -> None:
    """Change what a programme says; an approved one by its next revision only."""
    programme = step.get(Programme, row)
    if values and programme.state != "draft":
        raise Refusal(
            _("Programme {year} is {state}: use the move “revise” and say why.").format(
                year=programme.year, state=rules.ProgrammeState(programme.state).label
            )
        )
    step.change(Programme, row, **values)


def move(step: Step, row: str, name: str, *, on: date, by: str = "", reason: str = "") -> None:
    """Approve a programme, or revise an approved one."""
    programme = step.get(Programme, row)
    found = find_move(rules.MOVES, name, rules.ProgrammeState(programme.state), str(programme.year))
    require_reason(found, reason)
    if name == "revise":
        revise(step, programme, on, reason)
        return
    decide(step, row, on)
    refuse_if(
        missing(step.book, row, on),
        _("Programme {year} cannot be approved:").format(year=programme.year),
    )
    for audit in step.rows(AuditRow, programme=row):
        if audit.state == "cancelled":
            continue
        lead = step.find(AuditMember, audit=audit.id, role="lead_auditor")
        step.add(
            ApprovedAudit,
            programme=row,
            audit=audit.id,
            starts_on=audit.starts_on,
            ends_on=audit.ends_on,
            lead_auditor=lead.person if lead else None,
        )
    step.change(Programme, row, state=found.target, approved_on=on)
    sign(step, Programme, row, meaning="approved", name=by, on=on)
    record_move(
        step, Programme, row, move=name, from_state="draft", to_state=found.target, on=on, by=by
    )


def revise(step: Step, programme: Programme, on: date, reason: str) -> str:
    """Open the next revision of an approved programme; its audits go over to it."""
    if not reason.strip():
        raise ReasonNeeded(
            _("Programme {year} is approved. Say why it changes: that opens a revision.").format(
                year=programme.year
            )
        )
    manager = step.get(Person, programme.manager) if programme.manager else None
    there = manager.id if manager and not manager.retired else None
    row = _copied(step, Programme, programme, revision=programme.revision + 1, manager=there)
    step.change(Programme, row, state="draft", approved_on=None)
    step.change(Programme, programme.id, state="superseded")
    for table in (FrequencyDecision, LeftOut):
        for one in step.rows(table, programme=programme.id):
            _copied(step, table, one, programme=row)
    for audit in step.rows(AuditRow, programme=programme.id):
        step.change(AuditRow, audit.id, programme=row)
    step.remark(
        _("Programme {year} was approved: its revision {n} opens, because: {reason}").format(
            year=programme.year, n=programme.revision + 1, reason=reason
        )
    )
    record_move(
        step,
        Programme,
        row,
        move="revise",
        from_state="approved",
        to_state="draft",
        on=on,
        reason=reason,
    )
    return row


def _copied(step: Step, table: type[Table], row: Table, **changed: Any) -> str:
    values = {name: getattr(row, name) for name in table.columns if name != "id"}
    return step.add(table, **{**values, **changed})


def decide(step: Step, row: str, today: date) -> None:
    """Reckon how often each unit is audited, and keep inputs, result and reason with a draft.

    What the programme manager chose stays. The decisions of an approved programme are frozen.
    """
    programme = step.get(Programme, row)
    if programme.state != "draft":
        raise Refusal(
            _("How often units are audited was frozen when programme {year} was approved.").format(
                year=programme.year
            )
        )
    book = step.book
    scheme, cycle = universe.scheme(book), universe.cycle_months(book)
    first, on = _year_as_of(programme.year, today)
    for unit in universe.universe(book, on, scheme, first):
        known = step.find(FrequencyDecision, programme=row, unit=unit.id)
        chosen = known.interval_months if known and known.override == "chosen" else 0
        found = frequency(unit.inputs, scheme, cycle, on, chosen)
        rule = frequency(unit.inputs, scheme, cycle, on)
        values = _decision(found, rule, unit.inputs.as_plain(), scheme, today)
        if chosen and known:
            values["override"] = "chosen"
            values["inputs"] |= {key: known.inputs[key] for key in _CHOSEN if key in known.inputs}
        if known:
            step.change(FrequencyDecision, known.id, **values)
        else:
            step.add(FrequencyDecision, programme=row, unit=unit.id, **values)


def _year_as_of(year: int, today: date) -> tuple[date, date]:
    """The first day of a programme, and the day as of which it is reckoned: its last at most."""
    return date(year, 1, 1), min(today, date(year, 12, 31))


def fix_intervals(step: Step, audit: str, units: Iterable[str], on: date) -> None:
    """Keep how often each unit of an audit is to be audited from the day on which it was held.

    What the programme manager chose stays chosen. Whoever asks later reckons as of this day, with
    what the book says then: see `since_fixed`.
    """
    book = step.book
    scheme, cycle = universe.scheme(book), universe.cycle_months(book)
    wanted = set(units)
    for unit in universe.universe(book, on, scheme):
        if unit.id not in wanted:
            continue
        known = step.find(IntervalFixed, unit=unit.id, audit=audit)
        chosen = _chosen(step, unit.id, on.year)
        found = frequency(unit.inputs, scheme, cycle, on, chosen)
        rule = frequency(unit.inputs, scheme, cycle, on)
        decided = _decision(found, rule, unit.inputs.as_plain(), scheme, on)
        values = {"fixed_on": on, **decided}
        if known:
            step.change(IntervalFixed, known.id, **values)
        else:
            step.add(IntervalFixed, unit=unit.id, audit=audit, **values)


def _chosen(reading: Reading, unit: str, year: int) -> int:
    """The months that the manager chose for a unit in the programme of a year, 0 for none."""
    programmes = sorted(reading.rows(Programme, year=year), key=lambda row: -row.revision)
    for programme in programmes:
        known = reading.find(FrequencyDecision, programme=programme.id, unit=unit)
        if known is not None:
            return known.interval_months if known.override == "chosen" else 0
    return 0


def since_fixed(reading: Reading, now: "UnitFrequency") -> tuple[IntervalFixed | None, list[str]]:
    """What was kept when the interval of a unit was fixed last, and the inputs recorded since.

    By name, only what the book says otherwise now; the passing of time is none of them.
    """
    rows = list(reading.rows(IntervalFixed, unit=now.unit))
    latest = max(rows, key=lambda row: (row.fixed_on, row.id), default=None)
    if latest is None:
        return None, []
    told = latest.inputs["inputs"]
    return latest, [
        key
        for key, value in now.inputs.items()
        if key not in _OF_THE_LOOK and key in told and told[key] != value
    ]


_OF_THE_LOOK = frozenset({"last_audit_on", "known_on", "fixed_on", "follow_up_owed"})
"""Inputs that tell of the audit itself."""


_CHOSEN = ("chosen_by", "chosen_on")
"""Who chose another interval than the rule’s, and when."""


def _decision(
    found: Frequency, rule: Frequency, inputs: Mapping[str, Any], scheme: Scheme, today: date
) -> dict[str, Any]:
    return {
        "inputs": {
            "inputs": inputs,
            "ratings": dict(found.ratings),
            "scheme": scheme.as_plain(),
            "decided_on": today.isoformat(),
            "due_on": found.due_on.isoformat(),
            "rule_months": rule.every,
        },
        "score": found.score,
        "risk_class": found.risk_class,
        "interval_months": found.every,
        "override": found.override.key if found.override else "",
    }


@dataclass(frozen=True)
class UnitFrequency:
    """How often a unit is audited and why; frozen: as an approved programme holds it.

    inputs, ratings, weights: by name. months: between two audits. rule_months: those that the rule
    says, None in a record of before that kept only what was chosen. chosen_by, chosen_on: who chose
    others, and when.
    """

    unit: str
    name: str
    score: int
    risk_class: RiskClass
    months: int
    override: str
    due_on: date
    reason: str
    frozen: bool
    inputs: Mapping[str, Any]
    ratings: Mapping[str, int]
    weights: Mapping[str, int]
    rule_months: int | None
    chosen_by: str
    chosen_on: date | None


def frequencies(book: Book, year: int, today: date) -> list[UnitFrequency]:
    """How often each unit is audited: as it was approved, else as of today or the year's end."""
    reading = Reading()
    programme = max(reading.rows(Programme, year=year), key=lambda row: row.revision, default=None)
    frozen = programme is not None and programme.state == "approved"
    kept = {
        row.unit: row
        for row in (reading.rows(FrequencyDecision, programme=programme.id) if programme else ())
    }
    scheme, cycle = universe.scheme(book), universe.cycle_months(book)
    first, on = _year_as_of(year, today)
    found = []
    for unit in universe.universe(book, on, scheme, first):
        row = kept.get(unit.id)
        chosen = row.interval_months if row and row.override == "chosen" else 0
        if row is None or not frozen:
            reckoned = frequency(unit.inputs, scheme, cycle, on, chosen)
            rule = frequency(unit.inputs, scheme, cycle, on)
            values = _decision(reckoned, rule, unit.inputs.as_plain(), scheme, on)
        else:
            values = {name: getattr(row, name) for name in _DECIDED}
        told = values["inputs"]
        choice = row.inputs if row and chosen else {}
        found.append(
            UnitFrequency(
                unit.id,
                unit.name,
                values["score"],
                RiskClass(values["risk_class"]),
                values["interval_months"],
                "chosen" if chosen else values["override"],
                date.fromisoformat(told["due_on"]),
                row.reason if row else "",
                frozen and row is not None,
                told["inputs"],
                told["ratings"],
                told["scheme"]["weights"],
                told.get("rule_months"),
                choice.get("chosen_by", ""),
                date.fromisoformat(choice["chosen_on"]) if "chosen_on" in choice else None,
            )
        )
    return found


_DECIDED = ("inputs", "score", "risk_class", "interval_months", "override")


def choose_interval(
    step: Step, *, programme: str, unit: str, today: date, months: int = 0, reason: str = ""
) -> str:
    """Set how often a unit is audited against its score; `months` 0 goes back to the score."""
    cycle = universe.cycle_months(step.book)
    if months and not reason.strip():
        raise ReasonNeeded(_("Say why this unit is audited at another interval than its score."))
    if months > cycle:
        raise Refusal(
            _("{n} months are longer than the audit cycle of {cycle} months.").format(
                n=months, cycle=cycle
            )
        )
    known = step.find(FrequencyDecision, programme=programme, unit=unit)
    if known is None:
        decide(step, programme, today)
        known = step.find(FrequencyDecision, programme=programme, unit=unit)
        assert known is not None
    step.change(
        FrequencyDecision,
        known.id,
        override="chosen" if months else "",
        interval_months=months or known.interval_months,
        reason=reason if months else "",
        inputs=known.inputs | {"chosen_by": step.book.who, "chosen_on": today.isoformat()},
    )
    decide(step, programme, today)
    return known.id


def change_interval(step: Step, row: str, *, months: int, reason: str = "", today: date) -> None:
    """Set how often a unit is audited, where a decision on it is kept already."""
    known = step.get(FrequencyDecision, row)
    choose_interval(
        step,
        programme=known.programme,
        unit=known.unit,
        months=months,
        reason=reason,
        today=today,
    )


def set_scheme(step: Step, *, scheme: Mapping[str, Any], reason: str) -> str:
    """Change how the organisation scores its units; what is not named stays."""
    if not reason.strip():
        raise ReasonNeeded(_("Say why the frequency scheme changes."))
    if not isinstance(scheme, Mapping):
        raise Refusal(_("A scheme is an object, {data} is none.").format(data=scheme))
    now = universe.scheme(step.book).as_plain()
    unknown = set(scheme) - set(now)
    if unknown:
        raise Refusal(
            _("The scheme has no {names}. It has {known}.").format(
                names=", ".join(sorted(unknown)), known=", ".join(now)
            )
        )
    merged = {
        key: {**now[key], **scheme[key]} if isinstance(now[key], dict) and key in scheme
        else scheme.get(key, now[key])
        for key in now
    }  # fmt: skip
    try:
        made = scheme_from(merged, universe.cycle_months(step.book))
    except (TypeError, ValueError, KeyError) as error:
        raise Refusal(_("The scheme cannot be read: {what}.").format(what=error)) from error
    known = step.find(FrequencySchemeRow)
    if known:
        step.change(FrequencySchemeRow, known.id, scheme=made.as_plain(), reason=reason)
        return known.id
    return step.add(FrequencySchemeRow, scheme=made.as_plain(), reason=reason)


def leave_out(
    step: Step,
    *,
    programme: str,
    reason: str,
    today: date,
    unit: str | None = None,
    clause: str | None = None,
) -> str:
    """Leave a unit or a clause out of a programme, and say why."""
    if not reason.strip():
        raise ReasonNeeded(_("Say why it is left out of the programme."))
    if (unit is None) == (clause is None):
        raise Refusal(_("Name the unit or the clause that is left out."))
    stored = step.get(Programme, programme)
    if stored.state == "approved":
        programme = revise(step, stored, today, reason)
    known = step.find(LeftOut, programme=programme, unit=unit, clause=clause)
    if known:
        step.change(LeftOut, known.id, reason=reason)
        return known.id
    return step.add(LeftOut, programme=programme, unit=unit, clause=clause, reason=reason)


def missing(book: Book, row: str, today: date) -> list[Problem]:
    """What a programme lacks before it may be approved."""
    return problems(facts(book, row, today), rules.CHECKS)


def facts(book: Book, row: str, today: date) -> rules.ProgrammeFacts:
    """A programme as its checks see it: what is due in its year, and what nobody looks at."""
    reading = Reading()
    programme = reading.get(Programme, row)
    year = programme.year
    first, last = date(year, 1, 1), date(year, 12, 31)
    scheme, cycle = universe.scheme(book), universe.cycle_months(book)
    left_out = {one.unit for one in reading.rows(LeftOut, programme=row)}
    planned = [one for one in stands(book, first, last) if one.state != AuditState.CANCELLED]
    visited = {unit for one in planned for unit in one.units if one.visits}
    _first, on = _year_as_of(year, today)
    idle = [
        unit.name
        for unit in universe.universe(book, on, scheme, first)
        if unit.id not in visited | left_out
        and _due_on(reading, row, unit, scheme, cycle, on) <= last
    ]
    bare, part, late = [], [], []
    for standard, _name in standards(book, last)[:1]:
        map_ = coverage(book, standard, *cycle_of(book, year), scheme.yearly, today=on)
        bare = [one.number for one in map_.bare_clauses]
        part = [one.number for one in map_.part_clauses]
        late = [one.number for one in map_.late_yearly if one.number not in bare]
    return rules.ProgrammeFacts(
        objectives=programme.objectives,
        audits=len(planned),
        idle_units=tuple(idle),
        bare_clauses=tuple(bare),
        part_clauses=tuple(part),
        late_clauses=tuple(late),
    )


def _due_on(
    reading: Reading,
    programme: str,
    unit: universe.UnitFacts,
    scheme: Scheme,
    cycle: int,
    on: date,
) -> date:
    known = reading.find(FrequencyDecision, programme=programme, unit=unit.id)
    chosen = known.interval_months if known and known.override == "chosen" else 0
    return frequency(unit.inputs, scheme, cycle, on, chosen).due_on
