"""Things: a record of each kind as the plain data that `work.entry` takes, and what it already is.

A taker gets a record and makes, changes or recognises its thing; it raises Refusal where a rule says
no. Findings, which carry causes and actions, have a file of their own.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from auditdesk.book.fields import clean_text
from auditdesk.book.step import Step
from auditdesk.book.tables import (
    Absence,
    ActionFinding,
    ActionRow,
    AuditRow,
    Checklist,
    ChecklistLine,
    ClauseRow,
    Competence,
    EffectivenessCheck,
    Finding,
    Person,
    Process,
    Session,
    StandardRow,
    Table,
    Unit,
    UnitClause,
)
from auditdesk.domain.clause import ClauseNumber
from auditdesk.domain.finding import ENDED
from auditdesk.domain.numbering import Number
from auditdesk.errors import Refusal
from auditdesk.i18n import _
from auditdesk.intake.account import Fate
from auditdesk.intake.dates import last_of_month
from auditdesk.intake.records import Record
from auditdesk.intake.values import clauses_in
from auditdesk.intake.words import fold, meant
from auditdesk.work import actions, audits, entry, lookup, organisation
from auditdesk.work.intake.names import Names
from auditdesk.work.intake.takeover import keep_note, take_over_action, take_over_audit
from auditdesk.work.kinds import KINDS
from auditdesk.work.plain import plain


@dataclass(frozen=True)
class Taken:
    """What became of a record: its fate, the thing and its name, and what changed."""

    fate: Fate
    table: type[Table]
    id: str
    name: str
    what: str = ""


@dataclass
class Context:
    """What a table's rows have in common.

    title: what stands above it. standard: that of clauses which name none. audit: the number of the
    audit that sessions and questions belong to. own: its numbers are those of this program. grade:
    of findings whose row names none.
    """

    step: Step
    names: Names
    today: date
    file: str
    title: str = ""
    standard: StandardRow | None = None
    audit: str = ""
    own: bool = False
    grade: str = "observation"
    seen: dict[Any, str] = field(default_factory=dict)
    extras: list[str] = field(default_factory=list)

    def source(self, record: Record) -> str:
        """Where a thing comes from, for its history."""
        return f"{self.file}, {record.sheet}, {record.row}"

    def leave(self, record: Record, heading: str, text: str, why: str = "") -> None:
        """Keep as a note what has no place of its own."""
        self.extras.append(f"{heading}: {text}" + (f" ({why})" if why else ""))


def put_notes(context: Context, record: Record, taken: Taken) -> bool:
    """Keep the notes of a record beside its thing; whether any was new."""
    told = [
        f"{note.heading}: {note.text}" + (f" ({note.why})" if note.why else "")
        for note in record.notes
    ]
    told += context.extras
    if not told:
        return False
    place = f"{context.file}, {record.sheet}, {record.row}"
    return keep_note(context.step, taken.table, taken.id, place, list(dict.fromkeys(told)),
                     taken.fate is Fate.NEW)


def enter_or_amend(
    context: Context,
    kind: str,
    found: str | None,
    data: Mapping[str, Any],
    name: str,
    never: Sequence[str] = (),
    reason: str = "",
) -> Taken:
    """Add the thing, or change what differs in the one that was found.

    never: keys that say nothing about a thing that exists. reason: why it changes, where a verb
    asks. An empty cell changes nothing.
    """
    of = KINDS[kind]
    told = {key: value for key, value in data.items() if value not in (None, "", [])}
    if found is None:
        id = entry.enter(context.step, of, told, context.today)
        return Taken(Fate.NEW, of.table, id, name)
    now = plain(context.step, of, found)
    differing = {
        key: value
        for key, value in told.items()
        if key not in never and key not in of.only_added and not _alike(now.get(key), value)
    }
    if not differing:
        return Taken(Fate.SAME, of.table, found, name)
    given = {"reason": reason} if reason and "reason" in of.fields else {}
    entry.amend(context.step, of, found, differing | given, context.today)
    what = "; ".join(f"{key}: {_shown(now.get(key))} → {_shown(new)}" for key, new in differing.items())
    return Taken(Fate.CHANGED, of.table, found, name, what)


def _alike(now: Any, new: Any) -> bool:
    if isinstance(now, list) or isinstance(new, list):
        many = [one if isinstance(one, list) else [one] for one in (now or [], new or [])]
        return [str(one) for one in many[0]] == [str(one) for one in many[1]]
    if isinstance(now, bool) or isinstance(new, bool):
        return bool(now) is bool(new)
    return clean_text(str(now or "")) == clean_text(str(new or ""))


def _shown(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "–")
    return text if len(text) <= 60 else text[:57] + "…"


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


# --- the organisation -------------------------------------------------------------------------


def take_person(context: Context, record: Record) -> Taken:
    """Somebody, with job, competence and absence; availability stays as a note."""
    values, names = record.values, context.names
    text = values.get("name") or f"{values.get('first_name', '')} {values.get('last_name', '')}"
    before = names.made["person"]
    name = names.person(str(text))
    if not name:
        raise Refusal(_("the row names nobody"))
    new = names.made["person"] > before
    names.made["person"] = before
    id = str(lookup.person(context.step, name).id)
    data = {key: values.get(key) for key in ("email", "job", "department", "external")}
    data["manager"] = names.person(str(values.get("manager") or ""))
    data["site"] = names.site(values["site"]) if values.get("site") else ""
    for key in ("number", "duties", "availability"):
        if values.get(key):
            context.leave(record, key, str(values[key]))
    roles = [role for role in (_role(text) for text in values.get("roles") or ()) if role]
    if roles:
        data["roles"] = roles
    taken = enter_or_amend(context, "person", id, data, name)
    more = _competence(context, values, id) | _absence(context, values, id)
    fate = Fate.NEW if new else Fate.CHANGED if more and taken.fate is Fate.SAME else taken.fate
    return Taken(fate, Person, id, name, "" if new else taken.what)


def _role(text: str) -> str:
    return meant("roles", text)


def _competence(context: Context, values: Mapping[str, Any], person: str) -> bool:
    subject = values.get("competence")
    if not subject or context.step.find(Competence, person=person, subject=subject):
        return False
    organisation.add_competence(
        context.step,
        person=person,
        subject=subject,
        acquired_on=values.get("acquired_on"),
        expires_on=values.get("expires_on"),
    )
    return True


def _absence(context: Context, values: Mapping[str, Any], person: str) -> bool:
    first = values.get("absent_from")
    last = values.get("absent_to") or first
    if not first or context.step.find(Absence, person=person, starts_on=first, ends_on=last):
        return False
    organisation.add_span(context.step, Absence, person=person, starts_on=first, ends_on=last)
    return True


def take_process(context: Context, record: Record) -> Taken:
    """A process, and its unit where a site is named."""
    values, names = record.values, context.names
    name = str(values.get("name", "")).strip()
    if not name:
        raise Refusal(_("the row names no process"))
    known = names.knows_process(name)
    found = str(lookup.process(context.step, names.process(name)).id) if known else None
    importance = values.get("importance")
    if importance is not None and not 1 <= importance <= 5:
        context.leave(record, _("Importance"), str(importance))
        importance = None
    data = {
        "name": name,
        "code": values.get("code"),
        "owner": names.person(str(values.get("owner") or "")),
        "deputy": names.person(str(values.get("deputy") or "")),
        "department": values.get("department"),
        "importance": importance,
        "kind": values.get("kind"),
    }
    taken = enter_or_amend(context, "process", found, data, name, never=("name",))
    names.learn_process(name)
    if values.get("site"):
        names.unit(name, values["site"])
    return taken


def take_unit(context: Context, record: Record) -> Taken:
    """A process at a site."""
    values, names = record.values, context.names
    process, site = values.get("process"), values.get("site")
    if not process and values.get("unit"):
        for mark in ("·", " @ ", " / ", " at ", " - ", " – "):
            if mark in values["unit"][0]:
                process, site = (part.strip() for part in values["unit"][0].split(mark, 1))
                break
        else:
            process = values["unit"][0]
    if not process:
        raise Refusal(_("the row names no process"))
    site = site or names.only_site()
    if not site:
        raise Refusal(_("the row names no site, and the book has several"))
    before = names.made["unit"]
    name = names.unit(process, site)
    new = names.made["unit"] > before
    names.made["unit"] = before
    unit = lookup.unit(context.step, name)
    taken = enter_or_amend(
        context, "unit", str(unit.id), {"contact": names.person(str(values.get("contact") or ""))}, name
    )
    owner = names.person(str(values.get("owner") or ""))
    if owner and new:
        context.step.change(
            Process, str(unit.process), owner=lookup.person(context.step, owner).id
        )
    changed = _apply(context, str(unit.id), values.get("clauses") or ())
    fate = Fate.NEW if new else Fate.CHANGED if changed else taken.fate
    return Taken(fate, Unit, str(unit.id), name, taken.what)


def _apply(context: Context, unit: str, texts: Sequence[str]) -> bool:
    """Clauses that apply to a unit; those nobody knows are left as a note."""
    cited, unknown = context.names.cite(context.standard, texts)
    if unknown:
        context.extras.append(f"{_('Clauses')}: {', '.join(unknown)}")
    changed = False
    for text in cited:
        clause = str(lookup.citation(context.step, text, [])[0].id)
        if not context.step.find(UnitClause, unit=unit, clause=clause, applies=True):
            organisation.apply_clause(context.step, unit, clause, True)
            changed = True
    return changed


def take_matrix(context: Context, record: Record) -> Taken:
    """A row of a coverage matrix: clauses that apply to the units of processes."""
    row, signs = str(record.values["row"]), record.values["signs"]
    if not row:
        raise Refusal(_("the row has no name"))
    pairs = (
        [(row, sign) for sign in signs]
        if record.values["across"] == "clauses"
        else [(sign, row) for sign in signs]
    )
    taken: Taken | None = None
    changed = False
    before = Counter(context.names.made)
    for process, clause in pairs:
        name = context.names.process(process)
        units = context.names.units_of(name)
        if not units:
            site = context.names.only_site()
            if not site:
                raise Refusal(
                    _("{process} is at no site, and the book has several").format(process=process)
                )
            units = [context.names.unit(name, site)]
        for unit in units:
            id = str(lookup.unit(context.step, unit).id)
            changed |= _apply(context, id, clauses_in(clause).numbers)
            taken = Taken(Fate.SAME, Unit, id, unit)
    if taken is None:
        raise Refusal(_("the row has no sign"))
    made = context.names.made != before
    return Taken(Fate.NEW if changed or made else Fate.SAME, taken.table, taken.id, row)


def take_clause(context: Context, record: Record) -> Taken:
    """A clause of a standard that is not shipped; one that is known stays as it is."""
    numbers = record.values.get("number") or ()
    if len(numbers) != 1:
        raise Refusal(_("the row names no single clause"))
    text = record.values.get("standard") or ""
    standard = context.names.standard(text) if text else context.standard
    if standard is None:
        standard = context.names.standard(context.title)
    if standard is None:
        raise Refusal(_("nothing says which standard the clause belongs to"))
    number = ClauseNumber.parse(numbers[0]).clause
    title, hint = str(record.values.get("title", "")), str(record.values.get("hint", ""))
    name = f"{standard.designation} {number}"
    found = context.step.find(ClauseRow, standard=standard.id, number=number)
    if found is not None:
        same = not title or found.title == title or not context.names.is_cited_only(standard)
        if not same:
            context.step.change(ClauseRow, str(found.id), title=title)
        fate = Fate.SAME if same else Fate.CHANGED
        return Taken(fate, ClauseRow, str(found.id), name, "" if same else title)
    if not context.names.is_cited_only(standard):
        raise Refusal(
            _("{standard} has no clause {number}").format(
                standard=standard.designation, number=number
            )
        )
    before = context.names.made["clause"]
    context.names.add_clause(standard, number, title, hint)
    context.names.made["clause"] = before
    made = context.step.find(ClauseRow, standard=standard.id, number=number)
    assert made is not None
    return Taken(Fate.NEW, ClauseRow, str(made.id), name)


# --- audits -----------------------------------------------------------------------------------


def take_audit(context: Context, record: Record) -> Taken:
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
    standard = names.standard(str(values["standard"])) if values.get("standard") else context.standard
    cited, unknown = names.cite(standard, values.get("clauses") or ())
    if unknown:
        context.leave(record, _("Clauses"), ", ".join(unknown))
    year = values.get("year")
    data: dict[str, Any] = {
        "title": title,
        "foreign_number": str(values.get("foreign_number") or ("" if own else number)),
        "starts_on": iso(starts_on),
        "ends_on": iso(ends_on),
        "year": own.year if own else year if starts_on is None else None,
        "units": units,
        "standard": [str(standard.designation)] if standard and cited else [],
        "clauses": cited,
        "objectives": values.get("objectives"),
        "scope": values.get("scope"),
        "contact": names.person(str(values.get("contact") or "")),
        "lead_auditor": names.person(str(values.get("lead_auditor") or "")),
    }
    team = [one for one in map(names.person, values.get("team") or ()) if one]
    if team:
        data["team"] = [one for one in team if one != data["lead_auditor"]]
    found = names.audit_id(number, *([] if number else [title]))
    if found is None:
        id = _plan(context, data, own)
        taken = Taken(Fate.NEW, AuditRow, id, str(step.get(AuditRow, id).number))
        names.learn_audit(id, number, title, taken.name)
    else:
        name = str(step.get(AuditRow, found).number)
        never = ("team", "year", "starts_on", "ends_on") if step.get(AuditRow, found).starts_on else ("team", "year")
        taken = enter_or_amend(context, "audit", found, data, name, never)
        moved = _moved(context, found, starts_on, ends_on)
        if moved:
            taken = Taken(Fate.CHANGED, AuditRow, found, name, moved)
    state = values.get("state")
    if state and state != "planned" and step.get(AuditRow, taken.id).state == "planned":
        take_over_audit(step, taken.id, state=state, on=context.today, source=context.source(record))
        if taken.fate is Fate.SAME:
            taken = Taken(Fate.CHANGED, AuditRow, taken.id, taken.name, state)
    return taken


def _plan(context: Context, data: Mapping[str, Any], kept: Number | None) -> str:
    told = {key: value for key, value in data.items() if value not in (None, "", [])}
    if kept is None:
        return entry.enter(context.step, KINDS["audit"], told, context.today)
    id = audits.plan(context.step, kept=kept, year=kept.year, today=context.today)
    rest = {key: value for key, value in told.items() if key != "year"}
    entry.amend(context.step, KINDS["audit"], id, rest, context.today)
    return id


def _moved(context: Context, id: str, starts_on: date | None, ends_on: date | None) -> str:
    """The schedule gives an audit other dates than the book: it moves, and the file is why."""
    audit = context.step.get(AuditRow, id)
    new = (starts_on, ends_on or starts_on)
    if starts_on is None or audit.starts_on is None or (audit.starts_on, audit.ends_on) == new:
        return ""
    audits.move(
        context.step,
        id,
        "reschedule",
        on=context.today,
        reason=_("as in {file}").format(file=context.file),
        starts_on=new[0],
        ends_on=new[1],
    )
    return f"{audit.starts_on} → {starts_on}"


def take_session(context: Context, record: Record) -> Taken:
    """A line of the timetable of the table's audit."""
    values, names, step = record.values, context.names, context.step
    number = names.audit(str(values["audit"]), context.today.year) if values.get("audit") else context.audit
    audit = lookup.audit(step, number)
    what = str(values.get("what", ""))
    missing = [word for key, word in _SESSION_NEEDS.items() if not values.get(key)]
    if missing:
        raise Refusal(_("the row has no {what}").format(what=", ".join(map(_, missing))))
    standards = audits.standards_of(step, str(audit.id))
    cited, unknown = names.cite(standards[0] if standards else None, values.get("clauses") or ())
    if unknown:
        context.leave(record, _("Clauses"), ", ".join(unknown))
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
    return enter_or_amend(context, "session", str(found.id) if found else None, data, name)


