"""The day of a report follows what it is counted by, as every derived day, until somebody sets it."""

from collections.abc import Callable
from datetime import date

import pytest

from auditdesk.book.reading import Reading
from auditdesk.book.tables import AuditRow, ReportDeadline
from auditdesk.errors import ReasonNeeded, Refusal
from auditdesk.work import entry
from auditdesk.work.kinds import KINDS
from auditdesk.work.preview import Preview, preview
from auditdesk.work.report_days import report_origin
from tests.conftest import TODAY, Desk

IA = "IA-2026-001"
BY_RULE, AGREED = date(2026, 11, 24), date(2026, 12, 18)
CLOSED = {"name": "Stocktaking", "starts_on": "2026-11-16", "ends_on": "2026-11-17"}


@pytest.fixture
def held(audited: Desk) -> Desk:
    """IA-2026-001 was held on 2026-11-10 in Graz; its report is due ten working days later."""
    audited.set("audit", IA, move="finish", on="2026-11-10")
    return audited


def closing(desk: Desk) -> None:
    desk.add("closure", site="Graz", **CLOSED)


def closing_longer(desk: Desk) -> None:
    row = next(str(row.id) for row in Reading().rows(KINDS["closure"].table))
    desk.set("closure", row, ends_on="2026-11-18")


def opening_again(desk: Desk) -> None:
    of = KINDS["closure"]
    assert of.remove is not None
    with desk.book.step("Remove closure") as step:
        of.remove(step, next(str(row.id) for row in step.rows(of.table)))


CHANGES: dict[str, tuple[list[Callable[[Desk], None]], date]] = {
    "the rule": (
        [lambda desk: desk.set("organisation", ".", report_days=5, reason="review")],
        date(2026, 11, 17),
    ),
    "a closure": ([closing], date(2026, 11, 26)),
    "a longer closure": ([closing, closing_longer], date(2026, 11, 27)),
    "a closure removed": ([closing, opening_again], BY_RULE),
    "holidays of the site": (
        # 2026-11-17 is a public holiday in Czechia
        [lambda desk: desk.set("site", "Graz", country="CZ", region="")],
        date(2026, 11, 25),
    ),
    "working days of the house": (
        [lambda desk: desk.set("organisation", ".", weekdays=[0, 1, 2, 3])],
        date(2026, 11, 26),
    ),
    "other units": (
        [lambda desk: desk.set("audit", IA, units=["Purchasing · Brno"])],
        date(2026, 11, 25),
    ),
    "another closed site": ([lambda desk: desk.add("closure", site="Brno", **CLOSED)], BY_RULE),
}  # fmt: skip


def report_due() -> date:
    (kept,) = Reading().rows(ReportDeadline)
    return kept.report_due  # type: ignore[no-any-return]


def remarks_of(desk: Desk) -> list[str]:
    said: list[str] = []
    desk.book.remarked = said.extend
    return said


@pytest.mark.parametrize("change", CHANGES)
def test_the_day_of_a_report_follows_what_it_is_counted_by(held: Desk, change: str) -> None:
    assert report_due() == BY_RULE
    deeds, due = CHANGES[change]
    for deed in deeds[:-1]:
        deed(held)
    before, said = report_due(), remarks_of(held)
    deeds[-1](held)
    assert report_due() == due
    moved = [one for one in said if one.startswith("Report due")]
    expected = f"Report due of {IA} moves from {before} to {due}."
    assert moved == ([expected] if due != before else [])


@pytest.mark.parametrize("change", CHANGES)
def test_a_day_of_a_report_that_was_agreed_stays_and_goes_back_to_the_rule(
    held: Desk, change: str
) -> None:
    held.set("audit", IA, report_due=AGREED.isoformat(), reason="the client is away")
    said = remarks_of(held)
    for deed in CHANGES[change][0]:
        deed(held)
    assert report_due() == AGREED
    if change != "another closed site":
        assert any("stays on 2026-12-18, set by Ines Okafor because: the client" in s for s in said)
    with pytest.raises(ReasonNeeded):
        held.set("audit", IA, by_rule="report_due")
    held.set("audit", IA, by_rule="report_due", reason="the client is back")
    assert report_due() == CHANGES[change][1]
    assert report_origin(Reading(), str(held.get("audit", IA).id)).by_rule


@pytest.mark.parametrize("change", CHANGES)
def test_a_report_that_is_out_was_due_when_it_was_due(held: Desk, change: str) -> None:
    held.set("audit", IA, conclusion="The recall works")
    held.set("audit", IA, move="report", on="2026-11-12")
    if change == "other units":
        return
    for deed in CHANGES[change][0]:
        deed(held)
    assert report_due() == BY_RULE


def test_a_report_reopened_is_counted_from_its_reopening_for_good(held: Desk) -> None:
    held.set("audit", IA, conclusion="The recall works")
    held.set("audit", IA, move="report", on="2026-11-12")
    held.set("audit", IA, move="reopen", on="2026-11-20", reason="a finding was forgotten")
    assert report_due() == date(2026, 12, 4)
    held.set("audit", IA, report_due=AGREED.isoformat(), reason="the client is away")
    held.set("organisation", ".", report_days=5, reason="review")
    held.set("audit", IA, by_rule="report_due", reason="the client is back")
    assert report_due() == date(2026, 11, 27)


def foreseen(desk: Desk, kind: str, name: str, told: str, **data: object) -> Preview:
    of = KINDS[kind]
    row = AuditRow, str(desk.get("audit", IA).id), told
    return preview(desk.book, lambda step: entry.amend(step, of, name, dict(data), TODAY), (row,))


def test_what_moves_the_day_of_a_report_shows_it_before(held: Desk) -> None:
    shown = foreseen(held, "organisation", ".", "", report_days=5, reason="review")
    (moving,) = shown.moving
    assert (moving.name, moving.field, moving.old, moving.new, moving.why) == (
        IA, "Report due", BY_RULE, date(2026, 11, 17), "by rule, counted from 2026-11-10",
    )  # fmt: skip


def test_a_day_that_is_told_is_not_shown_as_moving_along(held: Desk) -> None:
    agreed = {"report_due": AGREED.isoformat(), "reason": "the client is away"}
    assert foreseen(held, "audit", IA, "report_due", **agreed).moving == ()
    held.set("audit", IA, **agreed)
    back = foreseen(held, "audit", IA, "by_rule", by_rule="report_due", reason="back")
    assert [one.new for one in back.moving] == [BY_RULE]


def test_a_day_of_a_report_is_told_or_by_the_rule_never_both(held: Desk) -> None:
    with pytest.raises(Refusal, match="either due on a day"):
        held.set("audit", IA, report_due="2026-12-18", by_rule="report_due", reason="both")


def test_no_report_is_due_before_its_audit_ends_and_an_audit_moved_behind_it_says_so(
    desk: Desk,
) -> None:
    desk.add("audit", units=["Purchasing · Graz"], starts_on="2026-12-01", ends_on="2026-12-02")
    with pytest.raises(Refusal, match="before IA-2026-001 ends"):
        desk.set("audit", IA, report_due="2026-12-01", reason="quick")
    desk.set("audit", IA, report_due="2026-12-18", reason="quick")
    said = remarks_of(desk)
    desk.set("audit", IA, move="reschedule", starts_on="2027-01-12", reason="ill")
    assert any("agreed for 2026-12-18, before the audit ends now (2027-01-13)" in s for s in said)
