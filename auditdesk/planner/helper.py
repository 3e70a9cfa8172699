"""Helper: the process that searches too, merges and proves, as seen by who started it."""

import contextlib
import pickle
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event, Thread

from auditdesk.paths import itself
from auditdesk.planner.board import SeatedAudit
from auditdesk.planner.bound import below
from auditdesk.planner.problem import PlanningProblem
from auditdesk.planner.search import Score, Seating

CHILD = "--help-to-plan"
"""The argument by which a frozen program becomes the helping process."""


@dataclass(frozen=True)
class Share:
    """Of the rounds what a search goes, and of all the time when it ends at the latest."""

    rounds: float
    until: float


SHARES = Share(1.0, 0.55), Share(0.5, 0.8)
"""The searches of who started it: the next goes on while the helper merges the one before."""


@dataclass(frozen=True)
class SearchOrder:
    """What is to be done in so many seconds. seats, score: of a plan that is good already.

    seed, rounds: of its own search, which has the first of the shares; no rounds, no search: then
    it is the proof that gives a plan.
    """

    problem: PlanningProblem
    seats: Sequence[SeatedAudit | None]
    score: Score
    seconds: float
    seed: int
    rounds: int


@dataclass(frozen=True)
class Proved:
    """No plan has less energy."""

    energy: float


@dataclass(frozen=True)
class KnownPlan:
    """The best plan that the helper knows; complete: it had all the time it needs to find it."""

    seats: Sequence[SeatedAudit | None]
    score: Score
    complete: bool


class Helper:
    """Does a job in a process of its own, so that it costs the search nothing and stops at once."""

    def __init__(self, job: SearchOrder) -> None:
        self.known: KnownPlan | None = None
        self._energy: float | None = None
        self._asked = Event()
        command, environment = itself("auditdesk.planner.child", CHILD)
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._thread = Thread(target=self._listen, args=(job,), name="helper", daemon=True)
        self._thread.start()

    @property
    def works(self) -> bool:
        """Whether more may come."""
        return self._thread.is_alive()

    @property
    def complete(self) -> bool:
        """Whether it had all the time it needs to find its plan."""
        return self.known is not None and self.known.complete

    def take(self, found: Seating) -> None:
        """What a search found; it is merged with what is known."""
        self._asked.wait()
        self._say(found)

    def below(self, unplaced: int) -> int | None:
        """What every plan costs at least that leaves no more risk unplaced; None if unknown."""
        return None if self._energy is None else below(self._energy, unplaced)

    def wait(self, seconds: float) -> None:
        """So long at most, until it is done."""
        self._thread.join(seconds)

    def stop(self) -> None:
        """End it now, whatever it does; what it told stays."""
        self.process.kill()
        self._thread.join()
        with contextlib.suppress(OSError), self.process:  # what was not read yet is lost
            pass

    def _listen(self, job: SearchOrder) -> None:
        answer = self.process.stdout
        assert answer is not None
        self._say(job)
        self._asked.set()
        try:
            while True:
                said = pickle.load(answer)
                if isinstance(said, Proved):
                    self._energy = max(said.energy, self._energy or said.energy)
                else:
                    self.known = said
        except (EOFError, OSError, pickle.UnpicklingError):  # it is done, or was ended
            return

    def _say(self, what: SearchOrder | Seating) -> None:
        asked = self.process.stdin
        assert asked is not None
        with contextlib.suppress(OSError):  # it was ended
            pickle.dump(what, asked)
            asked.flush()
