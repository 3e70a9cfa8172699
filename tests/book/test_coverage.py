"""Coverage: which clause was looked at where, through the editions, and what is left."""

from datetime import date

import pytest

from auditdesk.book import coverage as reader
from auditdesk.book.universe import scheme, universe
from auditdesk.domain.coverage import Cover, Coverage
from tests.conftest import TODAY, Desk, nonconformity

UNIT = "Purchasing · Graz"


def covered(desk: Desk, standard: str = "ISO 9001:2015", yearly: tuple[str, ...] = ()) -> Coverage:
    ids = {name: id for id, name in desk.book.select("SELECT id, designation FROM standard")}
    return reader.coverage(desk.book, ids[standard], date(2024, 1, 1), date(2026, 12, 31), yearly)


def at(map_: Coverage, number: str, unit: str = UNIT):
    clause = next(one for one in map_.clauses if one.number == number)
    head = next(one for one in map_.units if one.name == unit)
    return map_.cell(clause.id, head.id)


def planned(desk: Desk, standard: str = "ISO 9001:2015", **other: object) -> str:
    return desk.add(
        "audit",
        units=[UNIT],
        standard=standard,
        starts_on="2026-11-16",
        lead_auditor="Ines Okafor",
        objectives="o",
        **other,
    )


def test_a_clause_is_never_planned_or_audited(desk: Desk) -> None:
    assert at(covered(desk), "8.4.1").cover is Cover.NEVER
    number = planned(desk, clauses=["8.4.1"])
    cell = at(covered(desk), "8.4.1")
    assert (cell.cover, cell.on, cell.audits) == (Cover.PLANNED, date(2026, 11, 16), (number,))
    assert at(covered(desk), "8.4.2").cover is Cover.NEVER
    desk.set("audit", number, move="start", on="2026-11-16")
    desk.set("audit", number, move="finish", on="2026-11-17", reason="no time left")
    cell = at(covered(desk), "8.4.1")
    assert (cell.cover, cell.on) == (Cover.DONE, date(2026, 11, 17))


def test_a_cancelled_audit_covers_nothing(desk: Desk) -> None:
    number = planned(desk)
    desk.set("audit", number, move="cancel", reason="no time")
    assert at(covered(desk), "8.4.1").cover is Cover.NEVER


def test_audits_of_one_edition_count_in_the_other(desk: Desk) -> None:
    planned(desk, "ISO 9001:2026", clauses=["8.4.1"])
    for standard in ("ISO 9001:2015", "ISO 9001:2026"):
        map_ = covered(desk, standard)
        assert at(map_, "8.4.1").cover is Cover.PLANNED, standard
        assert at(map_, "8.4.3").cover is Cover.NEVER, standard


@pytest.mark.parametrize(
    ("audited", "standard", "number"),
    [
        ("ISO 9001:2015 6.1.2", "ISO 9001:2026", "6.1.3"),
        ("ISO 9001:2015 10.3", "ISO 9001:2026", "10.1"),
        ("ISO 9001:2026 10.1", "ISO 9001:2015", "10.3"),
        ("ISO 9001:2015 8.4", "ISO 9001:2026", "8.4.2"),
    ],
)
def test_split_merged_and_heading_clauses_count_for_what_they_became(
    desk: Desk, audited: str, standard: str, number: str
) -> None:
    desk.set("unit", UNIT, standard=standard, clauses=[number])
    designation, _space, clause = audited.rpartition(" ")
    planned(desk, designation, clauses=[clause])
    assert at(covered(desk, standard), number).cover is Cover.PLANNED


def test_a_clause_that_applies_and_is_in_no_audit_is_bare(desk: Desk) -> None:
    desk.add(
        "audit",
        units=["Calibration · Graz"],
        standard="ISO 9001:2015",
        starts_on="2026-12-01",
    )
    assert [f"ISO 9001:2015 {one.number}" for one in covered(desk).bare_clauses] == [
        "ISO 9001:2015 8.4.1",
        "ISO 9001:2015 8.4.2",
        "ISO 9001:2015 8.4.3",
    ]


def test_findings_are_counted_where_they_were_made(issued: Desk) -> None:
    issued.add("finding", **nonconformity(grade="positive", clauses=["8.4.1"]), move="issue")
    map_ = covered(issued)
    assert at(map_, "8.4.1").findings == 1
    assert at(map_, "8.4.1", "Purchasing · Brno").findings == 0


def test_gaps_name_clauses_and_units_and_a_reason_closes_them(desk: Desk) -> None:
    planned(desk)
    map_ = covered(desk)
    assert [one.number for one in map_.bare_clauses] == ["7.1.5.2"]
    assert [one.name for one in map_.bare_units] == ["Purchasing · Brno", "Calibration · Graz"]
    assert round(map_.ratio, 2) == 0.75
    desk.add("left_out", programme="2026", unit="Purchasing · Brno", reason="closed since May")
    desk.add("left_out", programme="2026", clause="ISO 9001:2026 7.1.5.2", reason="no gauges left")
    map_ = covered(desk)
    assert map_.gaps == []
    assert map_.bare_clauses == [] and map_.bare_units == []
    cell = at(map_, "8.4.1", "Purchasing · Brno")
    assert (cell.cover, cell.reason) == (Cover.LEFT_OUT, "closed since May")


def test_a_clause_that_does_not_apply_keeps_its_reason(desk: Desk) -> None:
    desk.set("unit", UNIT, standard="ISO 9001:2015", not_applicable={"8.3.1": "no design here"})
    cell = at(covered(desk), "8.3.1")
    assert (cell.cover, cell.reason) == (Cover.NOT_APPLICABLE, "no design here")


def test_yearly_clauses_are_missed_after_twelve_months(desk: Desk) -> None:
    desk.add(
        "audit",
        units=[UNIT],
        standard="ISO 9001:2015",
        starts_on="2025-11-16",
        lead_auditor="Ines Okafor",
        objectives="o",
    )
    assert covered(desk).late_yearly == ()
    assert [one.number for one in covered(desk, yearly=("8.4",)).late_yearly] == [
        "8.4.1",
        "8.4.2",
        "8.4.3",
    ]


def test_the_universe_reads_last_audits_findings_and_planning(issued: Desk) -> None:
    issued.set("audit", "IA-2026-001", move="finish", on="2026-11-10")
    issued.set("process", "Purchasing", kpi_trend="falling", complaint_trend="rising")
    issued.set("unit", UNIT, half_days=3, preferred_months=[2, 3])
    unit = next(
        one for one in universe(issued.book, TODAY, scheme(issued.book)) if one.name == UNIT
    )
    assert (unit.last_audit, unit.inputs.last_audit_on) == ("IA-2026-001", date(2026, 11, 10))
    assert (unit.inputs.minors, unit.inputs.open, unit.inputs.majors) == (1, 1, 0)
    assert (unit.inputs.kpi_trend, unit.inputs.complaint_trend) == ("worse", "worse")
    assert (unit.half_days, unit.team_most, unit.preferred_months) == (3, 3, (2, 3))
