"""Coverage: which clause was looked at where, through the editions, and what is left."""

from datetime import date

import pytest

from auditdesk.book import coverage as reader
from auditdesk.book.universe import scheme, universe
from auditdesk.domain.checklist import JUDGED, VERDICTS
from auditdesk.domain.coverage import Cover, Coverage
from tests.conftest import TODAY, Desk, nonconformity

UNIT = "Purchasing · Graz"
CYCLE = (date(2024, 1, 1), date(2026, 12, 31))
BEFORE = date(2025, 11, 1)
"""A day before all audits of these stories."""


def covered(desk: Desk, standard: str = "ISO 9001:2015", yearly: tuple[str, ...] = ()) -> Coverage:
    ids = {name: id for id, name in desk.book.select("SELECT id, designation FROM standard")}
    return reader.coverage(desk.book, ids[standard], *CYCLE, yearly, today=BEFORE)


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


# --- what counts as looked at ---------------------------------------------------------------------


def held(
    desk: Desk, first: str = "2026-11-16", units: tuple[str, ...] = (UNIT,), **other: object
) -> str:
    number = desk.add(
        "audit",
        units=list(units),
        starts_on=first,
        lead_auditor="Ines Okafor",
        objectives="o",
        **{"standard": "ISO 9001:2015", **other},
    )
    desk.set("audit", number, move="start", on=first)
    return number


def finish(desk: Desk, number: str, on: str = "2026-11-16") -> None:
    desk.set("audit", number, move="finish", on=on)


def line(
    desk: Desk, number: str, clause: str, verdict: str | None, unit: str | None = UNIT
) -> None:
    told = {"verdict": verdict, "reason": "no time"} if verdict else {}
    place = {"unit": unit} if unit else {}
    desk.add("checklist_line", audit=number, clause=clause, question="?", **place, **told)


def cover(desk: Desk, clause: str, unit: str = UNIT, standard: str = "ISO 9001:2015") -> Cover:
    ids = {name: id for id, name in desk.book.select("SELECT id, designation FROM standard")}
    map_ = reader.coverage(desk.book, ids[standard], *CYCLE, today=TODAY)
    return at(map_, clause, unit).cover


@pytest.mark.parametrize(
    ("verdict", "looked_at"),
    [*((one, one in JUDGED) for one in VERDICTS), (None, False)],
)
def test_a_clause_is_looked_at_where_a_verdict_judged_it(
    desk: Desk, verdict: str | None, looked_at: bool
) -> None:
    number = held(desk)
    line(desk, number, "8.4.1", verdict)
    before = cover(desk, "8.4.1")
    assert (before is Cover.DONE) == looked_at, "an audit in progress has judged already"
    finish(desk, number)
    assert cover(desk, "8.4.1") is (Cover.DONE if looked_at else Cover.NEVER)
    assert cover(desk, "8.4.2") is Cover.NEVER, "it has lines, and none on this clause"


def test_a_line_judges_its_own_unit_and_one_without_a_unit_all(desk: Desk) -> None:
    both = (UNIT, "Purchasing · Brno")
    number = held(desk, units=both)
    line(desk, number, "8.4.1", "conform", both[1])
    line(desk, number, "8.4.2", "conform", None)
    finish(desk, number)
    assert [cover(desk, "8.4.1", unit) for unit in both] == [Cover.NEVER, Cover.DONE]
    assert [cover(desk, "8.4.2", unit) for unit in both] == [Cover.DONE, Cover.DONE]


def test_sessions_tell_which_clause_was_seen_in_which_unit_on_which_day(desk: Desk) -> None:
    both = (UNIT, "Purchasing · Brno")
    number = held(desk, units=both, ends_on="2026-11-18")
    for day, unit, clauses in (
        ("2026-11-16", both[0], ["8.4.1"]),
        ("2026-11-17", both[1], ["8.4.2"]),
        ("2026-11-18", both[1], []),
    ):
        desk.add("session", audit=number, day=day, starts="09:00", ends="10:00", what="w",
                 unit=unit, clauses=clauses, auditors=["Ines Okafor"])  # fmt: skip
    desk.add("session", audit=number, kind="opening", day="2026-11-16", starts="08:00",
             ends="08:30", what="Opening")  # fmt: skip
    line(desk, number, "8.4.2", "not_verified", both[1])
    finish(desk, number, "2026-11-18")
    ids = {name: id for id, name in desk.book.select("SELECT id, designation FROM standard")}
    map_ = reader.coverage(desk.book, ids["ISO 9001:2015"], *CYCLE, today=TODAY)
    days = {
        (clause, unit): at(map_, clause, unit).on
        for clause in ("8.4.1", "8.4.2", "8.4.3")
        for unit in both
    }
    assert days == {
        ("8.4.1", both[0]): date(2026, 11, 16), ("8.4.1", both[1]): date(2026, 11, 18),
        ("8.4.2", both[0]): None, ("8.4.2", both[1]): None,
        ("8.4.3", both[0]): None, ("8.4.3", both[1]): date(2026, 11, 18),
    }  # fmt: skip


