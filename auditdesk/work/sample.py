"""Sample: Meridian Pumps, a maker of pumps that does not exist, played from resources/demo.

The story ends on a day; told for another one, all its days move by whole weeks, so that weekdays
stay, and its numbers are those that the audits, findings and actions get in their new years.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from auditdesk.book.book import Book
from auditdesk.book.step import Step
from auditdesk.book.tables import ActionFinding, ActionRow, AuditRow, Finding, Programme, Table
from auditdesk.domain.numbering import Number
from auditdesk.i18n import _
from auditdesk.paths import resource
from auditdesk.work import entry, kinds, organisation

NAME = "Meridian Pumps"
LAST_DAY = date(2026, 11, 20)
"""The day on which the story ends: its “today”."""
_MORNING = time(8, tzinfo=UTC)
_PAUSE = timedelta(minutes=1)
"""Between two steps of one day."""
_NUMBER = re.compile(r"\b[A-Z]{2}-\d{4}-\d{3}\b")
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


def play(book: Book, last_day: date = LAST_DAY) -> int:
    """Tell the story of the sample company in an empty book, a step at a time; how many steps.

    last_day: the day on which it ends, or within a week before. Its steps bear the days of the
    story where these have come, so that the book can be shown as of each of them.
    """
    shift = timedelta(weeks=(last_day - LAST_DAY).days // 7)
    steps = [
        told
        for path in sorted(resource("demo").glob("*.toml"))
        for told in tomllib.loads(path.read_text("utf-8"))["step"]
    ]
    moments = _moments([told["today"] + shift for told in steps])
    with book.step(_("Found {name}").format(name=NAME), at=next(moments)) as step:
        organisation.found(step, NAME)
    played = 1
    story = _Story(shift)
    for told in steps:
        with book.step(told["what"], at=next(moments)) as step:
            for data in told["entry"]:
                story.enter(step, data, told["today"])
        played += 1
    return played


def _moments(days: Sequence[date]) -> Iterator[datetime | None]:
    """When the founding and each step happened, in order; the clock's where a day has not come."""
    now = datetime.now(UTC)
    moment = datetime.combine(days[0], _MORNING)
    yield moment if moment <= now else None
    for day in days:
        moment = max(moment + _PAUSE, datetime.combine(day, _MORNING))
        yield moment if moment <= now else None


class _Story:
    """The entries, told some weeks later or earlier than they were written."""

    def __init__(self, shift: timedelta) -> None:
        self._shift = shift
        self._numbers: dict[str, str] = {}
        self._given: Counter[tuple[str, int]] = Counter()

    def enter(self, step: Step, data: Mapping[str, Any], today: date) -> None:
        """`add` names the kind of a new thing; `set` names the kind, a blank, and which one."""
        told = {key: self._moved(value) for key, value in data.items()} if self._shift else data
        values = {key: value for key, value in told.items() if key not in ("add", "set")}
        for key in {"file", "logo"} & values.keys():
            values[key] = str(resource("demo", values[key]))
        name, _blank, which = str(told.get("add") or told["set"]).partition(" ")
        kind = kinds.kind_of(name)
        if self._shift:
            which = self._placed(step, kind.name, which, values)
            if values.get("move") == "start":
                values.setdefault("reason", _("As the story of {name} tells it").format(name=NAME))
        now = today + self._shift
        if which or "set" in told:
            id = entry.amend(step, kind, which, values, now)
        else:
            id = entry.enter(step, kind, values, now)
        if self._shift and kind.table in (AuditRow, ActionRow, Finding):
            self._learn(step, kind.table, id, now)

    def _moved(self, value: Any) -> Any:
        """A value with its days, and with the numbers that are known by now."""
        if isinstance(value, date):
            return value + self._shift
        if isinstance(value, list):
            return [self._moved(one) for one in value]
        if isinstance(value, dict):
            return {self._moved(key): self._moved(one) for key, one in value.items()}
        if not isinstance(value, str):
            return value
        text = _NUMBER.sub(lambda found: self._numbers.get(found[0], found[0]), value)
        return _DAY.sub(self._day, text)

    def _day(self, found: re.Match[str]) -> str:
        try:
            return (date.fromisoformat(found[0]) + self._shift).isoformat()
        except ValueError:
            return found[0]

    def _year(self, year: int) -> int:
        """The year in which most of a year lies now."""
        return (date(year, 7, 1) + self._shift).year

    def _placed(self, step: Step, kind: str, which: str, values: dict[str, Any]) -> str:
        """Put years and programmes into their place; an audit may have opened one already."""
        if "programme" in values:
            values["programme"] = str(self._year(int(values["programme"])))
        if "year" in values:
            year = values["year"] = self._year(values["year"])
            if kind == "programme":
                values.pop("title", None)
                if step.find(Programme, year=year):
                    del values["year"]
                    return str(year)
        return str(self._year(int(which))) if kind == "programme" and which else which

    def _learn(self, step: Step, table: type[Table], id: str, today: date) -> None:
        """Which number a thing has now, by the one that the story calls it by."""
        row: Any = step.get(table, id)
        number = Number.parse(str(row.number or ""))
        if number is None or str(number) in self._numbers.values():
            return
        if table is ActionRow:
            link = step.find(ActionFinding, action=id)
            on = (step.get(Finding, link.finding).issued_on if link else None) or today
        else:
            on = row.starts_on if table is AuditRow else row.issued_on
        key = (number.series, (on - self._shift).year)
        self._given[key] += 1
        self._numbers[str(Number(*key, self._given[key]))] = str(number)
