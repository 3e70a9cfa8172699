"""What holds for an action, by tables: what an accepted one has, and which one has failed."""

from datetime import date
from typing import Any

import pytest

from auditdesk.domain.action import (
    INVARIANTS,
    ActionFacts,
    ActionKind,
    ActionState,
    action_state,
)

DAY = date(2026, 11, 23)


def facts(**what: Any) -> ActionFacts:
    return ActionFacts(
        **{"number": "CA-1", "kind": ActionKind.CORRECTIVE_ACTION, "open": True, "effect_proven": False}
        | what
    )  # fmt: skip


def problems(**what: Any) -> set[str]:
    action = facts(**what)
    return {problem.field for check in INVARIANTS for problem in check(action)}


AGREED = {"accepted": True, "owner": "B. Lopes", "due": DAY}


@pytest.mark.parametrize(
    ("action", "missing"),
    [
        ({"accepted": False}, set()),
        ({"accepted": True}, {"owner", "due"}),
        (AGREED, set()),
        (AGREED | {"owes_effect": True, "check_agreed": False}, {"effectiveness"}),
        (AGREED | {"owes_effect": True, "check_agreed": True}, set()),
        (AGREED | {"owes_effect": False, "check_agreed": False}, set()),
        (AGREED | {"owes_effect": True, "check_agreed": False, "open": False}, set()),
        ({"accepted": True, "kind": ActionState.CANCELLED}, set()),
        ({"sent_back": True}, set()),
        ({"sent_back": True, "open": False}, {"rejection"}),
        ({"sent_back": True, "open": False, "kind": ActionState.CANCELLED}, set()),
        ({"verified_by_owner": True}, {"verifier"}),
        ({"orphaned": True}, {"finding"}),
    ],
)
def test_an_action_lacks(action: dict[str, Any], missing: set[str]) -> None:
    assert problems(**action) == missing


@pytest.mark.parametrize(
    ("action", "failed"),
    [
        ({"checked": True, "effect_proven": False}, True),
        ({"checked": True, "effect_proven": True}, False),
        ({"checked": False, "effect_proven": False}, False),
        ({"checked": True, "effect_proven": False, "kind": ActionKind.CORRECTION}, False),
    ],
)
def test_a_corrective_action_failed_when_its_check_says_so(
    action: dict[str, Any], failed: bool
) -> None:
    assert facts(**action).failed is failed


@pytest.mark.parametrize(
    ("cancelled_on", "done_on", "effect", "state"),
    [
        (None, None, None, ActionState.OPEN),
        (None, None, "effective", ActionState.OPEN),
        (None, DAY, None, ActionState.DONE),
        (None, DAY, "effective", ActionState.EFFECTIVE),
        (None, DAY, "not_effective", ActionState.NOT_EFFECTIVE),
        (DAY, DAY, "effective", ActionState.CANCELLED),
    ],
)
def test_the_state_of_an_action(
    cancelled_on: date | None, done_on: date | None, effect: str | None, state: ActionState
) -> None:
    assert action_state(cancelled_on, done_on, effect) is state


def test_every_kind_and_state_of_an_action_has_words() -> None:
    words = [one.label for one in (*ActionKind, *ActionState)]
    assert all(words)
    assert len(set(words)) == len(words)