def test_a_finding_judges_its_clause(audited: Desk) -> None:
    line(audited, "IA-2026-001", "8.4.2", "not_verified")
    audited.add("finding", **nonconformity(), move="issue", on="2026-11-10")
    finish(audited, "IA-2026-001", "2026-11-10")
    assert cover(audited, "8.4.1") is Cover.DONE
    assert cover(audited, "8.4.2") is Cover.NEVER


@pytest.mark.parametrize(
    ("starts_on", "kind", "found"),
    [
        ("2025-11-17", "internal", Cover.NEVER),
        ("2026-11-20", "internal", Cover.NEVER),
        ("2026-11-23", "internal", Cover.PLANNED),
        ("2026-12-01", "internal", Cover.PLANNED),
        ("2026-12-01", "supplier", Cover.NEVER),
        ("2027-01-04", "internal", Cover.NEVER),
    ],
)
def test_planned_is_what_stands_in_the_future_of_the_cycle(
    desk: Desk, starts_on: str, kind: str, found: Cover
) -> None:
    desk.add(
        "audit", units=[UNIT], standard="ISO 9001:2015", starts_on=starts_on, kind=kind,
        lead_auditor="Ines Okafor", objectives="o",
    )  # fmt: skip
    assert cover(desk, "8.4.1") is found


def test_a_supplier_audit_covers_no_unit(desk: Desk) -> None:
    finish(desk, held(desk, kind="supplier"))
    assert cover(desk, "8.4.1") is Cover.NEVER


@pytest.mark.parametrize(
    ("looked_at", "standard", "number", "found"),
    [
        (["6.1.3"], "ISO 9001:2015", "6.1.2", Cover.PART),
        (["6.1.2"], "ISO 9001:2015", "6.1.2", Cover.PART),
        (["6.1.2", "6.1.3"], "ISO 9001:2015", "6.1.2", Cover.DONE),
        (["6.1"], "ISO 9001:2015", "6.1.2", Cover.DONE),
        (["10.1"], "ISO 9001:2026", "10.1", Cover.PART),
        (["10.1", "10.3"], "ISO 9001:2026", "10.1", Cover.DONE),
        (["6.1.2"], "ISO 9001:2026", "6.1.3", Cover.DONE),
    ],
)
def test_a_part_of_what_became_of_a_clause_counts_as_a_part(
    desk: Desk, looked_at: list[str], standard: str, number: str, found: Cover
) -> None:
    other = {"ISO 9001:2015": "ISO 9001:2026", "ISO 9001:2026": "ISO 9001:2015"}[standard]
    desk.set("unit", UNIT, standard=standard, clauses=[number])
    for day, clause in zip(("2026-11-16", "2026-11-17"), looked_at, strict=False):
        finish(desk, held(desk, day, clauses=[clause], standard=other), day)
    assert cover(desk, number, standard=standard) is found
    ids = {name: id for id, name in desk.book.select("SELECT id, designation FROM standard")}
    map_ = reader.coverage(desk.book, ids[standard], *CYCLE, today=TODAY)
    assert (number in [one.number for one, _units in map_.gaps]) == (found is Cover.PART)
    if found is Cover.PART:
        assert at(map_, number).reason.startswith(f"Not looked at: {other} ")
        assert number in [one.number for one in map_.part_clauses]


def test_an_audit_on_the_first_day_of_the_cycle_counts_and_one_before_it_does_not(
    desk: Desk,
) -> None:
    first, last = reader.cycle(desk.book, 2026)
    assert (first, last) == CYCLE
    finish(desk, held(desk, "2023-12-31", clauses=["8.4.1"]), "2023-12-31")
    finish(desk, held(desk, "2024-01-01", clauses=["8.4.2"]), "2024-01-01")
    assert (cover(desk, "8.4.1"), cover(desk, "8.4.2")) == (Cover.NEVER, Cover.DONE)


def test_approval_and_the_map_look_at_the_same_days(desk: Desk) -> None:
    from auditdesk.book.reading import Reading
    from auditdesk.book.tables import Programme
    from auditdesk.work.programme import facts

    for year, clause in ((2023, "8.4.1"), (2024, "8.4.2"), (2025, "8.4.3")):
        day = f"{year}-12-31"
        finish(desk, held(desk, day, clauses=[clause]), day)
    desk.add("left_out", programme="2023", reason="no gauges", clause="ISO 9001:2015 7.1.5.2")
    desk.add("programme", year=2026)
    (programme,) = Reading().rows(Programme, year=2026)
    ids = {name: id for id, name in desk.book.select("SELECT id, designation FROM standard")}
    map_ = reader.coverage(
        desk.book, ids["ISO 9001:2015"], *reader.cycle(desk.book, 2026), today=TODAY
    )
    told = facts(desk.book, str(programme.id), TODAY)
    assert set(told.bare_clauses) == {one.number for one in map_.bare_clauses}
    assert set(told.bare_clauses) == {"8.4.1", "7.1.5.2"}
