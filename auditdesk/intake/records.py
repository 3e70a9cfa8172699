"""Records: each row of a table as plain values of one thing, the rest as notes."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from auditdesk.i18n import _
from auditdesk.intake import dates
from auditdesk.intake.beside import remarks_by_row
from auditdesk.intake.dates import DateOrder, Order
from auditdesk.intake.mapping import TableMapping, column_names
from auditdesk.intake.marks import Marks
from auditdesk.intake.meaning import is_sign
from auditdesk.intake.source import Cell, Line, letter, text_of
from auditdesk.intake.tables import Heading, SheetTable
from auditdesk.intake.targets import GRID, LEFT_OUT, MATRIX, NOTE, OF_ACTIONS
from auditdesk.intake.titles import year_in
from auditdesk.intake.values import clauses_in, listed, people_in, times_in
from auditdesk.intake.words import fold, is_empty, leading, meant, yes_no

_DATES = frozenset(
    "raised_on issued_on due action_due answer_due implement_due closed_on done_on verified_on"
    " correction_due correction_done_on verify_on accepted_on starts_on ends_on day absent_from"
    " absent_to acquired_on expires_on started_on held_on reported_on".split()
)
_DUE = frozenset(
    "due action_due correction_due answer_due implement_due ends_on absent_to expires_on"
    " verify_on".split()
)
"""Dates that a month alone means to its end."""
_PERSON = frozenset(
    "owner action_owner correction_owner auditor auditee manager deputy contact lead_auditor"
    " verifier answered_by".split()
)
_PEOPLE = frozenset("team auditors auditees".split())
_CLAUSES = frozenset({"clauses", "clause"})
_MOST_DIGITS = 9
_NUMBERS = frozenset("importance year open_actions extensions".split())
_FLAGS = frozenset({"external", "assessable"})
_LISTS = frozenset({"units", "roles"})
_TIMES = frozenset({"time", "starts", "ends"})
_WORDS = {
    "grade": "grade",
    "state": "state",
    "action_state": "state",
    "verdict": "verdict",
    "effectiveness": "effect",
    "effect": "effect",
}
_LABELLED = re.compile(r"^([A-Z][A-Z0-9]{0,7}[-–. ]?\d[\w.-]*)\s*[:–]\s+(?=\S)")
_CLAUSED = re.compile(r"\s*\(([^()]*\d[^()]*)\)\s*$")


@dataclass(frozen=True)
class Note:
    """What a cell says that has no place of its own. why: "" where its column is a note."""

    cell: str
    heading: str
    text: str
    why: str = ""


@dataclass
class Record:
    """One row as plain values by field, and its notes. refusal: why it cannot come in."""

    sheet: str
    row: int
    kind: str
    values: dict[str, Any] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    refusal: str = ""
    continues: bool = False
    """Whether it is a further row of the thing above: its number or its words are merged cells."""

    @property
    def place(self) -> str:
        """Where it stands in the file."""
        return f"{self.sheet}!{self.row}"


@dataclass(frozen=True)
class ColumnQuestion:
    """What must be asked once for a column: which way its dates are written."""

    sheet: str
    column: str
    example: str
    count: int
    reason: str


@dataclass(frozen=True)
class Translation:
    """What a word of a column is taken for; the user may say otherwise."""

    group: str
    text: str
    meaning: str
    count: int


_OWN_CLAUSE = re.compile(
    r"^(?P<standard>[^\W\d].*?\S)[\s,;:]+(?P<clause>\d{1,2}(?:\.\d{1,3})+)\.?$"
)
"""A reference of an organisation's own: “ORG 1.3.1”."""
_IDENTIFYING = frozenset({"number", "statement", "question"})
"""The fields whose merged cells make several rows one thing."""
_GRADES = {
    "conform": "conform",
    "nonconformity": "minor",
    "observation": "observation",
    "opportunity": "opportunity",
    "positive": "positive",
}
"""The grade of a row whose state is the verdict of a list of requirements: ✅, ⚠, ❌."""

_ASKED = {"state": "open", "audit_state": "planned"}
"""The groups whose words stand above columns of yes and no, and what “not yet” means in each."""
_ENDS = frozenset({"closed", "implemented", "corrected"})

_SEVERAL = re.compile(r"[,;/&+\n]|\s(?:and|und|et|y|e|en|och|og|i|ve)\s")
"""What stands between the names of several people."""
_CellReader = Callable[[Record, Heading, str, Cell], None]


