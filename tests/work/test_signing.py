"""Sign-offs: what is signed is known, and a later change of it shows beside the name."""

from typing import Any

import pytest

from auditdesk.book.reading import Reading
from auditdesk.book.signed import signoffs
from auditdesk.book.tables import Table
from auditdesk.work.kinds import KINDS
from tests.conftest import Desk

NC, CA, IA = "NC-2026-001", "CA-2026-001", "IA-2026-001"
EARLIER = "(an earlier version)"


def meanings(desk: Desk, kind: str, name: str) -> list[str]:
    table: type[Table] = KINDS[kind].table
    return [one.meaning for one in signoffs(Reading(), table, str(desk.get(kind, name).id))]


def planned(desk: Desk) -> None:
    desk.add("cause", finding=NC, cause="No recall for group B")
    desk.add("action", finding=NC, what="Recall", owner="B. Lopes", due="2026-12-15")
    desk.set("action", CA, move="plan_check", criterion="none late", verifier="T. Haas")


@pytest.mark.parametrize(
    ("meaning", "kind", "name", "data", "changed"),
    [
        ("acknowledged", "finding", NC, {"statement": "Another statement"}, True),
        ("acknowledged", "finding", NC, {"clauses": ["8.4.2"]}, True),
        ("acknowledged", "finding", NC, {"grade": "major", "reason": "seen twice"}, True),
        ("acknowledged", "finding", NC, {"extent": "None elsewhere"}, False),
        ("acknowledged", "finding", NC, {"move": "acknowledge", "by": "B. Lopes"}, False),
        ("acknowledged", "action", CA, {"what": "Recall and lock"}, False),
        ("accepted", "finding", NC, {"statement": "Another statement"}, True),
        ("accepted", "finding", NC, {"extent": "Group C too"}, True),
        ("accepted", "action", CA, {"what": "Recall and lock"}, True),
        ("accepted", "action", CA, {"move": "extend", "due": "2027-01-15", "reason": "ill"}, True),
        ("accepted", "action", CA, {"move": "plan_check", "criterion": "none at all"}, True),
        ("accepted", "action", CA, {"move": "done", "evidence": "List rev 8"}, False),
        ("closed", "action", CA, {"move": "done", "evidence": "List rev 8"}, True),
    ],
)
def test_a_signature_is_for_an_earlier_version_once_what_it_covers_changed(
    issued: Desk, meaning: str, kind: str, name: str, data: dict[str, Any], changed: bool
) -> None:
    planned(issued)
    issued.add("signoff", finding=NC, meaning=meaning, name="B. Lopes")
    assert meanings(issued, "finding", NC) == [meaning]
    issued.set(kind, name, **data)
    told = f"{meaning} {EARLIER}" if changed else meaning
    assert meanings(issued, "finding", NC) == [told]
    issued.book.undo()
    assert meanings(issued, "finding", NC) == [meaning]


def test_a_new_signature_is_for_the_version_of_now(issued: Desk) -> None:
    issued.add("signoff", finding=NC, meaning="acknowledged", name="B. Lopes")
    issued.set("finding", NC, statement="Another statement")
    issued.add("signoff", finding=NC, meaning="acknowledged", name="B. Lopes")
    assert meanings(issued, "finding", NC) == [f"acknowledged {EARLIER}", "acknowledged"]


def test_the_plan_of_an_audit_and_an_action_are_signed_alike(issued: Desk) -> None:
    planned(issued)
    issued.add("signoff", audit=IA, meaning="approved", name="M. Costa")
    issued.add("signoff", action=CA, meaning="accepted", name="M. Costa")
    issued.set("audit", IA, scope="With the stores")
    issued.set("action", CA, resources="2 days")
    assert meanings(issued, "audit", IA) == [f"approved {EARLIER}"]
    assert meanings(issued, "action", CA) == [f"accepted {EARLIER}"]


def test_an_approved_programme_stays_what_was_signed_when_its_revision_begins(desk: Desk) -> None:
    desk.add("programme", year=2027, title="Audits", objectives="See", manager="Ines Okafor")
    unit, start = "Purchasing · Graz", "2027-03-01"
    desk.add("audit", units=[unit], standard="ISO 9001:2015", starts_on=start, objectives="x",
             lead_auditor="T. Haas")  # fmt: skip
    programme = desk.get("programme", "2027")
    desk.add("signoff", programme="2027", meaning="prepared", name="Ines Okafor")
    table = KINDS["programme"].table
    told = lambda: [one.meaning for one in signoffs(Reading(), table, programme.id)]  # noqa: E731
    assert told() == ["prepared"]
    desk.add("audit", units=["Calibration · Graz"], starts_on="2027-05-03", objectives="x")
    assert told() == [f"prepared {EARLIER}"]
