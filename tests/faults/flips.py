"""One flipped bit anywhere in a book, and what opening and checking say of it."""

import os
import random
import shutil
from pathlib import Path

import apsw

from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.book.search_index import SEARCHED
from auditdesk.errors import Refusal, Trouble


def flip(path: Path, bit: int) -> None:
    """Turn one bit of a file that nobody has open."""
    with path.open("r+b") as file:
        file.seek(bit // 8)
        byte = file.read(1)[0]
        file.seek(bit // 8)
        file.write(bytes([byte ^ (1 << bit % 8)]))


def said_of(path: Path) -> str:
    """What is said of a book: a sentence where it is refused or hurt, "" where all is well."""
    try:
        with Book.open(path, "Ines Okafor", "laptop") as book:
            found = check(book)
    except (Refusal, Trouble) as error:
        return str(error)
    return " ".join((*found.problems, *found.derived))


def contents(path: Path) -> list[object]:
    """All that a book holds, as SQLite reads it and as its search answers."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        tables = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search%_%'"
                " AND name NOT LIKE 'sqlite%' ORDER BY name"
            )
        ]
        rows = [
            connection.execute(f'SELECT * FROM "{table}" ORDER BY 1, 2').fetchall()
            for table in tables
        ]
        for index in ("search_words", "search_parts"):
            connection.execute(
                f"CREATE VIRTUAL TABLE temp.v_{index} USING fts5vocab(main, {index}, instance)"
            )
            rows.append(connection.execute(f"SELECT * FROM temp.v_{index}").fetchall())
        return [*tables, *rows, *SEARCHED]
    finally:
        connection.close()


def _changed(path: Path, whole: list[object]) -> bool:
    try:
        return contents(path) != whole
    except (apsw.Error, UnicodeDecodeError):
        return True


def unnoticed(source: Path, folder: Path, count: int, seed: int) -> list[int]:
    """The bits that were flipped, each in a copy of its own, where content changed unsaid.

    Any error that is not said in a sentence is raised as it is.
    """
    chance = random.Random(seed)
    whole = contents(source)
    bits = 8 * source.stat().st_size
    missed = []
    for _n in range(count):
        bit = chance.randrange(bits)
        hurt = folder / "hurt.auditdesk"
        shutil.copyfile(source, hurt)
        flip(hurt, bit)
        if not said_of(hurt) and _changed(hurt, whole):
            missed.append(bit)
        os.unlink(hurt)
    return missed
