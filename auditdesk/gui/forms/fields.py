"""Fields: which fields the form of each kind of thing has, in the order of its sheet."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from auditdesk.book.fields import Whole
from auditdesk.book.tables import Cause, Session
from auditdesk.domain import action as action_rules
from auditdesk.domain.audit import AUDIT_KINDS, METHODS
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.forms import choices
from auditdesk.gui.forms.form import Field
from auditdesk.gui.parts.date_editor import DateEditor
from auditdesk.gui.parts.editors import (
    ChoiceEditor,
    Editor,
    FlagEditor,
    LineEditor,
    LongEditor,
    NumberEditor,
    TimeEditor,
)
from auditdesk.gui.parts.pickers import KeyedEditor, ManyEditor, PickEditor, Provider, among
from auditdesk.i18n import N_, _
from auditdesk.work import entry
from auditdesk.work.kinds import KINDS
from auditdesk.work.timetables import HALVES


def label_of(kind: str, key: str) -> str:
    """What a field of a kind is called."""
    return entry.label_of(KINDS[kind], key)


def help_of(kind: str, key: str) -> str:
    """The help of a field's column, "" for none."""
    columns = [table.columns.get(key) for table in entry.tables_of(KINDS[kind])]
    return next((_(column.help) for column in columns if column and column.help), "")


LOOKS_BACK = frozenset(
    "on raised_on changed_on acquired_on declared_on noted_on reviewed_on since"
    " new_product_on".split()
)
"""Days on which something was: the future is no answer there."""


def day_editor(desk: Desk, key: str, name: str, help: str = "") -> DateEditor:
    """The editor of a day, which knows by its key whether the last or the next one is meant."""
    return DateEditor(
        name, lambda: desk.today, choices.calendar(desk), help, past=key in LOOKS_BACK
    )


class ClausesEditor(ManyEditor):
    """Clauses that are cited; who makes it says for what by `clauses.subject`."""

    def __init__(self, label: str, clauses: choices.Clauses, help: str) -> None:
        super().__init__(label, clauses.suggest, help, clauses.short, clauses.explain)
        self.clauses = clauses


class Maker:
    """Makes the fields of one kind; labels and help come from the tables."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def _field(self, key: str, short: bool, make: Callable[[str, str, Desk], Editor]) -> Field:
        def made(desk: Desk) -> Editor:
            return make(label_of(self._kind, key), help_of(self._kind, key), desk)

        return Field(key, made, short)

    def line(self, key: str, short: bool = False) -> Field:
        return self._field(key, short, lambda name, help, _desk: LineEditor(name, help))

    def time(self, key: str) -> Field:
        return self._field(key, True, lambda name, help, _desk: TimeEditor(name, help))

    def long(self, key: str, lines: int = 2) -> Field:
        return self._field(key, False, lambda name, help, _desk: LongEditor(name, help, lines))

    def text(self, key: str) -> Field:
        """A text of the kind's own table, as long as its column says."""
        column = KINDS[self._kind].table.columns[key]
        return self.long(key) if column.long else self.line(key, short=True)

    def further(self, placed: Iterable[Field]) -> Iterator[Field]:
        """The texts of the kind's own table that are not placed, and that no move asks for."""
        kind = KINDS[self._kind]
        asked = {key for verb in kind.moves for key in verb.fields}
        apart = asked.union(field.key for field in placed)
        return (self.text(key) for key in kind.table.entered() if key not in apart)

    def flag(self, key: str) -> Field:
        return self._field(key, True, lambda name, help, _desk: FlagEditor(name, help))

    def number(self, key: str) -> Field:
        """A whole number; its bounds are those of its column."""
        column = next(
            field
            for table in entry.tables_of(KINDS[self._kind])
            if isinstance(field := table.columns.get(key), Whole)
        )
        return self._field(
            key,
            True,
            lambda name, help, _desk: NumberEditor(name, column.least, column.highest, help),
        )

    def date(self, key: str) -> Field:
        return self._field(key, True, lambda name, help, desk: day_editor(desk, key, name, help))

    def choice(
        self,
        key: str,
        options: Callable[[Desk], Sequence[tuple[Any, str]]],
        *,
        empty: bool = False,
        short: bool = True,
    ) -> Field:
        return self._field(
            key, short, lambda name, help, desk: ChoiceEditor(name, options(desk), help, empty)
        )

    def pick(
        self, key: str, names: Callable[[Desk], Callable[[], list[str]]], short: bool = True
    ) -> Field:
        return self._field(
            key, short, lambda name, help, desk: PickEditor(name, among(names(desk)), help)
        )

    def suggested(self, key: str, provider: Callable[[Desk], Provider]) -> Field:
        """A line that suggests what may be typed, with more about it than what is entered."""
        return self._field(
            key, True, lambda name, help, desk: PickEditor(name, provider(desk), help)
        )

    def many(self, key: str, names: Callable[[Desk], Callable[[], list[str]]]) -> Field:
        return self._field(
            key, False, lambda name, help, desk: ManyEditor(name, among(names(desk)), help)
        )

    def keyed(self, key: str, words: dict[str, str]) -> Field:
        """Several of the values that a column may have, shown by their words."""
        return self._field(key, False, lambda name, help, _desk: KeyedEditor(name, words, help))

    def clauses(self, key: str = "clauses") -> Field:
        def make(name: str, help: str, desk: Desk) -> Editor:
            clauses = choices.Clauses(desk)
            return ClausesEditor(
                name, clauses, help or _("By number or by words, such as 8.4.1 or calibration")
            )

        return self._field(key, False, make)


