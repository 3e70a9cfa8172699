"""What each list is: its row, one query, and the filters and sort orders that have names.

No other text becomes SQL.
"""

from typing import Any

from auditdesk.book import filters
from auditdesk.book.audit_days import FIRST, LAST, LOOKED, OF_YEAR, SEEN_ON
from auditdesk.book.filters import Filter
from auditdesk.book.listing import Listing, Rank, Reference, columns_of
from auditdesk.book.owed import NOT_RENEWED, OWED_ACTION
from auditdesk.book.recorded import recorded
from auditdesk.book.rows import (
    ListedAbsence,
    ListedAction,
    ListedAudit,
    ListedChange,
    ListedClause,
    ListedEvidence,
    ListedFinding,
    ListedPerson,
    ListedUnit,
)
from auditdesk.book.texts import sql_keys
from auditdesk.domain import audit as audit_rules
from auditdesk.domain import finding as finding_rules
from auditdesk.domain.action import ActionKind, ActionState
from auditdesk.domain.clause import TextKind
from auditdesk.i18n import N_


def _name_of(table: str, id: str, column: str = "name") -> str:
    return f"(SELECT {column} FROM {table} WHERE id = {id})"


_MOVE = "SELECT {} FROM move m WHERE m.table_name = 'action' AND m.row = a.id AND m.move = '{}'"
_LATEST = f"max({recorded('move', 'm.id')})"
_DONE_AGAIN_AFTER_IT = (
    f"({_MOVE.format('count(*)', 'done')}) > 1"
    f" AND ({_MOVE.format(_LATEST, 'done')}) > ({_MOVE.format(_LATEST, 'verify')})"
)
"""Of an action `a`: it was done once more after it was checked last."""


def _last_check(column: str) -> str:
    """Of the latest check of what was implemented last, or of the one that is planned."""
    return (
        f"(SELECT {column} FROM effectiveness_check k WHERE k.action_id = a.id"
        " AND NOT ifnull(k.checked_on < a.done_on, 0)"
        f" AND NOT (ifnull(k.checked_on = a.done_on, 0) AND {_DONE_AGAIN_AFTER_IT})"
        " ORDER BY k.checked_on IS NULL, k.checked_on DESC,"
        f" {recorded('effectiveness_check', 'k.id')} DESC LIMIT 1)"
    )


def _first_finding(column: str) -> str:
    return (
        f"(SELECT {column} FROM action_finding l JOIN finding f ON f.id = l.finding_id"
        " WHERE l.action_id = a.id ORDER BY l.id LIMIT 1)"
    )


_AUDITS = "SELECT number FROM audit"
_FINDING_NAME = "coalesce(f.number, 'draft ' || substr(f.id, -6))"
_CITED = (
    "(SELECT json_group_array(json_array(s.designation, c.number, l.item)) FROM"
    " (SELECT * FROM finding_clause WHERE finding_id = f.id ORDER BY position) l"
    " JOIN clause c ON c.id = l.clause_id JOIN standard s ON s.id = c.standard_id)"
)
_ACTION_STATE = (
    "CASE WHEN a.cancelled_on IS NOT NULL THEN 'cancelled' WHEN a.done_on IS NULL THEN 'open'"
    f" ELSE CASE {_last_check('k.result')} WHEN 'effective' THEN 'effective'"
    " WHEN 'partly' THEN 'not_effective' WHEN 'not_effective' THEN 'not_effective'"
    " ELSE 'done' END END"
)
_UNIT_NAME = (
    "(SELECT p.name || ' · ' || s.name FROM process p, site s"
    " WHERE p.id = u.process_id AND s.id = u.site_id)"
)

_FINDING_NAMES: dict[str, Reference] = {
    "grade_label": ("grade", "f.grade_id", "label"),
    "audit": ("audit", "f.audit_id", "number"),
    "process": ("process", "f.process_id", "name"),
    "site": ("site", "f.site_id", "name"),
    "auditor": ("person", "f.auditor_id", "name"),
    "auditee": ("person", "f.auditee_id", "name"),
    "owner": ("person", "f.owner_id", "name"),
}

_WEIGHT = "(NOT nonconformity) * 1000 + position"
"""Of a grade: nonconformities first, then as the organisation ordered them."""

