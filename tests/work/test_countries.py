"""Countries are those whose holidays are known, by two letters; a region needs its country."""

from typing import Any

import pytest

from auditdesk.errors import Refusal
from auditdesk.work.countries import name_of, regions
from tests.conftest import Desk


@pytest.mark.parametrize("kind", ["organisation", "site"])
@pytest.mark.parametrize(("typed", "stored"), [("at", "AT"), (" Cz ", "CZ"), ("DE", "DE")])
def test_small_letters_are_understood(desk: Desk, kind: str, typed: str, stored: str) -> None:
    name = "." if kind == "organisation" else "Graz"
    desk.set(kind, name, country=typed, region="")
    row: Any = desk.get(kind, name)
    assert row.country == stored


@pytest.mark.parametrize(
    ("typed", "near"),
    [("Austria", r"AT \(Austria\)"), ("AUT", "near: "), ("Germny", "DE"), ("XX", "near: ")],
)
def test_anything_else_is_refused_with_what_is_near(desk: Desk, typed: str, near: str) -> None:
    with pytest.raises(Refusal, match=near):
        desk.set("site", "Graz", country=typed)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("site", {"country": "", "region": "6"}),
        ("organisation", {"country": "", "region": "6"}),
    ],
)
def test_a_region_without_its_country_is_refused(desk: Desk, kind: str, data: dict) -> None:
    name = "." if kind == "organisation" else "Graz"
    with pytest.raises(Refusal, match="Name the country of region"):
        desk.set(kind, name, **data)


def test_every_country_has_a_name_and_its_regions() -> None:
    assert {"AT", "DE", "CZ", "CH", "US"} <= set(regions())
    assert "6" in regions()["AT"] and name_of("AT") == "Austria"
