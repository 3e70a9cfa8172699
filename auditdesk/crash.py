"""What is kept of a mistake of ours: a file that names it, and no word of the user's data."""

import contextlib
import os
from datetime import UTC, datetime
from types import TracebackType

from auditdesk import __version__, paths
from auditdesk.i18n import _

_MOST = 20
"""Reports that are kept: the last ones."""


def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> str:
    """Keep what happened in a file for us, which only its owner may read; its place.

    What an error says may quote what somebody typed: only its kind is kept, and where it arose.
    """
    import platform  # late: a start makes no mistake

    text = f"AuditDesk {__version__}, {platform.platform()}\n\n{_told(kind, error, trace)}"
    try:
        folder = paths.logs()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        others = sorted(folder.glob("crash *.txt"), key=lambda each: each.stat().st_mtime_ns)
        for old in others[: max(0, len(others) - _MOST + 1)]:
            with contextlib.suppress(OSError):
                old.unlink()
        file = folder / f"crash {datetime.now(UTC):%Y-%m-%dT%H%M%S} {os.getpid()}.txt"
        file.touch(mode=0o600)
        file.write_text(text, encoding="utf-8")
    except OSError:
        return _("could not be written")
    return str(file)


def _told(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> str:
    """The kinds of an error and of those behind it, each with the lines of our code it went by."""
    import traceback

    parts = []
    seen: set[int] = set()
    last: BaseException | None = error
    while last is not None and id(last) not in seen:
        seen.add(id(last))
        lines = traceback.format_tb(trace)
        parts.append(f"{kind.__module__}.{kind.__qualname__}\n{''.join(lines)}")
        last = last.__cause__ or last.__context__
        if last is not None:
            kind, trace = type(last), last.__traceback__
    return "\nbecause of\n\n".join(parts)
