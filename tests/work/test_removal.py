"""What would leave the book torn is refused, and spans of days never run backwards."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from auditdesk.book.book import Book
from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import (
    TABLES,
    ProcessWorker,
    Session,
    Table,
)
from auditdesk.errors import Refusal
from auditdesk.work import entry, sample
from auditdesk.work.kinds import KINDS
from tests.conftest import TODAY, Desk


def test_what_something_else_belongs_to_is_not_removed(audited: Desk) -> None:
    session = audited.add(
        "session", audit="IA-2026-001", day="2026-11-09", starts="09:00", ends="10:00"
    )
    audited.add("attendance", session=session, name="B. Lopes")
    head = audited.book.head
    with (
        pytest.raises(Refusal, match="belongs to what would be gone"),
        audited.book.step("Remove") as step,
    ):
        entry.discard(step, KINDS["session"], session, TODAY)
    assert audited.book.head == head
    audited.set("session", session, ends="10:30")


def test_work_that_ends_on_the_day_it_began_does_not_end_before(desk: Desk) -> None:
    for workers in (["T. Haas"], [], ["T. Haas"], []):
        desk.set("process", "Calibration", workers=workers)
    for worker in Reading().rows(ProcessWorker):
        assert worker.since is None or (worker.until and worker.since <= worker.until)


# --- what the preview of a removal says, and the removal -------------------------------------------


def outcome(book: Book, deed: Callable[[Step], object], really: bool) -> str:
    """The refusal of a deed, "" where it is done; what is done is undone again."""
    try:
        with book.step("Remove") if really else book.trial() as step:
            deed(step)
    except Refusal as refusal:
        return str(refusal)
    if really:
        book.undo("it was a try")
    return ""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book of the sample company, closed."""
    path = tmp_path_factory.mktemp("removal") / "sample.auditdesk"
    with Book.create(path, "Ines Okafor") as book:
        sample.play(book)
    return path


@pytest.fixture
def played(story: Path, tmp_path: Path) -> Iterator[Book]:
    path = tmp_path / "sample.auditdesk"
    shutil.copy(story, path)
    with Book.open(path) as book:
        yield book


OF_STEPS = [one for one in TABLES if not one.bookkeeping]


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS.values() if kind.remove])
def test_the_preview_of_a_removal_says_what_the_removal_says(played: Book, kind: str) -> None:
    of = KINDS[kind]
    for id in list(Reading().column(of.table, "id"))[:12]:

        def remove(step: Step, id: str = str(id)) -> None:
            entry.discard(step, of, id, sample.LAST_DAY, "it was a mistake")

        assert outcome(played, remove, False) == outcome(played, remove, True), id


@pytest.mark.parametrize("table", [one for one in OF_STEPS if not one.permanent])
def test_whatever_is_taken_out_the_trial_says_what_the_step_says(
    played: Book, table: type[Table]
) -> None:
    for id in list(Reading().column(table, "id"))[:2]:

        def remove(step: Step, id: str = str(id)) -> None:
            step.remove(table, id)

        assert outcome(played, remove, False) == outcome(played, remove, True), id


def test_a_part_of_a_step_that_would_leave_an_orphan_is_refused_alone(audited: Desk) -> None:
    session = audited.add(
        "session", audit="IA-2026-001", day="2026-11-09", starts="09:00", ends="10:00"
    )
    audited.add("attendance", session=session, name="B. Lopes")
    with audited.book.step("Remove") as step:
        with pytest.raises(Refusal, match="belongs to what would be gone"), step.attempt():
            step.remove(Session, session)
        step.change(Session, session, ends="10:30")
    assert Reading().get(Session, session).ends == "10:30"
