"""The life of findings, actions and audits, played at random: what always holds, held after each step.

The oracle asks the file by SQL of its own; it shares nothing with the rules.
"""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from auditdesk.book.book import Book
from auditdesk.domain import action, audit, finding
from auditdesk.errors import Refusal
from auditdesk.work import entry, kinds
from tests.conftest import TODAY, nonconformity

FINDINGS = ("NC-2026-001", "NC-2026-002")
ACTIONS = ("CA-2026-001", "CA-2026-002", "CA-2026-003")
AUDIT = "IA-2026-001"
PEOPLE = ("Ines Okafor", "T. Haas", "B. Lopes", "M. Costa")
UNITS = ("Purchasing · Graz", "Purchasing · Brno", "Calibration · Graz")
DAYS = st.integers(-21, 0).map(lambda days: TODAY + timedelta(days=days))
REASONS = st.sampled_from(("", "seen again", "a page was missing"))

_CLOSED = """
    SELECT f.number FROM finding f JOIN grade g ON g.id = f.grade_id
    WHERE f.state = 'closed' AND g.nonconformity
"""
_MADE_GOOD = """
    EXISTS (SELECT 1 FROM effectiveness_check k WHERE k.action_id = {a}.id AND k.result = 'effective'
            AND k.checked_on >= {a}.done_on AND k.verifier_id IS NOT {a}.owner_id
            AND NOT EXISTS (SELECT 1 FROM effectiveness_check n WHERE n.action_id = {a}.id
                            AND n.result IS NOT NULL AND n.checked_on > k.checked_on
                            AND n.result <> 'effective'))
"""
BROKEN = {
    "a closed nonconformity has a cause": _CLOSED
    + "AND NOT EXISTS (SELECT 1 FROM cause c WHERE c.finding_id = f.id)",
    "a closed nonconformity has a corrective action": _CLOSED
    + """AND NOT EXISTS (SELECT 1 FROM action_finding l JOIN action a ON a.id = l.action_id
         WHERE l.finding_id = f.id AND a.kind = 'corrective_action' AND a.cancelled_on IS NULL)""",
    "a closed finding has no open and no rejected action": """
        SELECT f.number FROM finding f JOIN action_finding l ON l.finding_id = f.id
        JOIN action a ON a.id = l.action_id WHERE f.state = 'closed' AND a.cancelled_on IS NULL
        AND (a.done_on IS NULL OR (a.rejection <> '' AND a.accepted_on IS NULL))""",
    "each corrective action of a closed nonconformity, or a later one, was proven": _CLOSED
    + f"""AND EXISTS (SELECT 1 FROM action_finding l JOIN action a ON a.id = l.action_id
         WHERE l.finding_id = f.id AND a.kind = 'corrective_action' AND a.cancelled_on IS NULL
         AND NOT {_MADE_GOOD.format(a="a")}
         AND NOT EXISTS (SELECT 1 FROM action_finding m JOIN action b ON b.id = m.action_id
                         WHERE m.finding_id = f.id AND m.id > l.id AND b.cancelled_on IS NULL
                         AND b.kind = 'corrective_action' AND {_MADE_GOOD.format(a="b")}))""",
    "what was reopened is proven anew before it is closed again": _CLOSED
    + """AND EXISTS (SELECT 1 FROM move m WHERE m.row = f.id AND m.move IN ('reopen', 'new_cycle'))
         AND NOT EXISTS (SELECT 1 FROM action_finding l JOIN move v ON v.row = l.action_id
                         WHERE l.finding_id = f.id AND v.move = 'verify' AND v.rowid >
                         (SELECT max(m.rowid) FROM move m
                          WHERE m.row = f.id AND m.move IN ('reopen', 'new_cycle')))""",
    "a finding is raised, issued, acknowledged and closed in this order": """
        SELECT number FROM finding WHERE issued_on < raised_on OR acknowledged_on < issued_on
        OR closed_on < issued_on OR closed_on < acknowledged_on""",
    "a finding is closed after its actions were done and checked": """
        SELECT f.number FROM finding f JOIN action_finding l ON l.finding_id = f.id
        JOIN action a ON a.id = l.action_id
        WHERE f.state = 'closed' AND a.cancelled_on IS NULL AND f.closed_on < a.done_on""",
    "nothing is due before it was issued": """
        SELECT number FROM finding WHERE min(coalesce(acknowledge_due, '9'), coalesce(correct_due, '9'),
        coalesce(answer_due, '9'), coalesce(implement_due, '9')) < issued_on""",
    "an accepted action has an owner and a day": """
        SELECT number FROM action WHERE accepted_on IS NOT NULL AND cancelled_on IS NULL
        AND (owner_id IS NULL OR due IS NULL)""",
    "nobody verifies an action of their own": """
        SELECT a.number FROM action a JOIN effectiveness_check k ON k.action_id = a.id
        WHERE k.result IS NOT NULL AND k.checked_on >= a.done_on AND k.verifier_id = a.owner_id""",
    "an issued nonconformity is complete": """
        SELECT f.number FROM finding f JOIN grade g ON g.id = f.grade_id
        WHERE f.state NOT IN ('draft', 'withdrawn') AND g.nonconformity
        AND (trim(f.statement) = '' OR trim(f.evidence) = '' OR trim(f.requirement) = ''
             OR NOT EXISTS (SELECT 1 FROM finding_clause c WHERE c.finding_id = f.id))""",
    "what was issued has a number": """
        SELECT id FROM finding WHERE number IS NULL AND state NOT IN ('draft', 'withdrawn')""",
    "nothing is issued in an audit that has not begun": """
        SELECT f.number FROM finding f JOIN audit t ON t.id = f.audit_id
        WHERE f.number IS NOT NULL AND f.state <> 'withdrawn'
        AND t.state IN ('planned', 'confirmed')""",
    "an audit that began has one lead auditor": """
        SELECT number FROM audit t WHERE state NOT IN ('planned', 'confirmed', 'cancelled')
        AND (SELECT count(*) FROM audit_member WHERE audit_id = t.id AND role = 'lead_auditor') <> 1""",
    "nobody audits a process they own": """
        SELECT t.number FROM audit t JOIN audit_member m ON m.audit_id = t.id
        JOIN audit_unit v ON v.audit_id = t.id JOIN unit u ON u.id = v.unit_id
        JOIN process p ON p.id = u.process_id
        WHERE t.state NOT IN ('cancelled') AND p.owner_id = m.person_id AND trim(m.exception) = ''
        AND m.role IN ('lead_auditor', 'auditor', 'trainee')""",
    "the sessions of an audit that began are held by its team, within its scope": """
        SELECT t.number FROM audit t JOIN session s ON s.audit_id = t.id
        LEFT JOIN session_person h ON h.session_id = s.id AND h.part = 'auditor'
        WHERE t.state NOT IN ('planned', 'confirmed', 'cancelled') AND (
            (h.person_id IS NOT NULL AND h.person_id NOT IN
                (SELECT person_id FROM audit_member WHERE audit_id = t.id))
            OR (s.unit_id IS NOT NULL AND s.unit_id NOT IN
                (SELECT unit_id FROM audit_unit WHERE audit_id = t.id)))""",
    "an audit starts, is held, reported and closed in this order": """
        SELECT number FROM audit WHERE ends_on < starts_on OR held_on < started_on
        OR reported_on < held_on OR closed_on < reported_on""",
    "a report is not issued before the one that it replaces": """
        SELECT t.number FROM audit t JOIN report r ON r.audit_id = t.id AND r.state = 'superseded'
        WHERE t.reported_on < r.issued_on""",
    "nobody who has left is named to do anything": """
        SELECT a.number FROM action a JOIN person p ON p.id = a.owner_id
        WHERE p.retired AND a.done_on IS NULL AND a.cancelled_on IS NULL""",
    "a reported audit has no drafts": """
        SELECT t.number FROM audit t JOIN finding f ON f.audit_id = t.id
        WHERE t.state IN ('reported', 'closed') AND f.state = 'draft'""",
}
"""What must never be, as a query that finds it."""
STATED = """
    SELECT f.id, f.grade_id, f.requirement, f.evidence, f.statement FROM finding f
    JOIN audit t ON t.id = f.audit_id WHERE t.state IN ('reported', 'closed') ORDER BY f.id"""


