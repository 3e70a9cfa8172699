"""Audits from schedules: the audits, their timetables and checklists."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from auditdesk.book.tables import (
    AuditRow,
    Checklist,
    ChecklistLine,
    Session,
    StandardRow,
)
from auditdesk.domain.audit import DONE, AuditState
from auditdesk.domain.checklist import VERDICTS
from auditdesk.domain.numbering import Number
from auditdesk.errors import Refusal
from auditdesk.i18n import _
from auditdesk.intake.account import Fate
from auditdesk.intake.dates import last_of_month
from auditdesk.intake.pairs import Doubt, PairDecision
from auditdesk.intake.records import Record
from auditdesk.intake.words import fold, meant
from auditdesk.work import audits, entry, lookup
from auditdesk.work.intake.context import Context, Taken, enter_or_amend, iso, related
from auditdesk.work.intake.takeover import take_over_audit
from auditdesk.work.kinds import KINDS


def take_audit(context: Context, record: Record) -> Taken:
    """An audit of the schedule, or one for each mark in the months of its row."""
    spans = record.values.get("spans")
    if spans is None:
        return _take_one(context, record)
    if not spans:
        raise Refusal(_("no month of a year that is known is marked"))
    values, taken = dict(record.values), []
    if len(spans) > 1:
        _leave_days(context, record, values)
    for starts_on, ends_on in spans:
        state = values.get("span_states", {}).get((starts_on, ends_on)) or values.get("state")
        record.values = values | {"starts_on": starts_on, "ends_on": ends_on, "state": state}
        taken.append(_take_one(context, record))
    fates = {one.fate for one in taken}
    fate = next(one for one in (Fate.NEW, Fate.CHANGED, Fate.SAME) if one in fates)
    what = ", ".join(one.name for one in taken) if len(taken) > 1 else taken[0].what
    return replace(taken[-1], fate=fate, what=what)


def _take_one(context: Context, record: Record) -> Taken:
    """An audit of the schedule; a month alone is the span in which it lies."""
    values, names, step = record.values, context.names, context.step
    number = str(values.get("number", ""))
    own = Number.parse(number) if context.own else None
    starts_on, ends_on = values.get("starts_on"), values.get("ends_on")
    month = values.get("month")
    if starts_on is None and month:
        starts_on, ends_on = month, last_of_month(month)
    process = str(values.get("process", ""))
    title = str(values.get("title") or process or number)
    if not title and not values.get("units"):
        raise Refusal(_("the row names no audit"))
    units: list[str] = []
    for text in values.get("units") or ():
        try:
            units.append(lookup.unit_name(step, lookup.unit(step, text)))
        except Refusal:
            context.leave(record, _("Unit"), text)
    if process and values.get("site"):
        units.append(names.unit(process, values["site"]))
    elif process and names.units_of(process):
        units += names.units_of(process)
    elif process and process != title:
        values.setdefault("scope", process)
    year = values.get("year")
    begins = starts_on or (date(year, 1, 1) if year else None)
    named = str(values.get("standard") or "")
    standard = context.edition(begins, named)
    cited, unknown = names.cite(standard, values.get("clauses") or (), items=False)
    context.leave_clauses(record, unknown, standard)
    data: dict[str, Any] = {
        "title": title,
        "foreign_number": str(values.get("foreign_number") or ("" if own else number)),
        "starts_on": iso(starts_on),
        "ends_on": iso(ends_on),
        "year": own.year if own else year if starts_on is None else None,
        "units": units,
        "standard": [standard.designation] if standard and (cited or named) else [],
        "clauses": cited,
        "objectives": values.get("objectives"),
        "scope": values.get("scope"),
        "contact": names.person(str(values.get("contact") or "")),
        "lead_auditor": names.person(str(values.get("lead_auditor") or "")),
    }
    team = [one for one in map(names.person, values.get("team") or ()) if one]
    if team:
        data["team"] = [one for one in team if one != data["lead_auditor"]]
    found = _known(context, data, number, own, "spans" in values)
    if found is None and number:
        found = _namesake(context, record, data, number)
    if found is None:
        id = _plan(context, data, own)
        taken = Taken(Fate.NEW, AuditRow, id, step.get(AuditRow, id).number)
        names.learn_audit(id, number, title, taken.name)
    else:
        name = step.get(AuditRow, found).number
        never = (
            ("team", "year", "starts_on", "ends_on")
            if step.get(AuditRow, found).starts_on
            else ("team", "year")
        )
        taken = enter_or_amend(context, "audit", found, data, name, never)
        moved = _moved(context, record, found, starts_on, ends_on)
        if moved:
            taken = Taken(Fate.CHANGED, AuditRow, found, name, moved)
    return _stands(context, record, taken)


_CAME = {
    "started_on": (AuditState.STARTED, AuditState.HELD, AuditState.REPORTED, AuditState.CLOSED),
    "held_on": (AuditState.HELD, AuditState.REPORTED, AuditState.CLOSED),
    "reported_on": (AuditState.REPORTED, AuditState.CLOSED),
    "closed_on": (AuditState.CLOSED,),
}
"""The days of an audit's life, from the first to the last, and the states that have each."""


