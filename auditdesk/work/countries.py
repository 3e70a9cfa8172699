"""Countries and their regions, as far as their public holidays are known."""

from datetime import date
from functools import cache
from typing import Any

from auditdesk.book.step import Step
from auditdesk.domain.clause import nearest
from auditdesk.domain.fold import fold
from auditdesk.errors import Refusal
from auditdesk.i18n import _, language


@cache
def regions() -> dict[str, tuple[str, ...]]:
    """The regions with holidays of their own, by the two letters of the country."""
    import holidays  # late: its calendars take longer to load than the window

    known = holidays.list_supported_countries(include_aliases=False)
    return {code: tuple(of) for code, of in sorted(known.items())}


def holidays_of(country: str, region: str, year: int) -> list[tuple[date, str]]:
    """The public holidays of a year, by day; none where the country is not known."""
    import holidays

    if country not in regions():
        return []
    found = holidays.country_holidays(country, subdiv=region or None, years=year)
    return sorted((day, str(name)) for day, name in found.items())


def name_of(code: str) -> str:
    """What a country is called in the language shown; its letters where nobody knows."""
    return _names(language()).get(code, code)


def code_in(_step: Step, value: Any) -> str:
    """The two letters of a country: “AT” for “at”; anything else is refused with what is near."""
    text = str(value or "").strip()
    code = text.upper()
    if not text or code in regions():
        return code
    folded = fold(text)
    called = {
        fold(name): one
        for spoken in (language(), "en")
        for one, name in _names(spoken).items()
        if one in regions()
    }
    close = [called[name] for name in called if name == folded] or [
        called[name] for name in nearest(folded, list(called))
    ]
    close = close or nearest(code, list(regions()))
    raise Refusal(
        _("“{value}” is not the two letters of a country; near: {close}").format(
            value=text, close=", ".join(f"{one} ({name_of(one)})" for one in close[:4])
        )
    )


@cache
def _names(spoken: str) -> dict[str, str]:
    from babel import Locale, UnknownLocaleError

    try:
        return dict(Locale.parse(spoken).territories)
    except (UnknownLocaleError, ValueError):
        return dict(Locale("en").territories)
