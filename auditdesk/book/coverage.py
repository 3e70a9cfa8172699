"""The coverage of a standard over some days, read from the book; earlier editions count along."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from auditdesk.book.book import Book
from auditdesk.book.editions_in_use import DECIDED
from auditdesk.book.grades import keys_of
from auditdesk.book.looks import Pair, looks
from auditdesk.book.universe import cycle_months
from auditdesk.domain.coverage import Cell, ClauseHead, Cover, Coverage, Look, UnitHead, cell
from auditdesk.domain.finding import CountsAs
from auditdesk.domain.months import months_later
from auditdesk.i18n import _


def standards(book: Book, on: date = date.max) -> list[tuple[str, str]]:
    """The standards that can be covered, id and name: requirements that apply to some unit.

    Of a family the edition comes first to which the organisation works on a day, where it decided
    so, else the latest; an edition that another replaces comes last.
    """
    return [
        (id, name)
        for id, name in book.select(
            "SELECT s.id, s.designation FROM standard s WHERE NOT s.retired"
            " AND s.kind NOT IN ('guidance', 'vocabulary') AND EXISTS (SELECT 1 FROM unit_clause l"
            "  JOIN clause c ON c.id = l.clause_id WHERE c.standard_id = s.id AND l.applies)"
            f" ORDER BY coalesce({DECIDED} <> s.id,"
            "  EXISTS (SELECT 1 FROM standard n WHERE n.replaces_id = s.id)),"
            " NOT s.certifiable, s.designation",
            (on.isoformat(),),
        )
    ]


def cycle(book: Book, year: int) -> tuple[date, date]:
    """The days of the audit cycle that ends with a year; approval, map and papers look at these."""
    last = date(year, 12, 31)
    return months_later(last, -cycle_months(book)) + timedelta(days=1), last


def coverage(
    book: Book,
    standard: str,
    first: date,
    last: date,
    yearly: tuple[str, ...] = (),
    *,
    today: date,
) -> Coverage:
    """Every clause of a standard in every unit to which it applies, from `first` to `last`.

    An audit held against another edition counts for the clauses that its clauses became; one that
    saw a part of what became of a clause counts as a part. What stands before today and was not
    held is not planned. A reason
    in a programme of these years leaves a clause or a unit out. yearly: numbers that must come up
    in the last twelve months too, with what lies below them.
    """
    known = _Clauses(book, standard)
    applying, reasons = _applying(book, standard, known.became)
    seen = _looks(book, first, last, today, known)
    found = _findings(book, first, last, known.became)
    left_out = _left_out(book, first, last, known)
    clauses = tuple(
        ClauseHead(id, number, title, bool(verified))
        for id, number, title, verified in book.select(
            "SELECT id, number, title, verified FROM clause WHERE standard_id = ? AND assessable"
            " ORDER BY position",
            (standard,),
        )
    )
    units = tuple(
        UnitHead(id, name)
        for id, name in book.select(
            "SELECT u.id, p.name || ' · ' || s.name FROM unit u JOIN process p"
            " ON p.id = u.process_id JOIN site s ON s.id = u.site_id WHERE NOT u.retired"
            " ORDER BY s.name, p.name"
        )
    )
    cells = {
        pair: cell(
            tuple(seen.get(pair, ())),
            found[pair],
            left_out.get(pair[0]) or left_out.get(pair[1], "") if left_out else "",
        )
        for pair in applying
    }
    for pair, reason in reasons.items():
        if pair not in cells:
            cells[pair] = Cell(Cover.NOT_APPLICABLE, reason=reason)
    year = months_later(last, -12)
    recent = {
        clause
        for (clause, _unit), all in seen.items()
        for one in all
        if one.on > year and not (one.done and one.missing)
    }
    concerned = {clause for clause, _unit in applying}
    late = tuple(
        one
        for one in clauses
        if one.id in concerned - recent - set(left_out) and is_below(one.number, yearly)
    )
    ((name,),) = book.select("SELECT designation FROM standard WHERE id = ?", (standard,))
    return Coverage(name, first, last, clauses, units, cells, left_out, late)


def is_below(number: str, of: tuple[str, ...]) -> bool:
    """Whether a clause is one of these or lies below one, by number."""
    return any(number == one or number.startswith(f"{one}.") for one in of)


class _Clauses:
    """The clauses of all editions as they stand to those of one.

    became: by clause, the clauses of this standard that it stands for. parts: by clause of this
    standard and clause of another edition, all clauses of that edition that make it up, where they
    are several.
    """

    def __init__(self, book: Book, standard: str) -> None:
        self.became = became(book, standard)
        self._rows = {
            id: (edition, number, bool(assessable))
            for id, edition, number, assessable in book.select(
                "SELECT id, standard_id, number, assessable FROM clause ORDER BY position"
            )
        }
        self._book = book
        self._ways: dict[str, list[tuple[str, str]]] = {}
        groups: dict[tuple[str, str], set[str]] = defaultdict(set)
        for source, targets in self.became.items():
            edition, _number, assessable = self._rows[source]
            if assessable and edition != standard:
                for target in targets:
                    groups[target, edition].add(source)
        self.parts = {
            (target, source): frozenset(group)
            for (target, _edition), group in groups.items()
            if len(group) > 1
            for source in group
        }

    def ways(self, clause: str) -> list[tuple[str, str]]:
        """The clauses of this standard that a clause stands for; for a part of one, with the part.

        The part is the clause of another edition, "" where a clause is seen whole.
        """
        if clause not in self._ways:
            self._ways[clause] = [
                (target, leaf if (target, leaf) in self.parts else "")
                for leaf in self._leaves(clause)
                for target in self.became.get(leaf, ())
            ]
        return self._ways[clause]

    def _leaves(self, clause: str) -> list[str]:
        """The clauses of its own edition that can be audited and lie in it; else itself."""
        edition, number, assessable = self._rows[clause]
        if assessable:
            return [clause]
        below = [
            id
            for id, (of, one, leaf) in self._rows.items()
            if leaf and of == edition and one.startswith(f"{number}.")
        ]
        return below or [clause]

    def missing(self, clauses: frozenset[str]) -> str:
        """The sentence that these clauses were not looked at; "" for none."""
        if not clauses:
            return ""
        names = dict(self._book.select("SELECT id, designation FROM standard"))
        told = [
            f"{names[of]} {one}" for id, (of, one, _leaf) in self._rows.items() if id in clauses
        ]
        return _("Not looked at: {clauses}").format(clauses=", ".join(told))


def became(book: Book, standard: str) -> dict[str, tuple[str, ...]]:
    """By clause of any edition: the clauses of this standard that it stands for.

    A clause that only heads others stands for those below it that can be audited.
    """
    rows = list(
        book.select(
            "SELECT id, number, assessable FROM clause WHERE standard_id = ? ORDER BY position",
            (standard,),
        )
    )
    leaves = [(id, number) for id, number, assessable in rows if assessable]
    known = {
        id: (id,) if assessable else tuple(leaf for leaf, one in leaves if is_below(one, (number,)))
        for id, number, assessable in rows
    }
    pairs = list(book.select("SELECT old_id, new_id FROM clause_mapping"))
    own = dict(known)
    for steps in (pairs, [(new, old) for old, new in pairs]):
        reached = dict(own)
        while True:
            further: dict[str, tuple[str, ...]] = {}
            for start, end in steps:
                if end in reached and start not in own:
                    further[start] = (*further.get(start, ()), *reached[end])
            further = {one: tuple(dict.fromkeys(all)) for one, all in further.items()}
            if not further.keys() - reached.keys():
                break
            reached |= further
        known |= reached
    return known


def _applying(
    book: Book, standard: str, became: dict[str, tuple[str, ...]]
) -> tuple[set[Pair], dict[Pair, str]]:
    """The pairs that apply, and why others do not; a unit's own word on this edition goes first."""
    by_unit: dict[str, list[tuple[str, bool, str, list[str]]]] = defaultdict(list)
    for unit, of, applies, reason, clauses in book.select(
        "SELECT l.unit_id, c.standard_id, l.applies, l.reason, json_group_array(c.id)"
        " FROM unit_clause l JOIN clause c ON c.id = l.clause_id JOIN unit u ON u.id = l.unit_id"
        " WHERE NOT u.retired GROUP BY 1, 2, 3, 4"
    ):
        known = [one for one in json.loads(clauses) if one in became]
        if known:
            by_unit[unit].append((of, applies, reason, known))
    applying: set[Pair] = set()
    reasons: dict[Pair, str] = {}
    for unit, said in by_unit.items():
        own = [one for one in said if one[0] == standard]
        for _of, applies, reason, known in own or said:
            pairs = [(target, unit) for clause in known for target in became[clause]]
            if applies:
                applying.update(pairs)
            else:
                reasons |= dict.fromkeys(pairs, reason)
    return applying, reasons


