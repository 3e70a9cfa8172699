"""Subjects: the records of a period that questions are asked of, as SQL."""

from auditdesk.book.audit_days import FIRST, LAST, VISITS, touches
from auditdesk.book.completeness.question import Subject
from auditdesk.book.texts import sql_keys
from auditdesk.domain.audit import DONE, REPORT_OUT
from auditdesk.domain.checklist import JUDGED
from auditdesk.domain.completeness import Mender
from auditdesk.domain.finding import OPEN

NONCONFORMITY = "+f.grade_id IN (SELECT id FROM grade WHERE nonconformity)"
"""Of a finding `f`; the sign keeps SQLite from going through all findings of these grades."""
_PERSON = "(SELECT name FROM person WHERE id = {})"
_LEAD = (
    "(SELECT n.name FROM audit_member m JOIN person n ON n.id = m.person_id"
    " WHERE m.audit_id = t.id AND m.role = 'lead_auditor' ORDER BY m.id LIMIT 1)"
)
_SITES = (
    "(SELECT json_group_array(name) FROM (SELECT DISTINCT s.name FROM audit_unit au"
    " JOIN unit u ON u.id = au.unit_id JOIN site s ON s.id = u.site_id"
    " WHERE au.audit_id = t.id ORDER BY s.name))"
)
_AT_SITE = (
    "EXISTS (SELECT 1 FROM audit_unit au JOIN unit u ON u.id = au.unit_id"
    " JOIN site s ON s.id = u.site_id WHERE au.audit_id = t.id AND s.name = :site)"
)
_DAYS = touches(":first", ":last")
_YEAR = "(SELECT year FROM programme WHERE id = t.programme_id)"
_WITHOUT_DAYS = f"({FIRST} IS NULL AND {_YEAR} BETWEEN :first_year AND :last_year)"
"""An audit without a date is of the year of its programme."""
_STANDS = "t.state <> 'cancelled'"
DONE_KEYS = sql_keys(DONE)


def _audits(source: str, within: str, several: bool = False) -> Subject:
    return Subject(
        kind="audit", source=source, within=within, id="t.id", number="t.number",
        order=("t.number_key", "t.id"), sites=_SITES, at_site=_AT_SITE, who=_LEAD, several=several,
    )  # fmt: skip


PROGRAMMES = Subject(
    kind="programme",
    source="programme p",
    within=(
        "p.year BETWEEN :first_year AND :last_year AND NOT EXISTS (SELECT 1 FROM programme q"
        " WHERE q.year = p.year AND q.revision > p.revision)"
    ),
    id="p.id",
    number="p.year",
    order=("p.year",),
    who=_PERSON.format("p.manager_id"),
)
"""The programmes of the years, each in its latest revision."""

AUDITS = _audits("audit t", f"{_STANDS} AND ({_DAYS} OR {_WITHOUT_DAYS})")
CANCELLED_AUDITS = _audits("audit t", f"NOT ({_STANDS}) AND {_DAYS}")
AUDITS_BEGUN = _audits("audit t", f"{_STANDS} AND {_DAYS} AND t.started_on IS NOT NULL")
AUDITS_HELD = _audits("audit t", f"t.state IN ({DONE_KEYS}) AND {_DAYS} AND {VISITS}")
AUDITS_REPORTED = _audits("audit t", f"t.state IN ({sql_keys(REPORT_OUT)}) AND {_DAYS}")
AUDITORS = _audits(
    "audit_member k JOIN audit t ON t.id = k.audit_id JOIN person n ON n.id = k.person_id",
    f"{_STANDS} AND {_DAYS} AND t.started_on IS NOT NULL"
    " AND k.role IN ('lead_auditor', 'auditor', 'trainee')",
    several=True,
)
"""Who judges in the audits that have begun."""
MOVES_OF_AUDITS = _audits(
    "reschedule r JOIN audit t ON t.id = r.audit_id", f"{_STANDS} AND {_DAYS}", several=True
)
LINES = _audits(
    "audit t CROSS JOIN checklist c ON c.audit_id = t.id"
    " CROSS JOIN checklist_line l ON l.checklist_id = c.id",
    f"t.state IN ({DONE_KEYS}) AND {_DAYS}",
    several=True,
)
"""The lines of the checklists of audits that were held."""
JUDGED_KEYS = sql_keys(JUDGED)
AUDIT_FIRST, AUDIT_LAST = FIRST, LAST
AUDIT_OVER = f"coalesce({LAST}, {_YEAR} || '-12-31')"
"""The last day on which it can be held: its own, or that of the year for which it is planned."""

