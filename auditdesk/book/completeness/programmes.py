"""Questions about the programme of a year, the people who audit and the management review."""

import json
from datetime import date

from auditdesk.book import coverage as cover
from auditdesk.book.book import Book
from auditdesk.book.completeness.question import AuditorQuestion, Period
from auditdesk.book.completeness.subjects import (
    DONE_KEYS,
    PEOPLE_WHO_AUDIT,
    PROGRAMMES,
    REVIEW_POINTS,
)
from auditdesk.book.owed import NOT_RENEWED
from auditdesk.book.universe import scheme
from auditdesk.domain.completeness import Gap, Mender, Weight
from auditdesk.domain.coverage import Cover
from auditdesk.domain.months import months_later
from auditdesk.i18n import N_

_HEAVY, _MIDDLE, _LIGHT = Weight
_MANAGER, _TOP = Mender.PROGRAMME_MANAGER, Mender.TOP_MANAGEMENT
_PROGRAMME = ("ISO 9001, 9.2.2", "ISO 19011, 5.4")

_OF_YEAR = "SELECT 1 FROM audit t JOIN programme q ON q.id = t.programme_id WHERE q.year = p.year"
_HELD = f"{_OF_YEAR} AND t.state IN ({DONE_KEYS})"
_FIRST_AUDIT = (
    "(SELECT min(coalesce(t.started_on, t.held_on)) FROM audit t JOIN programme q"
    " ON q.id = t.programme_id WHERE q.year = p.year AND t.state <> 'cancelled')"
)
_FIRST_APPROVAL = "(SELECT min(q.approved_on) FROM programme q WHERE q.year = p.year)"
_NOTE = "SELECT 1 FROM monitoring m JOIN programme q ON q.id = m.programme_id WHERE q.year = p.year"


def _of_programme(
    key: str, asks: str, reason: str, fails: str, weight: Weight = _MIDDLE, more: str = "''"
) -> AuditorQuestion:
    return AuditorQuestion(key, asks, reason, _PROGRAMME, weight, _MANAGER, PROGRAMMES, fails, more)


def _editions(book: Book, on: date) -> list[tuple[str, str]]:
    """What is covered, each family by the edition that is worked to on a day, else the newest."""
    known = cover.standards(book, on)
    families = dict(
        book.select(
            "SELECT id, family FROM standard WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps([id for id, _name in known]),),
        )
    )
    first: dict[str, tuple[str, str]] = {}
    for id, name in known:
        first.setdefault(families[id], (id, name))
    return list(first.values())


def _units_not_seen(book: Book, period: Period) -> list[Gap]:
    """Units with clauses that the cycle neither looks at nor leaves out with a reason."""
    first, last = cover.cycle(book, period.last.year)
    sites = _sites_of_units(book)
    missing: dict[tuple[str, str], list[str]] = {}
    for id, name in _editions(book, period.last):
        found = cover.coverage(book, id, first, last, today=period.today)
        for clause, units in found.gaps:
            for unit in units:
                missing.setdefault((unit.id, unit.name), []).append(f"{name} {clause.number}")
    return [
        Gap("unit", id, name, (sites[id],), "", ", ".join(clauses))
        for (id, name), clauses in missing.items()
    ]


def _yearly_not_seen(book: Book, period: Period) -> list[Gap]:
    """Clauses that are due each year and that no audit held in the twelve months looked at."""
    first = months_later(period.last, -12)
    yearly = scheme(book).yearly
    sites = _sites_of_units(book)
    found = []
    for id, name in _editions(book, period.last):
        map_ = cover.coverage(book, id, first, period.last, today=period.today)
        for clause in map_.clauses:
            if cover.is_below(clause.number, yearly) and map_.clause_cover(clause.id) in _NOT_HELD:
                where = {
                    sites[unit.id]
                    for unit in map_.units
                    if map_.cell(clause.id, unit.id).cover in _NOT_HELD
                }
                number = f"{name} {clause.number}"
                found.append(
                    Gap("clause", clause.id, number, tuple(sorted(where)), "", clause.title)
                )
    return found