def _leave_days(context: Context, record: Record, values: dict[str, Any]) -> None:
    """Keep the days of a row that marks several audits: it does not tell of which they are."""
    for field in _CAME:
        day = values.pop(field, None)
        if day:
            why = _("the row marks several audits")
            context.leave(record, AuditRow.columns[field].label, iso(day), why)


def _stands(context: Context, record: Record, taken: Taken) -> Taken:
    """Take over how far the schedule says an audit came, with the days on which it did.

    A row that tells no state stands where its last day brought it. A day that is still to come, or
    that its state does not have, is kept as a note; so is one that the book knows otherwise.
    """
    values, audit = record.values, context.step.get(AuditRow, taken.id)
    told = {field: values[field] for field in _CAME if values.get(field)}
    days = {field: day for field, day in told.items() if day <= context.today}
    reached = next((_CAME[field][0] for field in reversed(_CAME) if field in days), None)
    state = values.get("state") or reached or audit.state
    if audit.state != AuditState.PLANNED:
        state = audit.state
    new: dict[str, date] = {}
    for field, day in told.items():
        known: date | None = getattr(audit, field)
        if field not in days:
            why = _("the day is still to come")
        elif state not in _CAME[field]:
            why = _("the audit is {state}").format(state=AuditState(state).label)
        elif known is None:
            new[field] = day
            continue
        elif known != day:
            why = _("the book says {day}").format(day=iso(known))
        else:
            continue
        context.leave(record, AuditRow.columns[field].label, iso(day), why)
    if state in DONE and not audit.held_on and "held_on" not in new and not context.own:
        context.miss(record, _("Held on"))
    if state == audit.state and not new:
        return taken
    source = context.source(record)
    take_over_audit(context.step, taken.id, state=state, on=context.today, source=source, **new)
    if taken.fate is Fate.SAME:
        what = str(state) if state != audit.state else ", ".join(map(iso, new.values()))
        return Taken(Fate.CHANGED, AuditRow, taken.id, taken.name, what)
    return taken


def _known(
    context: Context,
    data: Mapping[str, Any],
    number: str,
    own: Number | None,
    alone_by_day: bool = False,
) -> str | None:
    """The audit of that number or title: of the same days or words, for schedules count anew.

    alone_by_day: the file may have several audits of that title in the year, as a grid of months.
    """
    for id in reversed(context.names.audit_ids(number or str(data["title"]))):
        audit = context.step.get(AuditRow, id)
        same_day = data["starts_on"] and iso(audit.starts_on) == data["starts_on"]
        bare = audit.starts_on is None or not data["starts_on"]
        words = related(fold(audit.title), fold(str(data["title"])))
        if own or same_day or (bare and words):
            return id
        same_year = bool(audit.starts_on) and iso(audit.starts_on)[:4] == data["starts_on"][:4]
        if not number and not alone_by_day and words and same_year:
            return id
    return None


def _namesake(context: Context, record: Record, data: Mapping[str, Any], number: str) -> str | None:
    """The audit of the same number, where it was decided that the row is that."""
    for id in reversed(context.names.audit_ids(number)):
        name = context.step.get(AuditRow, id).number
        choice = context.pairs.decide(record, Doubt.NUMBER, AuditRow, id, name, data)
        return id if choice is PairDecision.SAME else None
    return None


def _plan(context: Context, data: Mapping[str, Any], kept: Number | None) -> str:
    told = {key: value for key, value in data.items() if value not in (None, "", [])}
    told["reason"] = context.as_in()
    if kept is None:
        return entry.enter(context.step, KINDS["audit"], told, context.today)
    id = audits.plan(
        context.step, kept=kept, year=kept.year, reason=context.as_in(), today=context.today
    )
    rest = {key: value for key, value in told.items() if key not in ("year", "reason")}
    entry.amend(context.step, KINDS["audit"], id, rest, context.today)
    return id


def _moved(
    context: Context, record: Record, id: str, starts_on: date | None, ends_on: date | None
) -> str:
    """The schedule gives an audit another start than the book: it moves, and the file is why.

    Without an end it keeps its length; an end alone moves nothing, and is said.
    """
    audit = context.step.get(AuditRow, id)
    if starts_on is None and ends_on and audit.ends_on and ends_on != audit.ends_on:
        why = _("{number} moves by its start, which the row does not tell")
        context.leave(record, _("Ends on"), iso(ends_on), why.format(number=audit.number))
    same = starts_on == audit.starts_on and ends_on in (None, audit.ends_on)
    if starts_on is None or audit.starts_on is None or same:
        return ""
    audits.move(
        context.step,
        id,
        "reschedule",
        on=context.today,
        reason=context.as_in(),
        starts_on=starts_on,
        ends_on=ends_on,
    )
    return f"{audit.starts_on} → {starts_on}"


