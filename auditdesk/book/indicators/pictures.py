"""Pictures: what each shows of a scope, read from the book; every part with its records."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import NamedTuple

from auditdesk.book.audit_days import LAST, LOOKED, VISITS
from auditdesk.book.book import Book
from auditdesk.book.indicators.counting import audits_of
from auditdesk.book.indicators.indicator import Population
from auditdesk.book.indicators.populations import NONCONFORMITIES, OVERDUE, STANDING
from auditdesk.book.year_data import auditor_days
from auditdesk.domain.fold import fold
from auditdesk.domain.indicator import BANDS, LATE_BANDS, Extent, band_name
from auditdesk.domain.months import months_later
from auditdesk.domain.series import (
    Bars,
    HeatMap,
    Node,
    Pareto,
    ProgressSeries,
    Series,
    SeriesBar,
    Tree,
    Trend,
    pareto,
)
from auditdesk.domain.trend import limits, months, signals
from auditdesk.i18n import N_, _

_CAUSES_SHOWN = 3
"""Causes that a category shows; what is beyond is one branch."""
_ROWS_SHOWN = 14
Bands = tuple[tuple[int, int | None], ...]


class DataPicture(NamedTuple):
    """A picture that can be drawn. `name` and `meaning` are marked, not translated.

    kind: of the records behind its parts. what: what its numbers count.
    """

    key: str
    name: str
    meaning: str
    kind: str
    what: str
    read: Callable[[Book, Extent], Series]

    @property
    def told(self) -> str:
        return _(self.name)


def _clauses(book: Book, scope: Extent) -> Pareto:
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for id, number, key in book.select(
        "SELECT f.id, coalesce(c.number, ''), coalesce(c.sort_key, '') FROM finding f"
        " LEFT JOIN finding_clause l ON l.finding_id = f.id LEFT JOIN clause c"
        f" ON c.id = l.clause_id WHERE {NONCONFORMITIES.where(scope)}"
        " GROUP BY f.id, c.number ORDER BY c.sort_key, f.number_key",
        scope.values,
    ):
        groups[key, number].append(id)
    return _pareto((number or _("no clause"), ids) for (_key, number), ids in groups.items())


def _pareto(groups: Iterable[tuple[str, list[str]]]) -> Pareto:
    return pareto([SeriesBar(name, len(ids), tuple(ids)) for name, ids in groups], _("others"))


def _processes(book: Book, scope: Extent) -> Pareto:
    groups: dict[str, list[str]] = defaultdict(list)
    for id, name in book.select(
        "SELECT f.id, coalesce(p.name, '') FROM finding f LEFT JOIN process p"
        f" ON p.id = f.process_id WHERE {NONCONFORMITIES.where(scope)}",
        scope.values,
    ):
        groups[name].append(id)
    return _pareto((name or _("no process"), ids) for name, ids in groups.items())


def _caused(book: Book, scope: Extent) -> dict[str, dict[str, dict[str, None]]]:
    """By category and folded cause: the findings, each once; those without a cause apart."""
    found: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for id, category, cause in book.select(
        "SELECT f.id, coalesce(k.category, ''), coalesce(k.cause, '') FROM finding f"
        f" LEFT JOIN cause k ON k.finding_id = f.id WHERE {NONCONFORMITIES.where(scope)}"
        " ORDER BY f.number_key, f.id, k.id",
        scope.values,
    ):
        name = " ".join(category.split()) or (_("no category") if cause else _("no cause yet"))
        found[name][" ".join(cause.split())][id] = None
    return found


def _causes(book: Book, scope: Extent) -> Pareto:
    return _pareto(
        (name, list(dict.fromkeys(id for ids in causes.values() for id in ids)))
        for name, causes in _caused(book, scope).items()
    )


def _cause_tree(book: Book, scope: Extent) -> Tree:
    caused = _caused(book, scope)
    everything = dict.fromkeys(
        id for causes in caused.values() for ids in causes.values() for id in ids
    )
    if not everything:
        return Tree(())
    nodes = [Node(0, SeriesBar(_("Nonconformities"), len(everything), tuple(everything)))]
    branches = []
    for category, causes in caused.items():
        ids = tuple(dict.fromkeys(id for some in causes.values() for id in some))
        branches.append((SeriesBar(category, len(ids), ids), causes))
    for bar, causes in sorted(branches, key=lambda branch: (-branch[0].n, branch[0].name)):
        nodes.append(Node(1, bar))
        alike: dict[str, tuple[str, dict[str, None]]] = {}
        for cause, some in causes.items():
            if cause:
                alike.setdefault(fold(cause), (cause, {}))[1].update(some)
        leaves = [SeriesBar(cause, len(of), tuple(of)) for cause, of in alike.values()]
        leaves.sort(key=lambda leaf: (-leaf.n, leaf.name))
        nodes += [Node(2, leaf) for leaf in leaves[:_CAUSES_SHOWN]]
        rest = dict.fromkeys(id for leaf in leaves[_CAUSES_SHOWN:] for id in leaf.ids)
        if rest:
            nodes.append(Node(2, SeriesBar(_("other causes"), len(rest), tuple(rest))))
    return Tree(tuple(nodes))


def _trend(book: Book, scope: Extent) -> Trend:
    """From the first month with a nonconformity on.

    Limits and signals are those of the months that are over and lie wholly in what is looked at.
    """
    groups: dict[str, list[str]] = {
        month: [] for month in months(scope.first, min(scope.last, scope.today))
    }
    for id, month in book.select(
        f"SELECT f.id, substr(f.raised_on, 1, 7) FROM finding f WHERE"
        f" {NONCONFORMITIES.where(scope)} ORDER BY f.raised_on, f.number_key",
        scope.values,
    ):
        groups.setdefault(month, []).append(id)
    ordered = sorted(groups.items())
    begun = next((n for n, (_month, ids) in enumerate(ordered) if ids), len(ordered))
    bars = tuple(SeriesBar(month, len(ids), tuple(ids)) for month, ids in ordered[begun:])
    whole = [
        n for n, bar in enumerate(bars) if _is_whole(date.fromisoformat(f"{bar.name}-01"), scope)
    ]
    counts = [len(bars[n].ids) for n in whole]
    drawn = limits(counts)
    seen = tuple(one._replace(at=whole[one.at]) for one in signals(counts, drawn))
    return Trend(bars, drawn, seen)


def _is_whole(month: date, scope: Extent) -> bool:
    """Whether the month that begins on a day is over and lies wholly in what is looked at."""
    last = months_later(month, 1) - timedelta(days=1)
    return scope.first <= month and last <= scope.last and last < scope.today


def _aged(book: Book, scope: Extent, of: Population, since: str, bands: Bands) -> Bars:
    groups: list[list[str]] = [[] for _band in bands]
    for id, age in book.select(
        f"SELECT {of.id}, cast(julianday(:today) - julianday({since}) AS INTEGER)"
        f" FROM {of.source} WHERE {of.where(scope)} ORDER BY {since}, {of.id}",
        scope.values,
    ):
        for group, (first, last) in zip(groups, bands, strict=True):
            if age >= first and (last is None or age <= last):
                group.append(id)
    return Bars(
        tuple(
            SeriesBar(band_name(*band), len(ids), tuple(ids))
            for band, ids in zip(bands, groups, strict=True)
        )
    )


def _open_findings(book: Book, scope: Extent) -> Bars:
    return _aged(book, scope, STANDING, "f.issued_on", BANDS)


def _overdue_actions(book: Book, scope: Extent) -> Bars:
    return _aged(book, scope, OVERDUE, "a.due", LATE_BANDS)


def _heat(book: Book, scope: Extent) -> HeatMap:
    """Processes by main clauses; of many processes those with the most, then the others as one."""
    pairs: dict[tuple[str, int], dict[str, None]] = defaultdict(dict)
    for id, process, number in book.select(
        "SELECT f.id, coalesce(p.name, ''), coalesce(c.number, '') FROM finding f"
        " LEFT JOIN process p ON p.id = f.process_id"
        " LEFT JOIN finding_clause l ON l.finding_id = f.id LEFT JOIN clause c"
        f" ON c.id = l.clause_id WHERE {NONCONFORMITIES.where(scope)}",
        scope.values,
    ):
        main = number.partition(".")[0]
        pairs[process, int(main) if main.isdecimal() else 0][id] = None
    sums: dict[str, int] = defaultdict(int)
    for (process, _clause), ids in pairs.items():
        sums[process] += len(ids)
    ranked = sorted(sums, key=lambda name: (-sums[name], name))
    kept = ranked if len(ranked) <= _ROWS_SHOWN else ranked[: _ROWS_SHOWN - 1]
    clauses = sorted({clause for _process, clause in pairs})
    cells: dict[tuple[int, int], dict[str, None]] = defaultdict(dict)
    for (process, clause), ids in pairs.items():
        row = kept.index(process) if process in kept else len(kept)
        cells[row, clauses.index(clause)].update(ids)
    names = [name or _("no process") for name in kept]
    if len(kept) < len(ranked):
        names.append(_("others"))
    columns = [str(clause) if clause else _("none") for clause in clauses]
    return HeatMap(
        tuple(names),
        tuple(columns),
        {
            (row, column): SeriesBar(f"{names[row]} · {columns[column]}", len(ids), tuple(ids))
            for (row, column), ids in cells.items()
        },
    )


_AUDITS = Population("audit", "audit t", f"t.state <> 'cancelled' AND {VISITS}")


def _progress(book: Book, scope: Extent) -> ProgressSeries:
    """Audits whose planned days end by each month of the period, and those held by then."""
    by_month = months(scope.first, scope.last)
    planned: dict[str, list[str]] = {month: [] for month in by_month}
    held: dict[str, list[str]] = {month: [] for month in by_month}
    for id, due, done in book.select(
        f"SELECT t.id, substr(coalesce(t.ends_on, t.starts_on, {LAST}), 1, 10),"
        f" CASE WHEN {LOOKED} THEN t.held_on END FROM audit t WHERE {_AUDITS.where(scope)}"
        f" AND (coalesce(t.ends_on, t.starts_on, {LAST}) BETWEEN :first AND :last"
        " OR t.held_on BETWEEN :first AND :last) ORDER BY t.number_key, t.id",
        scope.values,
    ):
        for groups, day in ((planned, due), (held, done)):
            if day and scope.first.isoformat() <= day <= scope.last.isoformat():
                groups[day[:7]].append(id)
    return ProgressSeries(
        tuple(by_month),
        tuple(_summed(by_month, planned)),
        tuple(
            bar if month <= scope.today.isoformat()[:7] else None
            for month, bar in zip(by_month, _summed(by_month, held), strict=True)
        ),
    )


def _summed(by_month: list[str], groups: dict[str, list[str]]) -> Iterable[SeriesBar]:
    ids: tuple[str, ...] = ()
    for month in by_month:
        ids += tuple(groups[month])
        yield SeriesBar(month, len(ids), ids)


def _loads(book: Book, scope: Extent) -> Bars:
    """Days of audits by auditor, those that are planned still among them."""
    names = dict(book.select("SELECT id, name FROM person"))
    wanted = set(audits_of(book, scope))
    days: dict[str, float] = defaultdict(float)
    audits: dict[str, list[str]] = defaultdict(list)
    for audit, people, share, of in auditor_days(book, scope.first, scope.last):
        inside = sum(scope.first <= day <= scope.last for day in of)
        if audit.id in wanted and inside:
            for person in people:
                days[person] += share * inside
                audits[person].append(audit.id)
    bars = [SeriesBar(names[id], round(sum_, 2), tuple(audits[id])) for id, sum_ in days.items()]
    return Bars(tuple(sorted(bars, key=lambda bar: (-bar.n, bar.name))))


_OF_PERIOD = N_("nonconformities raised in the period")
PICTURES = (
    DataPicture(
        "clauses", N_("By clause"),
        N_("Nonconformities by the clauses they cite, the most frequent first; the line adds them"
           " up. One that cites two clauses counts at both."), "finding", _OF_PERIOD, _clauses,
    ),
    DataPicture(
        "processes", N_("By process"),
        N_("Nonconformities by process, the most frequent first; the line adds them up."),
        "finding", _OF_PERIOD, _processes,
    ),
    DataPicture(
        "causes", N_("By cause"),
        N_("Nonconformities by the category of their cause, the most frequent first; the line adds"
           " them up. One with two categories counts at both."), "finding", _OF_PERIOD, _causes,
    ),
    DataPicture(
        "trend", N_("Trend"),
        N_("Nonconformities by the month they were raised in, with mean and limits of chance"
           " (mean ± 2.66 × mean step between months; eight months at least)."),
        "finding", _OF_PERIOD, _trend,
    ),
    DataPicture(
        "open", N_("Open findings"),
        N_("Open nonconformities by the days since their issue, whenever they were raised."),
        "finding", N_("open nonconformities"), _open_findings,
    ),
    DataPicture(
        "overdue", N_("Overdue actions"),
        N_("Actions of open findings by the days since they were due, whenever that was."),
        "action", N_("overdue actions"), _overdue_actions,
    ),
    DataPicture(
        "heat", N_("Heat map"),
        N_("Nonconformities by process and main clause; the darker, the more. One that cites two"
           " main clauses counts at both."),
        "finding", _OF_PERIOD, _heat,
    ),
    DataPicture(
        "progress", N_("Programme"),
        N_("Audits planned by the end of each month of the period, and held by then. Cancelled and"
           " supplier audits apart."), "audit", N_("audits"), _progress,
    ),
    DataPicture(
        "tree", N_("Causes"),
        N_("Nonconformities by category of cause, and the causes that come up most in each."),
        "finding", _OF_PERIOD, _cause_tree,
    ),
    DataPicture(
        "loads", N_("Auditors"),
        N_("Days of audits by auditor in the period, planned ones among them, cancelled ones not."),
        "audit", N_("days of audits"), _loads,
    ),
)  # fmt: skip
"""All pictures, in the order in which they are offered."""
BY_KEY = {one.key: one for one in PICTURES}
