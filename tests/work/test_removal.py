"""What would leave the book torn is refused, and spans of days never run backwards."""

import pytest

from auditdesk.book.reading import Reading
from auditdesk.book.tables import ProcessWorker
from auditdesk.errors import Refusal
from auditdesk.work import entry
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
