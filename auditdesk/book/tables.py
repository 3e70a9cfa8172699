"""The tables: columns with label, help and choices; no rules.

Every table but the book's own bookkeeping (`bookkeeping = True`) is written through a Step, which
records each change in the trail. `permanent = True` marks rows that undo leaves in place,
`told_in_order` those whose order tells something: they are read in that of the steps, for ids
follow the clock.
"""

import re
import types
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Never, Self

import peewee

from auditdesk.book.fields import (
    Bytes,
    Choice,
    Column,
    Day,
    Flag,
    Json,
    Moment,
    Ref,
    SortedNumber,
    Text,
    Whole,
)
from auditdesk.domain.action import STAGES, ActionKind, Effect
from auditdesk.domain.audit import OWN_WORK_MONTHS, PERSON_ROLES, AuditState, Role
from auditdesk.domain.clause import ChangeKind, TextKind
from auditdesk.domain.due import LEAD_DAYS, DueKind
from auditdesk.domain.finding import CountsAs, FindingState
from auditdesk.domain.programme import FIRST_YEAR, LAST_YEAR
from auditdesk.domain.signoff import MEANINGS
from auditdesk.i18n import N_

TREND = ("falling", "steady", "rising", "unknown")
METHODS = ("on_site", "remote", "mixed")
MONITORED = ("feedback", "schedule", "team", "resources", "records")
SHEETS = ("finding", "plan", "actions", "checklist", "meeting", "report")
VERDICTS = (
    "conform",
    "nonconformity",
    "observation",
    "opportunity",
    "positive",
    "not_applicable",
    "not_verified",
)


_SQLITE = peewee.SqliteDatabase(None)
"""Tells peewee which SQL to write; the book alone opens a file."""


class _Model(peewee.Model):
    """What peewee makes of a table."""

    class Meta:
        database = _SQLITE
        legacy_table_names = False
        strict_tables = True


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class _TableType(type):
    """The type of a table: its own, so that a table is a key for mypy too."""


class Table(metaclass=_TableType):
    """A table of the book; its instances are the rows, with what they hold as attributes.

    A row is a value: what it holds is changed through a step alone. Ids are unique across laptops
    and ordered in time.
    """

    bookkeeping: ClassVar = False
    permanent: ClassVar = False
    told_in_order: ClassVar = False
    sql_name: ClassVar[str]
    """What the file calls the table."""
    columns: ClassVar[dict[str, Column[Any]]]
    """All columns in their order, by what rows call them."""
    stored_columns: ClassVar[dict[str, Column[Any]]]
    """The same by what the file calls them."""
    _readers: ClassVar[tuple[tuple[str, Callable[[Any], Any]], ...]]
    id = Text(N_("Id"), primary_key=True)

    class Meta:
        """What a table says of itself to peewee: its name, its key, its indexes."""

    def __init_subclass__(cls) -> None:
        if "id" not in vars(cls):
            cls.id = Text(N_("Id"), primary_key=True)
        own = {"id": cls.id, **vars(cls)}
        columns = {name: column for name, column in own.items() if isinstance(column, Column)}
        for name, column in columns.items():
            column.put_into(cls, name)
        cls.columns = columns
        cls.stored_columns = {column.column_name: column for column in columns.values()}
        cls.sql_name = getattr(cls.Meta, "table_name", _snake(cls.__name__))
        readers = ((name, column.read) for name, column in columns.items())
        cls._readers = tuple((name, read) for name, read in readers if read is not None)

    @classmethod
    @cache
    def model(cls) -> type[peewee.Model]:
        """What peewee makes of the table, to write the SQL that creates it, and queries.

        It is made when it is first asked for: no row needs it, and it takes longer than the table.
        """
        said = {key: value for key, value in vars(cls.Meta).items() if not key.startswith("_")}
        meta = type("Meta", (), said | {"table_name": cls.sql_name})
        inside = {**cls.columns, "Meta": meta, "__module__": cls.__module__}
        return types.new_class(cls.__name__, (_Model,), exec_body=lambda to: to.update(inside))

    @classmethod
    def from_stored(cls, values: Iterable[Any]) -> Self:
        """A row from what the file holds, in the order of the columns."""
        held = dict(zip(cls.columns, values, strict=True))
        for name, read in cls._readers:
            value = held[name]
            if value is not None:
                held[name] = read(value)
        row = cls.__new__(cls)
        object.__setattr__(row, "__dict__", held)
        return row

    @classmethod
    def entered(cls) -> tuple[str, ...]:
        """The texts that people write."""
        return tuple(name for name, column in cls.columns.items() if column.entered)

    @classmethod
    def searched(cls) -> tuple[str, ...]:
        """The texts that are searched, in the order in which the index holds them."""
        columns = sorted(cls.columns.items(), key=lambda item: item[1].searched)
        return tuple(name for name, column in columns if column.searched)

    @classmethod
    def signed(cls, meaning: str) -> tuple[str, ...]:
        """What is signed for from this meaning of a sign-off on."""
        return tuple(name for name, column in cls.columns.items() if column.signed == meaning)

    if not TYPE_CHECKING:  # to mypy, a class with these takes any attribute; its columns refuse

        def __setattr__(self, name: str, value: object) -> Never:
            raise AttributeError(f"a row is a value: a step changes {name}")

        def __delattr__(self, name: str) -> Never:
            self.__setattr__(name, None)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({vars(self)})"

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.id == other.id

    def __hash__(self) -> int:
        return hash((type(self), self.id))


def _unique(*columns: str) -> tuple[tuple[tuple[str, ...], bool], ...]:
    return ((columns, True),)


# --- bookkeeping: how the book keeps itself ---------------------------------------------------


class BookInfo(Table):
    """What the book says of itself: one row."""

    bookkeeping = True
    version = Whole(
        N_("Schema"), help=N_("As user_version; where they differ, the file was altered")
    )
    compatibility = Whole(N_("Oldest schema that may write here"))
    made_at = Moment(N_("Made at"))
    made_with = Text(N_("Made with version"))
    search_folding = Whole(N_("How texts are folded for search"), null=True)


