"""Countries and their regions, as far as their public holidays are known."""

from collections import defaultdict
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from auditdesk.book.reading import Reading
from auditdesk.book.tables import Organisation, Site
from auditdesk.domain.clause import nearest
from auditdesk.domain.fold import fold
from auditdesk.errors import Refusal
from auditdesk.i18n import _, language

_COMMONLY = {
    **dict.fromkeys(("great britain", "england", "scotland", "wales", "northern ireland"), "GB"),
    **dict.fromkeys(("united states of america", "america"), "US"),
    "holland": "NL",
}
"""What countries are called by many, beside their names in CLDR."""


@cache
def regions() -> dict[str, tuple[str, ...]]:
    """The regions with holidays of their own, by the two letters of the country."""
    import holidays  # late: its calendars take longer to load than the window

    known = holidays.list_supported_countries(include_aliases=False)
    return {code: tuple(of) for code, of in sorted(known.items())}


def regions_called(country: str) -> dict[str, str]:
    """The regions of a country by their codes, as “Steiermark (6)”; else the code."""
    import holidays

    known = regions().get(country, ())
    names: dict[str, str] = {}
    if known:
        for name, code in holidays.country_holidays(country).subdivisions_aliases.items():
            names.setdefault(code, name)
    called = {code: f"{names[code]} ({code})" if code in names else code for code in known}
    return dict(sorted(called.items(), key=lambda one: fold(one[1])))


def holidays_of(country: str, region: str, year: int) -> list[tuple[date, str]]:
    """The public holidays of a year, by day; none where the country is not known.

    They are named in the language of the program where that is known of the country, else in
    English: left alone, the library follows the language of the system.
    """
    import holidays

    if country not in regions():
        return []
    known = holidays.country_holidays(country).supported_languages
    wanted = (language().partition("_")[0], "en")
    named = [one for first in wanted for one in known if one.partition("_")[0] == first]
    found = holidays.country_holidays(
        country, subdiv=region or None, years=year, language=next(iter(named), None)
    )
    return sorted((day, str(name)) for day, name in found.items())


def name_of(code: str) -> str:
    """What a country is called in the language shown; its letters where nobody knows."""
    return _names(language()).get(code, code)


def code_in(_reading: Reading, value: Any) -> str:
    """The two letters of a country: “AT” for “at”; anything else is refused with what is near."""
    text = str(value or "").strip()
    code = text.upper()
    if not text or code in regions():
        return code
    raise Refusal(
        _("“{value}” is not the two letters of a country; near: {close}").format(
            value=text, close=", ".join(f"{one} ({name_of(one)})" for one in near(text)[:4])
        )
    )


def near(text: str) -> list[str]:
    """The codes of the countries that a text may mean, the nearest first."""
    code = code_called(text)
    if code:
        return [code]
    called = {
        fold(name): one
        for spoken in (language(), "en")
        for one, name in _names(spoken).items()
        if one in regions()
    }
    close = [called[name] for name in nearest(fold(text), list(called))]
    return close or nearest(text.upper(), list(regions()))


def code_called(text: str) -> str:
    """The code of the one country that is called so in any language, "" for none or several.

    “AUT” and its like, which ISO 3166-1 has beside the two letters, are understood too.
    """
    import holidays

    aliases = holidays.list_supported_countries(include_aliases=True)
    letters = text.strip().upper()
    if letters in aliases:
        found = str(holidays.country_holidays(letters).country)
        return found if found in regions() else ""
    name = fold(text.strip())
    if name in _COMMONLY:
        return _COMMONLY[name]
    codes = _called().get(name, frozenset())
    return next((code for code in codes if code in regions()), "") if len(codes) == 1 else ""


class Misnamed(NamedTuple):
    """A place whose stored country is no code. codes: those that may be meant, the nearest first.

    kind, row: whose country it is, as plain data name it.
    """

    kind: str
    row: str
    name: str
    country: str
    codes: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What is wrong, and what may be meant."""
        told = _("The country of {name} is “{country}”, which is not the two letters of one.")
        close = ", ".join(f"{one} ({name_of(one)})" for one in self.codes[:4])
        return " ".join(
            (
                told.format(name=self.name, country=self.country),
                _("Near: {close}.").format(close=close) if close else _("Set it anew."),
            )
        )


def misnamed(reading: Reading) -> list[Misnamed]:
    """The places whose country is no code, as older books may have it."""
    places: list[tuple[str, Any]] = [
        *(("organisation", row) for row in reading.rows(Organisation)),
        *(("site", row) for row in reading.rows(Site)),
    ]
    return [
        Misnamed(kind, str(row.id), str(row.name), str(row.country), tuple(near(str(row.country))))
        for kind, row in places
        if row.country and row.country not in regions()
    ]


@cache
def _called() -> dict[str, frozenset[str]]:
    """Which countries are called so, by their names in all languages of CLDR."""
    from babel import Locale, localedata  # late: reading all languages takes a second

    called: dict[str, set[str]] = defaultdict(set)
    for spoken in localedata.locale_identifiers():
        if "_" not in spoken:
            for code, name in Locale.parse(spoken).territories.items():
                if code.isalpha():
                    called[fold(name)].add(code)
    return {name: frozenset(codes) for name, codes in called.items()}


@cache
def _names(spoken: str) -> dict[str, str]:
    from babel import Locale, UnknownLocaleError

    try:
        return dict(Locale.parse(spoken).territories)
    except (UnknownLocaleError, ValueError):
        return dict(Locale("en").territories)
