"""What is due, counted for the navigation."""

from collections import Counter

from auditdesk.gui.desk.desk import Desk

_PLACES = {"audit": "audits", "finding": "findings", "action": "actions", "person": "organisation"}


def due_by_place(desk: Desk) -> dict[str, int]:
    """How much is due today or late, by the place where it is dealt with."""
    today = desk.today
    late = [row for row in desk.due() if row.on is not None and row.on <= today]
    counted = Counter(_PLACES[row.subject] for row in late)
    counted["today"] = len(late)
    return dict(counted)
