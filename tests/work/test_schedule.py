"""The year is planned from the book, proposed beside what stands, and taken over in one step."""

from datetime import date
from pathlib import Path

import pytest

from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.book.listings import AUDITS
from auditdesk.book.lists import List, Query
from auditdesk.errors import Refusal
from auditdesk.planner.rules import Rule
from auditdesk.planner.solve import solve
from auditdesk.work import sample
from auditdesk.work.proposal import Change, Proposal, accept, loads, propose
from auditdesk.work.schedule import Schedule, schedule
from tests.conftest import Desk

TODAY = date(2026, 11, 23)
UNITS = ("Purchasing · Graz", "Purchasing · Brno", "Calibration · Graz")


@pytest.fixture
def crew(desk: Desk) -> Desk:
    """The small company with two auditors who live in Graz and know ISO 9001:2015."""
    for person in ("Ines Okafor", "T. Haas"):
        desk.set("person", person, site="Graz", roles=["lead_auditor"])
        desk.add(
            "competence",
            person=person,
            subject="Lead auditor",
            standard="ISO 9001:2015",
            expires_on="2029-12-31",
        )
    return desk


def proposed(desk: Desk, year: int = 2027, **options: object) -> Proposal:
    made = schedule(desk.book, year, TODAY, **options)  # type: ignore[arg-type]
    return propose(made, solve(made.problem, 1.0, 1))


def taken_over(desk: Desk, proposal: Proposal, keys: list[str] | None = None) -> list[str]:
    with desk.book.step("Plan the year") as step:
        return accept(step, proposal, TODAY, keys)


def audit(desk: Desk, unit: str, starts_on: str, lead: str = "T. Haas", **other: object) -> str:
    return desk.add(
        "audit",
        units=[unit],
        standard="ISO 9001:2015",
        starts_on=starts_on,
        lead_auditor=lead,
        objectives="o",
        **other,
    )


def changes(proposal: Proposal) -> dict[str, Change]:
    return {row.key: row.change for row in proposal.rows}


def rules_broken(made: Schedule) -> set[Rule]:
    return {one.rule for one in made.conflicts()}


def test_every_unit_that_is_due_is_planned_within_the_rules(crew: Desk) -> None:
    proposal = proposed(crew)
    assert {row.title for row in proposal.rows} == set(UNITS)
    assert {row.change for row in proposal.rows} == {Change.NEW}
    assert proposal.schedule.conflicts(proposal.solution.plan) == []
    taken_over(crew, proposal)
    rows = List(crew.book, AUDITS, Query((("year", "2027"),))).page(0, 50)
    assert {row.units[0] for row in rows} == set(UNITS)
    for row in rows:
        assert row.starts_on is not None and row.starts_on.year == 2027
        assert row.lead_auditor in ("Ines Okafor", "T. Haas")
        assert row.standards == ("ISO 9001:2015",)
        assert row.clauses
    assert check(crew.book).problems == ()


def test_taking_over_is_one_step_with_one_undo_and_changes_nothing_twice(crew: Desk) -> None:
    before = crew.book.head.seq
    taken_over(crew, proposed(crew))
    assert crew.book.head.seq == before + 1
    again = proposed(crew)
    assert {row.change for row in again.rows} == {Change.SAME}
    assert again.changes == []
    crew.book.undo()
    assert List(crew.book, AUDITS, Query((("year", "2027"),))).count() == 0


def test_a_row_may_be_taken_over_alone(crew: Desk) -> None:
    proposal = proposed(crew)
    taken_over(crew, proposal, [proposal.rows[0].key])
    (row,) = List(crew.book, AUDITS, Query((("year", "2027"),))).page(0, 5)
    assert row.units == (proposal.rows[0].title,)


def test_an_absence_moves_only_what_it_touches_and_says_why(crew: Desk) -> None:
    kept = audit(crew, UNITS[0], "2027-03-01", "Ines Okafor")
    moved = audit(crew, UNITS[2], "2027-04-05", "T. Haas")
    for person in ("T. Haas", "Ines Okafor"):
        crew.add("absence", person=person, starts_on="2027-04-05", ends_on="2027-04-16")
    proposal = proposed(crew)
    rows = {row.key: row for row in proposal.rows}
    assert rows[kept].change is Change.SAME
    assert rows[moved].change is Change.MOVED
    assert "T. Haas is absent" in rows[moved].reasons[0]
    taken_over(crew, proposal)
    row = crew.get("audit", moved)
    assert not date(2027, 4, 5) <= row.starts_on <= date(2027, 4, 16)
    reasons = [reason for (reason,) in crew.book.select("SELECT reason FROM reschedule")]
    assert len(reasons) == 1 and "absent" in reasons[0]