def worded(words: dict[Any, str]) -> Callable[[Desk], list[tuple[Any, str]]]:
    """Keys with their words, translated when they are shown."""
    return lambda _desk: [(str(key), _(word)) for key, word in words.items()]


HALF_WORDS = {"morning": N_("Morning"), "afternoon": N_("Afternoon")}
assert set(HALF_WORDS) == set(HALVES)
SESSION_KINDS = {
    "audit": N_("Audit"),
    "opening": N_("Opening meeting"),
    "closing": N_("Closing meeting"),
    "team": N_("Team meeting"),
    "break": N_("Break"),
    "travel": N_("Travel"),
}
assert set(SESSION_KINDS) == set(Session.kind.keys)

CAUSE_METHODS = {
    "other": N_("In own words"),
    "five_why": N_("Five whys"),
    "ishikawa": N_("Cause and effect (Ishikawa)"),
}
assert set(CAUSE_METHODS) == set(Cause.method.keys)

_finding = Maker("finding")
_FINDING_FIRST: tuple[Field, ...] = (
    _finding.clauses(),
    _finding.choice("grade", choices.grades),
    _finding.date("raised_on"),
    _finding.pick("process", choices.processes),
    _finding.pick("site", choices.sites),
    _finding.text("place"),
    _finding.text("document"),
    _finding.text("requirement"),
    _finding.long("evidence", 3),
    _finding.text("statement"),
    _finding.text("effect"),
    _finding.pick("auditor", choices.people),
    _finding.pick("auditee", choices.people),
    _finding.pick("owner", choices.people),
    _finding.date("answer_due"),
    _finding.date("correct_due"),
    _finding.date("implement_due"),
    _finding.text("extent"),
    _finding.text("diverging_opinion"),
)
_FINDING_LAST: tuple[Field, ...] = (
    _finding.line("repeat_of", short=True),
    _finding.text("foreign_number"),
)
FINDING: tuple[Field, ...] = (
    *_FINDING_FIRST,
    *_finding.further((*_FINDING_FIRST, *_FINDING_LAST)),
    *_FINDING_LAST,
)
"""Texts of a finding that stand nowhere else come before the last: a new one is there by itself."""
QUICK_FINDING: tuple[Field, ...] = (
    _finding.choice("grade", choices.grades),
    _finding.pick("unit", choices.units),
    _finding.clauses(),
    _finding.long("evidence", 3),
    _finding.long("statement"),
)

_action = Maker("action")
ACTION: tuple[Field, ...] = (
    _action.choice("kind", worded(action_rules.KIND_LABELS)),
    _action.pick("owner", choices.people),
    _action.long("what"),
    _action.date("due"),
    _action.line("resources", short=True),
    _action.line("foreign_number", short=True),
)

STATEMENT: tuple[Field, ...] = (
    _finding.clauses(),
    *(_finding.long(key, 9) for key in ("requirement", "evidence", "statement", "effect")),
)
"""The parts of a finding as the statement editor shows them, side by side."""

_audit = Maker("audit")
AUDIT: tuple[Field, ...] = (
    _audit.line("title"),
    _audit.many("units", choices.units),
    _audit.many("standard", choices.standards),
    _audit.clauses(),
    _audit.date("starts_on"),
    _audit.date("ends_on"),
    _audit.choice("kind", worded(AUDIT_KINDS)),
    _audit.choice("method", worded(METHODS)),
    _audit.text("objectives"),
    _audit.text("scope"),
    _audit.text("criteria"),
    _audit.text("sampling"),
    _audit.pick("contact", choices.people),
    _audit.text("language"),
    _audit.text("logistics"),
    _audit.text("report_topics"),
    _audit.text("distribution"),
    _audit.text("confidentiality"),
    _audit.date("report_due"),
    _audit.text("conclusion"),
    _audit.text("not_covered"),
    _audit.line("follows", short=True),
    _audit.text("foreign_number"),
)

_programme = Maker("programme")
PROGRAMME: tuple[Field, ...] = (
    _programme.line("title"),
    _programme.text("objectives"),
    _programme.text("scope"),
    _programme.text("risks"),
    _programme.text("resources"),
    _programme.text("methods"),
    _programme.text("confidentiality"),
    _programme.pick("manager", choices.people),
)

_session = Maker("session")
SESSION: tuple[Field, ...] = (
    _session.choice("kind", worded(SESSION_KINDS)),
    _session.date("day"),
    _session.time("starts"),
    _session.time("ends"),
    _session.line("what"),
    _session.pick("unit", choices.units),
    _session.line("place", short=True),
    _session.clauses(),
    _session.many("auditors", choices.people),
    _session.many("auditees", choices.auditees),
    _session.line("method", short=True),
)
