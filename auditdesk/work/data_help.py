"""The help page on plain data, complete: what it does not explain, tables and lists tell."""

from dataclasses import fields

from auditdesk.book.listings import LISTINGS
from auditdesk.i18n import _
from auditdesk.paths import resource
from auditdesk.work.kinds import KINDS


def data_page() -> str:
    """`help/data.md`, with the texts and keys that only a table or a list tells of."""
    page = resource("help", "data.md").read_text(encoding="utf-8")
    for kind in KINDS.values():
        section = _between(page, f"\n## {kind.name}\n", "\n## ")
        rows = [
            f"\n| `{key}` | {_(column.help or column.label)} |"
            for key, column in kind.table.columns.items()
            if column.entered and key in kind.fields and f"`{key}`" not in section
        ]
        page = page.replace(section, section.replace("|\n\n", "|" + "".join(rows) + "\n\n", 1))
    for listing in LISTINGS.values():
        keys = _between(page, f"\n**{listing.name}**: ", "\n\n")
        missing = [one.name for one in fields(listing.row) if f"`{one.name}`" not in keys]
        if missing:
            page = page.replace(keys, keys + "\nAlso " + ", ".join(f"`{key}`" for key in missing))
    return page


def _between(page: str, head: str, end: str) -> str:
    """A part of the page from its head on, up to what ends it."""
    return head + page.partition(head)[2].partition(end)[0]
