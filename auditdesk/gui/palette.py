"""Palette: one field for every command, every official number, and everything ever written."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from auditdesk.book.listings import ACTIONS, AUDITS, FINDINGS
from auditdesk.book.lists import List, Query
from auditdesk.domain.fold import fold, spellings
from auditdesk.gui.chooser import Entry
from auditdesk.gui.desk import Desk
from auditdesk.gui.page import Command
from auditdesk.i18n import _
from auditdesk.work.lookup import by_number

_EACH = 8
_LEAST = 2


class Palette:
    """Finds what a text may mean: a number first, then commands, then texts of the book."""

    def __init__(self, desk: Desk | None, commands: Callable[[], Sequence[Command]]) -> None:
        self._desk = desk
        self._commands = commands

    def __call__(self, text: str) -> Iterable[Entry]:
        typed = text.strip()
        yield from self._numbers(typed)
        words = fold(typed).split()
        for command in self._commands():
            if all(word in spellings(command.text) for word in words):
                yield Entry(command.text, command.do, command.keys)
        if len(typed) >= _LEAST:
            yield from self._texts(typed)

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
