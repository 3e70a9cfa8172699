"""Which audit of a unit looks at which clause, so that all come up."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from auditdesk.planner.options import bits_of
from auditdesk.planner.problem import Audit, Placement, PlanningProblem, VisitedUnit


@lru_cache(maxsize=100_000)
def shared_out(knows: tuple[int, ...], room: int, clauses: int) -> tuple[int, ...]:
    """Share `clauses` clauses out among audits, as many as can be; by bit what each takes.

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
        place(clause, set())
    return tuple(sum(1 << one for one in of) for of in taken)


@lru_cache(maxsize=100_000)
def can_share(knows: tuple[int, ...], room: int, clauses: int) -> bool:
    """Whether every clause comes up in one of the audits."""
    return sum(one.bit_count() for one in shared_out(knows, room, clauses)) == clauses


def with_clauses(problem: PlanningProblem, plan: Mapping[str, Placement]) -> dict[str, Placement]:
    """The plan with the clauses of each audit: what must be, then what there is room for.

    What is agreed with its clauses keeps them.
    """
    done = dict(plan)
    for unit in problem.units:
        placed = [one for one in problem.audits_of[unit.id] if one.id in plan]
        known = [_may_look_at(problem, one, plan[one.id]) for one in placed]
        for audit, clauses in zip(placed, _shares(unit, known), strict=True):
            agreed = problem.agreed(audit)
            kept = agreed.clauses if agreed is not None else ()
            done[audit.id] = replace(plan[audit.id], clauses=kept or clauses)
    return done


def _may_look_at(problem: PlanningProblem, audit: Audit, placed: Placement) -> frozenset[str]:
    agreed = problem.agreed(audit)
    if agreed is not None and agreed.clauses:
        return frozenset(agreed.clauses)
    return frozenset[str]().union(
        *(problem.auditor[one].tokens for one in placed.team if one in problem.auditor)
    )


def _shares(unit: VisitedUnit, known: Sequence[frozenset[str]]) -> list[tuple[str, ...]]:
    open_clauses = [one for one in unit.clauses if one not in unit.core]
    room = max(0, unit.at_most_clauses - len(unit.core))
    knows = tuple(bits_of(open_clauses, of) for of in known)
    every = []
    for share, of in zip(shared_out(knows, room, len(open_clauses)), known, strict=True):
        mine = {one for bit, one in enumerate(open_clauses) if share >> bit & 1}
        mine |= set([one for one in open_clauses if one in of - mine][: room - len(mine)])
        every.append(tuple(one for one in unit.clauses if one in mine or one in unit.core))
    return every
