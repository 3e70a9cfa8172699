"""Where passphrases come from in a call of the command line.

A passphrase is never an argument, which other programs could read: it is typed without being
shown, comes from the environment, or by a file descriptor.
"""

import contextlib
import os
import sys
from pathlib import Path

from auditdesk import files
from auditdesk.book import keys
from auditdesk.book.keys import Key
from auditdesk.book.unlocking import unlock
from auditdesk.cli.console import say
from auditdesk.errors import Locked, Refusal, WrongPassphrase
from auditdesk.i18n import _

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
        self._asked: set[bytes] = set()  # salts: files of one salt have one passphrase
        self._refused: dict[Path, Locked] = {}

    def unlock(self, path: Path) -> None:
        """Hold the key of a file: by what was said last, or by what is said now.

        Nobody is asked twice for one key; an empty answer leaves the file locked. Locked where
        nobody can be asked, or what was said does not open it.
        """
        if path in self._refused:
            raise self._refused[path]
        salt = files.salt_of(path)
        if salt in self._asked:
            return
        self._asked.add(salt)
        try:
            self._ask(path)
        except Locked as error:
            self._refused[path] = error
            raise

    def _ask(self, path: Path) -> None:
        if self._said:
            with contextlib.suppress(WrongPassphrase):
                unlock(path, self._said)
                return
            self._refuse_one_for_all(path)
        for left in reversed(range(_TRIES if self._asks(NOW) else 1)):
            said = self.said(_("Passphrase of {name}: ").format(name=path.name), NOW)
            if not said:
                return
            try:
                unlock(path, said)
            except WrongPassphrase as error:
                if not left:
                    raise
                say(str(error))
            else:
                self._said = said
                return

    def _refuse_one_for_all(self, path: Path) -> None:
        """WrongPassphrase where passphrases come from the environment, which holds but one."""
        if self._descriptor is None and NOW in os.environ:
            raise WrongPassphrase(
                _(
                    "{name} has another passphrase than the one in {variable}. Give both, a line"
                    " each, by --passphrase-fd."
                ).format(name=path.name, variable=NOW)
            )

    def chosen(self) -> Key:
        """A new key; a terminal is asked twice."""
        passphrase = self.said(_("New passphrase: "), NEW)
        if self._asks(NEW) and passphrase != self.said(_("The same again: "), NEW):
            raise Refusal(_("The two differ. Nothing was changed."))
        return keys.new(passphrase)

    def said(self, question: str, variable: str) -> str:
        """What is answered to a question; Locked where nobody can be asked."""
        if self._descriptor is None and variable in os.environ:
            return os.environ[variable]
        if self._descriptor is None and not sys.stdin.isatty():
            raise Locked(
                _(
                    "A passphrase is needed, and there is no terminal to type it: put it into"
                    " {variable}, or name a file descriptor with --passphrase-fd."
                ).format(variable=variable)
            )
        return self._answer(question, shown=False)

    def words(self, n: int) -> str:
        """The words of the sheet of this number; Locked where nobody can be asked.

        They are no passphrase, so none of the variables is taken for them.
        """
        if self._descriptor is None and not sys.stdin.isatty():
            raise Locked(
                _(
                    "The words of a recovery sheet are needed, and there is no terminal to type"
                    " them: give each sheet a line of a file descriptor, with --passphrase-fd."
                )
            )
        return self._answer(_("The words of sheet {n}: ").format(n=n), shown=True)

    def _answer(self, question: str, *, shown: bool) -> str:
        if self._descriptor is not None:
            return self._line()
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
            raise Locked(
                _("The file descriptor {n} gave too few lines.").format(n=self._descriptor)
            )
        return self._lines.pop(0)
