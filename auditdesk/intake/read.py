"""Read: any file that can come in, by what it is."""

from pathlib import Path

from auditdesk.errors import Refusal
from auditdesk.i18n import _
from auditdesk.intake import continued, text, workbook
from auditdesk.intake.source import Source

SUFFIXES = (*workbook.SUFFIXES, *text.SUFFIXES)


def read(path: Path, encoding: str = "", separator: str = "") -> Source:
    """The rows of a file; Refusal in one plain sentence where there is nothing to read."""
    if not path.is_file():
        raise Refusal(_("There is no file {name}.").format(name=path))
    if path.suffix.lower() in text.SUFFIXES:
        return text.read_text(path, encoding, separator)
    source = workbook.read_workbook(path)
    continued.join(source)
    return source
