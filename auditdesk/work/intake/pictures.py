"""Pictures: those that lie in the cells of a row become evidence of what the row becomes."""

import hashlib
import io
import zlib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile

from auditdesk import scratch
from auditdesk.book.house_rules import organisation
from auditdesk.book.tables import ActionRow, AuditRow, ChecklistLine, Evidence, Finding
from auditdesk.errors import Refusal
from auditdesk.i18n import _, ngettext
from auditdesk.intake.beside import Picture
from auditdesk.intake.records import Record
from auditdesk.intake.source import letter
from auditdesk.work.history import attach
from auditdesk.work.intake.context import Context, Taken
from auditdesk.work.intake.plan import Incoming, PlannedTable

_WITH_EVIDENCE = (Finding, ActionRow, AuditRow, ChecklistLine)
_MOST = 8
"""Cells that are named in one sentence."""


class CellPictures:
    """The pictures of one table, and what became of each."""

    def __init__(self, incoming: Incoming, planned: PlannedTable) -> None:
        self._data = incoming.data
        self._stem = incoming.source.name.rpartition(".")[0] or incoming.source.name
        self._sheet = planned.table.sheet
        elsewhere = {
            line.number
            for one in incoming.tables
            if one is not planned and one.table.sheet == planned.table.sheet
            for line in one.table.rows
        }
        self._left = [one for one in planned.table.beside.pictures if one.row not in elsewhere]
        self._by_row: dict[int, list[Picture]] = defaultdict(list)
        for picture in self._left:
            self._by_row[picture.row].append(picture)
        self._taken: list[Picture] = []
        self._refused: list[str] = []

    def put(self, context: Context, record: Record, taken: Taken) -> bool:
        """Keep the pictures of a row as evidence of its thing; whether any was new.

        One that cannot be kept is named, and the row comes in without it: it is refused before
        anything of it is written.
        """
        new = False
        for picture in self._by_row.get(record.row, ()) if record.row else ():
            if taken.table not in _WITH_EVIDENCE or not picture.part:
                continue
            try:
                new |= self._attach(context, picture, taken)
            except Refusal as refusal:
                self._refused.append(f"{_cell(picture)}: {' '.join(str(refusal).split())}")
            else:
                self._taken.append(picture)
            self._left.remove(picture)
        return new

    def undo(self, record: Record) -> None:
        """A row came to nothing: its pictures are not taken either."""
        back = [one for one in self._taken if one.row == record.row]
        self._taken = [one for one in self._taken if one.row != record.row]
        self._left += back

    def _attach(self, context: Context, picture: Picture, taken: Taken) -> bool:
        data = self._bytes(picture, organisation(context.step).file_limit_mb * 1024**2)
        table, digest = taken.table.sql_name, hashlib.sha256(data).hexdigest()
        if context.step.find(Evidence, content=digest, table_name=table, row=taken.id):
            return False
        name = f"{self._stem} {_cell(picture)}{PurePosixPath(picture.part).suffix.lower()}"
        with scratch.temporary() as folder:
            file = Path(folder, name)
            file.write_bytes(data)
            caption = f"{context.file}, {self._sheet}, {_cell(picture)}"
            attach(context.step, taken.table, taken.id, file=str(file), caption=caption)
        return True

    def _bytes(self, picture: Picture, limit: int) -> bytes:
        """The picture as the file holds it; Refusal where it is not there, too large or broken."""
        try:
            with ZipFile(io.BytesIO(self._data)) as package:
                if package.getinfo(picture.part).file_size > limit:
                    raise Refusal(
                        _("the picture is larger than the {limit} MB that the book takes").format(
                            limit=limit // 1024**2
                        )
                    )
                return package.read(picture.part)
        except (BadZipFile, KeyError, NotImplementedError, zlib.error) as error:
            raise Refusal(_("the picture is damaged in the file")) from error

    def remarks(self) -> list[str]:
        """How many pictures came in, and which did not and why."""
        told = []
        if self._taken:
            count = len(self._taken)
            text = ngettext(
                "{n} picture is kept as evidence of its row: {cells}",
                "{n} pictures are kept as evidence of their rows: {cells}",
                count,
            )
            told.append(text.format(n=count, cells=_cells(self._taken)))
        told += [_("a picture is not kept, {why}").format(why=why) for why in self._refused]
        if self._left:
            count = len(self._left)
            text = ngettext(
                "{n} picture is not taken in: {cells}. Add it to the evidence of its finding.",
                "{n} pictures are not taken in: {cells}. Add them to the evidence of the findings.",
                count,
            )
            at = [one for one in self._left if one.row]
            told.append(text.format(n=count, cells=_cells(at) or self._sheet))
        return told


def _cell(picture: Picture) -> str:
    return f"{letter(picture.column)}{picture.row}"


def _cells(pictures: Iterable[Picture]) -> str:
    every = list(dict.fromkeys(map(_cell, pictures)))
    return ", ".join(every[:_MOST]) + ("…" if len(every) > _MOST else "")
