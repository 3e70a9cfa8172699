"""Scorecard row 21: whatever fails below a command is said in the window, and nothing stays open."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from auditdesk.gui.desk.page import Command, Group
from auditdesk.gui.main_window import MainWindow
from auditdesk.gui.pages import PLACES
from tests.gui.conftest import Heard

pytestmark = pytest.mark.slow
LEAVES = ("New book", "Open a book", "Try the sample", "Close the book", "Quit", "Light", "Dark")
"""How the commands begin that leave the book or the program, or ask nothing of a book."""


class _Failing:
    """A book whose next statement fails, as a disk does that is pulled; then it works again."""

    def __init__(self, window: MainWindow) -> None:
        assert window.desk is not None
        self.connection = window.desk.book.connection
        self.failed = 0

    @contextmanager
    def armed(self) -> Iterator[None]:
        self.failed = 0
        self.connection.exec_trace = self._fail
        try:
            yield
        finally:
            self.connection.exec_trace = None

    def _fail(self, _cursor: object, statement: str, _values: object) -> bool:
        if self.failed or statement.startswith(("ROLLBACK", "RELEASE")):
            return True
        self.failed += 1
        raise OSError(5, "Input/output error")


def _commands(window: MainWindow, group_of_page: bool) -> list[Command]:
    return [
        command
        for command in window.commands()
        if (command.group is Group.PAGE) == group_of_page
        and not command.why_not
        and not command.text.startswith(LEAVES)
    ]


def _close_what_asks() -> None:
    while asking := QApplication.activeModalWidget() or QApplication.activePopupWidget():
        asking.close()
        QApplication.processEvents()
        if asking in (QApplication.activeModalWidget(), QApplication.activePopupWidget()):
            asking.hide()


def _run(do: Callable[[], object], qtbot: Any) -> None:
    """Do it as a click does: what it raises goes where the window hears it."""
    closing = QTimer()
    closing.timeout.connect(_close_what_asks)
    closing.start(5)
    with qtbot.waitSignal(_once(do), timeout=20_000):
        pass
    closing.stop()
    _close_what_asks()


def _once(do: Callable[[], object]) -> Any:
    timer = QTimer(QApplication.instance())
    timer.setSingleShot(True)
    timer.timeout.connect(lambda: do())
    timer.start(0)
    return timer.timeout


@pytest.mark.parametrize("place", [place.key for place in PLACES])
def test_what_fails_below_a_command_is_said_and_the_window_goes_on(
    company: MainWindow, heard: Heard, qtbot: Any, place: str
) -> None:
    heard.expected = True
    failing = _Failing(company)
    company.go(place)
    texts = [command.text for command in _commands(company, True)]
    if place == PLACES[0].key:
        texts += [command.text for command in _commands(company, False)]
    reached = 0
    for text in texts:
        company.go(place)
        do = next((each.do for each in company.commands() if each.text == text), None)
        if do is None:
            continue
        heard.clear()
        with failing.armed():
            _run(do, qtbot)
        assert not failing.connection.in_transaction, text
        if failing.failed:
            reached += 1
            assert heard, text
    assert reached or not texts
    assert company.isVisible() and company.desk is not None
    heard.clear()
    company.go(place)
    assert heard == []


def test_control_a_failure_that_nobody_says_is_seen(
    company: MainWindow, heard: Heard, qtbot: Any
) -> None:
    failing = _Failing(company)

    def silent() -> None:
        with suppress(OSError):
            list(company.desk.book.select("SELECT 1"))  # type: ignore[union-attr]

    with failing.armed():
        _run(silent, qtbot)
    assert failing.failed == 1
    assert heard == []
