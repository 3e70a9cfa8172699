"""Files that leave: written beside the old one, which they replace only when all went well."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from auditdesk.errors import Trouble
from auditdesk.i18n import _


@contextmanager
def replacing(to: Path) -> Iterator[Path]:
    """A file beside `to` to write; it takes that name only where all went well (Trouble else)."""
    part = to.with_name(f"{to.name}.{os.getpid()}.part")
    try:
        part.touch()
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(part, to)
    except OSError as error:
        raise Trouble(why(error, to)) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def why(error: OSError, to: Path) -> str:
    """One plain sentence for what the machine refused."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        text = _("The disk is full: {path} was not written; an older file is unchanged.")
    elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY):
        text = _(
            "{path} cannot be written: the folder is read-only, or the file is open in Excel or"
            " another program."
        )
    elif error.errno in (errno.ENOENT, errno.ENOTDIR):
        text = _("{path} cannot be written: its folder does not exist.")
    else:
        text = _("{path} cannot be written ({reason}); an older file is unchanged.")
    return text.format(path=to, reason=error.strerror or error)
