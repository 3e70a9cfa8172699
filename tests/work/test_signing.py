"""Sign-offs: what is signed is known, and a later change of it shows beside the name."""

from datetime import date
from typing import Any

import pytest

from auditdesk.book.fields import Choice, Day, Ref, Whole
from auditdesk.book.reading import Reading
from auditdesk.book.signed import record_digest, signoffs
from auditdesk.book.tables import (
    TABLES,
    ApprovedAudit,
    Attendance,
    AuditClause,
    AuditMember,
    AuditRow,
    AuditStandard,
    AuditUnit,
    CheckAtAudit,
    Checklist,
    Declaration,
    Disclosure,
    Finding,
    IntervalFixed,
    Monitoring,
    Presence,
    Report,
    ReportDeadline,
    Reschedule,
    Session,
    SessionClause,
    SessionPerson,
    Table,
)
from auditdesk.work.kinds import KINDS
from tests.conftest import Desk

NC, CA, IA = "NC-2026-001", "CA-2026-001", "IA-2026-001"
EARLIER = "(an earlier version)"


def meanings(desk: Desk, kind: str, name: str) -> list[str]:
    table: type[Table] = KINDS[kind].table
    return [one.meaning for one in signoffs(Reading(), table, str(desk.get(kind, name).id))]


def planned(desk: Desk) -> None:
    desk.add("cause", finding=NC, cause="No recall for group B")
    desk.add("action", finding=NC, what="Recall", owner="B. Lopes", due="2026-12-15")
    desk.set("action", CA, move="plan_check", criterion="none late", verifier="T. Haas")


@pytest.mark.parametrize(
    ("meaning", "kind", "name", "data", "changed"),
    [
        ("acknowledged", "finding", NC, {"statement": "Another statement"}, True),
        ("acknowledged", "finding", NC, {"clauses": ["8.4.2"]}, True),
        ("acknowledged", "finding", NC, {"grade": "major", "reason": "seen twice"}, True),
        ("acknowledged", "finding", NC, {"extent": "None elsewhere"}, False),
        ("acknowledged", "finding", NC, {"move": "acknowledge", "by": "B. Lopes"}, False),
        ("acknowledged", "action", CA, {"what": "Recall and lock"}, False),
        ("accepted", "finding", NC, {"statement": "Another statement"}, True),
        ("accepted", "finding", NC, {"extent": "Group C too"}, True),
        ("accepted", "action", CA, {"what": "Recall and lock"}, True),
        ("accepted", "action", CA, {"move": "extend", "due": "2027-01-15", "reason": "ill"}, True),
        ("accepted", "action", CA, {"move": "plan_check", "criterion": "none at all"}, True),
        ("accepted", "action", CA, {"move": "done", "evidence": "List rev 8"}, False),
        ("closed", "action", CA, {"move": "done", "evidence": "List rev 8"}, True),
    ],
)
def test_a_signature_is_for_an_earlier_version_once_what_it_covers_changed(
    issued: Desk, meaning: str, kind: str, name: str, data: dict[str, Any], changed: bool
) -> None:
    planned(issued)
    issued.add("signoff", finding=NC, meaning=meaning, name="B. Lopes")
    assert meanings(issued, "finding", NC) == [meaning]
    issued.set(kind, name, **data)
    told = f"{meaning} {EARLIER}" if changed else meaning
    assert meanings(issued, "finding", NC) == [told]
    issued.book.undo()
    assert meanings(issued, "finding", NC) == [meaning]


def test_a_new_signature_is_for_the_version_of_now(issued: Desk) -> None:
    issued.add("signoff", finding=NC, meaning="acknowledged", name="B. Lopes")
    issued.set("finding", NC, statement="Another statement")
    issued.add("signoff", finding=NC, meaning="acknowledged", name="B. Lopes")
    assert meanings(issued, "finding", NC) == [f"acknowledged {EARLIER}", "acknowledged"]


def test_the_plan_of_an_audit_and_an_action_are_signed_alike(issued: Desk) -> None:
    planned(issued)
    issued.add("signoff", audit=IA, meaning="approved", name="M. Costa")
    issued.add("signoff", action=CA, meaning="accepted", name="M. Costa")
    issued.set("audit", IA, scope="With the stores")
    issued.set("action", CA, resources="2 days")
    assert meanings(issued, "audit", IA) == [f"approved {EARLIER}"]
    assert meanings(issued, "action", CA) == [f"accepted {EARLIER}"]


def test_an_approved_programme_stays_what_was_signed_when_its_revision_begins(desk: Desk) -> None:
    desk.add("programme", year=2027, title="Audits", objectives="See", manager="Ines Okafor")
    unit, start = "Purchasing · Graz", "2027-03-01"
    desk.add("audit", units=[unit], standard="ISO 9001:2015", starts_on=start, objectives="x",
             lead_auditor="T. Haas")  # fmt: skip
    programme = desk.get("programme", "2027")
    desk.add("signoff", programme="2027", meaning="prepared", name="Ines Okafor")
    table = KINDS["programme"].table
    told = lambda: [one.meaning for one in signoffs(Reading(), table, programme.id)]  # noqa: E731
    assert told() == ["prepared"]
    desk.add("audit", units=["Calibration · Graz"], starts_on="2027-05-03", objectives="x")
    assert told() == [f"prepared {EARLIER}"]