FINDINGS = Listing(
    "findings",
    ListedFinding,
    "finding f",
    "f.id",
    columns_of(
        ListedFinding,
        "f",
        {
            "grade": "f.grade_id",
            "grade_label": _name_of(*_FINDING_NAMES["grade_label"]),
            "audit": _name_of(*_FINDING_NAMES["audit"]),
            "standard": "(SELECT s.designation FROM finding_clause l JOIN clause c"
            " ON c.id = l.clause_id JOIN standard s ON s.id = c.standard_id"
            " WHERE l.finding_id = f.id ORDER BY l.position LIMIT 1)",
            "clauses": _CITED,
            "process": _name_of(*_FINDING_NAMES["process"]),
            "site": _name_of(*_FINDING_NAMES["site"]),
            "auditor": _name_of(*_FINDING_NAMES["auditor"]),
            "auditee": _name_of(*_FINDING_NAMES["auditee"]),
            "owner": _name_of(*_FINDING_NAMES["owner"]),
            "repeat_of": _name_of("finding", "f.repeat_of_id", "number"),
            "open_actions": "(SELECT count(*) FROM action_finding l JOIN action a"
            " ON a.id = l.action_id WHERE l.finding_id = f.id AND a.done_on IS NULL"
            " AND a.cancelled_on IS NULL)",
        },
    ),
    "f.number_key, f.id",
    {
        "id": filters.equals("f.id"),
        "number": filters.of(
            "f.number = ?", "SELECT number FROM finding WHERE number IS NOT NULL", N_("finding")
        ),
        "grade": filters.of("f.grade_id = ?", "SELECT id FROM grade", N_("grade")),
        "state": filters.one_of(
            "f.state",
            tuple(finding_rules.FindingState),
            {"open": finding_rules.OPEN, "ended": finding_rules.ENDED},
        ),
        "clause": filters.of_clause(
            "f.id IN (SELECT l.finding_id FROM finding_clause l JOIN clause c"
            " ON c.id = l.clause_id WHERE {clauses})"
        ),
        "standard": filters.of_standard(
            "f.id IN (SELECT l.finding_id FROM finding_clause l JOIN clause c"
            " ON c.id = l.clause_id WHERE c.standard_id IN ({standard}))"
        ),
        "process": filters.of_process("f.process_id"),
        "site": filters.of_site("f.site_id"),
        "audit": filters.of(
            "f.audit_id IN (SELECT id FROM audit WHERE number = ?)", _AUDITS, N_("audit")
        ),
        "owner": filters.of_person("f.owner_id"),
        "auditor": filters.of_person("f.auditor_id"),
        "year": filters.of_year("f.raised_on"),
    },
    late=f"(f.state IN ({sql_keys(finding_rules.ANSWER_OWED)}) AND f.answer_due < ?)"
    " OR (f.state = 'plan_accepted' AND f.implement_due < ?)",
    ties="f.number_key, f.id",
    named=_FINDING_NAMES,
    long={
        "statement": (
            "substr(f.statement, 1, 60)",
            "f.statement || char(0) || f.number_key || char(0) || f.id",
        )
    },
    filled={
        "due": f"f.state IN ({sql_keys({*finding_rules.ANSWER_OWED, 'plan_accepted'})})",
    },
    ranked={
        "grade": Rank(
            "f.grade_id",
            f"(SELECT {_WEIGHT} FROM grade WHERE id = f.grade_id)",
            f"SELECT id FROM grade ORDER BY {_WEIGHT}, id",
            "f.number_key DESC, f.id DESC",
        )
    },
    searched="finding",
)

