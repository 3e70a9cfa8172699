"""Evidence as files: what the book holds, out in a folder, a folder for each thing it belongs to.

A file leaves as it came in, byte by byte. Of a photo on which something was covered only the copy
leaves, with the mark-up drawn: what was covered stays covered. Confidential files are named.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from auditdesk.book.book import Book
from auditdesk.book.evidence import content, safe_name
from auditdesk.book.listings import EVIDENCE
from auditdesk.book.lists import List
from auditdesk.book.reading import Reading
from auditdesk.book.rows import ListedEvidence
from auditdesk.book.tables import Markup
from auditdesk.errors import Refusal, Trouble
from auditdesk.files import make_folder, why
from auditdesk.i18n import _
from auditdesk.output.photos import shrunk

COVERING = "blur"


@dataclass(frozen=True)
class EvidenceFile:
    """One piece of evidence. path: where it was written; None where it was left out, and why."""

    row: ListedEvidence
    path: Path | None
    why: str = ""


def evidence_of(book: Book, things: Iterable[str] = ()) -> list[ListedEvidence]:
    """The evidence of things by their numbers, or all of it; Refusal where a thing has none."""
    rows = list(List(book, EVIDENCE).stream())
    wanted = {one.strip().casefold() for one in things}
    found = [row for row in rows if not wanted or row.thing.casefold() in wanted]
    missing = wanted - {row.thing.casefold() for row in found}
    if missing:
        raise Refusal(
            _("There is no evidence of {names}.").format(names=", ".join(sorted(missing)).upper())
        )
    return found


def write_evidence(
    rows: Iterable[ListedEvidence],
    to: Path,
    *,
    confidential: bool = False,
    told: Callable[[str], object] = lambda _name: None,
) -> Iterator[EvidenceFile]:
    """Write files into a folder, `thing/nn name`, and yield what became of each.

    confidential: whether those leave too. told: of each file that was written; what it raises
    stops. Nothing that stands in the folder is replaced (Refusal); Trouble where the disk refuses.
    """
    make_folder(to)
    counts: dict[str, int] = {}
    for row in rows:
        thing = row.thing or _("Others")
        counts[thing] = counts.get(thing, 0) + 1
        if row.confidential and not confidential:
            yield EvidenceFile(row, None, _("confidential"))
            continue
        data = content(Reading(), row.sha256)
        if hashlib.sha256(data).hexdigest() != row.sha256:
            raise Trouble(
                _("The evidence file {digest} is not as it was added.").format(
                    digest=row.sha256[:16]
                )
            )
        name = row.name
        if shapes := _covered(row.id):
            data = shrunk(data, shapes)
            name = f"{Path(name).stem} ({_('covered')}).jpg"
            if not data:
                yield EvidenceFile(row, None, _("parts are covered, and it cannot be drawn"))
                continue
        path = to / safe_name(thing) / safe_name(f"{counts[thing]:02} {name}")
        if path.exists():
            raise Refusal(_("{name} exists already: choose another folder.").format(name=path))
        make_folder(path.parent)
        try:
            path.write_bytes(data)
        except OSError as error:
            raise Trouble(why(error, path)) from error
        told(str(path))
        yield EvidenceFile(row, path)


def _covered(evidence: str) -> list[dict[str, object]]:
    """The mark-up of a photo, where some of it covers something; else nothing."""
    markup = Reading().find(Markup, evidence=evidence)
    shapes = list(markup.shapes) if markup is not None else []
    return shapes if any(shape.get("kind") == COVERING for shape in shapes) else []
