"""Advice on the text of a finding, below its fields while it is typed; it blocks nothing."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, QTimer

from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.parts.editors import Editor
from auditdesk.work.statements import Adviser

_PAUSE = 500
"""Milliseconds after the last key: nobody is corrected in the middle of a word."""


class Advice(QObject):
    """Reads what the editors say and writes advice below them."""

    def __init__(self, desk: Desk, editors: Mapping[str, Editor], parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._editors = editors
        self._beside: Mapping[str, Any] = {}
        self._adviser: Adviser | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._advise)
        for editor in editors.values():
            editor.typed.connect(self._timer.start)

    def show_advice(self, beside: Mapping[str, Any], silent: bool = False) -> None:
        """Advise on what the editors show now; beside: values that they do not show."""
        self._beside = beside
        self._timer.stop()
        self._adviser = None if silent else Adviser(self._desk.read)
        self._advise()

    def _advise(self) -> None:
        said: dict[str, list[str]] = {}
        if self._adviser:
            for problem in self._adviser.advice(self._values()):
                said.setdefault(problem.field, []).append(problem.told)
        for key, editor in self._editors.items():
            editor.set_advice("\n".join(said.get(key, ())))

    def _values(self) -> dict[str, Any]:
        values = dict(self._beside)
        for key, editor in self._editors.items():
            with suppress(ValueError):
                values[key] = editor.value()
        return values
