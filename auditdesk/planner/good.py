"""Good: the weeks and teams of the good plans that a search comes upon."""

from auditdesk.planner.board import Board, Choice

MARGIN = 0.002
"""By which share a plan may be worse than the best of its cooling and still be good."""


class Good:
    """By audit, what it was given in good plans, and by which share the best of these was worse.

    Plans are compared within a cooling: a poor one too can hold the choice that the others lack.
    """

    def __init__(self, audits: int) -> None:
        self.choices: list[dict[Choice, float]] = [{} for _audit in range(audits)]
        self._lowest = 0
        self._seen: list[dict[Choice, int]] = []

    def note(self, board: Board) -> None:
        """Look at one more plan of this cooling."""
        energy = board.energy
        if not self._seen:
            self._lowest, self._seen = energy, [{} for _audit in self.choices]
        self._lowest = min(self._lowest, energy)
        if energy <= self._lowest * (1 + MARGIN):
            for seat, seen in zip(board.seats, self._seen, strict=True):
                if seat is not None:
                    seen[seat.choice] = min(energy, seen.get(seat.choice, energy))

    def end(self) -> None:
        """This cooling is over."""
        for choices, seen in zip(self.choices, self._seen, strict=False):
            for choice, energy in seen.items():
                worse = (energy - self._lowest) / max(1, self._lowest)
                if worse <= MARGIN:
                    choices[choice] = min(worse, choices.get(choice, worse))
        self._seen = []

    def add(self, other: "Good") -> None:
        """Take in what another search came upon."""
        for choices, others in zip(self.choices, other.choices, strict=True):
            for choice, worse in others.items():
                choices[choice] = min(worse, choices.get(choice, worse))
