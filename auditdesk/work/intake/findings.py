"""Findings from a register: with cause, correction, action and proof of effect, and their state."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from auditdesk.book.ids import new_id
from auditdesk.book.step import Step
from auditdesk.book.tables import Finding
from auditdesk.domain.finding import ANSWER_OWED, ENDED, OPEN, FindingState
from auditdesk.domain.numbering import Number
from auditdesk.errors import Refusal
from auditdesk.i18n import _
from auditdesk.intake.account import Fate
from auditdesk.intake.pairs import Doubt, PairDecision
from auditdesk.intake.records import Record
from auditdesk.intake.titles import date_in
from auditdesk.intake.words import fold, is_empty, meant
from auditdesk.work import entry, lookup
from auditdesk.work.intake.context import (
    PLAINLY_OPEN,
    Context,
    Taken,
    enter_or_amend,
    iso,
    related,
    say_what_is_open,
)
from auditdesk.work.intake.further import take_further
from auditdesk.work.intake.identity import FindingsKnown, draft_name
from auditdesk.work.intake.pairs import RowLeftOut
from auditdesk.work.intake.takeover import REGISTERED, take_over_finding
from auditdesk.work.kinds import KINDS
from auditdesk.work.plain import plain

_DATED = "answer_due implement_due".split()
_AFTERWARDS = (
    "due answer_due action_due correction_due implement_due correction_done_on done_on closed_on"
    " verified_on".split()
)
"""Days of what comes of a finding once it was raised."""
_PREFIXES = {
    "ofi": "opportunity",
    "op": "opportunity",
    "obs": "observation",
    "ob": "observation",
    "nc": "minor",
    "ncr": "minor",
    "mnc": "major",
    "car": "minor",
    "po": "positive",
}


class FindingTaker:
    """Takes the records of findings; knows which are in the book, and which were seen already."""

    def __init__(self, step: Step) -> None:
        self._known = FindingsKnown(step)
        self._used: set[str] = set()
        self._rows: dict[str, str] = {}
        self._undated: set[str] = set()
        """Findings whose rows tell no day on which they were raised."""

    def __call__(self, context: Context, record: Record) -> Taken:
        values = record.values
        if record.continues:
            return self._again(context, record, _head(context))
        number = str(values.get("number", ""))
        own = Number.parse(number) if context.own else None
        data = self._data(context, record, own)
        found = self._found(values, number, own, data)
        if found in self._used and found is not None:
            return self._again(context, record, found)
        found = self._decided(context, record, data, number, found)
        if found is None:
            self._say_namesake(context, record, number)
            taken = self._new(context, record, data, number if context.own else "", own)
        else:
            taken = self._same(context, record, data, found)
        if _day_told(context, values) is None:
            context.learn(lambda: self._undated.add(taken.id))
        context.learn(lambda: self._used.add(taken.id))
        context.learn(lambda: self._rows.update({taken.id: _words(values)}))
        return taken

    def _decided(
        self,
        context: Context,
        record: Record,
        data: Mapping[str, Any],
        number: str,
        found: str | None,
    ) -> str | None:
        """The finding that the row is, after a doubt was decided; None for a new one."""
        words = str(data.get("statement") or data.get("evidence") or "")
        doubt, other = Doubt.CONTENT, found
        if found is None:
            doubt, other = Doubt.NUMBER, self._known.namesake(number) if number else None
            if other is None:
                doubt, other = Doubt.WORDS, self._known.of_words(words)
        elif not self._known.says_otherwise(found, words):
            return found
        if other is None or other in self._used:
            return found
        finding = context.step.get(Finding, other)
        name = str(finding.number or draft_name(other))
        choice = context.pairs.decide(record, doubt, Finding, other, name, data)
        return other if choice is PairDecision.SAME else None

    def _say_namesake(self, context: Context, record: Record, number: str) -> None:
        """Say that another finding has the number, where it was not taken for the same."""
        other = self._known.namesake(number) if number else None
        if other is not None:
            context.miss(
                record,
                _("New although another has its number"),
                str(context.step.get(Finding, other).number or draft_name(other)),
            )

    # --- what it is ---------------------------------------------------------------------------

    def _data(self, context: Context, record: Record, own: Number | None) -> dict[str, Any]:
        values, names = record.values, context.names
        data: dict[str, Any] = {key: values[key] for key in Finding.entered() if values.get(key)}
        if (
            not any(data.get(key) for key in ("statement", "evidence", "requirement"))
            and not context.own
        ):
            raise Refusal(_("the row does not say what was found"))
        _refuse_unknown(values)
        say_what_is_open(context, record)
        grade = values.get("grade") or _graded(str(values.get("number", ""))) or context.grade
        data["grade"] = grade
        told_on = self._told_on(context, record)
        data["raised_on"] = iso(told_on or self._presumed_on(context, record))
        number = str(values.get("number", ""))
        draft = context.own and number.startswith(draft_name(""))
        data["foreign_number"] = str(
            values.get("foreign_number") or ("" if own or draft else number)
        )
        for key in ("owner", "auditor", "auditee"):
            name = str(values.get(key) or "")
            data[key] = names.person(name) if name else ""
            if name and not data[key]:
                context.leave(record, key, name)
        if values.get("process"):
            data["process"] = names.process(str(values["process"]))
        if values.get("site"):
            data["site"] = names.site(str(values["site"]))
        if values.get("audit"):
            year = date.fromisoformat(data["raised_on"]).year
            data["audit"] = names.audit(str(values["audit"]), year, context.as_in())
        self._cite(context, record, data, told_on)
        for key in _DATED:
            data[key] = iso(values.get(key))
        due = values.get("due")
        if due and not any(data[key] for key in _DATED) and not context.own:
            if _state(values, context.state) in ANSWER_OWED:
                data["answer_due"] = iso(due)
            if not data["answer_due"] or values.get("action"):
                data["implement_due"] = iso(due)
        if values.get("repeat_of"):
            try:
                data["repeat_of"] = str(
                    lookup.finding(context.step, str(values["repeat_of"])).number
                )
            except Refusal:
                context.leave(record, _("Repeat of"), str(values["repeat_of"]))
        return data

    def _told_on(self, context: Context, record: Record) -> date | None:
        """The day on which the row, or the title of its table, says that it was raised."""
        values = record.values
        of_row = values.get("raised_on") or values.get("issued_on")
        if not of_row and values.get("raised_on_ambiguous"):
            raise Refusal(
                _(
                    "“{text}” may be read in two ways: say whether the day or the month is first"
                ).format(text=values["raised_on_ambiguous"])
            )
        told = _day_told(context, values)
        if told and not of_row:
            context.leave(record, _("Raised on"), _("the day is that of the title"))
        return told

    def _presumed_on(self, context: Context, record: Record) -> date:
        """A day for a row that tells none: the first of what followed, else that of the import."""
        days: list[date] = [record.values[key] for key in _AFTERWARDS if record.values.get(key)]
        first = min((day for day in days if day < context.today), default=None)
        if first is None:
            context.miss(record, _("Raised on"), _("the day is not told: that of the import"))
            return context.today
        why = _("the day is not told: the first that the row tells of what followed")
        context.miss(record, _("Raised on"), why)
        return first

    def _cite(
        self, context: Context, record: Record, data: dict[str, Any], on: date | None
    ) -> None:
        """Cite the clauses of a row in the edition in use on its day, where one is told."""
        values, names = record.values, context.names
        texts = values.get("clauses") or []
        named = str(values.get("standard") or "")
        if named and not texts and not names.knows_standard(named):
            data.setdefault("document", named)
            named = ""
        home = context.edition(on, named)
        raw = str(values.get("clauses_text", ""))
        if context.own and raw:
            cited, unknown = names.cite_named(home, raw.split(","))
        else:
            cited, unknown = names.cite(home, texts)
        data["clauses"] = cited
        context.leave_clauses(record, unknown, home)

    def _found(
        self, values: Mapping[str, Any], number: str, own: Number | None, data: Mapping[str, Any]
    ) -> str | None:
        statement, evidence = str(data.get("statement", "")), str(data.get("evidence", ""))
        raised = data["raised_on"] if values.get("raised_on") or values.get("issued_on") else ""
        if number:
            text = str(own) if own else number
            return self._known.numbered(text, raised, statement or evidence, own=own is not None)
        told = self._known.told(statement, evidence, data["raised_on"], str(data.get("place", "")))
        return next((id for id in told if id not in self._used), None)

    # --- what becomes of it -------------------------------------------------------------------

    def _new(
        self,
        context: Context,
        record: Record,
        data: Mapping[str, Any],
        draft: str,
        own: Number | None,
    ) -> Taken:
        step, values = context.step, record.values
        state = _state(values, context.state)
        told = {key: value for key, value in data.items() if value not in (None, "", [])}
        told |= {key: values[key] for key in ("issued_on", "closed_on") if values.get(key)}
        told |= {"state": state, "kept": own, "source": context.source(record)}
        ending = draft.removeprefix(draft_name("")).strip()
        if own is None and len(ending) == 6 and ending != draft:
            told |= {"id": new_id()[:-6] + ending, "state": FindingState.DRAFT}
        id = entry.enter(step, REGISTERED, told, context.today)
        if state in ENDED and not values.get("closed_on") and not context.own:
            context.miss(record, _("Closed on"))
        take_further(context, record, id)
        made = step.get(Finding, id)
        facts = (
            id, str(made.number or "") if context.own else None, made.foreign_number,
            made.statement, made.evidence, made.raised_on.isoformat(), made.place,
        )  # fmt: skip
        context.learn(lambda: self._known.add(*facts))
        return Taken(Fate.NEW, Finding, id, str(made.number or _("draft")))

    def _same(self, context: Context, record: Record, data: Mapping[str, Any], found: str) -> Taken:
        """A finding that is in the book: what the register says otherwise is changed."""
        step, values = context.step, record.values
        finding = step.get(Finding, found)
        name = str(finding.number or finding.foreign_number)
        never = [] if values.get("raised_on") else ["raised_on"]
        if not values.get("grade"):
            never.append("grade")
        if finding.foreign_number and context.own:
            never.append("foreign_number")
        state = _state(values, context.state)
        if values.get("state") in PLAINLY_OPEN and finding.state in OPEN - {FindingState.DRAFT}:
            state = str(finding.state)
        reopened = finding.state in ENDED and state not in ENDED and values.get("state")
        source = context.source(record)
        if reopened:
            take_over_finding(
                step, found, state=state, on=context.today, source=source, closed_on=None
            )
        taken = enter_or_amend(context, "finding", found, data, name, never, source)
        what = [taken.what] if taken.what else []
        if reopened:
            what.append(_("reopened"))
        if take_further(context, record, found):
            what.append(_("cause or action"))
        now = step.get(Finding, found)
        dates = {
            key: values[key]
            for key in ("issued_on", "closed_on")
            if values.get(key) and getattr(now, key) != values[key]
        }
        explicit = values.get("state") or values.get("closed_on")
        if dates or (explicit and state != now.state and not reopened):
            take_over_finding(
                step, found, state=state if explicit else str(now.state),
                on=context.today, source=source, **dates,
            )  # fmt: skip
            what.append(f"{now.state} → {state}")
        if not what:
            return Taken(Fate.SAME, Finding, found, name)
        return Taken(Fate.CHANGED, Finding, found, name, "; ".join(what))

    def _again(self, context: Context, record: Record, found: str) -> Taken:
        """A second row of the same finding: another action of it, or the same once more."""
        name = str(context.step.get(Finding, found).number or _("draft"))
        words = _words(record.values)
        if words and not record.continues and not related(self._rows.get(found, ""), words):
            raise Refusal(
                _("{number} stands in the file twice, with other words").format(
                    number=record.values.get("number")
                )
            )
        context.extras.clear()
        more = self._cite_more(context, record, found) if record.continues else False
        what = _("a further clause of {name}") if more else ""
        if take_further(context, record, found):
            more, what = True, _("a further action of {name}")
        changed = Fate.NEW if context.step.is_new(Finding, found) else Fate.CHANGED
        fate = changed if more else Fate.DUPLICATE
        return Taken(fate, Finding, found, name, what.format(name=name))

    def _cite_more(self, context: Context, record: Record, found: str) -> bool:
        """Add the clauses of a further row to a finding; whether any was new."""
        now = plain(context.step, KINDS["finding"], found)
        data: dict[str, Any] = {"raised_on": now["raised_on"], "clauses": []}
        on = None if found in self._undated else date.fromisoformat(now["raised_on"])
        self._cite(context, record, data, on)
        cited = [*(now.get("clauses") or ())]
        new = [one for one in data["clauses"] if one not in cited]
        if new:
            entry.amend(
                context.step, KINDS["finding"], found, {"clauses": cited + new}, context.today
            )
        return bool(new)


def _day_told(context: Context, values: Mapping[str, Any]) -> date | None:
    """The day of a row, else that of the title, unless it is still to come."""
    day: date | None = values.get("raised_on") or values.get("issued_on")
    titled = date_in(context.title)
    return day or (titled if titled and titled <= context.today else None)


def _head(context: Context) -> str:
    """The finding that a further row continues; Refusal where that is not taken."""
    if isinstance(context.head, RowLeftOut):
        raise context.head
    if context.head is None:
        raise Refusal(_("it continues the row above, which is not taken"))
    return context.head.id


def _refuse_unknown(values: Mapping[str, Any]) -> None:
    """Refuse a grade or state that no word list has: nobody may guess what it means."""
    for key, what in (("grade", _("grade")), ("state", _("state"))):
        text = str(values.get(f"{key}_text") or "")
        told = values.get(key) or is_empty(text) or meant("verdict", text)
        if _is_a_word(text) and not told:
            raise Refusal(
                _("“{text}” is no {what} that is known: say in the mapping what it means").format(
                    text=text, what=what
                )
            )


def _is_a_word(text: str) -> bool:
    """Whether a text is a word of somebody's list, not a sentence or a reference."""
    return 0 < len(text.split()) <= 2 and not any(map(str.isdigit, text))


def _state(values: Mapping[str, Any], otherwise: str) -> str:
    """Where the row says the finding stands; a closing day closes it, else as all its like."""
    told = values.get("state")
    if told in PLAINLY_OPEN:
        return FindingState.ISSUED
    if told and not (told == FindingState.IMPLEMENTED and values.get("closed_on")):
        return str(told)
    return FindingState.CLOSED if values.get("closed_on") else otherwise


def _graded(number: str) -> str:
    """The grade that a number names: OFI-1, NC-2."""
    prefix = fold("".join(sign for sign in number.partition("-")[0] if sign.isalpha()))
    return _PREFIXES.get(prefix, "")


def _words(values: Mapping[str, Any]) -> str:
    return fold(str(values.get("statement") or values.get("evidence") or ""))[:200]
