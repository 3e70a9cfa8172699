"""Every setting declared once: key, default, and what it is for.

To add one: a line below, and where a user chooses it, a control in the menu of the window.
"""

import json
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from PySide6.QtCore import QByteArray, QSettings

from auditdesk.domain import months

T = TypeVar("T")


class Setting(NamedTuple, Generic[T]):
    """A value that the program remembers for this user on this machine."""

    key: str
    default: T


_NOTHING: dict[str, Any] = {}

RECENT: Setting[list[str]] = Setting("recent", [])
LAST: Setting[str] = Setting("last", "")
WHO: Setting[str] = Setting("who", "")
SCHEME: Setting[str] = Setting("scheme", "system")
LANGUAGE: Setting[str] = Setting("language", "")
GEOMETRY: Setting[str] = Setting("geometry", "")
SPLITS: Setting[dict[str, Any]] = Setting("splits", _NOTHING)
COLUMNS: Setting[dict[str, Any]] = Setting("columns", _NOTHING)
VIEWS: Setting[dict[str, Any]] = Setting("views", _NOTHING)
EXPORT_FOLDER: Setting[str] = Setting("export_folder", "")
LOCK_AFTER: Setting[int] = Setting("lock_after", 10)
REPEAT_MONTHS: Setting[int] = Setting("repeat_months", months.REPEAT_MONTHS)

_RECENT_MOST = 12


class Settings:
    """Reads and writes the settings; a value that cannot be read counts as its default."""

    def __init__(self, store: QSettings) -> None:
        self._store = store

    def get(self, setting: Setting[T]) -> T:
        """The value, or the default where none was kept or it is of another kind."""
        text = self._store.value(setting.key)
        try:
            value = json.loads(str(text)) if text is not None else setting.default
        except ValueError:
            return setting.default
        return value if isinstance(value, type(setting.default)) else setting.default

    def set(self, setting: Setting[T], value: T) -> None:
        """Keep the value; what is kept already is not written again, which waits for the disk."""
        text = json.dumps(value)
        if self._store.value(setting.key) != text:
            self._store.setValue(setting.key, text)

    def remember_book(self, path: Path) -> None:
        """Put a book first among the recent ones."""
        name = str(path.absolute())
        others = [one for one in self.get(RECENT) if one != name]
        self.set(RECENT, [name, *others][:_RECENT_MOST])
        self.set(LAST, name)

    def forget_book(self, path: str) -> None:
        """Take a book off the list of recent ones."""
        self.set(RECENT, [one for one in self.get(RECENT) if one != path])


def packed(data: QByteArray) -> str:
    """Bytes of Qt (a geometry) as text."""
    return bytes(data.toBase64().data()).decode("ascii")


def unpacked(text: str) -> QByteArray:
    """The bytes that `packed` made into text."""
    return QByteArray.fromBase64(QByteArray(text.encode("ascii")))
