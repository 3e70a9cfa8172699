"""The plan as a ready e-mail, read by another library than wrote it."""

import email
from email.policy import default
from pathlib import Path

import pypdfium2
import pytest
from icalendar import Calendar

from auditdesk.book.reading import Reading
from auditdesk.output import export
from auditdesk.work import lookup
from tests.conftest import Desk, run_cli

NUMBER = "IA-2026-001"


def planned(desk: Desk) -> None:
    desk.set("person", "Ines Okafor", email="ines@example.org")
    desk.set("person", "B. Lopes", email="lopes@example.org")
    desk.add("session", audit=NUMBER, day="2026-11-09", starts="09:00", ends="10:00",
             what="Suppliers", auditors=["Ines Okafor"], auditees=["B. Lopes"])  # fmt: skip


def test_the_plan_goes_to_all_who_take_part_with_paper_and_calendar(
    audited: Desk, tmp_path: Path
) -> None:
    planned(audited)
    path = tmp_path / "plan.eml"
    export.export_plan_mail(audited.book, str(lookup.audit(Reading(), NUMBER).id), path)
    message = email.message_from_bytes(path.read_bytes(), policy=default)
    assert message["To"] == "lopes@example.org, ines@example.org"
    assert message["X-Unsent"] == "1" and NUMBER in message["Subject"]
    body = message.get_body()
    assert body is not None and NUMBER in body.get_content()
    paper, calendar = message.iter_attachments()
    assert paper.get_content_type() == "application/pdf"
    assert len(pypdfium2.PdfDocument(paper.get_content())) >= 1
    assert calendar.get_content_type() == "text/calendar"
    assert calendar.get_param("method") == "REQUEST"
    text = calendar.get_content()
    (one,) = Calendar.from_ical(text).walk("VEVENT")
    assert str(one["summary"]) == f"{NUMBER} Suppliers"


def test_the_mail_of_a_cancelled_audit_says_so(desk: Desk, tmp_path: Path) -> None:
    desk.set("person", "Ines Okafor", email="ines@example.org")
    number = desk.add("audit", title="Stores", starts_on="2026-11-09", lead_auditor="Ines Okafor")
    audit = str(lookup.audit(Reading(), number).id)
    desk.add("session", audit=number, day="2026-11-09", starts="09:00", ends="10:00",
             what="Suppliers", auditors=["Ines Okafor"], auditees=["B. Lopes"])  # fmt: skip
    desk.set("audit", number, move="cancel", reason="line closed")
    path = tmp_path / "plan.eml"
    export.export_plan_mail(desk.book, audit, path)
    message = email.message_from_bytes(path.read_bytes(), policy=default)
    body = message.get_body()
    assert "ancelled" in message["Subject"] and body is not None
    assert "cancelled" in body.get_content()
    _paper, calendar = message.iter_attachments()
    assert calendar.get_param("method") == "CANCEL"


def test_without_a_timetable_the_plan_goes_alone(audited: Desk, tmp_path: Path) -> None:
    path = tmp_path / "plan.eml"
    export.export_plan_mail(audited.book, str(lookup.audit(Reading(), NUMBER).id), path)
    message = email.message_from_bytes(path.read_bytes(), policy=default)
    assert [one.get_content_type() for one in message.iter_attachments()] == ["application/pdf"]


def test_the_command_writes_it_and_refuses_another_ending(
    audited: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    planned(audited)
    book = audited.book.path
    audited.book.close()
    code, out, err = run_cli(capsys, "invite", book, NUMBER, "--to", tmp_path / "p.eml")
    assert (code, err) == (0, "") and "p.eml" in out and (tmp_path / "p.eml").exists()
    code, _out, err = run_cli(capsys, "invite", book, NUMBER, "--to", tmp_path / "p.pdf")
    assert code != 0 and ".eml" in err and not (tmp_path / "p.pdf").exists()
