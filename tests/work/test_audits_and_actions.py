"""Audits with their teams and editions; actions with their owners and proofs."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from auditdesk.book.listings import ACTIONS, AUDITS, FINDINGS
from auditdesk.book.lists import List, Query
from auditdesk.book.reading import Reading
from auditdesk.book.tables import Extension, Finding, Reschedule
from auditdesk.book.year import year_rows
from auditdesk.domain.programme import Mark
from auditdesk.errors import Refusal
from tests.conftest import TODAY, Desk
from tests.work.test_findings import refused

PLAN = {
    "units": ["Purchasing · Graz"],
    "standard": "ISO 9001:2015",
    "starts_on": "2026-03-02",
    "lead_auditor": "Ines Okafor",
    "objectives": "o",
}


def test_an_audit_takes_title_clauses_and_year_from_what_it_visits(desk: Desk) -> None:
    desk.add("audit", **PLAN)
    (row,) = List(desk.book, AUDITS).page(0, 5)
    assert row.title == "Purchasing · Graz"
    assert row.clauses == ("8.4.1", "8.4.2", "8.4.3")
    assert (row.number, row.year, row.ends_on) == ("IA-2026-001", 2026, date(2026, 3, 2))
    assert (row.lead_auditor, row.team) == ("Ines Okafor", ("Ines Okafor",))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"ends_on": "2026-03-01"}, "lies before the start"),
        ({"standard": "ISO 9000:2015"}, "tells what words mean; nobody is audited against it"),
        ({"units": ["Sales · Graz"]}, "There is no"),
        ({"clauses": ["8.99"]}, "has no clause 8.99"),
        ({"lead_auditor": "Ines"}, "Nearest: Ines Okafor"),
        ({"team": [{"person": "T. Haas", "role": "boss"}]}, "“boss” is not possible"),
        ({"method": "by phone"}, "not possible"),
        ({"starts_on": "2026-02-30"}, "is not a date"),
    ],
)
def test_a_bad_plan_is_refused(desk: Desk, data: dict, sentence: str) -> None:
    refused(desk, sentence, "audit", verb="add", **{**PLAN, **data})


def test_the_edition_is_frozen_when_the_audit_starts(desk: Desk) -> None:
    desk.add("audit", **PLAN)
    desk.set("audit", "IA-2026-001", standard="ISO 9001:2026")
    desk.set("audit", "IA-2026-001", move="start", on="2026-03-02")
    refused(desk, "frozen", "audit", "IA-2026-001", standard="ISO 9001:2015")
    desk.set("audit", "IA-2026-001", standard="ISO 9001:2026", scope="all of it")


@pytest.mark.parametrize(
    ("tie", "reason"),
    [
        ({"owner": "Ines Okafor"}, "owns Purchasing"),
        ({"workers": ["Ines Okafor"]}, "works in Purchasing"),
        ({"deputy": "Ines Okafor"}, "works in Purchasing"),
        ({"department": "Quality"}, "works in Purchasing"),
    ],
)
def test_nobody_audits_a_process_they_own_or_work_in(desk: Desk, tie: dict, reason: str) -> None:
    desk.set("person", "Ines Okafor", department="Quality")
    desk.set("process", "Purchasing", **tie)
    refused(
        desk, f"Ines Okafor is not independent: Ines Okafor {reason}", "audit", verb="add", **PLAN
    )


def test_nobody_audits_a_process_they_manage(desk: Desk) -> None:
    desk.set("person", "B. Lopes", manager="M. Costa")
    desk.set("person", "M. Costa", manager="Ines Okafor")
    refused(desk, "manages the owner of Purchasing", "audit", verb="add", **PLAN)


def test_a_declared_exception_needs_mitigation_and_approver_and_stands_on_the_plan(
    desk: Desk,
) -> None:
    from auditdesk.book.dossier_reader import plan_dossier

    desk.set("process", "Purchasing", owner="Ines Okafor")
    seat = {"person": "Ines Okafor", "exception": "only auditor of this site"}
    refused(desk, "needs a mitigation", "audit", verb="add", **PLAN, team=[seat])
    seat |= {"mitigation": "report reviewed by T. Haas", "approved_by": "M. Costa"}
    desk.add("audit", **PLAN, team=[seat])
    desk.set("audit", "IA-2026-001", move="start", on="2026-03-02")
    plan = plan_dossier(desk.book, desk.get("audit", "IA-2026-001").id)
    (member,) = plan.team
    assert (member.exception, member.mitigation, member.approved_by) == (
        "only auditor of this site",
        "report reviewed by T. Haas",
        "M. Costa",
    )


def test_somebody_who_became_dependent_cannot_start(desk: Desk) -> None:
    desk.add("audit", **PLAN)
    desk.set("process", "Purchasing", owner="Ines Okafor")
    refused(desk, "is not independent", "audit", "IA-2026-001", move="start", on="2026-03-02")


def test_a_guide_of_the_house_may_belong_to_it(desk: Desk) -> None:
    desk.add("audit", **PLAN, team=[{"person": "B. Lopes", "role": "guide"}])


def test_dates_move_only_by_reschedule_with_a_reason(desk: Desk) -> None:
    desk.add("audit", **PLAN, ends_on="2026-03-03")
    refused(desk, "reschedule", "audit", "IA-2026-001", starts_on="2026-03-01")
    refused(
        desk, "needs a reason", "audit", "IA-2026-001", move="reschedule", starts_on="2026-05-04"
    )
    desk.set(
        "audit",
        "IA-2026-001",
        move="reschedule",
        starts_on="2026-05-04",
        reason="auditor ill",
        on="2026-02-27",
    )
    audit = desk.get("audit", "IA-2026-001")
    assert (audit.starts_on, audit.ends_on, audit.reschedules) == (
        date(2026, 5, 4),
        date(2026, 5, 5),
        1,
    )
    (record,) = Reading().rows(Reschedule)
    assert (record.old_starts_on, record.reason) == (date(2026, 3, 2), "auditor ill")


def test_the_year_shows_planned_done_moved_and_late(desk: Desk) -> None:
    desk.add("audit", **PLAN)
    desk.set("audit", "IA-2026-001", move="reschedule", starts_on="2026-05-04", reason="ill")
    desk.add("audit", **{**PLAN, "starts_on": "2026-02-02"})
    desk.set("audit", "IA-2026-002", move="start", on="2026-02-02")
    desk.set("audit", "IA-2026-002", move="finish", on="2026-02-02")
    desk.add("audit", **{**PLAN, "starts_on": "2026-12-01"})
    desk.add("audit", **{**PLAN, "starts_on": "2026-12-02"})
    desk.set("audit", "IA-2026-004", move="cancel", reason="line closed")
    rows = {row.unit: row for row in year_rows(desk.book, 2026, TODAY)}
    row = rows["Purchasing · Graz"]
    assert [(one.month, one.mark, one.audit) for one in row.marks] == [
        (2, Mark.DONE, "IA-2026-002"),
        (3, Mark.MOVED, "IA-2026-001"),
        (5, Mark.LATE, "IA-2026-001"),
        (12, Mark.PLANNED, "IA-2026-003"),
        (12, Mark.CANCELLED, "IA-2026-004"),
    ]
    assert row.reasons == (("IA-2026-001", "ill"), ("IA-2026-004", "line closed"))
    assert rows["Calibration · Graz"].marks == ()


def test_an_audit_goes_its_way_and_not_another(issued: Desk) -> None:
    refused(issued, "in progress|started", "audit", "IA-2026-001", move="close")
    issued.set("audit", "IA-2026-001", move="finish", on="2026-11-10")
    issued.add("finding", audit="IA-2026-001", grade="observation", evidence="x")
    refused(issued, "still drafts", "audit", "IA-2026-001", move="report")
    refused(issued, "not possible now", "audit", "IA-2026-001", move="cancel", reason="x")


def test_a_closed_audit_takes_no_finding_and_reopens_with_a_reason(audited: Desk) -> None:
    for move, day in (("finish", "2026-11-10"), ("report", "2026-11-12"), ("close", "2026-11-13")):
        audited.set("audit", "IA-2026-001", move=move, on=day)
    refused(
        audited,
        "no finding can be added",
        "finding",
        verb="add",
        audit="IA-2026-001",
        grade="minor",
    )
    refused(audited, "reopen it first", "audit", "IA-2026-001", scope="x")
    refused(audited, "needs a reason", "audit", "IA-2026-001", move="reopen")
    audited.set("audit", "IA-2026-001", move="reopen", reason="a page was missing")
    assert audited.get("audit", "IA-2026-001").state == "held"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"day": "2026-11-12"}, "lies outside IA-2026-001"),
        ({"starts": "23:00", "ends": "01:00"}, "ends after it starts"),
        ({"starts": "9 o'clock"}, "is not a time"),
        ({"auditors": ["Nobody"]}, "no person “Nobody”"),
        ({"clauses": ["8.44"]}, "has no clause"),
    ],
)
def test_a_bad_session_is_refused(audited: Desk, data: dict, sentence: str) -> None:
    session = {"audit": "IA-2026-001", "day": "2026-11-09", "starts": "09:00", "ends": "10:30"}
    refused(audited, sentence, "session", verb="add", **{**session, **data})
    audited.add(
        "session", **session, clauses=["8.4.1"], auditors=["T. Haas"], auditees=["B. Lopes"]
    )


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"due": "2026-11-01"}, "lies before the issue"),
        ({"what": " "}, "Say what"),
        ({"owner": "Lopes"}, r"Nearest: B\. Lopes"),
        ({"kind": "capa"}, "not possible"),
        ({"finding": "NC-2026-099"}, "Nearest: NC-2026-001"),
    ],
)
def test_a_bad_action_is_refused(issued: Desk, data: dict, sentence: str) -> None:
    action = {"finding": "NC-2026-001", "what": "Recall", "due": "2026-12-01"}
    refused(issued, sentence, "action", verb="add", **{**action, **data})


@pytest.fixture
def agreed(issued: Desk) -> Desk:
    issued.add(
        "action", finding="NC-2026-001", what="Recall for B", owner="B. Lopes", due="2026-11-20"
    )
    return issued


def only(desk: Desk) -> object:
    (row,) = List(desk.book, ACTIONS).page(0, 5)
    return row


def test_extension_keeps_the_old_date_the_reason_and_the_approver(agreed: Desk) -> None:
    refused(agreed, "Say why", "action", "CA-2026-001", move="extend", due="2026-12-20")
    refused(
        agreed,
        "before the issue",
        "action",
        "CA-2026-001",
        move="extend",
        due="2026-11-09",
        reason="x",
    )
    agreed.set(
        "action",
        "CA-2026-001",
        move="extend",
        due="2026-12-20",
        reason="tool late",
        approved_by="M. Costa",
    )
    row = only(agreed)
    assert (row.due, row.extensions) == (date(2026, 12, 20), 1)


@pytest.mark.parametrize("later", [7, 0])
def test_the_implementation_of_a_finding_follows_the_actions_of_its_accepted_plan(
    issued: Desk, later: int
) -> None:
    """later: the days by which the action is due after its finding, when the plan is accepted."""

    def implemented_by() -> date | None:
        (finding,) = List(issued.book, FINDINGS).stream()
        return finding.implement_due

    before = implemented_by()
    assert before is not None
    due = before + timedelta(days=later)
    issued.set("finding", "NC-2026-001", move="acknowledge", on="2026-11-12", by="B. Lopes")
    issued.add("cause", finding="NC-2026-001", cause="no recall list")
    issued.set("finding", "NC-2026-001", move="accept_cause", on="2026-11-16")
    issued.add("action", finding="NC-2026-001", what="Recall", owner="B. Lopes", due=str(due))
    plan = {"criterion": "12 of 12", "verifier": "Ines Okafor", "planned_on": "2027-06-01"}
    issued.set("action", "CA-2026-001", move="plan_check", on="2026-11-16", **plan)
    assert implemented_by() == before
    issued.set("finding", "NC-2026-001", move="accept_plan", on="2026-11-16")
    assert implemented_by() == due
    extend = {"move": "extend", "reason": "tool late", "approved_by": "M. Costa"}
    issued.set("action", "CA-2026-001", due=str(due + timedelta(days=9)), **extend)
    assert implemented_by() == due + timedelta(days=9)
    late = Query(late_on=due + timedelta(days=5))
    assert List(issued.book, FINDINGS, late).count() == 0
    finding = Reading().find(Finding)
    assert finding is not None
    assert not any(one.approved_by for one in Reading().rows(Extension, finding=finding.id))
    issued.set("action", "CA-2026-001", due=str(before), **extend)
    assert implemented_by() == due + timedelta(days=9), "no earlier"


def test_a_late_action_is_listed_until_it_is_done(agreed: Desk) -> None:
    late = lambda: List(agreed.book, ACTIONS, Query(late_on=TODAY)).count()  # noqa: E731
    assert late() == 1
    agreed.set("action", "CA-2026-001", move="done", on="2026-11-22")
    assert late() == 0


def test_who_owns_the_action_cannot_verify_it(agreed: Desk) -> None:
    check = {"move": "verify", "result": "effective", "evidence": "x"}
    refused(agreed, "not done yet", "action", "CA-2026-001", **check, verifier="T. Haas")
    agreed.set("action", "CA-2026-001", move="done", on="2026-11-15")
    refused(agreed, "owns this action", "action", "CA-2026-001", **check, verifier="B. Lopes")
    refused(
        agreed, "owns this action", "action", "CA-2026-001", move="plan_check", verifier="B. Lopes"
    )
    refused(agreed, "Name who", "action", "CA-2026-001", **check)
    refused(
        agreed,
        "cannot be checked on",
        "action",
        "CA-2026-001",
        **check,
        verifier="T. Haas",
        on="2026-11-14",
    )
    refused(
        agreed,
        "Say what shows",
        "action",
        "CA-2026-001",
        **{**check, "evidence": ""},
        verifier="T. Haas",
    )
    agreed.set("action", "CA-2026-001", **check, verifier="T. Haas")
    row = only(agreed)
    assert (row.effective, row.state, row.verifier) == (True, "effective", "T. Haas")


def test_a_planned_check_is_filled_by_its_verification(agreed: Desk) -> None:
    agreed.set(
        "action",
        "CA-2026-001",
        move="plan_check",
        criterion="0 of 12",
        planned_on="2027-02-01",
        verifier="T. Haas",
    )
    agreed.set("action", "CA-2026-001", move="done")
    agreed.set("action", "CA-2026-001", move="verify", result="not_effective", evidence="2 of 12")
    row = only(agreed)
    assert (row.effective, row.effect, row.state) == (False, "not_effective", "not_effective")


def test_a_cancelled_action_says_why_and_stays(agreed: Desk) -> None:
    refused(agreed, "needs a reason", "action", "CA-2026-001", move="cancel")
    agreed.set("action", "CA-2026-001", move="cancel", reason="replaced by CA-2026-002")
    refused(agreed, "is cancelled", "action", "CA-2026-001", move="done")
    assert only(agreed).state == "cancelled"


def test_one_action_may_serve_several_findings(agreed: Desk) -> None:
    from tests.conftest import nonconformity

    agreed.add("finding", **nonconformity(), move="issue", on="2026-11-10")
    agreed.add("action", finding="NC-2026-001", findings=["NC-2026-002"], what="One for both")
    rows = List(agreed.book, ACTIONS, Query((("finding", "NC-2026-002"),))).page(0, 5)
    assert [row.findings for row in rows] == [("NC-2026-001", "NC-2026-002")]


def test_the_ring_of_managers_is_refused(desk: Desk) -> None:
    desk.set("person", "T. Haas", manager="M. Costa")
    with pytest.raises(Refusal, match="own manager"):
        desk.set("person", "M. Costa", manager="T. Haas")


def test_holidays_of_an_unknown_country_are_refused(desk: Desk) -> None:
    refused(desk, "“XX” is not the two letters", "site", verb="add", name="X", country="XX")
    refused(desk, "has no region", "organisation", ".", region="Q")


def test_a_name_is_taken_once(desk: Desk) -> None:
    refused(desk, "exists already", "site", verb="add", name="graz")
    refused(
        desk, "unit of that site already", "unit", verb="add", process="Purchasing", site="Graz"
    )


def test_a_logo_is_copied_into_the_book_and_heads_the_sheets(desk: Desk, tmp_path: Path) -> None:
    from auditdesk.book.dossier_reader import house

    logo = tmp_path / "logo.svg"
    logo.write_text("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>")
    desk.set("organisation", ".", logo=str(logo))
    logo.unlink()
    assert house(desk.book).logo.startswith(b"<svg")
    (tmp_path / "logo.exe").write_bytes(b"x")
    refused(desk, "no PNG, JPEG or SVG", "organisation", ".", logo=str(tmp_path / "logo.exe"))
    refused(desk, "there is no file", "organisation", ".", logo=str(tmp_path / "none.png"))


def test_what_somebody_did_who_has_left_is_reopened_for_somebody_else_only(issued: Desk) -> None:
    number = issued.add("action", finding="NC-2026-001", what="Recall for B", owner="B. Lopes",
                        due="2026-12-01")  # fmt: skip
    issued.set("action", number, move="done", on="2026-11-20", evidence="Recall list rev 8")
    hand_over = {"hand_over_to": "M. Costa"}
    issued.set("person", "B. Lopes", retired=True, **hand_over)
    refused(issued, "B. Lopes has left the organisation: name somebody else", "action",
            number, move="reopen", on="2026-11-21", reason="half done")  # fmt: skip
    issued.set("action", number, owner="M. Costa")
    issued.set("action", number, move="reopen", on="2026-11-21", reason="half done")
    assert issued.get("action", number).done_on is None
