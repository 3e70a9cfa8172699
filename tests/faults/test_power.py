"""Scorecard row 2 and 3: the power fails, the disk is full, at any point of any write."""

import random
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import apsw
import pytest

from auditdesk.book import opening
from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.book.trail import Head
from auditdesk.errors import Refusal, Trouble
from tests.faults.disk import Recorder, after_power_cut, plugged_in
from tests.faults.edits import edit
from tests.faults.figures import figure

pytestmark = pytest.mark.slow
STATES = figure(2_000, 100_000)
FULL = figure(170, 2_000)
EDITS = 40


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    found = Recorder()
    for _disk in plugged_in(found):
        yield found


@pytest.fixture
def start(prepared: Path, tmp_path: Path) -> Path:
    path = tmp_path / "test.auditdesk"
    path.write_bytes((prepared / "issued.auditdesk").read_bytes())
    return path


def _work(path: Path, recorder: Recorder) -> list[tuple[int, Head]]:
    """Edit and close; (events so far, head) after each acknowledged step."""
    chance = random.Random(9001)
    with Book.open(path) as book:
        acknowledged = [(len(recorder.events), book.head)]
        acknowledged += [
            (len(recorder.events), book.head) for _n in range(EDITS) if edit(book, chance)
        ]
    return acknowledged


def _lost_or_corrupt(path: Path, recorder: Recorder, folder: Path, states: int) -> tuple[int, int]:
    """How many power cuts lose an acknowledged step, and how many leave no sound book."""
    first = {path.name: path.read_bytes()}
    acknowledged = _work(path, recorder)
    heads = {head.seq: head for _events, head in acknowledged}
    events = list(recorder.events)
    chance = random.Random(2)
    lost = corrupt = 0
    for n in range(states):
        cut = chance.randrange(acknowledged[0][0], len(events) + 1)
        owed = max(head.seq for count, head in acknowledged if count <= cut)
        place = folder / f"cut{n}"
        place.mkdir()
        for name, data in after_power_cut(events[:cut], first, chance).items():
            (place / name).write_bytes(data)
        try:
            with Book.open(place / path.name) as book:
                lost += book.head.seq < owed
                corrupt += heads.get(book.head.seq, book.head) != book.head
                corrupt += n % 20 == 0 and bool(check(book).problems)
        except (Refusal, Trouble, apsw.Error):
            corrupt += 1
        for one in place.iterdir():
            one.unlink()
    return lost, corrupt


def test_no_power_cut_loses_what_was_acknowledged(
    start: Path, recorder: Recorder, tmp_path: Path
) -> None:
    assert _lost_or_corrupt(start, recorder, tmp_path, STATES) == (0, 0)


@pytest.mark.parametrize(
    "weak",
    [
        ("PRAGMA synchronous = OFF",),
        ("PRAGMA locking_mode = NORMAL", "PRAGMA synchronous = NORMAL"),
    ],
    ids=["nothing is synced", "the journal's end is not synced"],
)
def test_the_simulation_finds_a_book_that_syncs_too_little(
    start: Path,
    recorder: Recorder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    weak: tuple[str, ...],
) -> None:
    """Under the lock of one user the journal stays, and even NORMAL syncs its end."""
    monkeypatch.setattr(opening, "_PRAGMAS", (*opening._PRAGMAS, *weak))
    lost, corrupt = _lost_or_corrupt(start, recorder, tmp_path, STATES // 4)
    assert lost + corrupt > 0


def test_a_full_disk_at_any_point_loses_nothing_and_is_named(
    start: Path, recorder: Recorder
) -> None:
    with Book.open(start) as book:
        chance = random.Random(3)
        named = 0
        for point in range(5 * FULL):
            if named == FULL:
                break
            head = book.head
            recorder.fail_at = len(recorder.events) + point % 17
            recorder.forever = point % 2 == 0
            try:
                edit(book, chance)
            except Trouble as trouble:
                named += 1
                assert "The disk is full" in str(trouble)
                assert book.head == head
            recorder.fail_at = None
        assert named == FULL
        assert any(edit(book, chance) for _n in range(10))
        assert check(book).problems == ()


def test_a_failing_disk_is_named_and_nothing_is_half_written(
    start: Path, recorder: Recorder
) -> None:
    recorder.error = apsw.IOError
    with Book.open(start) as book:
        chance = random.Random(4)
        for point in range(40):
            recorder.fail_at = len(recorder.events) + point % 12
            try:
                edit(book, chance)
            except Trouble as trouble:
                assert "The disk failed" in str(trouble)
            recorder.fail_at = None
        assert check(book).problems == ()


def test_control_a_book_without_a_journal_is_torn_by_a_failing_disk(
    start: Path, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_PRAGMAS", (*opening._PRAGMAS, "PRAGMA journal_mode = OFF"))
    recorder.error = apsw.IOError
    chance = random.Random(4)
    torn = False
    with suppress(Refusal, Trouble, apsw.Error), Book.open(start) as book:
        for point in range(40):
            recorder.fail_at = len(recorder.events) + point % 12
            with suppress(Trouble):
                edit(book, chance)
            recorder.fail_at = None
        torn = bool(check(book).problems)
    try:
        with Book.open(start) as book:
            torn = torn or bool(check(book).problems)
    except (Refusal, Trouble):
        torn = True
    assert torn
