"""Seal: what the book wrote into a form is known again when the form comes back.

The key is made of what only the book's own file holds, so a form of another book, or one whose
marks were written by hand, is not taken for ours. It keeps mistakes and meddling out; it is no
signature.
"""

import hashlib
import hmac

from auditdesk.book.book import Book

_PURPOSE = b"response form"


def seal(book: Book, text: str, length: int = 24) -> str:
    """So many signs that this book alone gives to this text."""
    return hmac.new(_key(book), text.encode(), hashlib.sha256).hexdigest()[:length]


def sealed(book: Book, text: str, given: str) -> bool:
    """Whether the seal is the one that this book gives to the text."""
    return hmac.compare_digest(seal(book, text, len(given)).encode(), given.encode())


CODE = "AD1"


def sheet_code(book: Book, finding: str, number: str) -> str:
    """What the code on the pages of a finding sheet says: few signs, so that it stays coarse."""
    return f"{CODE}/{number}/{seal(book, f'sheet|{finding}', 8).upper()}"


def _key(book: Book) -> bytes:
    ((made_at, first),) = book.select(
        "SELECT b.made_at, s.hash FROM book_info b, step s WHERE s.seq = 1"
    )
    return hashlib.sha256(_PURPOSE + f"{book.uid}|{made_at}|{first}".encode()).digest()
