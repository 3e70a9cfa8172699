"""Moves: how a finding or an audit goes from one state to the next, as a table."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from auditdesk.errors import ReasonNeeded, Refusal
from auditdesk.i18n import _


class Move(NamedTuple):
    """One permitted change of state; `label` is the verb on the button.

    target: the state it leads to; "" where the state stays, or follows from what is recorded.
    """

    name: str
    label: str
    sources: frozenset[str]
    target: str = ""
    needs_reason: bool = False


def find_move(moves: Sequence[Move], name: str, state: StrEnum | str, what: str) -> Move:
    """The move of that name from that state; Refusal naming the moves that are possible now."""
    possible = [move for move in moves if state in move.sources]
    named = [move for move in moves if move.name == name]
    if not named:
        from auditdesk.domain.clause import nearest  # late: a start names no move

        close = set(nearest(name, (move.name for move in moves)))
        near = possible or [move for move in moves if move.name in close]
        raise Refusal(
            _("There is no move “{name}”. Possible now: {moves}.").format(
                name=name, moves=_labels(near)
            )
        )
    for move in named:
        if state in move.sources:
            return move
    raise Refusal(
        _("{what} is {state}: “{name}” is not possible now. Possible: {moves}.").format(
            what=what, state=getattr(state, "label", state), name=_(named[0].label),
            moves=_labels(possible) or _("nothing"),
        )
    )  # fmt: skip


def _labels(moves: Sequence[Move]) -> str:
    """What is on the buttons, in their order."""
    return ", ".join(dict.fromkeys(_(move.label) for move in moves))


def require_reason(move: Move, reason: str) -> None:
    """Refuse a move that must be explained and is not."""
    if move.needs_reason and not reason.strip():
        raise ReasonNeeded(_("“{name}” needs a reason.").format(name=_(move.label)))
