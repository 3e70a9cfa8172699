"""The two errors a user can meet; everything else is a bug."""

from collections.abc import Callable


class Refusal(Exception):
    """A rule says no: the message says why and what may be done instead."""


class FieldRefused(Refusal):
    """A value of one field cannot be: where the field is known, its sentence alone is said."""

    def __init__(self, kind: str, field: str, label: str, sentence: str) -> None:
        super().__init__(f"{kind}, {label}: {sentence}")
        self.field = field
        self.label = label
        self.sentence = sentence


class ReasonNeeded(Refusal):
    """It may be done, but not without saying why: ask for the reason and try again."""


class PeriodClosed(ReasonNeeded):
    """Something would be written into a closed period: one reason for all of the step will do."""

    again: Callable[[str], object] | None = None
    """Does the step once more, with the reason; None where only its caller can."""


class Trouble(Exception):
    """The machine says no (disk, lock, damaged or newer file): the message says what is safe."""


class Locked(Refusal):
    """A book is encrypted, and nobody has said its passphrase yet."""


class WrongPassphrase(Locked):
    """What was said does not open the book: nothing was opened or changed."""


class NotABook(Refusal):
    """A file is no book, or its first bytes are damaged."""


class Damaged(Trouble):
    """The bytes of a book are not as they were written."""
