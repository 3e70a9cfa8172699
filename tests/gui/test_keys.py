"""Every text that names a key names one that does what the text says."""

import ast
import re
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QDialog

import auditdesk
from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.pages import PLACES
from auditdesk.paths import resource

KEY = re.compile(r"(?:(?:Ctrl|Alt|Shift)\+)+(?:F\d+|PgUp|PgDown|[A-Z0-9,←→↓↑−+-])|\bF[1-9]\b")
OF_CONTROLS = {
    "Ctrl+L": "an encrypted book: lock it (test_secret)",
    "Ctrl+A": "list: select all",
    "Ctrl+C": "list: copy rows",
    "Ctrl+V": "list: paste; evidence: paste a picture",
    "Ctrl+D": "list and matrix: fill down",
    "F2": "list: edit the cell",
    "Alt+↓": "list: the menu of the column",
    "Ctrl+↓": "checklist: the next open line",
    "Ctrl+→": "timeline: a week later",
    "Ctrl+←": "timeline: a week earlier",
}
"""Keys that a control takes itself while it has the focus, and what they do there."""
SIGNS = {"Alt+←": "Alt+Left", "Alt+→": "Alt+Right", "Ctrl+−": "Ctrl+-"}
SAID = {
    "Ctrl+N": ("finding", "New finding"),
    "Ctrl+I": ("import", "Import from Excel…"),
    "Ctrl+F2": ("statement editor", "Statement editor"),
    "Ctrl+Z": ("undoes", "Undo"),
    "F1": ("help", "Help on this page"),
    "Alt+←": ("back", "Back"),
    "Alt+→": ("forward", "Forward"),
}
"""By key: a word that stands near it wherever it is named, and the command that it gives."""


def texts() -> list[tuple[str, str]]:
    """Every text that a user may read and that names a key, with where it stands."""
    found = []
    root = Path(auditdesk.__file__).parent
    for path in sorted(root.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "N_"):
                parts = (part for part in ast.walk(node) if isinstance(part, ast.Constant))
                found += [(path.name, str(part.value)) for part in parts]
    for path in sorted(resource("help").glob("*.md")):
        found += [(path.name, line) for line in path.read_text("utf-8").split("\n- ")]
    return [(where, text) for where, text in found if KEY.search(text)]


def test_every_key_that_a_text_names_does_something(company: MainWindow) -> None:
    commands: dict[str, set[str]] = {"Ctrl+K": {"Find anything, or type a command"}}
    for place in PLACES:
        company.go(place.key)
        for command in company.commands():
            commands.setdefault(command.keys, set()).add(command.text)
    named: set[str] = set()
    for where, text in texts():
        for key in KEY.findall(text):
            assert SIGNS.get(key, key) in commands or key in OF_CONTROLS, (where, key, text)
            if key in SAID:
                near, command = SAID[key]
                assert near in " ".join(text.split()).casefold(), (where, key, text)
                assert command in commands[SIGNS.get(key, key)], (where, key)
            named.add(key)
    assert {"Ctrl+N", "Ctrl+K", "F1", "F2"} <= named


def test_a_new_entry_that_was_typed_and_kept_is_gone_on_with(window: MainWindow) -> None:
    desk: Any = window.desk
    for kind, title in (("audit", "Plan audit"), ("finding", "New finding")):
        desk.drafts.keep((kind, "new", "title" if kind == "audit" else "statement"), "Typed")
        window.go("today")
        page: Any = window.current_page()
        page._go_on(kind)
        (dialog,) = [one for one in window.findChildren(QDialog) if one.isVisible()]
        assert dialog.windowTitle() == title
        dialog.close()
