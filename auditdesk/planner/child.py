"""Child: proves how good a plan can be and then searches for a second one, in its own process.

    python -m auditdesk.planner.child

It reads one pickled `Job` from its standard input, and writes what it finds to its standard output,
pickled, one `Proved` or `Second` after the other. It ends when its input does: it never outlives
the program that started it.
"""

import os
import pickle
import signal
import sys
from threading import Thread
from time import perf_counter
from typing import IO

from auditdesk.planner.board import Seat
from auditdesk.planner.bound import prove
from auditdesk.planner.helper import Job, Proved, Second
from auditdesk.planner.options import Options
from auditdesk.planner.search import Score, search

BETWEEN = 0.5
"""Seconds between two words of the second search."""


def main() -> int:
    """Do one job. The streams are taken by number: a windowed program has no `sys.stdin`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the program that started it stops it
    with os.fdopen(0, "rb", closefd=False) as asked, os.fdopen(1, "wb", closefd=False) as answer:
        try:
            job: Job = pickle.load(asked)
        except EOFError:
            return 0
        Thread(target=_end_with_input, daemon=True).start()
        _do(job, answer)
    return 0


def _end_with_input() -> None:
    while os.read(0, 1):
        pass
    os._exit(0)


def _do(job: Job, answer: IO[bytes]) -> None:
    begun = perf_counter()

    def say(what: Proved | Second) -> None:
        pickle.dump(what, answer)
        answer.flush()

    options = Options(job.problem)
    for energy in prove(options, job.seats, job.seconds):
        say(Proved(energy))
    if not job.rounds:
        return
    told, last = begun, list(job.seats)

    def tell(seats: list[Seat | None], score: Score, _share: float) -> bool:
        nonlocal told, last
        if seats is not last and perf_counter() - told > BETWEEN:
            told, last = perf_counter(), seats
            say(Second(seats, score, False))
        return False

    left = job.seconds - (perf_counter() - begun)
    found = search(options, job.seed, job.rounds, max(0.0, left), tell)
    say(Second(found.seats, found.score, found.complete))


if __name__ == "__main__":
    sys.exit(main())