_RAISED = (
    f"(f.raised_on BETWEEN :first AND :last OR (f.state IN ({sql_keys(OPEN)})"
    " AND f.raised_on < :first))"
)
FINDINGS = Subject(
    kind="finding",
    source="finding f",
    within=_RAISED,
    id="f.id",
    number="f.number",
    order=("f.number_key", "f.id"),
    sites="(SELECT json_group_array(name) FROM site WHERE id = f.site_id)",
    at_site="f.site_id = (SELECT id FROM site WHERE name = :site)",
    who=_PERSON.format("f.auditor_id"),
    who_else=((Mender.FINDING_OWNER, _PERSON.format("f.owner_id")),),
)
"""Raised in the period, or earlier and still open."""
TOLD = f"f.state NOT IN ('draft', 'withdrawn') AND {NONCONFORMITY}"
"""Of a finding `f`: a nonconformity that was told to somebody and stands."""

_OF_ACTION = "action_finding j JOIN finding f ON f.id = j.finding_id WHERE j.action_id = a.id"
OF_NONCONFORMITY = (
    f"EXISTS (SELECT 1 FROM {_OF_ACTION} AND f.state <> 'withdrawn' AND {NONCONFORMITY})"
)
"""Of an action `a`: it serves a nonconformity."""
BEFORE_IT_WAS_FOUND = (
    f"EXISTS (SELECT 1 FROM {_OF_ACTION} AND min(a.done_on, coalesce(a.accepted_on, a.done_on))"
    " < f.raised_on)"
)
"""Of an action `a`: it was accepted or done before one of its findings was raised."""


def _actions(source: str, within: str, who: str, several: bool = False) -> Subject:
    return Subject(
        kind="action",
        source=source,
        within=f"{within} AND a.cancelled_on IS NULL",
        id="a.id",
        number="a.number",
        order=("a.number_key", "a.id"),
        sites=(
            "(SELECT json_group_array(name) FROM (SELECT DISTINCT s.name FROM action_finding j"
            " JOIN finding f ON f.id = j.finding_id JOIN site s ON s.id = f.site_id"
            " WHERE j.action_id = a.id ORDER BY s.name))"
        ),
        at_site=(
            f"EXISTS (SELECT 1 FROM {_OF_ACTION}"
            " AND f.site_id = (SELECT id FROM site WHERE name = :site))"
        ),
        who=_PERSON.format(who),
        several=several,
    )


_OWED = "(a.due >= :first OR a.due IS NULL)"
ACTIONS = _actions("action a", _OWED, "a.owner_id")
"""Due since the period began, or without a day; what was cancelled needs nothing any more."""
OPEN_ACTIONS = _actions(
    "finding o CROSS JOIN action_finding l ON l.finding_id = o.id"
    " CROSS JOIN action a ON a.id = l.action_id",
    f"o.state IN ({sql_keys(OPEN)}) AND a.done_on IS NULL",
    "a.owner_id",
    several=True,
)
"""To be done still, however old their findings are."""
CHECKS = _actions(
    "action a CROSS JOIN effectiveness_check k ON k.action_id = a.id",
    f"({_OWED} OR k.result IS NULL OR coalesce(k.checked_on, k.planned_on) >= :first)",
    "k.verifier_id",
    several=True,
)
"""The checks of these actions, and of older ones what is to be checked still or was since."""
EXTENSIONS = _actions(
    "extension e JOIN action a ON a.id = e.action_id",
    "e.extended_on BETWEEN :first AND :last",
    "a.owner_id",
    several=True,
)
REVIEW_POINTS = Subject(
    kind="finding",
    source="review_point v JOIN finding f ON f.id = v.finding_id",
    within="v.noted_on BETWEEN :first AND :last",
    id="f.id",
    number="f.number",
    order=("f.number_key", "f.id"),
    sites=FINDINGS.sites,
    at_site=FINDINGS.at_site,
    several=True,
)
PEOPLE_WHO_AUDIT = Subject(
    kind="person",
    source="person n",
    within=(
        "NOT n.retired AND EXISTS (SELECT 1 FROM person_role r WHERE r.person_id = n.id"
        " AND r.role IN ('lead_auditor', 'auditor'))"
    ),
    id="n.id",
    number="n.name",
    order=("n.name",),
    sites="(SELECT json_group_array(name) FROM site WHERE id = n.site_id)",
    at_site="n.site_id = (SELECT id FROM site WHERE name = :site)",
    who="n.name",
)
