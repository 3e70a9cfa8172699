"""Populations: the findings, actions and audits that indicators are counted over."""

from auditdesk.book.audit_days import FIRST, LAST, LOOKED
from auditdesk.book.indicators.indicator import Population
from auditdesk.book.texts import sql_keys
from auditdesk.domain.finding import OPEN, FindingState

NONCONFORMITY = "+f.grade_id IN (SELECT id FROM grade WHERE nonconformity)"
_TOLD = "f.state NOT IN ('draft', 'withdrawn')"
ISSUED_AND_OPEN = sql_keys(OPEN - {FindingState.DRAFT})

RAISED = Population("finding", "finding f", f"f.raised_on BETWEEN :first AND :last AND {_TOLD}")
"""Findings raised in these days and issued; what was withdrawn does not count."""
NONCONFORMITIES = Population("finding", "finding f", f"{RAISED.within} AND {NONCONFORMITY}")
STANDING = Population(
    "finding",
    "finding f",
    f"f.state IN ({ISSUED_AND_OPEN}) AND f.issued_on <= :today AND {NONCONFORMITY}",
)
"""Nonconformities that are open, whenever they were raised."""
IMPLEMENTATION_DUE = Population(
    "finding", "finding f", f"{NONCONFORMITIES.within} AND f.implement_due < :today"
)
"""Nonconformities of these days that should have been implemented before today."""

DUE = Population(
    "action",
    "action a",
    "a.due BETWEEN :first AND :last AND a.due < :today AND a.cancelled_on IS NULL"
    " AND EXISTS (SELECT 1 FROM action_finding l JOIN finding f ON f.id = l.finding_id"
    f" WHERE l.action_id = a.id AND {_TOLD})",
)
"""Actions that were due in these days and before today, as their day stands now; those of findings
that were withdrawn do not count."""
OVERDUE = Population(
    "action",
    "action a",
    "a.id IN (SELECT l.action_id FROM finding o JOIN action_finding l ON l.finding_id = o.id"
    f" WHERE o.state IN ({sql_keys(OPEN)})) AND a.done_on IS NULL"
    " AND a.cancelled_on IS NULL AND a.due < :today",
)
"""Actions of open findings that should have been done before today."""
FIRST_CHECKED = Population(
    "action",
    "effectiveness_check k JOIN action a ON a.id = k.action_id",
    "k.checked_on BETWEEN :first AND :last AND k.result IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM effectiveness_check e WHERE e.action_id = k.action_id"
    " AND e.result IS NOT NULL AND (e.checked_on, e.id) < (k.checked_on, k.id))",
)
"""Actions whose effect was checked for the first time in these days, with that check `k`."""

EVERY_AUDIT = Population("audit", "audit t", "1")
HELD = Population("audit", "audit t", f"t.held_on BETWEEN :first AND :last AND {LOOKED}")
"""Audits held in these days, supplier audits apart."""
REPORT_DUE = Population(
    "audit",
    "audit t JOIN report_deadline d ON d.audit_id = t.id",
    f"{HELD.within} AND (d.report_due < :today OR t.reported_on IS NOT NULL)",
)
FOUND_IN_HELD = Population(
    "finding",
    "audit t CROSS JOIN finding f ON f.audit_id = t.id",
    f"{HELD.within} AND {_TOLD}",
)
"""Findings of the audits held in these days."""

HALF_DAYS = (
    f"CASE WHEN t.half_days > 0 THEN t.half_days WHEN {FIRST} IS NULL THEN 2"
    f" ELSE 2 * (julianday({LAST}) - julianday({FIRST}) + 1) END"
)
"""Of an audit: its planned length, by the calendar where it does not say."""
AUDITOR_DAYS = (
    f"{HALF_DAYS} / 2.0 * max(1, (SELECT count(*) FROM audit_member m"
    " WHERE m.audit_id = t.id AND m.role IN ('lead_auditor', 'auditor')))"
)