_NOT_HELD = (Cover.NEVER, Cover.PLANNED, Cover.PART)


def _sites_of_units(book: Book) -> dict[str, str]:
    """The names of the sites, by unit."""
    return dict(book.select("SELECT u.id, s.name FROM unit u JOIN site s ON s.id = u.site_id"))


QUESTIONS: tuple[AuditorQuestion, ...] = (
    _of_programme(
        "programme_approved",
        N_("Was the programme approved before its first audit?"),
        N_("Whoever answers for the system decides on the year before it is carried out."),
        f"{_FIRST_AUDIT} IS NOT NULL AND coalesce({_FIRST_APPROVAL}, '9999') > {_FIRST_AUDIT}",
        _HEAVY,
        more=_FIRST_AUDIT,
    ),
    _of_programme(
        "programme_revision_approved",
        N_("Was the last revision of the programme approved?"),
        N_("A programme that was changed holds again once somebody approved the change."),
        "p.revision > 0 AND p.state = 'draft'",
    ),
    _of_programme(
        "programme_signed",
        N_("Has somebody signed for the approval of the programme?"),
        N_("Who approved it must be seen from the record."),
        "p.state = 'approved' AND NOT EXISTS (SELECT 1 FROM signoff s WHERE"
        " s.table_name = 'programme' AND s.row = p.id AND s.meaning = 'approved')",
    ),
    _of_programme(
        "programme_objectives",
        N_("Does the programme say what it is for?"),
        N_("Without objectives nobody can tell whether the programme reached anything."),
        "trim(p.objectives) = ''",
        _HEAVY,
    ),
    _of_programme(
        "programme_scope",
        N_("Does the programme say what it reaches over?"),
        N_("Sites, processes and the boundaries of the audits are part of a programme."),
        "trim(p.scope) = ''",
    ),
    _of_programme(
        "programme_risks",
        N_("Does the programme name its own risks and opportunities?"),
        N_("What can go wrong with the programme itself is weighed when it is made."),
        "trim(p.risks) = ''",
    ),
    _of_programme(
        "programme_resources",
        N_("Does the programme say with what resources it is carried out?"),
        N_("People, time and travel decide whether the audits can be held as planned."),
        "trim(p.resources) = ''",
    ),
    _of_programme(
        "programme_methods",
        N_("Does the programme say by what methods it audits?"),
        N_("On site, remote or mixed, and how samples are drawn, is settled in the programme."),
        "trim(p.methods) = ''",
        _LIGHT,
    ),
    _of_programme(
        "programme_confidentiality",
        N_("Does the programme say what is confidential?"),
        N_("Information security and confidentiality belong to the programme."),
        "trim(p.confidentiality) = ''",
        _LIGHT,
    ),
    _of_programme(
        "programme_manager",
        N_("Is somebody named who manages the programme?"),
        N_("Responsibilities for planning and carrying out are part of what ISO 9001 asks for."),
        "p.manager_id IS NULL",
        _HEAVY,
    ),
    _of_programme(
        "programme_frequency",
        N_("Is there a reason for how often each unit is audited?"),
        N_("Importance, changes and earlier results decide how often; what was weighed is kept."),
        "p.state = 'approved' AND EXISTS (SELECT 1 FROM unit u WHERE NOT u.retired AND NOT EXISTS"
        " (SELECT 1 FROM frequency_decision d WHERE d.programme_id = p.id AND d.unit_id = u.id)"
        " AND NOT EXISTS (SELECT 1 FROM left_out o WHERE o.programme_id = p.id"
        " AND o.unit_id = u.id))",
        _HEAVY,
    ),
    _of_programme(
        "programme_left_out",
        N_("Does whatever the programme leaves out have a reason?"),
        N_("A unit or clause may be left out; an auditor asks why."),
        "EXISTS (SELECT 1 FROM left_out o WHERE o.programme_id = p.id AND trim(o.reason) = '')",
    ),
    AuditorQuestion(
        "programme_monitored",
        N_("Was the programme watched while it ran?"),
        N_("Schedule, team, resources and records are looked at, so that it can be improved."),
        ("ISO 19011, 5.6",),
        _MIDDLE,
        _MANAGER,
        PROGRAMMES,
        f"EXISTS ({_HELD}) AND NOT EXISTS ({_NOTE} AND m.about <> 'feedback')",
    ),
    AuditorQuestion(
        "programme_feedback",
        N_("Was any auditee asked how the audits went?"),
        N_("Feedback of those who were audited is what tells whether audits help."),
        ("ISO 19011, 5.6",),
        _LIGHT,
        _MANAGER,
        PROGRAMMES,
        f"EXISTS ({_HELD}) AND NOT EXISTS ({_NOTE} AND m.about = 'feedback')",
    ),
    AuditorQuestion(
        "units_seen",
        N_("Is each clause looked at in each unit to which it applies, or left out with a reason?"),
        N_("Over its cycle the programme covers the whole system."),
        _PROGRAMME,
        _HEAVY,
        _MANAGER,
        find=_units_not_seen,
    ),
    AuditorQuestion(
        "yearly_seen",
        N_("Was everything looked at in the last year that is due each year?"),
        N_("What the organisation set down as yearly, such as management, comes up each year."),
        ("ISO 9001, 9.2.2",),
        _MIDDLE,
        _MANAGER,
        find=_yearly_not_seen,
    ),
    AuditorQuestion(
        "competence_valid",
        N_("Is the competence of everybody who audits still valid?"),
        N_("Auditors keep up what makes them able to audit, and it is shown."),
        ("ISO 9001, 7.2", "ISO 19011, 7.6"),
        _MIDDLE,
        _MANAGER,
        PEOPLE_WHO_AUDIT,
        "EXISTS (SELECT 1 FROM competence c WHERE c.person_id = n.id AND c.expires_on < :today"
        f" AND {NOT_RENEWED})",
        f"(SELECT min(c.expires_on) FROM competence c WHERE c.person_id = n.id AND {NOT_RENEWED})",
    ),
    AuditorQuestion(
        "competence_proven",
        N_("Is it shown by what everybody who audits is competent?"),
        N_("Education, training or experience is evidence; a name in a list is not."),
        ("ISO 9001, 7.2", "ISO 19011, 7.2"),
        _HEAVY,
        _MANAGER,
        PEOPLE_WHO_AUDIT,
        "NOT EXISTS (SELECT 1 FROM competence c WHERE c.person_id = n.id"
        " AND trim(c.evidence) <> '')",
    ),
    AuditorQuestion(
        "review_heard",
        N_("Has the management review had the results of the audits?"),
        N_("Results of audits are an input of the management review."),
        ("ISO 9001, 9.2.2", "ISO 9001, 9.3.2"),
        _HEAVY,
        _TOP,
        PROGRAMMES,
        f"p.year < CAST(:today AS INTEGER) AND EXISTS ({_HELD}) AND NOT EXISTS (SELECT 1 FROM"
        " review_point v JOIN finding f ON f.id = v.finding_id JOIN audit t ON t.id = f.audit_id"
        " JOIN programme q ON q.id = t.programme_id WHERE q.year = p.year"
        " AND v.reviewed_on IS NOT NULL)",
    ),
    AuditorQuestion(
        "review_in_time",
        N_("Has the review dealt with each point within a year?"),
        N_("A point noted for the review and never heard shows that nobody listens."),
        ("ISO 9001, 9.3.2",),
        _MIDDLE,
        _TOP,
        REVIEW_POINTS,
        "v.reviewed_on IS NULL AND date(v.noted_on, '+1 year') < :today",
        "v.text",
    ),
    AuditorQuestion(
        "review_decided",
        N_("Has the review decided on each point that it heard?"),
        N_("Decisions and actions are what a review leaves."),
        ("ISO 9001, 9.3.3",),
        _MIDDLE,
        _TOP,
        REVIEW_POINTS,
        "v.reviewed_on IS NOT NULL AND trim(v.decision) = ''",
        "v.text",
    ),
)  # fmt: skip
