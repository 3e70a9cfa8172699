"""The kinds of things that plain data can add, change and move, as help/data.md explains them."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from auditdesk.book import countries, house_rules
from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import (
    METHODS,
    MONITORED,
    SHEETS,
    TREND,
    Absence,
    ActionRow,
    Attendance,
    AuditRow,
    AuditRules,
    Availability,
    Cause,
    ChecklistLine,
    ClosedPeriod,
    Closure,
    Competence,
    Declaration,
    DueRule,
    Evidence,
    Finding,
    FormNumber,
    FrequencyDecision,
    FrequencySchemeRow,
    GradeRow,
    Journey,
    LeftOut,
    Monitoring,
    Organisation,
    Person,
    PersonRole,
    Presence,
    Process,
    ProcessWorker,
    Programme,
    Reminding,
    Report,
    ReviewPoint,
    Session,
    Shift,
    Signoff,
    Site,
    SitePlanning,
    StandardRow,
    Table,
    Unit,
    UnitPlanning,
)
from auditdesk.domain import action as action_rules
from auditdesk.domain import audit as audit_rules
from auditdesk.domain import finding as finding_rules
from auditdesk.domain import programme as programme_rules
from auditdesk.domain.audit import Role
from auditdesk.domain.clause import TextKind as StandardKind
from auditdesk.domain.clause import nearest
from auditdesk.domain.due import LEAD_DAYS
from auditdesk.domain.report import TEXTS as REPORT_TEXTS
from auditdesk.errors import Refusal
from auditdesk.i18n import _
from auditdesk.work import (
    actions,
    audits,
    causes,
    checklist_lines,
    closing,
    dues,
    findings,
    history,
    lookup,
    monitoring,
    organisation,
    planning,
    programme,
    report_days,
    reports,
    rules,
    sessions,
    standards,
    timetables,
)
from auditdesk.work.entry import Fields, Kind, Verb
from auditdesk.work.following import moving
from auditdesk.work.values import (
    address,
    auditee,
    day,
    end_time,
    existing_file,
    flag,
    many,
    month,
    number,
    number_or_none,
    one_of,
    reasons,
    row,
    row_id,
    sample_item,
    seat,
    structure,
    text,
    time,
    time_or_none,
    weekday,
)


def kind_of(name: str) -> Kind:
    """The kind of that name, or a refusal with the nearest."""
    singular = name.strip().casefold().replace(" ", "_").replace("-", "_")
    found = KINDS.get(singular) or KINDS.get(singular.removesuffix("s"))
    if found is None:
        raise Refusal(
            _("There is no “{name}” to add or set. Possible: {close}.").format(
                name=name, close=", ".join(nearest(singular, KINDS) or KINDS)
            )
        )
    return found


def move_label(kind: Kind, name: str) -> str:
    """What people call a move of a thing of this kind; a name that nobody knows as it is."""
    moves = {"finding": finding_rules.MOVES, "action": action_rules.MOVES,
             "audit": audit_rules.MOVES, "programme": programme_rules.MOVES}  # fmt: skip
    labels = {move.name: _(move.label) for move in moves.get(kind.name, ())}
    return labels.get(name, name)


def _plain_change(table: type[Table]) -> Callable[..., None]:
    def change(step: Step, row: str, **values: Any) -> None:
        step.change(table, row, **values)

    return change


_PERSON = row_id(lookup.person)
_SITE = row_id(lookup.site)
_PROCESS = row_id(lookup.process)
_STANDARD = row(lookup.standard)
_UNIT = row_id(lookup.unit)
_PROGRAMME = row_id(lookup.programme)
_CLAUSE = row_id(lambda reading, text: lookup.citation(reading, text, [])[0])
_FINDING = row(lookup.finding)

_SUBJECTS = ("finding", "action", "audit", "programme")
_SHOWN_FOR = (*_SUBJECTS, "checklist_line")


def _subject(step: Step, values: dict[str, Any]) -> tuple[type[Table], str]:
    """The table and row that an evidence file or a sign-off belongs to."""
    told = [(name, values.pop(name)) for name in _SHOWN_FOR if name in values]
    named = [(name, found) for name, found in told if found is not None]
    if len(named) != 1:
        raise Refusal(
            _("Name the one thing it belongs to: {names}.").format(names=", ".join(_SUBJECTS))
        )
    name, found = named[0]
    return KINDS[name].table, found.id


def _add_evidence(step: Step, **values: Any) -> str:
    table, row_of = _subject(step, values)
    return history.attach(step, table, row_of, **values)


def _add_signoff(step: Step, *, today: date, **values: Any) -> str:
    table, row_of = _subject(step, values)
    on = values.pop("on", None) or today
    if on > today:
        raise Refusal(_("{day} lies in the future: nothing is signed ahead.").format(day=on))
    return history.sign(step, table, row_of, on=on, **values)


def _add_standard(
    step: Step, *, file: str = "", clauses: list[Any] | None = None, **head: Any
) -> str:
    if file:
        return standards.load(step, standards.read(Path(file), head))
    return standards.load(
        step, standards.from_data({"standard": head, "clause": clauses or []}, "JSON")
    )


def _audit_values(step: Step, values: dict[str, Any]) -> dict[str, Any]:
    """The lead auditor is a seat like the others; who is named lead is not named twice."""
    lead = values.pop("lead_auditor", None)
    if lead:
        team = values.get("team", [])
        named = [one for one in team if one.person == lead]
        first = replace(named[-1] if named else audits.Seat(lead), role=Role.LEAD_AUDITOR)
        values["team"] = [first, *(one for one in team if one.person != lead)]
    if "standard" in values:
        values["standards"] = values.pop("standard")
    return values


def _add_audit(
    step: Step, *, report_due: date | None = None, reason: str = "", today: date, **values: Any
) -> str:
    row = audits.plan(step, today=today, reason=reason, **_audit_values(step, values))
    if report_due:
        report_days.agree_report_due(step, row, report_due, reason=reason, today=today)
    return row


def _change_audit(
    step: Step,
    id: str,
    *,
    by_rule: str = "",
    reason: str = "",
    today: date,
    **values: Any,
) -> None:
    report = {"due": values.pop("report_due")} if "report_due" in values else {}
    if by_rule and report:
        raise Refusal(_("The report is either due on a day that is told, or by the rule."))
    if values:
        with report_days.reports_follow(step):
            audits.change(step, id, **_audit_values(step, values))
    if by_rule or report:
        due = report.get("due")
        report_days.agree_report_due(step, id, due, reason=reason, today=today)


def _add_finding(step: Step, *, today: date, **values: Any) -> str:
    values["raised_on"] = values.get("raised_on") or today
    return findings.draft(step, today=today, **values)


def _plain_remove(table: type[Table]) -> Callable[[Step, str], None]:
    return lambda step, id: step.remove(table, id)


def _organisation(reading: Reading, _name: str) -> Organisation:
    return house_rules.organisation(reading)


def _add_organisation(step: Step, **values: Any) -> str:
    raise Refusal(_("The book has its organisation: change it with “set”."))


def _texts(names: Iterable[str]) -> Fields:
    return dict.fromkeys(names, text)


_OTHER_MOVES = tuple(
    dict.fromkeys(
        move.name for move in finding_rules.MOVES if move.name not in ("acknowledge", "close")
    )
)

_AGREED_CHECK: Fields = {
    "criterion": text, "method": text, "planned_on": day, "verifier": _PERSON,
    "next_audit": flag,
}  # fmt: skip

_ALL = (
    Kind(
        "organisation",
        Organisation,
        {
            "name": text,
            "address": text,
            "country": countries.code_in,
            "region": text,
            "language": text,
            "paper": one_of(("a4", "us-letter")),
            "weekdays": many(weekday),
            "cycle_months": number(Organisation.cycle_months),
            "file_limit_mb": number(Organisation.file_limit_mb),
            "logo": existing_file,
            **{f"lead_{kind}": number(getattr(Reminding, f"lead_{kind}")) for kind in LEAD_DAYS},
            "own_work_months": number(AuditRules.own_work_months),
            "declarations": flag,
            "report_days": number(AuditRules.report_days),
            "extensions": number(AuditRules.extensions),
            "not_effective": number(AuditRules.not_effective),
            "reason": text,
        },
        (),
        _add_organisation,
        moving(
            planning.changing("organisation", organisation.change_organisation),
            "country",
            "region",
            "weekdays",
            "report_days",
        ),
        _organisation,
    ),
    Kind(
        "closed_period",
        ClosedPeriod,
        {"starts_on": day, "ends_on": day, "reason": text},
        ("starts_on", "ends_on"),
        rules.close_period,
        rules.change_period,
        remove=rules.reopen_period,
    ),
    Kind(
        "form",
        FormNumber,
        {"sheet": one_of(SHEETS), "number": text, "revision": text},
        ("sheet", "number"),
        organisation.set_form,
        _plain_change(FormNumber),
        only_added=("sheet",),
    ),
    Kind(
        "grade",
        GradeRow,
        {
            "key": text,
            "label": text,
            "letter": text,
            "series": text,
            "nonconformity": flag,
            "counts_as": one_of(finding_rules.CountsAs),
            "follow_up": flag,
            "retired": flag,
            "reason": text,
        },
        ("key", "label", "letter", "series", "nonconformity"),
        rules.add_grade,
        rules.change_grade,
        lookup.grade,
        only_added=("key", "series", "nonconformity"),
    ),
    Kind(
        "due_rule",
        DueRule,
        {
            "grade": row_id(lookup.grade),
            "importance": number(DueRule.importance),
            "stage": one_of(action_rules.STAGES),
            "days": number(DueRule.days),
            "working": flag,
            "reason": text,
        },
        ("grade", "importance", "stage", "days", "working", "reason"),
        moving(rules.set_due_rule),
        moving(rules.change_due_rule),
        only_added=("grade", "importance", "stage"),
    ),
    Kind(
        "closure",
        Closure,
        {"site": _SITE, "name": text, "starts_on": day, "ends_on": day},
        ("starts_on", "ends_on"),
        moving(lambda step, **values: organisation.add_span(step, Closure, **values)),
        moving(lambda step, id, **values: organisation.change_span(step, Closure, id, **values)),
        remove=moving(_plain_remove(Closure)),
    ),
    Kind(
        "site",
        Site,
        {
            "name": text,
            "address": text,
            "country": countries.code_in,
            "region": text,
            "audits_in_week": number(SitePlanning.audits_in_week),
            "zone": text,
            "opens": time_or_none,
            "closes": time_or_none,
            "lunch_starts": time_or_none,
            "lunch_ends": time_or_none,
            "retired": flag,
        },
        ("name",),
        planning.adding("site", organisation.add_site),
        planning.changing("site", moving(organisation.change_site, "country", "region", of="site")),
        lookup.site,
    ),
    Kind(
        "person",
        Person,
        {
            "name": text,
            "email": address,
            "job": text,
            "department": text,
            "manager": _PERSON,
            "site": _SITE,
            "external": flag,
            "retired": flag,
            "hand_over_to": _PERSON,
            "roles": many(one_of(PersonRole.role.keys)),
            "in_week": number(Availability.in_week),
            "in_month": number(Availability.in_month),
            "in_year": number(Availability.in_year),
        },
        ("name",),
        planning.adding("person", organisation.add_person),
        planning.changing("person", organisation.change_person),
        lookup.person,
    ),
    Kind(
        "competence",
        Competence,
        {
            "person": _PERSON,
            "subject": text,
            "standard": row_id(lookup.standard),
            "process": _PROCESS,
            "evidence": text,
            "acquired_on": day,
            "expires_on": day,
        },
        ("person", "subject"),
        organisation.add_competence,
        organisation.change_competence,
        only_added=("person",),
        remove=_plain_remove(Competence),
    ),
    Kind(
        "absence",
        Absence,
        {"person": _PERSON, "starts_on": day, "ends_on": day, "reason": text},
        ("person", "starts_on", "ends_on"),
        lambda step, **values: organisation.add_span(step, Absence, **values),
        lambda step, id, **values: organisation.change_span(step, Absence, id, **values),
        only_added=("person",),
        remove=_plain_remove(Absence),
    ),
    Kind(
        "process",
        Process,
        {
            "name": text,
            "code": text,
            "kind": text,
            "owner": _PERSON,
            "deputy": _PERSON,
            "department": text,
            "importance": number(Process.importance),
            "changes": text,
            "changed_on": day,
            "outsourced": flag,
            "legal_duty": flag,
            "kpi_trend": one_of(TREND),
            "complaint_trend": one_of(TREND),
            "turnover": one_of(TREND),
            "new_product_on": day,
            "workers": many(_PERSON),
            "retired": flag,
        },
        ("name",),
        planning.adding("process", organisation.add_process),
        planning.changing(
            "process", moving(organisation.change_process, "importance", of="process")
        ),
        lookup.process,
    ),
    Kind(
        "worker",
        ProcessWorker,
        {"process": _PROCESS, "person": _PERSON, "work": text, "since": day, "until": day},
        ("process", "person"),
        organisation.add_worker,
        organisation.change_worker,
        only_added=("process", "person"),
    ),
    Kind(
        "unit",
        Unit,
        {
            "process": _PROCESS,
            "site": _SITE,
            "contact": _PERSON,
            "notes": text,
            "standard": _STANDARD,
            "clauses": many(text),
            "not_applicable": reasons,
            "half_days": number(UnitPlanning.half_days),
            "team_least": number(UnitPlanning.team_least),
            "team_most": number(UnitPlanning.team_most),
            "preferred_months": many(month),
            "closed_months": many(month),
            "retired": flag,
        },
        ("process", "site"),
        planning.adding("unit", organisation.add_unit),
        planning.changing("unit", organisation.change_unit),
        lookup.unit,
        only_added=("process", "site"),
    ),
    Kind(
        "shift",
        Shift,
        {"unit": _UNIT, "name": text, "starts": time, "ends": time},
        ("unit", "starts", "ends"),
        organisation.add_shift,
        organisation.change_shift,
        only_added=("unit",),
        remove=_plain_remove(Shift),
    ),
    Kind(
        "journey",
        Journey,
        {"first": _SITE, "second": _SITE, "minutes": number(Journey.minutes)},
        ("first", "second", "minutes"),
        organisation.set_journey,
        _plain_change(Journey),
        only_added=("first", "second"),
        remove=_plain_remove(Journey),
    ),
    Kind(
        "standard",
        StandardRow,
        {
            "file": existing_file,
            "key": text,
            "family": text,
            "designation": text,
            "edition": text,
            "amendment": text,
            "title": text,
            "kind": one_of(StandardKind),
            "valid_from": day,
            "withdrawn_on": day,
            "clauses": many(structure),
            "retired": flag,
        },
        (),
        _add_standard,
        _plain_change(StandardRow),
        lookup.standard,
        only_added=("file", "key", "designation", "kind", "clauses"),
    ),
    Kind(
        "programme",
        Programme,
        {"year": number(Programme.year), **_texts(Programme.entered()), "manager": _PERSON},
        ("year",),
        programme.add_programme,
        programme.change_programme,
        lookup.programme,
        (
            Verb(("approve",), programme.move, {"by": text}, required=("by",)),
            Verb(("revise",), programme.move),
        ),
        only_added=("year",),
    ),
    Kind(
        "frequency",
        FrequencyDecision,
        {
            "programme": _PROGRAMME,
            "unit": _UNIT,
            "months": number_or_none(FrequencyDecision.interval_months),
            "reason": text,
        },
        ("programme", "unit"),
        programme.choose_interval,
        programme.change_interval,
        only_added=("programme", "unit"),
    ),
    Kind(
        "frequency_scheme",
        FrequencySchemeRow,
        {"scheme": structure, "reason": text},
        ("scheme", "reason"),
        programme.set_scheme,
    ),
    Kind(
        "left_out",
        LeftOut,
        {"programme": _PROGRAMME, "unit": _UNIT, "clause": _CLAUSE, "reason": text},
        ("programme", "reason"),
        programme.leave_out,
        remove=_plain_remove(LeftOut),
    ),
    Kind(
        "monitoring",
        Monitoring,
        {
            "programme": _PROGRAMME,
            "audit": row_id(lookup.audit),
            "about": one_of(MONITORED),
            "person": _PERSON,
            "rating": number(Monitoring.rating),
            "text": text,
            "given_by": text,
            "noted_on": day,
        },
        ("text",),
        monitoring.note,
        monitoring.change,
        only_added=("programme", "audit"),
        remove=_plain_remove(Monitoring),
    ),
    Kind(
        "audit",
        AuditRow,
        {
            **_texts(AuditRow.entered()),
            "year": number(Programme.year),
            "kind": one_of(AuditRow.kind.keys),
            "units": many(row(lookup.unit)),
            "standard": many(_STANDARD),
            "clauses": many(text),
            "starts_on": day,
            "ends_on": day,
            "half_days": number(AuditRow.half_days),
            "method": one_of(METHODS),
            "contact": _PERSON,
            "follows": row_id(lookup.audit),
            "lead_auditor": _PERSON,
            "team": many(seat),
            "report_due": day,
            "by_rule": one_of(("report_due",)),
            "reason": text,
        },
        (),
        _add_audit,
        _change_audit,
        lookup.audit,
        (
            Verb(("confirm", "send_plan", "start", "cancel", "reopen"), audits.move),
            Verb(
                ("finish", "report", "close"),
                audits.move,
                {"conclusion": text, "not_covered": text},
            ),
            Verb(
                ("reschedule",),
                audits.move,
                {"starts_on": day, "ends_on": day},
                required=("starts_on",),
            ),
        ),
        only_added=("year",),
        only_changed=("by_rule",),
    ),
    Kind(
        "declaration",
        Declaration,
        {"audit": row(lookup.audit), "person": _PERSON, "text": text, "declared_on": day},
        ("audit", "person"),
        monitoring.declare,
        monitoring.change_declaration,
        only_added=("audit", "person"),
    ),
    Kind(
        "session",
        Session,
        {
            "audit": row(lookup.audit),
            "kind": one_of(Session.kind.keys),
            "day": day,
            "starts": time,
            "ends": time,
            "what": text,
            "unit": row_id(lookup.unit),
            "clauses": many(text),
            "auditors": many(_PERSON),
            "auditees": many(auditee),
            "place": text,
            "method": text,
        },
        ("audit", "day", "starts", "ends"),
        sessions.add_session,
        sessions.change_session,
        only_added=("audit",),
        remove=sessions.remove_session,
    ),
    Kind(
        "checklist_line",
        ChecklistLine,
        {
            "audit": row(lookup.audit),
            "clause": text,
            "unit": row_id(lookup.unit),
            "question": text,
            "ask_for": text,
            "typical_failure": text,
            "verdict": one_of(ChecklistLine.verdict.keys),
            "reason": text,
            "notes": text,
            "population": text,
            "sample_size": text,
            "sampling": text,
            "sample": text,
            "items": many(sample_item),
            "finding": row_id(lookup.finding),
            "answered_by": text,
        },
        ("audit", "question"),
        checklist_lines.add_line,
        checklist_lines.change_line,
        only_added=("audit",),
        remove=checklist_lines.remove_line,
    ),
    Kind(
        "report",
        Report,
        {"audit": row(lookup.audit), **_texts(REPORT_TEXTS)},
        ("audit",),
        reports.begin,
        reports.write,
        lookup.report,
        only_added=("audit",),
    ),
    Kind(
        "presence",
        Presence,
        {
            "audit": row(lookup.audit),
            "person": _PERSON,
            "day": day,
            "half": one_of(timetables.HALVES),
            "starts": time,
            "ends": end_time,
        },
        ("audit", "person", "day"),
        timetables.add_presence,
        timetables.change_presence,
        only_added=("audit", "person"),
        remove=_plain_remove(Presence),
    ),
    Kind(
        "attendance",
        Attendance,
        {
            "session": row_id(lookup.session),
            "name": text,
            "function": text,
            "position": number(Attendance.position),
            "present": flag,
        },
        ("session", "name"),
        timetables.add_attendance,
        timetables.change_attendance,
        only_added=("session",),
        remove=_plain_remove(Attendance),
    ),
    Kind(
        "finding",
        Finding,
        {
            **_texts(Finding.entered()),
            "grade": row(lookup.grade),
            "audit": row(lookup.audit),
            "unit": row(lookup.unit),
            "process": _PROCESS,
            "site": _SITE,
            "standard": _STANDARD,
            "clauses": many(text),
            "auditor": _PERSON,
            "auditee": _PERSON,
            "owner": _PERSON,
            "raised_on": day,
            "acknowledge_due": day,
            "correct_due": day,
            "answer_due": day,
            "implement_due": day,
            "by_rule": one_of(dues.STAGES.values()),
            "repeat_of": row_id(lookup.finding),
            "approved_by": text,
            "reason": text,
        },
        ("grade",),
        _add_finding,
        findings.change,
        lookup.finding,
        (
            Verb(_OTHER_MOVES, findings.move, {"by": text}),
            Verb(("acknowledge",), findings.move, {"by": text, "diverging_opinion": text}),
            Verb(("close",), findings.move, {"by": text, "closing_note": text}),
            Verb(
                (closing.Deed.ANSWER,),
                closing.move,
                {
                    "by": text,
                    "cause": text,
                    "what": text,
                    "owner": _PERSON,
                    "due": day,
                    "criterion": text,
                    "verifier": _PERSON,
                },
            ),
            Verb((closing.Deed.DONE,), closing.move, {"evidence": text}),
            Verb(
                (closing.Deed.PROVE,),
                closing.move,
                {
                    "result": one_of(action_rules.Effect),
                    "verifier": _PERSON,
                    "evidence": text,
                },
                required=("result",),
            ),
        ),
        only_changed=("by_rule", "approved_by", "reason"),
        remove=findings.remove_draft,
    ),
    Kind(
        "cause",
        Cause,
        {
            "finding": _FINDING,
            "method": one_of(Cause.method.keys),
            "category": text,
            "cause": text,
            "steps": many(text),
            "reason": text,
        },
        ("finding", "cause"),
        causes.add,
        causes.change,
        only_added=("finding",),
        remove=causes.remove,
    ),
    Kind(
        "action",
        ActionRow,
        {
            "finding": _FINDING,
            "findings": many(_FINDING),
            "kind": one_of(action_rules.ActionKind),
            "what": text,
            "owner": _PERSON,
            "resources": text,
            "due": day,
            "foreign_number": text,
            "reason": text,
        },
        ("finding", "what"),
        actions.agree,
        actions.change,
        lookup.action,
        (
            Verb(("accept",), actions.move, {"by": text, **_AGREED_CHECK}),
            Verb(("reject", "reopen", "cancel"), actions.move),
            Verb(
                ("extend",),
                actions.move,
                {"due": day, "approved_by": text},
                required=("due",),
            ),
            Verb(("done",), actions.move, {"evidence": text}),
            Verb(("plan_check",), actions.move, _AGREED_CHECK),
            Verb(
                ("verify",),
                actions.move,
                {
                    "result": one_of(action_rules.Effect),
                    "verifier": _PERSON,
                    "evidence": text,
                    "criterion": text,
                    "method": text,
                },
                required=("result",),
            ),
        ),
        only_added=("finding", "findings"),
    ),
    Kind(
        "review_point",
        ReviewPoint,
        {"finding": row(lookup.finding), "text": text, "reviewed_on": day, "decision": text},
        ("finding", "text"),
        monitoring.add_review_point,
        monitoring.change_review_point,
        only_added=("finding",),
    ),
    Kind(
        "evidence",
        Evidence,
        {
            "file": text,
            "caption": text,
            "position": number(Evidence.position),
            "confidential": flag,
            **{name: row(getattr(lookup, name)) for name in _SHOWN_FOR},
        },
        ("file",),
        _add_evidence,
        _plain_change(Evidence),
        only_added=("file", *_SHOWN_FOR),
        remove=history.detach,
    ),
    Kind(
        "signoff",
        Signoff,
        {
            "meaning": one_of(Signoff.meaning.keys),
            "name": text,
            "on": day,
            **{name: row(getattr(lookup, name)) for name in _SUBJECTS},
        },
        ("meaning", "name"),
        _add_signoff,
    ),
)
KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}
