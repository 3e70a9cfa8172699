"""All indicators, in the order in which they are shown; those by grade follow the grade scheme."""

from functools import partial

from auditdesk.book.book import Book
from auditdesk.book.indicators import counting
from auditdesk.book.indicators.indicator import Indicator
from auditdesk.book.indicators.populations import (
    AUDITOR_DAYS,
    DUE,
    FIRST_CHECKED,
    FOUND_IN_HELD,
    HELD,
    IMPLEMENTATION_DUE,
    NONCONFORMITIES,
    NONCONFORMITY,
    OVERDUE,
    RAISED,
    REPORT_DUE,
    STANDING,
)
from auditdesk.domain.indicator import BANDS, LATE_BANDS, Measure, Topic, band_name
from auditdesk.i18n import N_, _

_share = partial(Indicator, measure=Measure.SHARE)
_days = partial(Indicator, measure=Measure.DAYS)
_count = partial(Indicator, measure=Measure.COUNT)
_rate = partial(Indicator, measure=Measure.RATE)

_STAGES = (
    (
        "acknowledge",
        N_("Days from issue to acknowledgement"),
        N_("Days from the issue to the acknowledgement, of nonconformities raised in the period."),
        "f.acknowledged_on",
    ),
    (
        "accept_cause",
        N_("Days from issue to accepted cause"),
        N_("Days from the issue to the first accepted cause, of nonconformities raised in the"
           " period."),
        "",
    ),
    (
        "accept_plan",
        N_("Days from issue to accepted plan"),
        N_("Days from the issue to the first accepted plan, of nonconformities raised in the"
           " period."),
        "",
    ),
    (
        "implement",
        N_("Days from issue to implementation"),
        N_("Days from the issue to the first implementation, of nonconformities raised in the"
           " period."),
        "",
    ),
    (
        "close",
        N_("Days from issue to closing"),
        N_("Days from the issue to the closing, of nonconformities raised in the period."),
        "f.closed_on",
    ),
)  # fmt: skip
_MOVED_ON = (
    "(SELECT min(m.made_on) FROM move m WHERE m.table_name = 'finding' AND m.row = f.id"
    " AND m.move = '{}')"
)


def _since_issue(move: str, column: str) -> str:
    on = column or _MOVED_ON.format(move)
    return f"julianday({on}) - julianday(f.issued_on)"


def _aged(since: str, first: int, last: int | None) -> str:
    age = f"julianday(:today) - julianday({since})"
    return f"{age} >= {first}" + ("" if last is None else f" AND {age} <= {last}")


def _open_findings() -> list[Indicator]:
    return [
        _count(
            f"open_{first}", Topic.ANSWERS, N_("Open nonconformities, {of}"),
            N_("Nonconformities that are issued and not closed, {of} after their issue; whenever"
               " they were raised."),
            kind="finding", population=STANDING, part=_aged("f.issued_on", first, last),
            of=band_name(first, last),
        )
        for first, last in BANDS
    ]  # fmt: skip


def _overdue_actions() -> list[Indicator]:
    return [
        _count(
            f"overdue_{first}", Topic.ACTIONS, N_("Overdue actions, {of}"),
            N_("Actions of open findings that are not done, {of} after they were due; whenever"
               " that was."),
            kind="action", population=OVERDUE, part=_aged("a.due", first, last),
            of=band_name(first, last),
        )
        for first, last in LATE_BANDS
    ]  # fmt: skip


def _by_grade(book: Book) -> list[Indicator]:
    found = []
    grades = book.select("SELECT id, label FROM grade ORDER BY NOT nonconformity, position, id")
    for n, (key, label) in enumerate(grades):
        for name, told, formula, per in (
            ("audit", N_("{of}, per audit"),
             N_("Findings of the grade “{of}” in the audits held in the period ÷ these audits."
                " Supplier audits apart."), "count(*)"),
            ("day", N_("{of}, per auditor day"),
             N_("Findings of the grade “{of}” in the audits held in the period ÷ their auditor days"
                " (planned days × auditors). Supplier audits apart."), f"sum({AUDITOR_DAYS})"),
        ):  # fmt: skip
            found.append(
                _rate(
                    f"per_{name}_{key}", Topic.FINDINGS, told, formula, kind="finding",
                    population=FOUND_IN_HELD, part=f"f.grade_id = :grade_{n}", per=per,
                    given=((f"grade_{n}", key),), of=_(label),
                )
            )  # fmt: skip
    return found


