"""Labels: the fields that a column can fill, and what the words of a group can mean."""

from auditdesk.i18n import N_, _
from auditdesk.intake.targets import LEFT_OUT, MATRIX, NOTE, TARGETS
from auditdesk.intake.words import groups
from auditdesk.work.intake.labels import field_label

GROUPS = {
    "grade": N_("Grade"),
    "state": N_("State"),
    "audit_state": N_("State of the audit"),
    "verdict": N_("Verdict"),
    "effect": N_("Effectiveness"),
    "action_kind": N_("Kind of action"),
    "session_kind": N_("Kind of session"),
}
_MEANINGS = {
    "open": N_("open"),
    "in_progress": N_("in progress, which is open"),
    "plan_accepted": N_("action plan accepted"),
    "cause_accepted": N_("cause accepted"),
    "corrected": N_("correction done"),
    "implemented": N_("implemented, effect to be checked"),
    "not_effective": N_("not effective"),
    "partly": N_("partly effective"),
    "major": N_("Major nonconformity"),
    "minor": N_("Minor nonconformity"),
    "opportunity": N_("Opportunity for improvement"),
    "corrective_action": N_("Corrective action"),
    "not_applicable": N_("not applicable"),
    "not_verified": N_("not verified"),
}


def fields_of(kind: str) -> list[tuple[str, str]]:
    """Each field that a column of this kind can fill, and its label; notes and nothing last."""
    target = TARGETS.get(kind)
    names = list(target.fields) if target else ["clauses", "process"] if kind == MATRIX else []
    own = sorted(((name, field_label(kind, name)) for name in names), key=lambda one: one[1])
    return [*own, (NOTE, field_label(kind, NOTE)), (LEFT_OUT, field_label(kind, LEFT_OUT))]


def meanings_of(group: str) -> list[tuple[str, str]]:
    """What the words of a group can mean; nothing first."""
    keys = dict.fromkeys(groups()[group].values())
    return [
        ("", _("not known: kept as a note")),
        *((key, _(_MEANINGS.get(key, key.replace("_", " ")))) for key in keys),
    ]