ACTIONS = Listing(
    "actions",
    ListedAction,
    "action a",
    "a.id",
    columns_of(
        ListedAction,
        "a",
        {
            "finding": _first_finding(_FINDING_NAME),
            "findings": f"(SELECT json_group_array({_FINDING_NAME}) FROM action_finding l"
            " JOIN finding f ON f.id = l.finding_id WHERE l.action_id = a.id)",
            "grade": _first_finding("f.grade_id"),
            "owner": _name_of("person", "a.owner_id"),
            "extensions": "(SELECT count(*) FROM extension e WHERE e.action_id = a.id)",
            "state": _ACTION_STATE,
            "effective": f"{_last_check('k.result')} = 'effective'",
            "effect": _last_check("k.result"),
            "verifier": _last_check("(SELECT name FROM person WHERE id = k.verifier_id)"),
            "verify_on": _last_check("k.planned_on"),
            "process": _first_finding("(SELECT name FROM process WHERE id = f.process_id)"),
            "site": _first_finding("(SELECT name FROM site WHERE id = f.site_id)"),
        },
    ),
    "a.number_key, a.id",
    {
        "number": filters.of("a.number = ?", "SELECT number FROM action", N_("action")),
        "kind": filters.one_of("a.kind", tuple(ActionKind), {}, N_("kind")),
        "state": filters.one_of(
            _ACTION_STATE,
            tuple(ActionState),
            {"ended": frozenset({ActionState.EFFECTIVE, ActionState.CANCELLED})},
        ),
        "owner": filters.of_person("a.owner_id"),
        "finding_id": Filter(
            lambda id: ("a.id IN (SELECT action_id FROM action_finding WHERE finding_id = ?)", [id])
        ),
        "finding": filters.of(
            "a.id IN (SELECT l.action_id FROM action_finding l JOIN finding f"
            " ON f.id = l.finding_id WHERE f.number = ? OR f.id = ?)",
            "SELECT coalesce(number, id) FROM finding UNION ALL SELECT id FROM finding",
            N_("finding"),
        ),
        "audit": filters.of(
            "a.id IN (SELECT l.action_id FROM action_finding l JOIN finding f"
            " ON f.id = l.finding_id JOIN audit u ON u.id = f.audit_id WHERE u.number = ?)",
            _AUDITS,
            N_("audit"),
        ),
    },
    late=f"a.due < ? AND {OWED_ACTION}",
    searched="action",
)

AUDITS = Listing(
    "audits",
    ListedAudit,
    "audit t",
    "t.id",
    columns_of(
        ListedAudit,
        "t",
        {
            "standard": "(SELECT s.designation FROM audit_standard l JOIN standard s"
            " ON s.id = l.standard_id WHERE l.audit_id = t.id ORDER BY l.id LIMIT 1)",
            "standards": "(SELECT json_group_array(s.designation) FROM audit_standard l"
            " JOIN standard s ON s.id = l.standard_id WHERE l.audit_id = t.id)",
            "units": f"(SELECT json_group_array({_UNIT_NAME}) FROM audit_unit l JOIN unit u"
            " ON u.id = l.unit_id WHERE l.audit_id = t.id)",
            "sites": "(SELECT json_group_array(name) FROM (SELECT DISTINCT i.name FROM audit_unit l"
            " JOIN unit u ON u.id = l.unit_id JOIN site i ON i.id = u.site_id"
            " WHERE l.audit_id = t.id ORDER BY i.name))",
            "clauses": "(SELECT json_group_array(json_array(designation, number, '')) FROM"
            " (SELECT s.designation, c.number FROM audit_clause l JOIN clause c"
            " ON c.id = l.clause_id JOIN standard s ON s.id = c.standard_id WHERE l.audit_id = t.id"
            " ORDER BY s.kind != 'requirements', s.designation, c.sort_key))",
            "lead_auditor": "(SELECT p.name FROM audit_member m JOIN person p ON p.id = m.person_id"
            " WHERE m.audit_id = t.id AND m.role = 'lead_auditor' LIMIT 1)",
            "team": "(SELECT json_group_array(name) FROM (SELECT p.name FROM audit_member m"
            " JOIN person p ON p.id = m.person_id WHERE m.audit_id = t.id"
            " ORDER BY m.role != 'lead_auditor', m.id))",
            "year": "(SELECT year FROM programme WHERE id = t.programme_id)",
            "findings": "(SELECT count(*) FROM finding f WHERE f.audit_id = t.id"
            " AND f.state != 'withdrawn')",
            "nonconformities": "(SELECT count(*) FROM finding f JOIN grade g ON g.id = f.grade_id"
            " WHERE f.audit_id = t.id AND g.nonconformity AND f.state != 'withdrawn')",
            "open_findings": "(SELECT count(*) FROM finding f WHERE f.audit_id = t.id"
            f" AND f.state IN ({sql_keys(finding_rules.OPEN)}))",
            "first_day": FIRST,
            "last_day": LAST,
        },
    ),
    "t.number_key, t.id",
    {
        "number": filters.of("t.number = ?", _AUDITS, N_("audit")),
        "state": filters.one_of(
            "t.state",
            tuple(audit_rules.AuditState),
            {"open": audit_rules.OPEN, "done": audit_rules.DONE},
        ),
        "kind": filters.equals("t.kind"),
        "year": filters.in_year(OF_YEAR),
        "clause": filters.of_clause(
            "t.id IN (SELECT l.audit_id FROM audit_clause l JOIN clause c ON c.id = l.clause_id"
            " WHERE {clauses})"
        ),
        "standard": filters.of_standard(
            "t.id IN (SELECT audit_id FROM audit_standard WHERE standard_id IN ({standard}))"
        ),
        "process": filters.of(
            "t.id IN (SELECT l.audit_id FROM audit_unit l JOIN unit u ON u.id = l.unit_id"
            " JOIN process p ON p.id = u.process_id WHERE p.name = ?)",
            "SELECT name FROM process",
            N_("process"),
        ),
        "site": filters.of(
            "t.id IN (SELECT l.audit_id FROM audit_unit l JOIN unit u ON u.id = l.unit_id"
            " JOIN site s ON s.id = u.site_id WHERE s.name = ?)",
            "SELECT name FROM site",
            N_("site"),
        ),
        "auditor": filters.of(
            "t.id IN (SELECT m.audit_id FROM audit_member m JOIN person p ON p.id = m.person_id"
            " WHERE p.name = ?)",
            "SELECT name FROM person",
            N_("person"),
        ),
    },
    late="t.ends_on < ? AND t.state IN ('planned', 'confirmed', 'started')",
    searched="audit",
)

