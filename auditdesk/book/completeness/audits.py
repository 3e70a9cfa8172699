"""Questions about audits: how they were planned, by whom they were held, what was looked at."""

from auditdesk.book.completeness.question import AuditorQuestion, Subject
from auditdesk.book.completeness.subjects import (
    AUDIT_FIRST,
    AUDIT_LAST,
    AUDIT_OVER,
    AUDITORS,
    AUDITS,
    AUDITS_BEGUN,
    AUDITS_HELD,
    AUDITS_REPORTED,
    CANCELLED_AUDITS,
    JUDGED_KEYS,
    LINES,
    MOVES_OF_AUDITS,
)
from auditdesk.domain.completeness import Mender, Weight
from auditdesk.i18n import N_

_HEAVY, _MIDDLE, _LIGHT = Weight
_LEAD, _AUDITOR, _MANAGER = Mender.LEAD_AUDITOR, Mender.AUDITOR, Mender.PROGRAMME_MANAGER


def _asked(
    key: str,
    subject: Subject,
    asks: str,
    reason: str,
    clauses: tuple[str, ...],
    fails: str,
    weight: Weight = _MIDDLE,
    mender: Mender = _LEAD,
    more: str = "''",
) -> AuditorQuestion:
    return AuditorQuestion(key, asks, reason, clauses, weight, mender, subject, fails, more)


def _move(name: str) -> str:
    return (
        f"SELECT 1 FROM move m WHERE m.table_name = 'audit' AND m.row = t.id AND m.move = '{name}'"
    )


def _session(kind: str) -> str:
    return f"SELECT 1 FROM session n WHERE n.audit_id = t.id AND n.kind = '{kind}'"


def _members(kind: str) -> str:
    return (
        "SELECT 1 FROM session n JOIN attendance a ON a.session_id = n.id"
        f" WHERE n.audit_id = t.id AND n.kind = '{kind}' AND a.present"
    )


_REPORT = "SELECT 1 FROM report r WHERE r.audit_id = t.id AND r.state = 'issued'"
_SAMPLED = (
    f"l.verdict IN ({JUDGED_KEYS}) AND (trim(l.sample) <> '' OR trim(l.sample_size) <> ''"
    " OR EXISTS (SELECT 1 FROM sample_item i WHERE i.line_id = l.id))"
)
_DUE = "coalesce((SELECT d.report_due FROM report_deadline d WHERE d.audit_id = t.id), '9999')"

