"""Sign-offs: what it means to sign; a tamper-evident record, no qualified signature."""

from auditdesk.i18n import N_, _

MEANINGS = {
    "prepared": N_("prepared"),
    "acknowledged": N_("acknowledged"),
    "accepted": N_("accepted"),
    "approved": N_("approved"),
    "closed": N_("closed"),
}


def told(meaning: str, changed: bool) -> str:
    """What a sign-off means; changed says that it is for an earlier version of the record."""
    label = _(MEANINGS[meaning])
    return _("{meaning} (an earlier version)").format(meaning=label) if changed else label