UNITS = Listing(
    "units",
    ListedUnit,
    "unit u JOIN process p ON p.id = u.process_id JOIN site s ON s.id = u.site_id",
    "u.id",
    {
        "id": "u.id",
        "unit": "p.name || ' · ' || s.name",
        "process": "p.name",
        "site": "s.name",
        "owner": _name_of("person", "p.owner_id"),
        "importance": "p.importance",
        "outsourced": "p.outsourced",
        "contact": _name_of("person", "u.contact_id"),
        "clauses": "(SELECT json_group_array(json_array(designation, number, '')) FROM"
        " (SELECT d.designation, c.number FROM unit_clause l JOIN clause c ON c.id = l.clause_id"
        " JOIN standard d ON d.id = c.standard_id WHERE l.unit_id = u.id AND l.applies"
        " ORDER BY d.designation, c.sort_key))",
        "last_audit": "(SELECT t.number FROM audit_unit l JOIN audit t ON t.id = l.audit_id"
        f" WHERE l.unit_id = u.id AND {LOOKED} ORDER BY {SEEN_ON} DESC LIMIT 1)",
        "last_audit_on": f"(SELECT max({SEEN_ON}) FROM audit_unit l JOIN audit t"
        f" ON t.id = l.audit_id WHERE l.unit_id = u.id AND {LOOKED})",
        "open_findings": "(SELECT count(*) FROM finding f WHERE f.process_id = u.process_id"
        f" AND f.site_id = u.site_id AND f.state IN ({sql_keys(finding_rules.OPEN)}))",
        "standard": "(SELECT min(d.designation) FROM unit_clause l JOIN clause c"
        " ON c.id = l.clause_id JOIN standard d ON d.id = c.standard_id"
        " WHERE l.unit_id = u.id AND l.applies)",
    },
    "s.name, p.name",
    {
        "process": filters.of_process("u.process_id"),
        "site": filters.of_site("u.site_id"),
        "clause": filters.of_clause(
            "u.id IN (SELECT l.unit_id FROM unit_clause l JOIN clause c ON c.id = l.clause_id"
            " WHERE {clauses})"
        ),
    },
)

