"""Marks: what the cells of a grid of months, weeks, days or half days say of their row."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from auditdesk.i18n import _
from auditdesk.intake.grid import Position, halves_across, is_mark, months_across, span_of
from auditdesk.intake.tables import SheetTable
from auditdesk.intake.words import fold, groups, is_whole, meant, yes_no

Noting = Callable[[str, str], object]
"""Keeps what a cell says as a note, and why."""
_SIGNS = re.compile(r"[-–—.0/]+")


class Marks:
    """Reads the marks of one table, with what its titles and its legend say of them.

    year: that of months without one. People are away, there or unknown; audits lie where a mark is.
    """

    def __init__(self, table: SheetTable, kind: str, year: int | None) -> None:
        self._grid: dict[int, Position] = months_across(table.headings)
        self._halves = halves_across(table.headings)
        self._legend, self._kind, self._year = table.legend, kind, year
        said = _said_by((table.sheet, *table.titles))
        self._of_absences, self._of_presences = "absent" in said, said == {"present"}

    def read(self, values: dict[str, Any], place: int, text: str, note: Noting) -> None:
        """Take what a cell of the grid says into the values of its row."""
        position = self._grid.get(place)
        away = self._of_presences and self._kind == "person" and _denies(text)
        if position is None or not (away or is_mark(text)):
            return
        span = span_of(position, self._year)
        if span is None:
            note(text, _("nothing says of which year the months are"))
        elif self._kind == "person":
            self._read_absence(values, place, text, span, note)
        else:
            self._read_audit(values, text, span, note)

    def _read_audit(
        self, values: dict[str, Any], text: str, span: tuple[date, date], note: Noting
    ) -> None:
        values.setdefault("spans", []).append(span)
        meaning = self._legend.get(text, "")
        state = meant("audit_state", meaning) if meaning else ""
        if state and state != "planned":
            values.setdefault("span_states", {})[span] = state
        if meaning and state != "planned":
            note(text, _("the legend explains it as “{meaning}”").format(meaning=meaning))
        elif not meaning and len(text) > 1 and meant("verdict", text) != "conform":
            note(text, _("the mark of the month"))

    def _read_absence(
        self,
        values: dict[str, Any],
        place: int,
        text: str,
        span: tuple[date, date],
        note: Noting,
    ) -> None:
        """A mark of somebody in a list of days: away, there, or a word that nobody knows."""
        said = meant("absence", self._legend.get(text, text))
        if self._of_presences and not (said == "absent" or _denies(text)):
            return
        if said == "absent" or (not said and (self._of_absences or self._of_presences)):
            half = self._halves.get(place)
            if half is None:
                _add(values.setdefault("absences", []), span)
            else:
                values.setdefault("halves", {}).setdefault(span, {})[half] = text
        elif not said:
            note(text, _("it does not say whether somebody is away"))

    def settle(self, values: dict[str, Any], note: Noting) -> None:
        """Join the halves of days: who is away for both is absent, for one it is said."""
        for span, halves in values.pop("halves", {}).items():
            if len(halves) > 1:
                _add(values.setdefault("absences", []), span)
                continue
            day = span[0].isoformat()
            for half, text in halves.items():
                told = _("away in the morning of {day} only: absences are of whole days")
                if half:
                    told = _("away in the afternoon of {day} only: absences are of whole days")
                note(text, told.format(day=day))


def _add(spans: list[tuple[date, date]], span: tuple[date, date]) -> None:
    if spans and spans[-1][1] + timedelta(days=1) == span[0]:
        span = (spans.pop()[0], span[1])
    spans.append(span)


def _denies(text: str) -> bool:
    """Whether a word or cross says no; a dash may mean that nobody asked."""
    return yes_no(text) is False and not _SIGNS.fullmatch(text.strip())


def _said_by(titles: tuple[str, ...]) -> set[str]:
    """Whether titles are of who is absent, who is present, or both."""
    folded = list(map(fold, titles))
    words = sorted(groups()["absence"].items(), key=lambda one: -len(one[0]))
    said: set[str] = set()
    for word, meaning in words:
        if len(word) > _SHORTEST and any(is_whole(word, title) for title in folded):
            said.add(meaning)
            folded = [f" {title} ".replace(f" {word} ", "  ").strip() for title in folded]
    return said


_SHORTEST = 3
