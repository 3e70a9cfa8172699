"""What is missing before something may be issued or closed: rules in lists return Problems."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from auditdesk.errors import Refusal

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