class StepRecord(Table):
    """One step: what the user did. `hash` chains it to the step before."""

    bookkeeping = True
    seq = Whole(N_("Step"), unique=True)
    at = Moment(N_("When"))
    who = Text(N_("Who"))
    device = Text(N_("Device"))
    what = Text(N_("What"))
    undoes = Text(N_("Undoes"), null=True)
    final = Flag(N_("Cannot be undone"))
    hash = Text(N_("Digest"))

    class Meta:
        table_name = "step"


class ChangeRecord(Table):
    """One row before and after a step: only the fields that differ, as JSON."""

    bookkeeping = True
    id = None  # type: ignore[assignment]
    step_seq = Whole(N_("Step"))
    position = Whole(N_("Position"))
    table_name = Text(N_("Table"))
    row = Text(N_("Row"))
    before: Json[dict[str, Any] | None] = Json(N_("Before"), null=True)
    after: Json[dict[str, Any] | None] = Json(N_("After"), null=True)

    class Meta:
        table_name = "change"
        primary_key = peewee.CompositeKey("step_seq", "position")
        indexes = ((("table_name", "row"), False),)


class TreeRecord(Table):
    """What the Merkle tree of the trail keeps of a step: see `trail` for the forms."""

    bookkeeping = True
    id = None  # type: ignore[assignment]
    seq = Whole(N_("Step"), primary_key=True)
    form = Whole(N_("Form of the digest"), least=1)
    root = Bytes(N_("Root of the step"))
    node = Bytes(N_("Node of the tree"))
    salts = Bytes(N_("Salts of the leaves"))

    class Meta:
        table_name = "tree"


class Content(Table):
    """The bytes of evidence files, addressed by SHA-256 (the id)."""

    bookkeeping = True
    size = Whole(N_("Size"))
    data = Bytes(N_("Bytes"))


class NumberGiven(Table):
    """The ledger of official numbers: a number in here is never given again."""

    permanent = True
    series = Text(N_("Series"))
    year = Whole(N_("Year"))
    n = Whole(N_("Number"), least=1)
    table_name = Text(N_("Table"))
    row = Text(N_("Row"))

    class Meta:
        indexes = _unique("series", "year", "n")


# --- organisation -----------------------------------------------------------------------------


class Organisation(Table):
    """Whose book this is: one row."""

    name = Text(N_("Name"))
    address = Text(N_("Address"))
    country = Text(N_("Country"), help=N_("Two letters, such as AT; decides the public holidays"))
    region = Text(N_("Region"), help=N_("Subdivision with holidays of its own, such as 6"))
    language = Text(N_("Language"), default="en")
    paper = Choice(N_("Paper"), ("a4", "us-letter"), default="a4")
    weekdays: Json[list[int]] = Json(
        N_("Working days"), default=[0, 1, 2, 3, 4], help=N_("Monday is 0")
    )
    cycle_months = Whole(N_("Audit cycle in months"), default=36, least=1, highest=120)
    file_limit_mb = Whole(N_("Largest evidence file in MB"), default=50, least=1, most=500)
    logo = Ref(N_("Logo"), Content, null=True)
    logo_type = Text(N_("Type of the logo"))


class FormNumber(Table):
    """Number and revision of a controlled form, printed on its sheet."""

    sheet = Choice(N_("Sheet"), SHEETS, unique=True)
    number = Text(N_("Form number"))
    revision = Text(N_("Revision"))


class GradeRow(Table):
    """One grade of the scheme; the id is its key."""

    label = Text(N_("Label"))
    letter = Text(N_("Letter"))
    series = Text(N_("Number series"))
    nonconformity = Flag(N_("Is a nonconformity"))
    position = Whole(N_("Position"))
    retired = Flag(N_("No longer used"), default=False)

    class Meta:
        table_name = "grade"


class GradeEffect(Table):
    """What findings of a grade weigh and owe; a grade without a row does what is usual."""

    grade = Ref(N_("Grade"), GradeRow, unique=True)
    counts_as = Choice(
        N_("Counts as"), CountsAs, help=N_("In frequency, coverage and the advice on statements")
    )
    follow_up = Flag(N_("Owes a follow-up audit"), help=N_("For as long as it is open"))


class DueRule(Table):
    """How long a stage may take: grade × importance of the process."""

    grade = Ref(N_("Grade"), GradeRow)
    importance = Whole(N_("Importance"), least=1, most=5)
    stage = Choice(N_("Stage"), STAGES)
    days = Whole(N_("Days"), least=1, highest=3650)
    working = Flag(N_("Working days"))
    reason = Text(N_("Reason"))

    class Meta:
        indexes = _unique("grade", "importance", "stage")


def _lead(label: str, kind: DueKind) -> Whole[int]:
    return Whole(label, default=LEAD_DAYS[kind], least=0, most=3650)


class Reminding(Table):
    """How many days ahead Today reminds of what, and why that was changed; one row."""

    organisation = Ref(N_("Organisation"), Organisation, unique=True)
    lead_confirm = _lead(N_("Days ahead: confirm audit"), DueKind.CONFIRM)
    lead_send_plan = _lead(N_("Days ahead: send audit plan"), DueKind.SEND_PLAN)
    lead_report = _lead(N_("Days ahead: issue report"), DueKind.REPORT)
    lead_issue = _lead(N_("Days ahead: issue finding"), DueKind.ISSUE)
    lead_answer = _lead(N_("Days ahead: answer to finding"), DueKind.ANSWER)
    lead_action = _lead(N_("Days ahead: action"), DueKind.ACTION)
    lead_check = _lead(N_("Days ahead: effectiveness check"), DueKind.CHECK)
    lead_follow_up = _lead(N_("Days ahead: plan follow-up audit"), DueKind.FOLLOW_UP)
    lead_competence = _lead(N_("Days ahead: competence expires"), DueKind.COMPETENCE)
    reason = Text(N_("Reason"))