def indicators(book: Book) -> list[Indicator]:
    """What is told of a book: the same for all, and two for each grade of its scheme."""
    return [
        _share(
            "adherence", Topic.PROGRAMME, N_("Programme adherence"),
            N_("Audits held in the days they were approved for (with the tolerance that was"
               " decided) ÷ approved audits whose days end in the period and that are due."),
            kind="audit", find=counting.adherence,
        ),
        _share(
            "coverage", Topic.PROGRAMME, N_("Coverage of clauses"),
            N_("Clauses of units that an audit looked at in the period ÷ those that apply; of the"
               " chosen standard, else of the edition worked to. What is left out does not count."),
            kind="", find=counting.coverage,
        ),
        _count(
            "held", Topic.PROGRAMME, N_("Audits held"),
            N_("Audits held in the period. Supplier audits apart."), kind="audit", population=HELD,
        ),
        _days(
            "report_days", Topic.PROGRAMME, N_("Days from audit to report"),
            N_("Days from the last day of the audit to the issue of its report, of audits held in"
               " the period."),
            kind="audit", population=HELD,
            days="julianday(t.reported_on) - julianday(t.held_on)",
        ),
        _share(
            "reports_on_time", Topic.PROGRAMME, N_("Reports on time"),
            N_("Reports issued by the agreed day ÷ audits held in the period whose report is"
               " issued or whose agreed day is over."),
            kind="audit", population=REPORT_DUE, part="t.reported_on <= d.report_due",
        ),
        _rate(
            "used_time", Topic.PROGRAMME, N_("Used ÷ planned time"),
            N_("Hours of the timetable without breaks and ways, those of several auditors at once"
               " counted once, ÷ planned hours (4 for each half day), of audits held in the period"
               " that have both."),
            kind="audit", find=counting.used_time,
        ),
        _count(
            "findings", Topic.FINDINGS, N_("Findings"),
            N_("Findings raised in the period and issued; what was withdrawn does not count."),
            kind="finding", population=RAISED,
        ),
        _count(
            "nonconformities", Topic.FINDINGS, N_("Nonconformities"),
            N_("Nonconformities raised in the period and issued."),
            kind="finding", population=RAISED, part=NONCONFORMITY,
        ),
        *_by_grade(book),
        _share(
            "repeats", Topic.FINDINGS, N_("Repeats"),
            N_("Nonconformities marked as a repeat, or with one of another audit on the same clause"
               " and process in the 24 months before ÷ nonconformities raised in the period."),
            kind="finding", find=counting.repeats,
        ),
        _share(
            "disputed", Topic.FINDINGS, N_("Disputed"),
            N_("Findings with a diverging opinion of the auditee ÷ findings raised in the period."),
            kind="finding", population=RAISED, part="trim(f.diverging_opinion) <> ''",
        ),
        *(
            _days(
                f"to_{move}", Topic.ANSWERS, name, formula, kind="finding",
                population=NONCONFORMITIES, days=_since_issue(move, column),
            )
            for move, name, formula, column in _STAGES
        ),
        _share(
            "on_time", Topic.ANSWERS, N_("Implemented on time"),
            N_("Nonconformities implemented (or closed) by the day their implementation was due ÷"
               " nonconformities raised in the period for which that day is over."),
            kind="finding", population=IMPLEMENTATION_DUE,
            part=f"coalesce({_MOVED_ON.format('implement')}, f.closed_on) <= f.implement_due",
        ),
        *_open_findings(),
        _share(
            "actions_on_time", Topic.ACTIONS, N_("Actions done on time"),
            N_("Actions done by their due day ÷ actions whose due day lay in the period and is"
               " over; what was cancelled or withdrawn does not count. The due day is the last"
               " one agreed."),
            kind="action", population=DUE, part="a.done_on <= a.due",
        ),
        _share(
            "extended", Topic.ACTIONS, N_("Extended"),
            N_("Actions whose due day was extended at least once ÷ actions whose due day lay in the"
               " period and is over."),
            kind="action", population=DUE,
            part="EXISTS (SELECT 1 FROM extension e WHERE e.action_id = a.id)",
        ),
        _share(
            "effective_first", Topic.ACTIONS, N_("Effective at the first check"),
            N_("Actions found effective at their first check ÷ actions checked for the first time"
               " in the period."),
            kind="action", population=FIRST_CHECKED, part="k.result = 'effective'",
        ),
        *_overdue_actions(),
        _share(
            "agreement", Topic.AUDITORS, N_("Auditors who grade alike"),
            N_("Clauses of a process for which all auditors gave the same grade ÷ clauses of a"
               " process on which several auditors raised a nonconformity in the period."),
            kind="finding", find=counting.agreement,
        ),
    ]  # fmt: skip
