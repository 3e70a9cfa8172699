"""The repeat radar over a real book, and marking a finding as a repeat."""

from datetime import date, timedelta

import pytest

from auditdesk.book.listings import FINDINGS
from auditdesk.book.lists import List
from auditdesk.book.radar import earlier
from auditdesk.book.reading import Reading
from auditdesk.errors import Refusal
from auditdesk.work import entry, kinds, repeats
from tests.conftest import TODAY, Desk, nonconformity

OLD = {"audit": None, "standard": "ISO 9001:2015"}


def old(desk: Desk, day: str = "2025-03-02", **other: object) -> str:
    """An issued nonconformity of an earlier year."""
    return desk.add("finding", **nonconformity(**OLD, raised_on=day, **other), move="issue", on=day)


def new(desk: Desk, **other: object) -> str:
    return str(desk.get("finding", desk.add("finding", **nonconformity(**other))).id)


def like(desk: Desk, id: str, months: int = 24) -> list[str]:
    return [one.number for one in earlier(desk.book, id, months)]


def test_the_same_clause_at_the_same_process_is_found(audited: Desk) -> None:
    number = old(audited)
    (found,) = earlier(audited.book, new(audited))
    assert (found.number, found.same_process, found.moved) == (number, True, False)
    assert found.like > 80


@pytest.mark.parametrize(
    ("other", "found"),
    [
        ({"clauses": ["8.4.2"]}, False),
        ({"clauses": ["8.4.2", "8.4.1"]}, True),
        ({"unit": "Purchasing · Brno"}, True),
        ({"unit": "Calibration · Graz"}, True),
        (
            {"unit": "Calibration · Graz", "statement": "χρόνος", "evidence": "Καμία έκθεση"},
            False,
        ),
        ({"day": "2024-11-08"}, False),
        ({"day": "2024-11-09"}, True),
        ({"grade": "observation"}, False),
        ({"clauses": ["8.4.1"], "standard": "ISO 9001:2026"}, True),
    ],
)
def test_what_counts_as_the_same(audited: Desk, other: dict, found: bool) -> None:
    standard = {"standard": other.pop("standard", "ISO 9001:2015")}
    day = other.pop("day", "2025-03-02")
    values = nonconformity(**{**OLD, **standard, "raised_on": day, **other})
    number = audited.add("finding", **values, move="issue", on=day)
    assert like(audited, new(audited)) == ([number] if found else [])


def test_of_another_edition_the_mapped_clause_is_found_and_said(audited: Desk) -> None:
    id = audited.add(
        "finding",
        **nonconformity(audit=None, standard="ISO 9001:2026", clauses=["6.1.3"]),
    )
    number = old(audited, clauses=["6.1.2"])
    (found,) = earlier(audited.book, audited.get("finding", id).id)
    assert (found.number, found.moved) == (number, True)


def test_drafts_withdrawn_ones_and_the_own_audit_are_no_repeats(issued: Desk) -> None:
    id = new(issued)
    new(issued)
    assert like(issued, id) == []
    number = old(issued)
    assert like(issued, id) == [number]
    issued.set("finding", number, move="withdraw", reason="seen wrongly")
    assert like(issued, id) == []


def test_a_finding_without_clause_or_place_is_like_nothing(audited: Desk) -> None:
    old(audited)
    assert like(audited, new(audited, clauses=[])) == []
    bare = {"audit": None, "unit": None, "standard": "ISO 9001:2015"}
    values = {key: one for key, one in nonconformity(**bare).items() if one is not None}
    assert like(audited, audited.get("finding", audited.add("finding", **values)).id) == []


def test_marking_shows_in_the_list_and_proposes_a_higher_grade(audited: Desk) -> None:
    number, id = old(audited), new(audited)
    other = audited.get("finding", number).id
    with audited.book.step("Mark as repeat") as step:
        repeats.mark(step, id, other, today=TODAY)
    rows = {row.id: row for row in List(audited.book, FINDINGS).page(0, 9)}
    assert rows[id].repeat_of == number
    above = repeats.proposed_grade(Reading(), id)
    assert above is not None and above.key == "major"
    assert repeats.reason_for(Reading(), id) == f"Repeat of {number}"
    audited.set("finding", id, grade="major", reason="repeat")
    assert repeats.proposed_grade(Reading(), id) is None
    with pytest.raises(Refusal, match="marked so already"), audited.book.step("Again") as step:
        repeats.mark(step, id, other, today=TODAY)


def test_a_repeat_is_of_something_issued_before_it_and_of_nothing_else(audited: Desk) -> None:
    number, id = old(audited), new(audited)
    draft = new(audited)
    for name, of, sentence in (
        (id, id, "is a draft"),
        (number, number, "repeat of itself"),
        (id, draft, "is a draft"),
    ):
        with pytest.raises(Refusal, match=sentence):
            audited.set("finding", name, repeat_of=of)
    later = old(audited, day="2025-06-02")
    with pytest.raises(Refusal, match="was raised before"):
        audited.set("finding", number, repeat_of=later)
    audited.set("finding", later, repeat_of=number)
    twin = old(audited, day="2025-03-02")
    audited.set("finding", twin, repeat_of=number)
    with pytest.raises(Refusal, match="repeat of itself"):
        audited.set("finding", number, repeat_of=twin)


def test_a_clause_that_everything_cites_still_finds_the_newest_at_the_same_process(
    issued: Desk,
) -> None:
    kind = kinds.kind_of("finding")
    before = {"audit": None, "standard": "ISO 9001:2015", "move": "issue"}
    with issued.book.step("Many") as step:
        for n in range(2_100):
            day = (date(2026, 1, 1) + timedelta(days=n // 7)).isoformat()
            unit = ("Purchasing · Graz", "Purchasing · Brno", "Calibration · Graz")[n % 3]
            values = nonconformity(raised_on=day, on=day, unit=unit, statement=f"Case {n}")
            entry.enter(step, kind, values | before, TODAY)
    found = earlier(issued.book, issued.get("finding", "NC-2026-001").id, most=5)
    assert [one.same_process and one.same_site for one in found] == [True] * 5
    assert min(one.number for one in found) > "NC-2026-1790", "of the newest hundred there"


def test_nothing_known_is_nothing_alike(audited: Desk) -> None:
    """Two findings without a process are not of the same process, nor two without a site."""
    other = {"evidence": "Invoice 4711 of 2026-11-02 unpaid", "statement": "Late payment"}
    here = {"unit": "", "site": "Graz"}
    old(audited, **here)
    assert like(audited, new(audited, **here, **other)) == []
    (only,) = earlier(audited.book, new(audited, **here))
    assert not only.same_process and only.same_site


def test_a_clause_and_a_process_alike_by_chance_are_no_repeat(audited: Desk) -> None:
    old(audited)
    other = {"evidence": "Invoice 4711 of 2026-11-02 unpaid", "statement": "Late payment"}
    assert like(audited, new(audited, **other)) == []
