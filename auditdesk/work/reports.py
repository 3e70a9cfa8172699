"""Reports: written, issued with a digest, superseded where an audit is reopened, disclosed."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

from auditdesk.book.book import Book
from auditdesk.book.report_reader import build, newest_report, report_values
from auditdesk.book.step import Step
from auditdesk.book.tables import AuditRow, Disclosure, Report
from auditdesk.domain.checks import Problem
from auditdesk.domain.report import TEXTS, Hidden, Values, digest_of, missing
from auditdesk.errors import Refusal
from auditdesk.files import contents
from auditdesk.i18n import _


def begin(step: Step, *, audit: AuditRow, **texts: Any) -> str:
    """Begin the report of an audit; the one that is begun already, where there is one."""
    found = newest_report(audit.id)
    if found is None:
        return step.add(Report, audit=audit.id, **texts)
    write(step, found.id, **texts)
    return found.id


def write(step: Step, row: str, **texts: Any) -> None:
    """Write what judgement must say. An issued report is locked until the audit is reopened."""
    report = step.get(Report, row)
    changed = {key: text for key, text in texts.items() if text != getattr(report, key)}
    if changed and report.state != "draft":
        number = step.get(AuditRow, report.audit).number
        raise Refusal(
            _(
                "The report of {number} is issued and locked: reopen the audit with a reason."
            ).format(number=number)
        )
    step.change(Report, row, **changed)


def still_missing(book: Book, audit: str) -> list[Problem]:
    """What a complete report has and this one has not; it may be issued all the same."""
    return missing(report_values(book, audit))


def issue(step: Step, audit: str, *, on: date) -> str:
    """Freeze the report as it stands and give it its digest; the digest."""
    row = newest_report(audit)
    id = row.id if row is not None else step.add(Report, audit=audit)
    step.change(Report, id, state="issued", issued_on=on, issued_by=step.book.who)
    values = build(step.book, audit)
    digest = digest_of(values)
    step.change(Report, id, frozen=values, digest=digest)
    return digest


def supersede(step: Step, audit: str) -> None:
    """An audit was reopened: the issued report stays as it was, and the next revision begins."""
    row = newest_report(audit)
    if row is None or row.state != "issued":
        return
    step.change(Report, row.id, state="superseded")
    texts = {key: getattr(row, key) for key in TEXTS}
    step.add(Report, audit=audit, revision=row.revision + 1, **texts)


def verify(values: Values) -> bool:
    """Whether an issued report still has the digest that it was given."""
    plain = {key: value for key, value in values.items() if key != "digest"}
    return bool(values["digest"]) and digest_of(plain) == values["digest"]


def disclose(
    step: Step,
    audit: AuditRow,
    *,
    recipient: str,
    purpose: str,
    hidden: list[Hidden],
    file: Path,
    on: date,
) -> str:
    """Keep what left for whom, and what was taken out of it; the digest of the file proves it."""
    if not recipient.strip():
        raise Refusal(_("Name who gets it."))
    values = newest_report(audit.id)
    return step.add(
        Disclosure,
        audit=audit.id,
        recipient=recipient,
        purpose=purpose,
        hidden=hidden,
        report_digest=values.digest if values else "",
        file_digest=hashlib.sha256(contents(file)).hexdigest(),
        left_on=on,
        given_by=step.book.who,
    )
