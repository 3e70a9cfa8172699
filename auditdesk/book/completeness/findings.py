"""Questions about findings: what was stated, what was answered, how it was closed."""

import json

from auditdesk.book.book import Book
from auditdesk.book.completeness.question import AuditorQuestion, Period
from auditdesk.book.completeness.signatures import overtaken
from auditdesk.book.completeness.subjects import FINDINGS, TOLD
from auditdesk.book.follow_ups import follow_ups
from auditdesk.book.listing import OWED_ON
from auditdesk.book.radar import untold
from auditdesk.book.texts import sql_keys
from auditdesk.domain.completeness import Gap, Mender, Weight
from auditdesk.domain.finding import OPEN, FindingState
from auditdesk.i18n import N_

_HEAVY, _MIDDLE, _LIGHT = Weight
_AUDITOR, _OWNER, _MANAGER = Mender.AUDITOR, Mender.FINDING_OWNER, Mender.PROGRAMME_MANAGER
_S = FindingState
_WITH_CAUSE = sql_keys({_S.CAUSE_ACCEPTED, _S.PLAN_ACCEPTED, _S.IMPLEMENTED, _S.CLOSED})
_WITH_PLAN = sql_keys({_S.PLAN_ACCEPTED, _S.IMPLEMENTED, _S.CLOSED})
_OPEN = sql_keys(OPEN)


def _asked(
    key: str,
    asks: str,
    reason: str,
    clauses: tuple[str, ...],
    fails: str,
    weight: Weight = _MIDDLE,
    mender: Mender = _AUDITOR,
    more: str = "''",
) -> AuditorQuestion:
    return AuditorQuestion(key, asks, reason, clauses, weight, mender, FINDINGS, fails, more)


def _told(
    key: str,
    asks: str,
    reason: str,
    clauses: tuple[str, ...],
    fails: str,
    weight: Weight = _MIDDLE,
    mender: Mender = _AUDITOR,
    more: str = "''",
) -> AuditorQuestion:
    """Of a nonconformity that was told to somebody and stands."""
    return _asked(key, asks, reason, clauses, f"{TOLD} AND ({fails})", weight, mender, more)


def _action(kind: str) -> str:
    return (
        "SELECT 1 FROM action_finding j JOIN action a ON a.id = j.action_id"
        f" WHERE j.finding_id = f.id AND a.kind = '{kind}' AND a.cancelled_on IS NULL"
    )


_FILE = "SELECT 1 FROM evidence v WHERE v.table_name = 'finding' AND v.row = f.id"
_SIGNED = (
    "SELECT 1 FROM signoff s WHERE s.table_name = 'finding' AND s.row = f.id AND s.meaning = '{}'"
)
_REPEATS = """
SELECT f.id, f.number, s.name, n.name, e.number
FROM json_each(:pairs) p CROSS JOIN finding f ON f.id = p.key
    CROSS JOIN finding e ON e.id = p.value
    LEFT JOIN site s ON s.id = f.site_id LEFT JOIN person n ON n.id = f.auditor_id
ORDER BY f.number_key, f.id
"""


def _unrecognised_repeats(book: Book, period: Period) -> list[Gap]:
    """Nonconformities on a clause and process that had one before, of another audit."""
    pairs = json.dumps(untold(book, period.first, period.last))
    return [
        Gap("finding", id, number or "", (site,) if site else (), who or "", earlier or "")
        for id, number, site, who, earlier in book.select(_REPEATS, {"pairs": pairs})
    ]


def _without_follow_up(book: Book, period: Period) -> list[Gap]:
    """Open findings whose grade owes a follow-up audit that nobody planned in time."""
    return [
        Gap(
            "finding",
            one.finding,
            one.number,
            (one.site,) if one.site else (),
            one.auditor,
            one.due.isoformat(),
        )
        for one in follow_ups(book, most=-1)
        if one.due < period.today
    ]


