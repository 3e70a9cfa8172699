"""Scratch: what a run makes on the way lies in one private folder of its own.

The run that made it removes it; where it was killed, the next run of the same user does. Whether a
run is alive is told by a lock that the system takes from whoever dies, by no number of a process.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import IO

from auditdesk import paths

_LOCK = "lock"
_CLAIMED = "claimed"
UNFINISHED = (".part", ".unproven", ".new")
"""How files end that are being made beside what they become."""


class _Run:
    """The folder of this process, and the lock that tells that it is alive."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.root = paths.runs()
        self.folder = Path(mkdtemp(prefix=f"auditdesk-{self.owner}-", dir=_made(self.root)))
        self._lock = (self.folder / _LOCK).open("w")
        _try_lock(self._lock)

    def end(self) -> None:
        """Remove what is still on its way, then the folder; its files are nobody's.

        Where something cannot be removed yet the folder stays, for the next run to see to it.
        """
        gone = _remove_claimed(self.folder)
        self._lock.close()
        if gone:
            shutil.rmtree(self.folder, ignore_errors=True)


_runs: list[_Run] = []


def folder() -> Path:
    """The private folder of this run; what a dead run left is removed when it is made."""
    if not _runs or (_runs[-1].owner, _runs[-1].root) != (os.getpid(), paths.runs()):
        import atexit  # late: most starts make nothing on the way

        while _runs:
            _end(_runs.pop())
        sweep()
        _runs.append(_Run())
        atexit.register(_end, _runs[-1])
    return _runs[-1].folder


def _made(root: Path) -> Path | None:
    """The folder of all runs; None, for the system’s own, where it cannot be made."""
    try:
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return None
    return root


@contextlib.contextmanager
def temporary() -> Iterator[Path]:
    """A folder in it for as long as the block."""
    with TemporaryDirectory(dir=folder(), ignore_cleanup_errors=True) as name:
        yield Path(name)


@contextlib.contextmanager
def claimed(path: Path) -> Iterator[Path]:
    """A file or folder that is made beside what it becomes; gone after the block, if it is there.

    Where this run is killed, the next one removes it.
    """
    note = claim(path)
    try:
        yield path
    finally:
        _remove(path)
        with contextlib.suppress(OSError):
            note.unlink(missing_ok=True)


def claim(path: Path) -> Path:
    """Say that a file is on its way and goes with this run, until it has another name."""
    note = folder() / f"{os.urandom(8).hex()}.{_CLAIMED}"
    with contextlib.suppress(OSError):
        note.write_text(str(path.absolute()), encoding="utf-8")
    return note


def sweep() -> None:
    """Remove what runs left that are dead."""
    with contextlib.suppress(OSError):
        for left in paths.runs().iterdir():
            if (not _runs or left != _runs[-1].folder) and _is_dead(left) and _remove_claimed(left):
                shutil.rmtree(left, ignore_errors=True)


def _is_dead(left: Path) -> bool:
    """Whether nobody holds the lock of a run."""
    try:
        with (left / _LOCK).open("r+") as lock:
            return _try_lock(lock)
    except OSError:
        return False  # it is being made, or removed, or it is none


def _remove_claimed(left: Path) -> bool:
    """Remove what the notes of a run claim; whether all of it is gone."""
    gone = True
    for note in left.glob(f"*.{_CLAIMED}"):
        with contextlib.suppress(OSError, ValueError):
            path = Path(note.read_text(encoding="utf-8"))
            if path.name.endswith(UNFINISHED):
                _remove(path)
                gone = gone and not path.exists()
    return gone


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _end(run: _Run) -> None:
    if run.owner == os.getpid():
        run.end()


def _try_lock(file: IO[str]) -> bool:
    """Take the lock of a file, if nobody holds it; it goes with the file."""
    try:
        import fcntl
    except ImportError:
        import msvcrt

        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
