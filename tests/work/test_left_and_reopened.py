"""What was over when its person left, and is to be done again, is somebody else's."""

from datetime import date
from typing import Any

import pytest

from auditdesk.work import findings
from tests.conftest import Desk
from tests.work.test_findings import refused


def over(desk: Desk, case: str) -> tuple[str, str, dict[str, Any], dict[str, Any]]:
    """Something of B. Lopes that is over: kind, name, what opens it again, what gives it away."""
    again = {"move": "reopen", "on": "2026-11-21", "reason": "there is more to it"}
    if case == "action":
        number = desk.add("action", finding="NC-2026-001", what="Recall", owner="B. Lopes",
                          due="2026-12-01")  # fmt: skip
        desk.set("action", number, move="done", on="2026-11-20", evidence="Recall list rev 8")
        return "action", number, again, {"owner": "M. Costa"}
    desk.add("process", name="Storage", owner="B. Lopes")
    desk.set("process", "Storage", retired=True)
    return "process", "Storage", {"retired": False}, {"owner": "M. Costa"}


@pytest.mark.parametrize("case", ["action", "process"])
def test_what_is_to_be_done_again_is_given_to_somebody_who_is_there(
    issued: Desk, case: str
) -> None:
    kind, name, again, given_away = over(issued, case)
    issued.set("person", "B. Lopes", retired=True, hand_over_to="M. Costa")
    refused(issued, "B. Lopes has left the organisation", kind, name, **again)
    issued.set(kind, name, **given_away)
    issued.set(kind, name, **again)


def test_a_finding_whose_owner_has_left_is_reopened_without_one_and_says_so(issued: Desk) -> None:
    issued.set("finding", "NC-2026-001", move="withdraw", on="2026-11-20", reason="no evidence")
    issued.set("person", "B. Lopes", retired=True, hand_over_to="M. Costa")
    with issued.book.step("Reopen") as step:
        row = str(issued.get("finding", "NC-2026-001").id)
        findings.move(step, row, "reopen", on=date(2026, 11, 21), reason="there is more to it")
    assert any("its owner has left" in one for one in step.remarks)
    assert issued.get("finding", "NC-2026-001").owner is None
    issued.set("finding", "NC-2026-001", owner="M. Costa")
