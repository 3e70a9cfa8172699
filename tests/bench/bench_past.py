"""The book as of a day: going back by some changes, and lists there, against check and today's.

A third of the last changes are edits, moves and removals in old findings; the rest are new ones.
"""

import random
import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from auditdesk.book.book import SUFFIX, Book
from auditdesk.book.check import check
from auditdesk.book.listings import ACTIONS, AUDITS, FINDINGS, TRAIL
from auditdesk.book.lists import List, Query
from auditdesk.book.tables import ActionFinding, Finding, Person
from tests.bench.big_book import big_book
from tests.bench.common import Line, Setting, main, peak_mb

BACK = (("a day", 165, 0.003), ("a month", 5_000, 0.03), ("two years", 120_000, 0.3))
"""How far, in changes; what that may take, in times of check."""
PAGE = 50
LISTS = (
    ("findings", FINDINGS, Query()),
    ("findings by owner", FINDINGS, Query(order="owner")),
    ("findings by day", FINDINGS, Query(order="raised_on")),
    ("findings by text", FINDINGS, Query(order="statement")),
    ("open findings", FINDINGS, Query((("state", "open"),))),
    ("findings at 8.4", FINDINGS, Query((("clause", "8.4"),))),
    ("actions", ACTIONS, Query()),
    ("audits", AUDITS, Query()),
    ("trail", TRAIL, Query()),
)


def run(setting: Setting) -> Iterator[Line]:
    """Processor time of check, of going back, and of lists; the memory that it took."""
    path = _mixed(setting)
    with Book.open(path) as book:
        seconds = {"check": _cpu(lambda: check(book))}
        (changes,) = next(book.select("SELECT count(*) FROM change"))
        yield Line(f"check of {changes:,} changes", f"{seconds['check']:8.2f} s")
        today = _lists(book)
        for name, n, most in BACK:
            if n > changes / 2:
                continue
            (seq,) = next(
                book.select(
                    "SELECT step_seq - 1 FROM change ORDER BY step_seq DESC, position DESC"
                    " LIMIT 1 OFFSET ?",
                    (n - 1,),
                )
            )
            start = time.process_time()
            with book.as_of(int(seq)) as past:
                taken = time.process_time() - start
                lists = _lists(book)
                start = time.process_time()
            taken += time.process_time() - start
            yield Line(
                f"{name} back: {n:,} changes, {len(past.touched):,} rows",
                f"{taken:8.3f} s = {taken / seconds['check']:.4f} of check; peak {peak_mb()} MB",
                f"<= {most}",
            )
            for what, then in lists.items():
                yield Line(
                    f"  first page of {what}",
                    f"{then:8.1f} ms, today {today[what]:8.1f} ms: {then / today[what]:.2f}",
                    "<= 1.3",
                )


def _lists(book: Book) -> dict[str, float]:
    """Milliseconds of the first page of each list, in the middle of some times."""
    return {
        name: statistics.median(
            1000 * _cpu(partial(List(book, listing, query).page, 0, PAGE)) for _n in range(7)
        )
        for name, listing, query in LISTS
    }


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _mixed(setting: Setting) -> Path:
    """The big book after edits, moves and removals of a fifth of its findings."""
    big = big_book(setting.folder, setting.findings)
    path = big.with_name(f"mixed-{big.name}")
    if path.exists():
        return path
    unfinished = path.with_name(f"unfinished{SUFFIX}")
    shutil.copy(big, unfinished)
    chance = random.Random(14)
    with Book.open(unfinished, "bench", "bench") as book:
        book.connection.execute("PRAGMA synchronous = OFF").fetchall()
        ids = [str(id) for (id,) in book.select("SELECT id FROM finding")]
        of_closed = (
            "SELECT l.id FROM action_finding l JOIN finding f ON f.id = l.finding_id"
            " WHERE f.state = 'closed'"
        )
        links = [str(id) for (id,) in book.select(of_closed)]
        people = [str(id) for (id,) in book.select("SELECT id FROM person")]
        chance.shuffle(links)
        for n in range(setting.findings // 5):
            with book.step("Edit") as step:
                step.takes_over = True
                one = chance.choice(ids)
                step.change(Finding, one, evidence=f"seen again {n}", owner=chance.choice(people))
                if n % 3 == 0:
                    step.change(Finding, one, number=f"NC-9999-{n:06d}")
                if n % 5 == 0:
                    step.remove(ActionFinding, links.pop())
                if n % 50 == 0:
                    step.change(Person, chance.choice(people), job=f"Job {n}")
    unfinished.rename(path)
    return path


if __name__ == "__main__":
    main(str(__doc__), run)
