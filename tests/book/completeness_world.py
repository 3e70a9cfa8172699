"""A book in which each question of completeness has one record that fails it and one that does not.

`FAILING` plants a record for each question, by its key: a sound one that lacks what is asked for.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from auditdesk.book.book import Book
from auditdesk.book.reading import Reading
from auditdesk.book.tables import (
    ActionFinding,
    ActionRow,
    Attendance,
    AuditMember,
    AuditRow,
    AuditStandard,
    AuditUnit,
    Cause,
    Checklist,
    ChecklistLine,
    ClauseRow,
    Competence,
    Declaration,
    EffectivenessCheck,
    Extension,
    Finding,
    FindingClause,
    FrequencyDecision,
    LeftOut,
    Monitoring,
    MoveRecord,
    Person,
    PersonRole,
    Process,
    Programme,
    Report,
    ReportDeadline,
    Reschedule,
    ReviewPoint,
    Session,
    Signoff,
    Site,
    StandardRow,
    Unit,
    UnitClause,
)
from auditdesk.work.history import sign
from tests.raw_rows import put

FIRST, TODAY = date(2025, 1, 1), date(2026, 11, 23)
_ON = "2026-03-02"


class World:
    """Makes sound records; what a caller says otherwise makes them fail."""

    def __init__(self, book: Book) -> None:
        self.book, self.read = book, Reading()
        self._year, self._n = 1990, 0
        edition = self.read.find(StandardRow, key="iso9001-2015")
        newest = self.read.find(StandardRow, key="iso9001-2026")
        assert edition is not None and newest is not None
        self.edition, self.newest = str(edition.id), str(newest.id)
        self.clause = self.clause_of("8.4.1")
        self.signed = self._sign_and_change()
        names = {str(row.name): str(row.id) for row in self.read.rows(Person)}
        self.lead, self.owner = names["Ines Okafor"], names["B. Lopes"]
        self.verifier = names["T. Haas"]
        (process,) = (row for row in self.read.rows(Process) if row.name == "Purchasing")
        (site,) = (row for row in self.read.rows(Site) if row.name == "Graz")
        self.process, self.site = str(process.id), str(site.id)
        self.unit = str(self.read.find(Unit, process=process.id, site=site.id).id)  # type: ignore[union-attr]
        self.person(self.lead)
        self.sound = {
            "programme": self.programme(),
            "audit": self.audit(),
            "finding": self.finding(),
            "action": self.action(),
            "person": self.lead,
            "unit": self.unit,
            "clause": self.clause,
        }
        for number in ("8.4.2", "8.4.3"):
            self.line(self.sound["audit"], clause=self.clause_of(number))

    def clause_of(self, number: str, standard: str = "") -> str:
        row = self.read.find(ClauseRow, standard=standard or self.edition, number=number)
        assert row is not None, number
        return str(row.id)

    def put(self, table: Any, **values: Any) -> str:
        return put(self.book, table, **values)

    def next(self) -> int:
        self._n += 1
        return self._n

    def programme(self, without: str = "", audit_on: str = "", **other: Any) -> str:
        """A programme of a year of its own, approved, with an audit that was held."""
        self._year += 1
        year = other.pop("year", self._year)
        values = {
            "year": year, "title": f"Year {year}", "state": "approved", "objectives": "o",
            "scope": "s", "risks": "r", "resources": "r", "methods": "m", "confidentiality": "c",
            "manager": self.lead, "approved_on": f"{year}-01-02", **other,
        }  # fmt: skip
        id = self.put(Programme, **values)
        for unit in self.read.rows(Unit):
            if without != "frequency":
                self.put(
                    FrequencyDecision, programme=id, unit=unit.id, inputs={}, score=300,
                    risk_class="medium", interval_months=12,
                )  # fmt: skip
        for about in ("schedule", "feedback"):
            if about != without:
                self.put(Monitoring, programme=id, about=about, text="t", noted_on=f"{year}-06-01")
        if without != "signature":
            self.put(
                Signoff, table_name="programme", row=id, meaning="approved", name="B. Lopes",
                signed_on=values["approved_on"] or f"{year}-01-02",
            )  # fmt: skip
        audit = self.audit(programme=id, day=audit_on or f"{year}-02-03")
        if without != "review":
            self.put(
                ReviewPoint, finding=self.finding(audit=audit), text="t", decision="d",
                noted_on=f"{year}-02-03", reviewed_on=f"{year + 1}-01-20",
            )  # fmt: skip
        return id

    def audit(self, without: str = "", day: str = _ON, **other: Any) -> str:
        """An audit that was held and reported with all that belongs to it."""
        n = self.next()
        values = {
            "number": f"IA-{n:04}", "number_key": f"IA-{n:04}", "state": "closed",
            "objectives": "o", "scope": "s", "criteria": "c", "starts_on": day, "ends_on": day,
            "started_on": day, "held_on": day, "reported_on": day, "conclusion": "c",
            "distribution": "d", **other,
        }  # fmt: skip
        id = self.put(AuditRow, **values)
        parts: dict[str, Callable[[], object]] = {
            "unit": lambda: self.put(AuditUnit, audit=id, unit=self.unit),
            "edition": lambda: self.put(AuditStandard, audit=id, standard=self.edition),
            "lead": lambda: self.put(AuditMember, audit=id, person=self.lead, role="lead_auditor"),
            "declaration": lambda: self.put(
                Declaration, audit=id, person=self.lead, text="none", declared_on=day
            ),
            "plan": lambda: self.move("audit", id, "send_plan", day),
            "opening": lambda: self.meeting(id, "opening", day),
            "closing": lambda: self.meeting(id, "closing", day),
            "timetable": lambda: self.put(Session, audit=id, kind="audit", day=day),
            "lines": lambda: self.line(id),
            "report": lambda: self.put(
                Report, audit=id, state="issued", fulfilment="f", objectives_met="o", frozen={}
            ),
            "deadline": lambda: self.put(ReportDeadline, audit=id, report_due=day),
        }
        for name, make in parts.items():
            if name != without:
                make()
        return id

    def move(self, table: str, row: str, move: str, day: str = _ON, reason: str = "r") -> str:
        return self.put(
            MoveRecord, table_name=table, row=row, move=move, made_on=day, reason=reason
        )

    def meeting(self, audit: str, kind: str, day: str) -> None:
        session = self.put(Session, audit=audit, kind=kind, day=day)
        self.put(Attendance, session=session, name="B. Lopes")

    def line(self, audit: str, **other: Any) -> str:
        """A line that was judged on a sample, with all that belongs to it; its audit."""
        list_ = self.put(Checklist, audit=audit)
        values = {
            "checklist": list_, "position": 0, "clause": self.clause, "unit": self.unit,
            "question": "q", "verdict": "conform", "notes": "n", "population": "12",
            "sample_size": "4", "sampling": "every third", "sample": "4 orders", **other,
        }  # fmt: skip
        self.put(ChecklistLine, **values)
        return audit

    def reported(self, **other: Any) -> str:
        """An audit whose issued report says what a caller wants it to say."""
        audit = self.audit("report")
        values = {"fulfilment": "f", "objectives_met": "o", **other}
        self.put(Report, audit=audit, state="issued", frozen={}, **values)
        return audit

    def with_line(self, **other: Any) -> str:
        return self.line(self.audit("lines"), **other)

    def finding(self, without: str = "", **other: Any) -> str:
        """A minor nonconformity that was answered and closed."""
        n = self.next()
        process = self.put(Process, name=f"Process {n}", retired=True)
        values = {
            "number": f"NC-2026-{n:03}", "number_key": f"NC-2026-{n:03}", "grade": "minor",
            "state": "closed", "process": process, "site": self.site, "requirement": "r",
            "evidence": "list rev 7 of 2026-01-30", "statement": "s", "auditor": self.lead,
            "owner": self.owner, "raised_on": _ON, "issued_on": _ON, "acknowledged_on": _ON,
            "extent": "nowhere else", "risk_update": "none", "closed_on": "2026-09-01",
            "closed_by": "Ines Okafor", **other,
        }  # fmt: skip
        id = self.put(Finding, **values)
        if without != "clause":
            self.put(FindingClause, finding=id, clause=self.clause, position=0)
        if without != "cause":
            self.put(Cause, finding=id, cause="c")
        if without != "signature":
            self.put(
                Signoff, table_name="finding", row=id, meaning="acknowledged", name="B. Lopes",
                signed_on=_ON,
            )  # fmt: skip
        for kind in ("correction", "corrective_action"):
            if kind != without:
                self.action(finding=id, kind=kind, without=without)
        return id

    def action(self, without: str = "", finding: str = "", check: Any = None, **other: Any) -> str:
        """A corrective action that was accepted, done, and found effective."""
        n = self.next()
        values = {
            "number": f"CA-2026-{n:03}", "number_key": f"CA-2026-{n:03}",
            "kind": "corrective_action", "what": "w", "owner": self.owner, "due": "2026-05-01",
            "accepted_on": "2026-03-05", "accepted_by": "Ines Okafor", "done_on": "2026-04-20",
            "done_evidence": "record 4", **other,
        }  # fmt: skip
        id = self.put(ActionRow, **values)
        self.put(ActionFinding, action=id, finding=finding or self.finding())
        agreed = {
            "criterion": "no repeat", "method": "records", "planned_on": "2026-08-01",
            "verifier": self.verifier, "result": "effective", "evidence": "list 4",
            "checked_on": "2026-08-01", **(check or {}),
        }  # fmt: skip
        if without != "check":
            self.put(EffectivenessCheck, action=id, **agreed)
        return id

    def open_action(self, **other: Any) -> str:
        """An action that is still to be done, of a finding that waits for it."""
        values = {"finding": self.open_finding(), "done_on": None, "without": "check", **other}
        return self.action(**values)

    def open_finding(self, state: str = "issued", **other: Any) -> str:
        values = {"closed_on": None, "answer_due": "2026-12-24", **other}
        return self.finding(state=state, **values)

    def person(self, of: str = "", **other: Any) -> str:
        """Somebody who audits and whose competence is shown."""
        id = of or self.put(Person, name=f"Auditor {self.next()}")
        self.put(PersonRole, person=id, role="auditor")
        values = {
            "subject": "Internal auditor", "evidence": "certificate",
            "acquired_on": "1990-01-01", **other,
        }  # fmt: skip
        self.put(Competence, person=id, **values)
        return id

    def member(self, **other: Any) -> str:
        """An audit with one more auditor, whose independence is declared."""
        audit = self.audit()
        person = other.pop("person", None) or self.person()
        self.put(AuditMember, audit=audit, person=person, role="auditor", **other)
        self.put(Declaration, audit=audit, person=person, declared_on=_ON)
        return audit

    def moved(self, **other: Any) -> str:
        audit = self.audit()
        values = {"old_starts_on": "2026-02-02", "new_starts_on": _ON, "reason": "r", **other}
        self.put(Reschedule, audit=audit, **values)
        return audit

    def extended(self, **other: Any) -> str:
        action = self.action()
        values = {
            "stage": "implement", "old_due": "2026-04-01", "new_due": "2026-05-01", "reason": "r",
            "approved_by": "T. Haas", "extended_on": "2026-03-30", **other,
        }  # fmt: skip
        self.put(Extension, action=action, **values)
        return action

    def point(self, **other: Any) -> str:
        """A finding with a point that the review has heard and decided on."""
        finding = self.finding()
        values = {"text": "t", "noted_on": "2025-02-01", "decision": "d", **other}
        self.put(ReviewPoint, finding=finding, **values)
        return finding

    def repeated(self) -> str:
        """A finding on the clause and process of one before, of another audit."""
        process = self.put(Process, name=f"Process {self.next()}", retired=True)
        self.finding(process=process, audit=self.audit(), raised_on="2026-01-15")
        return self.finding(process=process, audit=self.audit())

    def cancelled(self) -> str:
        audit = self.audit(state="cancelled", started_on=None, held_on=None, reported_on=None)
        self.move("audit", audit, "cancel", reason="")
        return audit

    def withdrawn(self) -> str:
        finding = self.finding(state="withdrawn", closed_on=None)
        self.move("finding", finding, "withdraw", reason="")
        return finding

    def _sign_and_change(self) -> str:
        """A finding that was changed after its issue was signed; before any row is put in."""
        finding = self.read.find(Finding, number="NC-2026-001")
        assert finding is not None
        with self.book.step("Sign") as step:
            sign(step, Finding, str(finding.id), meaning="prepared", name="T. Haas", on=TODAY)
        with self.book.step("Change") as step:
            step.change(Finding, str(finding.id), place="Gate 4")
        return str(finding.id)

    def failed(self) -> str:
        """An action that did not work and was not followed by another."""
        finding = self.finding()
        return self.action(finding=finding, check={"result": "not_effective"})

    def with_left_out(self) -> str:
        programme = self.programme()
        self.put(LeftOut, programme=programme, unit=self.unit, reason="")
        return programme

    def revised(self) -> str:
        first = self.programme()
        year = int(self.read.get(Programme, first).year)
        self.audit(programme=first, day=f"{year}-03-03")
        return self.programme(year=year, revision=1, state="draft", approved_on=None)

    def not_yearly(self) -> str:
        """A clause that is due each year and that nobody looked at."""
        clause = self.clause_of("10.2.1", self.newest)
        self.put(UnitClause, unit=self.other_unit(), clause=clause, reason="")
        return clause

    def other_unit(self) -> str:
        """A unit that no audit looked at, although a clause applies to it."""
        return str(
            next(
                unit.id
                for unit in self.read.rows(Unit, process=self.process)
                if unit.id != self.unit
            )
        )

    def withdrawn_edition(self) -> str:
        audit = self.audit()
        old = self.put(
            StandardRow, key="old", designation="Old", kind="internal", withdrawn_on="2020-01-01"
        )
        self.put(AuditStandard, audit=audit, standard=old)
        return audit

    def incompetent(self) -> str:
        person = self.put(Person, name=f"Auditor {self.next()}")
        return self.member(person=person)


FAILING: dict[str, Callable[[World], str]] = {
    "programme_approved": lambda w: w.programme(approved_on="2024-01-01", audit_on="1991-01-15"),
    "programme_revision_approved": World.revised,
    "programme_signed": lambda w: w.programme("signature"),
    "programme_objectives": lambda w: w.programme(objectives=" "),
    "programme_scope": lambda w: w.programme(scope=""),
    "programme_risks": lambda w: w.programme(risks=""),
    "programme_resources": lambda w: w.programme(resources=""),
    "programme_methods": lambda w: w.programme(methods=""),
    "programme_confidentiality": lambda w: w.programme(confidentiality=""),
    "programme_manager": lambda w: w.programme(manager=None),
    "programme_frequency": lambda w: w.programme("frequency"),
    "programme_left_out": World.with_left_out,
    "programme_monitored": lambda w: w.programme("schedule"),
    "programme_feedback": lambda w: w.programme("feedback"),
    "units_seen": World.other_unit,
    "yearly_seen": World.not_yearly,
    "competence_valid": lambda w: w.person(expires_on="2026-10-31"),
    "competence_proven": lambda w: w.person(evidence=""),
    "review_heard": lambda w: w.programme("review", year=2025),
    "review_in_time": lambda w: w.point(decision=""),
    "review_decided": lambda w: w.point(reviewed_on="2024-12-31", decision=""),
    "audit_objectives": lambda w: w.audit(objectives=""),
    "audit_scope": lambda w: w.audit("unit", scope=""),
    "audit_criteria": lambda w: w.audit("edition", criteria=""),
    "audit_edition": World.withdrawn_edition,
    "audit_lead": lambda w: w.audit("lead"),
    "audit_missed": lambda w: w.audit(state="confirmed", started_on=None, held_on=None),
    "audit_moved_with_reason": lambda w: w.moved(reason=""),
    "audit_moved_often": lambda w: w.audit(reschedules=3),
    "audit_cancelled_with_reason": World.cancelled,
    "audit_plan_sent": lambda w: w.audit("plan"),
    "audit_timetable": lambda w: w.audit("timetable"),
    "independence_declared": lambda w: w.audit("declaration"),
    "exception_mitigated": lambda w: w.member(exception="works there", mitigation="m"),
    "competence_on_the_day": World.incompetent,
    "opening_held": lambda w: w.audit("opening"),
    "closing_held": lambda w: w.audit("closing"),
    "audit_worked": lambda w: w.audit("lines"),
    "lines_judged": lambda w: w.with_line(verdict=None),
    "lines_reasoned": lambda w: w.with_line(verdict="not_verified"),
    "sample_population": lambda w: w.with_line(population=""),
    "sample_chosen": lambda w: w.with_line(sampling=""),
    "line_evidence": lambda w: w.with_line(notes="", sample=""),
    "line_became_finding": lambda w: w.with_line(verdict="nonconformity"),
    "drafts_settled": lambda w: str(
        w.read.get(Finding, w.finding(state="draft", number=None, audit=w.audit())).audit
    ),
    "report_issued": lambda w: w.audit("report"),
    "report_in_time": lambda w: w.audit(reported_on="2026-04-01"),
    "report_distributed": lambda w: w.audit(distribution=""),
    "report_conclusion": lambda w: w.audit(conclusion=""),
    "report_fulfilment": lambda w: w.reported(fulfilment=""),
    "report_objectives_met": lambda w: w.reported(objectives_met=""),
    "report_not_covered": lambda w: w.with_line(verdict="not_verified", reason="no time"),
    "finding_clause": lambda w: w.finding("clause"),
    "finding_requirement": lambda w: w.finding(requirement=""),
    "finding_evidence": lambda w: w.finding(evidence=""),
    "finding_traceable": lambda w: w.finding(evidence="some records were missing"),
    "finding_statement": lambda w: w.finding(statement=""),
    "finding_place": lambda w: w.finding(site=None),
    "finding_owner": lambda w: w.open_finding(owner=None),
    "finding_repeat": World.repeated,
    "finding_days": lambda w: w.finding(closed_on="2026-03-01"),
    "finding_withdrawn_with_reason": World.withdrawn,
    "finding_acknowledged": lambda w: w.open_finding(
        acknowledged_on=None, acknowledge_due="2026-03-10"
    ),
    "finding_sheet_back": lambda w: w.finding("signature"),
    "finding_late": lambda w: w.open_finding(answer_due="2026-11-22"),
    "finding_correction": lambda w: w.finding("correction"),
    "finding_cause": lambda w: w.finding("cause"),
    "finding_corrective_action": lambda w: w.finding("corrective_action"),
    "finding_effective": lambda w: w.finding("check"),
    "finding_extent": lambda w: w.finding(extent=""),
    "finding_updates": lambda w: w.finding(risk_update=""),
    "finding_closed_by": lambda w: w.finding(closed_by=""),
    "finding_follow_up": lambda w: w.open_finding(grade="major"),
    "signed_version": lambda w: w.signed,
    "action_owner": lambda w: w.open_action(owner=None),
    "action_due": lambda w: w.open_action(due=None),
    "action_late": lambda w: w.open_action(due="2026-11-22"),
    "action_accepted": lambda w: w.action(accepted_on=None),
    "action_sent_back": lambda w: w.open_action(accepted_on=None, rejection="too weak"),
    "action_evidence": lambda w: w.action(done_evidence=""),
    "action_days": lambda w: w.action(done_on="2026-01-01"),
    "extension_reason": lambda w: w.extended(reason=""),
    "extension_approved": lambda w: w.extended(approved_by="B. Lopes"),
    "effect_planned": lambda w: w.action(check={"criterion": ""}),
    "effect_method": lambda w: w.action(check={"method": ""}),
    "effect_checked": lambda w: w.action(check={"result": None, "checked_on": None}),
    "effect_by_whom": lambda w: w.action(check={"verifier": None}),
    "effect_evidence": lambda w: w.action(check={"evidence": ""}),
    "effect_independent": lambda w: w.action(check={"verifier": w.owner}),
    "effect_after_work": lambda w: w.action(check={"checked_on": "2026-04-01"}),
    "effect_failed_followed": World.failed,
}
