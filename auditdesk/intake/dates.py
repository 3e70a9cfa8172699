"""Dates: in any common order, and never one that the cell does not say."""

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from auditdesk.i18n import _, ngettext
from auditdesk.intake.month_names import is_sign, months_in
from auditdesk.intake.source import Cell, text_of
from auditdesk.intake.words import fold, groups, plain_digits

_TIME = (
    r"(?:\s*[T ,]\s*\d{1,2}\s*[:.h]\s*\d{2}(?:\s*[:.]\s*\d{2}(?:[.,]\d+)?)?\s*"
    r"(?:[ap]\.?\s*m\.?|z|utc|uhr|h|hrs|[+-]\d{2}:?\d{2})?)?"
)
"""A time of day, which alone may follow a date: anything else may be another date."""
_ISO = re.compile(
    rf"^(\d{{4}})\s*[-/.]\s*(\d{{1,2}})\s*[-/.]\s*(\d{{1,2}})\.?{_TIME}$", re.IGNORECASE
)
_COMPACT = re.compile(r"^(19|20|21)(\d{2})(\d{2})(\d{2})$")
_NUMERIC = re.compile(
    rf"^(\d{{1,2}})\s*[-/. ]\s*(\d{{1,2}})\s*[-/. ]\s*(\d{{4}}|\d{{2}}){_TIME}$", re.IGNORECASE
)
_DAY_MONTH = re.compile(r"^(\d{1,2})\s*[-/.]\s*(\d{1,2})(\.?)$")
_MONTH_YEAR = re.compile(r"^(\d{1,2})\s*[-/.]\s*(\d{4})$")
_YEAR_MONTH = re.compile(r"^(\d{4})\s*[-/.]\s*(\d{1,2})$")
_QUARTER = re.compile(
    r"^(?:q|quarter|quartal|trimestre|t)\s*(?P<quarter>[1-4])\s*[-/. ]*\s*(?P<year>\d{4}|\d{2})$",
    re.IGNORECASE,
)
_YEARLESS_QUARTER = re.compile(r"^(?:q|quarter|quartal|trimestre|t)\s*([1-4])$", re.IGNORECASE)
_YEAR_QUARTER = re.compile(r"^(?P<year>\d{4})\s*[-/. ]*\s*q(?P<quarter>[1-4])$", re.IGNORECASE)
_ERAS = {"昭和": 1926, "平成": 1989, "令和": 2019, "S": 1926, "H": 1989, "R": 2019,
         "㍼": 1926, "㍻": 1989, "㋿": 2019, "民國": 1912, "民国": 1912}  # fmt: skip
"""The first year of each era that dates of audits may be written in, and its sign."""
_ERA = re.compile(
    rf"^(?P<era>{'|'.join(_ERAS)})\s*\.?\s*(?P<year>\d{{1,3}}|元)\s*[年./-]\s*(?P<month>\d{{1,2}})"
    r"\s*[月./-]\s*(?P<day>\d{1,2})\s*日?(?:\s*[(（].?[)）])?$"
)
_WORDED = re.compile(r"[0-9]+|[^\d\s]+")
_SERIAL = (18_264, 73_050)
"""Excel's numbers of 1950 and 2099."""
_BOUNDS = (1950, 2200)
"""The years in which days are taken; what lies outside is told."""
_DAY_ZERO = date(1899, 12, 30)


