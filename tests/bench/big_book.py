"""A book with many findings, made through steps; kept in a folder so that benchmarks share it.

Nine of ten findings are closed, as a register of another program had them; each has 90 words and a
clause, every second one an action: three to five changes a finding, one step for each.
"""

import random
from datetime import date, timedelta
from pathlib import Path

from auditdesk.book import evidence, migrations
from auditdesk.book.book import SUFFIX, Book
from auditdesk.book.facts import TAKEN_OVER
from auditdesk.book.step import Step
from auditdesk.book.tables import (
    ActionFinding,
    ActionRow,
    AuditRow,
    Cause,
    ClauseRow,
    Finding,
    FindingClause,
    ImportRecord,
    Person,
    Process,
    Site,
    StandardRow,
    Table,
)
from auditdesk.work import organisation
from auditdesk.work.history import record_move

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
_GRADES = ("major", "minor", "minor", "minor", "observation")


def big_book(folder: Path, findings: int) -> Path:
    """A book with that many findings, made where the folder has none of today's tables."""
    tables = migrations.shipped()[-1].fingerprint[:8]
    path = folder / f"findings-{findings}-{tables}{SUFFIX}"
    if not path.exists():
        unfinished = path.with_stem(f"{path.stem}-unfinished")
        unfinished.unlink(missing_ok=True)
        with Book.create(unfinished, "bench", "bench") as book:
            book.connection.execute("PRAGMA synchronous = OFF").fetchall()
            book.connection.execute("PRAGMA journal_mode = MEMORY").fetchall()
            _fill(book, findings)
        unfinished.rename(path)
    return path


def _fill(book: Book, findings: int) -> None:
    with book.step("New book") as step:
        step.takes_over = True
        organisation.found(step, "Bench")
        things = _Things(step)
    for n in range(findings):
        with book.step("Finding") as step:
            step.takes_over = True
            things.finding(step, n)


class _Things:
    """What findings refer to, and the findings."""

    def __init__(self, step: Step) -> None:
        self.chance = random.Random(9001)
        self.sites = [step.add(Site, name=f"Site {n}") for n in range(5)]
        self.people = [step.add(Person, name=f"Person {n}") for n in range(40)]
        self.processes = [
            step.add(Process, name=f"Process {n}", owner=self.people[n]) for n in range(20)
        ]
        self.audits = [
            step.add(
                AuditRow,
                number=f"IA-{2000 + n // 20}-{n % 20:03d}",
                number_key=f"{n:06d}",
                state="held",
            )
            for n in range(400)
        ]
        for audit in self.audits:
            _taken_over(step, AuditRow, audit, "held")
        self.file = evidence.keep(step, b"A register of another program")
        edition = step.find(StandardRow, key="iso9001-2015")
        assert edition is not None
        self.clauses = list(step.rows(ClauseRow, standard=edition.id, assessable=True))

    def _text(self, words: int) -> str:
        return " ".join(self.chance.choices(_WORDS, k=words))

    def finding(self, step: Step, n: int) -> None:
        chance = self.chance
        raised = date(2000, 1, 1) + timedelta(days=n // 11)
        closed = chance.random() < 0.9
        state = "closed" if closed else chance.choice(_STATES)
        clause = chance.choice(self.clauses)
        finding = step.add(
            Finding,
            number=f"NC-{raised.year}-{n:06d}",
            number_key=f"NC-{raised.year}-{n:06d}",
            clause_key=clause.sort_key,
            audit=chance.choice(self.audits),
            grade=chance.choice(_GRADES),
            state=state,
            process=chance.choice(self.processes),
            site=chance.choice(self.sites),
            requirement=self._text(12),
            evidence=self._text(60),
            statement=self._text(20),
            owner=chance.choice(self.people),
            raised_on=raised,
            issued_on=raised,
            answer_due=raised + timedelta(days=30),
            closed_on=raised + timedelta(days=90) if closed else None,
        )
        step.add(FindingClause, finding=finding, clause=clause.id, position=0)
        if closed:
            _taken_over(step, Finding, finding, state)
            step.add(
                ImportRecord,
                name="register.csv",
                content=self.file,
                account=self.file,
                imported_on=raised,
                rows=1,
                taken=1,
                refused=0,
                ignored=0,
            )
        if state in _STATES[3:]:
            step.add(Cause, finding=finding, cause=self._text(8))
        if n % 2 or state in _STATES[4:]:
            action = step.add(
                ActionRow,
                number=f"CA-{raised.year}-{n:06d}",
                number_key=f"CA-{raised.year}-{n:06d}",
                kind="corrective_action",
                what=self._text(15),
                owner=chance.choice(self.people),
                due=raised + timedelta(days=60),
                done_on=raised + timedelta(days=50) if closed or state == _STATES[5] else None,
            )
            step.add(ActionFinding, action=action, finding=finding)


def _taken_over(step: Step, table: type[Table], row: str, state: str) -> None:
    """Say that a register of another program had this as it stands."""
    record_move(
        step, table, row, move=TAKEN_OVER, from_state="", to_state=state, on=date(2000, 1, 1)
    )
