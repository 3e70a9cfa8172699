"""What every test of the window has: a real book in a real window, offscreen, and nothing unheard.

A message of Qt, or a mistake of ours that the window reports, fails the test.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from auditdesk.book.book import Book
from auditdesk.work import sample
from tests.conftest import WHY_NO_QT
from tests.conftest import Desk as PlainDesk

if WHY_NO_QT:
    collect_ignore_glob = ["*"]
else:
    from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication, QDialog, QWidget

    from auditdesk.app import Program
    from auditdesk.gui.desk.desk import Desk
    from auditdesk.gui.desk.settings import WHO, Settings
    from auditdesk.gui.main_window import MainWindow
    from auditdesk.gui.parts.messages import Messenger, install_excepthook
    from auditdesk.gui.parts.theme import Theme

TODAY = date(2026, 11, 23)
_QUIET = ("This plugin does not support",)
"""What the offscreen platform says of itself."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mistakes go to our own excepthook, as they do when the program runs."""
    for item in items:
        if "gui" in item.path.parts:
            item.add_marker("qt_no_exception_capture")


@pytest.fixture(autouse=True)
def no_message_of_qt(qtlog: Any) -> Iterator[None]:
    yield
    loud = [one.message for one in qtlog.records if not any(q in one.message for q in _QUIET)]
    assert not loud, loud


@pytest.fixture(autouse=True)
def empty_clipboard(qapp: "QApplication") -> Iterator[None]:
    """What Python put there must go before Python does: the offscreen clipboard outlives it."""
    yield
    qapp.clipboard().clear()


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """As the program starts."""
    return ["auditdesk", "-style", "fusion"]


@pytest.fixture(scope="session")
def theme(qapp: "QApplication") -> "Theme":
    return Theme(qapp, "light")


@pytest.fixture
def settings(tmp_path: Path) -> "Settings":
    kept = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    kept.set(WHO, "Ines Okafor")
    return kept


class Heard(list[tuple[str, str]]):
    """What was said in the window: text and weight. `expected` says that a mistake may be."""

    expected = False

    @property
    def last(self) -> str:
        return self[-1][0] if self else ""


@pytest.fixture
def messenger() -> "Messenger":
    return Messenger()


@pytest.fixture
def at_desk(
    issued: PlainDesk,
    theme: "Theme",
    settings: "Settings",
    messenger: "Messenger",
    tmp_path: Path,
) -> Iterator["Desk"]:
    """The small company with NC-2026-001, without a window around it."""
    desk = Desk(issued.book, lambda: TODAY, settings, theme, messenger, tmp_path / "drafts")
    yield desk
    desk.close()
    desk.deleteLater()
    _let_go()


def _let_go() -> None:
    """Delete now what shall be deleted: no widget of one test is restyled in the next."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def program(
    qtbot: Any, prepared: Path, settings: "Settings", qapp: "QApplication", tmp_path: Path
) -> Iterator["Program"]:
    """The program with its window shown, and no book."""
    program = Program(qapp, settings, TODAY)
    heard = Heard()
    program.messenger.said.connect(lambda text, weight: heard.append((text, weight)))
    program.heard = heard  # type: ignore[attr-defined]
    remove = install_excepthook(program.messenger)
    program.window.resize(1280, 800)
    program.window.show()
    yield program
    program.window.close()
    remove()
    program.window.deleteLater()
    program.theme.deleteLater()
    _let_go()
    mistakes = [text for text, _weight in heard if "our mistake" in text]
    if not heard.expected:
        assert not mistakes, [*mistakes, *_reports(tmp_path)]


def _reports(folder: Path) -> list[str]:
    return [path.read_text("utf-8") for path in folder.rglob("crash *.txt")]


@pytest.fixture
def window(program: "Program", prepared: Path, tmp_path: Path) -> "MainWindow":
    """The window with the book of the small company, whose NC-2026-001 is issued."""
    path = tmp_path / "work.auditdesk"
    path.write_bytes((prepared / "issued.auditdesk").read_bytes())
    program.open(path)
    return program.window


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book of the sample company, closed; tests open copies of it."""
    path = tmp_path_factory.mktemp("played") / "sample.auditdesk"
    with Book.create(path, "Ines Okafor") as book:
        sample.play(book)
    return path


@pytest.fixture
def company(program: "Program", played: Path, tmp_path: Path) -> "MainWindow":
    """The window with the sample company."""
    path = tmp_path / "sample.auditdesk"
    path.write_bytes(played.read_bytes())
    program.open(path)
    return program.window


@pytest.fixture
def heard(program: "Program") -> Heard:
    found: Heard = program.heard  # type: ignore[attr-defined]
    return found


def write(widget: "QWidget", text: str) -> None:
    """Type a text, any letters, into a widget that has the focus or gets it."""
    widget.setFocus()
    for sign in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign)
            QApplication.sendEvent(widget, event)


def dialog_of(window: "QWidget") -> Any:
    """The dialog that is open."""
    return next(one for one in window.findChildren(QDialog) if one.isVisible())