def _looks(
    book: Book, first: date, last: date, today: date, clauses: "_Clauses"
) -> dict[Pair, list[Look]]:
    """By pair: who looked at it or will; at a clause of several parts only who saw them all."""
    found: dict[Pair, list[Look]] = defaultdict(list)
    parts: dict[Pair, dict[str, list[Look]]] = defaultdict(dict)
    for number, on, done, pairs in looks(book, first, last, today):
        look = Look(number, on, done)
        for clause, unit in pairs:
            for target, part in clauses.ways(clause):
                if part:
                    parts[target, unit].setdefault(part, []).append(look)
                else:
                    found[target, unit].append(look)
    for (target, unit), seen in parts.items():
        for group in {clauses.parts[target, source] for source in seen}:
            found[target, unit] += _joined(
                {source: seen[source] for source in group if source in seen},
                clauses.missing(group - seen.keys()),
            )
    return found


def _joined(seen: dict[str, list[Look]], missing: str) -> Iterator[Look]:
    """The looks at the parts of a clause as looks at the clause: all of it on the oldest day."""
    latest = [max(all, key=lambda look: (look.done, look.on)) for all in seen.values()]
    done = missing != "" or all(one.done for one in latest)
    on = min(one.on for one in latest) if done else max(one.on for one in latest)
    for one in (look for all in seen.values() for look in all):
        if missing:
            yield one._replace(missing=missing)
        else:
            yield Look(one.audit, on, done)


