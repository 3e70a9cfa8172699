"""Dates as people type them, and as the locale writes them."""

from datetime import date

import pytest
from PySide6.QtCore import QLocale

from auditdesk.domain.programme import WorkingDays
from auditdesk.gui.parts import words

MONDAY = date(2026, 11, 23)
GERMAN, BRITISH, AMERICAN = QLocale("de_AT"), QLocale("en_GB"), QLocale("en_US")


@pytest.mark.parametrize(
    ("typed", "locale", "meant"),
    [
        ("+30", BRITISH, date(2026, 12, 23)),
        ("-7", BRITISH, date(2026, 11, 16)),
        ("+2w", BRITISH, date(2026, 12, 7)),
        ("+3m", BRITISH, date(2027, 2, 23)),
        ("today", BRITISH, MONDAY),
        ("fri", BRITISH, date(2026, 11, 27)),
        ("Friday", BRITISH, date(2026, 11, 27)),
        ("mon", BRITISH, date(2026, 11, 30)),
        ("fr", GERMAN, date(2026, 11, 27)),
        ("31.12.", BRITISH, date(2026, 12, 31)),
        ("1.2.", GERMAN, date(2027, 2, 1)),
        ("1.2.27", GERMAN, date(2027, 2, 1)),
        ("2026-12-31", AMERICAN, date(2026, 12, 31)),
        ("12/31/2026", AMERICAN, date(2026, 12, 31)),
        ("31/12/2026", BRITISH, date(2026, 12, 31)),
        ("31 12 2026", BRITISH, date(2026, 12, 31)),
        ("", BRITISH, None),
    ],
)
def test_a_date_is_understood_as_people_type_it(
    typed: str, locale: QLocale, meant: date | None
) -> None:
    assert words.day_of(typed, MONDAY, locale) == meant


@pytest.mark.parametrize("typed", ["29.2.2026", "soon", "13/13/2026", "2026-02-30", "1.2.3.4", "x"])
def test_what_is_no_date_is_refused_and_never_bent(typed: str) -> None:
    with pytest.raises(ValueError):
        words.day_of(typed, MONDAY, BRITISH)


@pytest.mark.parametrize("locale", ["de_AT", "en_GB", "en_US", "fr_FR", "pl_PL", "pt_BR", "ja_JP"])
def test_what_a_locale_writes_it_also_reads(locale: str) -> None:
    of = QLocale(locale)
    for day in (date(2026, 1, 2), date(2026, 12, 31), date(2028, 2, 29)):
        written = words.day_text(day, of)
        assert str(day.year) in written
        assert words.day_of(written, MONDAY, of) == day


@pytest.mark.parametrize(
    ("due", "told"),
    [
        (date(2026, 11, 20), "3 days late"),
        (date(2026, 11, 22), "1 day late"),
        (MONDAY, "today"),
        (date(2026, 11, 30), "2026-11-30 · 5 wd"),
        (date(2027, 5, 1), "2027-05-01"),
        (None, ""),
    ],
)
def test_a_due_date_says_what_matters(due: date | None, told: str) -> None:
    QLocale.setDefault(QLocale.c())
    assert words.due_words(due, MONDAY, WorkingDays().between) == told
