"""Invariants: what always holds for findings, actions and audits, seen to at the end of each step.

No verb, form, import or planner has to think of them: a step looks at every record it touched, and
one that would break what holds is refused by name. What was broken before the step stays editable.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from auditdesk.book import facts
from auditdesk.book.fields import Ref
from auditdesk.book.namings import places_of
from auditdesk.book.reading import Reading, Row
from auditdesk.book.signed import record_content
from auditdesk.book.tables import (
    ActionFinding,
    ActionRow,
    AuditRow,
    Cause,
    Finding,
    FindingClause,
    Person,
    Session,
    Table,
)
from auditdesk.domain import action as action_rules
from auditdesk.domain import audit as audit_rules
from auditdesk.domain import finding as finding_rules
from auditdesk.domain.audit import AuditState
from auditdesk.domain.checks import Problem, problems
from auditdesk.domain.finding import FindingState
from auditdesk.errors import Refusal
from auditdesk.i18n import N_, _

Key = tuple[type[Table], str]
"""A table and the id of a row of it."""
Stored = tuple[Any, ...]
"""What a row holds, in the order of its columns without the id."""


class Changes:
    """The rows that a step wrote, as they were before it and as they are now.

    before: by table and id, for rows that were there. now: what they hold, None for a row that was
    removed. Both grow while the step goes on.
    """

    def __init__(
        self, before: Mapping[type[Table], Mapping[str, Stored]], now: Mapping[Key, Stored | None]
    ) -> None:
        self._before, self._now = before, now

    def wrote(self, table: type[Table], row: str) -> bool:
        """Whether the step wrote this row."""
        return (table, row) in self._now

    def before(self, table: type[Table], row: str) -> Stored | None:
        """A row before the step, None where it was not there."""
        return self._before.get(table, {}).get(row)

    def now(self, table: type[Table], row: str) -> Stored | None:
        """A row as the step left it, None where it is not there."""
        return self._now.get((table, row))

    def all_before(self, table: type[Table]) -> Mapping[str, Stored]:
        """The rows of a table that were there and that the step wrote."""
        return self._before.get(table, {})

    def of(self, table: type[Table], row: str) -> Iterator[Stored]:
        """A row before the step and now, where it was or is there."""
        for stored in (self.before(table, row), self._now.get((table, row))):
            if stored is not None:
                yield stored


_GUARDED = (Finding, ActionRow, AuditRow)


def refuse_broken(
    now: Reading, changes: Changes, touched: Collection[Key], takes_over: bool = False
) -> None:
    """Refuse where what always holds is broken for a record that these rows belong to.

    now: reads the book as the step left it. changes: all that the step changed so far. touched: the
    rows to look at. takes_over: whether the step takes over what another program recorded; then
    what is new, or came from there, may be as it was there.
    """
    before = Before(changes, takes_over)
    if not takes_over:
        _refuse_who_has_left(now, before, changes, touched)
    for (table, row), seen in _records(now, changes, touched).items():
        if table is Finding:
            _refuse_finding(now, before, row, seen)
        elif table is ActionRow:
            _refuse_action(now, before, row)
        else:
            _refuse_audit(now, before, row)


class Before(Reading):
    """Reads the book as it was before a step: what the step changed is laid back over it."""

    def __init__(self, changes: Changes, takes_over: bool = False) -> None:
        self._changes = changes
        self._takes_over = takes_over

    def get(self, table: type[Row], row: str) -> Row:
        """As `Reading.get`, before the step."""
        if not self._changes.wrote(table, row):
            return super().get(table, row)
        stored = self._changes.before(table, row)
        if stored is None:
            raise KeyError(f"{table.sql_name} {row}")
        return table.from_stored((row, *stored))

    def has(self, table: type[Table], row: str) -> bool:
        """Whether the row was there."""
        if self._changes.wrote(table, row):
            return self._changes.before(table, row) is not None
        return super().find(table, id=row) is not None

    def is_history(self, table: type[Table], row: str) -> bool:
        """Whether a step that takes over what was recorded elsewhere may write this record so."""
        return self._takes_over and (not self.has(table, row) or facts.taken_over(self, table, row))

    def find(self, table: type[Row], **equal: Any) -> Row | None:
        """As `Reading.find`, before the step."""
        return next(self.rows(table, **equal), None)

    def rows(self, table: type[Row], **equal: Any) -> Iterator[Row]:
        """As `Reading.rows`, before the step."""
        rows = [
            row for row in super().rows(table, **equal) if not self._changes.wrote(table, row.id)
        ]
        fields = table.columns
        places = {name: place for place, name in enumerate(fields)}
        wanted = [(places[name], fields[name].db_value(value)) for name, value in equal.items()]
        gone = [
            table.from_stored((row, *stored))
            for row, stored in self._changes.all_before(table).items()
            if all((row, *stored)[place] == value for place, value in wanted)
        ]
        if not gone:
            return iter(rows)
        rows += gone
        if table.told_in_order:
            order = self.recorded(rows)
            return iter(sorted(rows, key=lambda row: order[row.id]))
        return iter(sorted(rows, key=lambda row: row.id))


# --- whose rows they are --------------------------------------------------------------------------


def _records(now: Reading, changes: Changes, touched: Collection[Key]) -> dict[Key, bool]:
    """The findings, actions and audits that rows belong to, each once.

    With each, whether anything of it changed that a rule of its state looks at.
    """
    records: dict[Key, bool] = {}
    for table, row in touched:
        if table in _GUARDED:
            records[table, row] = records.get((table, row), False) or _is_seen(changes, table, row)
        for stored in changes.of(table, row):
            records.update(dict.fromkeys(_pointed_at(now, changes, table, stored), True))
    for table, row in list(records):
        if table is ActionRow:
            links = now.rows(ActionFinding, action=row)
            records.update(((Finding, link.finding), True) for link in links)
    return {key: seen for key, seen in records.items() if _exists(now, changes, key)}


def _is_seen(changes: Changes, table: type[Table], row: str) -> bool:
    """Whether a column changed that a rule looks at; rules of others than findings look at all."""
    before, now = changes.before(table, row), changes.now(table, row)
    if table is not Finding or before is None or now is None:
        return True
    return any(before[place] != now[place] for place in _seen_places())


@cache
def _seen_places() -> tuple[int, ...]:
    columns = [name for name in Finding.columns if name != "id"]
    return tuple(place for place, name in enumerate(columns) if name in facts.SEEN)


def _pointed_at(
    now: Reading, changes: Changes, table: type[Table], stored: Stored
) -> Iterator[Key]:
    for place, target in _references(table):
        row = stored[place]
        if row is None:
            continue
        if target is Session:
            audit = _audit_of_session(now, changes, row)
            if audit:
                yield AuditRow, audit
        elif table is not Finding or target is not AuditRow or _report_is_out(now, row):
            yield target, row


@cache
def _references(table: type[Table]) -> tuple[tuple[int, type[Table]], ...]:
    """The columns of a table that point to a guarded record or a session, and to which.

    A row that points to one of its own table, such as a repeat, does not belong to that.
    """
    columns = [(name, field) for name, field in table.columns.items() if name != "id"]
    return tuple(
        (place, field.target)
        for place, (_name, field) in enumerate(columns)
        if isinstance(field, Ref)
        and field.target in (*_GUARDED, Session)
        and field.target is not table
    )


def _audit_of_session(now: Reading, changes: Changes, session: str) -> str | None:
    for stored in changes.of(Session, session):
        return Session.from_stored((session, *stored)).audit
    row = now.find(Session, id=session)
    return row.audit if row else None


def _report_is_out(now: Reading, audit: str) -> bool:
    row = now.find(AuditRow, id=audit)
    return row is not None and row.state in audit_rules.REPORT_OUT


def _exists(now: Reading, changes: Changes, key: Key) -> bool:
    if changes.wrote(*key):
        return changes.now(*key) is not None
    return now.find(key[0], id=key[1]) is not None


# --- what holds -----------------------------------------------------------------------------------


def _refuse_finding(now: Reading, before: Before, row: str, seen: bool) -> None:
    finding = now.get(Finding, row)
    name = finding_rules.called(finding.number, row)
    earlier = before.get(Finding, row) if before.has(Finding, row) else None
    if before.is_history(Finding, row):
        return
    was_ended = earlier is not None and earlier.state in finding_rules.ENDED
    ended = earlier and finding.state == earlier.state and was_ended
    if (
        earlier
        and was_ended
        and (not ended or _life_differs(now, finding, before, earlier))
        and not _was_reopened(now, before, Finding, row)
    ):
        raise Refusal(
            _("{name} is {state}: reopen it first, with a reason.").format(
                name=name, state=earlier.state.label
            )
        )
    checks = finding_rules.INVARIANTS.get(finding.state, ())
    if not checks or not seen:
        return
    work = finding.state in finding_rules.WORK
    wrong = problems(facts.finding_facts(now, row, work), checks)
    if wrong and earlier and not _goes_on(FindingState, earlier.state, finding.state):
        known = problems(facts.finding_facts(before, row, work), checks)
        wrong = [problem for problem in wrong if problem not in known]
    stays = earlier is not None and earlier.state == finding.state
    headline = finding_rules.cannot(finding.state, stays).format(name=name)
    _refuse(wrong, headline, _(_REOPEN).format(name=name) if ended else "")


_REOPEN = N_("Reopen {name} first, with a reason.")


def _refuse_action(now: Reading, before: Before, row: str) -> None:
    action = now.get(ActionRow, row)
    if before.is_history(ActionRow, row) and all(
        before.is_history(Finding, finding.id) for finding in facts.findings_of(now, row)
    ):
        return
    wrong = problems(facts.action_facts(now, action), action_rules.INVARIANTS)
    if wrong and before.has(ActionRow, row):
        earlier = facts.action_facts(before, before.get(ActionRow, row))
        known = problems(earlier, action_rules.INVARIANTS)
        wrong = [problem for problem in wrong if problem not in known]
    _refuse(wrong, f"{action.number}:")


def _refuse_audit(now: Reading, before: Before, row: str) -> None:
    audit = now.get(AuditRow, row)
    earlier = before.get(AuditRow, row) if before.has(AuditRow, row) else None
    out = audit_rules.REPORT_OUT
    reported = earlier and audit.state in out and earlier.state in out
    if (
        reported
        and not before.is_history(AuditRow, row)
        and _stated(now, row) != _stated(before, row)
        and not _was_reopened(now, before, AuditRow, row)
    ):
        raise Refusal(
            _(
                "The report of {number} is out, and what it states does not change under it."
                " Reopen {number} with a reason; its report is then issued anew."
            ).format(number=audit.number)
        )
    checks = audit_rules.INVARIANTS.get(audit.state, ())
    if not checks or before.is_history(AuditRow, row):
        return
    wrong = problems(facts.audit_facts(now, row), checks)
    begun = earlier and earlier.state not in audit_rules.BEFORE
    if wrong and earlier and (begun or not _goes_on(AuditState, earlier.state, audit.state)):
        known = problems(
            facts.audit_facts(before, row), audit_rules.INVARIANTS.get(earlier.state, ())
        )
        wrong = [problem for problem in wrong if problem not in known]
    stays = earlier is not None and earlier.state == audit.state
    _refuse(wrong, audit_rules.cannot(audit.state, stays).format(name=audit.number))


def _was_reopened(now: Reading, before: Before, table: type[Table], row: str) -> bool:
    """Whether the step itself reopened a record, and so may change it before it ends again."""
    earlier = len(facts.moves_of(before, table, row))
    moves = facts.moves_of(now, table, row)[earlier:]
    return any(move.move in finding_rules.NEW_CYCLE for move in moves)


def _goes_on(states: Any, earlier: str, now: str) -> bool:
    """Whether a record went on in its life; then all must hold, not only what held before."""
    order = list(states)
    return order.index(now) > order.index(earlier)


def _refuse(wrong: Sequence[Problem], headline: str, way: str = "") -> None:
    if wrong:
        sentences = dict.fromkeys(problem.message for problem in wrong)
        raise Refusal(" ".join(filter(None, (headline, *sentences, way))))


def _refuse_who_has_left(
    now: Reading, before: Before, changes: Changes, touched: Collection[Key]
) -> None:
    """Refuse where somebody who has left is named to do something; who was named before stays.

    Of what was over and is to be done again, all who are named are named anew.
    """
    for table, row in touched:
        places = places_of(table)
        if not places:
            continue
        stored, earlier = changes.now(table, row), changes.before(table, row)
        if (
            stored
            and earlier
            and facts.is_over(before, before.get(table, row))
            and not facts.is_over(now, now.get(table, row))
        ):
            earlier = None
        for place, column in places if stored else ():
            person = stored[place] if stored else None
            if person and not (earlier and earlier[place] == person):
                named = now.get(Person, person)
                if named.retired:
                    raise Refusal(
                        _("{name} has left the organisation: name somebody else ({field}).").format(
                            name=named.name, field=_(table.columns[column].label)
                        )
                    )


# --- what stays as it is --------------------------------------------------------------------------

_AMENDABLE = frozenset({"foreign_number", "number_key", "clause_key"})


def _life_differs(now: Reading, finding: Finding, before: Before, earlier: Finding) -> bool:
    theirs = {*_worked_on_for_others(now, finding.id), *_worked_on_for_others(before, finding.id)}
    return _life(now, finding, theirs) != _life(before, earlier, theirs)


def _life(reading: Reading, finding: Finding, theirs: Collection[str]) -> list[object]:
    """All that a finding that has ended rests on: a withdrawn one on no action.

    theirs: actions that are worked on for other findings. What then becomes of them may be anything
    that leaves the proof of this one, which its invariants see to.
    """
    own = {name: getattr(finding, name) for name in Finding.columns if name not in _AMENDABLE}
    stated: list[object] = [own, record_content(reading, Finding, finding.id, "prepared")]
    if finding.state != FindingState.CLOSED:
        return stated
    links = reading.rows(ActionFinding, finding=finding.id)
    return [
        *stated,
        [vars(row) for row in reading.rows(Cause, finding=finding.id)],
        [
            (link.action, record_content(reading, ActionRow, link.action, "closed"))
            if link.action not in theirs
            else (link.action,)
            for link in links
        ],
    ]


def _worked_on_for_others(reading: Reading, finding: str) -> set[str]:
    """The actions of a finding that serve another one, too, which is open."""
    return {
        link.action
        for link in reading.rows(ActionFinding, finding=finding)
        for other in facts.findings_of(reading, link.action)
        if other.id != finding and other.state in finding_rules.OPEN
    }


def _stated(reading: Reading, audit: str) -> list[object]:
    """All that the report of an audit states: plan, team, conclusion and findings."""
    findings = [
        [
            finding.id,
            *(getattr(finding, name) for name in _STATED_OF_A_FINDING),
            [(link.clause, link.item) for link in reading.rows(FindingClause, finding=finding.id)],
        ]
        for finding in reading.rows(Finding, audit=audit)
        if not facts.taken_over(reading, Finding, finding.id)
    ]
    return [record_content(reading, AuditRow, audit, "closed"), findings]


_STATED_OF_A_FINDING = (
    "grade process site place requirement evidence statement effect document raised_on"
).split()