def test_what_is_confirmed_never_moves_unless_asked(crew: Desk) -> None:
    number = audit(crew, UNITS[2], "2027-04-06", "T. Haas")
    crew.set("audit", number, move="confirm")
    crew.add("absence", person="T. Haas", starts_on="2027-04-05", ends_on="2027-04-16")
    assert changes(proposed(crew))[number] is Change.SAME
    assert rules_broken(schedule(crew.book, 2027, TODAY)) == {Rule.AWAY}
    asked = proposed(crew, free=frozenset({number}))
    assert changes(asked)[number] in (Change.MOVED, Change.TEAM)


def test_what_was_missed_is_placed_anew_after_today(crew: Desk) -> None:
    number = audit(crew, UNITS[2], "2026-09-01")
    row = next(row for row in proposed(crew, 2026).rows if row.key == number)
    assert row.change is Change.MOVED
    assert "was planned for 2026-09-01" in row.reasons[0]
    assert row.starts_on is not None and row.starts_on > TODAY


def test_an_audit_without_a_date_gets_one(crew: Desk) -> None:
    number = crew.add("audit", units=[UNITS[2]], standard="ISO 9001:2015", year=2027)
    proposal = proposed(crew)
    assert changes(proposal)[number] is Change.MOVED
    taken_over(crew, proposal)
    assert crew.get("audit", number).starts_on is not None
    assert [one for (one,) in crew.book.select("SELECT reason FROM reschedule")] == []


def test_an_audit_of_several_units_counts_for_each(crew: Desk) -> None:
    number = crew.add(
        "audit",
        units=list(UNITS[:2]),
        standard="ISO 9001:2015",
        starts_on="2027-05-11",
        ends_on="2027-05-12",
        lead_auditor="Ines Okafor",
    )
    proposal = proposed(crew)
    assert {row.key for row in proposal.rows} == {number, UNITS[2]}
    assert changes(proposal)[number] is Change.SAME


@pytest.mark.parametrize(
    ("prepare", "rule"),
    [
        (lambda desk: desk.set("process", "Calibration", workers=["T. Haas"]), Rule.OWN_WORK),
        (
            lambda desk: desk.add(
                "absence", person="T. Haas", starts_on="2027-03-02", ends_on="2027-03-02"
            ),
            Rule.AWAY,
        ),
        (
            lambda desk: desk.add(
                "closure", site="Graz", name="move", starts_on="2027-03-02", ends_on="2027-03-03"
            ),
            Rule.CLOSED,
        ),
        (lambda desk: audit(desk, UNITS[0], "2027-03-02"), Rule.TWICE),
        (lambda desk: audit(desk, UNITS[1], "2027-03-02"), Rule.TWICE),
        (lambda desk: desk.set("person", "T. Haas", in_week=1), Rule.LOAD),
        (lambda desk: desk.set("person", "T. Haas", roles=["auditor"]), Rule.LEAD),
        (lambda desk: desk.set("site", "Graz", audits_in_week=1) or audit(
            desk, UNITS[0], "2027-03-04", "Ines Okafor"), Rule.SITE_LOAD),
        (lambda desk: desk.set("unit", UNITS[2], team_least=2), Rule.TEAM),
    ],
)  # fmt: skip
def test_the_rule_that_what_stands_breaks_is_named(crew: Desk, prepare, rule: Rule) -> None:
    audit(crew, UNITS[2], "2027-03-02")
    assert rules_broken(schedule(crew.book, 2027, TODAY)) == set()
    prepare(crew)
    found = schedule(crew.book, 2027, TODAY).conflicts()
    assert rule in {one.rule for one in found}
    assert all("IA-2027" in " ".join(one.audits) for one in found)


def test_an_expired_competence_and_three_leads_in_a_row_are_conflicts(crew: Desk) -> None:
    for day in ("2025-03-04", "2026-03-03"):
        number = audit(crew, UNITS[2], day)
        crew.set("audit", number, move="start", on=day)
        crew.set("audit", number, move="finish", on=day)
    audit(crew, UNITS[2], "2027-03-02")
    assert rules_broken(schedule(crew.book, 2027, TODAY)) == {Rule.ROTATION}
    for id in [id for (id,) in crew.book.select("SELECT id FROM competence")]:
        crew.set("competence", id, expires_on="2027-01-31")
    assert Rule.AWAY in rules_broken(schedule(crew.book, 2027, TODAY))


def test_clause_numbers_in_a_competence_narrow_it(crew: Desk) -> None:
    for id in [id for (id,) in crew.book.select("SELECT id FROM competence")]:
        crew.set("competence", id, subject="Clauses 8.4 and 8.5")
    proposal = proposed(crew)
    row = next(row for row in proposal.rows if row.title == UNITS[2])
    assert row.change is Change.UNPLACED
    assert "7.1.5.2" in " ".join(row.reasons)
    assert row.helps


def test_somebody_without_a_valid_competence_is_named_and_not_planned(crew: Desk) -> None:
    crew.set("person", "M. Costa", roles=["auditor"])
    proposal = proposed(crew)
    assert [note for note in proposal.schedule.notes if "M. Costa" in note]
    assert "M. Costa" not in {name for name, _load, _most in loads(proposal.schedule, {})}


