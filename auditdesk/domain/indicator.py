"""Indicators: what a number of an audit programme is made of, and how it is told.

ISO 9001, 9.1.3 asks for analysis, 9.3.2 for trends; which figures serve an organisation it leaves
open. Each says its formula in words, and where there is nothing to count it is not told.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from auditdesk.domain.share import percent
from auditdesk.i18n import N_, _, ngettext


class Measure(StrEnum):
    """How records become a number."""

    COUNT = "count"
    SHARE = "share"
    DAYS = "days"
    RATE = "rate"


class Topic(StrEnum):
    """What an indicator is about, in the order in which they are shown."""

    PROGRAMME = "programme"
    FINDINGS = "findings"
    ANSWERS = "answers"
    ACTIONS = "actions"
    AUDITORS = "auditors"

    @property
    def label(self) -> str:
        return _(TOPIC_LABELS[self])


TOPIC_LABELS = {
    Topic.PROGRAMME: N_("Programme"),
    Topic.FINDINGS: N_("Findings"),
    Topic.ANSWERS: N_("Answers to findings"),
    Topic.ACTIONS: N_("Actions"),
    Topic.AUDITORS: N_("Auditors"),
}


class Extent(NamedTuple):
    """What is looked at: days, and one site, process and standard by name, "" for all."""

    first: date
    last: date
    today: date
    site: str = ""
    process: str = ""
    standard: str = ""

    @property
    def values(self) -> dict[str, str]:
        """As conditions name them."""
        return {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "today": self.today.isoformat(),
            "site": self.site,
            "process": self.process,
            "standard": self.standard,
        }


class Figure(NamedTuple):
    """What an indicator comes to.

    whole: the records, or other things, that it is counted over. part: those of them that it
    counts, or hours. per: by how much a rate is divided. median, ninetieth: in days; None where
    there are none.
    """

    measure: Measure
    whole: int
    part: float = 0
    per: float = 0
    median: float | None = None
    ninetieth: float | None = None

    @property
    def is_told(self) -> bool:
        """Whether there is something to tell: a share of nothing is not 0 %."""
        if self.measure is Measure.RATE:
            return self.per > 0
        return self.measure is Measure.COUNT or self.whole > 0

    @property
    def value(self) -> float | None:
        """The number alone: count, per cent, days or rate; None where there is nothing to tell."""
        if not self.is_told:
            return None
        if self.measure is Measure.SHARE:
            return percent(round(self.part), self.whole)
        if self.measure is Measure.RATE:
            return round(self.part / self.per, 2)
        return self.part if self.measure is Measure.COUNT else self.median

    @property
    def told(self) -> str:
        """The number in words."""
        if not self.is_told:
            return _("not to be told")
        if self.measure is Measure.SHARE:
            return _("{n} %").format(n=percent(round(self.part), self.whole))
        if self.measure is Measure.DAYS:
            median = self.median or 0
            return ngettext("{n} day", "{n} days", round(median)).format(n=number(median))
        return number(self.value or 0)

    @property
    def of(self) -> str:
        """What the number is made of, in words."""
        if self.measure is Measure.SHARE:
            return _("{part} of {whole}").format(part=number(self.part), whole=self.whole)
        if self.measure is Measure.RATE:
            return _("{part} on {per}").format(part=number(self.part), per=number(self.per))
        if self.measure is Measure.DAYS and self.ninetieth is not None:
            return _("median of {n}; 90 % in {days} d").format(
                n=self.whole, days=number(self.ninetieth)
            )
        return ""


def number(value: float) -> str:
    """A number with two places at most, and none where it is whole."""
    return f"{round(value, 2):g}" if abs(value) < 100_000 else f"{value:.0f}"


def days_figure(days: Sequence[float]) -> Figure:
    """Median, and the least number of days within which nine of ten lie (nearest rank)."""
    if not days:
        return Figure(Measure.DAYS, 0)
    ordered, n = sorted(days), len(days)
    median = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    return Figure(Measure.DAYS, n, n, 0, median, ordered[-(-9 * n // 10) - 1])


BANDS = ((0, 30), (31, 60), (61, 90), (91, None))
"""Ages in days, as registers are usually read; the last band has no end."""
LATE_BANDS = ((1, 30), *BANDS[1:])
"""The same of what was due: on its day nothing is late yet."""


def band_name(first: int, last: int | None) -> str:
    """“31–60 days”, “more than 90 days”."""
    if last is None:
        return _("more than {n} days").format(n=first - 1)
    return _("{first}–{last} days").format(first=first, last=last)
