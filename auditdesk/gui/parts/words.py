"""Dates and numbers as the user's locale writes them; dates short, with what matters."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from PySide6.QtCore import QDate, QLocale

from auditdesk.i18n import _, language, ngettext

_NEXT_DAYS = 21
"""Days ahead that are told in working days too."""
_LEAP = 8
"""The most years from one 29 February to the next."""
_ISO = "yyyy-MM-dd"
_FIELD = re.compile(r"'(?:[^']|'')*'|d+|M+|y+|.", re.DOTALL)
"""A part of a format of Qt: words in quotes, a field, or one sign between them."""
_GAPS = re.compile(r"[./\-\s]+")


def day_text(day: date | None, locale: QLocale | None = None) -> str:
    """A date in figures, in the order of the locale and with all four digits of the year.

    `day_of` reads it back in every locale.
    """
    locale = locale or QLocale()
    return locale.toString(_qdate(day), _format(locale)) if day else ""


def day_of(
    text: str, today: date, locale: QLocale | None = None, *, past: bool = False
) -> date | None:
    """The day that “+30”, “fri”, “31.12.”, “2026-12-31” or the locale's own way means.

    None for an empty text; ValueError for what is no day. A weekday, or a date without a year, is
    the next one; the last one where `past`. Two digits of a year are of this century.
    """
    plain = _plain(text)
    if not plain:
        return None
    for reader in (_relative, _iso, _in_order, _weekday):
        day = reader(plain, today, locale or QLocale(), past)
        if day:
            return day
    raise ValueError(text)


def day_typed(text: str, today: date, *, past: bool = False) -> date | None:
    """The day that was typed; ValueError with a sentence that says how days are typed here."""
    try:
        return day_of(text, today, past=past)
    except (ValueError, OverflowError) as error:
        days, figures = examples(today), date(today.year, 12, 31).isoformat()
        told = (
            _("“{value}” is not a date; write {days}")
            if days.endswith(figures)
            else _("“{value}” is not a date; write {days} or {figures}")
        )
        raise ValueError(told.format(value=text, days=days, figures=figures)) from error


def examples(today: date, locale: QLocale | None = None) -> str:
    """Days as they can be typed here, each of which `day_of` reads."""
    locale = locale or QLocale()
    friday = locale.dayName(5, QLocale.FormatType.ShortFormat)
    return f"+30, {friday}, {day_text(date(today.year, 12, 31), locale)}"


def _plain(text: str) -> str:
    """The text with plain digits, and without the signs that only steer its direction."""
    return "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign
        for sign in text
        if unicodedata.category(sign) != "Cf"
    ).strip()


def _relative(text: str, today: date, _locale: QLocale, _past: bool) -> date | None:
    match = re.fullmatch(r"([+-])\s*(\d{1,5})\s*([dwmDWM]?)", text)
    if not match:
        named = {"yesterday": -1, "today": 0, "tomorrow": 1}
        named |= {_("yesterday").casefold(): -1, _("today").casefold(): 0}
        named |= {_("tomorrow").casefold(): 1}
        offset = named.get(text.casefold())
        return None if offset is None else today + timedelta(days=offset)
    n = int(match[1] + match[2])
    unit = match[3].lower()
    if unit == "m":
        month = today.month - 1 + n
        year, month = today.year + month // 12, month % 12 + 1
        return date(year, month, min(today.day, QDate(year, month, 1).daysInMonth()))
    return today + timedelta(days=n * 7 if unit == "w" else n)


def _weekday(text: str, today: date, locale: QLocale, past: bool) -> date | None:
    """A weekday by its name or what it begins with, in the language of dates, of words, or English.

    ValueError where several weekdays begin so.
    """
    plain = text.casefold().rstrip(".")
    for speech in (locale, QLocale(language()), QLocale.c()):
        meant = _weekdays_named(plain, speech)
        if len(meant) > 1:
            raise ValueError(text)
        if meant:
            ahead = (meant.pop() - 1 - today.weekday()) % 7
            return today + timedelta(days=(ahead - 7) if past else (ahead or 7))
    return None


def _weekdays_named(plain: str, speech: QLocale) -> set[int]:
    """The weekdays, 1 for Monday, that are called so, else those whose names begin so."""
    names = {
        number: {
            name(number, form).casefold().rstrip(".")
            for form in (QLocale.FormatType.LongFormat, QLocale.FormatType.ShortFormat)
            for name in (speech.dayName, speech.standaloneDayName)
        }
        for number in range(1, 8)
    }
    exact = {number for number, called in names.items() if plain in called}
    if exact or len(plain) < 2:
        return exact
    return {
        number for number, called in names.items() if any(name.startswith(plain) for name in called)
    }


def _iso(text: str, _today: date, _locale: QLocale, _past: bool) -> date | None:
    match = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
    return date(*map(int, match.groups())) if match else None


def _in_order(text: str, today: date, locale: QLocale, past: bool) -> date | None:
    """Figures in the order of the locale, with or without the words that it writes beside them.

    A year of four digits stands first or last, whatever the locale; figures with points are day
    and month as German writes them, where the locale has no points of its own.
    """
    own = _format(locale)
    for words in re.findall(r"'([^']+)'", own):
        text = text.replace(words, " ")
    parts = _GAPS.split(text.strip("./- \u202f\u00a0"))
    if not 2 <= len(parts) <= 3 or not all(part.isdigit() for part in parts):
        return None
    order = "".join(dict.fromkeys(re.findall("[dMy]", own)))
    if "." in text and "." not in own:
        order = "dMy"
    if len(parts) == 2:
        return _nearest(
            dict(zip(order.replace("y", ""), map(int, parts), strict=True)), today, past
        )
    if len(parts[0]) == 4:
        order = "yMd"
    elif len(parts[2]) == 4 and order == "yMd":
        order = "dMy" if "." in text else ""
    if not order:
        return None
    figures = dict(zip(order, parts, strict=True))
    if len(figures["y"]) not in (1, 2, 4):
        return None
    year = int(figures["y"])
    return date(year + 2000 if year < 100 else year, int(figures["M"]), int(figures["d"]))


def _nearest(figures: dict[str, int], today: date, past: bool) -> date:
    """The next such day and month, today among them; or the last."""
    for ahead in range(_LEAP + 1):
        year = today.year + (-ahead if past else ahead)
        try:
            day = date(year, figures["M"], figures["d"])
        except ValueError:
            if (figures["M"], figures["d"]) == (2, 29):
                continue
            raise
        if day <= today if past else day >= today:
            return day
    raise ValueError(figures)


def due_words(due: date | None, today: date, working: Callable[[date, date], int] | None) -> str:
    """“3 days late”, “today”, “12 Dec 2026 · 14 wd”: what matters about a due date."""
    if due is None:
        return ""
    left = (due - today).days
    if left < 0:
        return ngettext("{n} day late", "{n} days late", -left).format(n=-left)
    if left == 0:
        return _("today")
    if working is None or left > _NEXT_DAYS:
        return day_text(due)
    return _("{day} · {n} wd").format(day=day_text(due), n=working(today, due))


def number_text(number: int, locale: QLocale | None = None) -> str:
    """A whole number with the locale's group signs."""
    return (locale or QLocale()).toString(number)


def _format(locale: QLocale) -> str:
    """The locale's short form in figures with the whole year, which can be read back.

    ISO 8601 where there is no locale, or where its form lacks day, month or year.
    """
    if locale.language() == QLocale.Language.C:
        return _ISO
    return _in_figures(locale.dateFormat(QLocale.FormatType.ShortFormat))


@lru_cache
def _in_figures(form: str) -> str:
    """A format of Qt without names of days and months, and with four digits of the year."""
    fields = []
    for part in _FIELD.findall(form):
        if part[0] == "y":
            fields.append("yyyy")
        elif part[0] in "dM" and len(part) > 2:
            fields.append("MM" if part[0] == "M" else "")
        else:
            fields.append(part)
    plain = "".join(fields).lstrip(" ,")
    return plain if _is_whole(plain) else _ISO


def _is_whole(form: str) -> bool:
    """Whether day, month and year each stand once in a format, with gaps that are read."""
    bare = re.sub("'[^']*'", "", form)
    letters = sorted(field[0] for field in re.findall("d+|M+|y+", bare))
    return letters == ["M", "d", "y"] and not re.search(r"[^dMy./\-\s\u200e\u200f]", bare)


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
