"""Dates and numbers as the user's locale writes them; dates short, with what matters."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QDate, QLocale

from auditdesk.i18n import _, ngettext

_NEXT_DAYS = 21
"""Days ahead that are told in working days too."""


def day_text(day: date | None, locale: QLocale | None = None) -> str:
    """A date as the locale writes it in short, always with four digits of the year."""
    return (locale or QLocale()).toString(_qdate(day), _pattern(locale)) if day else ""


def day_of(text: str, today: date, locale: QLocale | None = None) -> date | None:
    """The day that “+30”, “fri”, “31.12.”, “2026-12-31” or the locale's own way means.

    None for an empty text; ValueError for what is no day. A date without a year is the next one.
    """
    plain = text.strip()
    if not plain:
        return None
    for reader in (_relative, _weekday, _iso, _in_order):
        found = reader(plain, today, locale or QLocale())
        if found:
            return found
    raise ValueError(text)


def _relative(text: str, today: date, _locale: QLocale) -> date | None:
    found = re.fullmatch(r"([+-])\s*(\d{1,5})\s*([dwmDWM]?)", text)
    if not found:
        named = {_("today").casefold(): 0, _("tomorrow").casefold(): 1}
        offset = named.get(text.casefold())
        return None if offset is None else today + timedelta(days=offset)
    n = int(found[1] + found[2])
    unit = found[3].lower()
    if unit == "m":
        month = today.month - 1 + n
        year, month = today.year + month // 12, month % 12 + 1
        return date(year, month, min(today.day, QDate(year, month, 1).daysInMonth()))
    return today + timedelta(days=n * 7 if unit == "w" else n)


def _weekday(text: str, today: date, locale: QLocale) -> date | None:
    plain = text.casefold().rstrip(".")
    if len(plain) < 2:
        return None
    for language in (locale, QLocale.c()):
        for number in range(1, 8):
            name = language.dayName(number, QLocale.FormatType.LongFormat).casefold()
            if name.startswith(plain):
                ahead = (number - 1 - today.weekday()) % 7
                return today + timedelta(days=ahead or 7)
    return None


def _iso(text: str, _today: date, _locale: QLocale) -> date | None:
    if not re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", text):
        return None
    year, month, day = map(int, text.split("-"))
    return date(year, month, day)


def _in_order(text: str, today: date, locale: QLocale) -> date | None:
    """Numbers in the order of the locale; with points, day and month as German writes them."""
    parts = [int(part) for part in re.split(r"[./\-\s]+", text.strip(" .")) if part.isdigit()]
    if not 2 <= len(parts) <= 3 or re.search(r"[^\d./\-\s]", text):
        return None
    order = "dMy" if "." in text else _order(locale)
    if len(parts) == 2:
        order = order.replace("y", "")
    named = dict(zip(order, parts, strict=True))
    year = named.get("y")
    if year is not None:
        return date(year + 2000 if year < 100 else year, named["M"], named["d"])
    nearest = date(today.year, named["M"], named["d"])
    return nearest if nearest >= today else date(today.year + 1, named["M"], named["d"])


def _order(locale: QLocale) -> str:
    pattern = locale.dateFormat(QLocale.FormatType.ShortFormat)
    return "".join(sorted("dMy", key=lambda letter: pattern.find(letter)))


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


def _pattern(locale: QLocale | None) -> str:
    """The locale's short form with the whole year; ISO 8601 where there is no locale."""
    if (locale or QLocale()).language() == QLocale.Language.C:
        return "yyyy-MM-dd"
    pattern = (locale or QLocale()).dateFormat(QLocale.FormatType.ShortFormat)
    return pattern if "yyyy" in pattern else pattern.replace("yy", "yyyy")


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
