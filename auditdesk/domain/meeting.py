"""Opening and closing meetings: what is said there (ISO 19011, 6.4.3 and 6.4.10, own words)."""

from auditdesk.i18n import N_

AGENDAS: dict[str, tuple[str, ...]] = {
    "opening": (
        N_("Who is here, and in which part: team, auditees, guides, observers"),
        N_("Objectives, scope and criteria of this audit, with the edition it is held against"),
        N_("Timetable: what has changed since it was agreed"),
        N_("Methods: interviews, observation, records; an audit is a sample and cannot see all"),
        N_("How findings are graded, told during the day, and reported"),
        N_("Ways of communication, language, contact of the auditee"),
        N_("Rooms, access, safety rules, protective clothing, emergencies"),
        N_("Confidentiality; photos and recordings only with consent"),
        N_("When the audit may be broken off, and what then"),
        N_("How to object to a finding or to the way the audit is done; questions"),
    ),
    "closing": (
        N_("Thanks; who is here"),
        N_("An audit is a sample: what was not found may still be there"),
        N_("What went well: conformity and good practice"),
        N_("Findings one by one: requirement, evidence, statement, grade"),
        N_("To what degree the criteria are fulfilled, and whether the objectives were met"),
        N_("What was not covered, and why; obstacles"),
        N_("Diverging opinions: resolved here, or put on record"),
        N_("What happens next: acknowledgement, correction, cause, action, and by when"),
        N_("Report: when, to whom; confidentiality"),
        N_("Questions; how to object"),
    ),
}
HEADINGS = {"opening": N_("Opening meeting"), "closing": N_("Closing meeting")}
