"""The words of all sheets, marked for translation; templates read them by their keys."""

from auditdesk.i18n import N_

MARKS = {"draft": N_("DRAFT"), "withdrawn": N_("WITHDRAWN"), "cancelled": N_("CANCELLED")}

# fmt: off
LABELS = {
    # the frame of every sheet and words shared by several
    "action": N_("Action"), "approved_by": N_("Approved by"), "auditee": N_("Auditee"),
    "auditor": N_("Auditor"), "clauses": N_("Clauses"), "criterion": N_("Criterion"),
    "date": N_("Date"), "done_on": N_("Done on"), "due": N_("Due"),
    "evidence": N_("Objective evidence: what is"), "finding": N_("Finding"), "grade": N_("Grade"),
    "kind": N_("Kind"), "method": N_("Method"), "name": N_("Name"), "no": N_("No"),
    "number": N_("Number"), "owner": N_("Responsible"), "page": N_("Page {x} of {y}"),
    "place": N_("Place"), "process": N_("Process"), "signature": N_("Signature"),
    "signatures": N_("Signatures"), "state": N_("State"),
    "uncontrolled": N_("Uncontrolled when printed"), "unverified": N_("unverified"),
    "meaning": N_("Meaning"), "signed_digest": N_("Signed digest (first 16)"),
    "signoffs": N_("Sign-offs in the program"),
    # identification and statement of a finding
    "answer_due": N_("Answer due"), "audit": N_("Audit"), "citations": N_("Standard and clause"),
    "department": N_("Department"), "document": N_("Document and revision"),
    "effect": N_("Risk or effect"), "issued_on": N_("Issued"), "nonconformity": N_("Nonconformity"),
    "raised_on": N_("Raised"), "repeat_of": N_("Repeat of"),
    "requirement": N_("Requirement: what should be"), "site": N_("Site"),
    "statement": N_("Statement of nonconformity: the gap"),
    # answer of the auditee
    "acknowledged": N_("Auditee acknowledged"), "acknowledged_by": N_("Acknowledged by"),
    "acknowledged_on": N_("Acknowledged on"),
    "acknowledgement": N_("Acknowledgement by the auditee"),
    "diverging_opinion": N_("Diverging opinion"), "extent": N_("Extent: similar cases elsewhere"),
    "correction": N_("Correction"), "correction_block": N_("Correction and containment"),
    "who": N_("Who"), "cause": N_("Cause"), "category": N_("Category"), "five_why": N_("Five whys"),
    "ishikawa": N_("Cause and effect (Ishikawa)"), "other": N_("Other"), "why": N_("Why?"),
    # actions, effectiveness, updates
    "accepted": N_("Accepted by, on"), "actions": N_("Actions"),
    "corrective_action": N_("Corrective action"), "resources": N_("Resources"),
    "implementation": N_("Implementation"), "done_evidence": N_("Evidence"),
    "effectiveness": N_("Effectiveness"),
    "check_criterion": N_("Criterion: what shows that it worked"), "planned_on": N_("Planned on"),
    "verifier": N_("Verifier"), "result": N_("Result"), "effective": N_("effective"),
    "partly": N_("partly"), "not_effective": N_("not effective"), "checked_on": N_("Checked on"),
    "updates": N_("Updates"), "risk_update": N_("Risks and opportunities updated"),
    "document_update": N_("Documents updated"), "system_update": N_("Management system changed"),
    # closure
    "closure": N_("Closure"), "closed_by": N_("Closed by"), "closed_on": N_("Closed on"),
    "note": N_("Note"), "extensions": N_("Extensions of due dates"), "old_due": N_("Old due date"),
    "new_due": N_("New due date"), "reason": N_("Reason"), "attachments": N_("Attachments"),
    "file": N_("File"), "caption": N_("Caption"), "size": N_("Size"),
    "sha": N_("SHA-256 (first 16)"), "prepared": N_("Prepared by (auditor)"),
    "plan_accepted": N_("Actions accepted"), "closed": N_("Closed"),
    # audit plan
    "plan": N_("Audit plan"), "objectives_block": N_("Objectives, scope and criteria"),
    "objectives": N_("Objectives"), "scope": N_("Scope"),
    "criteria": N_("Criteria and reference documents"), "sampling": N_("Sampling"),
    "starts_on": N_("Starts"), "ends_on": N_("Ends"), "standards": N_("Standards"),
    "language": N_("Language"), "units": N_("Units audited"),
    "contact": N_("Contact of the auditee"), "standard": N_("Standard"), "clause": N_("Clause"),
    "clause_title": N_("Title"), "team": N_("Audit team"), "role": N_("Role"),
    "person": N_("Person"), "exception": N_("Declared exception from independence"),
    "mitigation": N_("Mitigation"), "timetable": N_("Timetable"), "time": N_("Time"),
    "activity": N_("Activity, process"), "arrangements": N_("Arrangements and reporting"),
    "logistics": N_("Logistics and safety"), "report_topics": N_("Topics of the report"),
    "distribution": N_("Distribution"), "confidentiality": N_("Confidentiality"),
    "follow_up": N_("Follow-up of earlier findings"), "lead_auditor": N_("Lead auditor"),
    "auditee_agrees": N_("Agreed by the auditee"), "plan_approved": N_("Audit programme manager"),
    # checklist and meetings
    "checklist": N_("Checklist"), "question": N_("Question, evidence to ask for"),
    "verdict": N_("Verdict"), "notes": N_("Notes, evidence, sample"), "ask_for": N_("Ask for"),
    "typical_failure": N_("Often wrong"), "population": N_("Population"),
    "sample_size": N_("Sample size"), "how_chosen": N_("How chosen"),
    "items": N_("Items seen and their results"), "answered": N_("Answered"), "new": N_("new"),
    "agenda": N_("Agenda"), "attendance": N_("Attendance"), "function": N_("Function"),
    "absent": N_("absent"), "auditors": N_("Auditors"), "minutes": N_("Notes of the meeting"),
    # report
    "audit_report": N_("Audit report"), "revision": N_("Revision"), "client": N_("Audit client"),
    "places": N_("Places"), "held_on": N_("Held on"), "issued_by": N_("Issued by"),
    "participants": N_("Auditees who took part"), "summary": N_("Summary"),
    "conclusion": N_("Conclusion"), "conclusions": N_("Conclusions"),
    "objectives_met": N_("Whether the objectives were met"),
    "fulfilment": N_("To what degree the criteria are fulfilled"),
    "fulfilled": N_("Fulfilled"), "good_practice": N_("Good practice"),
    "obstacles": N_("Obstacles"), "opinions": N_("Diverging opinions that remain"),
    "implications": N_("Implications for the programme"), "follow_up_plan": N_("Follow-up agreed"),
    "findings": N_("Findings"), "no_findings": N_("No finding was raised."),
    "statistics": N_("Figures"), "asked": N_("Asked"), "judged": N_("Judged"),
    "by_clause": N_("Degree of fulfilment by clause"),
    "by_process": N_("Degree of fulfilment by process"), "samples": N_("Samples"),
    "coverage": N_("What was not covered, and why"), "not_covered": N_("Not covered, and why"),
    "not_seen": N_("Lines left out of the checklist"),
    "clause_untouched": N_("Clauses in scope without any result"),
    "earlier": N_("Follow-up of earlier findings"), "seen_now": N_("Seen in this audit"),
    "evidence_list": N_("List of evidence"), "belongs_to": N_("Belongs to"),
    "confidential": N_("confidential"), "sampling_note": N_("Sampling"),
    "report_digest": N_("Digest of the report"), "hours": N_("Hours by the timetable"),
    "other_edition": N_("In the other edition"), "report_accepted": N_("Accepted"),
    "left_out": N_("Taken out of this copy"), "recipient": N_("Copy for"), "day": N_("Day"),
    # titles and notes
    "action_list": N_("Action list"), "report": N_("Nonconformity report"),
    "unverified_note": N_("(unverified): number and title of this clause were not yet checked"
                          " against a licensed copy of the standard."),
}
# fmt: on
