"""Names: who and what a file names; what the book does not know yet is added, and counted."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial

from auditdesk.book import house_rules
from auditdesk.book.editions_in_use import worked_to
from auditdesk.book.step import Step
from auditdesk.book.tables import (
    AuditRow,
    ClauseRow,
    Person,
    Process,
    Site,
    StandardRow,
    Unit,
)
from auditdesk.domain.clause import ClauseNumber, TextKind
from auditdesk.domain.numbering import Number
from auditdesk.errors import Refusal
from auditdesk.i18n import _
from auditdesk.intake.values import standard_in
from auditdesk.intake.words import fold, groups
from auditdesk.work import audits, lookup, organisation

_CITED = "cited-"
"""The keys of standards of which only what files cite is known."""


class Names:
    """Finds people, places, standards and audits by what a file calls them, or adds them."""

    def __init__(self, step: Step, today: date) -> None:
        self._step, self._today = step, today
        self.made: Counter[str] = Counter()
        self.added: list[str] = []
        """The people and standards made because rows name them."""
        self._undo: list[Callable[[], object]] = []
        """How to forget what the row that is being taken made known."""
        self._before: tuple[Counter[str], int] = Counter(), 0
        self._people: dict[str, str] = {}
        self._told: dict[str, str] = {}
        for person in step.rows(Person):
            self._know(person.name)
            if person.email:
                self._people.setdefault(person.email.casefold(), person.name)
        self._processes = {fold(row.name): row.name for row in step.rows(Process)}
        for row in step.rows(Process):
            if row.code:
                self._processes.setdefault(fold(row.code), row.name)
        self._sites = {fold(row.name): row.name for row in step.rows(Site)}
        self._audits: dict[str, list[str]] = {}
        for audit in step.rows(AuditRow):
            for name in (audit.number, audit.foreign_number, audit.title):
                if name:
                    self._audits.setdefault(fold(str(name)), []).append(audit.id)
        self._clauses: dict[str, set[str]] = {}
        self._editions_on: dict[tuple[str, date], StandardRow] = {}
        """The edition of a standard on a day, as long as the book has the same standards."""
        self.begin()

    # --- rows that come to nothing ------------------------------------------------------------

    def begin(self) -> None:
        """A row begins: what it makes known can be taken back until the next one."""
        self._undo.clear()
        self._before = Counter(self.made), len(self.added)

    def take_back(self) -> None:
        """The row came to nothing: forget what it made known, and nothing else."""
        for forget in reversed(self._undo):
            forget()
        self._undo.clear()
        made, added = self._before
        self.made.clear()
        self.made.update(made)
        del self.added[added:]
        self._editions_on.clear()

    def _learn(self, known: dict[str, str], key: str, name: str) -> None:
        if key not in known:
            known[key] = name
            self._undo.append(partial(known.pop, key, None))

    # --- people and places --------------------------------------------------------------------

    def person(self, text: str) -> str:
        """The person's name as the book has it; "" where the text names nobody."""
        if text not in self._told:
            self._told[text] = self._person(text)
            self._undo.append(partial(self._told.pop, text, None))
        return self._told[text]

    def _person(self, text: str) -> str:
        name = _bare(text)
        if not name or fold(name) in groups()["nobody"] or not any(map(str.isalpha, name)):
            return ""
        known = self._known_person(name)
        if known is None and name.endswith(")"):
            known = self._known_person(name.partition("(")[0].strip())
        if known is None:
            organisation.add_person(self._step, name=name)
            self.made["person"] += 1
            self.added.append(name)
            self._know(name)
            known = name
        return known

    def _know(self, name: str) -> None:
        for key in (name.casefold(), _turned(name), _initialled(name)):
            if key:
                self._learn(self._people, key, name)

    def knows_person(self, text: str) -> bool:
        """Whether the whole of a text is the name of somebody."""
        return self._known_person(_bare(text)) is not None

    def _known_person(self, name: str) -> str | None:
        keys = (name.casefold(), _turned(name), _initialled(name))
        return next((self._people[key] for key in keys if key in self._people), None)

    def learn_person(self, name: str) -> None:
        """Know somebody who was just added."""
        self._know(name)
        self._told.clear()

    def process(self, text: str) -> str:
        name = " ".join(text.split())
        if fold(name) not in self._processes:
            organisation.add_process(self._step, name=name)
            self.made["process"] += 1
            self._learn(self._processes, fold(name), name)
        return self._processes[fold(name)]

    def knows_process(self, text: str) -> bool:
        return fold(text) in self._processes

    def learn_process(self, name: str) -> None:
        self._learn(self._processes, fold(name), name)

    def site(self, text: str) -> str:
        name = " ".join(text.split())
        if fold(name) not in self._sites:
            organisation.add_site(self._step, name=name)
            self.made["site"] += 1
            self._learn(self._sites, fold(name), name)
        return self._sites[fold(name)]

    def only_site(self) -> str:
        """The one site of the book, the organisation itself where it has none; "" for several."""
        if not self._sites:
            return self.site(house_rules.organisation(self._step).name)
        return next(iter(self._sites.values())) if len(self._sites) == 1 else ""

    def unit(self, process: str, site: str) -> str:
        """The unit's name, added where the process is not known at that site."""
        of = lookup.process(self._step, self.process(process))
        at = lookup.site(self._step, self.site(site))
        found = self._step.find(Unit, process=of.id, site=at.id)
        if found is None:
            organisation.add_unit(self._step, process=of.id, site=at.id)
            self.made["unit"] += 1
        return f"{of.name} · {at.name}"

    def units_of(self, process: str) -> list[str]:
        """The units of a process, by name."""
        if fold(process) not in self._processes:
            return []
        of = lookup.process(self._step, self._processes[fold(process)])
        return [lookup.unit_name(self._step, one) for one in self._step.rows(Unit, process=of.id)]

    # --- audits -------------------------------------------------------------------------------

    def audit(
        self,
        text: str,
        year: int,
        reason: str,
        days: tuple[date, date] | None = None,
        edition: StandardRow | None = None,
    ) -> str:
        """The number of the audit that a text names by number, old number or title.

        One that nobody knows is planned for that reason: on those days, against that edition, or
        without a date in that year.
        """
        known = self.audit_id(text)
        if known is None:
            number = Number.parse(text)
            kept = number if number and number.series == audits.SERIES else None
            known = audits.plan(
                self._step,
                title="" if kept else text,
                foreign_number="" if kept else text,
                starts_on=days[0] if days else None,
                ends_on=days[1] if days else None,
                year=kept.year if kept else year,
                standards=[edition] if edition and days else [],
                kept=kept,
                reason=reason,
                today=self._today,
            )
            self.made["audit"] += 1
            self.learn_audit(known, text)
        return self._step.get(AuditRow, known).number

    def learn_audit(self, id: str, *texts: str) -> None:
        for text in filter(None, texts):
            ids = self._audits.setdefault(fold(text), [])
            ids.append(id)
            self._undo.append(partial(ids.remove, id))

    def audit_id(self, *texts: str) -> str | None:
        """The audit that one of these texts names, the latest of them; None where there is none."""
        found = self.audit_ids(*texts)
        return found[-1] if found else None

    def audit_ids(self, *texts: str) -> list[str]:
        """The audits that these texts name: schedules of several years number alike."""
        return [id for text in filter(None, texts) for id in self._audits.get(fold(text), ())]

    # --- standards ----------------------------------------------------------------------------

    def standard(
        self, text: str, clauses: Iterable[str] = (), on: date | None = None
    ) -> StandardRow | None:
        """The standard that a text names; without one, that which has the most of the clauses.

        on: a day on which it must have been valid, where several have them.
        """
        named = standard_in(text) or text.strip()
        if named:
            return self._known_standard(named, on or self._today) or self._cited_standard(named)
        numbers = [ClauseNumber.parse(one).clause for one in clauses]
        if not numbers:
            return None
        ranked = []
        for row in self._step.rows(StandardRow):
            if row.kind.may_be_cited and not row.retired:
                known = self._numbers(row)
                share = sum(str(one) in known for one in numbers) / len(numbers)
                current = not row.valid_from or row.valid_from <= (on or self._today)
                ranked.append((share, current, str(row.valid_from or ""), row.id))
        best = max(ranked, default=(0.0, False, "", ""))
        return self._step.get(StandardRow, best[3]) if best[0] >= 0.5 else None

    def knows_standard(self, text: str) -> bool:
        """Whether a text names a standard: by how standards are called, or one of the book."""
        return bool(standard_in(text)) or any(
            row.designation.casefold() == text.strip().casefold()
            for row in self._step.rows(StandardRow)
        )

    def _known_standard(self, text: str, on: date) -> StandardRow | None:
        """The standard of that designation, or of that number and edition: ISO/IEC for ISO.

        Without an edition, the one that was in use on that day; withdrawn ones count for the past.
        """
        wanted = _numbered(text)
        rows = [row for row in self._step.rows(StandardRow) if not row.retired]
        for row in rows:
            if row.designation.casefold() == text.casefold():
                return row
        near = [row for row in rows if wanted[0] and _numbered(row.designation)[0] == wanted[0]]
        same = [row for row in near if wanted[1] in ("", _numbered(row.designation)[1])]
        valid = [row for row in same if not row.valid_from or row.valid_from <= on]
        if not valid:
            return min(same, key=lambda row: str(row.valid_from or ""), default=None)
        return self._worked_to(valid, on) or max(valid, key=lambda row: str(row.valid_from or ""))

    def edition_on(self, standard: StandardRow, on: date) -> StandardRow:
        """The edition of a standard that was in use on a day."""
        key = standard.id, on
        if key not in self._editions_on:
            valid = [
                row
                for row in self._editions(standard)
                if not row.valid_from or row.valid_from <= on
            ]
            newest = max(valid, key=lambda row: str(row.valid_from or ""), default=standard)
            self._editions_on[key] = self._worked_to(valid, on) or newest
        return self._editions_on[key]

    def _worked_to(self, editions: list[StandardRow], on: date) -> StandardRow | None:
        """Of these editions the one that the organisation had decided to work to on a day."""
        decided = worked_to(self._step.book, on)
        return next((row for row in editions if row.id in decided), None)

    def _editions(self, standard: StandardRow) -> list[StandardRow]:
        """What the book has of a standard, edition by edition."""
        number = _numbered(standard.designation)[0]
        return [
            row
            for row in self._step.rows(StandardRow)
            if number
            and _numbered(row.designation)[0] == number
            and not row.retired
            and row.kind == standard.kind
            and not self.is_cited_only(row)
        ]

    def undated_edition(self, standard: StandardRow, year: int | None) -> StandardRow | None:
        """The edition that holds whatever the day: the only one, or that of the whole year."""
        if len(self._editions(standard)) <= 1:
            return standard
        if year is None:
            return None
        first, last = (self.edition_on(standard, day) for day in _ends_of(year))
        return first if first.id == last.id else None

    def _cited_standard(self, text: str) -> StandardRow:
        """A standard that the book does not have: only its name and what is cited of it."""
        key = _CITED + re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")
        kind = TextKind.REQUIREMENTS if standard_in(text) else TextKind.INTERNAL
        row = self._step.add(
            StandardRow,
            key=key,
            family=text.partition(":")[0],
            designation=text,
            edition=text.partition(":")[2],
            title=_("As cited in imported files"),
            kind=kind,
        )
        self.made["standard"] += 1
        self.added.append(text)
        self._editions_on.clear()
        return self._step.get(StandardRow, row)

    def is_cited_only(self, standard: StandardRow) -> bool:
        """Whether the book knows of it only what files cite."""
        return standard.key.startswith(_CITED)

    def has_clause(self, standard: StandardRow, number: str) -> bool:
        """Whether a clause can be cited; one of a standard known by citations only is added."""
        try:
            of = ClauseNumber.parse(number).clause
        except Refusal:
            return False
        if str(of) in self._numbers(standard):
            return True
        if not self.is_cited_only(standard):
            return False
        self.add_clause(standard, of)
        return True

    def add_clause(
        self, standard: StandardRow, number: ClauseNumber, title: str = "", hint: str = ""
    ) -> None:
        """Add a clause that a file names."""
        known = self._numbers(standard)
        self._step.add(
            ClauseRow,
            standard=standard.id,
            number=number,
            sort_key=number.sort_key,
            title=title,
            assessable=True,
            hint=hint,
            verified=False,
            position=len(known),
        )
        known.add(str(number))
        self._undo.append(partial(known.discard, str(number)))
        self.made["clause"] += 1

    def _numbers(self, standard: StandardRow) -> set[str]:
        id = standard.id
        if id not in self._clauses:
            self._clauses[id] = {str(row.number) for row in self._step.rows(ClauseRow, standard=id)}
        return self._clauses[id]

    def cite(
        self, standard: StandardRow | None, texts: Sequence[str], items: bool = True
    ) -> tuple[list[str], list[str]]:
        """What can be cited, each with its standard, and what nobody knows.

        items: whether list items such as a) are kept; audits, sessions and units have none.
        """
        cited: list[str] = []
        unknown: list[str] = []
        for text in texts:
            if standard is not None and self.has_clause(standard, text):
                number = ClauseNumber.parse(text)
                cited.append(f"{standard.designation} {number if items else number.clause}")
            else:
                unknown.append(text)
        return list(dict.fromkeys(cited)), unknown

    def cite_named(
        self, home: StandardRow | None, texts: Sequence[str]
    ) -> tuple[list[str], list[str]]:
        """As `cite`, for entries that may each name a standard: “8.6”, “SOP-0820 5.2 a)”."""
        cited: list[str] = []
        unknown: list[str] = []
        for text in texts:
            match = _NAMED.match(text.strip())
            standard = self.standard(match["standard"]) if match else home
            (one, none) = self.cite(standard, [match["number"] if match else text.strip()])
            cited += one
            unknown += none
        return cited, unknown


