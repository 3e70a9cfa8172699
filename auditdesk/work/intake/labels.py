"""Labels: what the fields of a record are called, in the tables' words where they have any."""

from auditdesk.book.tables import label
from auditdesk.i18n import N_, _
from auditdesk.intake.targets import LEFT_OUT, NOTE

_OWN = {
    "number": N_("Number"),
    "title": N_("Title"),
    "clauses": N_("Clauses"),
    "clause": N_("Clause"),
    "standard": N_("Standard"),
    "due": N_("Due"),
    "cause": N_("Cause"),
    "cause_method": N_("Method of the cause analysis"),
    "correction": N_("Correction"),
    "action": N_("Corrective action"),
    "action_owner": N_("Owner of the action"),
    "action_due": N_("Action due"),
    "action_state": N_("State of the action"),
    "action_done": N_("What was done"),
    "correction_owner": N_("Owner of the correction"),
    "correction_due": N_("Correction due"),
    "correction_done_on": N_("Correction done on"),
    "done_on": N_("Done on"),
    "verification": N_("Verification"),
    "effectiveness": N_("Effectiveness"),
    "effect": N_("Effectiveness"),
    "verified_on": N_("Verified on"),
    "verifier": N_("Verifier"),
    "verify_on": N_("Check planned on"),
    "open_actions": N_("Open actions (counted here)"),
    "extensions": N_("Extensions (counted here)"),
    "finding": N_("Finding"),
    "units": N_("Units audited"),
    "unit": N_("Unit"),
    "process": N_("Process"),
    "site": N_("Site"),
    "month": N_("Month"),
    "year": N_("Year"),
    "lead_auditor": N_("Lead auditor"),
    "team": N_("Audit team"),
    "time": N_("Time, from – to"),
    "auditors": N_("Auditors"),
    "auditees": N_("Auditees"),
    "first_name": N_("First name"),
    "last_name": N_("Last name"),
    "roles": N_("Roles"),
    "competences": N_("Competences"),
    "duties": N_("Duties"),
    "availability": N_("Availability"),
    "absent_from": N_("Absent from"),
    "absent_to": N_("Absent to"),
    "competence": N_("Competence"),
    "acquired_on": N_("Acquired on"),
    "expires_on": N_("Expires on"),
    "evidence": N_("Objective evidence"),
    "owner": N_("Owner"),
    "importance": N_("Importance"),
    "grade": N_("Grade"),
    "state": N_("State"),
    "audit": N_("Audit"),
    "day": N_("Day"),
    "number_": N_("Number"),
    NOTE: N_("Keep as a note"),
    LEFT_OUT: N_("Leave out"),
}


def field_label(kind: str, field: str) -> str:
    """What a field is called."""
    found = label(kind, field)
    if found != field and kind != "audit":
        return _(found)
    return _(_OWN.get(field, found if found != field else field.replace("_", " ").capitalize()))
