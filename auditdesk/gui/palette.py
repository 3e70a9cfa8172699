"""Palette: one field for every command, every official number, and everything ever written."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from itertools import islice
from typing import NamedTuple

from auditdesk.book.listings import ACTIONS, AUDITS, FINDINGS
from auditdesk.book.lists import List, Query
from auditdesk.book.reading import Reading
from auditdesk.book.tables import ClauseRow, Person, Process, Site, StandardRow, Unit
from auditdesk.domain.clause import nearest
from auditdesk.domain.fold import fold, spellings
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.page import Command
from auditdesk.gui.parts import help
from auditdesk.gui.parts.chooser import Entry
from auditdesk.i18n import N_, _
from auditdesk.work.lookup import by_number, unit_name

_EACH = 8
_LEAST = 2


_KINDS = {
    "person": N_("Person"),
    "process": N_("Process"),
    "site": N_("Site"),
    "unit": N_("Unit"),
    "standard": N_("Standard"),
    "clause": N_("Clause"),
}


class _Named(NamedTuple):
    """Something that is found by its name, however it is spelt."""

    id: str
    name: str
    spellings: str


def _clauses(read: Reading) -> dict[str, str]:
    """Clauses by id; of those called alike in several standards each says whose it is."""
    clauses = list(read.rows(ClauseRow))
    standards = {one.id: one.designation for one in read.rows(StandardRow)}
    names = {one.id: f"{one.number} {one.title}" for one in clauses}
    shared = Counter(names.values())
    return {
        one.id: f"{standards[one.standard]} · {name}" if shared[name] > 1 else name
        for one in clauses
        for name in (names[one.id],)
    }


class Palette:
    """Finds what a text may mean: a number first, then commands, names, texts and help.

    Where nothing fits, it says so, with the names that come near.
    """

    def __init__(
        self,
        desk: Desk | None,
        commands: Callable[[], Sequence[Command]],
        show_help: Callable[[str], object],
    ) -> None:
        self._desk = desk
        self._commands = commands
        self._show_help = show_help

    def __call__(self, text: str) -> Iterable[Entry]:
        typed = text.strip()
        entries = [*self._numbers(typed), *self._deeds(typed)]
        if len(typed) >= _LEAST:
            entries += [*self._names(typed), *self._texts(typed), *self._help(typed)]
        return entries or self._nothing(typed)

    def _deeds(self, typed: str) -> Iterator[Entry]:
        """Commands that hold all words; first those that begin so, then those that say it so."""
        asked = fold(typed)
        told = [
            (spellings(f"{one.text} {_(one.also) if one.also else ''}"), one)
            for one in self._commands()
        ]
        fitting = [one for one in told if all(word in one[0] for word in asked.split())]
        fitting.sort(key=lambda one: (not one[0].startswith(asked), asked not in one[0]))
        for _words, command in fitting:
            beside = _("read only") if command.why_not else command.keys
            yield Entry(command.text, command.do, beside)

    def _names(self, typed: str) -> Iterator[Entry]:
        """People, processes, sites, units, clauses and standards whose name holds all words."""
        if self._desk is None:
            return
        words = fold(typed).split()
        for kind, names in self._named.items():
            fitting = (one for one in names if all(word in one.spellings for word in words))
            for one in islice(fitting, _EACH):
                yield self._going(one.name, kind, one.id, _(_KINDS[kind]))

    @cached_property
    def _named(self) -> dict[str, list[_Named]]:
        """What has a name, by kind, read once while the field is open."""
        assert self._desk is not None
        read = self._desk.read
        names = {
            "person": {one.id: one.name for one in read.rows(Person)},
            "process": {one.id: f"{one.code} {one.name}" for one in read.rows(Process)},
            "site": {one.id: one.name for one in read.rows(Site)},
            "unit": {one.id: unit_name(read, one) for one in read.rows(Unit)},
            "standard": {one.id: one.designation for one in read.rows(StandardRow)},
            "clause": _clauses(read),
        }
        return {
            kind: [_Named(id, name.strip(), spellings(name)) for id, name in of.items()]
            for kind, of in names.items()
        }

    def _help(self, typed: str) -> Iterator[Entry]:
        """Pages of the help that hold all words."""
        words = fold(typed).split()
        for key, title, told in help.pages():
            known = spellings(told)
            if all(word in known for word in words):
                yield Entry(title, partial(self._show_help, key), _("Help"))

    def _nothing(self, typed: str) -> Iterator[Entry]:
        yield Entry(_("Nothing is called “{text}”.").format(text=typed), lambda: None)
        if self._desk is None:
            return
        near = {one.name: (kind, one.id) for kind, of in self._named.items() for one in of}
        for name in nearest(typed, near):
            kind, id = near[name]
            yield self._going(name, kind, id, _("near"))

    def _numbers(self, text: str) -> Iterator[Entry]:
        if self._desk and text:
            found = by_number(self._desk.read, text)
            if found:
                yield self._going(text.upper(), *found)

    def _texts(self, text: str) -> Iterator[Entry]:
        desk = self._desk
        if desk is None:
            return
        query = Query(text=text)
        for finding in List(desk.book, FINDINGS, query).page(0, _EACH):
            name = finding.number or _("draft")
            words = finding.statement or finding.evidence
            yield self._going(f"{name}  {words}", "finding", finding.id, _(finding.grade_label))
        for action in List(desk.book, ACTIONS, query).page(0, _EACH):
            yield self._going(f"{action.number}  {action.what}", "action", action.id, _("Action"))
        for audit in List(desk.book, AUDITS, query).page(0, _EACH):
            yield self._going(f"{audit.number}  {audit.title}", "audit", audit.id, _("Audit"))

    def _going(self, text: str, kind: str, id: str, beside: str = "") -> Entry:
        desk = self._desk
        assert desk is not None
        return Entry(text, lambda: desk.show(kind, id), beside or _("Go to"))