_SESSION_NEEDS = {"day": "day", "starts": "time from", "ends": "time to"}


def take_line(context: Context, record: Record) -> Taken:
    """A question of the checklist of the table's audit."""
    values, names, step = record.values, context.names, context.step
    number = names.audit(str(values["audit"]), context.today.year) if values.get("audit") else context.audit
    question = str(values.get("question", "")).strip()
    if not question:
        raise Refusal(_("the row asks nothing"))
    audit = lookup.audit(step, number)
    cited, unknown = names.cite(context.standard, values.get("clause") or ())
    left = [*cited[1:], *unknown]
    if left:
        context.leave(record, _("Clauses"), ", ".join(left))
    data = {
        "audit": number,
        "question": question,
        "clause": cited[0] if cited else "",
        "verdict": values.get("verdict"),
        "notes": "\n".join(
            str(values[key]) for key in ("notes", "evidence") if values.get(key)
        ),
        "answered_by": names.person(str(values.get("answered_by") or "")),
        **{
            key: values.get(key)
            for key in "ask_for typical_failure reason population sample_size sampling sample".split()
        },
    }
    if values.get("number"):
        context.leave(record, _("Number"), str(values["number"]))
    if values.get("unit"):
        context.leave(record, _("Unit"), str(values["unit"]))
    checklist = step.find(Checklist, audit=audit.id)
    key = (question, data["clause"], data["sample"] or "")
    found = None
    if checklist and key not in context.seen:
        found = step.find(ChecklistLine, checklist=checklist.id, question=question)
    taken = enter_or_amend(
        context, "checklist_line", str(found.id) if found else None, data, question[:60]
    )
    context.seen[key] = taken.id
    return taken


