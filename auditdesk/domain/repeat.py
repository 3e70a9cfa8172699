"""Repeat: whether an earlier nonconformity is like a finding, and what grade a repeat deserves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from auditdesk.domain.finding import FindingState, Grade
from auditdesk.domain.months import months_between, months_later
from auditdesk.i18n import _, ngettext


@dataclass(frozen=True)
class Earlier:
    """An earlier nonconformity on the same or a mapped clause, at the same process or site.

    like: how many of the words are the same, in per cent. moved: whether the clause is that of
    another edition.
    """

    id: str
    number: str
    state: str
    raised_on: date
    closed_on: date | None
    statement: str
    clause: str
    moved: bool
    same_process: bool
    same_site: bool
    like: int

    @property
    def rank(self) -> int:
        """The more, the more likely it is a repeat; the process says most."""
        return self.like + 40 * self.same_process + 15 * self.same_site + 10 * (not self.moved)

    def counts(self) -> bool:
        """At another process, the words must say that it is the same; a clause alone never does."""
        return self.like >= (LIKE_AT_ALL if self.same_process else LIKE_ENOUGH)


LIKE_ENOUGH = 35
LIKE_AT_ALL = 1
_FEWEST = 6


def likeness(words: frozenset[str], others: frozenset[str]) -> int:
    """How many of the words of the shorter text stand in the other, in per cent."""
    shorter = max(min(len(words), len(others)), _FEWEST)
    return 100 * len(words & others) // shorter


def ranked(found: Sequence[Earlier], most: int) -> list[Earlier]:
    """The likeliest first; of equals, the newest."""
    counting = [one for one in found if one.counts()]
    return sorted(counting, key=lambda one: (-one.rank, -one.raised_on.toordinal()))[:most]


def raised(grade: Grade, scheme: Sequence[Grade], series: str = "") -> Grade | None:
    """The grade above in the order of the scheme; None where none demands more.

    series: that of the number it bears already, which a grade cannot change.
    """
    place = [one.key for one in scheme].index(grade.key)
    above = scheme[place - 1] if place else None
    if above is None or not above.nonconformity or (series and above.series != series):
        return None
    return above


def sentence(one: Earlier, today: date) -> str:
    """“Same clause and process as NC-2025-031, closed 7 months ago.”"""
    if one.same_process and not one.moved:
        told = _("Same clause and process as {number}, {when}.")
    elif one.same_process:
        told = _("Same clause of the other edition and same process as {number}, {when}.")
    elif one.moved:
        told = _("Same clause of the other edition, same site and like words as {number}, {when}.")
    else:
        told = _("Same clause and site and like words as {number}, {when}.")
    if one.state != FindingState.CLOSED or one.closed_on is None:
        return told.format(number=one.number, when=_("still open"))
    return told.format(number=one.number, when=_closed(one.closed_on, today))


def _closed(day: date, today: date) -> str:
    """When it was closed, in days, calendar months, or years from two on."""
    months, days = months_between(day, today), (today - day).days
    if days < 0:
        return _("closed on {day}").format(day=day)
    if not days:
        return _("closed today")
    if not months:
        return ngettext("closed {n} day ago", "closed {n} days ago", days).format(n=days)
    if months < 24:
        return ngettext("closed {n} month ago", "closed {n} months ago", months).format(n=months)
    years = months // 12
    return ngettext("closed {n} year ago", "closed {n} years ago", years).format(n=years)


def since(day: date, months: int) -> date:
    """The day so many months before; the last of the month where there is no such day."""
    return months_later(day, -months)
