"""The transition to an edition, and the decision which edition is worked to."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from auditdesk.book import coverage
from auditdesk.book.transition import Transition, editions_that_replace
from auditdesk.errors import Refusal
from auditdesk.work import transition
from auditdesk.work.edition_decisions import work_to
from tests.conftest import TODAY, Desk, run_cli

OLD, NEW = "ISO 9001:2015", "ISO 9001:2026"
UNIT = "Purchasing · Graz"


def found(desk: Desk) -> Transition:
    ((id, name),) = editions_that_replace(desk.book)
    assert name == NEW
    return transition.whole(desk.book, id, TODAY)


def change(of: Transition, number: str) -> Any:
    return next(one for one in of.changes if one.number == number)


def decide(desk: Desk, standard: str, since: date, reason: str = "") -> None:
    with desk.book.step("Decide") as step:
        work_to(step, standard, since=since, reason=reason)


def first(desk: Desk, on: date = TODAY) -> str:
    return coverage.standards(desk.book, on)[0][1]


@pytest.fixture
def changing(desk: Desk) -> Desk:
    """A unit to which two clauses apply that the edition changed."""
    desk.set("unit", UNIT, standard=OLD, clauses=["6.3", "7.3", "8.4.1"])
    return desk


def test_what_changed_is_listed_with_what_nobody_looked_at(changing: Desk) -> None:
    of = found(changing)
    assert (of.old, of.new, of.issued_on) == (OLD, NEW, date(2026, 9, 16))
    assert (of.certificates_end, of.withdrawn_on) == (date(2028, 3, 31), date(2029, 9, 30))
    assert [unit.name for unit in of.gaps(change(of, "6.3").id)] == [UNIT]
    assert "8.4.1" not in [one.number for one in of.changes]
    assert change(of, "6.1.3").before == ("6.1.2",)
    assert of.asked[change(of, "6.3").id]
    (graz,) = of.sites
    assert (graz.site, graz.seen, graz.applying, graz.percent) == ("Graz", 0, 2, 0)


def test_only_an_audit_against_the_new_edition_has_looked_at_what_is_new(changing: Desk) -> None:
    for standard, seen, day in ((OLD, 0, "2026-11-12"), (NEW, 1, "2026-11-17")):
        number = changing.add(
            "audit", units=[UNIT], standard=standard, clauses=["6.3"], starts_on=day,
            lead_auditor="Ines Okafor", objectives="o",
        )  # fmt: skip
        changing.set("audit", number, move="start", on=day)
        changing.set("audit", number, move="finish", on=day, reason="r")
        of = found(changing)
        assert len(of.seen) == seen, standard
    (look,) = of.seen.values()
    assert (look.audit, look.on) == (number, date(2026, 11, 17))
    assert not of.gaps(change(of, "6.3").id)


def test_a_gap_becomes_one_action_and_only_one(changing: Desk) -> None:
    of = found(changing)
    clause = change(of, "6.3").id
    with changing.book.step("Agree") as step:
        action = transition.agree(step, of, clause, TODAY)
    of = found(changing)
    number = changing.get("action", of.actions[clause]).number
    assert str(changing.get("action", number).id) == action
    with pytest.raises(Refusal, match=number), changing.book.step("Again") as step:
        transition.agree(step, of, clause, TODAY)
    changing.set("action", number, move="cancel", reason="Not needed")
    assert not found(changing).actions


def test_what_is_new_follows_the_decision_and_not_the_day(changing: Desk) -> None:
    decide(changing, NEW, date(2027, 1, 1))
    assert first(changing) == OLD
    assert first(changing, date(2027, 1, 1)) == NEW
    decide(changing, OLD, date(2026, 1, 1), "The certificate is to 2015")
    assert first(changing) == OLD
    assert first(changing, date(2027, 12, 31)) == NEW
    assert [one.designation for one in found(changing).decided] == [OLD, NEW]


def test_a_decision_keeps_what_applies_to_units_by_the_clauses_that_theirs_became(
    changing: Desk,
) -> None:
    changing.set("unit", UNIT, standard=OLD, clauses=["6.1.2"])
    decide(changing, NEW, TODAY)
    numbers = {
        number
        for (number,) in changing.book.select(
            "SELECT c.number FROM unit_clause l JOIN clause c ON c.id = l.clause_id"
            " JOIN standard s ON s.id = c.standard_id JOIN unit u ON u.id = l.unit_id"
            " JOIN site p ON p.id = u.site_id WHERE s.designation = ? AND p.name = 'Graz'",
            (NEW,),
        )
    }
    assert {"6.1.2", "6.1.3"} <= numbers


def test_nobody_works_to_guidance(desk: Desk) -> None:
    with pytest.raises(Refusal, match="sets no requirements"):
        decide(desk, "ISO 19011:2026", TODAY)


def test_the_transition_is_told_printed_and_written_from_the_command_line(
    changing: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = changing.book.path
    changing.book.close()
    assert run_cli(capsys, "--today", TODAY, "work-to", path, NEW, "--since", "2027-01-01")[0] == 0
    code, told, _err = run_cli(capsys, "--today", TODAY, "transition", path, "--json")
    data = json.loads(told)
    assert code == 0 and data["work_to"] == [{"standard": NEW, "since": "2027-01-01"}]
    assert {one["clause"] for one in data["clauses"] if one["gaps"]} == {"6.3", "7.3"}
    for name in ("t.pdf", "t.xlsx"):
        to = tmp_path / name
        assert run_cli(capsys, "--today", TODAY, "transition", path, "--to", to)[0] == 0
        assert to.stat().st_size


def test_nobody_worked_to_an_edition_before_it_was_issued_or_decides_so_twice(desk: Desk) -> None:
    with pytest.raises(Refusal, match="was issued on 2026-09-16 only"):
        decide(desk, NEW, date(2020, 1, 1))
    decide(desk, NEW, date(2027, 1, 1))
    with pytest.raises(Refusal, match="decided already"):
        decide(desk, NEW, date(2027, 1, 1))
