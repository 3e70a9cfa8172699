"""The ready e-mail: a draft with form and sheets, to those who owe the answers."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import cast

import pypdfium2
import pytest

from auditdesk.book.reading import Reading
from auditdesk.book.tables import Person
from auditdesk.intake.response import returned
from auditdesk.intake.response_pdf import read_form
from auditdesk.intake.workbook import read_workbook
from auditdesk.output import export
from auditdesk.work import responses
from tests.conftest import TODAY, Desk, nonconformity


def mail(desk: Desk, to: Path, language: str = "en") -> EmailMessage:
    texts = responses.texts_in(language)
    ids = responses.owned(desk.book, "B. Lopes")
    forms = [responses.form_of(desk.book, id, texts) for id in ids]
    people = responses.people(Reading())
    export.export_mail(desk.book, ids, forms, texts, people, to, TODAY)
    return cast(EmailMessage, message_from_bytes(to.read_bytes(), policy=default))


def test_it_is_a_draft_with_form_and_sheets_to_the_owner(issued: Desk, tmp_path: Path) -> None:
    issued.set("person", "B. Lopes", email="b.lopes@meridian.example")
    issued.add("finding", **nonconformity(), move="issue", on="2026-11-10")
    message = mail(issued, tmp_path / "answer.eml")
    assert message["To"] == "b.lopes@meridian.example"
    assert message["Subject"] == "Please answer by 2026-12-01: NC-2026-001, NC-2026-002"
    assert message["X-Unsent"] == "1"
    body = message.get_body(("plain",))
    assert body is not None and "Ines Okafor" in body.get_content()
    workbook, typed, paper = list(message.iter_attachments())
    (tmp_path / "form.xlsx").write_bytes(cast(bytes, workbook.get_content()))
    form = returned(read_workbook(tmp_path / "form.xlsx"))
    assert len(form.tokens) == 2
    (tmp_path / "form.pdf").write_bytes(cast(bytes, typed.get_content()))
    on_paper = read_form(tmp_path / "form.pdf")
    assert on_paper is not None and on_paper.tokens == form.tokens
    with pypdfium2.PdfDocument(paper.get_content()) as document:
        assert len(document) >= 2


@pytest.mark.parametrize(
    "address", ["", "no address", "a@b, c@d", "x@y\r\nBcc: all@meridian.example"]
)
def test_what_is_no_address_is_left_out(issued: Desk, tmp_path: Path, address: str) -> None:
    """No form takes such an address, but books that older releases wrote may hold it."""
    person = Reading().find(Person, name="B. Lopes")
    assert person is not None
    with issued.book.step("As an older release let it") as step:
        step.change(Person, str(person.id), email=address)
    message = mail(issued, tmp_path / "answer.eml", "de")
    assert message["To"] is None and message["Bcc"] is None
    assert str(message["Subject"]).startswith("Bitte antworten bis 2026-12-01")
