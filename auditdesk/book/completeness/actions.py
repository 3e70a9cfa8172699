"""Questions about actions: what was agreed, whether it was done, and whether it worked."""

from auditdesk.book.completeness.question import AuditorQuestion, Subject
from auditdesk.book.completeness.subjects import (
    ACTIONS,
    BEFORE_IT_WAS_FOUND,
    CHECKS,
    EXTENSIONS,
    OF_NONCONFORMITY,
    OPEN_ACTIONS,
)
from auditdesk.domain.completeness import Mender, Weight
from auditdesk.i18n import N_

_HEAVY, _MIDDLE, _LIGHT = Weight
_OWNER, _AUDITOR, _VERIFIER = Mender.ACTION_OWNER, Mender.AUDITOR, Mender.VERIFIER


def _asked(
    key: str,
    asks: str,
    reason: str,
    clauses: tuple[str, ...],
    fails: str,
    weight: Weight = _MIDDLE,
    mender: Mender = _OWNER,
    more: str = "''",
    subject: Subject = ACTIONS,
) -> AuditorQuestion:
    return AuditorQuestion(key, asks, reason, clauses, weight, mender, subject, fails, more)


QUESTIONS: tuple[AuditorQuestion, ...] = (
    _asked(
        "action_owner",
        N_("Has each open action an owner?"),
        N_("What everybody is to do nobody does."),
        ("ISO 9001, 10.2.1",),
        "a.owner_id IS NULL",
        _HEAVY,
        _AUDITOR,
        subject=OPEN_ACTIONS,
    ),
    _asked(
        "action_due",
        N_("Has each open action a day?"),
        N_("Without a day nobody can tell whether it is delayed."),
        ("ISO 9001, 10.2.1",),
        "a.due IS NULL",
        _MIDDLE,
        _AUDITOR,
        subject=OPEN_ACTIONS,
    ),
    _asked(
        "action_late",
        N_("Is no action overdue without an extension?"),
        N_("Corrections and corrective actions are taken without undue delay."),
        ("ISO 9001, 9.2.2",),
        "a.due < :today",
        _HEAVY,
        more="a.due",
        subject=OPEN_ACTIONS,
    ),
    _asked(
        "action_accepted",
        N_("Did the auditor accept each corrective action that was carried out?"),
        N_("Somebody other than the owner judges whether the action meets the cause."),
        ("ISO 19011, 6.7",),
        "a.kind = 'corrective_action' AND a.done_on IS NOT NULL AND a.accepted_on IS NULL"
        f" AND {OF_NONCONFORMITY}",
        _LIGHT,
        _AUDITOR,
    ),
    _asked(
        "action_sent_back",
        N_("Was each action that was sent back agreed anew?"),
        N_("A refusal that nobody answered leaves the nonconformity without an action."),
        ("ISO 9001, 10.2.1",),
        "trim(a.rejection) <> '' AND a.accepted_on IS NULL",
        _MIDDLE,
        more="a.rejection",
        subject=OPEN_ACTIONS,
    ),
    _asked(
        "action_evidence",
        N_("Is it shown that each action was carried out?"),
        N_("Evidence of the actions taken and of their results is kept."),
        ("ISO 9001, 10.2.2",),
        "a.done_on IS NOT NULL AND trim(a.done_evidence) = '' AND NOT EXISTS (SELECT 1 FROM"
        " evidence v WHERE v.table_name = 'action' AND v.row = a.id)",
        _HEAVY,
    ),
    _asked(
        "action_days",
        N_("Are the days of each action in order?"),
        N_("Nothing is done before it was found."),
        ("ISO 9001, 7.5.3",),
        f"a.done_on IS NOT NULL AND {BEFORE_IT_WAS_FOUND}",
        _MIDDLE,
        more="a.done_on",
    ),
    _asked(
        "extension_reason",
        N_("Does each extension have a reason?"),
        N_("A day that moves without a reason is a delay."),
        ("ISO 9001, 9.2.2",),
        "trim(e.reason) = ''",
        more="e.old_due || ' → ' || e.new_due",
        subject=EXTENSIONS,
    ),
    _asked(
        "extension_approved",
        N_("Did somebody other than the owner approve each extension?"),
        N_("Who owes something does not decide alone that it may come later."),
        ("ISO 9001, 5.3",),
        "trim(e.approved_by) = '' OR e.approved_by ="
        " (SELECT name FROM person WHERE id = a.owner_id)",
        _LIGHT,
        _AUDITOR,
        "e.old_due || ' → ' || e.new_due",
        EXTENSIONS,
    ),
    _asked(
        "effect_planned",
        N_("Was it agreed how, when and by whom the effect of each corrective action is checked?"),
        N_("What will count as success is settled before the work, not after it."),
        ("ISO 9001, 10.2.1",),
        "a.kind = 'corrective_action' AND a.accepted_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM"
        " effectiveness_check k WHERE k.action_id = a.id AND trim(k.criterion) <> ''"
        " AND k.verifier_id IS NOT NULL AND (k.planned_on IS NOT NULL OR k.checked_on IS NOT NULL"
        " OR EXISTS (SELECT 1 FROM check_at_audit y WHERE y.check_id = k.id)))"
        f" AND {OF_NONCONFORMITY}",
        _MIDDLE,
        _AUDITOR,
    ),
    _asked(
        "effect_method",
        N_("Does each check say by what method the effect is shown?"),
        N_("Records, a sample, a trend or another audit: the method decides what it proves."),
        ("ISO 9001, 10.2.1",),
        "trim(k.method) = ''",
        _LIGHT,
        _VERIFIER,
        subject=CHECKS,
    ),
    _asked(
        "effect_checked",
        N_("Was the effect of each corrective action checked when it was due?"),
        N_("Carried out is not the same as effective."),
        ("ISO 9001, 10.2.1",),
        "a.done_on IS NOT NULL AND k.result IS NULL AND k.planned_on < :today",
        _HEAVY,
        _VERIFIER,
        "k.planned_on",
        CHECKS,
    ),
    _asked(
        "effect_by_whom",
        N_("Is it seen who checked each effect?"),
        N_("A result without a name is nobody’s."),
        ("ISO 9001, 10.2.2",),
        "k.result IS NOT NULL AND k.verifier_id IS NULL",
        _MIDDLE,
        _VERIFIER,
        subject=CHECKS,
    ),
    _asked(
        "effect_evidence",
        N_("Does each check say what showed the effect?"),
        N_("Effective is a verdict; it needs evidence like any other."),
        ("ISO 9001, 10.2.2",),
        "k.result IS NOT NULL AND trim(k.evidence) = '' AND NOT EXISTS (SELECT 1 FROM evidence v"
        " WHERE v.table_name = 'effectiveness_check' AND v.row = k.id)",
        _MIDDLE,
        _VERIFIER,
        subject=CHECKS,
    ),
    _asked(
        "effect_independent",
        N_("Was no effect checked by the owner of the action?"),
        N_("Nobody judges the result of their own work."),
        ("ISO 9001, 9.2.2",),
        "k.verifier_id = a.owner_id",
        _HEAVY,
        _AUDITOR,
        subject=CHECKS,
    ),
    _asked(
        "effect_after_work",
        N_("Was each effect checked after the action was carried out?"),
        N_("What is not done yet has no effect."),
        ("ISO 9001, 10.2.1",),
        "k.checked_on < a.done_on AND k.result IS NOT NULL AND NOT EXISTS (SELECT 1 FROM"
        " effectiveness_check n WHERE n.action_id = a.id AND n.checked_on >= a.done_on)",
        _MIDDLE,
        _VERIFIER,
        "k.checked_on",
        CHECKS,
    ),
    _asked(
        "effect_failed_followed",
        N_("Was each action that did not work followed by another?"),
        N_("Not effective means that the cause is still there."),
        ("ISO 9001, 10.2.1",),
        "k.result = 'not_effective' AND NOT EXISTS (SELECT 1 FROM effectiveness_check n"
        " WHERE n.action_id = a.id AND n.result = 'effective' AND n.checked_on >= k.checked_on)"
        " AND NOT EXISTS (SELECT 1 FROM cycle y WHERE y.follows_id = a.id)"
        " AND NOT EXISTS (SELECT 1 FROM action_finding j JOIN action_finding x"
        " ON x.finding_id = j.finding_id JOIN action o ON o.id = x.action_id"
        " WHERE j.action_id = a.id AND o.kind = a.kind AND o.id > a.id)",
        _HEAVY,
        subject=CHECKS,
    ),
)
