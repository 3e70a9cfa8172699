"""Identity: by what a row of a file is known to be something that the book has, kind by kind.

Registers count anew each year, and sheets and files each for themselves: a running number alone
identifies nothing. What is only alike is new, and the account names its namesake.
"""

from collections import defaultdict
from dataclasses import dataclass

from auditdesk.book.step import Step
from auditdesk.book.tables import Finding
from auditdesk.book.texts import clean_text
from auditdesk.i18n import N_, _
from auditdesk.intake.words import fold
from auditdesk.work.intake.context import related

IDENTITY = {
    "finding": N_(
        "its number here; its old number with its series, of the same year, with its day or its"
        " words; a running number with its day and its words; without a number its day, words and"
        " place"
    ),
    "action": N_("its number here; the finding that the row names, and its words"),
    "audit": N_("its number here; its old number or title, with its day or its words"),
    "session": N_("its audit, day, time and words"),
    "checklist_line": N_("its audit and question"),
    "person": N_("the whole name, in either order, or the e-mail address"),
    "process": N_("its name or code"),
    "unit": N_("its process and site"),
    "clause": N_("its standard and number"),
    "matrix": N_("the process and the clause"),
}
"""By what things of a kind are recognised, as window, command and help say it."""


def draft_name(id: str) -> str:
    """What a draft is called: by the end of its id, as everywhere."""
    return _("draft {id}").format(id=id[-6:])


@dataclass(frozen=True)
class _Facts:
    raised: str
    words: str


class FindingsKnown:
    """The findings of the book by what a register can know them by."""

    def __init__(self, step: Step) -> None:
        self._by_own: dict[str, list[str]] = defaultdict(list)
        self._by_foreign: dict[str, list[str]] = defaultdict(list)
        self._by_words: dict[str, list[str]] = defaultdict(list)
        self._by_text: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        self._facts: dict[str, _Facts] = {}
        columns = "id number foreign_number statement evidence raised_on place".split()
        for id, number, *rest in step.tuples(Finding, *columns):
            self.add(id, number or draft_name(id), *rest)

    def add(
        self,
        id: str,
        number: str | None,
        foreign: str,
        statement: str,
        evidence: str,
        raised: str,
        place: str,
    ) -> None:
        """number: its own, None where the register that it comes from cannot know it."""
        if number:
            self._by_own[number.casefold()].append(id)
        if foreign:
            self._by_foreign[foreign.casefold()].append(id)
        self._by_text[_key(statement, evidence, raised, place)].append(id)
        words = fold(statement or evidence)[:200]
        self._by_words[words].append(id)
        self._facts[id] = _Facts(raised, words)

    def numbered(self, text: str, raised: str, statement: str, *, own: bool) -> str | None:
        """The finding of that number, None where nothing but the number speaks for it.

        own: whether the register is one of this program, so that its numbers are ours.
        """
        number, words = text.casefold(), fold(statement)[:200]
        for id in self._by_own.get(number, ()):
            if own or self._is_same(id, raised, words, sure=True):
                return id
        running = text.strip().isdecimal()
        for id in self._by_foreign.get(number, ()):
            if self._is_same(id, raised, words, sure=not running):
                return id
        return None

    def namesake(self, text: str) -> str | None:
        """A finding that has the same number elsewhere, whatever else it says."""
        number = text.casefold()
        for known in (self._by_foreign, self._by_own):
            if known.get(number):
                return known[number][0]
        return None

    def told(self, statement: str, evidence: str, raised: str, place: str) -> list[str]:
        """Findings of the same words, day and place."""
        return self._by_text.get(_key(statement, evidence, raised, place), [])

    def of_words(self, statement: str) -> str | None:
        """A finding of the same words, whatever its number and day."""
        words = fold(statement)[:200]
        return next(iter(self._by_words.get(words, ())), None) if words else None

    def says_otherwise(self, id: str, statement: str) -> bool:
        """Whether a finding has other words than these altogether."""
        words, known = fold(statement)[:200], self._facts[id].words
        return bool(words and known) and not related(known, words)

    def _is_same(self, id: str, raised: str, words: str, *, sure: bool) -> bool:
        """sure: the number names a series or a year, so that day or words are enough."""
        facts = self._facts[id]
        if raised and facts.raised[:4] != raised[:4]:
            return False
        same_day = facts.raised == raised if raised else sure
        same_words = related(facts.words, words) if words else sure
        identical = bool(words) and facts.words == words
        return (same_day or same_words) if sure else (same_day and same_words) or identical


def _key(statement: str, evidence: str, raised: str, place: str) -> tuple[str, str, str]:
    return clean_text(f"{statement}\n{evidence}"), raised, clean_text(place)
