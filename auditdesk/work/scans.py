"""File scanned sheets: each page to the finding whose code is on it, shown before it is done."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from auditdesk.book.book import Book
from auditdesk.book.reading import Reading
from auditdesk.book.seal import CODE, sheet_code
from auditdesk.book.step import Step
from auditdesk.book.tables import Evidence, Finding
from auditdesk.domain.finding import called
from auditdesk.errors import Refusal
from auditdesk.files import contents
from auditdesk.i18n import _, ngettext
from auditdesk.intake.scans import ScannedPage
from auditdesk.work import history, lookup
from auditdesk.work.scan_pages import pages_of_pdf, pages_of_tiff


@dataclass(frozen=True)
class Filing:
    """Pages of one file that belong together: to a finding, or why to none.

    known: whether just these pages are with the finding already. open: whether somebody may say by
    hand where they belong; pages of another book never come in.
    """

    file: Path
    pages: tuple[int, ...]
    finding: str
    number: str
    why: str = ""
    known: bool = False
    open: bool = False


def sort(book: Book, file: Path, pages: Sequence[ScannedPage]) -> list[Filing]:
    """Where each page of a scanned file belongs; a page without a code of this book is left."""
    return _grouped(file, {page.number: _owner(book, page) for page in pages})


def assign(reading: Reading, filings: Sequence[Filing], chosen: Mapping[int, str]) -> list[Filing]:
    """The filings after somebody said of pages without a readable code whose they are.

    chosen: the name of a finding by the number of a page. Refusal for any other page.
    """
    owners = {
        number: Owner(one.finding, one.number, one.why, one.open)
        for one in filings
        for number in one.pages
    }
    for number, name in chosen.items():
        if number not in owners or not owners[number].open:
            raise Refusal(_("Page {n} cannot be given to a finding by hand.").format(n=number))
        finding = lookup.finding(reading, name)
        owners[number] = Owner(finding.id, called(finding.number, finding.id))
    return _grouped(filings[0].file, owners)


def _grouped(file: Path, owners: "Mapping[int, Owner]") -> list[Filing]:
    found: dict[Owner, list[int]] = {}
    for number, owner in sorted(owners.items()):
        found.setdefault(owner, []).append(number)
    filings = [Filing(file, tuple(numbers), *owner[:3], open=owner.open)
               for owner, numbers in found.items()]  # fmt: skip
    return [_with_known(one, len(owners)) if one.finding else one for one in filings]


class Owner(NamedTuple):
    """Whose a page is, or why nobody's; open: whether that may be said by hand."""

    finding: str
    number: str
    why: str = ""
    open: bool = False


def _owner(book: Book, page: ScannedPage) -> Owner:
    """The finding that a page is of, or why it is of none."""
    ours = [code for code in page.codes if code.startswith(f"{CODE}/")]
    if not ours:
        return Owner("", "", _("There is no code of AuditDesk on it."), True)
    owners = {}
    for code in ours:
        number = code.split("/")[1]
        row = Reading().find(Finding, number=number)
        if row is not None and sheet_code(book, row.id, number) == code:
            owners[row.id] = number
    if len(owners) == 1:
        return Owner(*next(iter(owners.items())))
    if owners:
        return Owner("", "", _("Codes of several findings are on it."), True)
    return Owner("", "", _("Its code is of another book."))


def _with_known(filing: Filing, total: int) -> Filing:
    digest = hashlib.sha256(_content(filing, total)).hexdigest()
    known = Reading().find(Evidence, row=filing.finding, content=digest) is not None
    return replace(filing, known=known)


def title(filings: Sequence[Filing]) -> str:
    """What the step of filing is called."""
    numbers = dict.fromkeys(one.number for one in filings if one.finding and not one.known)
    return _("File scans of {numbers}").format(numbers=", ".join(numbers))


def file_all(step: Step, filings: Iterable[Filing], totals: dict[Path, int]) -> int:
    """Put the pages with their findings as evidence; how many findings got some."""
    count = 0
    for one in filings:
        if not one.finding or one.known:
            continue
        whole = len(one.pages) == totals[one.file]
        caption = ngettext("Scan, page {pages}", "Scan, pages {pages}", len(one.pages))
        told = caption.format(pages=", ".join(map(str, one.pages)))
        kind = one.file.suffix if whole or one.file.suffix.lower() == ".pdf" else ".tif"
        name = f"{one.file.stem}{kind}" if whole else f"{one.file.stem} {one.number}{kind}"
        history.keep(step, Finding, one.finding, name, _content(one, totals[one.file]), told)
        count += 1
    return count


def _content(filing: Filing, total: int) -> bytes:
    """The bytes of these pages: the file itself where all of it is meant, else only they."""
    data = contents(filing.file)
    if len(filing.pages) == total:
        return data
    if filing.file.suffix.lower() == ".pdf":
        return pages_of_pdf(data, filing.pages)
    return pages_of_tiff(data, filing.pages)
