"""The plan of an audit as a ready e-mail: paper to read, and the timetable for the calendar."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from auditdesk import scratch
from auditdesk.book.dossiers import House, PlanDossier
from auditdesk.book.evidence import safe_name
from auditdesk.domain.audit import AuditState
from auditdesk.files import MAIL, replacing
from auditdesk.i18n import _, date_text
from auditdesk.output.calendar import timetable_calendar
from auditdesk.output.cells import one_line
from auditdesk.output.mail import is_address
from auditdesk.output.sheets import Stamp, audit_plans


def write_plan_mail(
    plan: PlanDossier, house: House, stamp: Stamp, author: str, to: Path, now: datetime
) -> Path:
    """Write the message to all who take part; it opens as a draft, and sends nothing.

    Without a timetable there is no calendar in it: the days of the audit stand in the plan.
    """
    message = _message(plan, author)
    name = safe_name(f"{_('Audit plan {number}').format(number=plan.number)}.pdf")
    with scratch.temporary() as folder:
        paper = Path(folder) / "plan.pdf"
        audit_plans([plan], house, stamp, paper, even_blank=True)
        message.add_attachment(
            paper.read_bytes(), maintype="application", subtype="pdf", filename=name
        )
    calendar = timetable_calendar(plan, "", now)
    if calendar.events:
        message.add_attachment(
            calendar.to_ical(), maintype="text", subtype="calendar",
            filename=safe_name(f"{plan.number}.ics"),
            params={"method": str(calendar["method"]), "charset": "utf-8"},
        )  # fmt: skip
    with replacing(to, MAIL) as part:
        part.write_bytes(message.as_bytes())
    return to


def _message(plan: PlanDossier, author: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    days = date_text(plan.starts_on) if plan.starts_on else ""
    if plan.ends_on and plan.ends_on != plan.starts_on:
        days += f" – {date_text(plan.ends_on)}"
    cancelled = plan.state == AuditState.CANCELLED
    told = (
        _("Cancelled: audit {number}: {title}") if cancelled else _("Audit plan {number}: {title}")
    )
    subject = told.format(number=plan.number, title=plan.title)
    message["Subject"] = one_line(f"{subject} ({days})" if days else subject)
    addresses = dict.fromkeys(email for _name, email in plan.addresses if is_address(email))
    if addresses:
        message["To"] = ", ".join(addresses)
    message["X-Unsent"] = "1"
    text = _(
        "Good day,\n\nattached are the plan of audit {number} and its timetable for your calendar."
        "\nPlease say soon if a day, a time or a person does not suit.\n\n{author}\n"
    )
    if cancelled:
        text = _(
            "Good day,\n\naudit {number} is cancelled. Attached are its plan as it was, and its"
            " timetable, which takes the sessions out of your calendar.\n\n{author}\n"
        )
    message.set_content(text.format(number=plan.number, author=author))
    return message
