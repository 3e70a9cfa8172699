"""Workbook: a file of a spreadsheet program as plain rows, read in a process of its own.

A file that is damaged, hostile, locked by a password or too large costs some seconds and one plain
sentence: the reading process has limits on time and memory, and is killed when they are reached.
"""

import json
import subprocess
from pathlib import Path
from typing import Any

from auditdesk import scratch
from auditdesk.errors import Refusal, Trouble
from auditdesk.files import foreign
from auditdesk.i18n import N_, _, ngettext
from auditdesk.intake.beside import beside_of
from auditdesk.intake.source import Sheet, Source
from auditdesk.intake.wire import unpacked
from auditdesk.paths import itself

CHILD = "--read-workbook"
"""The argument by which a frozen program becomes the reading process."""
SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods")
_SECONDS = 2
_SECONDS_A_MEGABYTE = 8
_MEGABYTES = 300
_MEGABYTES_A_MEGABYTE = 25
"""Limits of a small file, and what each megabyte of a larger one adds."""
_SENTENCES = {
    "password": N_(
        "{name} is protected by a password. Open it in Excel, save it without, and try again."
    ),
    "damaged": N_(
        "{name} is damaged and cannot be read ({details}). Open it in Excel and save it again."
    ),
    "unknown": N_(
        "{name} is no workbook that can be read: it is none of xlsx, xlsm, xls, xlsb and ods."
    ),
    "bounds": N_(
        "{name} is not read: it is built to overwhelm a program that opens it ({details})."
    ),
    "large": N_("{name} is larger than {details} MB. Split it, or save it as CSV."),
    "cells": N_("{name} has more than {details} filled cells. Split it, or save it as CSV."),
    "memory": N_(
        "{name} is not read: it needs more memory or time than a file of its size may take."
    ),
}


def read_workbook(path: Path) -> Source:
    """The sheets of a workbook; Refusal in one sentence where it cannot be read."""
    try:
        size = foreign(path).stat().st_size / 1024**2
    except OSError as error:
        raise Trouble(
            _("{name} cannot be read: {cause}.").format(name=path, cause=error.strerror)
        ) from error
    seconds = int(_SECONDS + size * _SECONDS_A_MEGABYTE)
    megabytes = int(_MEGABYTES + size * _MEGABYTES_A_MEGABYTE)
    with scratch.temporary() as folder:
        out = folder / "rows"
        _run(path, out, seconds, megabytes)
        return _collect(path, out)


def _run(path: Path, out: Path, seconds: int, megabytes: int) -> None:
    command, environment = itself("auditdesk.intake.child", CHILD)
    try:
        subprocess.run(
            [*command, str(path.absolute()), str(out), str(seconds), str(megabytes)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=4 * seconds + 4,
            check=False,
            env={**environment, "OPENPYXL_LXML": "False"},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired:
        return


def _collect(path: Path, out: Path) -> Source:
    source = Source(path.name, "")
    done = False
    if out.exists():
        with out.open(encoding="utf-8") as lines:
            for line in lines:
                if line[0] == "[":
                    source.sheets[-1].lines.append(unpacked(line))
                elif line.endswith("}\n"):
                    done = _take(path, source, json.loads(line)) or done
    if not done:
        raise _refusal(path, "memory")
    return source


def _take(path: Path, source: Source, head: dict[str, Any]) -> bool:
    """What a line that is no row says; whether it says that all was read."""
    if "refused" in head:
        raise _refusal(path, head["refused"], ", ".join(head["details"]))
    if "kind" in head:
        source.kind = head["kind"]
        source.named = head.get("named", [])
    if "sheet" in head:
        unread: tuple[str, ...] = ()
        if head["uncomputed"]:
            unread = (
                ngettext(
                    "{n} formula has no stored result and counts as empty: recalculate and save "
                    "the file in Excel.",
                    "{n} formulas have no stored result and count as empty: recalculate and save "
                    "the file in Excel.",
                    head["uncomputed"],
                ).format(n=head["uncomputed"]),
            )
        merges = tuple(tuple(span) for span in head["merges"])
        source.sheets.append(
            Sheet(
                head["sheet"],
                [],
                head["hidden"],
                merges,
                unread=unread,
                beside=beside_of(head["beside"]),
            )
        )
    return "done" in head


def _refusal(path: Path, why: str, details: str = "") -> Refusal:
    return Refusal(_(_SENTENCES[why]).format(name=path.name, details=details or why))