def _findings(
    book: Book, first: date, last: date, became: dict[str, tuple[str, ...]]
) -> Counter[Pair]:
    """How many nonconformities, observations and opportunities each pair had."""
    found: Counter[Pair] = Counter()
    good = keys_of(book, CountsAs.CONFORMITY)
    for clause, unit, n in book.select(
        "SELECT l.clause_id, u.id, count(*) FROM finding f JOIN finding_clause l"
        " ON l.finding_id = f.id JOIN unit u ON u.process_id = f.process_id"
        " AND u.site_id = f.site_id WHERE f.state NOT IN ('draft', 'withdrawn')"
        " AND f.grade_id NOT IN (SELECT value FROM json_each(?3)) AND f.raised_on BETWEEN ?1 AND ?2"
        " GROUP BY 1, 2",
        (first.isoformat(), last.isoformat(), json.dumps(sorted(good))),
    ):
        for target in became.get(clause, ()):
            found[target, unit] += n
    return found


def _left_out(book: Book, first: date, last: date, clauses: _Clauses) -> dict[str, str]:
    """By clause or unit: why a programme of these years leaves it out; a clause with all parts."""
    found: dict[str, str] = {}
    parts: dict[str, set[str]] = defaultdict(set)
    for clause, unit, reason in book.select(
        "SELECT o.clause_id, o.unit_id, o.reason FROM left_out o JOIN programme p"
        " ON p.id = o.programme_id WHERE p.state != 'superseded' AND p.year BETWEEN ? AND ?"
        " ORDER BY p.year",
        (first.year, last.year),
    ):
        if unit:
            found[unit] = reason
            continue
        for target, part in clauses.ways(clause):
            parts[target].add(part)
            if not part or clauses.parts[target, part] <= parts[target]:
                found[target] = reason
    return found
