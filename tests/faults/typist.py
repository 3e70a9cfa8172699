"""A child that types into a form for ever and says how much it has typed, until it is killed."""

import os
import sys
import time
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication

from auditdesk.app import Program
from auditdesk.gui.desk.settings import Settings
from auditdesk.gui.parts import drafts
from auditdesk.work.lookup import finding

INTERVAL = 40
"""Milliseconds between two keys."""


def main(book: Path, folder: Path, seconds: float) -> None:
    """seconds: how long after a key a draft is kept; 0 as the program does it."""
    if seconds:
        drafts._PAUSE = round(1000 * seconds)
    application = QApplication([])
    store = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    program = Program(application, Settings(store), date(2026, 11, 23))
    program.window.show()
    program.open(book)
    desk = program.window.desk
    assert desk is not None
    desk.show("finding", str(finding(desk.read, "NC-2026-001").id))
    page = program.window.current_page()
    effect = page.pane.form.editors["effect"].control  # type: ignore[union-attr]
    effect.setFocus()

    def key() -> None:
        effect.insertPlainText("x")
        sys.stdout.write(f"{time.time()} {len(effect.toPlainText())}\n")
        sys.stdout.flush()

    timer = QTimer()
    timer.timeout.connect(key)
    timer.start(INTERVAL)
    application.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]))
