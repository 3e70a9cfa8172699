"""What a thing says as plain data can be given back to it, and nothing changes."""

from pathlib import Path

import pytest

from auditdesk.book.book import Book
from auditdesk.book.reading import Reading
from auditdesk.errors import Refusal
from auditdesk.work import entry, kinds, sample
from auditdesk.work.lookup import by_number
from auditdesk.work.plain import plain
from tests.conftest import TODAY, Desk, nonconformity

_ONE_WAY = {
    "unit": {"standard", "clauses", "not_applicable"},
    "organisation": {"logo"},
    "finding": {"unit", "standard", "reason"},
    "audit": {"lead_auditor", "starts_on", "ends_on"},
    "action": {"reason"},
    "due_rule": {"reason"},
}
"""Keys that are given and not read back, or that only a move may change."""
_ENDED = ("closed", "withdrawn", "cancelled")


def test_what_a_thing_says_changes_nothing_when_it_is_given_back(tmp_path: Path) -> None:
    with Book.create(tmp_path / "sample.auditdesk", "Ines Okafor") as book:
        sample.play(book)
        before, tried = book.head, 0
        for kind in kinds.KINDS.values():
            if kind.change is None:
                continue
            for row in list(Reading().rows(kind.table)):
                if getattr(row, "state", "") in _ENDED:
                    continue
                told = plain(Reading(), kind, str(row.id))
                fixed = {*kind.only_added, *_ONE_WAY.get(kind.name, ())}
                for key, value in told.items():
                    if key in fixed:
                        continue
                    try:
                        with book.step("Say it again") as step:
                            entry.amend(step, kind, str(row.id), {key: value}, sample.LAST_DAY)
                    except Refusal as refused:
                        assert any(
                            word in str(refused)
                            for word in ("reopen", "why", "closed", "stays there")
                        ), (
                            kind.name,
                            key,
                            value,
                            refused,
                        )
                    assert book.head == before, (kind.name, key, value)
                    tried += 1
        assert tried > 1500


@pytest.mark.parametrize(
    ("text", "kind"),
    [("nc-2026-1", "finding"), ("IA-2026-001", "audit"), ("NC-2026-999", None), ("valve", None)],
)
def test_an_official_number_leads_to_its_thing(issued: Desk, text: str, kind: str | None) -> None:
    found = by_number(Reading(), text)
    assert (found and found[0]) == kind


def test_a_draft_can_be_thrown_away_and_undo_brings_it_back(audited: Desk) -> None:
    id = audited.add("finding", **nonconformity())
    audited.add("cause", finding=id, cause="Nobody owns the list")
    with audited.book.step("Delete") as step:
        entry.discard(step, kinds.kind_of("finding"), id, TODAY)
    assert list(Reading().rows(kinds.KINDS["finding"].table)) == []
    audited.book.undo()
    assert audited.get("finding", id).statement


@pytest.mark.parametrize(
    ("kind", "name", "why"),
    [
        ("finding", "NC-2026-001", "withdraw it"),
        ("person", "T. Haas", "is kept"),
        ("audit", "IA-2026-001", "is kept"),
    ],
)
def test_what_something_official_hangs_on_is_not_removed(
    issued: Desk, kind: str, name: str, why: str
) -> None:
    with pytest.raises(Refusal, match=why), issued.book.step("Delete") as step:
        entry.discard(step, kinds.kind_of(kind), name, TODAY)


@pytest.mark.parametrize(
    ("kind", "data", "change"),
    [
        ("absence", {"person": "T. Haas", "starts_on": "2026-12-01", "ends_on": "2026-12-05"}, {"ends_on": "2026-11-30"}),
        ("closure", {"starts_on": "2026-12-24", "ends_on": "2026-12-31"}, {"starts_on": "2027-01-01"}),
        ("competence", {"person": "T. Haas", "subject": "Auditor", "acquired_on": "2026-01-01"}, {"expires_on": "2025-01-01"}),
        ("session", {"audit": "IA-2026-001", "day": "2026-11-09", "starts": "09:00", "ends": "10:00"}, {"ends": "08:00"}),
        ("session", {"audit": "IA-2026-001", "day": "2026-11-09", "starts": "09:00", "ends": "10:00"}, {"day": "2026-12-01"}),
    ],
)  # fmt: skip
def test_a_change_in_place_obeys_the_rules_of_adding(
    issued: Desk, kind: str, data: dict[str, str], change: dict[str, str]
) -> None:
    id = issued.add(kind, **data)
    with pytest.raises(Refusal):
        issued.set(kind, id, **change)
    with issued.book.step("Remove") as step:
        entry.discard(step, kinds.kind_of(kind), id, TODAY)
