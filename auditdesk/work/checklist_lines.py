"""Lines of a checklist: verdict, reason, sample, and the finding that is raised from one."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import (
    Asked,
    AuditRow,
    AuditUnit,
    Checklist,
    ChecklistLine,
    ClauseRow,
    Evidence,
    GradeRow,
    SampleItem,
    Session,
    SessionClause,
    Site,
    StandardRow,
    Unit,
)
from auditdesk.domain.checklist import VERDICTS, require_reason
from auditdesk.errors import Refusal
from auditdesk.i18n import N_, _
from auditdesk.work import audits, findings, lookup
from auditdesk.work.history import detach

RESULTS = {
    "conform": N_("in order"),
    "nonconforming": N_("not in order"),
    "not_seen": N_("not seen"),
}
"""What an item of a sample can be."""
Item = tuple[str, str, str]
"""An item of a sample, its result and a note."""


def checklist_of(step: Step, audit: AuditRow) -> str:
    """The checklist of an audit, begun where there is none."""
    found = step.find(Checklist, audit=audit.id)
    return found.id if found else step.add(Checklist, audit=audit.id, title=audit.title)


def lines(reading: Reading, audit: str) -> list[ChecklistLine]:
    """The lines of an audit's checklist, in their order."""
    found = [
        line
        for one in reading.rows(Checklist, audit=audit)
        for line in reading.rows(ChecklistLine, checklist=one.id)
    ]
    return sorted(found, key=lambda line: (line.position, line.id))


def add_line(
    step: Step, *, audit: AuditRow, clause: str = "", items: Sequence[Item] = (), **values: Any
) -> str:
    """Add a line of one's own at the end."""
    refuse_ended(audit)
    of = checklist_of(step, audit)
    if clause:
        values["clause"] = lookup.citation(step, clause, audits.standards_of(step, audit.id))[0].id
    position = max((line.position for line in lines(step, audit.id)), default=-1) + 1
    verdict = {key: values.pop(key) for key in ("verdict", "reason") if key in values}
    row = step.add(ChecklistLine, checklist=of, position=position, **values)
    change_line(step, row, items=items or None, **verdict)
    return row


def change_line(
    step: Step,
    row: str,
    *,
    clause: str | None = None,
    items: Sequence[Item] | None = None,
    **values: Any,
) -> None:
    """Change a line. A verdict is stamped with who and when; the last two say why."""
    line = step.get(ChecklistLine, row)
    audit = audit_of(step, row)
    refuse_ended(audit)
    if clause is not None:
        editions = audits.standards_of(step, audit.id)
        values["clause"] = lookup.citation(step, clause, editions)[0].id if clause else None
    if "verdict" in values:
        verdict = values["verdict"] or None
        values["verdict"] = verdict
        if verdict != line.verdict:
            values |= _stamp(step, verdict, values.get("answered_by"))
    require_reason(values.get("verdict", line.verdict), values.get("reason", line.reason))
    step.change(ChecklistLine, row, **values)
    if items is not None:
        set_sample(step, row, items)


def judge(step: Step, row: str, verdict: str | None, reason: str = "") -> None:
    """Give a line its verdict, None to take it back."""
    if verdict is not None and verdict not in VERDICTS:
        raise Refusal(_("“{verdict}” is no verdict.").format(verdict=verdict))
    told = {"reason": reason} if reason else {}
    change_line(step, row, items=None, verdict=verdict, **told)


def remove_line(step: Step, row: str) -> None:
    """Take a line out with its sample; not one from which a finding was raised."""
    line = step.get(ChecklistLine, row)
    if line.finding:
        raise Refusal(_("A finding was raised from this line: it stays."))
    refuse_ended(audit_of(step, row))
    for table in (Asked, SampleItem):
        for part in step.rows(table, line=row):
            step.remove(table, part.id)
    for shown in step.rows(Evidence, table_name="checklist_line", row=row):
        detach(step, shown.id)
    step.remove(ChecklistLine, row)


def set_sample(step: Step, row: str, items: Sequence[Item]) -> None:
    """The items seen: (item, result, note) each; and the sentence that lists and sheets show."""
    line = step.get(ChecklistLine, row)
    refuse_ended(audit_of(step, row))
    items = [(item.strip(), result, note.strip()) for item, result, note in items if item.strip()]
    known = list(step.rows(SampleItem, line=row))
    for position, (item, result, note) in enumerate(items):
        values: dict[str, Any] = {
            "position": position,
            "item": item,
            "result": result,
            "note": note,
        }
        if position < len(known):
            step.change(SampleItem, known[position].id, **values)
        else:
            step.add(SampleItem, line=row, **values)
    for gone in known[len(items) :]:
        step.remove(SampleItem, gone.id)
    if items or known:
        text = "; ".join(_item_text(*item) for item in items)
        step.change(ChecklistLine, line.id, sample=text)


