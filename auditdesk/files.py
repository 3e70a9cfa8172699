"""The two doors of files: by one come those of other programs, by the other ours leave.

No book passes either. The open book is known by device and number of its file, without opening it:
where a process closes a second handle of a file, POSIX drops the locks that it holds on it.
"""

import errno
import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from auditdesk import scratch
from auditdesk.errors import Refusal, Trouble
from auditdesk.i18n import N_, _

APPLICATION_ID = 0x41756474
"""“Audt”, at offset 68 of a book."""
BOOK_SUFFIX = ".auditdesk"

SEALED = b"Adk"
"""How an encrypted book begins."""
SALT = 16
"""Bytes of the salt of an encrypted book, which it begins with: `SEALED`, the number of the recipe
by which its key is made, and chance."""

_SQLITE = b"SQLite format 3\0"
_UNUSUAL = b"@  "
"""Bytes 21 to 23 of every database, which stay readable in an encrypted one."""
_BESIDE = ("-journal", "-wal", "-shm")
"""What SQLite adds to the name of a database for the files that belong to it."""
_HEAD = 4096
_MARKS = (
    _SQLITE, b"%PDF-", b"PK", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF",
    b"II*\0", b"MM\0*", b"\x7fELF", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"Adr",
)  # fmt: skip
"""How files begin that are no text."""
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
"""How an error of TOML says where it is."""

Identity = tuple[int, int]
"""Device and number of a file."""

_held: list[tuple[Path, Identity | None]] = []


class Sort(NamedTuple):
    """What a file that leaves is: a text where no signature is said.

    part: what the names in its package begin with.
    """

    label: str
    endings: tuple[str, ...]
    signature: bytes = b""
    part: str = ""


PDF = Sort(N_("A PDF"), (".pdf",), b"%PDF-")
WORKBOOK = Sort(N_("An Excel workbook"), (".xlsx",), b"PK", "xl/")
WORD = Sort(N_("A Word file"), (".docx",), b"PK", "word/")
CALENDAR = Sort(N_("A calendar"), (".ics",))
CSV = Sort(N_("A CSV"), (".csv",))
MAIL = Sort(N_("An e-mail"), (".eml",))
HEAD = Sort(N_("A head"), (".txt",))
MAPPING = Sort(N_("A mapping"), (".toml",))
BOOK = Sort(N_("A book"), (BOOK_SUFFIX,), _SQLITE)
PROOF = Sort(N_("A proof"), (".json",))
PROVEN_SHEET = Sort(N_("What a sheet says"), (".json",))
DRAFTS = Sort(N_("A file of drafts"), (".json",))
SEALED_DRAFTS = Sort(N_("A file of drafts"), (".drafts",), b"Adr")


def hold(path: Path) -> None:
    """This book is open now: no file passes the doors that is it or belongs to it."""
    _held.append((path, _identity(path)))


def let_go(path: Path) -> None:
    """This book is closed."""
    _held[:] = [each for each in _held if each[0] != path]


def is_open(path: Path) -> bool:
    """Whether a file is the open book or one that SQLite keeps beside it; it is not opened."""
    identity = _identity(path)
    if identity is None:
        return False
    return any(
        identity in (held, *(_identity(each) for each in _with_companions(book)))
        for book, held in _held
    )


def foreign(path: Path) -> Path:
    """The path of a file that may be read; Refusal where it is a book, whatever it is called."""
    if is_open(path):
        raise Refusal(
            _("{name} is the book that is open: choose another file.").format(name=path.name)
        )
    if is_book(path):
        raise Refusal(
            _("{name} is an AuditDesk book, which is opened and not taken in.").format(
                name=path.name
            )
        )
    return path


def salt_of(path: Path) -> bytes:
    """The salt of an encrypted book that is open nowhere here; b"" for every other file."""
    if is_open(path):
        raise RuntimeError("the open book is read by SQLite only")
    try:
        head = _head(path)
    except OSError:
        return b""
    return head[:SALT] if _is_sealed(head) else b""


