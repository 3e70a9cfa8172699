"""Chips: the filters of a list, each a click; an active one says what it lets through."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from auditdesk.book.lists import Only, Query
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.parts.chooser import Chooser, Entry, matching
from auditdesk.gui.parts.flow import FlowBox
from auditdesk.gui.parts.widgets import restyle
from auditdesk.i18n import N_, _

LATE = "late"


@dataclass(frozen=True)
class ChipFilter:
    """One filter: its name in the list, its word, and the values to choose from (value, word)."""

    name: str
    word: str
    values: Callable[[Desk], Sequence[tuple[str, str]]]


LATE_FILTER = ChipFilter(LATE, N_("Late"), lambda _desk: ())


class ChipBar(FlowBox):
    """The filters of one list; `changed` with the query they make.

    only: the records that were counted elsewhere, to which the list is narrowed; its chip is there
    for as long as they are.
    """

    changed = Signal()

    def __init__(self, desk: Desk, filters: Sequence[ChipFilter]) -> None:
        super().__init__(gap=6)
        self._desk = desk
        self._filters = {one.name: one for one in filters}
        self._values: dict[str, tuple[str, str]] = {}
        self.only: Only | None = None
        self._counted = QPushButton()
        self._counted.setAutoDefault(False)
        self._counted.setProperty("role", "chip")
        self._counted.clicked.connect(lambda _checked=False: self._let_go())
        self.add(self._counted)
        self._chips: dict[str, QPushButton] = {}
        for one in filters:
            chip = QPushButton()
            chip.setProperty("role", "chip")
            chip.setAutoDefault(False)
            chip.clicked.connect(lambda _checked=False, name=one.name: self._pressed(name))
            self._chips[one.name] = chip
            self.add(chip)
        self._draw()

    @property
    def active(self) -> dict[str, str]:
        """The values by filter that are let through now."""
        return {name: value for name, (value, _word) in self._values.items()}

    def values_of(self, name: str) -> list[tuple[str, str]]:
        """What a filter may let through, as value and word; none for a list without it."""
        return list(self._filters[name].values(self._desk)) if name in self._filters else []

    def choose(self, name: str) -> None:
        """Ask what a filter lets through."""
        self._choose(name)

    def put(self, name: str, value: str, word: str = "") -> None:
        """Let only this value through; "" lets everything through."""
        if value:
            self._values[name] = (value, word or self._word(name, value))
        else:
            self._values.pop(name, None)
        self._draw()
        self.changed.emit()

    def show_values(self, values: dict[str, str], only: Only | None = None) -> None:
        """Let these values and records through, and nothing else; says `changed` once."""
        self.only = only
        self._values = {
            name: (value, self._word(name, value))
            for name, value in values.items()
            if name in self._filters
        }
        self._draw()
        self.changed.emit()

    def on(self, query: Query) -> Query:
        """A query with these filters."""
        where = tuple(
            (name, value) for name, (value, _word) in self._values.items() if name != LATE
        )
        return replace(
            query,
            where=where,
            late_on=self._desk.today if LATE in self._values else None,
            only=self.only,
        )

    def _let_go(self) -> None:
        """Show not only what was counted."""
        self.only = None
        self._draw()
        self.changed.emit()

    def _word(self, name: str, value: str) -> str:
        return dict(self._filters[name].values(self._desk)).get(value, value)

    def _pressed(self, name: str) -> None:
        if name in self._values:
            self.put(name, "")
        elif name == LATE:
            self.put(name, "yes")
        else:
            self._choose(name)

    def _choose(self, name: str) -> None:
        entries = [
            Entry(word, partial(self.put, name, value, word))
            for value, word in self._filters[name].values(self._desk)
        ]
        word = _(self._filters[name].word)
        chip = self._chips[name]
        Chooser(chip, self._desk.theme, matching(entries), word).open_below(chip, 300)

    def _draw(self) -> None:
        told = self.only.told if self.only else ""
        self._counted.setText(f"{told}  ×".replace("&", "&&"))
        self._counted.setAccessibleName(_("Filter {name}, active").format(name=told))
        self._counted.setProperty("active", self.only is not None)
        self._counted.setVisible(self.only is not None)
        restyle(self._counted)
        for name, chip in self._chips.items():
            word = _(self._filters[name].word)
            active = name in self._values
            shown = word
            if active and name != LATE:
                shown = f"{word}: {self._values[name][1]}"
            text = f"{shown}  ×" if active else shown
            chip.setText(text.replace("&", "&&"))
            chip.setAccessibleName(
                _("Filter {name}, active").format(name=shown)
                if active
                else _("Filter {name}").format(name=shown)
            )
            chip.setProperty("active", active)
            restyle(chip)
        self.updateGeometry()
