"""Where resources, backups and the program itself lie: in a source tree, a wheel, or frozen."""

import os
import sys
from functools import cache
from pathlib import Path

import platformdirs


def resource(*parts: str) -> Path:
    """A file shipped with the program, such as `resource("sheets", "finding.typ")`."""
    return _resources().joinpath(*parts)


@cache
def _resources() -> Path:
    package = Path(__file__).parent
    frozen = getattr(sys, "_MEIPASS", None)
    for root in (Path(frozen) if frozen else package, package, package.parent):
        if (root / "resources").is_dir():
            return root / "resources"
    raise FileNotFoundError("resources")


def itself(module: str = "auditdesk", option: str = "") -> tuple[list[str], dict[str, str]]:
    """The command and the environment that run a module of ours in a process of its own.

    option: the argument by which a frozen program knows, in `__main__`, that it is to be that one;
    none for the command line.
    """
    frozen = getattr(sys, "frozen", False)
    command = [sys.executable, *(filter(None, [option]) if frozen else ["-m", module])]
    known = [str(Path(__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]
    more = {"PYTHONPATH": os.pathsep.join(known), "OPENBLAS_NUM_THREADS": "1"}
    return command, {**os.environ, **more}


def backups() -> Path:
    """The folder of automatic copies: away from the book, so that one lost folder is not both."""
    return platformdirs.user_data_path("AuditDesk", appauthor=False) / "backups"


def logs() -> Path:
    """The folder of crash reports."""
    return platformdirs.user_log_path("AuditDesk", appauthor=False)


def runs() -> Path:
    """The folder in which each run has one for what it makes on the way."""
    return platformdirs.user_cache_path("AuditDesk", appauthor=False) / "runs"


def drafts() -> Path:
    """The folder of what is being typed and is not in a book yet."""
    return platformdirs.user_state_path("AuditDesk", appauthor=False) / "drafts"


def documents() -> Path:
    """Where the user's own files lie."""
    return platformdirs.user_documents_path() / "AuditDesk"
