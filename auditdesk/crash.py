"""What is kept of a mistake of ours: a file that names it, and no word of the user's data."""

from datetime import UTC, datetime
from types import TracebackType

from auditdesk import __version__, paths
from auditdesk.i18n import _


def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> str:
    """Keep what happened in a file for us; its place."""
    import platform  # late, as traceback: a start makes no mistake
    import traceback

    told = "".join(traceback.format_exception(kind, error, trace))
    text = f"AuditDesk {__version__}, {platform.platform()}\n\n{told}"
    try:
        folder = paths.logs()
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"crash {datetime.now(UTC):%Y-%m-%dT%H%M%S}.txt"
        file.write_text(text, encoding="utf-8")
    except OSError:
        return _("could not be written")
    return str(file)