def of_closed_book(path: Path) -> bytes:
    """All bytes of a book that is not open here; Trouble where none can be had."""
    if is_open(path):
        raise Refusal(_("{name} is the book that is open: close it first.").format(name=path.name))
    try:
        return path.read_bytes()
    except OSError as error:
        raise Trouble(
            _("{name} cannot be read: {cause}.").format(name=path, cause=error.strerror)
        ) from error


def contents(path: Path, most: int = -1) -> bytes:
    """The bytes of a file of another program, so many at most, -1 for all.

    Refusal for a book, Trouble where none can be had.
    """
    try:
        with foreign(path).open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise Trouble(
            _("{name} cannot be read: {cause}.").format(name=path, cause=error.strerror)
        ) from error


@contextmanager
def replacing(to: Path, sort: Sort) -> Iterator[Path]:
    """A file beside `to` to write; it takes that name only where all went well (Trouble else).

    A link stays and its target is replaced. Refusal where `to` has the ending of another sort,
    or would replace a book or a file of another sort.
    """
    target = refuse_target(to, sort)
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with scratch.claimed(part):
            part.touch()
            yield part
            put_in_place(part, target)
    except OSError as error:
        raise Trouble(why(error, to)) from error


def refuse_target(to: Path, sort: Sort) -> Path:
    """The file that a name stands for; Refusal where one of that sort may not be written there."""
    refuse_ending(to, sort)
    target = Path(os.path.realpath(to))
    _refuse_other_sort(target, to, sort)
    return target


def make_folder(to: Path) -> Path:
    """A folder to write files into, made where there is none; Refusal where the name is taken."""
    try:
        to.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise Refusal(_("{name} is a file and no folder.").format(name=to)) from error
    except OSError as error:
        raise Trouble(why(error, to)) from error
    return to


def refuse_ending(to: Path, sort: Sort) -> None:
    """Refuse a name that has the ending of another sort of files."""
    if to.suffix and to.suffix.casefold() not in sort.endings:
        raise Refusal(
            _("{label} ends in {ending}: “{name}” does not, so nothing was written.").format(
                label=_(sort.label), ending=sort.endings[0], name=to.name
            )
        )


def make_private(path: Path) -> None:
    """Make an empty file that only its owner may read, in place of an older one of that name."""
    with suppress(FileNotFoundError):
        path.unlink()
    path.touch(mode=0o600, exist_ok=False)


def put_in_place(part: Path, to: Path) -> None:
    """Make a whole file safe on the disk and let it take the name of an older one."""
    os.replace(on_disk(part), to)


def on_disk(part: Path) -> Path:
    """The same file, whose bytes are safe on the disk now."""
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    return part


def replicate(source: Path, to: Path, *, replaces: bool = False) -> None:
    """Copy a whole file that is open nowhere, and compare both.

    An older file of that name stays, unless it `replaces` that. OSError where it cannot be written,
    or is not read back as it was.
    """
    import filecmp  # late: a start copies nothing

    part = to.with_name(f"{to.name}.{os.getpid()}.part")
    with scratch.claimed(part):
        make_private(part)
        with source.open("rb") as read, part.open("wb") as written:
            shutil.copyfileobj(read, written)
        if not filecmp.cmp(source, on_disk(part), shallow=False):
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(to))
        if replaces:
            put_in_place(part, to)
            return
        with suppress(FileExistsError):
            give_name(part, to)


def give_name(unborn: Path, to: Path) -> None:
    """Rename without ever replacing a file (FileExistsError); an empty folder gives way."""
    if unborn.is_dir():
        with suppress(FileNotFoundError):
            to.rmdir()
        os.rename(unborn, to)
        return
    try:
        os.link(unborn, to)
    except FileExistsError:
        raise
    except OSError:  # FAT sticks know no links
        if to.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(to)) from None
        os.rename(unborn, to)


