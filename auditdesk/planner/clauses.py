"""Which audit of a unit looks at which clause, so that all come up."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from auditdesk.planner.problem import Placement, Problem, Unit


@lru_cache(maxsize=100_000)
def shared_out(knows: tuple[int, ...], room: int, clauses: int) -> tuple[int, ...] | None:
    """Share `clauses` clauses out among audits; by bit what each takes, or None.

    knows: by audit, the bits of the clauses its team knows. room: how many each may take. Found by
    augmenting paths, as a bipartite matching.
    """
    taken: list[set[int]] = [set() for _one in knows]

    def place(clause: int, seen: set[int]) -> bool:
        for audit, known in enumerate(knows):
            if audit in seen or not known >> clause & 1:
                continue
            seen.add(audit)
            if len(taken[audit]) < room:
                taken[audit].add(clause)
                return True
            for other in sorted(taken[audit]):
                if place(other, seen):
                    taken[audit].discard(other)
                    taken[audit].add(clause)
                    return True
        return False

    for clause in range(clauses):
        if not place(clause, set()):
            return None
    return tuple(sum(1 << one for one in of) for of in taken)


def with_clauses(problem: Problem, plan: Mapping[str, Placement]) -> dict[str, Placement]:
    """The plan with the clauses of each audit: what must be, then what there is room for."""
    done = dict(plan)
    for unit in problem.units:
        placed = [one.id for one in problem.audits_of[unit.id] if one.id in plan]
        for audit, clauses in zip(
            placed, _of_unit(problem, unit, [plan[one] for one in placed]), strict=True
        ):
            done[audit] = replace(plan[audit], clauses=clauses)
    return done


def _of_unit(problem: Problem, unit: Unit, placed: Sequence[Placement]) -> list[tuple[str, ...]]:
    open_clauses = [one for one in unit.clauses if one not in unit.core]
    room = max(0, unit.at_most_clauses - len(unit.core))
    known = [
        frozenset[str]().union(*(problem.auditor[one].tokens for one in placement.team))
        for placement in placed
    ]
    knows = tuple(
        sum(1 << bit for bit, one in enumerate(open_clauses) if one in of) for of in known
    )
    shares = shared_out(knows, room, len(open_clauses)) or (0,) * len(placed)
    every = []
    for share, of in zip(shares, known, strict=True):
        mine = {one for bit, one in enumerate(open_clauses) if share >> bit & 1}
        for one in open_clauses:
            if len(mine) < room and one in of:
                mine.add(one)
        every.append(tuple(one for one in unit.clauses if one in mine or one in unit.core))
    return every
