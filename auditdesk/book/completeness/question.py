"""Question: what is asked of every record of a subject, as data; what fails it is one condition.

A subject is a set of records within a period. All questions of a subject are counted in one pass
over it, so that another question costs a condition and no scan.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from auditdesk.book.book import Book
from auditdesk.domain.completeness import Gap, Mender, Weight
from auditdesk.i18n import _


class Period(NamedTuple):
    """The days that are asked about, and the day from which it is reckoned."""

    first: date
    last: date
    today: date

    @property
    def values(self) -> dict[str, str | int]:
        """As the conditions name them: `:first`, `:last`, `:today` and the years."""
        return {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "today": self.today.isoformat(),
            "first_year": self.first.year,
            "last_year": self.last.year,
        }


@dataclass(frozen=True)
class Subject:
    """The records that some questions are asked of; all but `kind` is SQL.

    kind: of the record that a gap leads to. source: FROM. within: which of them lie in the period.
    sites: the names of their sites as JSON; at_site: whether one of these is `:site`. who: the name
    of the person whose work they are, who_else: of another where one mends something else. several:
    whether one record can come up several times.
    """

    kind: str
    source: str
    within: str
    id: str
    number: str
    order: tuple[str, ...]
    sites: str = "'[]'"
    who: str = "''"
    at_site: str = "0"
    several: bool = False
    who_else: tuple[tuple[Mender, str], ...] = ()

    def whose(self, mender: Mender) -> str:
        """SQL: the name of the person who can mend what is somebody’s work."""
        return dict(self.who_else).get(mender, self.who)


Find = Callable[[Book, Period], list[Gap]]


@dataclass(frozen=True)
class AuditorQuestion:
    """What an auditor would ask. `asks` and `reason` are marked, not translated.

    reason: why somebody would ask it, in own words. clauses: what stands behind it. mender: whose
    work it is to mend it. fails: the SQL condition of the records that fail, over the source of
    their subject; more: SQL that says what is missing. find: in place of both, a function, where
    the answer is no condition over one subject.
    """

    key: str
    asks: str
    reason: str
    clauses: tuple[str, ...]
    weight: Weight
    mender: Mender
    subject: Subject | None = None
    fails: str = ""
    more: str = "''"
    find: Find | None = None

    @property
    def told(self) -> str:
        """The question in the user’s language."""
        return _(self.asks)

    @property
    def why(self) -> str:
        """Why it is asked, with the clauses behind it."""
        return f"{_(self.reason)} ({'; '.join(self.clauses)})"
