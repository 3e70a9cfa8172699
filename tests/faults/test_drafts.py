"""What is being typed survives a killed process: two seconds are lost at most."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import WHY_NO_QT
from tests.faults.figures import figure

KILLS = figure(12, 200)
LOST_AT_MOST = 2.0


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(WHY_NO_QT), reason=WHY_NO_QT),
]


def _lost(
    prepared: Path, folder: Path, chance: random.Random, *, seconds: float = 0
) -> tuple[int, int]:
    """Signs typed two seconds before a kill, and how many of them are not in the drafts.

    seconds: how long after a key a draft is kept; 0 as the program does it.
    """
    folder.mkdir()
    book = folder / "book.auditdesk"
    shutil.copy(prepared / "issued.auditdesk", book)
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.typist", str(book), str(folder), str(seconds)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "XDG_STATE_HOME": str(folder)},
    )
    assert child.stdout is not None
    said = [child.stdout.readline()]
    until = time.monotonic() + 0.5 + 3.5 * chance.random() + seconds / 10
    while time.monotonic() < until:
        said.append(child.stdout.readline())
    child.send_signal(signal.SIGKILL)
    killed_at = time.time()
    child.wait()
    said += child.stdout.readlines()
    child.stdout.close()
    typed = [(float(at), int(n)) for at, n in (line.split() for line in said if " " in line)]
    owed = max((n for at, n in typed if at < killed_at - LOST_AT_MOST), default=0)
    kept = 0
    for file in (folder / "AuditDesk" / "drafts").glob("*.json"):
        ((_kind, _id, key, text),) = json.loads(file.read_text("utf-8"))
        assert key == "effect" and set(text) == {"x"}
        kept = len(text)
    return owed, max(0, owed - kept)


def test_a_killed_process_loses_two_seconds_of_typing_at_most(
    prepared: Path, tmp_path: Path
) -> None:
    chance = random.Random(7)
    tried = [_lost(prepared, tmp_path / str(n), chance) for n in range(KILLS)]
    assert [lost for _owed, lost in tried] == [0] * KILLS
    assert sum(owed > 0 for owed, _lost in tried) >= KILLS // 4


def test_control_drafts_that_are_kept_too_late_lose_typing(prepared: Path, tmp_path: Path) -> None:
    _owed, lost = _lost(prepared, tmp_path / "late", random.Random(7), seconds=30)
    assert lost > 0
