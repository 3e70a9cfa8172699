"""A real window on a real (virtual) screen, and keys that a keyboard could have pressed."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from auditdesk.book.book import Book
from auditdesk.book.listings import FINDINGS
from auditdesk.book.lists import List, Query

TOOLS = ("Xvfb", "xdotool")
_PATIENCE = 30


@pytest.fixture
def screen() -> Iterator[str]:
    """A screen of its own for the window."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} not installed: no screen to try a real window on")
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-noreset", "-screen", "0", "1400x900x24"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        yield f":{pipe.readline().strip()}"
    server.terminate()
    server.wait()


def until(found: Callable[[], bool], what: str) -> None:
    """Wait for another process, but not for ever."""
    end = time.monotonic() + _PATIENCE
    while not found():
        assert time.monotonic() < end, what
        os.sched_yield()


@pytest.mark.slow
def test_a_finding_is_written_with_real_keys(screen: str, prepared: Path, tmp_path: Path) -> None:
    book = tmp_path / "mine.auditdesk"
    shutil.copy(prepared / "issued.auditdesk", book)
    env = {
        **os.environ,
        "DISPLAY": screen,
        "QT_QPA_PLATFORM": "xcb",
        "XDG_CONFIG_HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path),
    }
    program = subprocess.Popen([sys.executable, "-m", "auditdesk", str(book)], env=env)

    def xdotool(*words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words], env=env, capture_output=True, text=True, check=False
        )
        return done.stdout.strip()

    def window(title: str) -> str:
        found: list[str] = []

        def look() -> bool:
            found[:] = xdotool("search", "--onlyvisible", "--name", title).split()
            return bool(found)

        until(look, title)
        xdotool("windowfocus", "--sync", found[0])
        return found[0]

    try:
        window("mine.auditdesk")
        xdotool("key", "ctrl+n")
        window("New finding")
        xdotool("type", "--delay", "20", "Bench 2: record 4711 missing")
        xdotool("key", "Tab")
        xdotool("type", "--delay", "20", "Records are not kept")
        draft = tmp_path / "AuditDesk" / "drafts"
        until(
            lambda: any("not kept" in file.read_text("utf-8") for file in draft.glob("*.json")),
            "the draft",
        )
        xdotool("key", "Tab", "Tab", "space")
        until(lambda: not any(draft.glob("*.json")), "the step")
        window("mine.auditdesk")
        xdotool("key", "ctrl+w")
        until(lambda: not xdotool("search", "--onlyvisible", "--name", "mine.auditdesk"), "closing")
        with Book.open(book) as opened:
            (row,) = List(opened, FINDINGS, Query((("state", "draft"),))).stream()
        assert row.evidence == "Bench 2: record 4711 missing"
        assert row.statement == "Records are not kept"
    finally:
        program.terminate()
        program.wait()
