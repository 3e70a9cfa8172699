"""Photos and files inside the book, addressed by SHA-256; the source is never altered."""

import hashlib
import mimetypes
import re
import stat
import unicodedata
from pathlib import Path

from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import Content
from auditdesk.errors import Refusal, Trouble
from auditdesk.files import contents
from auditdesk.i18n import _

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]')
_DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_NAME_BYTES = 120


def take_in(step: Step, source: Path, limit: int) -> str:
    """Copy a file into the book, read it back and compare; its SHA-256.

    The same bytes are kept once. Refusal for what is no ordinary file, is empty, or has more than
    `limit` bytes; Trouble where it cannot be read or does not read back as written.
    """
    refuse_file(source, limit)
    data = contents(source, limit + 1)
    if len(data) > limit:
        raise Refusal(_too_large(source, len(data), limit))
    if not data:
        raise Refusal(_("{name} is empty (0 bytes).").format(name=source.name))
    return keep(step, data)


def refuse_file(source: Path, limit: int) -> None:
    """Refuse by its name what is no ordinary file, is empty, or has more than `limit` bytes."""
    try:
        status = source.lstat()
    except OSError as error:
        raise Trouble(
            _("{name} cannot be read: {cause}.").format(name=source, cause=error.strerror)
        ) from error
    if not stat.S_ISREG(status.st_mode):
        raise Refusal(_("{name} is not an ordinary file.").format(name=source.name))
    if status.st_size > limit:
        raise Refusal(_too_large(source, status.st_size, limit))
    if not status.st_size:
        raise Refusal(_("{name} is empty (0 bytes).").format(name=source.name))


def keep(step: Step, data: bytes) -> str:
    """Store bytes in the book and prove them by reading back before the commit; their SHA-256."""
    digest = hashlib.sha256(data).hexdigest()
    step.write(
        "INSERT INTO content (id, size, data) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (digest, len(data), data),
    )
    stored = step.book.connection.execute("SELECT data FROM content WHERE id = ?", (digest,)).get
    if hashlib.sha256(stored).hexdigest() != digest:
        raise Trouble(_("The disk did not keep the file as it was given. Nothing was added."))
    return digest


def content(reading: Reading, sha: str) -> bytes:
    """The bytes of a file that the book holds."""
    return bytes(reading.get(Content, sha).data)


def safe_name(name: str) -> str:
    """A file name that is one harmless name on every system; the original's ending is kept."""
    plain = unicodedata.normalize("NFC", _FORBIDDEN.sub("_", name)).strip(" .")
    if _DEVICES.match(plain):
        plain = f"_{plain}"
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        stem, ending = plain, ""
    ending = ending[:16]
    room = _NAME_BYTES - len(f"{dot}{ending}".encode())
    stem = stem.encode()[:room].decode(errors="ignore").rstrip(" .")
    return f"{stem or '_'}{dot}{ending}"


def media_type(name: str) -> str:
    """The type that the file's ending promises."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def _too_large(source: Path, size: int, limit: int) -> str:
    return _("{name} has {size} MB; the book takes files up to {limit} MB.").format(
        name=source.name, size=-(-size // 1024**2), limit=limit // 1024**2
    )
