"""The recovery sheet: the words that open a book whose passphrase is lost, on paper."""

from datetime import date
from itertools import chain
from pathlib import Path

from auditdesk.book.book import Book
from auditdesk.book.dossier_reader import house
from auditdesk.book.keys import Key
from auditdesk.book.recovery import sheets_of
from auditdesk.i18n import _, date_text
from auditdesk.output import sheets
from auditdesk.output.export import stamp

_COLUMNS = 3


def print_recovery(book: Book, key: Key, split: bool, to: Path, today: date) -> int:
    """Print the words of a book’s key; split: as three sheets, of which any two open it.

    How many sheets were printed.
    """
    printed = sheets_of(key, split)
    count = len(printed.words)
    found = [
        sheets.PlainTable(
            _title(n, count),
            ((_("No."), 15), (_("Word"), 0)) * _COLUMNS,
            _rows(words.split()),
            (
                (_("Organisation"), book.house),
                (_("Book"), book.path.name),
                (_("Printed on"), date_text(today)),
                (_("Mark of the passphrase"), mark(key)),
            ),
            _note(printed.needed),
        )
        for n, words in enumerate(printed.words, 1)
    ]
    sheets.listings(found, house(book), stamp(book), to)
    return count


def mark(key: Key) -> str:
    """What tells one passphrase of a book from the next, and nothing of either: its salt."""
    return key.salt.hex()[8:16]


def _title(n: int, count: int) -> str:
    if count == 1:
        return _("Recovery sheet")
    return _("Recovery sheet {n} of {count}").format(n=n, count=count)


def _note(needed: int) -> str:
    told = [
        _("Any two of the three sheets open the book; one alone tells nothing.")
        if needed > 1
        else _("Whoever has this sheet and the file reads the whole book."),
        _(
            "Keep it where the computer is not. In AuditDesk: open the book, choose “Recovery"
            " sheet”, type the words in the order of their numbers; the first four letters of each"
            " are enough. Once the passphrase is changed this sheet opens nothing any more: print a"
            " new one, and destroy this."
        ),
    ]
    return "\n".join(told)


def _rows(words: list[str]) -> list[list[str]]:
    """The words in columns, each read from above to below."""
    high = -(-len(words) // _COLUMNS)
    numbered = [[str(n), word] for n, word in enumerate(words, 1)]
    numbered += [["", ""]] * (high * _COLUMNS - len(words))
    return [list(chain(*numbered[row::high])) for row in range(high)]
