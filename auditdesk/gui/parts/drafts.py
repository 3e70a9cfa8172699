"""Drafts: what is being typed, kept in a file until the book has it; a killed process loses 2 s."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from auditdesk.book import kept_drafts

if TYPE_CHECKING:
    from auditdesk.book.keys import Key

_PAUSE = 1000
"""Milliseconds between typing and the file: half of what may be lost at most."""

Place = tuple[str, str, str]
"""Kind of thing, its id or "new", key of the field."""


NEW_ACTION = "new action"
"""The kind of what is typed for a new action; it is kept with the id of its finding."""


class Drafts(QObject):
    """Unsaved typing of one book, by place; encrypted where the book is."""

    def __init__(self, file: Path, parent: QObject | None = None, key: "Key | None" = None) -> None:
        super().__init__(parent)
        self._file, self._key = file, key
        self._texts = _by_place(kept_drafts.read(file, key))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self.write)

    def keep(self, place: Place, value: object) -> None:
        """Keep what is typed there now; the file follows within a second."""
        self._texts[place] = value
        if not self._timer.isActive():
            self._timer.start()

    def forget(self, place: Place) -> None:
        """The book has it, or it is what the book says."""
        if self._texts.pop(place, None) is not None and not self._timer.isActive():
            self._timer.start()

    def at(self, place: Place) -> object | None:
        """What was typed there and never saved, or None."""
        return self._texts.get(place)

    def places(self) -> list[Place]:
        """Where something is kept."""
        return list(self._texts)

    def write(self) -> None:
        """Write the file now; without drafts there is none."""
        self._timer.stop()
        data = [[*place, value] for place, value in self._texts.items()]
        kept_drafts.write(self._file, data, self._key)


def _by_place(data: list[Any]) -> dict[Place, object]:
    """What a file keeps; one of another shape keeps nothing."""
    try:
        return {(str(kind), str(id), str(key)): value for kind, id, key, value in data}
    except (ValueError, TypeError):
        return {}
