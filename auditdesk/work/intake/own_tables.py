"""Own tables: the sheets of a workbook of this program as tables whose columns are known."""

from collections.abc import Iterable

from auditdesk.i18n import _
from auditdesk.intake import own
from auditdesk.intake.continued import part_of
from auditdesk.intake.mapping import TableMapping, column_names
from auditdesk.intake.meaning import Meaning, TableProposal
from auditdesk.intake.own import LISTS, OwnTable, WorkbookOrigin
from auditdesk.intake.source import Line, Sheet, Source, is_empty, text_of
from auditdesk.intake.tables import Heading, Kept, SheetTable
from auditdesk.intake.targets import LEFT_OUT, TARGETS

Found = tuple[SheetTable, TableProposal, TableMapping, OwnTable | None]
"""A table, what it is, how it is read, and its rows with what was written."""

_FIELDS = {
    "absences": {"person": "name", "starts_on": "absent_from", "ends_on": "absent_to"},
    "actions": {"findings": "finding"},
    "audits": {"standards": "standard"},
}
"""The fields of columns that are called otherwise where registers come in."""


def own_tables(source: Source) -> tuple[str, list[Found]]:
    """What is said of a workbook of this program, and its tables; none of another workbook."""
    origin = own.origin_of(source)
    if origin is None:
        return "", []
    listed = own.table_in(source, origin) if origin.sort in LISTS else None
    found = []
    for sheet in source.sheets:
        if own.is_origin(sheet):
            continue
        if listed is not None and sheet is listed[0]:
            found.append(_list(sheet, listed[1]))
        else:
            found.append(_unread(sheet, origin))
    return own.says(origin), found


def _unread(sheet: Sheet, origin: WorkbookOrigin) -> Found:
    """A sheet of which nothing is taken: of a print, or what a list keeps beside its rows."""
    why = Kept.OURS if origin.sort in LISTS else Kept.PRINT
    lines = _filled(sheet.lines)
    parts = [line for line in lines if part_of(line)]
    left = [
        (line.number, Kept.CONTINUED if line.number in sheet.continued else why)
        for line in (parts if origin.sort in LISTS and parts else lines)
    ]
    table = SheetTable(sheet.name, (), left=left, hidden=sheet.hidden)
    return (
        table,
        TableProposal(table, "", 1.0, _("a workbook of AuditDesk")),
        TableMapping(""),
        None,
    )


def _list(sheet: Sheet, listed: OwnTable) -> Found:
    origin = listed.origin
    kind = "person" if origin.sort == "absences" else LISTS[origin.sort]
    header = listed.header
    keys = {place: key for key, place in listed.places.items()}
    headings = tuple(
        Heading(place, text_of(cell))
        for place, cell in enumerate(header.cells)
        if not is_empty(cell)
    )
    fields = TARGETS[kind].fields
    meant = []
    for heading in headings:
        key = keys.get(heading.place, "")
        key = _FIELDS.get(origin.sort, {}).get(key, key)
        meant.append(Meaning(heading, key if key in fields else LEFT_OUT, 1.0, _("our own")))
    above = [line for line in _filled(sheet.lines) if line.number < header.number]
    table = SheetTable(
        sheet.name,
        headings,
        (header.number,),
        tuple(text_of(cell) for line in above for cell in line.cells if not is_empty(cell)),
        rows=[line for line in listed.lines if line.number not in sheet.continued],
        left=[(line.number, Kept.TITLE) for line in above],
    )
    names = column_names(headings)
    columns = {names[one.heading.place]: one.field for one in meant}
    proposal = TableProposal(table, kind, 1.0, _("a list of AuditDesk"), meant)
    return table, proposal, TableMapping(kind, True, columns), listed


def _filled(lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if any(not is_empty(cell) for cell in line.cells)]
