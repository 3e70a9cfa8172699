"""Run: from a file that was read to one step in the book, rehearsed first, with its account."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from auditdesk.book import evidence
from auditdesk.book.book import Book
from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import AuditRow, ImportRecord, ShapeMapping, StandardRow
from auditdesk.domain.numbering import Number
from auditdesk.errors import Refusal
from auditdesk.i18n import _
from auditdesk.intake.account import TAKEN, Account, Fate, RowAccount, TableAccount
from auditdesk.intake.mapping import TableMapping, adopt, column_names, from_proposal, from_toml, shape, to_toml
from auditdesk.intake.meaning import Proposal, propose
from auditdesk.intake.records import Record, RecordReader
from auditdesk.intake.source import Source
from auditdesk.intake.tables import Table, find_tables
from auditdesk.intake.targets import KIND_LABELS, MATRIX, TARGETS
from auditdesk.intake.titles import days_in, lead_in, standard_of
from auditdesk.intake.values import clauses_in, standard_in
from auditdesk.intake.words import fold
from auditdesk.work import audits, entry, lookup
from auditdesk.work.intake import things
from auditdesk.work.intake.findings import FindingTaker
from auditdesk.work.intake.names import Names
from auditdesk.work.intake.things import Context, Taker
from auditdesk.work.kinds import KINDS

_ORDER = ("clause", "person", "process", "unit", MATRIX, "audit", "session", "finding", "action",
          "checklist_line")  # fmt: skip
_PULSE = 100
"""Rows between two signs of life."""


@dataclass
class Planned:
    """One table and how it will be read. remembered: its mapping is that of an earlier file."""

    table: Table
    proposal: Proposal
    mapping: TableMapping
    remembered: bool = False


@dataclass
class Incoming:
    """A file on its way in: what was read, its bytes, and what will be done with each table."""

    source: Source
    data: bytes
    tables: list[Planned] = field(default_factory=list)
    account: Account | None = None
    """What a run or a rehearsal came to."""

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def rows(self) -> int:
        """The rows of all tables that will be taken."""
        return sum(len(one.table.rows) for one in self.tables if one.mapping.take)


class _Rehearsed(Exception):
    """The rehearsal is over: nothing of it stays."""


def prepare(
    reading: Reading, source: Source, data: bytes, kind: str = "", mapping: str = ""
) -> Incoming:
    """Find the tables of a source and propose what they are.

    kind: what all of them are, where the user knows better. mapping: TOML of an earlier import;
    else that which the book remembers for these headings.
    """
    if kind and kind not in KIND_LABELS:
        kind = _kind_named(kind)
    told = from_toml(mapping, _("The mapping")) if mapping else []
    incoming = Incoming(source, data)
    for sheet in source.sheets:
        for table in find_tables(sheet):
            known = _told(table, told) or (None if mapping else _remembered(reading, table))
            remembered = known is not None
            if known is not None and not kind:
                proposal = propose(table, known.kind)
                chosen = adopt(known, table)
            else:
                proposal = propose(table, kind)
                chosen = from_proposal(proposal)
            if not chosen.grade and chosen.kind == "finding":
                chosen.grade = _usual_grade(table)
            if not chosen.standard:
                chosen.standard = standard_of((*table.titles, table.sheet))
            incoming.tables.append(Planned(table, proposal, chosen, remembered))
    if not any(one.table.rows or one.table.left for one in incoming.tables):
        raise Refusal(_("{name} holds no rows.").format(name=source.name))
    return incoming


def _kind_named(text: str) -> str:
    plain = text.strip().casefold().replace(" ", "_").replace("-", "_")
    for kind, label in KIND_LABELS.items():
        if plain in (kind, f"{kind}s", label.casefold().replace(" ", "_")) or plain == {
            "checklist": "checklist_line", "question": "checklist_line", "questions": "checklist_line",
            "people": "person", "timetable": "session", "coverage": MATRIX, "process": "process",
            "processes": "process", "standard": "clause",
        }.get(plain, "") == kind:  # fmt: skip
            return kind
    aliases = {"checklist": "checklist_line", "questions": "checklist_line", "people": "person",
               "timetable": "session", "coverage": MATRIX, "processes": "process",
               "standard": "clause", "schedule": "audit"}  # fmt: skip
    if plain in aliases:
        return aliases[plain]
    raise Refusal(
        _("There is no “{name}” to import. Possible: {close}.").format(
            name=text, close=", ".join(KIND_LABELS)
        )
    )


def _told(table: Table, told: list[tuple[str, list[str], TableMapping]]) -> TableMapping | None:
    """The mapping that a file gives for this table: of its sheet, else of its headings."""
    names = [fold(one) for one in column_names(table.headings).values()]
    same = [one for one in told if [fold(text) for text in one[1]] == names]
    of_sheet = [one for one in same if one[0] == table.sheet]
    alone = [one for one in told if one[0] == table.sheet and not one[1]]
    for _sheet, _headings, mapping in (*of_sheet, *same, *alone):
        return mapping
    return None


def _remembered(reading: Reading, table: Table) -> TableMapping | None:
    row = reading.find(ShapeMapping, shape=shape(table))
    return from_toml(str(row.mapping))[0][2] if row else None


def _usual_grade(table: Table) -> str:
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


# --- doing it ---------------------------------------------------------------------------------


def rehearse(book: Book, incoming: Incoming, today: date) -> Iterator[int]:
    """Do everything and take it back: the account is what would happen. Yields rows done."""
    try:
        with book.step(_("Preview of an import")) as step:
            yield from _run(step, incoming, today)
            raise _Rehearsed
    except _Rehearsed:
        return


def run(book: Book, incoming: Incoming, today: date) -> Iterator[int]:
    """Take the file in: one step, one undo. Yields how many rows are done."""
    what = _("Import {name}").format(name=incoming.source.name)
    with book.step(what) as step:
        yield from _run(step, incoming, today)
        account = incoming.account
        assert account is not None
        if account.before and not account.count(Fate.NEW, Fate.CHANGED) and not account.made:
            return
        _record(step, incoming, account, today)


def _run(step: Step, incoming: Incoming, today: date) -> Iterator[int]:
    names = Names(step, today)
    account = Account(
        incoming.source.name,
        incoming.digest,
        incoming.source.kind,
        incoming.source.encoding,
        incoming.source.separator,
    )
    earlier = step.find(ImportRecord, content=incoming.digest)
    account.before = earlier.imported_on.isoformat() if earlier else ""
    incoming.account = account
    accounts = [_table_account(one) for one in incoming.tables]
    account.tables = accounts
    takers: dict[str, Taker] = {
        "person": things.take_person,
        "process": things.take_process,
        "unit": things.take_unit,
        "clause": things.take_clause,
        "audit": things.take_audit,
        "session": things.take_session,
        "checklist_line": things.take_line,
        "action": things.take_action,
        MATRIX: things.take_matrix,
        "finding": FindingTaker(step),
    }
    done = 0
    order = sorted(
        range(len(accounts)),
        key=lambda n: _ORDER.index(incoming.tables[n].mapping.kind or "finding"),
    )
    for n in order:
        planned, told = incoming.tables[n], accounts[n]
        told.rows += [
            RowAccount(number, Fate.IGNORED, _(why.value)) for number, why in planned.table.left
        ]
        if not planned.mapping.take or not planned.mapping.kind:
            told.rows += [
                RowAccount(line.number, Fate.IGNORED, _why_not(planned))
                for line in planned.table.rows
            ]
            continue
        reader = RecordReader(planned.table, planned.mapping)
        told.questions = [vars(one) for one in reader.questions()]
        told.words = [vars(one) for one in reader.translations()]
        context = _context(step, names, planned, reader, incoming.source.name, today)
        if planned.mapping.grade and not planned.mapping.place(planned.table, "grade") is not None:
            told.remarks.append(
                _("no column says the grade: {grade} unless the number names another").format(
                    grade=planned.mapping.grade
                )
            )
        if context.standard is not None:
            told.remarks.append(
                _("clauses are those of {standard}").format(standard=context.standard.designation)
            )
        for record in reader.records():
            told.rows.append(_take(context, takers[planned.mapping.kind], record, told))
            done += 1
            if done % _PULSE == 0:
                yield done
        names = context.names
        told.rows.sort(key=lambda row: row.row)
    account.made = {kind: count for kind, count in names.made.items() if count}
    yield done


def _why_not(planned: Planned) -> str:
    if planned.table.hidden:
        return _("the sheet is hidden")
    if not planned.mapping.kind:
        return _("the table is of no kind that is known")
    return _("the table is not taken")


def _take(context: Context, taker: Taker, record: Record, told: TableAccount) -> RowAccount:
    """One row: taken whole, or refused whole with its reason."""
    if record.refusal:
        return RowAccount(record.row, Fate.REFUSED, record.refusal)
    context.extras.clear()
    before = Counter(context.names.made)
    try:
        with context.step.attempt():
            taken = taker(context, record)
            noted = things.put_notes(context, record, taken)
    except Refusal as refusal:
        context.names = context.names.after_refusal(before)
        return RowAccount(record.row, Fate.REFUSED, " ".join(str(refusal).split()))
    told.notes += [
        {"cell": note.cell, "heading": note.heading, "text": note.text[:200], "why": note.why}
        for note in record.notes
        if note.why
    ]
    told.notes += [
        {"cell": str(record.row), "heading": "", "text": extra[:200], "why": _("kept as a note")}
        for extra in context.extras
    ]
    fate = taken.fate
    what = taken.what
    if noted and fate is Fate.SAME:
        fate, what = Fate.CHANGED, _("a note")
    return RowAccount(record.row, fate, what, taken.table._meta.table_name, taken.id, taken.name)


def _table_account(planned: Planned) -> TableAccount:
    names = column_names(planned.table.headings)
    by_place = {one.heading.place: one for one in planned.proposal.columns}
    columns = []
    for one in planned.table.headings:
        meant = by_place.get(one.place)
        chosen = planned.mapping.columns.get(names[one.place], "")
        agreed = meant is not None and meant.field == chosen
        columns.append(
            {
                "column": one.letter,
                "heading": one.text,
                "field": chosen,
                "confidence": meant.confidence if agreed and meant else 1.0,
                "reason": meant.reason if agreed and meant else _("as told"),
            }
        )
    return TableAccount(
        planned.table.sheet,
        planned.table.header,
        planned.mapping.kind,
        planned.proposal.confidence,
        _("as the last time") if planned.remembered else planned.proposal.reason,
        columns,
        remarks=_remarks(planned),
    )


def _remarks(planned: Planned) -> list[str]:
    table, told = planned.table, []
    hidden = sum(1 for line in table.rows if line.hidden)
    if hidden:
        told.append(_("{n} of its rows are hidden in the file").format(n=hidden))
    if table.filled_down:
        told.append(_("merged cells: {n} filled downwards").format(n=table.filled_down))
    if len(table.header) > 1:
        told.append(_("its headings take {n} rows").format(n=len(table.header)))
    if not table.header:
        told.append(_("it has no headings: columns are known by their contents"))
    return told


# --- what the rows of a table have in common --------------------------------------------------


def _context(
    step: Step, names: Names, planned: Planned, reader: RecordReader, file: str, today: date
) -> Context:
    table, mapping = planned.table, planned.mapping
    title = "\n".join((*table.titles, table.sheet))
    context = Context(step, names, today, file, title, grade=mapping.grade or "observation")
    context.own = _is_own(table, mapping)
    records = list(reader.records()) if mapping.kind in ("session", "checklist_line") else []
    numbers = _clause_numbers(reader, mapping)
    if mapping.kind == "clause":
        named = mapping.standard or _column_standard(table, mapping)
        context.standard = names.standard(named or table.sheet) if not _has(mapping, "standard") else None
    elif numbers or mapping.standard:
        named = mapping.standard if numbers else ""
        context.standard = names.standard(named, numbers) if named or numbers else None
    if mapping.kind in ("session", "checklist_line") and not _has(mapping, "audit"):
        context.audit = mapping.audit or _audit_of(context, table, mapping, records)
    return context


def _has(mapping: TableMapping, wanted: str) -> bool:
    return wanted in mapping.columns.values()


def _column_standard(table: Table, mapping: TableMapping) -> str:
    return next((standard_in(one.text) for one in table.headings if standard_in(one.text)), "")


def _clause_numbers(reader: RecordReader, mapping: TableMapping) -> list[str]:
    """The clauses that the first rows name, to find the standard that has them."""
    found: list[str] = []
    if mapping.kind == MATRIX:
        for one in reader.table.headings:
            found += clauses_in(one.text).numbers
        for line in reader.table.rows[:50]:
            found += clauses_in(str(reader.table.cell(line, reader.table.headings[0].place) or "")).numbers
        return found
    if not {"clauses", "clause"} & set(mapping.columns.values()):
        return []
    for record in islice(reader.records(), 500):
        found += record.values.get("clauses") or record.values.get("clause") or []
        if len(found) > 200:
            break
    return found


def _is_own(table: Table, mapping: TableMapping) -> bool:
    """Whether the numbers are those of this program: all of its shape, old ones in a column beside."""
    place = mapping.place(table, "number")
    if place is None:
        return False
    beside = mapping.place(table, "foreign_number")
    texts = [str(cell) for cell in table.column(place)]
    own = all(Number.parse(text) or text.startswith(_("draft {id}").format(id="")) for text in texts)
    if mapping.kind == "finding":
        return bool(texts) and own and beside is not None
    return bool(texts) and own and mapping.kind in ("action", "audit")


def _audit_of(
    context: Context, table: Table, mapping: TableMapping, records: list[Record]
) -> str:
    """The audit that a timetable or a checklist belongs to: as its titles name it, else a new one."""
    title = next((text for text in table.titles if len(text) < 120), table.sheet)
    known = context.names.audit_id(title)
    if known is not None:
        return str(context.step.get(AuditRow, known).number)
    days = [record.values["day"] for record in records if record.values.get("day")]
    told = days_in(context.title)
    first, last = (min(days), max(days)) if days else told or (None, None)
    data: dict[str, Any] = {"title": title}
    if first and last:
        data |= {"starts_on": first.isoformat(), "ends_on": last.isoformat()}
    if context.standard is not None:
        data["standard"] = [str(context.standard.designation)]
    lead = lead_in(context.title)
    if lead:
        data["lead_auditor"] = context.names.person(lead)
    id = entry.enter(context.step, KINDS["audit"], data, context.today)
    context.names.made["audit"] += 1
    context.names.learn_audit(id, title)
    return str(context.step.get(AuditRow, id).number)


# --- what stays of it -------------------------------------------------------------------------


def _record(step: Step, incoming: Incoming, account: Account, today: date) -> None:
    """Keep the file, how it was read and its account; remember the mappings by their shapes."""
    taken = [one for one in incoming.tables if one.mapping.take and one.mapping.kind]
    text = to_toml((one.table, one.mapping) for one in incoming.tables)
    step.add(
        ImportRecord,
        name=evidence.safe_name(incoming.source.name),
        content=evidence.keep(step, incoming.data),
        account=evidence.keep(step, account_bytes(account)),
        mapping=text,
        imported_on=today,
        rows=account.count(*Fate),
        taken=account.count(*TAKEN),
        refused=account.count(Fate.REFUSED),
        ignored=account.count(Fate.IGNORED),
    )
    for one in taken:
        if not one.table.header:
            continue
        known = step.find(ShapeMapping, shape=shape(one.table))
        own = to_toml([(one.table, one.mapping)])
        if known is None:
            step.add(ShapeMapping, shape=shape(one.table), mapping=own, used_on=today)
        else:
            step.change(ShapeMapping, str(known.id), mapping=own, used_on=today)


def account_bytes(account: Account) -> bytes:
    """The account with every row, as it is kept."""
    data: Mapping[str, Any] = account.as_data()
    rows = [
        [table.sheet, row.row, row.fate.value, row.reason, row.kind, row.id, row.name]
        for table, row in account.rows()
    ]
    return json.dumps({**data, "every_row": rows}, ensure_ascii=False).encode()


