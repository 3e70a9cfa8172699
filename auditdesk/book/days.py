"""Which step was the last of a day. Steps have an order; their clocks may have been wrong."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from auditdesk.book.texts import moment_text


def longest_non_falling(values: Sequence[str]) -> list[int]:
    """The places of a longest row of values, in their order, in which none is below the one before.

    A dead battery sets one step back by years, a mistyped year sets one forward: what stands in
    the longest row is what most clocks agree on.
    """
    ends: list[str] = []
    places: list[int] = []
    before: list[int] = []
    for place, value in enumerate(values):
        length = bisect_right(ends, value)
        before.append(places[length - 1] if length else -1)
        ends[length : length + 1] = [value]
        places[length : length + 1] = [place]
    row = []
    place = places[-1] if places else -1
    while place >= 0:
        row.append(place)
        place = before[place]
    return row[::-1]


class Days:
    """The steps of a book by the days on which they were done.

    moments: of all steps in their order, as stored (UTC). A day ends at midnight of this computer's
    time zone, for a book holds none.
    """

    def __init__(self, moments: list[str]) -> None:
        self._all = moments
        self._moments = moments
        self._steps: Sequence[int] = range(1, len(moments) + 1)
        if moments != sorted(moments):
            kept = longest_non_falling(moments)
            self._moments = [moments[place] for place in kept]
            self._steps = [place + 1 for place in kept]

    @property
    def steps(self) -> int:
        """How many steps there are."""
        return len(self._all)

    @property
    def odd(self) -> int:
        """How many steps bear a moment that cannot be right."""
        return len(self._all) - len(self._steps)

    @property
    def odd_steps(self) -> list[int]:
        """The steps whose moment cannot be right."""
        right = set(self._steps)
        return [step for step in range(1, self.steps + 1) if step not in right] if self.odd else []

    @property
    def first(self) -> date | None:
        """The day of the first step; None for a book without steps."""
        return day_of_moment(self._moments[0]) if self._moments else None

    def day_of(self, step: int) -> date:
        """The day here that the clock of that step said."""
        return day_of_moment(self._all[step - 1])

    def last_step(self, day: date) -> int:
        """The last step done by the end of that day, 0 for none."""
        later = bisect_left(self._moments, moment_text(end_of(day)))
        return self._steps[later] - 1 if later < len(self._steps) else len(self._all)


def end_of(day: date) -> datetime:
    """The moment at which that day ends here."""
    return datetime.combine(day + timedelta(days=1), time.min).astimezone()


def day_of_moment(moment: str) -> date:
    """The day here at a stored moment."""
    stored = datetime.strptime(moment, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    return stored.astimezone().date()


def zone_at_end_of(day: date) -> str:
    """How far this computer's time is from UTC at the end of that day, such as “UTC+01:00”."""
    offset = f"{end_of(day):%z}"
    return f"UTC{offset[:3]}:{offset[3:5]}"