def set_aside(old: Path, to: Path) -> None:
    """Give a file another name, that nothing has yet (FileExistsError); its bytes stay."""
    give_name(old, to)
    with suppress(FileNotFoundError):
        old.unlink()


def why(error: OSError, to: Path) -> str:
    """One plain sentence for what the machine refused."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        text = _("The disk is full: {path} was not written; an older file is unchanged.")
    elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY):
        text = _(
            "{path} cannot be written: the folder is read-only, or the file is open in Excel or"
            " another program."
        )
    elif error.errno in (errno.ENOENT, errno.ENOTDIR):
        text = _("{path} cannot be written: its folder does not exist.")
    else:
        text = _("{path} cannot be written ({reason}); an older file is unchanged.")
    return text.format(path=to, reason=error.strerror or error)


def where_broken(error: Exception) -> str:
    """Where a text stops being JSON, TOML or CSV, in words of ours."""
    if isinstance(error, UnicodeDecodeError):
        return _("it is no text in UTF-8")
    if isinstance(error, RecursionError):
        return _("it is nested too deeply")
    if not str(getattr(error, "doc", "-")).strip():
        return _("it is empty")
    line, column = getattr(error, "lineno", 0), getattr(error, "colno", 0)
    place = _PLACE.search(str(error))
    if place and not line:
        line, column = map(int, place.groups())
    if not line:
        return _("it ends too early, or a cell of it is too long")
    return _("it cannot be read from line {line}, character {column} on").format(
        line=line, column=column
    )


def _refuse_other_sort(target: Path, to: Path, sort: Sort) -> None:
    if is_open(target) or is_book(target):
        raise Refusal(
            _("{name} is an AuditDesk book, which nothing replaces: choose another name.").format(
                name=to.name
            )
        )
    try:
        status = target.stat()
        if stat.S_ISDIR(status.st_mode):
            raise Refusal(_("{name} is a folder: choose another name.").format(name=to.name))
        other = not stat.S_ISREG(status.st_mode) or _is_other(target, sort)
    except FileNotFoundError:
        return
    except OSError as error:
        raise Trouble(why(error, to)) from error
    if other:
        raise Refusal(
            _(
                "{name} exists and is something else than what its name says, so it is not"
                " replaced: choose another name."
            ).format(name=to.name)
        )


def _is_other(path: Path, sort: Sort) -> bool:
    """Whether the first bytes of a file are known as those of another sort.

    What they do not tell counts as an older file of this sort, which may be damaged.
    """
    head = _head(path)
    known = next((mark for mark in _MARKS if head.startswith(mark)), b"")
    if sort.part and known == sort.signature:
        from zipfile import BadZipFile, ZipFile  # late: a start writes no package

        with suppress(BadZipFile, NotImplementedError, ValueError), ZipFile(path) as package:
            return not any(name.startswith(sort.part) for name in package.namelist())
    text = sort.signature not in _MARKS
    return (bool(known) and known != sort.signature) or (text and b"\0" in head)


def is_book(path: Path) -> bool:
    """Whether a file that is not open here is a book, by its ending or by its first bytes."""
    name = path.name.casefold()
    try:
        if not path.is_file():
            return False
        if name.endswith((BOOK_SUFFIX, *(BOOK_SUFFIX + each for each in _BESIDE))):
            return True
        head = _head(path)
    except OSError:
        return False
    plain = head.startswith(_SQLITE) and head[68:72] == APPLICATION_ID.to_bytes(4, "big")
    return plain or _is_sealed(head)


def _is_sealed(head: bytes) -> bool:
    return head.startswith(SEALED) and head[21:24] == _UNUSUAL


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD)


def _with_companions(book: Path) -> Iterator[Path]:
    yield book
    for each in _BESIDE:
        yield book.with_name(book.name + each)


def _identity(path: Path) -> Identity | None:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino
