"""Scorecard row 20: a day stays that day in every zone, and a number that number in every locale."""

import os
import random
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest

from auditdesk.book.book import Book
from auditdesk.book.reading import Reading
from auditdesk.book.tables import AuditRow
from tests.conftest import Desk
from tests.faults.figures import figure

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process cannot be set"),
]
ZONES = sorted(available_timezones())
TRIED = random.Random(20).sample(ZONES, min(len(ZONES), figure(40, 10_000)))
REOPENED = figure(1, 20)
DAYS = [
    date(2026, 3, 29), date(2026, 10, 25), date(2026, 1, 1), date(2026, 12, 31),
    date(2028, 2, 29), date(2026, 7, 15),
]  # fmt: skip


@pytest.fixture
def zone_of_before() -> Iterator[None]:
    before = os.environ.get("TZ")
    yield
    if before is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = before
    time.tzset()


def _live_in(zone: str) -> None:
    os.environ["TZ"] = zone
    time.tzset()


@pytest.mark.usefixtures("zone_of_before")
def test_a_day_is_the_same_day_in_every_zone(prepared: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(prepared / "founded.auditdesk", tmp_path / "test.auditdesk"))
    with Book.open(path, "Ines Okafor", "laptop") as book:
        for day in DAYS:
            Desk(book).add("audit", title=day.isoformat(), starts_on=day.isoformat())
    for zone in TRIED:
        _live_in(zone)
        for _n in range(REOPENED):
            with Book.open(path, "Ines Okafor", "laptop") as book:
                audits = list(Reading().rows(AuditRow))
                assert {str(row.title): row.starts_on for row in audits} == {
                    day.isoformat(): day for day in DAYS
                }, zone
                row = random.Random(zone).choice(audits)
                assert row.starts_on
                Desk(book).set(
                    "audit", str(row.number), starts_on=row.starts_on.isoformat(), scope=zone
                )


def test_control_days_kept_as_moments_would_be_others_in_many_zones() -> None:
    kept = [datetime(day.year, day.month, day.day, tzinfo=UTC) for day in DAYS]
    strayed = [
        zone
        for zone in ZONES
        if any(moment.astimezone(ZoneInfo(zone)).date() not in DAYS for moment in kept)
    ]
    assert len(strayed) > 150
