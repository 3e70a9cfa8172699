"""What every test of the window has: a real book on a desk, offscreen, and its messages heard."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

QtWidgets = pytest.importorskip(
    "PySide6.QtWidgets",
    reason="Qt cannot load: README names the system libraries that it needs",
    exc_type=ImportError,
)

from PySide6.QtCore import QSettings  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from auditdesk.gui.desk import Desk  # noqa: E402
from auditdesk.gui.messages import Messenger  # noqa: E402
from auditdesk.gui.settings import Settings  # noqa: E402
from auditdesk.gui.theme import Theme  # noqa: E402
from tests.conftest import Desk as PlainDesk  # noqa: E402

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, "light")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def messenger() -> Messenger:
    return Messenger()


@pytest.fixture
def told(messenger: Messenger) -> list[tuple[str, str]]:
    """What was said in the window: text and weight."""
    heard: list[tuple[str, str]] = []
    messenger.said.connect(lambda text, weight: heard.append((text, weight)))
    return heard


@pytest.fixture
def at_desk(
    issued: PlainDesk, theme: Theme, settings: Settings, messenger: Messenger, tmp_path: Path
) -> Iterator[Desk]:
    """The small company with its issued nonconformity NC-2026-001, open in a window's desk."""
    desk = Desk(issued.book, lambda: TODAY, settings, theme, messenger, tmp_path / "drafts")
    yield desk
    desk.jobs.stop()
    desk.deleteLater()
