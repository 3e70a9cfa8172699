"""The folder for the certification body, made by a second process from a copy of the book."""

import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from auditdesk.book import keys
from auditdesk.book.book import SUFFIX
from auditdesk.domain.programme import FIRST_YEAR, LAST_YEAR
from auditdesk.errors import Trouble
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.jobs import Job
from auditdesk.gui.papers import papers
from auditdesk.gui.parts.dialogs import Ask, ask
from auditdesk.gui.parts.editors import FlagEditor, NumberEditor
from auditdesk.i18n import _, language
from auditdesk.paths import itself

_LOOK = 0.1
"""Seconds between two looks at whether the user has stopped it."""


def ask_folder(desk: Desk, parent: QWidget) -> Ask:
    """Ask for the years and the place, then make the folder."""
    editors: dict[str, Any] = {
        "first": NumberEditor(_("First year"), FIRST_YEAR, LAST_YEAR),
        "last": NumberEditor(_("Last year"), FIRST_YEAR, LAST_YEAR),
        "confidential": FlagEditor(_("Reports show confidential files too")),
        "zip": FlagEditor(_("As one zip file")),
    }
    editors["first"].show_value(desk.today.year - 1)
    editors["last"].show_value(desk.today.year)
    text = _(
        "Programme, plans, reports, findings, actions, evidence list and trail as PDF/A and Excel,"
        " with a page that names each file and its digest. The book itself is checked first."
    )

    def deed(values: dict[str, Any]) -> None:
        suffix = ".zip" if values["zip"] else ""
        title = _("Folder for the certification body")
        kinds = "Zip (*.zip)" if suffix else _("Folder") + " (*)"
        name = f"{desk.book.path.stem} {values['first']}-{values['last']}"
        papers.ask_where(
            desk, parent, title, name, kinds, suffix, lambda to: _start(desk, values, to)
        )

    return ask(parent, _("Folder for the certification body"), editors, _("Make"), deed, text=text)


def _start(desk: Desk, values: dict[str, Any], to: Path) -> None:
    copy = desk.scratch() / f"copy{SUFFIX}"
    options = [
        "--keys-by-input",
        "--who", desk.book.who, "--today", desk.today.isoformat(), "--language", language(),
        "folder", str(copy), "--to", str(to),
        "--since", str(values["first"]), "--until", str(values["last"]),
        *(["--with-confidential"] if values["confidential"] else []),
    ]  # fmt: skip

    handed = keys.handed(desk.book.key)

    def rows() -> Iterator[None]:
        yield from desk.book.copying(copy)

    def work(_rows: Sequence[object], report: Callable[[int], None]) -> Path:
        try:
            _run(options, to, report, handed)
        finally:
            copy.unlink(missing_ok=True)
        return to

    def done(made: Path) -> None:
        papers.offer(desk, _("Written to {name}.").format(name=made.name), made)

    desk.start(Job(_("Folder for the certification body"), rows, work, done))


def _run(options: list[str], to: Path, report: Callable[[int], None], handed: bytes) -> None:
    """Let the command line do it; what it says in the end is the reason where it fails.

    handed: the keys that it needs, for its standard input.
    """
    from auditdesk.output.folder import unfinished

    command, environment = itself()
    told: list[str] = []
    with subprocess.Popen(
        [*command, *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        env={**environment, "PYTHONIOENCODING": "utf-8"},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    ) as child:
        assert child.stdout is not None and child.stdin is not None
        with child.stdin as keys_in:
            keys_in.write(handed.decode("ascii"))
        reader = threading.Thread(target=_collect, args=(child.stdout, told), daemon=True)
        reader.start()
        try:
            while child.poll() is None:
                report(len(told))
                try:
                    child.wait(_LOOK)
                except subprocess.TimeoutExpired:
                    continue
        except BaseException:
            child.kill()
            child.wait()
            shutil.rmtree(unfinished(to), ignore_errors=True)
            raise
        reader.join()
    if child.returncode:
        raise Trouble(told[-1] if told else _("The folder could not be made."))


def _collect(lines: Any, told: list[str]) -> None:
    told.extend(line.strip() for line in lines)