class AuditRules(Table):
    """What the organisation has decided about its audits and their findings, and why; one row."""

    organisation = Ref(N_("Organisation"), Organisation, unique=True)
    own_work_months = Whole(
        N_("Months after own work"),
        default=OWN_WORK_MONTHS,
        most=120,
        help=N_("How long who did or designed the work of a process is not independent of it"),
    )
    declarations = Flag(
        N_("Declarations before the start"),
        default=False,
        help=N_("Whether an audit starts only when each auditor has declared independence"),
    )
    report_days = Whole(
        N_("Working days to the report"),
        default=10,
        least=1,
        most=365,
        help=N_("Counted from the day the audit was held"),
    )
    extensions = Whole(
        N_("Extensions, at most"),
        default=2,
        most=20,
        help=N_("How often a day may be extended; then top management approves"),
    )
    not_effective = Whole(
        N_("Not effective, at most"),
        default=1,
        most=20,
        help=N_("How many failed actions a finding may have before the management review hears"),
    )
    reason = Text(N_("Reason"))


class ClosedPeriod(Table):
    """Days whose records are closed: who writes into them says why."""

    starts_on = Day(N_("From"), null=False)
    ends_on = Day(N_("To"), null=False)
    reason = Text(N_("Reason"))


class NumberSeries(Table):
    """A series of official numbers; the id is its code."""

    label = Text(N_("Label"))


class Site(Table):
    """A place of the organisation, real or virtual."""

    name = Text(N_("Site"), unique=True)
    address = Text(N_("Address"))
    country = Text(N_("Country"))
    region = Text(N_("Region"))
    retired = Flag(N_("No longer used"), default=False)


class Closure(Table):
    """Days on which nobody works: at one site, or everywhere."""

    site = Ref(N_("Site"), Site, null=True)
    name = Text(N_("Occasion"))
    starts_on = Day(N_("From"), null=False)
    ends_on = Day(N_("To"), null=False)


class Person(Table):
    """Somebody of the organisation, or an external auditor."""

    name = Text(N_("Name"), unique=True)
    email = Text(N_("E-mail"))
    job = Text(N_("Position"))
    department = Text(N_("Department"))
    manager = Ref(N_("Manager"), "self", null=True)
    site = Ref(N_("Site"), Site, null=True)
    external = Flag(N_("External"), default=False)
    retired = Flag(N_("Has left"), default=False)


class PersonRole(Table):
    """What a person may do in audits: lead auditor, auditor, programme manager ..."""

    person = Ref(N_("Person"), Person)
    role = Choice(N_("Role"), tuple(PERSON_ROLES))

    class Meta:
        indexes = _unique("person", "role")


class Absence(Table):
    """When a person cannot take part."""

    person = Ref(N_("Person"), Person)
    starts_on = Day(N_("From"), null=False)
    ends_on = Day(N_("To"), null=False)
    reason = Text(N_("Reason"))


class Process(Table):
    """What the organisation does: a process, at home at one or more sites."""

    name = Text(N_("Process"), unique=True)
    code = Text(N_("Code"))
    kind = Text(N_("Type"), help=N_("Such as purchasing, production, design; chooses questions"))
    owner = Ref(N_("Owner"), Person, null=True)
    deputy = Ref(N_("Deputy"), Person, null=True)
    department = Text(N_("Department"))
    importance = Whole(N_("Importance"), default=3, least=1, most=5)
    changes = Text(N_("Changes"))
    changed_on = Day(N_("Changed on"))
    outsourced = Flag(N_("Outsourced"), default=False)
    legal_duty = Flag(N_("Legal duty to audit"), default=False)
    kpi_trend = Choice(N_("Trend of its figures"), TREND, default="unknown")
    complaint_trend = Choice(N_("Trend of complaints"), TREND, default="unknown")
    retired = Flag(N_("No longer used"), default=False)


class ProcessNews(Table):
    """What else changed in a process and brings its next audit nearer."""

    process = Ref(N_("Process"), Process, unique=True)
    turnover = Choice(N_("Staff turnover"), TREND, default="unknown")
    new_product_on = Day(N_("New product or service on"))


class ProcessWorker(Table):
    """Who does or designed the work of a process, and since when."""

    process = Ref(N_("Process"), Process)
    person = Ref(N_("Person"), Person)
    work = Text(N_("Work"))
    since = Day(N_("Since"))
    until = Day(N_("Until"))

    class Meta:
        indexes = _unique("process", "person", "since")


class Unit(Table):
    """A process at a site: what an audit visits."""

    process = Ref(N_("Process"), Process)
    site = Ref(N_("Site"), Site)
    contact = Ref(N_("Contact"), Person, null=True)
    notes = Text(N_("Notes"))
    retired = Flag(N_("No longer used"), default=False)

    class Meta:
        indexes = _unique("process", "site")


class UnitPlanning(Table):
    """How an audit of a unit is planned; a unit without a row is planned as the defaults say."""

    unit = Ref(N_("Unit"), Unit, unique=True)
    half_days = Whole(N_("Length of an audit in half days"), default=2, least=1, most=10)
    team_least = Whole(N_("Team, at least"), default=1, least=1, most=5)
    team_most = Whole(N_("Team, at most"), default=3, least=1, most=8)
    preferred_months: Json[list[int]] = Json(N_("Preferred months"), default=[])
    closed_months: Json[list[int]] = Json(N_("Months without audits"), default=[])


class Availability(Table):
    """How much a person may audit; in half days."""

    person = Ref(N_("Person"), Person, unique=True)
    in_week = Whole(N_("Half days a week, at most"), default=6, most=10)
    in_month = Whole(N_("Half days a month, at most"), default=12, most=62)
    in_year = Whole(N_("Half days a year, at most"), default=60, most=732)


class SitePlanning(Table):
    """How many audits may begin at a site in one week."""

    site = Ref(N_("Site"), Site, unique=True)
    audits_in_week = Whole(N_("Audits a week, at most"), default=3, least=1, most=50)


class SiteHours(Table):
    """When people work at a site, as “08:00” in its zone; what is not known is not asked for."""

    site = Ref(N_("Site"), Site, unique=True)
    zone = Text(N_("Time zone"), help=N_("Such as Europe/Vienna"))
    opens = Text(N_("Work begins"))
    closes = Text(N_("Work ends"))
    lunch_starts = Text(N_("Lunch from"))
    lunch_ends = Text(N_("Lunch to"))


class Shift(Table):
    """When people work in a unit that does not keep the hours of its site; it may pass midnight."""

    unit = Ref(N_("Unit"), Unit)
    name = Text(N_("Shift"))
    starts = Text(N_("From"))
    ends = Text(N_("To"))


