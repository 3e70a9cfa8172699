"""Files that are taken in as evidence: what they are; no picture that is damaged or a trap."""

from pathlib import Path

from auditdesk import pictures
from auditdesk.book.evidence import media_type
from auditdesk.errors import Refusal
from auditdesk.files import contents
from auditdesk.i18n import _

_HEAD = 4096


def refuse_trap(path: Path) -> tuple[str, str]:
    """The media type of a file, and why it cannot be printed: "" where it can or is no picture.

    A picture is what its content says, whatever it is called. Refusal for what calls itself a
    picture and is none, is damaged, or would fill the memory.
    """
    promised = pictures.promised_type(path.name)
    kind = pictures.type_of(contents(path, _HEAD))
    if not kind and promised:
        raise Refusal(_("{name} is no picture, although it is called one.").format(name=path.name))
    if not kind:
        return media_type(path.name), ""
    try:
        pictures.picture_of(contents(path), (64, 64))
    except pictures.Unshown as error:
        if kind != pictures.SVG and (promised or error.trap):
            raise Refusal(f"{path.name} {error.why}.") from error
        if kind != pictures.SVG:
            return media_type(path.name), ""
        return kind, error.why
    return kind, ""