class RecordReader:
    """Reads the rows of one table as its mapping says."""

    def __init__(
        self,
        table: SheetTable,
        mapping: TableMapping,
        is_known: Callable[[str], bool] = lambda _name: False,
    ) -> None:
        """is_known: whether a text is the name of somebody whom the book has."""
        self.table, self.mapping, self._is_known = table, mapping, is_known
        self._names = column_names(table.headings)
        self._fields = [
            (one, mapping.columns.get(self._names[one.place], LEFT_OUT)) for one in table.headings
        ]
        self._taken = [
            (one, name, self._reader(name)) for one, name in self._fields if name != LEFT_OUT
        ]
        self._alone = self._named_alone()
        self._identifying = {one.place for one, name in self._fields if name in _IDENTIFYING}
        self._remarked = remarks_by_row(table.beside)
        self.year = year_in((*table.titles, table.sheet), table.file)
        self._marks = Marks(table, mapping.kind, self.year)
        self.orders: dict[int, DateOrder] = self._found_orders()

    def records(self) -> Iterator[Record]:
        """The rows, one after the other; a matrix gives a record for each sign."""
        for line in self.table.rows:
            if line.number in self.table.shifted:
                record = Record(self.table.sheet, line.number, self.mapping.kind)
                record.refusal = _(
                    "the row has more cells than there are headings: its columns may be shifted"
                )
                yield record
            elif self.mapping.kind == MATRIX:
                yield self._crossed(line)
            else:
                yield self._record(line)

    def questions(self) -> list[ColumnQuestion]:
        """What cannot be read without an answer."""
        asked = []
        for one, _name in self._fields:
            found = self.orders.get(one.place)
            if found and found.order is None and found.ambiguous:
                example = next(
                    text_of(cell)
                    for cell in self.table.column(one.place)
                    if dates.read_date(cell).ambiguous
                )
                asked.append(
                    ColumnQuestion(
                        self.table.sheet,
                        self._names[one.place],
                        example,
                        found.ambiguous,
                        found.reason,
                    )
                )
        return asked

    def translations(self) -> list[Translation]:
        """Each word of the columns of grades, states, verdicts and effects, and its meaning."""
        found: list[Translation] = []
        for one, name in self._fields:
            group = self._group(name)
            if not group:
                continue
            answers = self._answers(group, one)
            counts: dict[str, int] = {}
            for cell in self.table.column(one.place):
                counts[text_of(cell)] = counts.get(text_of(cell), 0) + 1
            found += [
                Translation(group, text, self._word(group, text, answers), count)
                for text, count in sorted(counts.items(), key=lambda one: -one[1])
            ]
        return found

    # --- one row ------------------------------------------------------------------------------

    def _record(self, line: Line) -> Record:
        record = Record(self.table.sheet, line.number, self.mapping.kind)
        record.continues = bool(self._identifying & line.filled)
        self._note_beside(record)
        for heading, name, read in self._taken:
            cell = self.table.cell(line, heading.place)
            if cell is not None and not (self._may_be_empty(name) and is_empty(text_of(cell))):
                read(record, heading, name, cell)
        if self.mapping.kind == "audit" and GRID in self.mapping.columns.values():
            record.values.setdefault("spans", [])
        if "halves" in record.values:
            first = self.table.headings[0]
            self._marks.settle(record.values, partial(self._note, record, first))
        record.continues |= self._only_acts(record)
        self._unfold(record)
        return record

    def _only_acts(self, record: Record) -> bool:
        """Whether a row has an action and nothing of a finding: a further one of that above."""
        told = {name.removesuffix("_text").removesuffix("_ambiguous") for name in record.values}
        return record.kind == "finding" and "action" in told and told <= OF_ACTIONS

    def _note_beside(self, record: Record) -> None:
        """Note what the file shows beside the values of the row: comments, errors, struck text."""
        for place, text, why in self._remarked.get(record.row, ()):
            record.notes.append(Note(f"{letter(place)}{record.row}", letter(place), text, why))

    def _may_be_empty(self, name: str) -> bool:
        """Whether “none” in this column means an empty cell: it is an answer to yes or no."""
        return name not in _FLAGS and not self._group(name)

    def _reader(self, name: str) -> _CellReader:
        """How the cells of a column are read that holds this field."""
        if name in _CLAUSES or (self.mapping.kind == "clause" and name == "number"):
            return self._clauses
        if self._group(name):
            return self._worded
        for names, read in (
            (_DATES, self._date),
            (_PERSON, self._person),
            (_PEOPLE, self._people),
            (_TIMES, self._time),
            (_NUMBERS, self._whole),
            (_FLAGS, self._flag),
            (_LISTS, self._list),
            ({"month"}, self._month),
            ({GRID}, self._marked),
            ({"standard"}, self._standard),
            ({NOTE}, self._noted),
        ):
            if name in names:
                return read
        return self._text

    def _noted(self, record: Record, heading: Heading, name: str, cell: Cell) -> None:
        self._note(record, heading, text_of(cell))

    def _text(self, record: Record, heading: Heading, name: str, cell: Cell) -> None:
        record.values[name] = text_of(cell)

    def _list(self, record: Record, heading: Heading, name: str, cell: Cell) -> None:
        record.values[name] = listed(text_of(cell))

    def _people(self, record: Record, heading: Heading, name: str, cell: Cell) -> None:
        people = people_in(text_of(cell), self._is_somebody) or [text_of(cell)]
        record.values[name] = list(dict.fromkeys([*record.values.get(name, ()), *people]))

    def _person(self, record: Record, heading: Heading, name: str, cell: Cell) -> None:
        people = people_in(text_of(cell), self._is_somebody) or [text_of(cell)]
        record.values[name] = people[0]
        if name == "lead_auditor" and self.mapping.kind == "audit":
            team = [*record.values.get("team", ()), *people[1:]]
            record.values["team"] = list(dict.fromkeys(team))
        elif len(people) > 1:
            self._note(record, heading, text_of(cell), _("more than one person is named"))

    def _is_somebody(self, name: str) -> bool:
        """Whether the book knows the name, or it stands alone in a cell of people here."""
        return self._is_known(name) or fold(name) in self._alone

    def _named_alone(self) -> frozenset[str]:
        """The cells of people that hold one name only; “Weber” tells “Weber, Klein” apart."""
        texts = (
            text_of(cell)
            for heading, name in self._fields
            if name in _PERSON or name in _PEOPLE
            for cell in self.table.column(heading.place)
        )
        return frozenset(fold(text) for text in texts if not _SEVERAL.search(text))

    def _time(self, record: Record, heading: Heading, name: str, cell: Cell) -> None:
        starts, ends = times_in(text_of(cell))
        told = {"time": (starts, ends), "starts": (starts, ""), "ends": ("", starts)}[name]
        for key, value in zip(("starts", "ends"), told, strict=True):
            if value:
                record.values[key] = value
        if not starts:
            self._note(record, heading, text_of(cell), _("no time of day"))

    def _whole(self, record: Record, heading: Heading, name: str, cell: Cell) -> None:
        text = text_of(cell)
        if text.isdecimal() and len(text) <= _MOST_DIGITS:
            record.values[name] = int(text)
        else:
            self._note(record, heading, text, _("no whole number"))

    def _flag(self, record: Record, heading: Heading, name: str, cell: Cell) -> None:
        answer = yes_no(text_of(cell))
        if answer is None:
            self._note(record, heading, text_of(cell), _("neither yes nor no"))
        else:
            record.values[name] = answer

    def _date(self, record: Record, heading: Heading, name: str, cell: Cell) -> None:
        found = self.orders.get(heading.place)
        said = dates.read_date(cell, found.order if found else None, self.year)
        if said.day is None:
            self._note(record, heading, text_of(cell), said.trouble)
            if said.ambiguous:
                record.values[f"{name}_ambiguous"] = text_of(cell)
            return
        day = said.day
        if said.last is not None:
            day = said.last if name in _DUE else day
            self._note(record, heading, text_of(cell), _("only the month is given"))
        record.values[name] = day

    def _clauses(self, record: Record, heading: Heading, name: str, cell: Cell) -> None:
        if isinstance(cell, date):
            why = _("a date stands where clause numbers are expected")
            self._note(record, heading, text_of(cell), why)
            return
        cited = clauses_in(text_of(cell))
        record.values[f"{name}_text"] = text_of(cell)
        if cited.numbers:
            record.values[name] = list(cited.numbers)
        if cited.standard:
            record.values.setdefault("standard", cited.standard)
        if cited.rest:
            self._note(record, heading, cited.rest, _("more than clause numbers"))

    def _worded(self, record: Record, heading: Heading, name: str, cell: Cell) -> None:
        group, text = self._group(name), text_of(cell)
        told = self._word(group, text, self._answers(group, heading))
        if told:
            record.values[name] = told
        elif group == "state" and record.kind == "finding" and meant("verdict", text) in _GRADES:
            told = _GRADES[meant("verdict", text)]
            record.values.setdefault("grade", told)
        elif not told and name != "grade" and is_empty(text):
            return
        record.values[f"{name}_text"] = text
        remarked = name == "state" and leading(text) != text
        if not told or remarked or (name in ("effectiveness", "verdict") and len(text) > 25):
            why = "" if told else _("not among the words that are known for it")
            self._note(record, heading, text, why)

    def _month(self, record: Record, heading: Heading, name: str, cell: Cell) -> None:
        said = dates.read_date(cell, None, self.year)
        month = dates.month_of(text_of(cell))
        if said.day:
            record.values["month"] = said.day
        elif month and self.year:
            record.values["month"] = date(self.year, month, 1)
        else:
            self._note(record, heading, text_of(cell), _("no month of a year that is known"))

    def _marked(self, record: Record, heading: Heading, name: str, cell: Cell) -> None:
        """A mark in the column of a month, week, day or half day."""
        note = partial(self._note, record, heading)
        self._marks.read(record.values, heading.place, text_of(cell), note)

    def _standard(self, record: Record, heading: Heading, name: str, cell: Cell) -> None:
        """A standard, perhaps with clauses: “ISO 9001 8.4.1”, “ORG 1.3.1”."""
        text = text_of(cell)
        cited = clauses_in(text)
        own = None if cited.standard else _OWN_CLAUSE.match(text)
        if cited.standard and cited.numbers and not cited.rest:
            record.values["standard"] = cited.standard
            record.values.setdefault("clauses", list(cited.numbers))
        elif own:
            record.values["standard"] = own["standard"]
            record.values.setdefault("clauses", [own["clause"]])
        else:
            record.values["standard"] = text

    def _unfold(self, record: Record) -> None:
        """“NC-1: Legal requirements (Clause 4.2)” names a number and a clause besides its title."""
        values = record.values
        for name in ("title", "statement", "place"):
            text = values.get(name, "")
            labelled = _LABELLED.match(text) if isinstance(text, str) else None
            if not labelled or "number" in values or record.kind != "finding":
                continue
            values["number"] = labelled[1]
            rest = text[labelled.end() :]
            closing = _CLAUSED.search(rest)
            cited = clauses_in(closing[1]) if closing else None
            if closing and cited and cited.numbers and not cited.rest and "clauses" not in values:
                values["clauses"] = list(cited.numbers)
                rest = rest[: closing.start()]
            values[name] = rest.strip()
            if name == "place":
                values.setdefault("title", values.pop("place"))
        if record.kind == "finding" and "title" in values:
            title = values.pop("title")
            said = str(values.get("statement", ""))
            if not said:
                values["statement"] = title
            elif fold(title) not in fold(said):
                values["statement"] = f"{title}\n{said}"

    def _crossed(self, line: Line) -> Record:
        """A row of a matrix: what it is of, and the headings that bear a sign."""
        record = Record(self.table.sheet, line.number, MATRIX)
        first = self.table.headings[0]
        record.values["row"] = text_of(self.table.cell(line, first.place))
        record.values["across"] = self._fields[1][1] if len(self._fields) > 1 else ""
        signs = []
        for heading, name in self._fields[1:]:
            cell = self.table.cell(line, heading.place)
            if cell is None:
                continue
            if name != NOTE and name != LEFT_OUT and is_sign(cell):
                signs.append(heading.text)
            elif name == NOTE or fold(text_of(cell)) not in ("", "-", "–"):
                self._note(record, heading, text_of(cell), "" if name == NOTE else _("no sign"))
        record.values["signs"] = signs
        return record

    # --- helpers ------------------------------------------------------------------------------

    def _note(self, record: Record, heading: Heading, text: str, why: str = "") -> None:
        name = self._names[heading.place]
        record.notes.append(Note(heading.at(record.row), name, text, why))

    def _group(self, name: str) -> str:
        kind = self.mapping.kind
        if name == "state":
            return {"audit": "audit_state", "finding": "state"}.get(kind, "state")
        if name == "kind":
            return {"action": "action_kind", "session": "session_kind"}.get(kind, "")
        if name == "effect" and kind != "action":
            return ""
        return _WORDS.get(name, "")

    def _answers(self, group: str, heading: Heading) -> dict[bool, str]:
        """What yes and no mean below a heading that is itself a word of its group: “Closed?”."""
        asked = meant(group, heading.own) if group in _ASKED else ""
        return {True: asked, False: _ASKED[group] if asked in _ENDS else ""} if asked else {}

    def _word(self, group: str, text: str, answers: Mapping[bool, str]) -> str:
        told = self.mapping.values.get(group, {}).get(text)
        if told is not None:
            return told
        text = self.table.legend.get(text, text)
        answer = yes_no(text) if answers and not meant(group, text) else None
        return meant(group, text) if answer is None else answers[answer]

    def _found_orders(self) -> dict[int, DateOrder]:
        found = {
            one.place: dates.evidence(self.table.column(one.place))
            for one, name in self._fields
            if name in _DATES
        }
        sure = {one.order for one in found.values() if one.order and one.reason}
        for one, _name in self._fields:
            told = self.mapping.dates.get(self._names[one.place])
            if told:
                found[one.place] = DateOrder(Order(told), _("as told"))
            elif one.place in found and found[one.place].order is None and len(sure) == 1:
                reason = _("as in the other columns of the table")
                if not found[one.place].mixed:
                    found[one.place] = DateOrder(next(iter(sure)), reason)
        return found