# --- actions ----------------------------------------------------------------------------------


def take_action(context: Context, record: Record) -> Taken:
    """An action of a list, for the finding that its row names."""
    values, names, step = record.values, context.names, context.step
    number = str(values.get("number", ""))
    own = Number.parse(number) if context.own else None
    what = str(values.get("what", "")).strip()
    if not what:
        raise Refusal(_("the row does not say what is to be done"))
    found = step.find(ActionRow, number=str(own)) if own else None
    if found is None and number and not own:
        found = step.find(ActionRow, foreign_number=number, what=what)
    served = [_finding(step, text) for text in _texts(values.get("finding"))]
    if found is None and (not served or None in served):
        raise Refusal(
            _("an action belongs to a finding, and the book has none called “{text}”").format(
                text=values["finding"]
            )
            if served
            else _("an action belongs to a finding, and the row names none")
        )
    if found is None:
        found = same_action(step, str(served[0].id), what)  # type: ignore[union-attr]
    owner = names.person(str(values.get("owner") or ""))
    data = {
        "what": what,
        "owner": owner,
        "kind": values.get("kind") or "",
        "resources": values.get("resources"),
        "due": iso(values.get("due")),
        "foreign_number": str(values.get("foreign_number") or ("" if own else number)),
    }
    if found is None:
        findings = [one for one in served if one is not None]
        id = agree(context, data, findings, own)
        taken = Taken(Fate.NEW, ActionRow, id, str(step.get(ActionRow, id).number))
    else:
        taken = enter_or_amend(context, "action", str(found.id), data, str(found.number))
    changed = finish_action(context, record, taken.id, values)
    if changed and taken.fate is Fate.SAME:
        taken = Taken(Fate.CHANGED, ActionRow, taken.id, taken.name, changed)
    return taken