class Journey(Table):
    """How long the way between two sites takes, in either direction."""

    first = Ref(N_("Between"), Site)
    second = Ref(N_("And"), Site)
    minutes = Whole(N_("Minutes"), least=1, most=2880)

    class Meta:
        indexes = _unique("first", "second")


# --- standards --------------------------------------------------------------------------------


class StandardRow(Table):
    """A text with an edition; its kind decides what may cite it."""

    key = Text(N_("Key"), unique=True)
    family = Text(N_("Family"))
    designation = Text(N_("Standard"), unique=True)
    edition = Text(N_("Edition"))
    amendment = Text(N_("Amendment"))
    title = Text(N_("Title"))
    kind = Choice(N_("Kind"), TextKind)
    certifiable = Flag(N_("Can be certified to"), default=False)
    valid_from = Day(N_("Valid from"))
    withdrawn_on = Day(N_("Withdrawn on"))
    replaces = Ref(N_("Replaces"), "self", null=True)
    retired = Flag(N_("No longer used"), default=False)

    class Meta:
        table_name = "standard"


class ClauseRow(Table):
    """A numbered entry of a standard; the hint is in our own words."""

    standard = Ref(N_("Standard"), StandardRow)
    number = SortedNumber(N_("Clause"))
    sort_key = Text(N_("Sort key"))
    title = Text(N_("Title"))
    assessable = Flag(N_("Can be audited"))
    hint = Text(N_("Hint"))
    verified = Flag(N_("Checked against a licensed copy"))
    position = Whole(N_("Position"))

    class Meta:
        table_name = "clause"
        indexes = _unique("standard", "number")


class TermRow(Table):
    """A word and its meaning, in our own words."""

    standard = Ref(N_("Standard"), StandardRow)
    number = Text(N_("Number"))
    term = Text(N_("Term"))
    meaning = Text(N_("Meaning"))
    verified = Flag(N_("Checked against a licensed copy"))
    position = Whole(N_("Position"))

    class Meta:
        table_name = "term"


class ClauseMapping(Table):
    """Where a clause of the edition before went."""

    old = Ref(N_("Old clause"), ClauseRow)
    new = Ref(N_("New clause"), ClauseRow)
    change = Choice(N_("Change"), ChangeKind)
    note = Text(N_("Note"))

    class Meta:
        indexes = _unique("old", "new")


class UnitClause(Table):
    """Which clauses apply to a unit; a clause left out has a reason."""

    unit = Ref(N_("Unit"), Unit)
    clause = Ref(N_("Clause"), ClauseRow)
    applies = Flag(N_("Applies"), default=True)
    reason = Text(N_("Reason"))

    class Meta:
        indexes = _unique("unit", "clause")


class Competence(Table):
    """What a person is able to audit, shown by what, and until when."""

    person = Ref(N_("Person"), Person)
    subject = Text(N_("Competence"))
    standard = Ref(N_("Standard"), StandardRow, null=True)
    process = Ref(N_("Process"), Process, null=True)
    evidence = Text(N_("Evidence"))
    acquired_on = Day(N_("Acquired on"))
    expires_on = Day(N_("Expires on"))


# --- the year ---------------------------------------------------------------------------------


class Programme(Table):
    """The audits of a year; an approved one changes only as a revision."""

    year = Whole(N_("Year"), least=FIRST_YEAR, most=LAST_YEAR, signed="approved")
    revision = Whole(N_("Revision"), default=0)
    title = Text(N_("Title"), entered=True, signed="approved")
    state = Choice(N_("State"), ("draft", "approved", "superseded"), default="draft")
    objectives = Text(N_("Objectives"), entered=True, long=True, signed="approved")
    scope = Text(N_("Scope"), entered=True, long=True, signed="approved")
    risks = Text(
        N_("Risks and opportunities of the programme"), entered=True, long=True, signed="approved"
    )
    resources = Text(N_("Resources"), entered=True, long=True, signed="approved")
    methods = Text(N_("Methods"), entered=True, long=True, signed="approved")
    confidentiality = Text(N_("Confidentiality"), entered=True, long=True, signed="approved")
    manager = Ref(N_("Programme manager"), Person, null=True, signed="approved")
    approved_on = Day(N_("Approved on"))

    class Meta:
        indexes = _unique("year", "revision")


class FrequencyDecision(Table):
    """Why a unit is audited as often as it is: inputs, result, override and reason."""

    programme = Ref(N_("Programme"), Programme)
    unit = Ref(N_("Unit"), Unit)
    inputs: Json[dict[str, Any]] = Json(N_("Inputs"))
    score = Whole(N_("Score in hundredths"))
    risk_class = Choice(N_("Risk class"), ("low", "medium", "high"))
    interval_months = Whole(N_("Interval in months"), least=1, highest=120)
    override = Text(N_("Override"))
    reason = Text(N_("Reason"))

    class Meta:
        indexes = _unique("programme", "unit")


class FrequencySchemeRow(Table):
    """How the organisation scores its units: weights, limits of the classes, intervals; one row."""

    scheme: Json[dict[str, Any]] = Json(N_("Scheme"))
    reason = Text(N_("Reason"))

    class Meta:
        table_name = "frequency_scheme"


class LeftOut(Table):
    """A unit or a clause that a programme leaves out, and why."""

    programme = Ref(N_("Programme"), Programme)
    unit = Ref(N_("Unit"), Unit, null=True)
    clause = Ref(N_("Clause"), ClauseRow, null=True)
    reason = Text(N_("Reason"))