def sample_of(reading: Reading, row: str) -> list[SampleItem]:
    """The items seen for a line, in their order."""
    return sorted(reading.rows(SampleItem, line=row), key=lambda item: item.position)


def _item_text(item: str, result: str, note: str) -> str:
    return f"{item}: {_(RESULTS[result])}" + (f" ({note})" if note else "")


def raise_finding(step: Step, row: str, *, today: date, grade: str = "") -> str:
    """Raise a draft finding from a line: clause, process, evidence and place come with it."""
    line = step.get(ChecklistLine, row)
    if line.finding:
        raise Refusal(_("A finding was raised from this line already."))
    audit = audit_of(step, row)
    unit = step.get(Unit, line.unit) if line.unit else _only_unit(step, audit.id)
    cited = [_cited(step, line.clause)] if line.clause else []
    key = grade or (VERDICTS[str(line.verdict)].grade if line.verdict else "") or "minor"
    found = findings.draft(
        step,
        grade=step.get(GradeRow, key),
        raised_on=today,
        audit=audit,
        unit=unit,
        clauses=cited,
        evidence=evidence_text(step, line),
        place=_place(step, audit.id, line, unit),
        today=today,
    )
    for shown in list(step.rows(Evidence, table_name="checklist_line", row=row)):
        step.add(
            Evidence,
            content=shown.content,
            table_name="finding",
            row=found,
            name=shown.name,
            media_type=shown.media_type,
            caption=shown.caption,
            position=shown.position,
            taken_at=shown.taken_at,
            confidential=shown.confidential,
        )
    values: dict[str, Any] = {"finding": found}
    if not line.verdict:
        values |= {"verdict": "nonconformity", **_stamp(step, "nonconformity", None)}
    step.change(ChecklistLine, row, **values)
    return found


def evidence_text(reading: Reading, line: ChecklistLine) -> str:
    """What was seen, as a finding says it: notes, then the sample with its bad items named."""
    parts = [line.notes.strip()]
    items = sample_of(reading, line.id)
    if items:
        bad = [one for one in items if one.result == "nonconforming"]
        counted = _("{bad} of {seen} seen not in order").format(bad=len(bad), seen=len(items))
        size = _("population {n}").format(n=line.population) if line.population else ""
        chosen = _("chosen: {how}").format(how=line.sampling) if line.sampling else ""
        told = ", ".join(part for part in (size, chosen) if part)
        parts.append(
            _("Sample: {counted}").format(counted=counted) + (f" ({told})" if told else "")
        )
        parts += [f"– {one.item}" + (f": {one.note}" if one.note else "") for one in bad]
    elif line.sample:
        parts.append(_("Sample: {sample}").format(sample=line.sample))
    return "\n".join(part for part in parts if part)


def audit_of(reading: Reading, line: str) -> AuditRow:
    """The audit that a line belongs to."""
    of = reading.get(Checklist, reading.get(ChecklistLine, line).checklist)
    return reading.get(AuditRow, of.audit)


def _stamp(step: Step, verdict: str | None, by: str | None) -> dict[str, Any]:
    """Who answered, and when: given anew with each verdict."""
    if verdict is None:
        return {"answered_at": None, "answered_by": ""}
    return {"answered_at": datetime.now(UTC), "answered_by": by or step.book.who}


def refuse_ended(audit: AuditRow) -> None:
    """After the report nothing on a checklist changes, until the audit is reopened."""
    if audit.state in ("reported", "closed", "cancelled"):
        raise Refusal(
            _(
                "The report of {number} is issued: its checklist is closed. Reopen the audit."
            ).format(number=audit.number)
            if audit.state != "cancelled"
            else _("{number} is cancelled.").format(number=audit.number)
        )


def _only_unit(step: Step, audit: str) -> Unit | None:
    units = [link.unit for link in step.rows(AuditUnit, audit=audit)]
    return step.get(Unit, units[0]) if len(units) == 1 else None


def _cited(step: Step, clause: str) -> str:
    row = step.get(ClauseRow, clause)
    return f"{step.get(StandardRow, row.standard).designation} {row.number}"


def _place(step: Step, audit: str, line: ChecklistLine, unit: Unit | None) -> str:
    """Where it was seen: the place of the session on that unit or clause, else the site."""
    for session in step.rows(Session, audit=audit):
        on_clause = line.clause and step.find(SessionClause, session=session.id, clause=line.clause)
        if session.place and ((unit and session.unit == unit.id) or on_clause):
            return session.place
    return step.get(Site, unit.site).name if unit else ""
