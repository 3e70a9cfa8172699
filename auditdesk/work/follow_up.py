"""The follow-up audit that a major nonconformity is owed, proposed as plain data."""

from datetime import date, timedelta
from typing import Any

from auditdesk.book.follow_ups import FollowUp
from auditdesk.book.reading import Reading
from auditdesk.book.tables import AuditRow, Finding, Unit
from auditdesk.i18n import _
from auditdesk.work import lookup
from auditdesk.work.audits import standards_of
from auditdesk.work.citations import cited_texts
from auditdesk.work.organisation import working_days


def proposal(reading: Reading, owed: FollowUp, today: date) -> dict[str, Any]:
    """What the audit would look at, and when: a week before it is due, or the next working day."""
    finding = reading.get(Finding, owed.finding)
    audit = reading.get(AuditRow, finding.audit) if finding.audit else None
    unit = reading.find(Unit, process=finding.process, site=finding.site)
    calendar = working_days(reading, finding.site)
    start = calendar.add(max(owed.due, today) - timedelta(days=7), 1)
    known: dict[str, Any] = {
        "kind": "follow_up",
        "follows": audit.number if audit else "",
        "title": _("Follow-up of {number}").format(number=owed.number),
        "objectives": _("See whether the actions for {number} are implemented and work.").format(
            number=owed.number
        ),
        "units": [lookup.unit_name(reading, unit)] if unit else [],
        "standard": [one.designation for one in standards_of(reading, finding.audit)],
        "clauses": cited_texts(reading, finding.id),
        "starts_on": max(start, calendar.add(today, 1)).isoformat(),
    }
    return {key: value for key, value in known.items() if value}
