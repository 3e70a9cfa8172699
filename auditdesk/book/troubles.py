"""What SQLite says when the machine fails, in the user's words."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw

from auditdesk.errors import Damaged, Refusal, Trouble
from auditdesk.i18n import N_, _

_SENTENCES: tuple[tuple[tuple[type[apsw.Error], ...], str], ...] = (
    (
        (apsw.FullError,),
        N_(
            "The disk is full: nothing of this step was written to {name}. Make room and try again."
        ),
    ),
    (
        (apsw.BusyError, apsw.LockedError),
        N_("{name} is open in another AuditDesk. Close it there first."),
    ),
    (
        (apsw.ReadOnlyError, apsw.PermissionsError, apsw.AuthError),
        N_("{name} or its folder is read-only: nothing was written."),
    ),
    (
        (apsw.NotADBError,),
        N_("{name} is not an AuditDesk book, or it is damaged. It was left untouched."),
    ),
    (
        (apsw.CorruptError, apsw.FormatError),
        N_(
            "{name} is damaged. It was left untouched: restore the last backup, and keep this file."
        ),
    ),
    (
        (apsw.CantOpenError,),
        N_("{name} or its folder cannot be opened or written. Nothing was changed."),
    ),
    (
        (apsw.IOError,),
        N_("The disk failed while reading or writing {name}. Nothing of this step was written."),
    ),
)


_HURT = ((apsw.NotADBError,), (apsw.CorruptError, apsw.FormatError))


def trouble_of(error: BaseException, path: Path) -> Trouble | None:
    """The Trouble behind an error, also where a library hides the cause; None where it is a bug."""
    seen: BaseException | None = error
    while seen is not None:
        if _is_unreadable_text(seen):
            return Damaged(
                _(
                    "{name} is damaged: a text in it cannot be read. Nothing was changed. A check"
                    " of the book says which; restore the last copy, and keep this file."
                ).format(name=path.name)
            )
        for kinds, sentence in _SENTENCES:
            if isinstance(seen, kinds):
                kind = Damaged if kinds in _HURT else Trouble
                return kind(_(sentence).format(name=path.name))
        seen = seen.__cause__ or seen.__context__
    return None


def _is_unreadable_text(error: BaseException) -> bool:
    """Whether bytes that are no text were read from the book, and not from elsewhere."""
    if not isinstance(error, UnicodeDecodeError) or error.__traceback__ is None:
        return False
    import traceback  # late: a start reads no damaged book

    *_outer, (frame, _line) = traceback.walk_tb(error.__traceback__)
    reader = str(frame.f_globals.get("__name__", ""))
    return reader.startswith("auditdesk.book")


@contextmanager
def in_plain_words(path: Path) -> Iterator[None]:
    """Let the machine's errors out as Trouble that names the file; everything else as it is."""
    try:
        yield
    except (Refusal, Trouble):
        raise
    except Exception as error:
        trouble = trouble_of(error, path)
        if trouble is None:
            raise
        raise trouble from error
