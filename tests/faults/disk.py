"""A disk that remembers: records every write, sync and delete, and can fail or lose power."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw

SECTOR = 512


@dataclass
class Recorder:
    """What reached the disk, in order: (operation, file name, offset or size, data)."""

    events: list[tuple[str, str, int, bytes]] = field(default_factory=list)
    fail_at: int | None = None
    forever: bool = False
    error: type[apsw.Error] = apsw.FullError

    def note(self, what: str, name: str, place: int = 0, data: bytes = b"") -> None:
        """Record, or fail where it is told to."""
        n = len(self.events)
        self.events.append((what, name, place, data))
        if self.fail_at is not None and (n == self.fail_at or (self.forever and n > self.fail_at)):
            raise self.error("seeded")


def _name(filename: Any) -> str:
    return str(filename.filename() if isinstance(filename, apsw.URIFilename) else filename)


class _File(apsw.VFSFile):
    def __init__(self, recorder: Recorder, base: str, filename: Any, flags: list[int]) -> None:
        super().__init__(base, filename, flags)
        self._recorder = recorder
        self._file = Path(_name(filename)).name if filename else ""

    def xWrite(self, data: bytes, offset: int) -> None:
        self._recorder.note("write", self._file, offset, bytes(data))
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:
        self._recorder.note("truncate", self._file, size)
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:
        self._recorder.note("sync", self._file)
        super().xSync(flags)


class Disk(apsw.VFS):
    """The default disk of SQLite while it is plugged in."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self._below = apsw.vfs_names()[0]
        super().__init__("recording", self._below, makedefault=True)

    def xOpen(self, name: Any, flags: list[int]) -> _File:
        return _File(self.recorder, self._below, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        self.recorder.note("delete", Path(filename).name, int(syncdir))
        super().xDelete(filename, syncdir)


def after_power_cut(
    events: list[tuple[str, str, int, bytes]], start: dict[str, bytes], chance: random.Random
) -> dict[str, bytes]:
    """The files as a disk may hold them: what was synced, and of the rest some, torn or not at all.

    A delete is kept once anything is synced after it, as on a journalling file system.
    """
    synced = {name: bytearray(data) for name, data in start.items()}
    waiting: dict[str, list[tuple[str, int, bytes]]] = {}
    deleted: set[str] = set()
    for what, name, place, data in events:
        if what == "sync":
            content = synced.setdefault(name, bytearray())
            for change in waiting.pop(name, []):
                _apply(content, change)
            for gone in deleted:
                synced.pop(gone, None)
            deleted.clear()
        elif what == "delete":
            waiting.pop(name, None)
            if place:
                synced.pop(name, None)
            else:
                deleted.add(name)
        else:
            deleted.discard(name)
            waiting.setdefault(name, []).append((what, place, data))
    for gone in deleted:
        if chance.random() < 0.5:
            synced.pop(gone, None)
    for name, changes in waiting.items():
        content = synced.setdefault(name, bytearray())
        chance.shuffle(changes)
        keep = chance.choice((0.0, 0.5, 1.0))
        for change in changes:
            if chance.random() < keep:
                _apply(content, _torn(change, chance))
    return {name: bytes(content) for name, content in synced.items()}


def _apply(content: bytearray, change: tuple[str, int, bytes]) -> None:
    what, place, data = change
    if what == "truncate":
        del content[place:]
        content.extend(bytes(max(0, place - len(content))))
    else:
        content.extend(bytes(max(0, place + len(data) - len(content))))
        content[place : place + len(data)] = data


def _torn(change: tuple[str, int, bytes], chance: random.Random) -> tuple[str, int, bytes]:
    what, place, data = change
    if what == "write" and len(data) > SECTOR and chance.random() < 0.3:
        return what, place, data[: SECTOR * chance.randrange(1, len(data) // SECTOR + 1)]
    return change


def plugged_in(recorder: Recorder) -> Iterator[Disk]:
    """Plug the disk in, and out again."""
    disk = Disk(recorder)
    try:
        yield disk
    finally:
        disk.unregister()
