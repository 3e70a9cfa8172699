"""Read: any file that can come in, by what it is."""

from pathlib import Path

from auditdesk.errors import Refusal
from auditdesk.files import foreign
from auditdesk.i18n import _
from auditdesk.intake import continued, text, workbook
from auditdesk.intake.source import Source

SUFFIXES = (*workbook.SUFFIXES, *text.SUFFIXES)


def read(path: Path, encoding: str = "", separator: str = "") -> Source:
    """The rows of a file; Refusal in one plain sentence where there is nothing to read."""
    if not path.is_file():
        raise Refusal(_("There is no file {name}.").format(name=path))
    if path.suffix.lower() in text.SUFFIXES and not _is_package(path):
        return text.read_text(path, encoding, separator)
    source = workbook.read_workbook(path)
    continued.join(source)
    return source


def _is_package(path: Path) -> bool:
    """Whether a file is a workbook by its first bytes, although it is called a text."""
    try:
        with foreign(path).open("rb") as file:
            return file.read(4) in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
    except OSError:
        return False