class Order(StrEnum):
    """Which number of 01/02/2026 is the day."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


@dataclass(frozen=True)
class DateReading:
    """What a cell says as a date.

    day: None where it is none. last: the end of the month or quarter, where no more was written.
    trouble: why there is no day; ambiguous: the order decides; impossible: no calendar has it.
    """

    day: date | None = None
    last: date | None = None
    trouble: str = ""
    ambiguous: bool = False
    impossible: bool = False


@dataclass(frozen=True)
class DateOrder:
    """What a column shows of its order. order: None where it must be asked.

    mixed: whether some of its dates can only be read one way and others only the other.
    """

    order: Order | None
    reason: str
    ambiguous: int = 0
    mixed: bool = False


def evidence(cells: Iterable[Cell]) -> DateOrder:
    """The order of the dates in a column, from those that can be read one way only."""
    day_first = month_first = either = dotted = 0
    for cell in cells:
        text = text_of(cell) if isinstance(cell, str) else ""
        match = _NUMERIC.match(text)
        if not match:
            continue
        first, second = int(match[1]), int(match[2])
        if first > 12 >= second >= 1:
            day_first += 1
        elif second > 12 >= first >= 1:
            month_first += 1
        elif first != second and first <= 12 and second <= 12:
            either += 1
            dotted += "." in text
    if day_first and not month_first:
        return DateOrder(Order.DAY_FIRST, _told(day_first, _("the day comes first")))
    if month_first and not day_first:
        return DateOrder(Order.MONTH_FIRST, _told(month_first, _("the month comes first")))
    if day_first and month_first:
        return DateOrder(None, _("some dates have the day first, others the month"), either, True)
    if either and dotted == either:
        return DateOrder(Order.DAY_FIRST, _("dates with dots have the day first"))
    if either:
        return DateOrder(None, _("day and month could be either"), either)
    return DateOrder(Order.DAY_FIRST, "")


def _told(count: int, what: str) -> str:
    return ngettext(
        "{n} date can only be read so: {what}", "{n} dates can only be read so: {what}", count
    ).format(n=count, what=what)


def read_date(cell: Cell, order: Order | None = None, year: int | None = None) -> DateReading:
    """The day a cell says. year: that of the table, for “16 Mar”."""
    if isinstance(cell, datetime):
        return _within(cell.date())
    if isinstance(cell, date):
        return _within(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _number(cell)
    text = plain_digits(text_of(cell))
    if not text:
        return DateReading()
    if text.isdecimal() and len(text) == 5:
        return _number(int(text))
    for pattern in (_ISO, _COMPACT):
        match = pattern.match(text)
        if match:
            parts = [int(part) for part in match.groups()]
            if pattern is _COMPACT:
                parts = [parts[0] * 100 + parts[1], parts[2], parts[3]]
            return _made(text, *parts)
    era = _ERA.match(text)
    if era:
        nth = 1 if era["year"] == "元" else int(era["year"])
        return _made(text, _ERAS[era["era"]] + nth - 1, int(era["month"]), int(era["day"]))
    match = _NUMERIC.match(text)
    if match:
        return _numeric(text, int(match[1]), int(match[2]), _year(match[3]), order)
    match = _DAY_MONTH.match(text)
    if match:
        return _yearless(text, int(match[1]), int(match[2]), bool(match[3]), year)
    match = _MONTH_YEAR.match(text)
    if match:
        return _month(text, int(match[2]), int(match[1]))
    match = _YEAR_MONTH.match(text)
    if match:
        return _month(text, int(match[1]), int(match[2]))
    return _worded(text, year)


def is_date(cell: Cell) -> bool:
    """Whether a cell is written as a date, or as month and year.

    A bare number does not count, nor do two, such as those of a clause.
    """
    if isinstance(cell, bool | int | float) or _DAY_MONTH.match(text_of(cell)):
        return False
    said = read_date(cell, year=2000)
    return said.day is not None or said.ambiguous or said.impossible


def last_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def month_of(text: str) -> int:
    """The month a text names: “März”, “mar.”, “03”, “Q2” gives its first; 0 for none."""
    folded = fold(text)
    for word in (folded, folded.split(" ")[0] if folded else ""):
        known = _months(word)
        if len(known) == 1:
            return next(iter(known))
    quarter = re.match(r"^(?:q|qu|quartal|trimestre|t)\s*([1-4])\b", folded)
    if quarter:
        return 3 * int(quarter[1]) - 2
    return int(folded) if folded.isdecimal() and 1 <= int(folded) <= 12 else 0


def _number(value: int | float) -> DateReading:
    if isinstance(value, int) and _COMPACT.match(str(value)):
        return read_date(str(value))
    if _SERIAL[0] <= value <= _SERIAL[1]:
        return DateReading(_DAY_ZERO + timedelta(days=int(value)))
    return _no_date(text_of(value))


def _numeric(text: str, first: int, second: int, year: int, order: Order | None) -> DateReading:
    if first > 12 and second > 12:
        return _impossible(text)
    if first > 12 and second <= 12:
        return _made(text, year, second, first)
    if second > 12 and first <= 12:
        return _made(text, year, first, second)
    if first == second:
        return _made(text, year, first, second)
    if order is None and first <= 12 and second <= 12 and "." in text:
        order = Order.DAY_FIRST
    if order is None and first <= 12 and second <= 12:
        return DateReading(
            trouble=_("“{text}” may be read in two ways").format(text=text), ambiguous=True
        )
    day, month = (second, first) if order is Order.MONTH_FIRST else (first, second)
    return _made(text, year, month, day)


def _yearless(text: str, first: int, second: int, closed: bool, year: int | None) -> DateReading:
    """29.02., 15.11. or 15/11 of the year that the table tells.

    closed: whether a point closes it; without one, 03/04 may be a month and a year as well.
    """
    if second > 12 or not (closed or first > 12):
        return _no_date(text)
    if year is None:
        return _no_year(text)
    return _made(text, year, second, first)


def _no_date(text: str) -> DateReading:
    return DateReading(
        trouble=_(
            "“{text}” is no date: neither in figures, with the day, the month or the year first,"
            " nor with the name of a month"
        ).format(text=text)
    )


def _no_year(text: str) -> DateReading:
    return DateReading(
        trouble=_("“{text}” names no year, nor does the title of the table").format(text=text)
    )


def _impossible(text: str) -> DateReading:
    return DateReading(
        trouble=_(
            "“{text}” is no possible date: neither with the day first nor with the month first nor"
            " with the year first"
        ).format(text=text),
        impossible=True,
    )


def _worded(text: str, year: int | None) -> DateReading:
    """16 Mar 2026, 16. März, March 16th, 2026, 16-mar-26, Mar 2026."""
    if len(text) > 40:
        return _no_date(text)
    quarter = _QUARTER.match(text) or _YEAR_QUARTER.match(text)
    if quarter:
        number, of = int(quarter["quarter"]), _year(quarter["year"])
        return DateReading(date(of, 3 * number - 2, 1), last_of_month(date(of, 3 * number, 1)))
    yearless = _YEARLESS_QUARTER.match(text)
    if yearless:
        return _no_year(text) if year is None else _worded(f"Q{yearless[1]} {year}", None)
    parts = [part for part in _WORDED.findall(fold(text)) if part not in _FILLERS]
    numbers = [part for part in parts if part.isdecimal()]
    everywhere = len(numbers) > 1 and any(len(one) == 4 for one in numbers)
    parts = _whole_names(parts, everywhere)
    worded = [part for part in parts if not part.isdecimal()]
    named = [part for part in worded if _months(part, everywhere) and not is_sign(part)]
    if any(part not in named and not is_sign(part, everywhere) for part in worded):
        return _no_date(text)
    if not named and worded and len(numbers) == 3:
        spelt = any(len(one) > 1 or one > "z" for one in worded)
        return _signed(text, numbers, spelt)
    if len(named) != 1 or len(numbers) not in (1, 2):
        return _no_date(text)
    meant = _months(named[0], everywhere)
    if len(meant) > 1:
        return DateReading(
            trouble=_("“{text}” names another month in another language").format(text=text),
            ambiguous=True,
        )
    month = next(iter(meant))
    if len(numbers) == 2:
        first, second = numbers
        if len(first) == 4:
            first, second = second, first
        return _made(text, _year(second), month, int(first))
    only = numbers[0]
    first_named = parts[0] == named[0]
    if len(only) == 4 or (len(only) == 2 and (int(only) > 31 or "'" in text or "’" in text)):
        return _month(text, _year(only), month)
    if len(only) == 2 and first_named and re.match(r"^[^\W\d_]+\.?\s*[-/]\s*\d\d$", text):
        return _month(text, _year(only), month)
    if year is None:
        return _no_year(text)
    return _made(text, year, month, int(only))


def _whole_names(parts: Sequence[str], everywhere: bool) -> list[str]:
    """The parts of a date, those of a month of several words together."""
    joined, n = [], 0
    while n < len(parts):
        for words in (3, 2, 1):
            name = " ".join(parts[n : n + words])
            if words == 1 or (not name[0].isdecimal() and _months(name, everywhere)):
                joined.append(name)
                n += words
                break
    return joined


def _months(word: str, everywhere: bool = False) -> frozenset[int]:
    """The months that a word may name, by CLDR, and as spreadsheet programs write them."""
    own = groups()["months"].get(fold(word))
    return frozenset({int(own)}) if own else months_in(word, everywhere)


def _signed(text: str, numbers: Sequence[str], spelt: bool) -> DateReading:
    """2026年3月16日, 16 tháng 3, 2026: with signs, the year stands at one end, the month within.

    spelt: whether a sign is more than one plain letter, which may stand for anything.
    """
    first, second, third = numbers
    if len(first) == 4:
        return _made(text, int(first), int(second), int(third))
    if len(third) == 4 and spelt:
        return _made(text, int(third), int(second), int(first))
    return _no_date(text)


_FILLERS = frozenset("of the der den le el il la del am st nd rd th".split())
"""Articles and endings of numbers in a date; the other words of dates come from CLDR."""


def _year(text: str) -> int:
    number = int(text)
    if len(text) > 2:
        return number
    return number + (2000 if number < 70 else 1900)


def _month(text: str, year: int, month: int) -> DateReading:
    made = _made(text, year, month, 1)
    return DateReading(
        made.day,
        last_of_month(made.day) if made.day else None,
        made.trouble,
        impossible=made.impossible,
    )


def _made(text: str, year: int, month: int, day: int) -> DateReading:
    try:
        made = date(year, month, day)
    except ValueError:
        made = None
    if made is None:
        return _impossible(text)
    return _within(made)


def _within(day: date) -> DateReading:
    """A day, unless nobody can mean it: a zero in the format of a date, or far in the future."""
    if _BOUNDS[0] <= day.year <= _BOUNDS[1]:
        return DateReading(day)
    trouble = _("“{text}” is no day of an audit: it is before {first} or after {last}")
    return DateReading(
        trouble=trouble.format(text=day.isoformat(), first=_BOUNDS[0], last=_BOUNDS[1]),
        impossible=True,
    )