class AuditRow(Table):
    """An audit, from its place in the year to its report."""

    number = Text(N_("Audit"), unique=True, searched=1)
    number_key = Text(N_("Sort key"))
    programme = Ref(N_("Programme"), Programme, null=True)
    title = Text(N_("Title"), entered=True, searched=2, signed="prepared")
    kind = Choice(
        N_("Kind"),
        ("internal", "follow_up", "supplier", "special"),
        default="internal",
        signed="prepared",
    )
    state = Choice(N_("State"), AuditState, default=AuditState.PLANNED)
    objectives = Text(N_("Objectives"), entered=True, long=True, searched=3, signed="prepared")
    scope = Text(N_("Scope"), entered=True, long=True, searched=4, signed="prepared")
    criteria = Text(
        N_("Criteria"),
        help=N_("Reference documents with revision, beside the standards"),
        entered=True,
        long=True,
        searched=5,
        signed="prepared",
    )
    method = Choice(N_("Method"), METHODS, default="on_site", signed="prepared")
    starts_on = Day(N_("Starts on"), signed="prepared")
    ends_on = Day(N_("Ends on"), signed="prepared")
    half_days = Whole(N_("Length in half days"), default=0, highest=400)
    sampling = Text(N_("Sampling"), entered=True, long=True, signed="prepared")
    language = Text(N_("Language"), entered=True, signed="prepared")
    logistics = Text(N_("Logistics and safety"), entered=True, long=True, signed="prepared")
    report_topics = Text(N_("Report topics"), entered=True, long=True, signed="prepared")
    distribution = Text(N_("Distribution"), entered=True, signed="prepared")
    confidentiality = Text(N_("Confidentiality"), entered=True, signed="prepared")
    contact = Ref(N_("Contact of the auditee"), Person, null=True, signed="prepared")
    follows = Ref(N_("Follows audit"), "self", null=True, signed="prepared")
    conclusion = Text(N_("Conclusion"), entered=True, long=True, searched=6, signed="closed")
    not_covered = Text(N_("Not covered, and why"), entered=True, long=True, signed="closed")
    started_on = Day(N_("Started on"))
    held_on = Day(N_("Held on"), signed="closed")
    reported_on = Day(N_("Report issued on"))
    closed_on = Day(N_("Closed on"))
    reschedules = Whole(N_("Times moved"), default=0)
    foreign_number = Text(N_("Number elsewhere"), entered=True)

    class Meta:
        table_name = "audit"
        indexes = ((("starts_on", "number_key"), False),)


class ApprovedAudit(Table):
    """An audit as an approved programme holds it; adherence counts against it."""

    programme = Ref(N_("Programme"), Programme)
    audit = Ref(N_("Audit"), AuditRow)
    starts_on = Day(N_("Starts on"))
    ends_on = Day(N_("Ends on"))
    lead_auditor = Ref(N_("Lead auditor"), Person, null=True)

    class Meta:
        indexes = _unique("programme", "audit")


class IntervalFixed(Table):
    """How often a unit is to be audited, as it was fixed when an audit of it was held; and why."""

    unit = Ref(N_("Unit"), Unit)
    audit = Ref(N_("Audit"), AuditRow)
    fixed_on = Day(N_("Fixed on"), null=False)
    inputs: Json[dict[str, Any]] = Json(N_("Inputs"))
    score = Whole(N_("Score in hundredths"))
    risk_class = Choice(N_("Risk class"), ("low", "medium", "high"))
    interval_months = Whole(N_("Interval in months"), least=1)
    override = Text(N_("Override"))

    class Meta:
        indexes = _unique("unit", "audit")


class AuditUnit(Table):
    """A unit that an audit visits."""

    audit = Ref(N_("Audit"), AuditRow)
    unit = Ref(N_("Unit"), Unit)

    class Meta:
        indexes = _unique("audit", "unit")


class AuditStandard(Table):
    """An edition that an audit is held against; frozen when the audit starts."""

    audit = Ref(N_("Audit"), AuditRow)
    standard = Ref(N_("Standard"), StandardRow)

    class Meta:
        indexes = _unique("audit", "standard")


class AuditClause(Table):
    """A clause in the scope of an audit."""

    audit = Ref(N_("Audit"), AuditRow)
    clause = Ref(N_("Clause"), ClauseRow)

    class Meta:
        indexes = _unique("audit", "clause")


class AuditMember(Table):
    """Somebody in the team; a declared exception to independence names mitigation and approver."""

    audit = Ref(N_("Audit"), AuditRow)
    person = Ref(N_("Person"), Person)
    role = Choice(N_("Role"), Role)
    exception = Text(N_("Declared exception"))
    mitigation = Text(N_("Mitigation"))
    approved_by = Text(N_("Approved by"))

    class Meta:
        indexes = _unique("audit", "person")


class Declaration(Table):
    """What an auditor declares about their independence in an audit, also where nothing speaks
    against it."""

    audit = Ref(N_("Audit"), AuditRow)
    person = Ref(N_("Auditor"), Person)
    text = Text(N_("Declaration"), help=N_("Interests and ties, or that there are none"))
    declared_on = Day(N_("Declared on"), null=False)

    class Meta:
        indexes = _unique("audit", "person")


class Monitoring(Table):
    """What was learned of how well the programme runs: feedback, the team, resources, records."""

    programme = Ref(N_("Programme"), Programme)
    audit = Ref(N_("Audit"), AuditRow, null=True)
    about = Choice(N_("About"), MONITORED, default="feedback")
    person = Ref(N_("Auditor it is about"), Person, null=True)
    rating = Whole(N_("Rating"), null=True, least=1, most=5, help=N_("5 is best"))
    text = Text(N_("What was said or seen"))
    given_by = Text(N_("By"))
    noted_on = Day(N_("On"), null=False)


class ReportDeadline(Table):
    """Until when the report of an audit is to be issued."""

    audit = Ref(N_("Audit"), AuditRow, unique=True)
    report_due = Day(N_("Report due"), null=False)


class Reschedule(Table):
    """A move of an audit to other dates, and why."""

    told_in_order = True
    audit = Ref(N_("Audit"), AuditRow)
    old_starts_on = Day(N_("From"))
    old_ends_on = Day(N_("From (end)"))
    new_starts_on = Day(N_("To"))
    new_ends_on = Day(N_("To (end)"))
    reason = Text(N_("Reason"))
    moved_on = Day(N_("Moved on"))


class Session(Table):
    """A line of the timetable."""

    audit = Ref(N_("Audit"), AuditRow)
    kind = Choice(
        N_("Kind"),
        ("audit", "opening", "closing", "team", "break", "travel"),
        default="audit",
    )
    day = Day(N_("Day"), null=False)
    starts = Text(N_("From"))
    ends = Text(N_("To"))
    what = Text(N_("Activity"))
    unit = Ref(N_("Unit"), Unit, null=True)
    place = Text(N_("Place"))
    method = Text(N_("Method"))


