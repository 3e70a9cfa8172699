"""Child: searches for a plan, merges it with others and proves, in a process of its own.

    python -m auditdesk.planner.child

It reads a pickled `SearchOrder` from its standard input, later what other searches found, and
writes to its standard output, pickled, one `KnownPlan` or `Proved` after the other. It ends when
its input does: it never outlives the program that started it.
"""

import os
import pickle
import signal
import sys
from collections.abc import Callable
from itertools import islice
from queue import Empty, SimpleQueue
from threading import Thread
from time import perf_counter
from typing import IO

from auditdesk.planner.board import SeatedAudit
from auditdesk.planner.bound import prove
from auditdesk.planner.helper import SHARES, KnownPlan, Proved, SearchOrder
from auditdesk.planner.merge import merge
from auditdesk.planner.options import Options
from auditdesk.planner.search import Score, Seating, search

BETWEEN = 0.5
"""Seconds between two words of the search."""
AHEAD = 0.1
"""The share of the time that the first proof may take before the search: searching and merging can
take all that is left on a busy machine, and the plan would come without any bound."""

Inbox = SimpleQueue[Seating]
Say = Callable[[Proved | KnownPlan], None]
Left = Callable[[], float]


def main() -> int:
    """Do one job. The streams are taken by number: a windowed program has no `sys.stdin`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the program that started it stops it
    with os.fdopen(0, "rb", closefd=False) as asked, os.fdopen(1, "wb", closefd=False) as answer:

        def say(what: Proved | KnownPlan) -> None:
            pickle.dump(what, answer)
            answer.flush()

        try:
            job: SearchOrder = pickle.load(asked)
        except EOFError:
            return 0
        inbox = Inbox()
        Thread(target=_listen, args=(asked, inbox), daemon=True).start()
        _do(job, inbox, say)
        os._exit(0)  # the stream that is listened to cannot be closed


def _listen(asked: IO[bytes], inbox: Inbox) -> None:
    try:
        while True:
            inbox.put(pickle.load(asked))
    except EOFError:
        os._exit(0)


def _do(job: SearchOrder, inbox: Inbox, say: Say) -> None:
    deadline = perf_counter() + job.seconds
    options = Options(job.problem)

    def left() -> float:
        return max(0.0, deadline - perf_counter())

    if job.rounds:
        for energy, _plan in islice(prove(options, job.seats, AHEAD * left()), 1):
            say(Proved(energy))
        _search(options, job, inbox, say, left)
    for energy, plan in prove(options, job.seats, left()):
        if plan is not None and not job.rounds:
            better = plan.score < job.score and plan.rotates(range(len(plan.seats)))
            seats, score = (plan.seats, plan.score) if better else (job.seats, job.score)
            say(KnownPlan(seats, score, True))
        say(Proved(energy))


def _search(options: Options, job: SearchOrder, inbox: Inbox, say: Say, left: Left) -> None:
    """Search, and make a better plan of what this search and each of the others found."""
    told, last = perf_counter(), list(job.seats)

    def tell(seats: list[SeatedAudit | None], score: Score, _share: float) -> bool:
        nonlocal told, last
        if seats is not last and perf_counter() - told > BETWEEN:
            told, last = perf_counter(), seats
            say(KnownPlan(seats, score, False))
        return False

    rounds = round(SHARES[0].rounds * job.rounds)
    found = search(options, job.seed, rounds, SHARES[0].until * left(), tell)
    best, good, complete = KnownPlan(found.seats, found.score, False), found.good, found.complete
    say(best)
    for share in SHARES:
        try:
            found = inbox.get(timeout=left())
        except Empty:
            return
        good.add(found.good)
        seats = found.seats if found.score < best.score else best.seats
        board, done = merge(options, seats, good, 0.95 * left())
        complete = complete and done
        best = KnownPlan(board.seats, board.score, complete and share is SHARES[-1])
        say(best)


if __name__ == "__main__":
    sys.exit(main())
