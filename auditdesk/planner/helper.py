"""Helper: the process that proves and searches a second time, as seen by who started it."""

import contextlib
import pickle
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Thread

from auditdesk.paths import itself
from auditdesk.planner.board import Seat
from auditdesk.planner.bound import below
from auditdesk.planner.problem import Problem
from auditdesk.planner.search import Score

CHILD = "--help-to-plan"
"""The argument by which a frozen program becomes the helping process."""


@dataclass(frozen=True)
class Job:
    """What is to be done in so many seconds. seats: a plan that is good already.

    rounds: how long the second search is; 0 for none.
    """

    problem: Problem
    seats: Sequence[Seat | None]
    seconds: float
    seed: int
    rounds: int


@dataclass(frozen=True)
class Proved:
    """No plan has less energy."""

    energy: float


@dataclass(frozen=True)
class Second:
    """The best of the second search; complete: it went all its rounds."""

    seats: Sequence[Seat | None]
    score: Score
    complete: bool


class Helper:
    """Does a job in a process of its own, so that it costs the search nothing and stops at once."""

    def __init__(self, job: Job) -> None:
        self.second: Second | None = None
        self._energy: float | None = None
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
        """Whether the second search went all its rounds."""
        return self.second is not None and self.second.complete

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

    def _listen(self, job: Job) -> None:
        asked, answer = self.process.stdin, self.process.stdout
        assert asked is not None and answer is not None
        try:
            pickle.dump(job, asked)
            asked.flush()
            while True:
                said = pickle.load(answer)
                if isinstance(said, Proved):
                    self._energy = said.energy
                else:
                    self.second = said
        except (EOFError, OSError, pickle.UnpicklingError):  # it is done, or was ended
            return