class SessionPerson(Table):
    """Who takes part in a session, as auditor or auditee."""

    session = Ref(N_("Session"), Session)
    person = Ref(N_("Person"), Person)
    part = Choice(N_("Part"), ("auditor", "auditee"))

    class Meta:
        indexes = _unique("session", "person")


class Presence(Table):
    """When somebody can be met in an audit; who has no row here is there all the time."""

    audit = Ref(N_("Audit"), AuditRow)
    person = Ref(N_("Person"), Person)
    day = Day(N_("Day"), null=False)
    starts = Text(N_("From"), default="00:00")
    ends = Text(N_("To"), default="24:00")


class Attendance(Table):
    """Who was at a meeting; signed by hand on the screen, or on paper."""

    session = Ref(N_("Session"), Session)
    person = Ref(N_("Person"), Person, null=True)
    name = Text(N_("Name"))
    function = Text(N_("Function"))
    position = Whole(N_("Position"), default=0)
    present = Flag(N_("Present"), default=True)
    signature = Ref(N_("Signature"), Content, null=True)
    signed_at = Moment(N_("Signed at"), null=True)

    class Meta:
        indexes = _unique("session", "name")


class SessionClause(Table):
    """A clause that a session looks at."""

    session = Ref(N_("Session"), Session)
    clause = Ref(N_("Clause"), ClauseRow)

    class Meta:
        indexes = _unique("session", "clause")


# --- findings ---------------------------------------------------------------------------------


class Finding(Table):
    """What was seen, in three parts: requirement, objective evidence, statement."""

    number = Text(N_("Number"), null=True, unique=True, searched=1)
    number_key = Text(N_("Sort key"), default="~", help=N_("Drafts come last"))
    foreign_number = Text(N_("Number elsewhere"), entered=True, searched=2)
    clause_key = Text(N_("Sort key of the first clause"))
    audit = Ref(N_("Audit"), AuditRow, null=True, index=False, signed="prepared")
    grade = Ref(N_("Grade"), GradeRow, index=False, signed="prepared")
    state = Choice(N_("State"), FindingState, default=FindingState.DRAFT)
    process = Ref(N_("Process"), Process, null=True, index=False, signed="prepared")
    site = Ref(N_("Site"), Site, null=True, index=False, signed="prepared")
    place = Text(N_("Place"), entered=True, searched=8, signed="prepared")
    requirement = Text(
        N_("Requirement"),
        help=N_("What should be"),
        entered=True,
        long=True,
        searched=3,
        signed="prepared",
    )
    evidence = Text(
        N_("Objective evidence"),
        help=N_("What was seen: what, where, when, document and revision, sample n of N"),
        entered=True,
        long=True,
        searched=4,
        signed="prepared",
    )
    statement = Text(
        N_("Statement"),
        help=N_("The gap: what failed in the system, not who"),
        entered=True,
        long=True,
        searched=5,
        signed="prepared",
    )
    effect = Text(
        N_("Effect"),
        help=N_("What it can lead to"),
        entered=True,
        long=True,
        searched=6,
        signed="prepared",
    )
    document = Text(
        N_("Internal document"),
        help=N_("With its revision"),
        entered=True,
        searched=7,
        signed="prepared",
    )
    auditor = Ref(N_("Auditor"), Person, null=True)
    auditee = Ref(N_("Auditee"), Person, null=True)
    owner = Ref(N_("Owner"), Person, null=True, index=False)
    raised_on = Day(N_("Raised on"), null=False, signed="prepared")
    issued_on = Day(N_("Issued on"))
    acknowledge_due = Day(N_("Acknowledgement due"))
    correct_due = Day(N_("Correction due"))
    answer_due = Day(N_("Answer due"), help=N_("Cause and action plan"))
    implement_due = Day(N_("Implementation due"))
    acknowledged_on = Day(N_("Acknowledged on"))
    acknowledged_by = Text(N_("Acknowledged by"))
    diverging_opinion = Text(
        N_("Diverging opinion of the auditee"), entered=True, long=True, signed="closed"
    )
    extent = Text(
        N_("Extent"), help=N_("Where else?"), entered=True, long=True, searched=9, signed="accepted"
    )
    risk_update = Text(
        N_("Update of risks and opportunities"), entered=True, long=True, signed="closed"
    )
    document_update = Text(N_("Update of documents"), entered=True, long=True, signed="closed")
    system_update = Text(
        N_("Update of the management system"), entered=True, long=True, signed="closed"
    )
    closed_on = Day(N_("Closed on"))
    closed_by = Text(N_("Closed by"))
    closing_note = Text(N_("Closing note"), entered=True, long=True, signed="closed")
    repeat_of = Ref(N_("Repeat of"), "self", null=True, signed="prepared")

    class Meta:
        indexes = (
            (("number_key", "id"), False),
            (("clause_key", "number_key"), False),
            (("state", "answer_due"), False),
            (("state", "number_key"), False),
            (("grade", "number_key"), False),
            (("process", "number_key"), False),
            (("site", "number_key"), False),
            (("owner", "number_key"), False),
            (("audit", "number_key"), False),
            (("answer_due", "number_key"), False),
            (("raised_on", "number_key"), False),
        )


class FindingClause(Table):
    """A clause that a finding cites; item is the list item, such as a)."""

    finding = Ref(N_("Finding"), Finding, index=False)
    clause = Ref(N_("Clause"), ClauseRow)
    item = Text(N_("Item"))
    position = Whole(N_("Position"))

    class Meta:
        indexes = _unique("finding", "clause", "item")


class Checklist(Table):
    """The questions of an audit."""

    audit = Ref(N_("Audit"), AuditRow)
    title = Text(N_("Title"))
    made_from = Text(N_("Made from"))


