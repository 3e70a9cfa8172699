"""The list of findings: opening, counts, pages, keys of a search, filters, sort orders, memory.

Nothing is painted here: painting a page takes 8–12 ms of the target for a key (measured.md).
"""

import tracemalloc
from collections.abc import Callable, Iterator

import apsw

from auditdesk.book.book import Book
from auditdesk.book.listings import FINDINGS
from auditdesk.book.lists import List, Query
from tests.bench.big_book import big_book
from tests.bench.common import Line, Setting, main, milliseconds, spread

PAGE = 50
CAP = 1_000
"""A search counts up to here."""
TYPED = (
    "calibration",
    "überf",
    "ka",
    "ka torque",
    "calibration torque wrench",
    "χρόνος",
    "NC-2010-0",
)
FILTERS = (
    (("state", "open"),),
    (("state", "closed"),),
    (("grade", "major"),),
    (("clause", "8.4"),),
    (("process", "Process 3"),),
    (("year", "2010"),),
    (("state", "open"), ("owner", "Person 3")),
    (("audit", "IA-2010-003"), ("grade", "minor")),
)
ORDERS = (
    "number",
    "clauses",
    "state",
    "grade",
    "process",
    "owner",
    "raised_on",
    "answer_due",
    "due",
    "open_actions",
    "evidence",
)
PAIRS = (((("state", "open"),), "answer_due"), ((("process", "Process 3"),), "raised_on"))


def run(setting: Setting) -> Iterator[Line]:
    """Times of all that a list is asked for."""
    path = big_book(setting.folder, setting.findings)
    opened = [milliseconds(lambda: Book.open(path).close()) for _i in range(9)]
    yield Line("open and close the book", spread(opened), "<= 100 ms with a page")
    with Book.open(path) as book:
        count = List(book, FINDINGS).count()
        yield Line("findings", f"{count:8,}")

        def time(
            what: str, query: Query, ask: Callable[[List], object], target: str, n: int = 9
        ) -> Line:
            times = [milliseconds(lambda: ask(List(book, FINDINGS, query))) for _i in range(n)]
            return Line(what, spread(times), target)

        yield time("count", Query(), List.count, "<= 100 ms")
        yield time("first page", Query(), _page, "<= 100 ms")
        yield time("last page", Query(), lambda asked: asked.page(count - PAGE, PAGE), "<= 100 ms")
        yield from _typed(book)
        for where in FILTERS:
            name = ", ".join(f"{name} {value}" for name, value in where)
            yield time(f"filter {name}: page", Query(where), _page, "<= 100 ms")
            yield time(f"filter {name}: count", Query(where), List.count, "<= 100 ms", 5)
        for order in ORDERS:
            yield time(f"sort by {order}", Query(order=order), _page, "<= 60 ms", 5)
        for where, order in PAIRS:
            name = f"{where[0][0]} {where[0][1]}, sort by {order}"
            yield time(name, Query(where, order=order), _page, "<= 60 ms", 5)
        yield _memory(book)


def _page(asked: List) -> object:
    return asked.page(0, PAGE)


def _typed(book: Book) -> Iterator[Line]:
    """A page and a capped count after each key, as somebody types."""
    every: list[float] = []
    for text in TYPED:
        times: dict[str, list[float]] = {}
        for _i in range(5):
            for length in range(1, len(text) + 1):
                asked = List(book, FINDINGS, Query(text=text[:length]))
                taken = milliseconds(lambda asked=asked: (asked.page(0, PAGE), asked.count(CAP)))
                times.setdefault(text[:length], []).append(taken)
        flat = [one for some in times.values() for one in some]
        slowest = max(times, key=lambda key: sorted(times[key])[2])
        every += flat
        yield Line(f"keys of “{text}”", f"{spread(flat)}   slowest “{slowest}”")
    yield Line("all keys: page and count", spread(every), "<= 16 ms, p95 <= 25 ms with painting")


def _memory(book: Book) -> Line:
    """What a page needs at its peak: Python's part, and what SQLite had more than before."""
    before = apsw.memory_used()
    apsw.memory_high_water(True)
    tracemalloc.start()
    rows = List(book, FINDINGS).page(0, PAGE)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    sqlite = apsw.memory_high_water() - before
    figure = f"{(peak + sqlite) / 1e6:8.2f} MB for {len(rows)} rows; SQLite in all {apsw.memory_used() / 1e6:.1f} MB"
    return Line("peak memory of a page", figure, "<= 10 MB")


if __name__ == "__main__":
    main(str(__doc__), run)
