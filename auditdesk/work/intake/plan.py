"""Plan: the tables of a file, what each is taken for, and how its columns are read."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from auditdesk.book.reading import Reading
from auditdesk.book.tables import ShapeMapping
from auditdesk.errors import Refusal
from auditdesk.i18n import _
from auditdesk.intake.account import Account
from auditdesk.intake.forms import form_in
from auditdesk.intake.mapping import (
    TableMapping,
    adopt,
    column_names,
    from_proposal,
    from_toml,
    shape,
    to_toml,
)
from auditdesk.intake.meaning import TableProposal, propose
from auditdesk.intake.own import OwnTable
from auditdesk.intake.source import Sheet, Source
from auditdesk.intake.tables import SheetTable, find_tables
from auditdesk.intake.targets import KIND_LABELS, MATRIX
from auditdesk.intake.titles import standard_of
from auditdesk.intake.words import fold
from auditdesk.work.intake.own_tables import own_tables
from auditdesk.work.intake.pairs import Decisions


@dataclass
class PlannedTable:
    """One table and how it will be read. remembered: its mapping is that of an earlier file.

    own: of a list of this program, its rows with what was written. remark: what is said of it.
    """

    table: SheetTable
    proposal: TableProposal
    mapping: TableMapping
    remembered: bool = False
    own: OwnTable | None = None
    remark: str = ""


@dataclass
class Incoming:
    """A file on its way in: what was read, its bytes, and what will be done with each table."""

    source: Source
    data: bytes
    tables: list[PlannedTable] = field(default_factory=list)
    replaces: bool = True
    """Whether what the book has may be changed; else such rows are told and left as they are."""
    decisions: Decisions = field(default_factory=Decisions)
    """What becomes of rows that may be a record of the book."""
    account: Account | None = None
    """What a run or a rehearsal came to."""
    reason: str = ""
    """Why rows of it are written into closed periods, once for all of them."""

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def rows(self) -> int:
        """The rows of all tables that will be taken."""
        return sum(len(one.table.rows) for one in self.tables if one.mapping.take)


Known = Mapping[str, str]
"""The mappings of earlier files as TOML, by the shape of their tables."""


def known_shapes(reading: Reading) -> Known:
    """What the book remembers of earlier files."""
    return {row.shape: row.mapping for row in reading.rows(ShapeMapping)}


def prepare(
    reading: Reading, source: Source, data: bytes, kind: str = "", mapping: str = ""
) -> Incoming:
    """Find the tables of a source and propose what they are.

    kind: what all of them are, where the user knows better. mapping: TOML of an earlier import;
    else that which the book remembers for these headings.
    """
    return understand(known_shapes(reading), source, data, kind, mapping)


def understand(
    known: Known,
    source: Source,
    data: bytes,
    kind: str = "",
    mapping: str = "",
    report: Callable[[int], object] = lambda _done: None,
) -> Incoming:
    """As `prepare`, without the book. report: is told now and then how many tables are done."""
    if kind and kind not in KIND_LABELS:
        kind = _kind_named(kind)
    told = from_toml(mapping, _("The mapping")) if mapping else []
    incoming = Incoming(source, data)
    remark, ours = ("", []) if kind or mapping else own_tables(source)
    if ours:
        incoming.tables = [
            PlannedTable(*parts[:3], own=parts[3], remark="" if n else remark)
            for n, parts in enumerate(ours)
        ]
        return incoming
    tables: list[SheetTable] = []
    for sheet in source.sheets:
        report(len(tables))
        of_sheet = _tables_of(sheet)
        for table in of_sheet:
            table.file = source.name
        tables += of_sheet
    alike = _by_shape(tables, report)
    for table in tables:
        mapped = _told(table, told) or (None if mapping else _remembered(known, table))
        if mapped is not None and not kind:
            proposal = propose(table, mapped.kind)
            chosen = adopt(mapped, table)
        else:
            proposal = propose(table, kind) if kind else _as_its_like(table, alike[shape(table)])
            chosen = from_proposal(proposal)
        if not chosen.grade and chosen.kind == "finding":
            chosen.grade = _usual_grade(table)
        if not chosen.standard:
            chosen.standard = standard_of((*table.titles, table.sheet))
        incoming.tables.append(PlannedTable(table, proposal, chosen, mapped is not None))
    if not any(one.table.rows or one.table.left for one in incoming.tables):
        raise Refusal(_("{name} holds no rows.").format(name=source.name))
    return incoming


def _tables_of(sheet: Sheet) -> list[SheetTable]:
    """The tables of a sheet; the one row of a form, where it is one of a kind that is known."""
    form = form_in(sheet)
    return [form] if form and propose(form).kind else find_tables(sheet)


def _by_shape(
    tables: list[SheetTable], report: Callable[[int], object]
) -> dict[str, TableProposal]:
    """For the same headings one proposal: that of the table which is understood best."""
    best: dict[str, TableProposal] = {}
    for n, table in enumerate(tables):
        report(n)
        proposal = propose(table)
        known = best.get(shape(table))
        if known is None or proposal.confidence > known.confidence:
            best[shape(table)] = proposal
    return best


def _as_its_like(table: SheetTable, proposal: TableProposal) -> TableProposal:
    columns = [
        replace(meaning, heading=heading)
        for heading, meaning in zip(table.headings, proposal.columns, strict=True)
    ]
    return replace(proposal, table=table, columns=columns)


def take_as(planned: PlannedTable, kind: str) -> None:
    """Take a table for another kind of thing than was proposed; "" for not at all."""
    if kind:
        planned.proposal = propose(planned.table, kind)
    mapping = from_proposal(planned.proposal)
    mapping.kind, mapping.take = kind, bool(kind)
    mapping.standard, mapping.grade = planned.mapping.standard, planned.mapping.grade
    mapping.state = planned.mapping.state
    if kind == "finding" and not mapping.grade:
        mapping.grade = _usual_grade(planned.table)
    planned.mapping, planned.remembered, planned.own = mapping, False, None


def _kind_named(text: str) -> str:
    """A kind by its key, its plural or what people call it."""
    plain = text.strip().casefold().replace(" ", "_").replace("-", "_")
    for kind, label in KIND_LABELS.items():
        if plain in (kind, f"{kind}s", label.casefold().replace(" ", "_")):
            return kind
    if plain in _ALIASES:
        return _ALIASES[plain]
    raise Refusal(
        _("There is no “{name}” to import. Possible: {close}.").format(
            name=text, close=", ".join(KIND_LABELS)
        )
    )


_ALIASES = {
    "checklist": "checklist_line",
    "questions": "checklist_line",
    "people": "person",
    "timetable": "session",
    "coverage": MATRIX,
    "standard": "clause",
    "schedule": "audit",
}


def _told(
    table: SheetTable, told: list[tuple[str, list[str], TableMapping]]
) -> TableMapping | None:
    """The mapping that a file gives for this table: of its sheet, else of its headings."""
    names = [fold(one) for one in column_names(table.headings).values()]
    same = [one for one in told if [fold(text) for text in one[1]] == names]
    of_sheet = [one for one in same if one[0] == table.sheet]
    alone = [one for one in told if one[0] == table.sheet and not one[1]]
    for _sheet, _headings, mapping in (*of_sheet, *same, *alone):
        return mapping
    return None


def _remembered(known: Known, table: SheetTable) -> TableMapping | None:
    told = known.get(shape(table))
    return from_toml(told)[0][2] if told else None


def _usual_grade(table: SheetTable) -> str:
    """What findings of this table are where the rows do not say: as its titles call them."""
    told = fold(" ".join((table.sheet, *table.titles, *(one.text for one in table.headings))))
    for grade, words in _CALLED.items():
        if any(word in told for word in words):
            return grade
    return "observation"


_CALLED = {
    "opportunity": ("opportunit", "improvement", "verbesserung", "amelioration", "mejora",
                    "miglioramento", "ofi"),
    "minor": ("nonconform", "non conform", "nichtkonform", "abweichung", "no conform", "ncr",
              "nc log", "violation", "capa", "corrective", "korrektur"),
}  # fmt: skip


def mapping_text(incoming: Incoming) -> str:
    """How the file is read, as TOML that a person can change and give back."""
    return to_toml((one.table, one.mapping) for one in incoming.tables)
