"""Unlocking: what somebody says, a passphrase or the words of recovery sheets, opens a book."""

from collections.abc import Sequence
from pathlib import Path

from auditdesk import files
from auditdesk.book import connections, keys
from auditdesk.book.keys import Key
from auditdesk.errors import Refusal, WrongPassphrase
from auditdesk.i18n import _


def unlock(path: Path, passphrase: str) -> None:
    """Hold the key of a book or a copy; WrongPassphrase where that does not open it.

    Nothing is written, and a file that is not there is not made. A book that is not encrypted asks
    for nothing.
    """
    salt = _salt(path)
    if salt:
        _hold(path, keys.from_passphrase(passphrase, salt))


def unlock_by_sheets(path: Path, sheets: Sequence[str]) -> None:
    """Hold the key of a book by the words of its recovery sheets.

    Refusal where words are wrong or a sheet is missing, WrongPassphrase where they are those of
    another book or of a passphrase that was changed since.
    """
    from auditdesk.book.recovery import secret_of  # late: a passphrase is seldom lost

    salt = _salt(path)
    if salt:
        _hold(path, Key(salt, secret_of(sheets)))


def _salt(path: Path) -> bytes:
    if not path.is_file():
        raise Refusal(_("There is no book {name}.").format(name=path))
    return b"" if files.is_open(path) else files.salt_of(path)


def _hold(path: Path, key: Key) -> None:
    if not connections.opens(path, key):
        raise WrongPassphrase(
            _("That does not open {name}. Nothing was opened or changed; try again.").format(
                name=path.name
            )
        )
    keys.hold(key)