# --- what “approved” is for -----------------------------------------------------------------------

_KEPT_BY_THE_PROGRAM = "is told by what happens to the audit, and by the trail"
_OF_HOLDING_IT = "says how it was held: that is signed at the close"
NOT_SIGNED = {
    "audit.number": "names the audit; it never changes",
    "audit.number_key": "sorts by the number",
    "audit.foreign_number": "names it elsewhere",
    "audit.programme_id": "is signed with the programme",
    "audit.state": _KEPT_BY_THE_PROGRAM,
    "audit.reschedules": _KEPT_BY_THE_PROGRAM,
    "audit.conclusion": _OF_HOLDING_IT,
    "audit.not_covered": _OF_HOLDING_IT,
    "audit.started_on": _OF_HOLDING_IT,
    "audit.held_on": _OF_HOLDING_IT,
    "audit.reported_on": _OF_HOLDING_IT,
    "audit.closed_on": _OF_HOLDING_IT,
}
"""Columns of a plan that the sign-off “approved” does not stand for, and why."""
PLAN_TABLES = {
    AuditRow, AuditUnit, AuditStandard, AuditClause, AuditMember, Session, SessionClause,
    SessionPerson,
}  # fmt: skip
BESIDE_THE_PLAN = {
    Finding: "what was found",
    Checklist: "what will be asked is the auditor's own",
    Report: "what came of it",
    Disclosure: "what left the book",
    Reschedule: "how the days came about",
    ApprovedAudit: "what the programme promised",
    Presence: "a help in making the timetable; it stands on no plan",
    Attendance: "who came",
    Declaration: "what each says for themselves, often after the plan was approved",
    Monitoring: "what was learned from it",
    ReportDeadline: "what follows the audit",
    IntervalFixed: "how often its units are to be audited from then on",
    CheckAtAudit: "what of an earlier action it will look at",
}
"""Tables that refer to an audit or a session, and why the plan does not state them."""


def _another(step: Any, table: type[Table], field: Any, now: Any) -> Any:
    """Some other value that the column takes."""
    if isinstance(field, Ref):
        if field.target is table and table is AuditRow:
            return step.find(AuditRow, number="IA-2027-001").id
        return [one.id for one in step.rows(field.target) if one.id != now][-1]
    if isinstance(field, Choice):
        return next(key for key in field.keys if key != now)
    if isinstance(field, Day):
        return date(2026, 11, 12)
    if isinstance(field, Whole):
        return (now or 0) + 1
    return "12:34" if field.name in ("starts", "ends") else f"another {now}"


def test_whatever_refers_to_an_audit_is_of_its_plan_or_said_not_to_be() -> None:
    refer = {
        table
        for table in TABLES
        for field in table.columns.values()
        if isinstance(field, Ref) and field.target in (AuditRow, Session)
    }
    assert refer | {AuditRow, Session} == PLAN_TABLES | set(BESIDE_THE_PLAN)


@pytest.mark.parametrize(
    ("table", "name"),
    [(table, name) for table in TABLES if table in PLAN_TABLES for name in table.columns],
)
def test_each_column_of_a_plan_is_signed_or_it_is_said_why_not(
    issued: Desk, table: type[Table], name: str
) -> None:
    """“Approved” is for an earlier version once the column says something else."""
    if name == "id":
        return
    issued.add("audit", title="Another", starts_on="2027-12-02", standard="ISO 9001:2015")
    issued.add(
        "session", audit=IA, day="2026-11-09", starts="09:00", ends="10:30", what="Recall",
        unit="Purchasing · Graz", clauses=["8.4.1"], auditors=["T. Haas"],
    )  # fmt: skip
    audit = str(issued.get("audit", IA).id)
    field = table.columns[name]
    with pytest.raises(ZeroDivisionError), issued.book.step("Try") as step:
        before = record_digest(step, AuditRow, audit, "approved")
        of = {"id": audit} if table is AuditRow else {"audit": audit}
        if "session" in table.columns:
            of = {"session": str(next(step.rows(Session, audit=audit)).id)}
        row = next(step.rows(table, **of))
        column = f"{table.sql_name}.{field.column_name}"
        if name not in ("audit", "session"):
            step.change(table, row.id, **{name: _another(step, table, field, getattr(row, name))})
        else:
            step.remove(table, row.id)
        same = record_digest(step, AuditRow, audit, "approved") == before
        assert same is (column in NOT_SIGNED), column
        raise ZeroDivisionError
