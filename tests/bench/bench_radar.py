"""The repeat radar: what a finding may be a repeat of, among all findings of the book."""

import random
from collections.abc import Iterator
from functools import partial

from auditdesk.book.book import Book
from auditdesk.book.radar import earlier
from tests.bench.big_book import big_book
from tests.bench.common import Line, Setting, main, milliseconds, spread

_WINDOWS = (24, 60, 600)
_EVERYTHING = 600
"""In months: all that the book has."""


def run(setting: Setting) -> Iterator[Line]:
    """Times of the radar, for findings drawn by lot, and for a book that cites one clause only."""
    path = big_book(setting.folder, setting.findings)
    with Book.open(path) as book:
        ids = [id for (id,) in book.select("SELECT id FROM finding ORDER BY id")]
        drawn = random.Random(1).sample(ids[len(ids) // 2 :], 60)
        yield Line("findings", f"{len(ids):8,}")
        for months in _WINDOWS:
            times = [milliseconds(partial(earlier, book, id, months)) for id in drawn]
            yield Line(f"radar within {months} months", spread(times), "<= 50 ms")
        found = [one for id in drawn for one in earlier(book, id)]
        yield Line("found within 24 months, each", f"{len(found) / len(drawn):8.1f}")
        yield _one_clause(book, ids)


def _one_clause(book: Book, ids: list[str]) -> Line:
    """The worst that can be: every finding cites the same clause, and all of it is looked at."""
    connection = book.connection
    connection.execute("BEGIN").fetchall()
    try:
        clause = connection.execute("SELECT clause_id FROM finding_clause LIMIT 1").get
        connection.execute("UPDATE finding_clause SET clause_id = ?", (clause,)).fetchall()
        times = [
            milliseconds(partial(earlier, book, id, months))
            for id in ids[-10:]
            for months in (24, _EVERYTHING)
        ]
    finally:
        connection.execute("ROLLBACK").fetchall()
    return Line("all findings on one clause", spread(times), "<= 50 ms within 24 months")


if __name__ == "__main__":
    main(str(__doc__), run)
