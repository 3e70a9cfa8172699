"""Run: from a file that was read to one step in the book, rehearsed first, with its account."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from auditdesk.book import evidence
from auditdesk.book.book import Book
from auditdesk.book.step import Step
from auditdesk.book.tables import BY_NAME, BookInfo, ImportRecord, ShapeMapping
from auditdesk.errors import Refusal
from auditdesk.i18n import _, ngettext
from auditdesk.intake.account import LEFT, TAKEN, Account, Fate, RowAccount, TableAccount
from auditdesk.intake.mapping import (
    column_names,
    shape,
    to_toml,
)
from auditdesk.intake.meaning import TAKEN_FROM
from auditdesk.intake.records import Record, RecordReader
from auditdesk.intake.targets import KIND_LABELS, MATRIX
from auditdesk.intake.words import meant
from auditdesk.work.intake import actions, audits, organisation
from auditdesk.work.intake.beside import beside_remarks
from auditdesk.work.intake.context import Context, Left, Taken, Taker, put_notes, refused
from auditdesk.work.intake.findings import FindingTaker
from auditdesk.work.intake.identity import IDENTITY
from auditdesk.work.intake.names import Names
from auditdesk.work.intake.own import OwnList
from auditdesk.work.intake.pairs import RowLeftOut, why_left_out
from auditdesk.work.intake.pictures import CellPictures
from auditdesk.work.intake.plan import Incoming, PlannedTable, mapping_text
from auditdesk.work.intake.table_context import context_of

_ORDER = ("clause", "person", "process", "unit", MATRIX, "audit", "session", "finding", "action",
          "checklist_line")  # fmt: skip
_AS_REGISTERS = ("finding", "action")
"""Lists of this program that another book takes in as it does any register."""
PULSE = 20
"""Rows between two signs of life."""


# --- doing it ---------------------------------------------------------------------------------


def rehearse(book: Book, incoming: Incoming, today: date) -> Iterator[int]:
    """Do everything and take it back: the account is what would happen. Yields rows done."""
    with book.trial(incoming.reason) as step:
        yield from _run(step, incoming, today)


def run(book: Book, incoming: Incoming, today: date) -> Iterator[int]:
    """Take the file in: one step, one undo. Yields how many rows are done."""
    what = _("Import {name}").format(name=incoming.source.name)
    with book.step(what, incoming.reason) as step:
        yield from _run(step, incoming, today)
        account = incoming.account
        assert account is not None
        if account.before and not account.count(Fate.NEW, Fate.CHANGED) and not account.made:
            return
        _record(step, incoming, account, today)


def _run(step: Step, incoming: Incoming, today: date) -> Iterator[int]:
    step.takes_over = True
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
    untold = not incoming.reason and incoming.decisions.as_usual
    if earlier and untold and _is_as_it_was(step, incoming, earlier, accounts):
        yield sum(len(table.rows) for table in accounts)
        return
    takers: dict[str, Taker] = {
        "person": organisation.take_person,
        "process": organisation.take_process,
        "unit": organisation.take_unit,
        "clause": organisation.take_clause,
        "audit": audits.take_audit,
        "session": audits.take_session,
        "checklist_line": audits.take_line,
        "action": actions.take_action,
        MATRIX: organisation.take_matrix,
        "finding": FindingTaker(step),
    }
    done = 0
    order = sorted(
        range(len(accounts)),
        key=lambda n: _ORDER.index(incoming.tables[n].mapping.kind or "finding"),
    )
    for n in order:
        planned, told = incoming.tables[n], accounts[n]
        table = planned.table
        for fate, rows in ((Fate.FRAME, table.frame()), (Fate.IGNORED, table.left)):
            told.rows += [RowAccount(number, fate, _(why.value)) for number, why in rows]
        if planned.own is not None and planned.mapping.take:
            home = planned.own.origin.book == next(step.rows(BookInfo)).id
            if home or planned.mapping.kind not in _AS_REGISTERS:
                context = Context(
                    step, names, today, incoming.source.name, replaces=incoming.replaces
                )
                own = OwnList(context, planned.own, planned.table.sheet, home)
                for row in own.rows(told):
                    told.rows.append(row)
                    done += 1
                    if done % PULSE == 0:
                        yield done
                told.rows.sort(key=lambda row: row.row)
                continue
        pictures = CellPictures(incoming, planned)
        if not planned.mapping.take or not planned.mapping.kind:
            told.remarks += pictures.remarks()
            told.rows += [
                RowAccount(line.number, Fate.IGNORED, _why_not(planned))
                for line in planned.table.rows
            ]
            told.rows.sort(key=lambda row: row.row)
            continue
        reader = RecordReader(planned.table, planned.mapping, names.knows_person)
        told.questions = [vars(one) for one in reader.questions()]
        told.words = [vars(one) for one in reader.translations()]
        said = {*step.remarks}
        context = context_of(step, names, planned, reader, incoming, today)
        if planned.mapping.grade and not planned.mapping.place(planned.table, "grade") is not None:
            told.remarks.append(
                _("no column says the grade: {grade} unless the number names another").format(
                    grade=planned.mapping.grade
                )
            )
        by_day = planned.mapping.kind == "finding" or (
            planned.mapping.kind in ("audit", "session") and context.standard is not None
        )
        if by_day and not context.edition_named:
            told.remarks.append(_("clauses are those of the edition in use on the day of each row"))
        elif context.standard is not None:
            told.remarks.append(
                _("clauses are those of {standard}").format(standard=context.standard.designation)
            )
        for record in reader.records():
            taker = takers[planned.mapping.kind]
            told.rows.append(_take(context, taker, record, told, pictures))
            done += 1
            if done % PULSE == 0:
                yield done
        told.remarks += [one for one in step.remarks if one not in said]
        told.pairs = context.pairs.all
        told.remarks += pictures.remarks()
        told.remarks += _unsaid(context.missing)
        told.remarks += _unknown_words(told)
        told.rows.sort(key=lambda row: row.row)
    account.added = list(names.added)
    account.made = {kind: count for kind, count in names.made.items() if count}
    yield done


def _is_as_it_was(
    step: Step, incoming: Incoming, earlier: ImportRecord, accounts: list[TableAccount]
) -> bool:
    """Whether this very file came in before, read the same way, and all it brought is still there.

    Then every row is as it was, whatever was changed in the book since.
    """
    if earlier.mapping != mapping_text(incoming):
        return False
    data = json.loads(evidence.content(step, earlier.account))
    told: list[list[RowAccount]] = [[] for _table in accounts]
    for n, row, fate, reason, kind, id, name in data["every_row"]:
        known = RowAccount(row, Fate(fate), reason, kind, id, name)
        gone = known.id and step.find(BY_NAME[kind], id=id) is None
        if gone or (known.id and known.fate is Fate.IGNORED):
            return False
        if known.fate in (Fate.NEW, Fate.CHANGED):
            known = replace(known, fate=Fate.SAME, reason="")
        told[n].append(known)
    for table, rows in zip(accounts, told, strict=True):
        table.rows = rows
    return True


def _why_not(planned: PlannedTable) -> str:
    if planned.table.hidden:
        return _("the sheet is hidden")
    if not planned.mapping.kind:
        return _("the table is of no kind that is known")
    if planned.proposal.confidence < TAKEN_FROM:
        return _(
            "the table is not taken: it is sure only to {sure} that it holds {kind}, and less than"
            " {least} is not enough; say what it is (in a command with --as)"
        ).format(
            sure=f"{planned.proposal.confidence:.2f}",
            kind=_(KIND_LABELS[planned.mapping.kind]),
            least=f"{TAKEN_FROM:.2f}",
        )
    return _("the table is not taken")


def _take(
    context: Context, taker: Taker, record: Record, told: TableAccount, pictures: CellPictures
) -> RowAccount:
    """One row: taken whole, or refused whole with its reason."""
    context.begin(record)
    if record.refusal:
        return RowAccount(record.row, Fate.REFUSED, record.refusal)
    try:
        with context.step.attempt():
            taken = taker(context, record)
            pictured = pictures.put(context, record, taken)
            noted = put_notes(context, record, taken)
            spared = not context.replaces and not context.pairs.has_decided(record.row)
            if spared and _changes(context, taken, noted or pictured):
                raise Left(taken)
    except RowLeftOut as left_out:
        context.names.take_back()
        pictures.undo(record)
        context.head, pair = left_out, left_out.pair
        return RowAccount(
            record.row, Fate.IGNORED, why_left_out(pair), pair.kind, pair.id, pair.name
        )
    except Left as left:
        context.names.take_back()
        pictures.undo(record)
        context.settle(record, left.taken)
        return left.account(record.row)
    except Refusal as refusal:
        context.names.take_back()
        pictures.undo(record)
        return refused(told, record.row, refusal)
    context.settle(record, taken)
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
    if (noted or pictured) and fate is Fate.SAME:
        fate, what = Fate.CHANGED, _("a picture") if pictured else _("a note")
    return RowAccount(record.row, fate, what, taken.table.sql_name, taken.id, taken.name)


def _changes(context: Context, taken: Taken, noted: bool) -> bool:
    """Whether a row changed something that the book had before this import."""
    changed = taken.fate is Fate.CHANGED or (noted and taken.fate is Fate.SAME)
    return changed and not context.step.is_new(taken.table, taken.id)


def _table_account(planned: PlannedTable) -> TableAccount:
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
        known_by=_(IDENTITY.get(planned.mapping.kind, "")) if planned.mapping.kind else "",
    )


def _remarks(planned: PlannedTable) -> list[str]:
    table, told = planned.table, [planned.remark] if planned.remark else []
    if planned.own is not None or not table.headings:
        return told
    hidden = sum(1 for line in table.rows if line.hidden)
    if hidden:
        told.append(_("{n} of its rows are hidden in the file").format(n=hidden))
    if table.filled_down:
        told.append(_("merged cells: {n} filled downwards").format(n=table.filled_down))
    if table.is_form:
        told.append(_("a form: its {n} fields are one row").format(n=len(table.headings)))
    elif len(table.header) > 1:
        told.append(_("its headings take {n} rows").format(n=len(table.header)))
    if not table.header:
        told.append(_("it has no headings: columns are known by their contents"))
    told += [*table.unread, *beside_remarks(planned)]
    return told


def _unsaid(missing: Mapping[str, list[int]]) -> list[str]:
    """What rows do not tell, once for the table, with the first rows that lack it."""
    told = []
    for what, rows in missing.items():
        places = ", ".join(map(str, rows[:5])) + ("…" if len(rows) > 5 else "")
        text = ngettext("{what} ({n} row: {rows})", "{what} ({n} rows: {rows})", len(rows))
        told.append(text.format(what=what, n=len(rows), rows=places))
    return told


def _unknown_words(told: TableAccount) -> list[str]:
    """The words of grades and states that nobody knows: they are to be told in the mapping."""
    return [
        ngettext(
            "“{text}” is no word that is known for it ({n} row): say in the mapping what it means",
            "“{text}” is no word that is known for it ({n} rows): say in the mapping what it means",
            word["count"],
        ).format(text=word["text"], n=word["count"])
        for word in told.words
        if word["group"] in ("grade", "state", "audit_state")
        and not word["meaning"]
        and not (word["group"] == "state" and meant("verdict", word["text"]))
    ]


# --- what stays of it -------------------------------------------------------------------------


def _record(step: Step, incoming: Incoming, account: Account, today: date) -> None:
    """Keep the file, how it was read and its account; remember the mappings by their shapes."""
    taken = [one for one in incoming.tables if one.mapping.take and one.mapping.kind]
    text = mapping_text(incoming)
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
        ignored=account.count(*LEFT),
    )
    for one in taken:
        if not one.table.header:
            continue
        known = step.find(ShapeMapping, shape=shape(one.table))
        own = to_toml([(one.table, one.mapping)])
        if known is None:
            step.add(ShapeMapping, shape=shape(one.table), mapping=own, used_on=today)
        else:
            step.change(ShapeMapping, known.id, mapping=own, used_on=today)


def account_bytes(account: Account) -> bytes:
    """The account with every row, as it is kept."""
    data: Mapping[str, Any] = account.as_data()
    rows = [
        [n, row.row, row.fate.value, row.reason, row.kind, row.id, row.name]
        for n, table in enumerate(account.tables)
        for row in table.rows
    ]
    return json.dumps({**data, "every_row": rows}, ensure_ascii=False).encode()