def agree(
    context: Context, data: Mapping[str, Any], findings: Sequence[Finding], kept: Number | None = None
) -> str:
    """Agree an action of a register; one of a finding that has ended is taken over with it."""
    step = context.step
    told = {key: value for key, value in data.items() if value not in (None, "", [])}
    owner = told.pop("owner", "")
    due = told.pop("due", "")
    ended = [one for one in findings if one.state in ENDED]
    for one in ended:
        step.change(Finding, str(one.id), state="implemented")
    fresh = [step.get(Finding, str(one.id)) for one in findings]
    id = actions.agree(
        step,
        finding=fresh[0],
        findings=fresh,
        owner=lookup.person(step, owner).id if owner else None,
        due=date.fromisoformat(due) if due else None,
        kept=kept,
        today=context.today,
        **told,
    )
    for one in ended:
        step.change(Finding, str(one.id), state=one.state)
    return id


def finish_action(context: Context, record: Record, id: str, values: Mapping[str, Any]) -> str:
    """What the row says of doing it and of its effect; what of it was new."""
    step, told = context.step, []
    action = step.get(ActionRow, id)
    done_on = values.get("done_on")
    evidence = str(values.get("done_evidence") or "")
    state = values.get("state")
    if done_on is None and state in ("implemented", "closed") and action.done_on is None:
        done_on = values.get("closed_on") or values.get("verified_on")
        if done_on is None:
            done_on = context.today
            context.leave(record, _("Done"), _("the day is not told"))
    accepted_on = values.get("accepted_on")
    if done_on and action.done_on != done_on:
        take_over_action(
            step,
            id,
            on=context.today,
            source=context.source(record),
            done_on=done_on,
            done_evidence=evidence or action.done_evidence,
        )
        told.append(_("done"))
    elif evidence and evidence != action.done_evidence:
        step.change(ActionRow, id, done_evidence=evidence)
        told.append(_("evidence"))
    if accepted_on and action.accepted_on != accepted_on:
        step.change(ActionRow, id, accepted_on=accepted_on)
        told.append(_("accepted"))
    if state == "withdrawn" and action.cancelled_on is None:
        step.change(
            ActionRow, id, cancelled_on=context.today, cancel_reason=context.source(record)
        )
        told.append(_("cancelled"))
    if _effect(context, id, values):
        told.append(_("effectiveness"))
    return ", ".join(told)


