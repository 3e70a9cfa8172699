"""What waits for somebody, and groups and places in lists."""

from datetime import date
from typing import Any

import pytest

from auditdesk.book.due import due
from auditdesk.book.listings import FINDINGS
from auditdesk.book.lists import List, Query
from auditdesk.domain.due import DUE_LABELS, DueKind
from tests.conftest import TODAY, Desk, nonconformity


def kinds(desk: Desk, today: date = TODAY) -> list[tuple[str, str, str]]:
    return [(row.kind, row.number, row.who) for row in due(desk.book, today)]


def test_every_kind_that_waits_has_its_words() -> None:
    assert set(DUE_LABELS) == set(DueKind)


@pytest.mark.parametrize(
    ("days", "waits"),
    [(-10, True), (0, True), (42, True), (43, False)],
)
def test_an_audit_is_to_be_confirmed_six_weeks_before(desk: Desk, days: int, waits: bool) -> None:
    start = date.fromordinal(TODAY.toordinal() + days)
    desk.add("audit", units=["Purchasing · Graz"], starts_on=start, lead_auditor="T. Haas")
    assert (("confirm", "IA-2026-001", "T. Haas") in kinds(desk)) == waits or start.year != 2026


def test_a_plan_waits_until_it_was_sent(desk: Desk) -> None:
    desk.add(
        "audit",
        units=["Purchasing · Graz"],
        standard="ISO 9001:2015",
        starts_on="2026-11-30",
        lead_auditor="T. Haas",
        objectives="See",
        move="confirm",
        on="2026-11-20",
    )
    assert ("send_plan", "IA-2026-001", "T. Haas") in kinds(desk)
    desk.set("audit", "IA-2026-001", move="send_plan", on="2026-11-23")
    assert kinds(desk) == []


def test_a_draft_waits_to_be_issued_and_an_issued_one_for_its_answer(audited: Desk) -> None:
    audited.add("finding", **nonconformity())
    assert ("issue", "", "Ines Okafor") in kinds(audited)
    audited.set("finding", str(due(audited.book, TODAY)[0].key), move="issue", on="2026-11-10")
    later = date(2026, 12, 15)
    assert ("answer", "NC-2026-001", "B. Lopes") in kinds(audited, later)
    assert ("answer", "NC-2026-001", "B. Lopes") not in kinds(audited, date(2026, 11, 12))


def test_an_action_waits_until_done_and_then_for_its_check(issued: Desk) -> None:
    issued.add("action", finding="NC-2026-001", what="Recall", owner="B. Lopes", due="2026-12-01")
    assert ("action", "CA-2026-001", "B. Lopes") in kinds(issued)
    issued.set(
        "action", "CA-2026-001", move="plan_check", verifier="T. Haas", planned_on="2026-12-05"
    )
    issued.set("action", "CA-2026-001", move="done", on="2026-11-23")
    assert ("check", "CA-2026-001", "T. Haas") in kinds(issued)
    assert ("action", "CA-2026-001", "B. Lopes") not in kinds(issued)


def test_a_competence_is_told_ninety_days_before_it_expires(desk: Desk) -> None:
    desk.add("competence", person="T. Haas", subject="Auditor", expires_on="2027-02-21")
    assert ("competence", "", "T. Haas") in kinds(desk)
    assert ("competence", "", "T. Haas") not in kinds(desk, date(2026, 11, 22))


def many(desk: Desk) -> None:
    for n in range(30):
        owner = ("B. Lopes", "M. Costa", "T. Haas")[n % 3]
        desk.add("finding", **nonconformity(owner=owner, statement=f"Case {n % 7}"))


@pytest.mark.parametrize("group", ["owner", "statement", "state", "issued_on"])
@pytest.mark.parametrize(
    "query", [Query(), Query(order="number", descending=True), Query(text="case")]
)
def test_groups_laid_end_to_end_are_the_pages(issued: Desk, group: str, query: Query) -> None:
    many(issued)
    asked: Any = Query(query.where, query.text, None, query.order, query.descending, group)
    listed = List(issued.book, FINDINGS, asked)
    rows = listed.page(0, 100)
    groups = listed.groups()
    assert sum(n for _value, n in groups) == len(rows) == listed.count()
    values = [getattr(row, group) for row in rows]
    begin = 0
    for _value, n in groups:
        assert len(set(values[begin : begin + n])) == 1
        begin += n


@pytest.mark.parametrize(
    "query", [Query(), Query(order="owner"), Query(order="number", descending=True)]
)
def test_a_row_has_its_place_in_every_order(issued: Desk, query: Query) -> None:
    many(issued)
    listed = List(issued.book, FINDINGS, query)
    for place, row in enumerate(listed.page(0, 100)):
        assert listed.place(row.id) == place
    assert listed.place("nobody") == -1


@pytest.mark.parametrize(
    ("audit", "owed"),
    [
        ({}, True),
        ({"kind": "follow_up", "follows": "IA-2026-001", "starts_on": "2027-01-12"}, False),
        ({"units": ["Purchasing · Graz"], "starts_on": "2027-01-12"}, False),
        ({"units": ["Purchasing · Brno"], "starts_on": "2027-01-12"}, True),
        ({"units": ["Purchasing · Graz"], "starts_on": "2026-10-12"}, True),
    ],
)
def test_an_open_major_is_owed_a_follow_up_audit_until_one_is_planned(
    audited: Desk, audit: dict[str, Any], owed: bool
) -> None:
    audited.add("finding", **nonconformity(grade="major"), move="issue", on="2026-11-10")
    if audit:
        audited.add("audit", title="Another", objectives="See", **audit)
    waiting = [row for row in due(audited.book, TODAY) if row.kind == "follow_up"]
    assert [(row.number, row.on) for row in waiting] == (
        [("NC-2026-001", date(2027, 2, 9))] if owed else []
    )


def test_minor_and_closed_ones_are_owed_no_follow_up_audit(issued: Desk) -> None:
    assert "follow_up" not in [row.kind for row in due(issued.book, TODAY)]
    issued.add("finding", **nonconformity(grade="major"), move="issue", on="2026-11-10")
    issued.set("finding", "NC-2026-002", move="withdraw", reason="not so")
    assert "follow_up" not in [row.kind for row in due(issued.book, TODAY)]