QUESTIONS: tuple[AuditorQuestion, ...] = (
    _told(
        "finding_clause",
        N_("Does each nonconformity cite a clause?"),
        N_("A nonconformity is a requirement that is not met: it has to be named."),
        ("ISO 19011, A.18",),
        "NOT EXISTS (SELECT 1 FROM finding_clause l WHERE l.finding_id = f.id)",
        _HEAVY,
    ),
    _told(
        "finding_requirement",
        N_("Does each nonconformity say what should be?"),
        N_("The reader must see what was compared with what."),
        ("ISO 19011, A.18",),
        "trim(f.requirement) = ''",
    ),
    _told(
        "finding_evidence",
        N_("Does each nonconformity have objective evidence?"),
        N_("Without evidence there is no nonconformity."),
        ("ISO 9001, 10.2.2", "ISO 19011, A.18"),
        "trim(f.evidence) = ''",
        _HEAVY,
    ),
    _told(
        "finding_traceable",
        N_("Can somebody else find the evidence again?"),
        N_("Document, revision, date or number lead there; “some records were missing” does not."),
        ("ISO 9001, 10.2.2", "ISO 19011, 6.4.7"),
        "trim(f.evidence) <> '' AND f.evidence NOT GLOB '*[0-9]*' AND trim(f.document) = ''"
        f" AND NOT EXISTS ({_FILE})",
    ),
    _told(
        "finding_statement",
        N_("Does each nonconformity say what failed?"),
        N_("The statement names the failing of the system."),
        ("ISO 19011, A.18",),
        "trim(f.statement) = ''",
    ),
    _told(
        "finding_place",
        N_("Does each nonconformity belong to a process and a site?"),
        N_("What belongs nowhere is mended by nobody and counted in no trend."),
        ("ISO 9001, 9.1.3",),
        "f.process_id IS NULL OR f.site_id IS NULL",
        _LIGHT,
    ),
    _told(
        "finding_owner",
        N_("Has each open nonconformity an owner?"),
        N_("Correction and cause are the work of who answers for the process."),
        ("ISO 9001, 10.2.1",),
        f"f.owner_id IS NULL AND f.state IN ({_OPEN})",
        _HEAVY,
    ),
    AuditorQuestion(
        "finding_repeat",
        N_("Is every repeat told as one?"),
        N_("A nonconformity that comes back shows that the action before did not work."),
        ("ISO 9001, 10.2.1",),
        _HEAVY,
        _AUDITOR,
        find=_unrecognised_repeats,
    ),
    _asked(
        "finding_days",
        N_("Are the days of each finding in order?"),
        N_("Nothing is acknowledged before it was issued, nor closed before it was raised."),
        ("ISO 9001, 7.5.3",),
        "f.issued_on < f.raised_on OR f.acknowledged_on < coalesce(f.issued_on, f.raised_on)"
        " OR f.closed_on < coalesce(f.acknowledged_on, f.issued_on, f.raised_on)",
        _HEAVY,
    ),
    _asked(
        "finding_withdrawn_with_reason",
        N_("Does each withdrawn finding have a reason?"),
        N_("A finding that vanishes is what an external auditor looks for."),
        ("ISO 9001, 7.5.3", "ISO 19011, 4"),
        "f.state = 'withdrawn' AND f.number IS NOT NULL AND NOT EXISTS (SELECT 1 FROM move m WHERE"
        " m.table_name = 'finding' AND m.row = f.id AND m.move = 'withdraw'"
        " AND trim(m.reason) <> '')",
    ),
    _told(
        "finding_acknowledged",
        N_("Has the auditee acknowledged each nonconformity in time, or said what they think?"),
        N_("Diverging opinions are written down; silence is neither."),
        ("ISO 19011, 6.4.8",),
        "f.acknowledged_on IS NULL AND trim(f.diverging_opinion) = ''"
        f" AND f.acknowledge_due < :today AND f.state IN ({_OPEN})",
        _LIGHT,
        _OWNER,
        "f.acknowledge_due",
    ),
    _told(
        "finding_sheet_back",
        N_("Is there proof that the auditee acknowledged each nonconformity?"),
        N_("A signature or the signed sheet shows it; a day alone was typed by somebody."),
        ("ISO 9001, 7.5.3",),
        f"f.acknowledged_on IS NOT NULL AND NOT EXISTS ({_SIGNED.format('acknowledged')})"
        f" AND NOT EXISTS ({_FILE})",
        _LIGHT,
        _OWNER,
    ),
    _told(
        "finding_late",
        N_("Is no nonconformity overdue without an extension?"),
        N_("Corrections and corrective actions are taken without undue delay."),
        ("ISO 9001, 9.2.2",),
        f"f.state IN ({_OPEN}) AND ({OWED_ON}) < :today",
        _HEAVY,
        _OWNER,
        OWED_ON,
    ),
    _told(
        "finding_correction",
        N_("Was each nonconformity itself put right?"),
        N_("First the nonconformity is dealt with, then its cause."),
        ("ISO 9001, 10.2.1",),
        f"f.state IN ({_WITH_PLAN}) AND NOT EXISTS ({_action('correction')})",
        _MIDDLE,
        _OWNER,
    ),
    _told(
        "finding_cause",
        N_("Is the cause of each nonconformity known?"),
        N_("Whether action is needed is decided by the cause."),
        ("ISO 9001, 10.2.1",),
        f"f.state IN ({_WITH_CAUSE}) AND NOT EXISTS (SELECT 1 FROM cause c"
        " WHERE c.finding_id = f.id AND trim(c.cause) <> '')",
        _HEAVY,
        _OWNER,
    ),
    _told(
        "finding_corrective_action",
        N_("Is there a corrective action against the cause of each nonconformity?"),
        N_("A correction alone lets it come back."),
        ("ISO 9001, 10.2.1",),
        f"f.state IN ({_WITH_PLAN}) AND NOT EXISTS ({_action('corrective_action')})",
        _HEAVY,
        _OWNER,
    ),
    _told(
        "finding_effective",
        N_("Was each nonconformity closed only once its action had worked?"),
        N_("The effect of corrective action is reviewed before the case is closed."),
        ("ISO 9001, 10.2.1",),
        "f.state = 'closed' AND NOT EXISTS (SELECT 1 FROM action_finding j JOIN"
        " effectiveness_check k ON k.action_id = j.action_id WHERE j.finding_id = f.id"
        " AND k.result = 'effective')",
        _HEAVY,
        _AUDITOR,
    ),
    _told(
        "finding_extent",
        N_("Was it asked where else it could happen?"),
        N_("Whether like cases exist or can occur is part of dealing with a nonconformity."),
        ("ISO 9001, 10.2.1",),
        "f.state = 'closed' AND trim(f.extent) = ''",
        _MIDDLE,
        _OWNER,
    ),
    _told(
        "finding_updates",
        N_("Was it asked whether risks, documents or the system change with it?"),
        N_("Risks and the system are updated where needed; that nothing is needed is an answer."),
        ("ISO 9001, 10.2.1",),
        "f.state = 'closed' AND trim(f.risk_update) = '' AND trim(f.document_update) = ''"
        " AND trim(f.system_update) = ''",
        _LIGHT,
        _OWNER,
    ),
    _told(
        "finding_closed_by",
        N_("Is it seen who closed each nonconformity?"),
        N_("Somebody answers for the closing."),
        ("ISO 9001, 7.5.3",),
        "f.state = 'closed' AND trim(f.closed_by) = ''"
        f" AND NOT EXISTS ({_SIGNED.format('closed')})",
    ),
    AuditorQuestion(
        "finding_follow_up",
        N_("Was a follow-up audit planned in time where the grade owes one?"),
        N_("What shakes the system is looked at again."),
        ("ISO 19011, 6.7",),
        _MIDDLE,
        _MANAGER,
        find=_without_follow_up,
    ),
    AuditorQuestion(
        "signed_version",
        N_("Is each signature for the record as it is now?"),
        N_("A record that changed after it was signed is signed by nobody."),
        ("ISO 9001, 7.5.3",),
        _MIDDLE,
        Mender.LEAD_AUDITOR,
        find=overtaken,
    ),
)
