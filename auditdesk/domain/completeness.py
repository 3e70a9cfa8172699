"""Completeness: what an auditor of the audits would ask, how much it weighs and who can mend it.

ISO 9001, 9.2 asks for a programme and for evidence of its results; ISO 19011, 5 and 6 say what a
programme and an audit hold. What is missing is said before somebody else finds it.
"""

from enum import StrEnum
from typing import NamedTuple

from auditdesk.i18n import N_, _


class Weight(StrEnum):
    """How much a gap weighs: a nonconformity at a certification audit, a remark, or tidiness."""

    HEAVY = "heavy"
    MIDDLE = "middle"
    LIGHT = "light"

    @property
    def label(self) -> str:
        return _(WEIGHT_LABELS[self])


WEIGHT_LABELS = {
    Weight.HEAVY: N_("high"),
    Weight.MIDDLE: N_("medium"),
    Weight.LIGHT: N_("low"),
}


class Mender(StrEnum):
    """Whose work it is to mend a gap."""

    PROGRAMME_MANAGER = "programme_manager"
    LEAD_AUDITOR = "lead_auditor"
    AUDITOR = "auditor"
    FINDING_OWNER = "finding_owner"
    ACTION_OWNER = "action_owner"
    VERIFIER = "verifier"
    TOP_MANAGEMENT = "top_management"

    @property
    def label(self) -> str:
        return _(MENDER_LABELS[self])


MENDER_LABELS = {
    Mender.PROGRAMME_MANAGER: N_("Audit programme manager"),
    Mender.LEAD_AUDITOR: N_("Lead auditor"),
    Mender.AUDITOR: N_("Auditor"),
    Mender.FINDING_OWNER: N_("Owner of the finding"),
    Mender.ACTION_OWNER: N_("Owner of the action"),
    Mender.VERIFIER: N_("Verifier"),
    Mender.TOP_MANAGEMENT: N_("Top management"),
}


class Gap(NamedTuple):
    """A record that fails a question.

    kind, id: of the record. number: what it is called. who: who can mend it, by name, where that is
    known. more: what exactly is missing, where the question does not say it.
    """

    kind: str
    id: str
    number: str
    sites: tuple[str, ...]
    who: str
    more: str