_NAMED = re.compile(
    r"^(?P<standard>.*\S)\s+(?P<number>[A-Za-z]?\.?\d[\w.-]*(?:\s+[a-z]\))?(?:\s+\d+\))?)$"
)
"""A clause with its standard before it."""


def _bare(text: str) -> str:
    """A name without the signs around it; the dot of an initial or of “Jr.” is part of it."""
    name = " ".join(text.split()).strip(" ;,").lstrip(" .;,")
    return name if _SHORTENED.search(name) else name.rstrip(" .;,")


_SHORTENED = re.compile(r"(?:^|[\s.,-])(?:[^\W\d_]|Jr|Sr|jr|sr|[CDT]h)\.$")


def _turned(name: str) -> str:
    """“Stark, Tony” as “tony stark”."""
    last, comma, first = name.partition(",")
    return fold(f"{first} {last}" if comma else name)


def _initialled(name: str) -> str:
    """“Lopes B.” and “B. Lopes” alike, by the initial and the name; "" where there is none."""
    words = fold(name).split()
    initials = [word for word in words if len(word) == 1]
    return " ".join(sorted(words)) if len(initials) == 1 and len(words) == 2 else ""


def _ends_of(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def _numbered(text: str) -> tuple[str, str]:
    """Number and edition of a standard: (“27001”, “2022”)."""
    match = re.search(r"(\d{3,5}(?:-\d+)?)(?::(\d{4}))?", text)
    return (match[1], match[2] or "") if match else ("", "")
