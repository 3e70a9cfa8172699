"""Context: what the rows of one table have in common, and how a thing is added or changed.

A taker gets a record and makes, changes or recognises its thing; it raises Refusal where a rule
says no.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from auditdesk.book.step import Step
from auditdesk.book.tables import (
    StandardRow,
    Table,
)
from auditdesk.errors import PeriodClosed, Refusal
from auditdesk.i18n import N_, _
from auditdesk.intake.account import Fate, RowAccount, TableAccount
from auditdesk.intake.records import Record
from auditdesk.work import entry
from auditdesk.work.intake.compare import alike, change
from auditdesk.work.intake.labels import field_label
from auditdesk.work.intake.names import Names
from auditdesk.work.intake.pairs import Decisions, Pairs, RowLeftOut
from auditdesk.work.intake.takeover import keep_note
from auditdesk.work.kinds import KINDS
from auditdesk.work.plain import plain


@dataclass(frozen=True)
class Taken:
    """What became of a record: its fate, the thing and its name, and what changed."""

    fate: Fate
    table: type[Table]
    id: str
    name: str
    what: str = ""


class Left(Refusal):
    """What a row would change is not to be changed."""

    def __init__(self, taken: Taken) -> None:
        super().__init__(taken.name)
        self.taken = taken

    def account(self, row: int) -> RowAccount:
        """What is said of the row."""
        taken = self.taken
        why = _("{name} is in the book and would change ({what}): left as it is").format(
            name=taken.name, what=taken.what or _("a note")
        )
        kind = taken.table.sql_name
        return RowAccount(row, Fate.IGNORED, why, kind, taken.id, taken.name)


_ONE_REASON = N_(
    "One reason does for all rows of the file: in the field “Reason” of the window, or with"
    " --reason on the command line."
)


def refused(told: TableAccount, row: int, refusal: Refusal) -> RowAccount:
    """What is said of a row that a rule refused; those of closed periods are counted."""
    sentences = [" ".join(str(refusal).split())]
    if isinstance(refusal, PeriodClosed):
        told.into_closed += 1
        sentences.append(_(_ONE_REASON))
    return RowAccount(row, Fate.REFUSED, " ".join(sentences))


@dataclass
class Context:
    """What a table's rows have in common.

    title: what stands above it. standard: that of clauses which name none. audit: the number of the
    audit that sessions and questions belong to. own: its numbers are those of this program.
    replaces: whether rows may change what the book has. grade and state: of findings whose row
    names none. decisions: of rows that may be a record of the book. seen: things that a
    row of the table is already.
    """

    step: Step
    names: Names
    today: date
    file: str
    title: str = ""
    standard: StandardRow | None = None
    edition_named: bool = False
    """Whether the file names the edition of its standard; else each row has that of its day."""
    audit: str = ""
    year: int | None = None
    """The year that the titles name, else the file."""
    days: dict[str, tuple[date, date]] = field(default_factory=dict)
    """Of sessions: the first and last day that rows tell of an audit, by the folded text."""
    own: bool = False
    replaces: bool = True
    grade: str = "observation"
    state: str = "issued"
    decisions: Decisions = field(default_factory=Decisions)
    seen: set[str] = field(default_factory=set)
    extras: list[str] = field(default_factory=list)
    missing: dict[str, list[int]] = field(default_factory=dict)
    """What rows do not say and nobody makes up, and in which rows."""
    head: Taken | RowLeftOut | None = None
    """What the row became that further rows continue; None where it was refused."""

    def __post_init__(self) -> None:
        self.pairs = Pairs(self.step, self.decisions)
        self._lessons: list[Callable[[], object]] = []

    # --- rows that come to nothing ------------------------------------------------------------

    def begin(self, record: Record) -> None:
        """A row begins: what it teaches is forgotten unless it is taken."""
        self.names.begin()
        self.extras.clear()
        self._lessons.clear()
        if not record.continues:
            self.head = None

    def learn(self, lesson: Callable[[], object]) -> None:
        """Remember something for the rows to come, once the row at hand is taken."""
        self._lessons.append(lesson)

    def settle(self, record: Record, taken: Taken) -> None:
        """The row is taken, or is in the book as it is: the rows to come may rely on it."""
        for lesson in self._lessons:
            lesson()
        if not record.continues:
            self.head = taken

    # --- what rows tell -----------------------------------------------------------------------

    def source(self, record: Record) -> str:
        """Where a thing comes from, for its history."""
        return f"{self.file}, {record.sheet}, {record.row}"

    def edition(self, on: date | None, named: str = "") -> StandardRow | None:
        """The standard that a row names, or its table, in the edition in use on the row's day.

        None where no day is told and editions of it differ: that of today would be made up.
        """
        standard = self.names.standard(named, on=on) if named else self.standard
        if standard is None or ":" in named or (self.edition_named and not named):
            return standard
        if on is None:
            return self.names.undated_edition(standard, self.year)
        return standard if named else self.names.edition_on(standard, on)

    def leave_clauses(
        self, record: Record, unknown: Sequence[str], home: StandardRow | None
    ) -> None:
        """Keep as a note what cannot be cited: no standard has it, or no day tells the edition."""
        if not unknown:
            return
        told = ", ".join(unknown)
        if home is None and (self.standard is not None or record.values.get("standard")):
            why = _("not cited: no day tells by which edition; name it in the mapping")
            self.miss(record, _("Clauses"), why)
            self.leave(record, _("Clauses"), told)
        else:
            self.leave(record, _("Clauses"), told, _("in no standard of the book"))

    def as_in(self) -> str:
        """Why something changes: the file says so."""
        return _("as in {file}").format(file=self.file)

    def leave(self, record: Record, heading: str, text: str, why: str = "") -> None:
        """Keep as a note what has no place of its own."""
        self.extras.append(f"{heading}: {text}" + (f" ({why})" if why else ""))

    def miss(self, record: Record, what: str, why: str = "") -> None:
        """Say that a row does not tell something: beside its thing and once for the table."""
        why = why or _("the day is not told")
        self.extras.append(f"{what}: {why}")
        self.lack(record, f"{what}: {why}")

    def lack(self, record: Record, what: str) -> None:
        """Say once for the table what rows do not tell."""
        self.learn(lambda: self.missing.setdefault(what, []).append(record.row))


def put_notes(context: Context, record: Record, taken: Taken) -> bool:
    """Keep the notes of a record beside its thing; whether any was new."""
    told = [
        f"{note.heading}: {note.text}" + (f" ({note.why})" if note.why else "")
        for note in record.notes
    ]
    told += context.extras
    if not told:
        return False
    place = f"{context.file}, {record.sheet}, {record.row}"
    return keep_note(
        context.step,
        taken.table,
        taken.id,
        place,
        list(dict.fromkeys(told)),
        taken.fate is Fate.NEW,
    )


def enter_or_amend(
    context: Context,
    kind: str,
    found: str | None,
    data: Mapping[str, Any],
    name: str,
    never: Sequence[str] = (),
    reason: str = "",
) -> Taken:
    """Add the thing, or change what differs in the one that was found.

    never: keys that say nothing about a thing that exists. reason: why it changes, where a verb
    asks. An empty cell changes nothing.
    """
    of = KINDS[kind]
    told = {key: value for key, value in data.items() if value not in (None, "", [])}
    if found is None:
        id = entry.enter(context.step, of, told, context.today)
        return Taken(Fate.NEW, of.table, id, name)
    now = plain(context.step, of, found)
    differing = {
        key: value
        for key, value in told.items()
        if key not in never and key not in of.only_added and not alike(now.get(key), value)
    }
    if not differing:
        return Taken(Fate.SAME, of.table, found, name)
    given = {"reason": reason} if reason and "reason" in of.fields else {}
    entry.amend(context.step, of, found, differing | given, context.today)
    what = "; ".join(
        change(field_label(kind, key), now.get(key), new) for key, new in differing.items()
    )
    return Taken(Fate.CHANGED, of.table, found, name, what)


PLAINLY_OPEN = frozenset({"open", "in_progress"})
"""What a row may say of a state that tells no more than that it has not ended."""


def say_what_is_open(context: Context, record: Record) -> None:
    """Keep and tell the words of work in progress: no cause, plan or proof follows from them."""
    values = record.values
    for key, label in (("state", _("State")), ("action_state", _("State of the action"))):
        if values.get(key) == "in_progress":
            why = _("“{text}” is read as open").format(text=values[f"{key}_text"])
            context.miss(record, label, why)


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def related(one: str, other: str) -> bool:
    """Whether two folded texts tell the same: one begins the other, or half their words agree."""
    if one.startswith(other[:60]) or other.startswith(one[:60]):
        return True
    left, right = set(one.split()), set(other.split())
    return len(left & right) >= 0.5 * min(len(left), len(right))


Taker = Callable[[Context, Record], Taken]
