"""What sheets print of the past: moves with day and reason, sign-offs, evidence."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from auditdesk.book import evidence, photos
from auditdesk.book.house_rules import organisation
from auditdesk.book.reading import Reading
from auditdesk.book.signed import record_digest
from auditdesk.book.step import Step
from auditdesk.book.tables import Evidence, Markup, MoveRecord, SignedRecord, Signoff, Table
from auditdesk.errors import Refusal
from auditdesk.i18n import _


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
        table_name=table.sql_name,
        row=row,
        move=move,
        from_state=from_state,
        to_state=to_state,
        made_on=on,
        made_by=by or step.book.who,
        reason=reason,
    )


def sign(step: Step, table: type[Table], row: str, *, meaning: str, name: str, on: date) -> str:
    """Sign a record as it is now: its digest and that of the trail go with the name.

    A tamper-evident record, not a qualified electronic signature.
    """
    if not name.strip():
        raise Refusal(_("A sign-off needs a name."))
    begun = _first_day(step.get(table, row), meaning)
    if begun and on < begun:
        raise Refusal(
            _("The sign-off on {on} lies before what it stands for ({day}).").format(
                on=on, day=begun
            )
        )
    signoff = step.add(
        Signoff,
        table_name=table.sql_name,
        row=row,
        meaning=meaning,
        name=name,
        signed_on=on,
        digest=step.book.head.digest,
    )
    step.add(SignedRecord, signoff=signoff, digest=record_digest(step, table, row, meaning))
    return signoff


_BEGUN = {
    "acknowledged": ("issued_on", "raised_on"),
    "closed": ("closed_on", "done_on", "held_on", "issued_on", "raised_on"),
}
_ALWAYS = ("raised_on",)


def _first_day(record: Table, meaning: str) -> date | None:
    """The day before which nobody can have signed a record with this meaning."""
    days = (getattr(record, name, None) for name in _BEGUN.get(meaning, _ALWAYS))
    return next((day for day in days if day), None)


def attach(step: Step, table: type[Table], row: str, *, file: str, **values: Any) -> str:
    """Copy a photo or file into the book as evidence of a record; the source is left as it is."""
    limit = int(organisation(step).file_limit_mb) * 1024 * 1024
    evidence.refuse_file(Path(file), limit)
    name = Path(file).name
    kind, unprinted = photos.refuse_trap(Path(file))
    content = evidence.take_in(step, Path(file), limit)
    if unprinted:
        told = _("{name} is kept, but no report can print it: it {reason}.")
        step.remark(told.format(name=name, reason=unprinted))
    return _shown(step, table, row, name, content, media_type=kind, **values)


def keep(step: Step, table: type[Table], row: str, name: str, data: bytes, caption: str) -> str:
    """Keep bytes that were made here, such as pages of a scan, as evidence of a record."""
    return _shown(step, table, row, name, evidence.keep(step, data), caption=caption)


def _shown(step: Step, table: type[Table], row: str, name: str, content: str, **values: Any) -> str:
    values.setdefault("position", sum(1 for _row in step.rows(Evidence, row=row)))
    name = evidence.safe_name(name)
    values.setdefault("media_type", evidence.media_type(name))
    return step.add(
        Evidence,
        content=content,
        table_name=table.sql_name,
        row=row,
        name=name,
        **values,
    )


def detach(step: Step, id: str) -> None:
    """Take a file off its thing, with the marks on it."""
    for marks in step.rows(Markup, evidence=id):
        step.remove(Markup, marks.id)
    step.remove(Evidence, id)


def attach_each(
    step: Step, table: type[Table], row: str, files: Sequence[Path], **values: Any
) -> list[str]:
    """Attach what can be attached; why the others cannot, each by its name."""
    refused = []
    for file in files:
        try:
            attach(step, table, row, file=str(file), **values)
        except Refusal as error:
            refused.append(str(error))
    return refused


SHAPES = ("arrow", "box", "blur")


def mark_up(step: Step, row: str, shapes: Sequence[Mapping[str, Any]]) -> None:
    """Lay arrows, boxes and blurs beside a photo; the photo itself stays as it was taken.

    A shape: kind, and its corners x1, y1, x2, y2 in ten-thousandths of width and height.
    """
    plain = []
    for shape in shapes:
        corners = {key: int(shape[key]) for key in ("x1", "y1", "x2", "y2")}
        if shape["kind"] not in SHAPES or not all(0 <= n <= 10_000 for n in corners.values()):
            raise Refusal(_("A mark is an arrow, a box or a blur within the picture."))
        plain.append({"kind": shape["kind"], **corners})
    known = step.find(Markup, evidence=row)
    if known is None and plain:
        step.add(Markup, evidence=row, shapes=plain)
    elif known is not None:
        step.change(Markup, known.id, shapes=plain)


def marks_of(reading: Reading, row: str) -> list[dict[str, Any]]:
    """The arrows, boxes and blurs on a photo."""
    found = reading.find(Markup, evidence=row)
    shapes: list[dict[str, Any]] = found.shapes if found else []
    return shapes