PEOPLE = Listing(
    "people",
    ListedPerson,
    "person p",
    "p.id",
    {
        "id": "p.id",
        "name": "p.name",
        "job": "p.job",
        "department": "p.department",
        "manager": "(SELECT b.name FROM person b WHERE b.id = p.manager_id)",
        "site": _name_of("site", "p.site_id"),
        "email": "p.email",
        "roles": "(SELECT json_group_array(role) FROM person_role r WHERE r.person_id = p.id)",
        "competences": "(SELECT json_group_array(subject) FROM competence c"
        " WHERE c.person_id = p.id)",
        "next_expiry": "(SELECT min(expires_on) FROM competence c WHERE c.person_id = p.id"
        f" AND {NOT_RENEWED})",
        "external": "p.external",
    },
    "p.name, p.id",
    {
        "name": filters.of_person("p.id"),
        "department": filters.equals("p.department"),
        "role": Filter(
            lambda value: ("p.id IN (SELECT person_id FROM person_role WHERE role = ?)", [value])
        ),
    },
    late=f"p.id IN (SELECT c.person_id FROM competence c WHERE {NOT_RENEWED} AND c.expires_on < ?)",
)

ABSENCES = Listing(
    "absences",
    ListedAbsence,
    "absence a JOIN person p ON p.id = a.person_id",
    "a.id",
    {
        "id": "a.id",
        "person": "p.name",
        "starts_on": "a.starts_on",
        "ends_on": "a.ends_on",
        "reason": "a.reason",
    },
    "a.starts_on, p.name, a.id",
    {"person": filters.of_person("p.id")},
)

CLAUSES = Listing(
    "clauses",
    ListedClause,
    "clause c JOIN standard s ON s.id = c.standard_id",
    "c.id",
    {
        "id": "c.id",
        "standard": "s.designation",
        "kind": "s.kind",
        "number": "c.number",
        "title": "c.title",
        "assessable": "c.assessable",
        "hint": "c.hint",
        "verified": "c.verified",
        "came_from": "(SELECT json_group_array(o.number || ' (' || m.change || ')')"
        " FROM clause_mapping m JOIN clause o ON o.id = m.old_id WHERE m.new_id = c.id)",
    },
    "s.kind != 'requirements', s.designation, c.position",
    {
        "standard": filters.of_standard("s.id IN ({standard})"),
        "kind": filters.one_of("s.kind", tuple(TextKind), {}, N_("kind")),
        "clause": filters.of_clause("{clauses}"),
    },
)

EVIDENCE = Listing(
    "evidence",
    ListedEvidence,
    "evidence e",
    "e.id",
    {
        "id": "e.id",
        "thing": "coalesce(CASE e.table_name"
        f" WHEN 'finding' THEN (SELECT {_FINDING_NAME} FROM finding f WHERE f.id = e.row)"
        " WHEN 'action' THEN (SELECT number FROM action WHERE id = e.row)"
        " WHEN 'audit' THEN (SELECT number FROM audit WHERE id = e.row)"
        " WHEN 'programme' THEN (SELECT year FROM programme WHERE id = e.row)"
        " WHEN 'checklist_line' THEN (SELECT t.number FROM checklist_line l"
        "  JOIN checklist c ON c.id = l.checklist_id JOIN audit t ON t.id = c.audit_id"
        "  WHERE l.id = e.row) END, '')",
        "kind": "e.table_name",
        "name": "e.name",
        "caption": "e.caption",
        "media_type": "e.media_type",
        "size": "(SELECT size FROM content WHERE id = e.content_id)",
        "taken_at": "e.taken_at",
        "confidential": "e.confidential",
        "sha256": "e.content_id",
    },
    "e.table_name, e.row, e.position, e.id",
    {"kind": filters.equals("e.table_name")},
)

TRAIL = Listing(
    "trail",
    ListedChange,
    "change h JOIN step t ON t.seq = h.step_seq",
    "h.rowid",
    {
        "step": "t.seq",
        "at": "t.at",
        "who": "t.who",
        "device": "t.device",
        "what": "t.what",
        "table": "h.table_name",
        "row": "h.row",
        "before": "h.before",
        "after": "h.after",
        "digest": "t.hash",
        "id": "CAST(h.rowid AS TEXT)",
    },
    "h.step_seq, h.position",
    {
        "table": filters.equals("h.table_name"),
        "row": filters.equals("h.row"),
        "who": filters.equals("t.who"),
        "step": filters.equals("t.seq"),
    },
)

LISTINGS: dict[str, Listing[Any]] = {
    listing.name: listing
    for listing in (FINDINGS, ACTIONS, AUDITS, UNITS, PEOPLE, ABSENCES, CLAUSES, EVIDENCE, TRAIL)
}
