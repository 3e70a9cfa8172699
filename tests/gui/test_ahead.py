"""What a start loads, and what is prepared after it while nobody clicks."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from auditdesk.app import Program
from auditdesk.gui.lists.list_page import ListPage
from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.today.line import WaitingLine


def _ready(window: MainWindow) -> bool:
    page = window.pages.get("findings")
    return isinstance(page, ListPage) and page.view.rows.rowCount() > 0


def test_the_register_is_ready_before_anybody_goes_there(company: MainWindow, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: _ready(company), timeout=20_000)
    today = company.current_page()
    assert today is not None and today.key == "today" and today.isVisible()
    company.go("findings")
    page = company.current_page()
    assert isinstance(page, ListPage)
    assert page.isVisible() and page.view.current_row() is not None


def test_who_is_quicker_than_the_preparation_stays_where_he_went(
    company: MainWindow, qtbot: Any
) -> None:
    company.go("findings")
    page = company.current_page()
    qtbot.waitUntil(lambda: not company.ahead.busy, timeout=20_000)
    assert company.current_page() is page and company.pages["findings"] is page


def test_nothing_is_prepared_for_a_book_that_was_closed(
    program: Program, company: MainWindow
) -> None:
    program.close_book()
    assert not company.ahead.busy and not company.pages


_START = """
import linecache, sys
from datetime import date
from pathlib import Path
from auditdesk.start import start
program = start([sys.argv[1]], date(2026, 11, 20))
from PySide6 import QtCore
QtCore.QCoreApplication.processEvents()
program.window.grab()
print("Qt" in vars(QtCore), program.window.current_page().key, *sys.modules)
print(*(name for name in linecache.cache if "gui" in Path(name).parts))
program.window.close()
"""


def test_a_start_loads_what_it_shows_and_reads_no_source(played: Path, tmp_path: Path) -> None:
    path = tmp_path / "sample.auditdesk"
    path.write_bytes(played.read_bytes())
    told = subprocess.run(
        [sys.executable, "-c", _START, str(path)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path / "config")},
    ).stdout.split("\n")
    namespace, page, *loaded = told[0].split()
    assert namespace == "False", "Qt's own namespace was made: see gui/parts/widgets.py"
    assert page == "today" and "auditdesk.gui.today.page" in loaded
    unused = {
        "dataclasses",
        "peewee",
        "auditdesk.book.tables",
        "auditdesk.work.kinds",
        "holidays",
        "openpyxl",
    }
    assert not unused & set(loaded)
    assert len(told[1].split()) <= 1, "only what was loaded before the plain import was back"


def test_today_counts_working_days_once_there_is_time(company: MainWindow, qtbot: Any) -> None:
    def said() -> list[str]:
        page = company.pages["today"]
        return [line.when for line in page.findChildren(WaitingLine) if line.when.endswith(" wd")]

    assert not said()
    qtbot.waitUntil(lambda: bool(said()), timeout=20_000)