class Life(RuleBasedStateMachine):
    """Somebody who tries everything."""

    issued: Path
    """A book with an audit in progress and an issued nonconformity."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="auditdesk-life-"))
        path = self.folder / "life.auditdesk"
        shutil.copy(self.issued, path)
        self.book = Book.open(path, "Ines Okafor", "laptop")
        self.book.connection.execute("PRAGMA synchronous = OFF")
        self.stated: list[tuple[Any, ...]] = []

    def teardown(self) -> None:
        self.book.close()
        shutil.rmtree(self.folder)

    def attempt(self, *entries: tuple[str, str | None, dict[str, Any]]) -> None:
        """Try it in one step; what is refused leaves everything as it was."""
        before = self.book.head
        try:
            with self.book.step("Try") as step:
                for kind, name, data in entries:
                    of = kinds.kind_of(kind)
                    if name is None:
                        entry.enter(step, of, data, TODAY)
                    else:
                        entry.amend(step, of, name, data, TODAY)
        except Refusal:
            assert self.book.head == before

    @rule(
        number=st.sampled_from(FINDINGS),
        move=st.sampled_from(sorted({one.name for one in finding.MOVES})),
        on=DAYS, reason=REASONS,
    )  # fmt: skip
    def move_finding(self, number: str, move: str, on: date, reason: str) -> None:
        self.attempt(("finding", number, _move(move, on, reason)))

    @rule(
        number=st.sampled_from(ACTIONS),
        move=st.sampled_from(sorted({one.name for one in action.MOVES} - {"verify", "extend"})),
        on=DAYS, reason=REASONS,
    )  # fmt: skip
    def move_action(self, number: str, move: str, on: date, reason: str) -> None:
        self.attempt(("action", number, _move(move, on, reason)))

    @rule(
        number=st.sampled_from(ACTIONS), on=DAYS, verifier=st.sampled_from(PEOPLE),
        result=st.sampled_from(("effective", "effective", "partly", "not_effective")),
    )  # fmt: skip
    def verify(self, number: str, on: date, verifier: str, result: str) -> None:
        data = {"result": result, "verifier": verifier, "evidence": "seen"}
        self.attempt(("action", number, _move("verify", on) | data))

    @rule(number=st.sampled_from(ACTIONS), days=st.integers(-20, 60), reason=REASONS)
    def extend(self, number: str, days: int, reason: str) -> None:
        due = (TODAY + timedelta(days=days)).isoformat()
        self.attempt(("action", number, {"due": due, "reason": reason}))

    @rule(
        number=st.sampled_from(ACTIONS), owner=st.sampled_from(PEOPLE),
        criterion=st.sampled_from(("", "0 late")), verifier=st.sampled_from(PEOPLE),
    )  # fmt: skip
    def settle(self, number: str, owner: str, criterion: str, verifier: str) -> None:
        agreed = {"criterion": criterion, "verifier": verifier, "move": "plan_check"}
        self.attempt(("action", number, {"owner": owner} | agreed))

    @rule(
        numbers=st.lists(st.sampled_from(FINDINGS), min_size=1, max_size=2, unique=True),
        kind=st.sampled_from(("correction", "corrective_action")), reason=REASONS,
    )  # fmt: skip
    def agree(self, numbers: list[str], kind: str, reason: str) -> None:
        given = self.book.connection.execute("SELECT count(*) FROM action").get
        if given < len(ACTIONS):
            data = {"what": "Recall", "owner": "B. Lopes", "due": "2026-12-15", "kind": kind}
            data |= {"finding": numbers[0], "findings": numbers[1:], "reason": reason}
            self.attempt(("action", None, data))

    @rule(number=st.sampled_from(FINDINGS))
    def add_cause(self, number: str) -> None:
        self.attempt(("cause", None, {"finding": number, "cause": "No recall for group B"}))

    @rule(number=st.sampled_from(FINDINGS))
    def remove_cause(self, number: str) -> None:
        found = self.book.connection.execute(
            "SELECT c.id FROM cause c JOIN finding f ON f.id = c.finding_id WHERE f.number = ?",
            (number,),
        ).fetchone()
        if found:
            try:
                with self.book.step("Remove") as step:
                    entry.discard(step, kinds.kind_of("cause"), found[0], TODAY)
            except Refusal:
                pass

    @rule(
        number=st.sampled_from(FINDINGS),
        change=st.sampled_from((
            {"statement": ""}, {"statement": "Another"}, {"grade": "major"}, {"grade": "minor"},
            {"raised_on": "2026-11-12"}, {"answer_due": "2026-11-25"}, {"clauses": []},
            {"owner": "M. Costa"}, {"evidence": "More of it"}, {"by_rule": "answer_due"},
        )), reason=REASONS,
    )  # fmt: skip
    def change_finding(self, number: str, change: dict[str, Any], reason: str) -> None:
        self.attempt(("finding", number, change | {"reason": reason}))

    @rule(issue=st.booleans())
    def raise_another(self, issue: bool) -> None:
        data = nonconformity(statement="The recall does not work for group C")
        move = {"move": "issue", "on": "2026-11-12"} if issue else {}
        given = self.book.connection.execute("SELECT count(*) FROM finding").get
        if given < len(FINDINGS):
            self.attempt(("finding", None, data | move))

    @rule(
        move=st.sampled_from(sorted({one.name for one in audit.MOVES} - {"reschedule"})),
        on=DAYS, reason=REASONS,
    )  # fmt: skip
    def move_audit(self, move: str, on: date, reason: str) -> None:
        self.attempt(("audit", AUDIT, _move(move, on, reason)))

    @rule(
        change=st.one_of(
            st.lists(st.sampled_from(UNITS), max_size=2, unique=True).map(lambda x: {"units": x}),
            st.lists(st.sampled_from(PEOPLE), max_size=3, unique=True).map(lambda people: {
                "team": [
                    {"person": one, "role": "auditor" if n else "lead_auditor"}
                    for n, one in enumerate(people)
                ]
            }),
            st.sampled_from(({"clauses": ["8.4.1"]}, {"conclusion": "well"}, {"objectives": ""})),
        )
    )  # fmt: skip
    def change_audit(self, change: dict[str, Any]) -> None:
        self.attempt(("audit", AUDIT, change))

    @rule(auditor=st.sampled_from(PEOPLE), unit=st.sampled_from(UNITS))
    def add_session(self, auditor: str, unit: str) -> None:
        data = {"audit": AUDIT, "day": "2026-11-09", "starts": "09:00", "ends": "10:00"}
        self.attempt(("session", None, data | {"auditors": [auditor], "unit": unit}))

    @rule(owner=st.sampled_from(PEOPLE), process=st.sampled_from(("Purchasing", "Calibration")))
    def change_owner(self, owner: str, process: str) -> None:
        """Only to somebody who audits nothing: who becomes dependent later is told elsewhere."""
        if not self.is_seated(owner):
            self.attempt(("process", process, {"owner": owner}))

    def is_seated(self, person: str) -> bool:
        found = self.book.connection.execute(
            "SELECT count(*) FROM audit_member m JOIN person p ON p.id = m.person_id"
            " WHERE p.name = ?", (person,),
        ).get  # fmt: skip
        return bool(found)

    @rule(person=st.sampled_from(PEOPLE), to=st.sampled_from((None, *PEOPLE)))
    def leave(self, person: str, to: str | None) -> None:
        """Handed over to somebody who audits nothing: see `change_owner`."""
        if to and self.is_seated(to):
            return
        data: dict[str, Any] = {"retired": True}
        self.attempt(("person", person, data | ({"hand_over_to": to} if to else {})))

    @rule(person=st.sampled_from(PEOPLE))
    def come_back(self, person: str) -> None:
        self.attempt(("person", person, {"retired": False}))

    @rule()
    def close_as_it_should_be(self) -> None:
        """The straight way to a closed nonconformity; what is done already is refused."""
        number, done = FINDINGS[0], {"evidence": "Recall list rev 8"}
        self.add_cause(number)
        self.agree([number], "corrective_action", "one more")
        self.attempt(("action", ACTIONS[0], _move("done", TODAY - timedelta(days=2)) | done))
        self.verify(ACTIONS[0], TODAY, "T. Haas", "effective")
        self.attempt(("finding", number, _move("accept_cause", TODAY)))
        self.attempt(("finding", number, _move("close", TODAY)))

    @rule()
    def report_as_it_should_be(self) -> None:
        for move, day in (("finish", date(2026, 11, 10)), ("report", date(2026, 11, 12))):
            self.attempt(("audit", AUDIT, _move(move, day)))

    @rule(reason=st.just("both at once"))
    def reopen_both(self, reason: str) -> None:
        self.attempt(
            ("action", ACTIONS[0], _move("reopen", TODAY, reason)),
            ("finding", FINDINGS[0], _move("reopen", TODAY, reason)),
        )

    @rule(again=st.booleans())
    def undo(self, again: bool) -> None:
        if self.book.would_undo:
            self.book.undo()
            if again:
                self.book.redo()

    @invariant()
    def nothing_is_broken(self) -> None:
        for sentence, query in BROKEN.items():
            assert self.book.connection.execute(query).fetchall() == [], sentence

    @invariant()
    def what_a_report_states_stays(self) -> None:
        """From one step to the next, for as long as the report is out."""
        now = self.book.connection.execute(STATED).fetchall()
        if now and self.stated:
            assert now == self.stated
        self.stated = now


def _move(move: str, on: date, reason: str = "") -> dict[str, Any]:
    return {"move": move, "on": on.isoformat(), "reason": reason}


@pytest.fixture
def machine(prepared: Path) -> Iterator[type[Life]]:
    yield type("LifeOfIssued", (Life,), {"issued": prepared / "issued.auditdesk"})


_HOW = settings(
    deadline=None, stateful_step_count=40, suppress_health_check=list(HealthCheck), database=None
)


def test_what_always_holds_holds_in_ten_lives(machine: type[Life]) -> None:
    run_state_machine_as_test(machine, settings=settings(_HOW, max_examples=10))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rules", "state"),
    [(finding, "closed"), (finding, "issued"), (audit, "started")],
    ids=["closed", "issued", "started"],
)
def test_a_missing_invariant_is_found(
    machine: type[Life], monkeypatch: pytest.MonkeyPatch, rules: Any, state: str
) -> None:
    monkeypatch.setitem(rules.INVARIANTS, state, ())
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine, settings=settings(_HOW, max_examples=100))


@pytest.mark.slow
def test_what_always_holds_holds_in_five_hundred_lives(machine: type[Life]) -> None:
    run_state_machine_as_test(machine, settings=settings(_HOW, max_examples=500))
