"""What is missing before something may be issued or closed: rules in lists return Problems."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple, TypeVar

from auditdesk.errors import Refusal
from auditdesk.i18n import _

Thing = TypeVar("Thing")


class Problem(NamedTuple):
    """One thing that is missing or wrong: the field to mend, the sentence that says so, the way."""

    field: str
    message: str
    suggestion: str = ""

    @property
    def told(self) -> str:
        """The message and what is suggested, as one text."""
        return f"{self.message} {self.suggestion}".strip()


Check = Callable[[Thing], Iterable[Problem]]


def problems(thing: Thing, checks: Sequence[Check[Thing]]) -> list[Problem]:
    """All that the checks find, in their order."""
    return [problem for check in checks for problem in check(thing)]


def refuse_if(found: Sequence[Problem], headline: str) -> None:
    """Raise a Refusal that lists what was found; nothing where nothing was."""
    if found:
        raise Refusal(f"{headline} {' '.join(problem.message for problem in found)}")


Day = tuple[str, str, date | None]
"""A field, what its day is called, and the day."""


def order_of_days(*chains: Sequence[Day]) -> Iterator[Problem]:
    """A problem for each day that lies before a day it rests on.

    chains: days in the order in which they must follow each other; a day that is not there is
    passed over.
    """
    for chain in chains:
        present = [(field, name, day) for field, name, day in chain if day is not None]
        for (_field, earlier, first), (field, later, second) in pairwise(present):
            if second < first:
                yield Problem(
                    field,
                    _("{later} ({day}) lies before {earlier} ({first}).").format(
                        later=later, day=second, earlier=earlier, first=first
                    ),
                )
