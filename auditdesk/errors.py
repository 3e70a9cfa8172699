"""The two errors a user can meet; everything else is a bug."""


class Refusal(Exception):
    """A rule says no: the message says why and what may be done instead."""


class ReasonNeeded(Refusal):
    """It may be done, but not without saying why: ask for the reason and try again."""


class Trouble(Exception):
    """The machine says no (disk, lock, damaged or newer file): the message says what is safe."""