def _effect(context: Context, id: str, values: Mapping[str, Any]) -> bool:
    step = context.step
    result = values.get("effectiveness") or (
        values.get("effect") if values.get("effect") in ("effective", "not_effective") else None
    )
    verifier = context.names.person(str(values.get("verifier") or ""))
    who = str(lookup.person(step, verifier).id) if verifier else None
    planned = values.get("verify_on")
    known = step.find(EffectivenessCheck, action=id)
    if known is not None or (not result and not planned and not who):
        return False
    on = values.get("verified_on") or values.get("closed_on") or context.today
    step.add(
        EffectivenessCheck,
        action=id,
        planned_on=planned,
        verifier=who,
        result=result,
        evidence=str(values.get("verification") or ""),
        checked_on=on if result else None,
    )
    return True


def _finding(step: Step, text: str) -> Finding | None:
    """The finding that an action list names, by its number here or elsewhere."""
    number = Number.parse(text)
    found = step.find(Finding, number=str(number)) if number else None
    if found is None:
        found = step.find(Finding, foreign_number=text.strip())
    if found is None and text.startswith("draft "):
        try:
            found = lookup.finding(step, text)
        except Refusal:
            found = None
    return found


def _texts(value: Any) -> list[str]:
    texts = value if isinstance(value, list) else [str(value)] if value else []
    return [part.strip() for text in texts for part in str(text).split(",") if part.strip()]


def same_action(step: Step, finding: str, what: str) -> ActionRow | None:
    for link in step.rows(ActionFinding, finding=finding):
        action = step.get(ActionRow, str(link.action))
        if fold(str(action.what)) == fold(what):
            return action
    return None


Taker = Callable[[Context, Record], Taken]
