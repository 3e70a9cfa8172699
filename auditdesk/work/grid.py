"""Grid: the weeks of some years, with the calendar of each site."""

from collections.abc import Iterator
from datetime import date, timedelta

from auditdesk.book.reading import Reading
from auditdesk.domain.programme import WorkingDays
from auditdesk.planner.problem import DAYS, HALF_DAYS
from auditdesk.work.organisation import working_days


class Grid:
    """Weeks from the Monday of the first ISO week on; `now` is the first that is still open."""

    def __init__(self, year: int, years: int, today: date) -> None:
        self.year = year
        self.start = date.fromisocalendar(year, 1, 1)
        self.weeks = sum(date(year + n, 12, 28).isocalendar().week for n in range(years))
        self.end = self.start + timedelta(weeks=self.weeks, days=-1)
        self.now = min(max(0, self.week(today) + 1 if today >= self.start else 0), self.weeks)
        self._calendars: dict[str | None, WorkingDays] = {}

    def week(self, day: date) -> int:
        return (day - self.start).days // 7

    def month(self, week: int) -> tuple[int, int]:
        """The month that most of a week lies in."""
        thursday = self.start + timedelta(weeks=week, days=3)
        return thursday.year, thursday.month

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
