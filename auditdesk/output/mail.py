"""A ready e-mail: the form and the sheets of findings, for a mail program to show and send."""

import re
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from auditdesk import scratch
from auditdesk.book.dossiers import FindingDossier, House
from auditdesk.domain.response import ResponseForm, Texts
from auditdesk.files import MAIL, replacing
from auditdesk.i18n import date_text
from auditdesk.output.cells import one_line
from auditdesk.output.response import write_response
from auditdesk.output.response_pdf import print_response
from auditdesk.output.sheets import Stamp, finding_sheets
from auditdesk.output.workbook import TableTitle

_ADDRESS = re.compile(r"[^\s@<>,;:\"()]+@[^\s@<>,;:\"()]+")
_TYPES = {
    ".xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".pdf": ("application", "pdf"),
}


def is_address(text: str) -> bool:
    """Whether a text is an e-mail address that may stand in the head of a message."""
    return _ADDRESS.fullmatch(text) is not None


def write_mail(
    forms: Sequence[ResponseForm],
    texts: Texts,
    people: Sequence[str],
    dossiers: Sequence[FindingDossier],
    house: House,
    heading: TableTitle,
    stamp: Stamp,
    to: Path,
) -> Path:
    """Write the message with forms and sheets attached; it opens as a draft, and sends nothing."""
    numbers = ", ".join(form.number for form in forms)
    with scratch.temporary() as name:
        workbook = Path(name) / f"{numbers[:80]}.xlsx"
        paper = workbook.with_suffix(".pdf")
        form = workbook.with_name(f"{texts.file.format(names=numbers[:80])}.pdf")
        write_response(forms, texts, people, heading, workbook)
        print_response(forms, texts, people, house, stamp, form)
        finding_sheets(dossiers, house, stamp, paper, even_blank=True)
        message = _message(forms, texts, numbers, heading.author)
        for file in (workbook, form, paper):
            kind, of = _TYPES[file.suffix]
            message.add_attachment(file.read_bytes(), maintype=kind, subtype=of, filename=file.name)
    with replacing(to, MAIL) as part:
        part.write_bytes(message.as_bytes())
    return to


def _message(
    forms: Sequence[ResponseForm], texts: Texts, numbers: str, sender: str
) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    dues = [form.due for form in forms if form.due]
    subject = texts.mail["subject" if dues else "subject_undated"]
    due = date_text(min(dues)) if dues else ""
    message["Subject"] = one_line(subject.format(numbers=numbers, due=due))
    known = dict.fromkeys(form.to for form in forms if is_address(form.to))
    if known:
        message["To"] = ", ".join(known)
    message["X-Unsent"] = "1"
    message.set_content(texts.mail["text"].lstrip().format(numbers=numbers, sender=sender))
    return message
