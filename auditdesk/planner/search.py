"""Ruin and recreate: take some audits from the board, put them back better, cool down."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from auditdesk.planner.board import Board, Seat
from auditdesk.planner.options import Options

MOST_RUINED = 12
HOTTEST, COLDEST = 0.012, 0.0004
SPREAD = 6


@dataclass(frozen=True)
class Found:
    """The best seats a search came upon, their score, and how many rounds it went."""

    seats: list[Seat | None]
    score: tuple[int, int, int]
    rounds: int


def search(
    options: Options,
    seed: int,
    rounds: int,
    deadline: float = math.inf,
    on_better: Callable[[list[Seat | None], tuple[int, int, int], float], bool] | None = None,
) -> Found:
    """Search for `rounds` rounds or until `deadline` (of perf_counter).

    on_better hears of better plans and now and then how far the search is; True from it ends it.
    The same problem, seed and rounds give the same plan unless the deadline comes first.
    """
    chance = random.Random(seed)
    noise = np.random.default_rng(seed)
    board = Board(options)
    board.agreed()
    free = [n for n, one in enumerate(options.choices) if one.agreed is None]
    _construct(board, free)
    best, best_score = list(board.seats), board.score
    if not free:
        return Found(best, best_score, 0)
    energy = board.energy
    done = 0
    stopped = on_better is not None and on_better(best, best_score, 0.0)
    while done < rounds and not stopped:
        if done % 64 == 0:
            if perf_counter() > deadline:
                break
            if on_better is not None and on_better(best, best_score, done / rounds):
                break
        heat = HOTTEST * (COLDEST / HOTTEST) ** (done / rounds) * max(200, board.cost)
        done += 1
        ruined = _ruin(board, free, chance)
        removed = [(one, board.take(one)) for one in ruined if board.seats[one] is not None]
        missing = [one for one in free if board.seats[one] is None]
        _order(missing, board, chance)
        for one in missing:
            shaken = noise if chance.random() < 0.5 else None
            seat = board.best_seat(one, shaken, SPREAD)
            if seat is not None:
                board.put(one, seat)
        after = board.energy
        if board.sound(missing) and after - energy < heat * -math.log(chance.random() + 1e-12):
            energy = after
            if board.score < best_score:
                best, best_score = list(board.seats), board.score
        else:
            for one in missing:
                if board.seats[one] is not None:
                    board.take(one)
            for one, seat in removed:
                board.put(one, seat)
    return Found(best, best_score, done)


def _construct(board: Board, free: list[int]) -> None:
    """The first plan: what stood stays where it can, then what has the fewest choices first."""
    options = board.options
    waiting = []
    for one in free:
        before = options.choices[one].before
        if before is not None:
            seat = board.best_seat(one, None, 0)
            if seat is not None and seat.week == before.week:
                board.put(one, seat)
                continue
        waiting.append(one)
    waiting.sort(key=lambda one: (_openness(options, one), one))
    for one in waiting:
        seat = board.best_seat(one, None, 0)
        if seat is not None:
            board.put(one, seat)


def _openness(options: Options, audit: int) -> float:
    choices = options.choices[audit]
    return len(choices.teams) * len(choices.week_cost) / (choices.half_days * choices.weight)


def _ruin(board: Board, free: list[int], chance: random.Random) -> list[int]:
    """Which audits to take out: neighbours in time, of one person, of one unit, or any."""
    options = board.options
    count = 1 + min(int(chance.expovariate(1 / 3.5)), MOST_RUINED - 1, len(free) - 1)
    first = chance.choice(free)
    missing = [one for one in free if board.seats[one] is None]
    if missing and chance.random() < 0.7:
        first = chance.choice(missing)
    seat = board.seats[first]
    kind = chance.random()
    if seat is None:
        low, high = board.window(first)
        week = chance.randint(low, high) if low <= high else 0
        count = min(len(free), count + 3)
    else:
        week = seat.week
    placed = [one for one in free if board.seats[one] is not None]
    if kind < 0.35:
        near = sorted(placed, key=lambda one: _apart(board, one, week) + 2 * chance.random())
        chosen = near[:count]
    elif kind < 0.6 and seat is not None:
        person = chance.choice(seat.people)
        theirs = [one for one in placed if person in board.seats[one].people]  # type: ignore[union-attr]
        chosen = chance.sample(theirs, min(count, len(theirs)))
    elif kind < 0.75:
        same = [one for one in placed if options.choices[one].site == options.choices[first].site]
        near = sorted(same, key=lambda one: _apart(board, one, week) + 6 * chance.random())
        chosen = near[:count]
    else:
        chosen = chance.sample(placed, min(count, len(placed)))
    family = options.of_unit[options.choices[first].unit]
    if len(family) > 1 and chance.random() < 0.5:
        chosen = [*chosen, *(one for one in family if one in set(placed) - set(chosen))]
    return [*chosen, *([first] if first not in chosen else [])]


def _apart(board: Board, audit: int, week: int) -> int:
    seat = board.seats[audit]
    return abs(seat.week - week) if seat is not None else 0


def _order(audits: list[int], board: Board, chance: random.Random) -> None:
    options = board.options
    chance.shuffle(audits)
    kind = chance.random()
    if kind < 0.4:
        audits.sort(key=lambda one: _openness(options, one))
    elif kind < 0.6:
        audits.sort(key=lambda one: -options.choices[one].weight)
    elif kind < 0.75:
        audits.sort(key=lambda one: -options.choices[one].half_days)
