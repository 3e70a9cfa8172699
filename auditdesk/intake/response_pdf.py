"""Response form as PDF: what was typed into its fields, as the rows that bear a mark."""

import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf

from auditdesk.domain.response import PART, TOKEN, Answer, Returned
from auditdesk.errors import Refusal, Trouble
from auditdesk.files import foreign
from auditdesk.i18n import _
from auditdesk.intake.response import day_of, is_mark, is_token

_LARGEST = 50 * 1024**2
_MOST_FIELDS = 20_000
_LANGUAGE = re.compile("\x1b[A-Za-z]{2,3}(?:-?[A-Za-z]{2})?\x1b")


def read_form(path: Path) -> Returned | None:
    """The answers in the fields of a PDF, None where it has none of ours; Refusal for no PDF."""
    if path.stat().st_size > _LARGEST:
        return None
    try:
        with pikepdf.open(foreign(path)) as form:
            found = dict(_fields(form))
    except pikepdf.PasswordError as error:
        told = _("{name} is protected by a password: open it, save it without, and try again.")
        raise Refusal(told.format(name=path.name)) from error
    except pikepdf.PdfError as error:
        raise Refusal(_("{name} is no PDF that can be read.").format(name=path.name)) from error
    except OSError as error:
        raise Trouble(
            _("{name} cannot be read: {cause}.").format(name=path.name, cause=error.strerror)
        ) from error
    tokens = [value for name, value in found.items() if name.startswith(TOKEN) and is_token(value)]
    marks = dict.fromkeys(name.rpartition(PART)[0] for name in found if PART in name)
    answers = tuple(_answer(found, mark) for mark in marks if is_mark(mark))
    return Returned(path.name, tuple(dict.fromkeys(tokens)), answers) if answers else None


def _answer(found: dict[str, str], mark: str) -> Answer:
    answer, who, day = (
        found.get(f"{mark}{PART}{part}", "").strip() for part in ("answer", "who", "day")
    )
    return Answer(mark, answer, who, day_of(day), mark.partition("|")[0])


def _fields(form: pikepdf.Pdf) -> Iterator[tuple[str, str]]:
    """Name and value of every field; a program may have hung fields below others."""
    acro: Any = form.Root.get("/AcroForm")
    waiting = deque(("", one) for one in (acro.get("/Fields", []) if acro is not None else ()))
    for _turn in range(_MOST_FIELDS):
        if not waiting:
            return
        above, one = waiting.popleft()
        if not isinstance(one, pikepdf.Dictionary):
            continue
        own = str(one.get("/T", ""))
        name = ".".join(part for part in (above, own) if part)
        waiting += [(name, kid) for kid in one.get("/Kids", [])]
        if own:
            yield name, _text(one.get("/V", ""))


def _text(value: Any) -> str:
    """What a field holds: a string, or a stream where it is long; marks of its language go.

    ISO 32000-1, 7.9.2.2 and 12.7.4.3.
    """
    if isinstance(value, pikepdf.Stream):
        value = pikepdf.String(bytes(value.get_stream_buffer()))
    text = str(value) if isinstance(value, str | pikepdf.String | pikepdf.Name) else ""
    return _LANGUAGE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
