"""What sheets print of the past: moves with day and reason, sign-offs, evidence."""

from datetime import date
from pathlib import Path
from typing import Any

from auditdesk.book import evidence
from auditdesk.book.step import Step
from auditdesk.book.tables import Evidence, MoveRecord, Signoff, Table
from auditdesk.errors import Refusal
from auditdesk.i18n import _
from auditdesk.work.organisation import organisation


def record_move(
    step: Step,
    table: type[Table],
    row: str,
    *,
    move: str,
    from_state: str,
    to_state: str,
    on: date,
    by: str = "",
    reason: str = "",
) -> None:
    """Keep a change of state with its day and reason."""
    step.add(
        MoveRecord,
        table_name=table._meta.table_name,
        row=row,
        move=move,
        from_state=from_state,
        to_state=to_state,
        made_on=on,
        made_by=by or step.book.who,
        reason=reason,
    )


def sign(step: Step, table: type[Table], row: str, *, meaning: str, name: str, on: date) -> str:
    """Sign a record as it is now: the digest of the trail up to here goes with the name.

    A tamper-evident record, not a qualified electronic signature.
    """
    if not name.strip():
        raise Refusal(_("A sign-off needs a name."))
    return step.add(
        Signoff,
        table_name=table._meta.table_name,
        row=row,
        meaning=meaning,
        name=name,
        signed_on=on,
        digest=step.book.head.digest,
    )


def attach(step: Step, table: type[Table], row: str, *, file: str, **values: Any) -> str:
    """Copy a photo or file into the book as evidence of a record; the source is left as it is."""
    limit = int(organisation(step).file_limit_mb) * 1024 * 1024
    content = evidence.take_in(step, Path(file), limit)
    return _shown(step, table, row, Path(file).name, content, **values)


def keep(step: Step, table: type[Table], row: str, name: str, data: bytes, caption: str) -> str:
    """Keep bytes that were made here, such as pages of a scan, as evidence of a record."""
    return _shown(step, table, row, name, evidence.keep(step, data), caption=caption)


def _shown(step: Step, table: type[Table], row: str, name: str, content: str, **values: Any) -> str:
    values.setdefault("position", sum(1 for _row in step.rows(Evidence, row=row)))
    name = evidence.safe_name(name)
    return step.add(
        Evidence,
        content=content,
        table_name=table._meta.table_name,
        row=row,
        name=name,
        media_type=evidence.media_type(name),
        **values,
    )
