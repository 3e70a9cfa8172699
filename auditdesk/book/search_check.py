"""The search index against the records that it is made from.

The index is made once more, in memory, and both are compared: which words there are and how often,
in which records and where they stand in them, and what short beginnings of words find. In a large
book that would take minutes: there each index must hold every record and find samples of them.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import zip_longest
from typing import Any

import apsw

from auditdesk.book import search, search_index
from auditdesk.book.hurt import DAMAGE
from auditdesk.book.shape import shape_of
from auditdesk.i18n import _

EXACT = 5_000
"""Records up to which the whole index is compared, some seconds; of more, samples are asked for."""
_ASKED = 500
_INDEXES = ("search_words", "search_parts")
_PLACES = (
    "SELECT count(*), total((unicode(term) * 7919 + length(term) * 104729"
    " + coalesce(unicode(substr(term, 2)), 0) * 31 + coalesce(unicode(substr(term, 3)), 0))"
    " * (doc * 8191 + offset) % 1000003) FROM temp.checked_places"
)
"""One figure for where all words stand: it changes with every one of them."""


def differing(connection: apsw.Connection) -> Iterator[str]:
    """A sentence where the index does not say what the records do; an older index is none yet."""
    try:
        if "search_folding" not in shape_of(connection, "book_info").columns:
            return
        if not search.is_current(connection):
            return
        wrong = _wrong(connection)
    except (*DAMAGE, UnicodeDecodeError):
        wrong = True
    if wrong:
        yield _(
            "The search index does not say what the records do, so searching may miss some. The"
            " records are whole: let the index be made anew."
        )


def _wrong(connection: apsw.Connection) -> bool:
    for table in search_index.SEARCHED:
        places = "SELECT row FROM searchable WHERE kind = ?"
        rows = f'SELECT id FROM "{table}"'
        for these, those in ((places, rows), (rows, places)):
            if connection.execute(
                f"SELECT EXISTS (SELECT * FROM ({these}) EXCEPT {those})", (table,)
            ).get:
                return True
    kinds = ", ".join("?" * len(search_index.SEARCHED))
    if connection.execute(
        f"SELECT count(*) FROM searchable WHERE kind NOT IN ({kinds})", tuple(search_index.SEARCHED)
    ).get:
        return True
    if connection.execute("SELECT count(*) FROM searchable").get > EXACT:
        return _answers_wrongly(connection)
    expected = _anew(connection)
    try:
        return any(_differs(connection, expected, index) for index in _INDEXES)
    finally:
        expected.close()


def _answers_wrongly(connection: apsw.Connection) -> bool:
    """Whether an index lacks records, or some records are not found by words of theirs."""
    known = connection.execute("SELECT count(*) FROM searchable").get
    if any(
        connection.execute(f"SELECT count(*) FROM {index}_docsize").get != known
        for index in _INDEXES
    ):
        return True
    for table, columns in search_index.searched_in(connection).items():
        names = ", ".join(f't."{name}"' for name in columns)
        rows: list[Any] = connection.execute(
            f'SELECT s.place, {names} FROM searchable s JOIN "{table}" t ON t.id = s.row'
            " WHERE s.kind = ? AND s.place % ? = 0",
            (table, max(1, known // _ASKED)),
        ).fetchall()
        for place, *texts in rows:
            words = re.findall(r"\w{3,}", search.body_of(texts))
            for word in words[:: max(1, len(words) // 3)]:
                found = search.matching(word)
                if not connection.execute(
                    f"SELECT 1 FROM {found.source} WHERE {found.condition} AND m.rowid = ?",
                    (*found.values(), place),
                ).get:
                    return True
    return False


def _anew(connection: apsw.Connection) -> apsw.Connection:
    """The index as the records want it, in memory."""
    made = apsw.Connection(":memory:")
    for name in _INDEXES:
        made.execute(
            str(connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (name,)).get)
        )
    made.execute("BEGIN")
    search_index.fill(made, connection)
    made.execute("COMMIT")
    return made


def _differs(connection: apsw.Connection, expected: apsw.Connection, index: str) -> bool:
    with _vocabulary(connection, index) as words, _vocabulary(expected, index) as wanted:
        for word, other in zip_longest(words("SELECT * FROM temp.checked_words"),
                                       wanted("SELECT * FROM temp.checked_words")):  # fmt: skip
            if word != other:
                return True
        if words(_PLACES).fetchall() != wanted(_PLACES).fetchall():
            return True
        beginnings = wanted(
            "SELECT DISTINCT substr(term, 1, n.value) FROM temp.checked_words,"
            " (SELECT 1 AS value UNION SELECT 2) n"
        ).fetchall()
    if index != "search_words":
        return False
    asked = "SELECT count(*), total(rowid) FROM search_words WHERE search_words MATCH ?"
    queries = ['"' + beginning.replace('"', '""') + '" *' for (beginning,) in beginnings]
    return any(
        connection.execute(asked, (query,)).fetchall()
        != expected.execute(asked, (query,)).fetchall()
        for query in queries
    )


@contextmanager
def _vocabulary(connection: apsw.Connection, index: str) -> Iterator[Any]:
    """Read which words an index holds, and where they stand, by two tables that go again."""
    with ExitStack() as back:
        if connection.execute("PRAGMA query_only").get:
            connection.execute("PRAGMA query_only = OFF")
            back.callback(connection.execute, "PRAGMA query_only = ON")
        for name, kind in (("checked_words", "row"), ("checked_places", "instance")):
            connection.execute(
                f"CREATE VIRTUAL TABLE temp.{name} USING fts5vocab(main, {index}, {kind})"
            )
            back.callback(connection.execute, f"DROP TABLE temp.{name}")
        yield connection.execute
