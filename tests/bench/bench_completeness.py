"""Completeness: all questions over findings with three actions each, for a year and for everything.

One finding in ten lacks something, and one in ten of the last two years is open, as in a register
that people keep with care.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from auditdesk.book import migrations
from auditdesk.book.book import SUFFIX, Book
from auditdesk.book.completeness.answers import answers, gaps
from auditdesk.book.completeness.question import Period
from auditdesk.book.completeness.questions import QUESTIONS
from auditdesk.book.ids import new_id
from auditdesk.book.tables import (
    ActionFinding,
    ActionRow,
    AuditRow,
    Cause,
    ClauseRow,
    EffectivenessCheck,
    Finding,
    FindingClause,
    MoveRecord,
    Person,
    Process,
    Site,
    StandardRow,
)
from auditdesk.work import organisation
from tests.bench.common import Line, Setting, main, milliseconds
from tests.raw_rows import put_all

_YEARS = 10
_LAST = date(2026, 11, 30)
_FIRST = date(2016, 12, 1)
_SHOWN = 200
"""Records that a page shows of a question before it asks for more."""


def run(setting: Setting) -> Iterator[Line]:
    """Times of all questions at once and of each, and of the records of each."""
    path = _full_book(setting.folder, setting.findings)
    with Book.open(path) as book:
        yield Line("findings, actions", f"{setting.findings:8,} {3 * setting.findings:8,}")
        for name, first in (("a year", date(2025, 12, 1)), ("three years", date(2023, 12, 1)), (f"all {_YEARS} years", _FIRST)):  # fmt: skip
            period = Period(first, _LAST, _LAST)
            answers(book, period)
            whole = min(milliseconds(partial(answers, book, period)) for _n in range(3))
            yield Line(f"{len(QUESTIONS)} questions, {name}", f"{whole:8.1f} ms", "<= 1000 ms")
            each = [
                (min(milliseconds(partial(gaps, book, one, period, most=_SHOWN)) for _n in range(2)), one.key)
                for one in QUESTIONS
            ]  # fmt: skip
            slowest, key = max(each)
            yield Line(f"records of one, {name}", f"{slowest:8.1f} ms ({key})", "<= 60 ms")


def _full_book(folder: Path, findings: int) -> Path:
    """A book whose rows were put there as they are, without steps: only reading is measured."""
    tables = migrations.shipped()[-1].fingerprint[:8]
    path = folder / f"complete-{findings}-{tables}{SUFFIX}"
    if not path.exists():
        unfinished = path.with_stem(f"{path.stem}-unfinished")
        unfinished.unlink(missing_ok=True)
        with Book.create(unfinished, "bench", "bench") as book:
            with book.step("New book") as step:
                organisation.found(step, "Bench")
            connection = book.connection
            connection.execute("PRAGMA synchronous = OFF").fetchall()
            connection.execute("BEGIN").fetchall()
            _fill(book, findings)
            connection.execute("COMMIT").fetchall()
        unfinished.rename(path)
    return path


def _fill(book: Book, findings: int) -> None:
    chance = random.Random(9001)
    sites, people, processes, audits = (
        [new_id() for _n in range(n)] for n in (10, 60, 40, 40 * _YEARS)
    )
    put_all(book, Site, ({"id": id, "name": f"Site {n}"} for n, id in enumerate(sites)))
    put_all(book, Person, ({"id": id, "name": f"Person {n}"} for n, id in enumerate(people)))
    put_all(book, Process, ({"id": id, "name": f"Process {n}"} for n, id in enumerate(processes)))
    days = (_LAST - _FIRST).days
    held = [_FIRST + timedelta(days=n * days // len(audits)) for n in range(len(audits))]
    put_all(
        book,
        AuditRow,
        (
            {"id": id, "number": f"IA-{n:04}", "number_key": f"{n:06}", "state": "closed",
             "starts_on": on, "ends_on": on, "started_on": on, "held_on": on, "reported_on": on,
             "objectives": "o", "scope": "s", "conclusion": "c"}
            for n, (id, on) in enumerate(zip(audits, held, strict=True))
        ),
    )  # fmt: skip
    ((edition,),) = book.select(f"SELECT id FROM {StandardRow.sql_name} WHERE key = 'iso9001-2015'")
    clauses = [
        id
        for (id,) in book.select(
            f"SELECT id FROM {ClauseRow.sql_name} WHERE standard_id = ? AND assessable",
            (edition,),
        )
    ]
    known = [(new_id(), n) for n in range(findings)]
    raised = [_FIRST + timedelta(days=n * days // findings) for n in range(findings)]
    states = ["closed"] * 9 + ["plan_accepted"]
    young = _LAST - timedelta(days=2 * 365)
    drawn = [chance.choice(states) if on > young else "closed" for on in raised]
    put_all(
        book,
        Finding,
        (
            {"id": id, "number": f"NC-{raised[n].year}-{n:06}", "number_key": f"NC-{n:06}",
             "audit": audits[n * len(audits) // findings], "grade": "minor", "state": drawn[n],
             "process": chance.choice(processes), "site": chance.choice(sites),
             "requirement": "requirement " * 12, "evidence": "document 12 rev 3 " * 30,
             "statement": "statement " * 20, "owner": chance.choice(people),
             "auditor": chance.choice(people), "raised_on": raised[n], "issued_on": raised[n],
             "answer_due": raised[n], "implement_due": raised[n] + timedelta(days=60),
             "extent": "" if n % 10 == 0 else "nowhere else", "risk_update": "none",
             "closed_on": raised[n] + timedelta(days=50) if drawn[n] == "closed" else None,
             "closed_by": "Person 1", "repeat_of": known[n - 1][0] if n % 10 else None}
            for id, n in known
        ),
    )  # fmt: skip
    put_all(
        book,
        FindingClause,
        ({"finding": id, "clause": chance.choice(clauses), "position": 0} for id, n in known),
    )
    put_all(book, Cause, ({"finding": id, "cause": "cause " * 8} for id, n in known if n % 10))
    actions = [(new_id(), id, n, k) for id, n in known for k in range(3)]
    put_all(
        book,
        ActionRow,
        (
            {"id": id, "number": f"CA-{n:06}-{k}", "number_key": f"CA-{n:06}-{k}",
             "kind": "correction" if k == 0 else "corrective_action", "what": "what " * 15,
             "owner": people[(n + k) % 60], "due": raised[n] + timedelta(days=40),
             "accepted_on": raised[n] + timedelta(days=5), "accepted_by": "Person 1",
             "done_on": raised[n] + timedelta(days=30) if drawn[n] == "closed" else None,
             "done_evidence": "" if n % 10 == 1 else "record 7 of 2026"}
            for id, _finding, n, k in actions
        ),
    )  # fmt: skip
    put_all(book, ActionFinding, ({"action": id, "finding": of} for id, of, _n, _k in actions))
    put_all(
        book,
        EffectivenessCheck,
        (
            {"action": id, "criterion": "no repeat", "method": "records", "evidence": "list 4",
             "planned_on": raised[n] + timedelta(days=45), "verifier": people[(n + k + 1) % 60],
             "result": "effective" if drawn[n] == "closed" else None,
             "checked_on": raised[n] + timedelta(days=45) if drawn[n] == "closed" else None}
            for id, _finding, n, k in actions
            if k
        ),
    )  # fmt: skip
    put_all(
        book,
        MoveRecord,
        (
            {"table_name": "finding", "row": id, "move": move, "from_state": "", "to_state": "",
             "made_on": raised[n]}
            for id, n in known
            for move in ("issue", "close")
        ),
    )  # fmt: skip


if __name__ == "__main__":
    main(str(__doc__), run)