class ChecklistLine(Table):
    """One question, its verdict and the sample seen."""

    checklist = Ref(N_("Checklist"), Checklist)
    position = Whole(N_("Position"))
    clause = Ref(N_("Clause"), ClauseRow, null=True)
    unit = Ref(N_("Unit"), Unit, null=True)
    question = Text(N_("Question"), searched=1)
    ask_for = Text(N_("Evidence to ask for"), searched=2)
    typical_failure = Text(N_("Typical failure"))
    verdict = Choice(N_("Verdict"), VERDICTS, null=True)
    reason = Text(N_("Reason"), searched=4)
    notes = Text(N_("Notes"), searched=3)
    population = Text(N_("Population"))
    sample_size = Text(N_("Sample size"))
    sampling = Text(N_("How chosen"))
    sample = Text(N_("Items seen and their results"), searched=5)
    finding = Ref(N_("Finding"), Finding, null=True)
    answered_at = Moment(N_("Answered at"), null=True)
    answered_by = Text(N_("Answered by"))


class QuestionRow(Table):
    """One version of a question of the organisation's own; the newest of a key is asked."""

    key = Text(N_("Key"))
    version = Whole(N_("Version"), default=1, least=1)
    clauses: Json[dict[str, str]] = Json(
        N_("Clauses"), help=N_("The number in each standard, by its key")
    )
    question = Text(N_("Question"))
    intent = Text(N_("Intent"), help=N_("What the question is meant to find out"))
    ask_for = Text(N_("Evidence to ask for"))
    typical_failure = Text(N_("Typical failure"))
    processes: Json[list[str]] = Json(N_("Types of process"), default=[])
    changed = Flag(N_("Asks about what the edition changed"), default=False)
    retired = Flag(N_("No longer asked"), default=False)
    source = Text(N_("Source"))

    class Meta:
        table_name = "question"
        indexes = _unique("key", "version")


class Asked(Table):
    """Where a line of a checklist comes from: question and version, or an earlier finding."""

    line = Ref(N_("Line"), ChecklistLine, unique=True)
    key = Text(N_("Question"))
    version = Whole(N_("Version"), default=0)
    intent = Text(N_("Intent"))
    changed = Flag(N_("Asks about what the edition changed"), default=False)
    follows = Ref(N_("Follows finding"), Finding, null=True)


class SampleItem(Table):
    """One item of a sample that was seen, and its result."""

    line = Ref(N_("Line"), ChecklistLine)
    position = Whole(N_("Position"))
    item = Text(N_("Item"))
    result = Choice(N_("Result"), ("conform", "nonconforming", "not_seen"), default="conform")
    note = Text(N_("Note"))


class Report(Table):
    """The report of an audit: what judgement writes; once issued it is frozen with its digest."""

    audit = Ref(N_("Audit"), AuditRow)
    revision = Whole(N_("Revision"), default=0)
    state = Choice(N_("State"), ("draft", "issued", "superseded"), default="draft")
    summary = Text(N_("Summary"))
    objectives_met = Text(N_("Whether the objectives were met"))
    obstacles = Text(N_("Obstacles"))
    opinions = Text(N_("Diverging opinions that remain"))
    good_practice = Text(N_("Good practice"))
    fulfilment = Text(N_("To what degree the criteria are fulfilled"))
    implications = Text(N_("Implications for the programme"))
    follow_up = Text(N_("Follow-up agreed"))
    issued_on = Day(N_("Issued on"))
    issued_by = Text(N_("Issued by"))
    frozen: Json[dict[str, Any] | None] = Json(N_("As it was issued"), null=True)
    digest = Text(N_("Digest"))

    class Meta:
        indexes = _unique("audit", "revision")


class Disclosure(Table):
    """What left the book for whom: a report for a recipient, and what was taken out of it."""

    told_in_order = True
    audit = Ref(N_("Audit"), AuditRow)
    recipient = Text(N_("Recipient"))
    purpose = Text(N_("Purpose"))
    hidden: Json[list[str]] = Json(N_("Taken out"), default=[])
    report_digest = Text(N_("Digest of the report"))
    file_digest = Text(N_("Digest of the file"))
    left_on = Day(N_("On"), null=False)
    given_by = Text(N_("By"))


class Cause(Table):
    """Why it happened."""

    told_in_order = True
    finding = Ref(N_("Finding"), Finding)
    method = Choice(N_("Method"), ("five_why", "ishikawa", "other"), default="other")
    category = Text(N_("Category"))
    cause = Text(N_("Cause"))
    steps: Json[list[str]] = Json(N_("Whys or branches"), default=[])


class ActionRow(Table):
    """A correction or a corrective action."""

    number = Text(N_("Action"), unique=True, searched=1)
    number_key = Text(N_("Sort key"))
    kind = Choice(N_("Kind"), ActionKind, signed="accepted")
    what = Text(N_("What"), searched=3, signed="accepted")
    owner = Ref(N_("Owner"), Person, null=True, signed="accepted")
    resources = Text(N_("Resources"), searched=4, signed="accepted")
    due = Day(N_("Due"), signed="accepted")
    accepted_on = Day(N_("Accepted on"))
    accepted_by = Text(N_("Accepted by"))
    rejection = Text(N_("Rejected because"))
    done_on = Day(N_("Done on"), signed="closed")
    done_evidence = Text(N_("Evidence of implementation"), searched=5, signed="closed")
    cancelled_on = Day(N_("Cancelled on"), signed="closed")
    cancel_reason = Text(N_("Cancelled because"), signed="closed")
    foreign_number = Text(N_("Number elsewhere"), searched=2)

    class Meta:
        table_name = "action"
        indexes = (
            (("number_key",), False),
            (("due", "number_key"), False),
            (("owner", "due"), False),
        )


class ActionFinding(Table):
    """Which findings an action serves: one action may serve several."""

    told_in_order = True
    action = Ref(N_("Action"), ActionRow, index=False)
    finding = Ref(N_("Finding"), Finding)

    class Meta:
        indexes = _unique("action", "finding")


class Cycle(Table):
    """An action that was agreed because an earlier one did not work."""

    action = Ref(N_("Action"), ActionRow, unique=True)
    follows = Ref(N_("New cycle after"), ActionRow)


