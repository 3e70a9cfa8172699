"""What waits for somebody, and how many days ahead it is told."""

from enum import StrEnum

from auditdesk.i18n import N_, _


class DueKind(StrEnum):
    """What waits for somebody, in the order of an audit's life."""

    CONFIRM = "confirm"
    SEND_PLAN = "send_plan"
    REPORT = "report"
    ISSUE = "issue"
    ANSWER = "answer"
    ACTION = "action"
    CHECK = "check"
    FOLLOW_UP = "follow_up"
    COMPETENCE = "competence"
    REVIEW = "review"

    @property
    def label(self) -> str:
        return _(DUE_LABELS[self])


LEAD_DAYS = {
    DueKind.CONFIRM: 42,
    DueKind.SEND_PLAN: 14,
    DueKind.REPORT: 0,
    DueKind.ISSUE: 0,
    DueKind.ANSWER: 14,
    DueKind.ACTION: 14,
    DueKind.CHECK: 14,
    DueKind.FOLLOW_UP: 92,
    DueKind.COMPETENCE: 90,
}
"""How many days ahead each is told, until the organisation says otherwise; practice.

What is not named is told from the day on which it is noted.
"""

DUE_LABELS = {
    DueKind.CONFIRM: N_("Confirm audit"),
    DueKind.SEND_PLAN: N_("Send audit plan"),
    DueKind.REPORT: N_("Issue report"),
    DueKind.ISSUE: N_("Issue finding"),
    DueKind.ANSWER: N_("Answer to finding"),
    DueKind.ACTION: N_("Action"),
    DueKind.CHECK: N_("Effectiveness check"),
    DueKind.FOLLOW_UP: N_("Plan follow-up audit"),
    DueKind.COMPETENCE: N_("Competence expires"),
    DueKind.REVIEW: N_("For the management review"),
}