def test_somebody_in_training_gets_a_seat_beside_others(crew: Desk) -> None:
    crew.set("person", "M. Costa", roles=["trainee"], site="Graz")
    proposal = proposed(crew)
    learning = [row for row in proposal.rows if row.trainee]
    assert {row.trainee for row in learning} == {"M. Costa"}
    assert all(row.title != UNITS[2] for row in learning), "M. Costa owns Calibration"
    taken_over(crew, proposal)
    roles = [role for (role,) in crew.book.select("SELECT role FROM audit_member")]
    assert roles.count("trainee") == len(learning)


def test_who_learns_nowhere_is_named_with_the_reason(crew: Desk) -> None:
    crew.set("person", "M. Costa", roles=["trainee"], site="Graz")
    crew.add("absence", person="M. Costa", starts_on="2027-01-01", ends_on="2027-12-31")
    proposal = proposed(crew)
    assert not any(row.trainee for row in proposal.rows)
    (note,) = [one for one in proposal.notes if "M. Costa" in one]
    assert note == "M. Costa, in training, has no seat: Own work, Absent."


def test_a_lesson_that_stands_counts_against_days_and_room(crew: Desk) -> None:
    crew.set("person", "M. Costa", roles=["trainee"], in_week=2, in_month=2, in_year=2)
    audit(crew, UNITS[0], "2027-03-01", team=[{"person": "M. Costa", "role": "trainee"}])
    proposal = proposed(crew)
    assert {row.change for row in proposal.rows} >= {Change.NEW}
    assert not any(row.trainee for row in proposal.rows)
    assert [one for one in proposal.notes if "M. Costa" in one] == []


def test_lessons_make_no_plan_dearer_and_are_the_same_again(crew: Desk) -> None:
    without = proposed(crew).solution
    crew.set("person", "M. Costa", roles=["trainee"], site="Graz")
    one, again = proposed(crew), proposed(crew)
    assert one.solution.plan == without.plan
    assert one.trainees == again.trainees != {}


def test_an_impossible_wish_is_said_before_anything_is_planned(crew: Desk) -> None:
    for person in ("Ines Okafor", "T. Haas"):
        crew.set("person", person, roles=["auditor"])
    with pytest.raises(Refusal, match="Nobody may lead an audit"):
        proposed(crew)


def test_a_unit_left_out_of_the_programme_is_not_planned(crew: Desk) -> None:
    crew.add("programme", year=2027)
    crew.add("left_out", programme="2027", unit=UNITS[1], reason="closed")
    assert {row.title for row in proposed(crew).rows} == {UNITS[0], UNITS[2]}


@pytest.fixture(scope="module")
def meridian(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("schedule") / "sample.auditdesk"
    with Book.create(path, "Ines Okafor") as book:
        sample.play(book)
    return path


@pytest.mark.parametrize("years", [1, 3])
def test_the_sample_company_is_planned_without_a_broken_rule(meridian: Path, years: int) -> None:
    with Book.open(meridian) as book:
        made = schedule(book, 2027, sample.LAST_DAY, years)
    solution = solve(made.problem, 1.0, 1)
    assert made.conflicts(solution.plan) == []
    assert solution.unplaced == {}
    assert len(solution.plan) == len(made.problem.audits) > 25 * years


def test_the_command_line_proposes_and_applies(
    crew: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    import json

    from tests.conftest import run_cli

    crew.book.close()
    path: Path = crew.book.path
    options = ("schedule", path, "--year", 2027, "--seconds", 1, "--json")
    code, out, err = run_cli(capsys, "--today", TODAY, *options)
    assert (code, err) == (0, "")
    said = json.loads(out)
    assert {row["change"] for row in said["audits"]} == {"new"}
    assert (said["applied"], said["conflicts"]) == (False, [])
    assert run_cli(capsys, "--today", TODAY, *options, "--apply")[0] == 0
    code, out, _err = run_cli(capsys, "--today", TODAY, *options)
    assert {row["change"] for row in json.loads(out)["audits"]} == {"same"}
    code, _out, err = run_cli(capsys, "--today", TODAY, "schedule", path, "--problem", "x")
    assert (code, "Name a book, or a problem" in err) == (2, True)
    code, out, _err = run_cli(capsys, "--today", TODAY, "coverage", path, "--year", 2027, "--json")
    (map_,) = json.loads(out)
    assert (map_["standard"], map_["ratio"], map_["gaps"]) == ("ISO 9001:2015", 1.0, [])
    code, out, _err = run_cli(capsys, "--today", TODAY, "coverage", path, "--year", 2026)
    assert "nobody looks at it in Purchasing · Graz, Purchasing · Brno" in out.replace(
        "Purchasing · Brno, Purchasing · Graz", "Purchasing · Graz, Purchasing · Brno"
    )
