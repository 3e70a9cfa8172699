"""Countries are those whose holidays are known, by two letters; a region needs its country."""

from datetime import date
from typing import Any

import pytest

from auditdesk.book.check import check
from auditdesk.book.countries import code_called, holidays_of, misnamed, name_of, near, regions
from auditdesk.book.reading import Reading
from auditdesk.book.tables import Site
from auditdesk.errors import Refusal
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


# --- what older books hold ------------------------------------------------------------------------


def stored(desk: Desk, country: str) -> None:
    """A country as an older book has it."""
    with desk.book.step("Old") as step:
        step.change(Site, str(desk.get("site", "Graz").id), country=country, region="")


@pytest.mark.parametrize(
    ("country", "code"),
    [("Austria", "AT"), ("Österreich", "AT"), ("Autriche", "AT"), ("AUT", "AT"), ("at", "AT"),
     ("オーストリア", "AT"), ("Tschechien", "CZ"), ("Česko", "CZ"), ("Deutschland", "DE")],
)  # fmt: skip
def test_a_stored_name_of_a_country_is_said_with_its_code(
    desk: Desk, country: str, code: str
) -> None:
    stored(desk, country)
    (place,) = misnamed(Reading())
    assert (place.kind, place.name, place.country, place.codes) == (
        "site",
        "Graz",
        country,
        (code,),
    )
    (told,) = check(desk.book).odd
    assert f"The country of Graz is “{country}”" in told and f"{code} (" in told
    assert not check(desk.book).problems
    desk.set("site", "Graz", country=place.codes[0])
    assert misnamed(Reading()) == [] and check(desk.book).odd == ()


def test_every_code_and_every_name_of_one_country_alone_is_understood() -> None:
    for code in regions():
        assert code_called(code) == code
        assert code_called(name_of(code)) == code, name_of(code)


@pytest.mark.parametrize(
    ("called", "code"),
    [("Great Britain", "GB"), ("england", "GB"), ("Scotland", "GB"), ("Wales", "GB"),
     ("United States of America", "US"), ("Holland", "NL"), ("UK", "GB"), ("USA", "US")],
)  # fmt: skip
def test_what_a_country_is_called_by_many_is_understood(called: str, code: str) -> None:
    assert near(called) == [code]


@pytest.mark.parametrize("country", ["Kongo", "Nigeri", "Nowhere", "12", "XX"])
def test_a_name_of_several_countries_or_none_is_none(country: str) -> None:
    assert code_called(country) == ""


def test_a_country_near_to_none_is_said_all_the_same(desk: Desk) -> None:
    stored(desk, "Qwxzjk")
    (told,) = check(desk.book).odd
    assert "“Qwxzjk”" in told


@pytest.mark.parametrize("systems", ["de", "uk_UA.UTF-8", "C"])
def test_holidays_are_named_in_the_language_of_the_program(
    monkeypatch: pytest.MonkeyPatch, systems: str
) -> None:
    monkeypatch.setenv("LANGUAGE", systems)
    assert (date(2026, 12, 8), "Immaculate Conception") in holidays_of("AT", "", 2026)
