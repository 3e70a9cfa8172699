"""Back and forward: where one was before each jump, as in a browser."""

from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, QObject

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST = 100


class Stop(NamedTuple):
    """Where one was: the page, and the id of what was selected there, "" for nothing."""

    page: str
    id: str = ""


class History(QObject):
    """The stops behind and ahead of where the window is now.

    here: where it is now, None where that is no page of a book. go: shows a stop.
    """

    def __init__(
        self, parent: QObject, here: Callable[[], Stop | None], go: Callable[[Stop], object]
    ) -> None:
        super().__init__(parent)
        self._here, self._go = here, go
        self._behind: list[Stop] = []
        self._ahead: list[Stop] = []
        self._within = False

    @contextmanager
    def jump(self) -> "Iterator[None]":
        """What goes on inside leads elsewhere: remember where it began, once for all of it."""
        if self._within:
            yield
            return
        before, self._within = self._here(), True
        try:
            yield
        finally:
            self._within = False
        if before is not None and before != self._here():
            self._behind = [*self._behind, before][-_MOST:]
            self._ahead = []

    def back(self) -> None:
        """Go where one was before the last jump."""
        self._step(self._behind, self._ahead)

    def forward(self) -> None:
        """Go again where one came back from."""
        self._step(self._ahead, self._behind)

    def forget(self) -> None:
        """Begin anew: another book is open, or it is shown as of another day."""
        self._behind, self._ahead = [], []

    def _step(self, source: list[Stop], target: list[Stop]) -> None:
        here = self._here()
        if not source:
            return
        self._within = True
        try:
            self._go(source[-1])
        finally:
            self._within = False
        source.pop()
        if here is not None:
            target.append(here)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """The two buttons at the side of a mouse, wherever it points in the window."""
        if event.type() != QEvent.Type.MouseButtonPress:
            return False
        from PySide6.QtCore import Qt

        button = event.button()  # type: ignore[attr-defined]
        if button == Qt.MouseButton.BackButton:
            self.back()
        elif button == Qt.MouseButton.ForwardButton:
            self.forward()
        else:
            return False
        return True
