"""The fields of what an organisation is made of."""

from collections.abc import Callable

from auditdesk.book.tables import SHEETS as FORM_SHEETS
from auditdesk.book.tables import TREND
from auditdesk.domain.action import STAGES
from auditdesk.domain.audit import PERSON_ROLES
from auditdesk.domain.due import LEAD_DAYS
from auditdesk.domain.finding import COUNTS_AS_LABELS
from auditdesk.domain.programme import MONTHS
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.forms import choices
from auditdesk.gui.forms.fields import Maker, worded
from auditdesk.gui.forms.form import Field
from auditdesk.i18n import N_, _

LANGUAGES = {
    "en": "English",
    "de": "Deutsch",
    "fr": "Français",
    "es": "Español",
    "it": "Italiano",
    "pt": "Português",
    "pl": "Polski",
    "cs": "Čeština",
    "ar": "العربية",
    "he": "עברית",
}
PAPERS = {"a4": N_("A4"), "us-letter": N_("Letter")}
TRENDS = {
    "falling": N_("falling"),
    "steady": N_("steady"),
    "rising": N_("rising"),
    "unknown": N_("not known"),
}
assert set(TRENDS) == set(TREND)
STAGE_WORDS = {
    "acknowledge": N_("Acknowledge"),
    "answer": N_("Answer"),
    "correct": N_("Correction"),
    "plan": N_("Cause and action plan"),
    "implement": N_("Implementation"),
    "verify": N_("Effectiveness check"),
}
assert set(STAGE_WORDS) == set(STAGES)
SHEETS = {
    "finding": N_("Finding sheet"),
    "plan": N_("Audit plan"),
    "actions": N_("Action list"),
    "checklist": N_("Checklist"),
    "meeting": N_("Meeting sheet"),
    "report": N_("Audit report"),
}
assert set(SHEETS) == set(FORM_SHEETS)


def _months(_desk: Desk) -> Callable[[], list[str]]:
    return lambda: [_(month) for month in MONTHS]


WEEKS = (
    ([0, 1, 2, 3, 4], N_("Monday to Friday")),
    ([0, 1, 2, 3, 4, 5], N_("Monday to Saturday")),
    ([0, 1, 2, 3, 6], N_("Sunday to Thursday")),
    ([0, 1, 2, 3, 4, 5, 6], N_("every day")),
)


def _weeks(_desk: Desk) -> list[tuple[list[int], str]]:
    return [(days, _(word)) for days, word in WEEKS]


_organisation = Maker("organisation")
ORGANISATION: tuple[Field, ...] = (
    _organisation.line("name"),
    _organisation.long("address"),
    _organisation.suggested("country", choices.countries),
    _organisation.suggested("region", choices.subdivisions),
    _organisation.choice("language", worded(LANGUAGES)),
    _organisation.choice("paper", worded(PAPERS)),
    _organisation.choice("weekdays", _weeks),
    _organisation.number("cycle_months"),
    _organisation.number("file_limit_mb"),
)

REMINDERS: tuple[Field, ...] = tuple(_organisation.number(f"lead_{kind}") for kind in LEAD_DAYS)

RULES: tuple[Field, ...] = (
    _organisation.number("own_work_months"),
    _organisation.flag("declarations"),
    _organisation.number("report_days"),
    _organisation.number("extensions"),
    _organisation.number("not_effective"),
)

_site = Maker("site")
SITE: tuple[Field, ...] = (
    _site.line("name"),
    _site.long("address"),
    _site.suggested("country", choices.countries),
    _site.suggested("region", choices.subdivisions),
    _site.number("audits_in_week"),
    _site.line("zone", short=True),
    _site.time("opens"),
    _site.time("closes"),
    _site.time("lunch_starts"),
    _site.time("lunch_ends"),
    _site.flag("retired"),
)

_process = Maker("process")
PROCESS: tuple[Field, ...] = (
    _process.line("name"),
    _process.line("code", short=True),
    _process.line("kind", short=True),
    _process.pick("owner", choices.people),
    _process.pick("deputy", choices.people),
    _process.line("department", short=True),
    _process.number("importance"),
    _process.many("workers", choices.people),
    _process.long("changes"),
    _process.date("changed_on"),
    _process.choice("kpi_trend", worded(TRENDS)),
    _process.choice("complaint_trend", worded(TRENDS)),
    _process.choice("turnover", worded(TRENDS)),
    _process.date("new_product_on"),
    _process.flag("outsourced"),
    _process.flag("legal_duty"),
    _process.flag("retired"),
)