QUESTIONS: tuple[AuditorQuestion, ...] = (
    _asked(
        "audit_objectives",
        AUDITS,
        N_("Does each audit say what it is to find out?"),
        N_("Objectives are set for each audit; the 2026 edition asks for them in so many words."),
        ("ISO 9001, 9.2.2", "ISO 19011, 5.5.2"),
        "trim(t.objectives) = ''",
        _HEAVY,
    ),
    _asked(
        "audit_scope",
        AUDITS,
        N_("Does each audit have a scope?"),
        N_("What an audit looks at, and what it does not, is defined for each."),
        ("ISO 9001, 9.2.2", "ISO 19011, 5.5.2"),
        "trim(t.scope) = '' AND NOT EXISTS (SELECT 1 FROM audit_unit u WHERE u.audit_id = t.id)",
        _HEAVY,
    ),
    _asked(
        "audit_criteria",
        AUDITS,
        N_("Does each audit have criteria?"),
        N_("Without criteria there is nothing that evidence can be held against."),
        ("ISO 9001, 9.2.2", "ISO 19011, 5.5.2"),
        "trim(t.criteria) = ''"
        " AND NOT EXISTS (SELECT 1 FROM audit_standard s WHERE s.audit_id = t.id)",
        _HEAVY,
    ),
    _asked(
        "audit_edition",
        AUDITS,
        N_("Is each audit held against an edition that is in force?"),
        N_("A withdrawn edition is no criterion, unless somebody decided so."),
        ("ISO 9001, 9.2.2",),
        "EXISTS (SELECT 1 FROM audit_standard k JOIN standard s ON s.id = k.standard_id"
        f" WHERE k.audit_id = t.id AND s.withdrawn_on < {AUDIT_FIRST})",
        _MIDDLE,
        _MANAGER,
    ),
    _asked(
        "audit_lead",
        AUDITS,
        N_("Is one lead auditor named?"),
        N_("Somebody answers for each audit."),
        ("ISO 19011, 5.5.4",),
        "(SELECT count(*) FROM audit_member k WHERE k.audit_id = t.id"
        " AND k.role = 'lead_auditor') <> 1",
        _HEAVY,
        _MANAGER,
    ),
    _asked(
        "audit_missed",
        AUDITS,
        N_("Was each audit held whose days are over?"),
        N_("What is planned is held, moved with a reason, or cancelled with one."),
        ("ISO 9001, 9.2.1", "ISO 19011, 5.6"),
        f"t.state IN ('planned', 'confirmed') AND {AUDIT_OVER} < :today",
        _HEAVY,
        _MANAGER,
        AUDIT_OVER,
    ),
    _asked(
        "audit_moved_with_reason",
        MOVES_OF_AUDITS,
        N_("Does each move of an audit have a reason?"),
        N_("An audit moved for no reason looks like one avoided."),
        ("ISO 9001, 9.2.2", "ISO 19011, 5.6"),
        "trim(r.reason) = ''",
        _MIDDLE,
        _MANAGER,
        "r.old_starts_on || ' → ' || r.new_starts_on",
    ),
    _asked(
        "audit_moved_often",
        AUDITS,
        N_("Was any audit moved more than twice?"),
        N_("What is put off again and again is not carried out as planned."),
        ("ISO 9001, 9.2.2",),
        "t.reschedules > 2",
        _LIGHT,
        _MANAGER,
        "t.reschedules",
    ),
    _asked(
        "audit_cancelled_with_reason",
        CANCELLED_AUDITS,
        N_("Does each cancelled audit have a reason?"),
        N_("A programme that shrinks without a word is not carried out."),
        ("ISO 9001, 9.2.2", "ISO 19011, 5.6"),
        f"NOT EXISTS ({_move('cancel')} AND trim(m.reason) <> '')",
        _MIDDLE,
        _MANAGER,
    ),
    _asked(
        "audit_plan_sent",
        AUDITS_BEGUN,
        N_("Was the plan sent to the auditee before the audit?"),
        N_("The auditee agrees to the plan before the audit begins."),
        ("ISO 19011, 6.3.2",),
        f"NOT EXISTS ({_move('send_plan')})",
    ),
    _asked(
        "audit_timetable",
        AUDITS_BEGUN,
        N_("Does the plan have a timetable?"),
        N_("When what is looked at, and with whom, is part of a plan."),
        ("ISO 19011, 6.3.2",),
        f"NOT EXISTS ({_session('audit')})",
        _LIGHT,
    ),
    _asked(
        "independence_declared",
        AUDITORS,
        N_("Has everybody who judged declared their independence?"),
        N_("Objectivity and impartiality are ensured; a declaration shows it."),
        ("ISO 9001, 9.2.2", "ISO 19011, 5.5.4"),
        "NOT EXISTS (SELECT 1 FROM declaration d WHERE d.audit_id = t.id"
        " AND d.person_id = k.person_id)",
        _HEAVY,
        _AUDITOR,
        "n.name",
    ),
    _asked(
        "exception_mitigated",
        AUDITORS,
        N_("Does each exception to independence say what was done about it, and who approved it?"),
        N_("In a small house somebody may know the work; then something balances it."),
        ("ISO 9001, 9.2.2", "ISO 19011, 4"),
        "trim(k.exception) <> '' AND (trim(k.mitigation) = '' OR trim(k.approved_by) = '')",
        _HEAVY,
        _MANAGER,
        "n.name",
    ),
    _asked(
        "competence_on_the_day",
        AUDITORS,
        N_("Was everybody who judged competent on the days of the audit?"),
        N_("Competence counts when the audit is held, not when somebody asks."),
        ("ISO 9001, 7.2", "ISO 19011, 5.5.4"),
        "k.role <> 'trainee' AND NOT EXISTS (SELECT 1 FROM competence c"
        " WHERE c.person_id = k.person_id"
        f" AND coalesce(c.acquired_on, '') <= {AUDIT_FIRST}"
        f" AND coalesce(c.expires_on, '9999') >= {AUDIT_LAST} AND (c.standard_id IN"
        " (SELECT s.standard_id FROM audit_standard s WHERE s.audit_id = t.id)"
        " OR (c.standard_id IS NULL AND (c.process_id IS NULL OR c.process_id IN"
        " (SELECT u.process_id FROM audit_unit au JOIN unit u ON u.id = au.unit_id"
        " WHERE au.audit_id = t.id)))))",
        _HEAVY,
        _MANAGER,
        "n.name",
    ),
    _asked(
        "opening_held",
        AUDITS_HELD,
        N_("Was there an opening meeting, and is it kept who was there?"),
        N_("Plan, roles and confidentiality are agreed at the beginning."),
        ("ISO 19011, 6.4.3",),
        f"NOT EXISTS ({_members('opening')})",
        _LIGHT,
    ),
    _asked(
        "closing_held",
        AUDITS_HELD,
        N_("Was there a closing meeting, and is it kept who was there?"),
        N_("Findings are told to those who must act on them before the team leaves."),
        ("ISO 19011, 6.4.10",),
        f"NOT EXISTS ({_members('closing')})",
    ),
    _asked(
        "audit_worked",
        AUDITS_HELD,
        N_("Is it kept what each audit looked at?"),
        N_("Evidence of results is kept, also where everything was in order."),
        ("ISO 9001, 9.2.2", "ISO 19011, 6.4.7"),
        "NOT EXISTS (SELECT 1 FROM checklist c JOIN checklist_line l ON l.checklist_id = c.id"
        f" WHERE c.audit_id = t.id AND l.verdict IN ({JUDGED_KEYS}))"
        " AND NOT EXISTS (SELECT 1 FROM finding f WHERE f.audit_id = t.id)",
        _HEAVY,
    ),
    _asked(
        "lines_judged",
        LINES,
        N_("Has every question of the checklist a verdict?"),
        N_("An open question of an audit that was held was not looked at, or not written down."),
        ("ISO 19011, 6.4.8",),
        "l.verdict IS NULL",
        _MIDDLE,
        _AUDITOR,
        "substr(l.question, 1, 80)",
    ),
    _asked(
        "lines_reasoned",
        LINES,
        N_("Does what was not looked at have a reason?"),
        N_("What was not covered, and why, is part of a report."),
        ("ISO 19011, 6.5.1",),
        "l.verdict IN ('not_applicable', 'not_verified') AND trim(l.reason) = ''",
        _MIDDLE,
        _AUDITOR,
        "substr(l.question, 1, 80)",
    ),
    _asked(
        "sample_population",
        LINES,
        N_("Does each sample say out of how many?"),
        N_("Four of twelve says something; four says nothing."),
        ("ISO 19011, A.6",),
        f"{_SAMPLED} AND trim(l.population) = ''",
        _MIDDLE,
        _AUDITOR,
        "substr(l.question, 1, 80)",
    ),
    _asked(
        "sample_chosen",
        LINES,
        N_("Does each sample say how it was chosen?"),
        N_("A sample that the auditee picked shows what the auditee wants to show."),
        ("ISO 19011, A.6",),
        f"{_SAMPLED} AND trim(l.sampling) = ''",
        _LIGHT,
        _AUDITOR,
        "substr(l.question, 1, 80)",
    ),
    _asked(
        "line_evidence",
        LINES,
        N_("Does each judged question say what was seen?"),
        N_("A tick is a verdict without evidence."),
        ("ISO 9001, 9.2.2", "ISO 19011, 6.4.7"),
        f"l.verdict IN ({JUDGED_KEYS}) AND l.finding_id IS NULL AND trim(l.notes) = ''"
        " AND trim(l.sample) = '' AND NOT EXISTS (SELECT 1 FROM sample_item i"
        " WHERE i.line_id = l.id) AND NOT EXISTS (SELECT 1 FROM evidence v"
        " WHERE v.table_name = 'checklist_line' AND v.row = l.id)",
        _LIGHT,
        _AUDITOR,
        "substr(l.question, 1, 80)",
    ),
    _asked(
        "line_became_finding",
        LINES,
        N_("Did each nonconformity of a checklist become a finding?"),
        N_("What was judged not to conform is followed up."),
        ("ISO 9001, 9.2.2", "ISO 9001, 10.2.1"),
        "l.verdict = 'nonconformity' AND l.finding_id IS NULL",
        _HEAVY,
        _AUDITOR,
        "substr(l.question, 1, 80)",
    ),
    _asked(
        "drafts_settled",
        AUDITS_HELD,
        N_("Is no finding of an audit that was held still a draft?"),
        N_("A draft is told to nobody, and nobody acts on it."),
        ("ISO 19011, 6.4.8",),
        "EXISTS (SELECT 1 FROM finding f WHERE f.audit_id = t.id AND f.state = 'draft')",
    ),
    _asked(
        "report_issued",
        AUDITS_REPORTED,
        N_("Is there an issued report of each audit that counts as reported?"),
        N_("Results are reported to those who manage the processes."),
        ("ISO 9001, 9.2.2", "ISO 19011, 6.5.2"),
        f"NOT EXISTS ({_REPORT})",
        _HEAVY,
    ),
    _asked(
        "report_in_time",
        AUDITS_HELD,
        N_("Was each report issued within the agreed time?"),
        N_("A late report delays everything that it asks for."),
        ("ISO 9001, 9.2.2", "ISO 19011, 6.5.2"),
        f"coalesce(t.reported_on, :today) > {_DUE}",
        _MIDDLE,
        _LEAD,
        _DUE,
    ),
    _asked(
        "report_distributed",
        AUDITS_REPORTED,
        N_("Is it settled who gets the report?"),
        N_("A distribution list shows that management is told."),
        ("ISO 9001, 9.2.2", "ISO 19011, 6.5.2"),
        "trim(t.distribution) = ''"
        " AND NOT EXISTS (SELECT 1 FROM disclosure d WHERE d.audit_id = t.id)",
    ),
    _asked(
        "report_conclusion",
        AUDITS_REPORTED,
        N_("Does each report come to a conclusion?"),
        N_("Whether the system conforms and works is the answer that an audit owes."),
        ("ISO 9001, 9.2.1", "ISO 19011, 6.4.9"),
        "trim(t.conclusion) = ''",
    ),
    _asked(
        "report_fulfilment",
        AUDITS_REPORTED,
        N_("Does each report say to what degree the criteria are fulfilled?"),
        N_("A list of findings is no statement on the whole."),
        ("ISO 19011, 6.5.1",),
        f"EXISTS ({_REPORT}) AND NOT EXISTS ({_REPORT} AND trim(r.fulfilment) <> '')",
        _LIGHT,
    ),
    _asked(
        "report_objectives_met",
        AUDITS_REPORTED,
        N_("Does each report say whether the objectives were met?"),
        N_("Who sets objectives says at the end whether they were reached."),
        ("ISO 19011, 6.5.1",),
        f"EXISTS ({_REPORT}) AND NOT EXISTS ({_REPORT} AND trim(r.objectives_met) <> '')",
        _LIGHT,
    ),
    _asked(
        "report_not_covered",
        AUDITS_REPORTED,
        N_("Does each report say what was not covered?"),
        N_("What was planned and not seen is told, so that nobody relies on it."),
        ("ISO 19011, 6.5.1",),
        "trim(t.not_covered) = '' AND EXISTS (SELECT 1 FROM checklist c JOIN checklist_line l"
        " ON l.checklist_id = c.id WHERE c.audit_id = t.id AND l.verdict = 'not_verified')",
        _LIGHT,
    ),
)
