"""Grid: the weeks of some calendar years, with the calendar of each site."""

from collections.abc import Iterator
from datetime import date, timedelta

from auditdesk.book.reading import Reading
from auditdesk.domain.programme import WorkingDays
from auditdesk.planner.problem import DAYS, HALF_DAYS
from auditdesk.work.organisation import working_days


class Grid:
    """The weeks that have a day of these years; `now` is the first that is still open.

    first, last: the days of the years. Their first and last week may have days of other years too:
    these are not planned on (`outside`). start: the Monday of the first week.
    """

    def __init__(self, year: int, years: int, today: date) -> None:
        self.year = year
        self.first, self.last = date(year, 1, 1), date(year + years - 1, 12, 31)
        self.start = self.first - timedelta(days=self.first.weekday())
        self.weeks = self.week(self.last) + 1
        self.now = min(max(0, self.week(today) + 1 if today >= self.start else 0), self.weeks)
        self._calendars: dict[str | None, WorkingDays] = {}

    def week(self, day: date) -> int:
        return (day - self.start).days // 7

    def month(self, week: int) -> tuple[int, int]:
        """The month that most of a week lies in, of these years."""
        thursday = self.start + timedelta(weeks=week, days=3)
        inside = min(max(thursday, self.first), self.last)
        return inside.year, inside.month

    def outside(self, day: date) -> bool:
        """Whether a day belongs to another year."""
        return not self.first <= day <= self.last

    def days(self) -> Iterator[tuple[int, int, date]]:
        """Week, weekday and date of each day from Monday to Friday."""
        for week in range(self.weeks):
            for day in range(DAYS):
                yield week, day, self.start + timedelta(weeks=week, days=day)

    def calendar(self, site: str | None) -> WorkingDays:
        """The working days of a site, or of the organisation."""
        if site not in self._calendars:
            self._calendars[site] = working_days(Reading(), site)
        return self._calendars[site]

    def place(self, day: date, length: int) -> tuple[int, int]:
        """Week and half day on which an audit of that length begins, moved into its week."""
        week, weekday = divmod((day - self.start).days, 7)
        return week, max(0, min(2 * min(weekday, DAYS - 1), HALF_DAYS - length))