_worker = Maker("worker")
WORKER: tuple[Field, ...] = (
    _worker.pick("process", choices.processes),
    _worker.pick("person", choices.people),
    _worker.line("work"),
    _worker.date("since"),
    _worker.date("until"),
)

_person = Maker("person")
PERSON: tuple[Field, ...] = (
    _person.line("name"),
    _person.line("job", short=True),
    _person.line("department", short=True),
    _person.line("email", short=True),
    _person.pick("manager", choices.people),
    _person.pick("site", choices.sites),
    _person.keyed("roles", PERSON_ROLES),
    _person.number("in_week"),
    _person.number("in_month"),
    _person.number("in_year"),
    _person.flag("external"),
    _person.pick("hand_over_to", choices.people),
    _person.flag("retired"),
)

_competence = Maker("competence")
COMPETENCE: tuple[Field, ...] = (
    _competence.pick("person", choices.people),
    _competence.line("subject"),
    _competence.pick("standard", choices.standards),
    _competence.pick("process", choices.processes),
    _competence.line("evidence"),
    _competence.date("acquired_on"),
    _competence.date("expires_on"),
)

_unit = Maker("unit")
UNIT: tuple[Field, ...] = (
    _unit.pick("process", choices.processes),
    _unit.pick("site", choices.sites),
    _unit.pick("contact", choices.people),
    _unit.number("half_days"),
    _unit.number("team_least"),
    _unit.number("team_most"),
    _unit.many("preferred_months", _months),
    _unit.many("closed_months", _months),
    _unit.flag("retired"),
    _unit.long("notes"),
)

_shift = Maker("shift")
SHIFT: tuple[Field, ...] = (
    _shift.pick("unit", choices.units),
    _shift.line("name"),
    _shift.time("starts"),
    _shift.time("ends"),
)

_journey = Maker("journey")
JOURNEY: tuple[Field, ...] = (
    _journey.pick("first", choices.sites),
    _journey.pick("second", choices.sites),
    _journey.number("minutes"),
)

_closed_period = Maker("closed_period")
CLOSED_PERIOD: tuple[Field, ...] = (
    _closed_period.date("starts_on"),
    _closed_period.date("ends_on"),
    _closed_period.long("reason"),
)

_standard = Maker("standard")
STANDARD: tuple[Field, ...] = (
    _standard.line("title"),
    _standard.line("amendment", short=True),
    _standard.line("edition", short=True),
    _standard.date("valid_from"),
    _standard.date("withdrawn_on"),
    _standard.flag("retired"),
)

_grade = Maker("grade")
GRADE: tuple[Field, ...] = (
    _grade.line("label", short=True),
    _grade.line("letter", short=True),
    _grade.choice("counts_as", worded(COUNTS_AS_LABELS)),
    _grade.flag("follow_up"),
    _grade.flag("retired"),
)
NEW_GRADE: tuple[Field, ...] = (
    _grade.line("key", short=True),
    _grade.line("series", short=True),
    _grade.line("label", short=True),
    _grade.line("letter", short=True),
    _grade.flag("nonconformity"),
)

_due_rule = Maker("due_rule")
DUE_RULE: tuple[Field, ...] = (
    _due_rule.number("days"),
    _due_rule.flag("working"),
)
NEW_DUE_RULE: tuple[Field, ...] = (
    _due_rule.choice("grade", choices.grades),
    _due_rule.number("importance"),
    _due_rule.choice("stage", worded(STAGE_WORDS)),
    *DUE_RULE,
    _due_rule.long("reason"),
)

_closure = Maker("closure")
CLOSURE: tuple[Field, ...] = (
    _closure.line("name"),
    _closure.pick("site", choices.sites),
    _closure.date("starts_on"),
    _closure.date("ends_on"),
)

_absence = Maker("absence")
ABSENCE: tuple[Field, ...] = (
    _absence.pick("person", choices.people),
    _absence.line("reason", short=True),
    _absence.date("starts_on"),
    _absence.date("ends_on"),
)

_form = Maker("form")
FORM: tuple[Field, ...] = (
    _form.choice("sheet", worded(SHEETS)),
    _form.line("number", short=True),
    _form.line("revision", short=True),
)