def take_session(context: Context, record: Record) -> Taken:
    """A line of the timetable of the table's audit."""
    values, names, step = record.values, context.names, context.step
    number = _audit_of(context, values, values.get("day"))
    audit = lookup.audit(step, number)
    what = str(values.get("what", ""))
    missing = [word for key, word in _SESSION_NEEDS.items() if not values.get(key)]
    if missing:
        raise Refusal(_("the row has no {what}").format(what=", ".join(map(_, missing))))
    home = _edition_of(context, audit, values["day"])
    cited, unknown = names.cite(home, values.get("clauses") or ())
    context.leave_clauses(record, unknown, home)
    people = {
        key: [one for one in map(names.person, values.get(key) or ()) if one]
        for key in ("auditors", "auditees")
    }
    people["auditees"] = [one for one in people["auditees"] if one not in people["auditors"]]
    if values.get("number"):
        context.leave(record, _("Session"), str(values["number"]))
    if values.get("unit"):
        context.leave(record, _("Unit"), str(values["unit"]))
    data = {
        "audit": number,
        "kind": values.get("kind") or meant("session_kind", what) or "audit",
        "day": iso(values["day"]),
        "starts": values["starts"],
        "ends": values["ends"],
        "what": what,
        "clauses": cited,
        "place": values.get("place"),
        "method": values.get("method"),
        **people,
    }
    found = step.find(
        Session, audit=audit.id, day=values["day"], starts=values["starts"], what=what
    )
    name = f"{number}, {iso(values['day'])} {values['starts']}"
    return enter_or_amend(context, "session", found.id if found else None, data, name)


def _audit_of(context: Context, values: Mapping[str, Any], day: date | None = None) -> str:
    """The number of the audit that a row names, or of the one that its whole table is about.

    day: that of the row. An audit that nobody knows yet lies on the days that the rows tell of it.
    """
    if not values.get("audit"):
        return context.audit
    text = str(values["audit"])
    days = context.days.get(fold(text)) or ((day, day) if day else None)
    first = days[0] if days else None
    year = (first or context.today).year
    return context.names.audit(text, year, context.as_in(), days, context.edition(first))


def _edition_of(context: Context, audit: AuditRow, day: date | None) -> StandardRow | None:
    """The edition that a row of an audit cites: that of the audit, else of the row's own day."""
    editions = audits.standards_of(context.step, audit.id)
    return editions[0] if editions else context.edition(day or audit.starts_on)


_LINE_TEXTS = "ask_for typical_failure reason population sample_size sampling sample".split()
_SESSION_NEEDS = {"day": "day", "starts": "time from", "ends": "time to"}


def take_line(context: Context, record: Record) -> Taken:
    """A question of the checklist of the table's audit."""
    values, names, step = record.values, context.names, context.step
    number = _audit_of(context, values)
    question = str(values.get("question", "")).strip()
    if not question:
        raise Refusal(_("the row asks nothing"))
    audit = lookup.audit(step, number)
    day = audit.starts_on or context.today
    home = context.standard if context.edition_named else _edition_of(context, audit, day)
    cited, unknown = names.cite(home, values.get("clause") or (), items=False)
    left = [*cited[1:], *unknown]
    if left:
        context.leave(record, _("Clauses"), ", ".join(left))
    data = {
        "audit": number,
        "question": question,
        "clause": cited[0] if cited else "",
        "verdict": values.get("verdict"),
        "notes": "\n".join(str(values[key]) for key in ("notes", "evidence") if values.get(key)),
        "answered_by": names.person(str(values.get("answered_by") or "")),
        **{key: values.get(key) for key in _LINE_TEXTS},
    }
    verdict = VERDICTS.get(str(data["verdict"] or ""))
    if verdict is not None and verdict.needs_reason and not data["reason"]:
        data["reason"] = str(data["notes"]) or context.as_in()
        if not data["notes"]:
            context.miss(record, _("Reason"), _("no reason is told: that the file has it so"))
    if values.get("number"):
        context.leave(record, _("Number"), str(values["number"]))
    if values.get("unit"):
        context.leave(record, _("Unit"), str(values["unit"]))
    checklist = step.find(Checklist, audit=audit.id)
    known = step.rows(ChecklistLine, checklist=checklist.id, question=question) if checklist else ()
    found = next((line.id for line in known if line.id not in context.seen), None)
    taken = enter_or_amend(context, "checklist_line", found, data, question[:60])
    context.learn(lambda: context.seen.add(taken.id))
    return taken