class Extension(Table):
    """A due date moved, with reason and approver: of an action, or of a stage of a finding."""

    told_in_order = True
    action = Ref(N_("Action"), ActionRow, null=True)
    finding = Ref(N_("Finding"), Finding, null=True)
    stage = Choice(N_("Stage"), STAGES)
    old_due = Day(N_("Due before"))
    new_due = Day(N_("Due now"))
    reason = Text(N_("Reason"))
    approved_by = Text(N_("Approved by"))
    extended_on = Day(N_("Extended on"))


class DayOrigin(Table):
    """Whether a day follows the rules, counted from which day, or was set by hand, and why."""

    table_name = Text(N_("Table"))
    row = Text(N_("Row"))
    field = Text(N_("Field"))
    by_rule = Flag(N_("By rule"))
    counted_from = Day(N_("Counted from"))
    reason = Text(N_("Reason"))
    set_by = Text(N_("Set by"))
    set_on = Day(N_("On"), null=False)

    class Meta:
        indexes = _unique("row", "field")


class ReviewPoint(Table):
    """What the management review must hear of a finding, and what it decided."""

    finding = Ref(N_("Finding"), Finding)
    text = Text(N_("Point"))
    noted_on = Day(N_("Noted on"), null=False)
    reviewed_on = Day(N_("Reviewed on"))
    decision = Text(N_("Decision"))


class EffectivenessCheck(Table):
    """How it will be, and was, shown that an action worked."""

    told_in_order = True
    action = Ref(N_("Action"), ActionRow)
    criterion = Text(N_("Criterion"), signed="accepted")
    method = Text(N_("Method"), signed="accepted")
    planned_on = Day(N_("Planned on"), signed="accepted")
    verifier = Ref(N_("Verifier"), Person, null=True, signed="accepted")
    result = Choice(N_("Result"), Effect, null=True, signed="closed")
    evidence = Text(N_("Evidence"), signed="closed")
    checked_on = Day(N_("Checked on"), signed="closed")


class CheckAtAudit(Table):
    """A check that is made at the next audit of the unit; which one, once that stands."""

    check = Ref(N_("Check"), EffectivenessCheck, unique=True)
    audit = Ref(N_("Audit"), AuditRow, null=True)


# --- shared by several kinds of things --------------------------------------------------------


class Evidence(Table):
    """A photo or file that belongs to a row; its bytes are a Content."""

    content = Ref(N_("Content"), Content)
    table_name = Text(N_("Table"))
    row = Text(N_("Row"))
    name = Text(N_("File name"))
    media_type = Text(N_("Type"))
    caption = Text(N_("Caption"))
    position = Whole(N_("Position"), default=0)
    taken_at = Moment(N_("Taken at"), null=True)
    confidential = Flag(N_("Confidential"), default=False)

    class Meta:
        indexes = ((("table_name", "row"), False),)


class Markup(Table):
    """Arrows, boxes and blurs on a photo; they lie beside it, the photo itself is untouched."""

    evidence = Ref(N_("Evidence"), Evidence, unique=True)
    shapes: Json[list[dict[str, Any]]] = Json(
        N_("Shapes"), default=[], help=N_("Kind, and corners in ten-thousandths")
    )


class MoveRecord(Table):
    """A change of state with its day and reason: the history that sheets print."""

    told_in_order = True
    table_name = Text(N_("Table"))
    row = Text(N_("Row"))
    move = Text(N_("Move"))
    from_state = Text(N_("From"))
    to_state = Text(N_("To"))
    made_on = Day(N_("On"), null=False)
    made_by = Text(N_("By"))
    reason = Text(N_("Reason"))

    class Meta:
        table_name = "move"
        indexes = ((("table_name", "row"), False),)


class Signoff(Table):
    """Who stands for a record, what that means, and the digest of what was signed."""

    told_in_order = True
    table_name = Text(N_("Table"))
    row = Text(N_("Row"))
    meaning = Choice(N_("Meaning"), tuple(MEANINGS))
    name = Text(N_("Name"))
    signed_on = Day(N_("On"), null=False)
    digest = Text(N_("Digest"))

    class Meta:
        indexes = ((("table_name", "row"), False),)


class SignedRecord(Table):
    """The digest of what a sign-off stands for, as it was when it was signed."""

    signoff = Ref(N_("Sign-off"), Signoff, unique=True)
    digest = Text(N_("Digest"))

    class Meta:
        table_name = "signed_record"


class ProvenSheet(Table):
    """The digest of what a sheet said at this step, so that it can be proven without the book."""

    told_in_order = True
    table_name = Text(N_("Table"))
    row = Text(N_("Row"))
    number = Text(N_("Number"))
    digest = Text(N_("Digest"))

    class Meta:
        table_name = "proven_sheet"
        indexes = ((("table_name", "row"), False),)


# --- what came in from other programs ---------------------------------------------------------


class ImportRecord(Table):
    """A file that was imported: its bytes, how it was read, and the account of every row."""

    name = Text(N_("File name"))
    content = Ref(N_("File"), Content)
    account = Ref(N_("Account"), Content)
    mapping = Text(N_("How it was read"))
    imported_on = Day(N_("Imported on"), null=False)
    rows = Whole(N_("Rows"))
    taken = Whole(N_("Rows taken"))
    refused = Whole(N_("Rows refused"))
    ignored = Whole(N_("Rows ignored"))

    class Meta:
        table_name = "import"


class ShapeMapping(Table):
    """How tables with these headings were read the last time; offered for the next one."""

    shape = Text(N_("Headings"), unique=True)
    mapping = Text(N_("How it was read"))
    used_on = Day(N_("Used on"), null=False)


class SourceNote(Table):
    """What a row of an imported file says of a thing and has no place of its own."""

    table_name = Text(N_("Table"))
    row = Text(N_("Row"))
    place = Text(N_("Where it stood"))
    text = Text(N_("Text"))

    class Meta:
        indexes = ((("table_name", "row"), False),)


TABLES: tuple[type[Table], ...] = tuple(
    value
    for value in list(globals().values())
    if isinstance(value, type) and issubclass(value, Table) and value is not Table
)
BY_NAME: dict[str, type[Table]] = {table.sql_name: table for table in TABLES}


def label(table_name: str, column: str) -> str:
    """The untranslated label of a column of the file; the column's own name where it has none."""
    table = BY_NAME.get(table_name)
    field = table.stored_columns.get(column) if table else None
    return field.label if field else column
