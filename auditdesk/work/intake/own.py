"""Own lists that come home: in their book what was edited, in another book every record.

A cell that says what was written changes nothing, whatever the book says by now. One that was
edited changes its record, unless the book changed the same field since: that is for a person to
decide, and the row is refused with both values.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from auditdesk.book.fields import Flag, Text
from auditdesk.book.tables import (
    Absence,
    AuditRow,
    ClauseRow,
    Finding,
    Person,
    StandardRow,
    Table,
    Unit,
    UnitClause,
)
from auditdesk.domain.clause import ClauseNumber
from auditdesk.domain.finding import ANSWER_OWED
from auditdesk.domain.numbering import Number
from auditdesk.errors import Refusal
from auditdesk.i18n import _
from auditdesk.intake.account import Fate, RowAccount, TableAccount
from auditdesk.intake.dates import read_date
from auditdesk.intake.own import LISTS, KeptRow, OwnTable
from auditdesk.intake.source import Line, text_of
from auditdesk.work import audits, entry, lookup, organisation, standards
from auditdesk.work.intake.compare import alike, change, plainly, shown_short
from auditdesk.work.intake.competences import subjects_of, take_subjects
from auditdesk.work.intake.context import Context, Left, Taken, enter_or_amend, refused
from auditdesk.work.intake.own_cells import (
    CLAUSED,
    LINKS,
    MEANINGS,
    STANDARD_KINDS,
    CellMeaning,
    cited,
    clause_known,
    standard_of_clauses,
)
from auditdesk.work.intake.takeover import (
    take_over_audit,
)
from auditdesk.work.kinds import KINDS
from auditdesk.work.plain import clause_name, plain

BY_MOVES = {
    "finding": ("state", "issued_on", "closed_on"),
    "action": ("done_on", "done_evidence", "accepted_on"),
    "audit": ("state",),
}
"""What no form changes: where a record stands is what its moves made of it."""
_CLAUSES = CellMeaning("clauses", lambda _context, cell: cell)
_BY_HAND = ("clause",)
"""Kinds that have no form of their own."""
_TABLES: dict[str, type[Table]] = {
    **{name: kind.table for name, kind in KINDS.items()},
    "clause": ClauseRow,
}


class OwnList:
    """Takes the rows of a list of this program that came back."""

    def __init__(self, context: Context, table: OwnTable, sheet: str, home: bool) -> None:
        self._context, self._table, self._sheet = context, table, sheet
        self._kind = LISTS[table.origin.sort]
        self._meanings = MEANINGS[self._kind]
        self._headings = dict(table.origin.columns)
        self._home = home
        self._there = {row.name for row in context.step.rows(Person)}

    def rows(self, told: TableAccount) -> Iterator[RowAccount]:
        """Each row and what became of it, once: taken whole, or refused whole with its reason."""
        for line, kept in self._table.matched():
            step, context = self._context.step, self._context
            context.names.begin()
            try:
                with step.attempt():
                    account = self._account(line, self._taken(line, kept))
            except Left as left:
                context.names.take_back()
                account = left.account(line.number)
            except Refusal as refusal:
                context.names.take_back()
                account = refused(told, line.number, refusal)
            yield account

    def _account(self, line: Line, taken: Taken) -> RowAccount:
        name = taken.table.sql_name
        return RowAccount(line.number, taken.fate, taken.what, name, taken.id, taken.name)

    def _taken(self, line: Line, kept: KeptRow | None) -> Taken:
        table = _TABLES[self._kind]
        if not self._home:
            return self._brought(line)
        if kept is None:
            return self._brought(line)
        name = self._name(line)
        if self._context.step.find(table, id=kept.id) is None:
            raise Refusal(_("{name} is no longer in the book").format(name=name))
        edited = self._table.edited(line, kept)
        if not edited:
            return Taken(Fate.SAME, table, kept.id, name)
        return self._changed(line, kept.id, edited)

    def _name(self, line: Line) -> str:
        keys = {"clause": ("standard", "number"), "absence": ("person", "starts_on")}
        first = next(iter(self._headings), "")
        texts = (text_of(self._table.cell(line, key)) for key in keys.get(self._kind, (first,)))
        return " ".join(filter(None, texts))

    # --- in its own book ----------------------------------------------------------------------

    def _changed(self, line: Line, id: str, edited: list[str]) -> Taken:
        told: dict[str, dict[str, Any]] = {}
        what = []
        for key in edited:
            meaning, value = self._meant(key, line, id)
            now = self._now(meaning, id)
            if alike(now, value):
                continue
            self._refuse_changed_since(meaning, id, key, now, value)
            told.setdefault(meaning.of or self._kind, {})[meaning.key] = value
            what.append(change(self._headings[key], now, value))
        table = _TABLES[self._kind]
        if not told:
            return Taken(Fate.SAME, table, id, self._name(line))
        for kind, values in told.items():
            self._apply(kind, self._id_of(kind, id), values)
        return Taken(Fate.CHANGED, table, id, self._name(line), "; ".join(what))

    def _meant(self, key: str, line: Line, id: str) -> tuple[CellMeaning, Any]:
        """What an edited cell fills, and with what; Refusal for what is counted from others."""
        cell = self._table.cell(line, key)
        if key == "due" and self._kind == "finding":
            state = self._context.step.get(Finding, id).state
            self._refuse_other_due(id)
            key = "answer_due" if state in ANSWER_OWED else "implement_due"
        if key == "clauses" and self._kind in CLAUSED:
            home = self._standard(line) or standard_of_clauses(
                self._context, self._now(_CLAUSES, id)
            )
            return _CLAUSES, cited(self._context, cell, home)
        meaning = self._meanings.get(key)
        if meaning is None:
            raise Refusal(
                _("{heading} follows from the book and cannot be changed in a list").format(
                    heading=self._headings[key]
                )
            )
        field = _TABLES[meaning.of or self._kind].columns.get(meaning.key)
        never_empty = field is not None and not field.null and not isinstance(field, Text | Flag)
        if cell is None and never_empty:
            raise Refusal(_("{heading} cannot be empty").format(heading=self._headings[key]))
        return meaning, meaning.read(self._context, cell)

    def _refuse_other_due(self, id: str) -> None:
        """Refuse a due day where the list shows that of another state."""
        if "state" in self._context.step.changed_since(Finding, id, self._table.origin.step):
            raise Refusal(
                _(
                    "{heading} was that of another state when the list was written: write the day"
                    " into the column of the answer or of the implementation, or enter it"
                ).format(heading=self._headings["due"])
            )

    def _standard(self, line: Line) -> StandardRow | None:
        """The standard whose clauses stand bare in the row."""
        names = self._context.names
        text = self._cell(line, "standard")
        if self._kind != "audit":
            return names.standard(text) if text else None
        clauses = [part.strip() for part in self._cell(line, "clauses").split(",")]
        bare = [one for one in clauses if one and " " not in one]
        cell = self._table.cell(line, "standards")
        for named in sorted(MEANINGS["audit"]["standards"].read(self._context, cell)):
            standard = names.standard(named)
            if standard is not None and all(names.has_clause(standard, one) for one in bare):
                return standard
        return None

    def _now(self, meaning: CellMeaning, id: str) -> Any:
        kind = meaning.of or self._kind
        row: Any = self._context.step.get(_TABLES[kind], self._id_of(kind, id))
        if kind == "unit" and meaning.key == "clauses":
            applied = self._context.step.rows(UnitClause, unit=id, applies=True)
            return sorted(clause_name(self._context.step, one.clause) for one in applied)
        if kind == "person" and meaning.key == "competences":
            return sorted(subjects_of(self._context.step, id))
        if kind in _BY_HAND or meaning.key in BY_MOVES.get(kind, ()):
            return plainly(getattr(row, meaning.key))
        now = plain(self._context.step, KINDS[kind], str(row.id)).get(meaning.key)
        if meaning.key == "team" and kind == "audit":
            return [seat["person"] for seat in now or () if seat["role"] != "lead_auditor"]
        return now

    def _id_of(self, kind: str, id: str) -> str:
        return self._context.step.get(Unit, id).process if kind == "process" else id

    def _refuse_changed_since(
        self, meaning: CellMeaning, id: str, key: str, now: Any, value: Any
    ) -> None:
        kind = meaning.of or self._kind
        step, written = self._context.step, self._table.origin.step
        since = step.changed_since(_TABLES[kind], self._id_of(kind, id), written)
        linked = LINKS.get((kind, meaning.key))
        if {meaning.key, f"{meaning.key}_id"} & since or (
            linked is not None and step.links_changed_since(linked, kind, id, written)
        ):
            raise Refusal(
                _(
                    "{heading} was changed in the book since the list was written: it is “{now}”"
                    " there, and “{value}” here. Decide which holds, and enter it."
                ).format(
                    heading=self._headings[key], now=shown_short(now), value=shown_short(value)
                )
            )

    def _apply(self, kind: str, id: str, values: dict[str, Any]) -> None:
        context, step = self._context, self._context.step
        stands = {key: values.pop(key) for key in BY_MOVES.get(kind, ()) if key in values}
        spans = ("starts_on", "ends_on")
        days: dict[str, Any] = {key: values.pop(key) for key in spans if key in values}
        if kind == "audit" and days:
            self._move(id, days)
        elif days:
            values |= days
        if kind == "audit" and "team" in values:
            values["team"] = self._seats(id, values["team"])
        if kind == "unit" and "clauses" in values:
            self._apply_clauses(id, values.pop("clauses"), withdrawing=True)
        if kind == "person" and "competences" in values:
            name = step.get(Person, id).name
            take_subjects(context, id, values.pop("competences"), name, withdrawing=True)
        if kind in _BY_HAND:
            step.change(_TABLES[kind], id, **values)
        elif values:
            given = {"reason": context.as_in()} if "reason" in KINDS[kind].fields else {}
            entry.amend(step, KINDS[kind], id, {**given, **values}, context.today)
        if stands:
            self._make_move(kind, id, stands)

    def _make_move(self, kind: str, id: str, stands: dict[str, Any]) -> None:
        """Record an action as done, as its owner writes into the list; Refusal for other moves.

        The rules of the move judge it, its day among them.
        """
        done_on = stands.pop("done_on", "")
        evidence = stands.pop("done_evidence", "") if done_on else ""
        if stands or not done_on:
            names = [heading for key, heading in self._headings.items() if key in BY_MOVES[kind]]
            raise Refusal(
                _(
                    "{headings} say where it stands, and that is changed by its moves: open it in"
                    " AuditDesk"
                ).format(headings=", ".join(names))
            )
        data = {"move": "done", "on": done_on, "evidence": evidence}
        entry.amend(self._context.step, KINDS[kind], id, data, self._context.today)

    def _apply_clauses(self, unit: str, texts: list[str], withdrawing: bool = False) -> bool:
        """Clauses that apply to a unit; whether any is new. withdrawing: the others no longer."""
        step = self._context.step
        wanted = {str(lookup.citation(step, text, [])[0].id) for text in texts}
        known = {one.clause for one in step.rows(UnitClause, unit=unit, applies=True)}
        for clause in sorted(wanted - known):
            organisation.apply_clause(step, unit, clause, True)
        for clause in sorted(known - wanted) if withdrawing else ():
            organisation.apply_clause(step, unit, clause, None)
        return bool(wanted - known)

    def _move(self, id: str, days: Mapping[str, str]) -> None:
        audit = self._context.step.get(AuditRow, id)
        starts = days.get("starts_on") or plainly(audit.starts_on)
        ends = days.get("ends_on") or ("" if "starts_on" in days else plainly(audit.ends_on))
        told = {"starts_on": starts, "ends_on": ends}
        data: dict[str, Any] = {key: value for key, value in told.items() if value}
        if audit.starts_on is not None:
            data |= {"move": "reschedule", "reason": self._context.as_in()}
            data |= {"on": self._context.today.isoformat()}
        entry.amend(self._context.step, KINDS["audit"], id, data, self._context.today)

    def _seats(self, id: str, names: list[str]) -> list[dict[str, str]]:
        """The team with these people beside its lead; who stays keeps role and exception."""
        known = plain(self._context.step, KINDS["audit"], id)["team"]
        by_name = {seat["person"]: seat for seat in known}
        leads = [seat for seat in known if seat["role"] == "lead_auditor"]
        seats = [by_name.get(name, {"person": name, "role": "auditor"}) for name in names]
        return [*leads, *(seat for seat in seats if seat not in leads)]

    # --- in another book, and rows that were added --------------------------------------------

    def _brought(self, line: Line) -> Taken:
        makers = {
            "audit": self._audit,
            "unit": self._unit,
            "person": self._person,
            "clause": self._clause,
            "absence": self._absence,
        }
        maker = makers.get(self._kind)
        if maker is None:
            raise Refusal(
                _("the row was added to the list: enter it in AuditDesk, which numbers it")
            )
        taken = maker(line)
        spared = not self._context.replaces and taken.fate is Fate.CHANGED
        if spared and not self._context.step.is_new(taken.table, taken.id):
            raise Left(taken)
        return taken

    def _data(self, line: Line, *leaving: str) -> dict[str, Any]:
        """What a row says of its record; empty cells say nothing."""
        data: dict[str, Any] = {}
        for key, meaning in self._meanings.items():
            cell = self._table.cell(line, key)
            if cell is not None and key not in leaving and not meaning.of:
                data[meaning.key] = meaning.read(self._context, cell)
        return data

    def _cell(self, line: Line, key: str) -> str:
        return text_of(self._table.cell(line, key))

    def _audit(self, line: Line) -> Taken:
        context, step = self._context, self._context.step
        number = Number.parse(self._cell(line, "number"))
        data = self._data(line, "state")
        state = MEANINGS["audit"]["state"].read(context, self._table.cell(line, "state"))
        clauses = cited(context, self._table.cell(line, "clauses"), self._standard(line))
        if clauses:
            data["clauses"] = clauses
        found = step.find(AuditRow, number=str(number)) if number else None
        if found is not None:
            same = found.title == data.get("title")
            if not same and plainly(found.starts_on) != data.get("starts_on"):
                raise Refusal(
                    _("the book has another audit of that number: {title}").format(
                        title=found.title
                    )
                )
            team = data.pop("team", None)
            seats = plain(step, KINDS["audit"], found.id)["team"]
            there = [one["person"] for one in seats if one["role"] != "lead_auditor"]
            if team is not None and sorted(team) != sorted(there):
                data["team"] = self._seats(found.id, team)
            now = plain(step, KINDS["audit"], found.id)
            data = {key: value for key, value in data.items() if not alike(now.get(key), value)}
            spans = ("starts_on", "ends_on")
            days: dict[str, Any] = {key: data.pop(key) for key in spans if key in data}
            was = {key: plainly(getattr(found, key)) for key in days}
            taken = enter_or_amend(context, "audit", found.id, data, found.number)
            if not days:
                return taken
            self._move(found.id, days)
            moved = [change(self._headings[key], was[key], day) for key, day in days.items()]
            what = "; ".join(filter(None, (*moved, taken.what)))
            return replace(taken, fate=Fate.CHANGED, what=what)
        year = self._cell(line, "year")
        if number is None:
            id = entry.enter(
                step, KINDS["audit"], {**data, "reason": context.as_in()}, context.today
            )
        else:
            id = audits.plan(
                step, kept=number, year=number.year, title=data.pop("title", ""),
                reason=context.as_in(), today=context.today,
            )  # fmt: skip
            entry.amend(step, KINDS["audit"], id, data, context.today)
        if state and state != "planned":
            source = f"{context.file}, {self._sheet}, {line.number}"
            take_over_audit(step, id, state=state, on=context.today, source=source)
        name = step.get(AuditRow, id).number
        context.names.learn_audit(id, name, year)
        return Taken(Fate.NEW, AuditRow, id, name)

    def _unit(self, line: Line) -> Taken:
        context, step = self._context, self._context.step
        before = context.names.made["unit"]
        process, site = self._cell(line, "process"), self._cell(line, "site")
        if not process or not site:
            raise Refusal(_("the row names no process at a site"))
        name = context.names.unit(process, site)
        new = context.names.made["unit"] > before
        context.names.made["unit"] = before
        unit = lookup.unit(step, name)
        of_process = {
            one.key: one.read(context, self._table.cell(line, key))
            for key, one in self._meanings.items()
            if one.of and self._table.cell(line, key) is not None
        }
        bearing = enter_or_amend(context, "process", unit.process, of_process, name)
        data = self._data(line)
        clauses = cited(context, self._table.cell(line, "clauses"), self._standard(line))
        taken = enter_or_amend(context, "unit", unit.id, data, name)
        changed = self._apply_clauses(unit.id, clauses)
        changed |= bearing.fate is Fate.CHANGED and taken.fate is Fate.SAME
        fate = Fate.NEW if new else Fate.CHANGED if changed else taken.fate
        return Taken(fate, Unit, unit.id, name, "" if new else bearing.what or taken.what)

    def _person(self, line: Line) -> Taken:
        context, step = self._context, self._context.step
        name = self._cell(line, "name")
        if not name:
            raise Refusal(_("the row names nobody"))
        row = step.find(Person, name=name)
        if row is None:
            organisation.add_person(step, name=name)
            row = step.find(Person, name=name)
            assert row is not None
            context.names.learn_person(name)
        new = name not in self._there
        self._there.add(name)
        data = self._data(line, "name", "competences")
        taken = enter_or_amend(context, "person", row.id, data, name)
        meaning = self._meanings["competences"]
        subjects = meaning.read(context, self._table.cell(line, "competences"))
        expires = read_date(self._table.cell(line, "next_expiry")).day
        added = take_subjects(context, row.id, subjects, name, expires_on=expires)
        if new:
            return Taken(Fate.NEW, Person, row.id, name)
        if not added:
            return taken
        what = f"{self._headings['competences']}: {', '.join(added)}"
        return replace(taken, fate=Fate.CHANGED, what="; ".join(filter(None, (taken.what, what))))

    def _clause(self, line: Line) -> Taken:
        context, step = self._context, self._context.step
        named = self._cell(line, "standard")
        standard = step.find(StandardRow, designation=named)
        if standard is None:
            kinds = {_(label): key for key, label in STANDARD_KINDS.items()}
            kind = kinds.get(self._cell(line, "kind"), "internal")
            head = {"key": named, "designation": named, "kind": kind, "title": named}
            id = standards.load(step, standards.from_data({"standard": head, "clause": []}, named))
            standard = step.get(StandardRow, id)
        number = ClauseNumber.parse(self._cell(line, "number"))
        data = self._data(line)
        name = f"{named} {number}"
        row = clause_known(context, standard, str(number))
        if row is None:
            context.names.add_clause(
                standard, number, str(data.get("title", "")), str(data.get("hint", ""))
            )
            context.names.made["clause"] -= 1
            row = clause_known(context, standard, str(number))
            assert row is not None
            step.change(ClauseRow, row.id, assessable=bool(data.get("assessable", True)))
            return Taken(Fate.NEW, ClauseRow, row.id, name)
        differing = {
            key: value for key, value in data.items() if not alike(getattr(row, key), value)
        }
        if not differing:
            return Taken(Fate.SAME, ClauseRow, row.id, name)
        what = "; ".join(
            change(self._headings[key], getattr(row, key), value)
            for key, value in differing.items()
        )
        step.change(ClauseRow, row.id, **differing)
        return Taken(Fate.CHANGED, ClauseRow, row.id, name, what)

    def _absence(self, line: Line) -> Taken:
        context, step = self._context, self._context.step
        person = context.names.person(self._cell(line, "person"))
        data = {"person": person, **self._data(line)}
        row = lookup.person(step, person) if person else None
        name = self._name(line)
        if row is not None:
            days = {key: date.fromisoformat(data[key]) for key in ("starts_on", "ends_on")
                    if data.get(key)}  # fmt: skip
            found = step.find(Absence, person=row.id, **days)
            if found is not None:
                return enter_or_amend(
                    context, "absence", found.id, {"reason": data.get("reason")}, name
                )
        id = entry.enter(step, KINDS["absence"], data, context.today)
        return Taken(Fate.NEW, Absence, id, name)
