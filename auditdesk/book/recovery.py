"""Recovery: the key of a book as words on paper, whole or as three parts of which two do.

The words are those of SLIP-0039: they are told apart by their first four letters, and a wrong one
is noticed. Shamir's way of sharing lets one part alone tell nothing of the key.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from auditdesk.book.keys import Key
from auditdesk.errors import Refusal
from auditdesk.i18n import _, ngettext

if TYPE_CHECKING:
    from shamir_mnemonic.share import Share


_WORDS = 33
"""On a sheet, for a secret of 32 bytes."""
_TELLING = 4
"""Letters that tell a word from all others."""


class Sheets(NamedTuple):
    """The words of each sheet, and how many of the sheets are needed."""

    words: tuple[str, ...]
    needed: int


def sheets_of(key: Key, split: bool) -> Sheets:
    """The words that open a book without its passphrase: one sheet, or three of which two do."""
    from shamir_mnemonic import generate_mnemonics  # late: a sheet is printed once

    needed, parts = (2, 3) if split else (1, 1)
    (group,) = generate_mnemonics(1, [(needed, parts)], key.secret)
    return Sheets(tuple(group), needed)


def parted(text: str) -> list[str]:
    """The words of each sheet, where they were typed one sheet after the other."""
    words = text.split()
    return [" ".join(words[n : n + _WORDS]) for n in range(0, len(words), _WORDS)]


def needed_of(sheet: str) -> int:
    """How many sheets are needed, by the words of one; Refusal where they are no such words."""
    return int(_parts([sheet])[0].member_threshold)


def secret_of(sheets: Sequence[str]) -> bytes:
    """The secret of a key from the words of its sheets; Refusal that says what is amiss."""
    from shamir_mnemonic import MnemonicError, combine_mnemonics

    parts = _parts(sheets)
    needed = parts[0].member_threshold
    if len(parts) < needed:
        raise Refusal(
            _("{needed} sheets are needed, and {n} was given.").format(needed=needed, n=len(parts))
        )
    try:
        return bytes(combine_mnemonics([part.mnemonic() for part in parts[:needed]]))
    except MnemonicError as error:
        raise Refusal(
            _("These sheets do not belong together: they were printed at different times.")
        ) from error


def _parts(sheets: Sequence[str]) -> "list[Share]":
    from shamir_mnemonic import MnemonicError  # late: a passphrase is seldom lost
    from shamir_mnemonic.share import Share
    from shamir_mnemonic.wordlist import WORDLIST

    whole = {word[:_TELLING]: word for word in WORDLIST}
    typed = [
        " ".join(whole.get(word[:_TELLING], word) for word in sheet.casefold().split())
        for sheet in sheets
    ]
    parts = []
    for n, words in enumerate(dict.fromkeys(filter(None, typed)), 1):
        try:
            parts.append(Share.from_mnemonic(words))
        except (MnemonicError, ValueError) as error:
            count = len(words.split())
            raise Refusal(
                ngettext(
                    "The words of sheet {n} are not as they were printed ({count} word was typed)."
                    " Compare them one by one.",
                    "The words of sheet {n} are not as they were printed ({count} words were"
                    " typed). Compare them one by one.",
                    count,
                ).format(n=n, count=count)
            ) from error
    if not parts:
        raise Refusal(_("Type the words of a recovery sheet."))
    return parts
