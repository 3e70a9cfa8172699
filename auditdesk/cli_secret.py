"""Commands that give a book a passphrase, change it, take it away, and find the way back in.

A passphrase is never an argument, which other programs could read: it is typed without being
shown, comes from the environment, or by a file descriptor.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from auditdesk.book import connections, keys, recovery, sealing
from auditdesk.book.keys import Key
from auditdesk.book.unlocking import unlock, unlock_by_sheets
from auditdesk.cli_shared import BookPath, open_book, today, who
from auditdesk.console import say
from auditdesk.errors import Locked, Refusal, WrongPassphrase
from auditdesk.i18n import _, ngettext

NOW, NEW = "AUDITDESK_PASSPHRASE", "AUDITDESK_NEW_PASSPHRASE"
"""The environment variables with the passphrase that opens, and the one that is to."""
_TRIES = 3


class Prompt:
    """Where passphrases come from in this run: lines of a descriptor, variables, or the terminal.

    descriptor: gives a line for each that is asked for; None where they come otherwise.
    """

    def __init__(self, descriptor: int | None = None) -> None:
        self._descriptor = descriptor
        self._lines: list[str] | None = None
        self._said = ""
        self._failed: set[Path] = set()

    def unlock(self, path: Path) -> None:
        """Hold the key of a file by what is said; another file is tried with what was said before.

        Locked where nobody can be asked, or what was said does not open it.
        """
        if path in self._failed:
            return
        self._failed.add(path)
        if self._said:
            unlock(path, self._said)
            return
        for left in reversed(range(_TRIES if self._asks(NOW) else 1)):
            self._said = self.said(_("Passphrase of {name}: ").format(name=path.name), NOW)
            try:
                unlock(path, self._said)
                return
            except WrongPassphrase as error:
                if not left:
                    raise
                say(str(error))

    def chosen(self) -> Key:
        """A new key; a terminal is asked twice."""
        passphrase = self.said(_("New passphrase: "), NEW)
        if self._asks(NEW) and passphrase != self.said(_("The same again: "), NEW):
            raise Refusal(_("The two differ. Nothing was changed."))
        return keys.new(passphrase)

    def said(self, question: str, variable: str, *, shown: bool = False) -> str:
        """What is answered to a question; Locked where nobody can be asked."""
        if self._descriptor is not None:
            return self._line()
        if variable in os.environ:
            return os.environ[variable]
        if not sys.stdin.isatty():
            raise Locked(
                _(
                    "A passphrase is needed, and there is no terminal to type it: put it into"
                    " {variable}, or name a file descriptor with --passphrase-fd."
                ).format(variable=variable)
            )
        if shown:
            return input(question)
        from getpass import getpass  # late: most books have no passphrase

        return getpass(question)

    def _asks(self, variable: str) -> bool:
        return self._descriptor is None and variable not in os.environ

    def _line(self) -> str:
        if self._lines is None:
            try:
                with os.fdopen(os.dup(self._descriptor or 0), encoding="utf-8") as lines:
                    self._lines = lines.read().splitlines()
            except (OSError, UnicodeDecodeError) as error:
                raise Refusal(
                    _("No passphrase can be read from the file descriptor {n}.").format(
                        n=self._descriptor
                    )
                ) from error
        if not self._lines:
            raise Refusal(
                _("The file descriptor {n} gave too few lines.").format(n=self._descriptor)
            )
        return self._lines.pop(0)


_prompts = [Prompt()]


def ask_from(descriptor: int | None) -> None:
    """Let passphrases come from this descriptor in this run, or from the others of `Prompt`."""
    _prompts[:] = [Prompt(descriptor)]
    keys.forget()
    keys.ask_by(_prompts[0].unlock)


def encrypt(book: BookPath) -> None:
    """Give a book a passphrase: without it nobody reads the book, its copies or its drafts."""
    if _is_encrypted(book):
        raise Refusal(
            _("{name} is encrypted already: “auditdesk passphrase” changes its passphrase.").format(
                name=book.name
            )
        )
    _reseal(book, _prompts[0].chosen())
    print(_("{name} is encrypted now.").format(name=book.name))
    print(
        _(
            "A lost passphrase cannot be found again: print a recovery sheet now, with “auditdesk"
            " recovery”. What was exported before stays as it is, and experts may still find on"
            " this disk what it held before."
        )
    )


def passphrase(book: BookPath) -> None:
    """Change the passphrase of a book; its recovery sheets open it no longer."""
    _refuse_plain(book)
    connections.key_at(book)
    _reseal(book, _prompts[0].chosen())
    _say_changed(book)


def decrypt(book: BookPath) -> None:
    """Take the passphrase of a book away: whoever has the file reads it from then on."""
    _refuse_plain(book)
    connections.key_at(book)
    _reseal(book, None)
    print(_("{name} is not encrypted any more.").format(name=book.name))


def recovery_(
    book: BookPath,
    to: Annotated[Path, typer.Option("--to", metavar="FILE", help="The PDF; ends in .pdf.")],
    split: Annotated[
        bool, typer.Option("--split", help="Three sheets for three people; any two open it.")
    ] = False,
) -> None:
    """Print the recovery sheet of a book: it opens the book when the passphrase is lost."""
    from auditdesk.output.recovery_sheet import print_recovery

    with open_book(book) as opened:
        if opened.key is None:
            raise _is_plain(book)
        n = print_recovery(opened, opened.key, split, to, today())
    print(
        ngettext(
            "{path}: {n} sheet. Whoever has it reads the book: keep it away from this computer.",
            "{path}: {n} sheets, of which any two open the book: give them to three people.",
            n,
        ).format(path=to, n=n)
    )
    print(_("Print it, then delete the file."))


def recover(book: BookPath) -> None:
    """Open a book by the words of its recovery sheets, and give it a new passphrase."""
    _refuse_plain(book)
    sheets: list[str] = []
    while not sheets or len(sheets) < recovery.needed_of(sheets[0]):
        question = _("The words of sheet {n}: ").format(n=len(sheets) + 1)
        sheets.append(_prompts[0].said(question, NOW, shown=True))
    unlock_by_sheets(book, sheets)
    _reseal(book, _prompts[0].chosen())
    _say_changed(book)


def _reseal(book: Path, key: Key | None) -> None:
    uid = sealing.reseal(book, key, who())
    for sentence in filter(None, sealing.reseal_copies(uid, key)):
        say(sentence)


def _say_changed(book: Path) -> None:
    print(_("{name} has another passphrase now.").format(name=book.name))
    print(_("Older recovery sheets open it no longer: print a new one with “auditdesk recovery”."))


def _is_encrypted(book: Path) -> bool:
    if not book.is_file():
        raise Refusal(_("There is no book {name}.").format(name=book))
    return connections.is_encrypted(book)


def _refuse_plain(book: Path) -> None:
    if not _is_encrypted(book):
        raise _is_plain(book)


def _is_plain(book: Path) -> Refusal:
    return Refusal(
        _("{name} has no passphrase: “auditdesk encrypt” gives it one.").format(name=book.name)
    )


COMMANDS: tuple[Callable[..., None], ...] = (encrypt, passphrase, decrypt, recovery_, recover)
