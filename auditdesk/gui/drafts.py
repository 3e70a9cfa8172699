"""Drafts: what is being typed, kept in a file until the book has it; a killed process loses 2 s."""

import json
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

_PAUSE = 1000
"""Milliseconds between typing and the file: half of what may be lost at most."""

_MOST = 100
"""Books whose drafts are kept."""
Place = tuple[str, str, str]
"""Kind of thing, its id or "new", key of the field."""


NEW_ACTION = "new action"
"""The kind of what is typed for a new action; it is kept with the id of its finding."""


class Drafts(QObject):
    """Unsaved typing of one book, by place."""

    def __init__(self, file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._texts = _read(file)
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
        if not self._texts:
            with suppress(OSError):
                self._file.unlink(missing_ok=True)
            return
        from auditdesk.files import DRAFTS, replacing

        data = [[*place, value] for place, value in self._texts.items()]
        folder = self._file.parent
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with replacing(self._file, DRAFTS) as part:
            part.chmod(0o600)
            with part.open("w", encoding="utf-8") as stream:
                json.dump(data, stream)
        _thin(folder)


def _thin(folder: Path) -> None:
    """Let the drafts of the books go that were written to longest ago, beyond `_MOST`."""
    with suppress(OSError):
        files = sorted(folder.glob("*.json"), key=lambda file: file.stat().st_mtime_ns)
        for old in files[:-_MOST]:
            old.unlink()


def _read(file: Path) -> dict[Place, object]:
    """What the file keeps; a file that cannot be read keeps nothing."""
    try:
        data = json.loads(file.read_text(encoding="utf-8"))
        return {(str(kind), str(id), str(key)): value for kind, id, key, value in data}
    except (OSError, ValueError, TypeError):
        return {}
