"""The coverage of a standard over some days, read from the book; earlier editions count along."""

import json
from collections import Counter, defaultdict
from datetime import date

from auditdesk.book.book import Book
from auditdesk.book.grades import keys_of
from auditdesk.book.texts import sql_keys
from auditdesk.domain.audit import DONE
from auditdesk.domain.coverage import Cell, ClauseHead, Cover, Coverage, Look, UnitHead, cell
from auditdesk.domain.finding import CountsAs
from auditdesk.domain.months import months_later

_DONE = sql_keys(DONE)
Pair = tuple[str, str]


def standards(book: Book) -> list[tuple[str, str]]:
    """The standards that can be covered, id and name: requirements that apply to some unit.

    The latest edition of a family comes first; an edition that another replaces comes last.
    """
    return [
        (id, name)
        for id, name in book.select(
            "SELECT s.id, s.designation FROM standard s WHERE NOT s.retired"
            " AND s.kind NOT IN ('guidance', 'vocabulary') AND EXISTS (SELECT 1 FROM unit_clause l"
            "  JOIN clause c ON c.id = l.clause_id WHERE c.standard_id = s.id AND l.applies)"
            " ORDER BY EXISTS (SELECT 1 FROM standard n WHERE n.replaces_id = s.id),"
            " NOT s.certifiable, s.designation"
        )
    ]


def coverage(
    book: Book, standard: str, first: date, last: date, yearly: tuple[str, ...] = ()
) -> Coverage:
    """Every clause of a standard in every unit to which it applies, from `first` to `last`.

    An audit held against another edition counts for the clauses that its clauses became. A reason
    in a programme of these years leaves a clause or a unit out. yearly: numbers that must come up
    in the last twelve months too, with what lies below them.
    """
    became = _became(book, standard)
    applying, reasons = _applying(book, standard, became)
    looks = _looks(book, first, last, became)
    found = _findings(book, first, last, became)
    left_out = _left_out(book, first, last, became)
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
            tuple(looks.get(pair, ())),
            found[pair],
            left_out.get(pair[0]) or left_out.get(pair[1], "") if left_out else "",
        )
        for pair in applying
    }
    for pair, reason in reasons.items():
        if pair not in cells:
            cells[pair] = Cell(Cover.NOT_APPLICABLE, reason=reason)
    year = months_later(last, -12)
    recent = {clause for (clause, _unit), all in looks.items() for one in all if one.on > year}
    concerned = {clause for clause, _unit in applying}
    late = tuple(
        one
        for one in clauses
        if one.id in concerned - recent - set(left_out) and _below(one.number, yearly)
    )
    ((name,),) = book.select("SELECT designation FROM standard WHERE id = ?", (standard,))
    return Coverage(name, first, last, clauses, units, cells, left_out, late)


def _below(number: str, of: tuple[str, ...]) -> bool:
    return any(number == one or number.startswith(f"{one}.") for one in of)


def _became(book: Book, standard: str) -> dict[str, tuple[str, ...]]:
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
        id: (id,) if assessable else tuple(leaf for leaf, one in leaves if _below(one, (number,)))
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
    book: Book, first: date, last: date, became: dict[str, tuple[str, ...]]
) -> dict[Pair, list[Look]]:
    found: dict[Pair, list[Look]] = defaultdict(list)
    for number, on, done, clauses, units in book.select(
        "SELECT number, coalesce(held_on, ends_on) AS on_day,"
        f" state IN ({_DONE}),"
        " (SELECT json_group_array(clause_id) FROM audit_clause WHERE audit_id = a.id),"
        " (SELECT json_group_array(unit_id) FROM audit_unit WHERE audit_id = a.id)"
        " FROM audit a WHERE state != 'cancelled' AND on_day BETWEEN ? AND ? ORDER BY number",
        (first.isoformat(), last.isoformat()),
    ):
        look = Look(number, date.fromisoformat(on), bool(done))
        visited = json.loads(units)
        for clause in json.loads(clauses):
            for target in became.get(clause, ()):
                for unit in visited:
                    found[target, unit].append(look)
    return found


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


def _left_out(
    book: Book, first: date, last: date, became: dict[str, tuple[str, ...]]
) -> dict[str, str]:
    """By clause or unit: why a programme of these years leaves it out."""
    found: dict[str, str] = {}
    for clause, unit, reason in book.select(
        "SELECT o.clause_id, o.unit_id, o.reason FROM left_out o JOIN programme p"
        " ON p.id = o.programme_id WHERE p.state != 'superseded' AND p.year BETWEEN ? AND ?"
        " ORDER BY p.year",
        (first.year, last.year),
    ):
        for target in (unit,) if unit else became.get(clause, ()):
            found[target] = reason
    return found
