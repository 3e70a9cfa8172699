"""An edition that is withdrawn is said where audits are planned, and asked about at the start."""

from datetime import date
from pathlib import Path

import pytest

from auditdesk.work.editions import notices, withdrawals
from auditdesk.work.schedule import schedule
from tests.conftest import Desk, run_cli
from tests.work.test_findings import refused

UNIT = "Purchasing · Graz"
GONE = date(2027, 3, 31)


@pytest.fixture
def late(desk: Desk) -> Desk:
    """The small company, whose edition is withdrawn on 2027-03-31."""
    desk.set("standard", "ISO 9001:2015", withdrawn_on=GONE.isoformat())
    return desk


def planned(desk: Desk, day: str) -> str:
    return desk.add("audit", units=[UNIT], standard="ISO 9001:2015", starts_on=day,
                    lead_auditor="Ines Okafor", objectives="o")  # fmt: skip


def remarks(desk: Desk, verb: str, kind: str, name: str = "", **data: object) -> list[str]:
    """What the step told of withdrawals."""
    from auditdesk.work import entry, kinds

    with desk.book.step("x") as step:
        of = kinds.kind_of(kind)
        if verb == "add":
            entry.enter(step, of, dict(data), date(2027, 6, 1))
        else:
            entry.amend(step, of, name, dict(data), date(2027, 6, 1))
    return [one for one in step.remarks if "withdrawn" in one]


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2026-03-01", ""),
        ("2026-12-01", "soon after 2026-12-01"),
        ("2027-03-31", "is withdrawn on 2027-03-31."),
        ("2027-05-03", "before 2027-05-03"),
    ],
)
def test_planning_moving_and_confirming_say_that_an_edition_ends(
    late: Desk, day: str, told: str
) -> None:
    said = remarks(late, "add", "audit", units=[UNIT], standard="ISO 9001:2015", starts_on=day,
                   lead_auditor="Ines Okafor", objectives="o")  # fmt: skip
    number = next(number for (number,) in late.book.select("SELECT number FROM audit"))
    said_again = remarks(late, "set", "audit", number, move="confirm", on="2026-02-01")
    other = planned(late, "2026-01-05")
    moved = remarks(late, "set", "audit", other, move="reschedule", starts_on=day, reason="r")
    for sentences in (said, said_again, moved):
        assert len(sentences) == bool(told)
        assert all(told in one for one in sentences)


def test_an_audit_against_a_withdrawn_edition_starts_with_a_reason_only(late: Desk) -> None:
    early, after = planned(late, "2027-03-30"), planned(late, "2027-03-31")
    today = date(2027, 6, 1)
    late.set("audit", early, today, move="start", on="2027-03-30")
    late.set("audit", early, today, move="finish", on="2027-03-30")
    refused(late, "was withdrawn on 2027-03-31", "audit", after, today=today, move="start",
            on="2027-03-31")  # fmt: skip
    late.set("audit", after, today, move="start", on="2027-03-31", reason="agreed with the body")
    assert late.get("audit", after).state == "started"


def test_a_plan_of_a_year_says_that_its_edition_ends(
    late: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    for person in ("Ines Okafor", "T. Haas"):
        late.set("person", person, roles=["lead_auditor"])
    notes = schedule(late.book, 2027, date(2026, 12, 1)).notes
    assert "ISO 9001:2015 is withdrawn on 2027-03-31, before 2027-12-31." in notes
    late.book.close()
    path: Path = late.book.path
    _code, out, _err = run_cli(capsys, "--today", "2026-12-01", "schedule", path, "--year", 2027,
                               "--seconds", 0.2)  # fmt: skip
    assert "withdrawn on 2027-03-31" in out


def test_the_shipped_editions_say_when_the_transition_ends(desk: Desk) -> None:
    from auditdesk.book.reading import Reading
    from auditdesk.book.tables import StandardRow

    known = {str(one.designation): one for one in Reading().rows(StandardRow)}
    assert known["ISO 9001:2015"].withdrawn_on == date(2029, 9, 30)
    assert known["ISO 9001:2026"].withdrawn_on is None
    assert withdrawals([known["ISO 9001:2015"]], date(2028, 6, 1)) == []
    assert len(withdrawals([known["ISO 9001:2015"]], date(2029, 6, 1))) == 1


@pytest.mark.parametrize(("day", "says"), [("2028-03-30", 0), ("2028-03-31", 1), ("2028-12-01", 1)])
def test_who_plans_is_told_from_when_on_nobody_is_newly_certified(
    desk: Desk, day: str, says: int
) -> None:
    from auditdesk.book.reading import Reading
    from auditdesk.book.tables import StandardRow

    editions = list(Reading().rows(StandardRow, family="ISO 9001"))
    assert len(editions) == 2
    assert [
        one for one in notices(editions, date.fromisoformat(day)) if "new certificates" in one
    ] == [
        "From 2028-03-31 new certificates are issued to the edition after ISO 9001:2015 only"
        " (reported, not confirmed)."
    ] * says
