"""What no condition over one population says: coverage, adherence, repeats, agreement, time."""

from collections import defaultdict

from auditdesk.book import coverage as covering
from auditdesk.book.book import Book
from auditdesk.book.indicators.indicator import Count
from auditdesk.book.indicators.populations import (
    EVERY_AUDIT,
    HALF_DAYS,
    HELD,
    NONCONFORMITIES,
)
from auditdesk.book.radar import untold
from auditdesk.book.texts import sql_keys
from auditdesk.book.universe import scheme
from auditdesk.book.year import approved_spans
from auditdesk.domain.coverage import Cover
from auditdesk.domain.indicator import Extent, Figure, Measure
from auditdesk.domain.timetable import PAUSES, minutes_of

_HOURS_OF_HALF_DAY = 4


def share(all: list[str], counted: list[str]) -> Count:
    """The records of which some count."""
    return Count(Figure(Measure.SHARE, len(all), len(counted)), all, counted)


def adherence(book: Book, scope: Extent) -> Count:
    """Approved audits whose approved days end in the scope, of those due; and those kept."""
    in_scope = set(audits_of(book, scope))
    tolerance = scheme(book).tolerance_days
    due, kept = [], []
    for year in range(scope.first.year - 1, scope.last.year + 2):
        for audit, span in approved_spans(book, year):
            inside = audit in in_scope and scope.first <= span.last <= scope.last
            if inside and span.is_due(scope.today, tolerance):
                due.append(audit)
                if span.is_kept(tolerance):
                    kept.append(audit)
    return share(due, kept)


def audits_of(book: Book, scope: Extent) -> list[str]:
    """The audits of a site, process and standard, whenever they are."""
    where = EVERY_AUDIT.where(scope)
    return [id for (id,) in book.select(f"SELECT t.id FROM audit t WHERE {where}", scope.values)]


def coverage(book: Book, scope: Extent) -> Count:
    """Clauses of units that apply and were looked at in these days."""
    standards = covering.standards(book, min(scope.last, scope.today))
    chosen = [id for id, name in standards if name == scope.standard] if scope.standard else []
    if not scope.standard:
        chosen = [id for id, _name in standards[:1]]
    places = {
        id
        for id, site, process in book.select(
            "SELECT u.id, s.name, p.name FROM unit u JOIN site s ON s.id = u.site_id"
            " JOIN process p ON p.id = u.process_id"
        )
        if scope.site in ("", site) and scope.process in ("", process)
    }
    applying = looked_at = 0
    for standard in chosen:
        cover = covering.coverage(book, standard, scope.first, scope.last, today=scope.today)
        for (_clause, unit), cell in cover.cells.items():
            if unit in places and cell.cover not in (Cover.LEFT_OUT, Cover.NOT_APPLICABLE):
                applying += 1
                looked_at += cell.cover is Cover.DONE
    return Count(Figure(Measure.SHARE, applying, looked_at), (), ())


def repeats(book: Book, scope: Extent) -> Count:
    """Nonconformities that repeat one of the same clause and process within 24 months."""
    rows = list(
        book.select(
            f"SELECT f.id, f.repeat_of_id IS NOT NULL FROM {NONCONFORMITIES.source}"
            f" WHERE {NONCONFORMITIES.where(scope)} ORDER BY f.number_key, f.id",
            scope.values,
        )
    )
    repeated = untold(book, scope.first, scope.last) if rows else {}
    return share([id for id, _told in rows], [id for id, told in rows if told or id in repeated])


def agreement(book: Book, scope: Extent) -> Count:
    """Clauses of a process at which several auditors found something: those graded alike by all.

    The records are the findings there; those that count are where the grades agree.
    """
    groups: dict[tuple[str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for clause, process, id, auditor, grade in book.select(
        "SELECT l.clause_id, f.process_id, f.id, f.auditor_id, f.grade_id FROM finding f"
        f" CROSS JOIN finding_clause l ON l.finding_id = f.id WHERE {NONCONFORMITIES.where(scope)}"
        " AND f.process_id IS NOT NULL AND f.auditor_id IS NOT NULL ORDER BY f.number_key, f.id",
        scope.values,
    ):
        groups[clause, process].append((id, auditor, grade))
    several = [of for of in groups.values() if len({auditor for _id, auditor, _grade in of}) > 1]
    alike = [of for of in several if len({grade for _id, _auditor, grade in of}) == 1]
    ids = [[id for of in some for id, _auditor, _grade in of] for some in (several, alike)]
    all, counted = (list(dict.fromkeys(some)) for some in ids)
    return Count(Figure(Measure.SHARE, len(several), len(alike)), all, counted)


def used_time(book: Book, scope: Extent) -> Count:
    """Hours of the timetables of audits held, of the hours that were planned for these audits."""
    planned = {
        id: float(half_days) * _HOURS_OF_HALF_DAY
        for id, half_days in book.select(
            f"SELECT t.id, {HALF_DAYS} FROM {HELD.source} WHERE {HELD.where(scope)}"
            " AND t.half_days > 0 ORDER BY t.number_key",
            scope.values,
        )
    }
    used: dict[str, float] = defaultdict(float)
    reached: dict[tuple[str, str], int] = {}
    for audit, day, starts, ends in book.select(
        "SELECT audit_id, day, starts, ends FROM session"
        f" WHERE kind NOT IN ({sql_keys(PAUSES)}) AND starts <> '' AND ends <> ''"
        " ORDER BY audit_id, day, starts"
    ):
        if audit in planned:
            begins = max(minutes_of(starts), reached.get((audit, day), 0))
            used[audit] += max(0, minutes_of(ends) - begins) / 60
            reached[audit, day] = max(begins, minutes_of(ends))
    hours = sum(planned[id] for id in used)
    figure = Figure(Measure.RATE, len(used), round(sum(used.values()), 2), hours)
    ids = [id for id in planned if id in used]
    return Count(figure, ids, ids)
