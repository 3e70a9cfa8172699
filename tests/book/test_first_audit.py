"""The way to the first closed audit ticks itself, and is gone once an audit is closed."""

from auditdesk.book.first_audit import _COURSE, way_to_the_first_audit
from auditdesk.domain.audit import AuditState
from tests.conftest import Desk


def test_the_course_knows_every_state_but_the_cancelled_one() -> None:
    assert [*_COURSE, "cancelled"] == [str(state) for state in AuditState]


def test_stages_tick_as_the_book_fills(issued: Desk) -> None:
    done = [stage.done for stage in way_to_the_first_audit(issued.book)]
    assert done == [True, True, True, True, True, False, False]


def test_an_empty_book_has_everything_to_do(book: object) -> None:
    stages = way_to_the_first_audit(book)  # type: ignore[arg-type]
    assert len(stages) == 7 and not any(stage.done for stage in stages)


def test_nothing_is_left_to_say_once_an_audit_is_closed(issued: Desk) -> None:
    with issued.book.step("Close") as step:
        step.takes_over = True
        audit = issued.get("audit", "IA-2026-001")
        step.change(type(audit), audit.id, state="closed")
    assert way_to_the_first_audit(issued.book) == []
