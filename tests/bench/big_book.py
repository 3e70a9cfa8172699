"""A book with many findings, made through steps; kept in a folder so that benchmarks share it."""

import random
from datetime import date, timedelta
from pathlib import Path

from auditdesk.book.book import Book
from auditdesk.book.tables import (
    ActionFinding,
    ActionRow,
    AuditRow,
    ClauseRow,
    Finding,
    FindingClause,
    Person,
    Process,
    Site,
    StandardRow,
)
from auditdesk.work import organisation

_WORDS: tuple[str, ...] = tuple(
    (
    "calibration torque wrench label expired record missing purchase order supplier evaluation"
    " drawing revision station release inspection training matrix pressure test holding time"
    " Prüfmittel überfällig Schulung étalonnage enregistrement χρόνος kalibrace zápis"
    ).split()
)
_SYLLABLES = "ka lo mi re su to ve na pi do fa gu he ji ze".split()
_WORDS = _WORDS + tuple(
    first + second + third for first in _SYLLABLES for second in _SYLLABLES for third in _SYLLABLES
)
"""Some words of auditors and 3,375 others: a word stands in some of the findings, not in all."""
_STATES = ("issued", "acknowledged", "corrected", "cause_accepted", "plan_accepted", "implemented")


def big_book(path: Path, findings: int, batch: int = 5_000) -> Book:
    """A book with that many findings, made where it does not exist."""
    if path.exists():
        return Book.open(path, "bench", "bench")
    book = Book.create(path, "bench", "bench")
    with book.step("New book") as step:
        organisation.found(step, "Bench")
        sites = [step.add(Site, name=f"Site {n}") for n in range(5)]
        people = [step.add(Person, name=f"Person {n}") for n in range(40)]
        processes = [step.add(Process, name=f"Process {n}", owner=people[n]) for n in range(20)]
        audits = [
            step.add(AuditRow, number=f"IA-{2000 + n // 20}-{n % 20:03d}", number_key=f"{n:06d}")
            for n in range(400)
        ]
        edition = step.find(StandardRow, key="iso9001-2015")
        assert edition is not None
        clauses = [row.id for row in step.rows(ClauseRow, standard=edition.id, assessable=True)]
    chance = random.Random(9001)
    for start in range(0, findings, batch):
        with book.step("Findings") as step:
            for n in range(start, min(start + batch, findings)):
                _finding(step, chance, n, sites, people, processes, audits, clauses)
    return book


def _finding(step, chance, n, sites, people, processes, audits, clauses) -> None:
    def text(words: int) -> str:
        return " ".join(chance.choices(_WORDS, k=words))

    raised = date(2000, 1, 1) + timedelta(days=n // 11)
    closed = chance.random() < 0.9
    grade = chance.choice(("major", "minor", "minor", "minor", "observation"))
    finding = step.add(
        Finding,
        number=f"NC-{raised.year}-{n:06d}",
        number_key=f"NC-{raised.year}-{n:06d}",
        audit=chance.choice(audits),
        grade=grade,
        state="closed" if closed else chance.choice(_STATES),
        process=chance.choice(processes),
        site=chance.choice(sites),
        requirement=text(12),
        evidence=text(60),
        statement=text(20),
        owner=chance.choice(people),
        raised_on=raised,
        issued_on=raised,
        answer_due=raised + timedelta(days=30),
        closed_on=raised + timedelta(days=90) if closed else None,
    )
    step.add(FindingClause, finding=finding, clause=chance.choice(clauses), position=0)
    if n % 2:
        action = step.add(
            ActionRow,
            number=f"CA-{raised.year}-{n:06d}",
            number_key=f"CA-{raised.year}-{n:06d}",
            kind="corrective_action",
            what=text(15),
            owner=chance.choice(people),
            due=raised + timedelta(days=60),
            done_on=raised + timedelta(days=50) if closed else None,
        )
        step.add(ActionFinding, action=action, finding=finding)
