"""What a command would move along, printed and not done."""

from collections.abc import Callable

from auditdesk.book.book import Book
from auditdesk.book.step import Step
from auditdesk.i18n import _
from auditdesk.work.preview import preview


def print_preview(book: Book, deed: Callable[[Step], object]) -> None:
    """Print what a deed would move, and change nothing."""
    shown = preview(book, deed)
    for one in shown.moving:
        old, new = (part or _("no day") for part in (one.old, one.new))
        why = f" ({one.why})" if one.why else ""
        print(f"{one.name}: {one.field} {old} → {new}{why}")
    for sentence in shown.remarks:
        print(sentence)
    if not shown.moving:
        print(_("Nothing else moves."))
    print(_("Nothing was changed: this is a preview."))
