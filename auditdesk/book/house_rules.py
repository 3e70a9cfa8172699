"""The organisation, and what it has decided about its audits, read from the book."""

from typing import NamedTuple

from auditdesk.book.reading import Reading
from auditdesk.book.tables import AuditRules, Organisation
from auditdesk.errors import Refusal
from auditdesk.i18n import _


def organisation(reading: Reading) -> Organisation:
    """Whose book it is."""
    row = reading.find(Organisation)
    if row is None:
        raise Refusal(_("The book has no organisation yet."))
    return row


class HouseRules(NamedTuple):
    """own_work_months: how long own work still ties. declarations: whether a start demands them.

    report_days: working days from the audit to its report. extensions: how often a day moves until
    top management must approve. not_effective: failed actions of a finding until the review hears.
    """

    own_work_months: int
    declarations: bool
    report_days: int
    extensions: int
    not_effective: int


DEFAULTS = HouseRules(*(AuditRules.columns[name].default for name in HouseRules._fields))
"""What holds until the organisation decides otherwise; practice, no requirement of ISO 9001."""


def house_rules(reading: Reading) -> HouseRules:
    """What holds now."""
    stored = reading.find(AuditRules)
    if stored is None:
        return DEFAULTS
    return HouseRules(*(getattr(stored, name) for name in HouseRules._fields))
