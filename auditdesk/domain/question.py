"""Audit questions: what is asked of which clause, in which type of process, and why."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from auditdesk.domain.clause import ChangeKind, ClauseNumber
from auditdesk.i18n import N_

PROCESS_TYPES = {
    "purchasing": N_("Purchasing"),
    "production": N_("Production"),
    "design": N_("Design and development"),
    "sales": N_("Sales"),
    "warehouse": N_("Warehouse and logistics"),
    "calibration": N_("Calibration and measurement"),
    "hr": N_("Human resources"),
    "management": N_("Management"),
    "it": N_("IT"),
    "service": N_("Service"),
}
_ALSO = {
    "procurement": "purchasing",
    "manufacturing": "production",
    "assembly": "production",
    "development": "design",
    "engineering": "design",
    "logistics": "warehouse",
    "storage": "warehouse",
    "shipping": "warehouse",
    "measurement": "calibration",
    "metrology": "calibration",
    "test": "calibration",
    "laboratory": "calibration",
    "human resources": "hr",
    "personnel": "hr",
    "training": "hr",
    "leadership": "management",
    "quality": "management",
    "information technology": "it",
    "customer service": "service",
    "maintenance": "service",
}
SUBSTANTIAL = frozenset({ChangeKind.AMENDED, ChangeKind.SPLIT, ChangeKind.MERGED})
"""A new heading alone changes nothing that could be audited."""


@dataclass(frozen=True)
class Question:
    """One question. clauses: its number in each standard, by the key of the standard.

    processes: the types of process it is for, none for any. changed: it asks about what an edition
    brought that the one before did not have.
    """

    key: str
    clauses: Mapping[str, ClauseNumber] = field(hash=False)
    question: str
    intent: str = ""
    ask_for: str = ""
    typical_failure: str = ""
    processes: tuple[str, ...] = ()
    changed: bool = False
    version: int = 1
    retired: bool = False


def process_type(kind: str) -> str:
    """The type of process that the words of a process mean; "" where nobody can tell."""
    plain = " ".join(kind.casefold().replace("_", " ").replace("-", " ").split())
    labels = {label.casefold(): key for key, label in PROCESS_TYPES.items()}
    return plain if plain in PROCESS_TYPES else labels.get(plain) or _ALSO.get(plain, "")


@dataclass(frozen=True)
class Place:
    """What a checklist asks about: a clause of a standard, in a unit, whose process has a type.

    changed: an edition changed the clause; only then its news is asked.
    """

    standard: str
    number: ClauseNumber
    process_type: str = ""
    changed: bool = False


def asked_at(place: Place, bank: Sequence[Question]) -> Iterator[Question]:
    """The questions for that place: those of the clause, then those of the type of process."""
    here = [
        one
        for one in bank
        if not one.retired
        and one.clauses.get(place.standard) == place.number
        and (not one.processes or place.process_type in one.processes)
    ]
    yield from sorted(here, key=lambda one: bool(one.processes))


def news_at(place: Place, bank: Sequence[Question]) -> list[Question]:
    """Of a clause that an edition changed: the questions on its news; all of them where none is."""
    every = list(asked_at(place, bank))
    return [one for one in every if one.changed] or [one for one in every if not one.processes]


def newest(versions: Iterable[Question]) -> list[Question]:
    """Each question once, in its latest version, in the order in which they first came."""
    latest: dict[str, Question] = {}
    for one in versions:
        known = latest.get(one.key)
        if known is None or one.version > known.version:
            latest[one.key] = one
    return list(latest.values())
