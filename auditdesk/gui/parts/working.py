"""Working: one deed on a thread of its own, while the window goes on."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Signal

T = TypeVar("T")

_whole: "set[Working[Any]]" = set()


def must_end() -> bool:
    """Whether a deed is under way that the window must not be closed on."""
    return bool(_whole)


class Working(QObject, Generic[T]):
    """Does a deed at once on a thread; then `done` gets what came of it, or `failed` its error.

    Both are called on the thread of the window, unless `parent` is gone by then. The deed must not
    touch an open book. whole: the window is not closed before it has ended.
    """

    _ended = Signal()

    def __init__(
        self,
        parent: QObject,
        deed: Callable[[], T],
        done: Callable[[T], object],
        failed: Callable[[Exception], object],
        *,
        whole: bool = False,
    ) -> None:
        super().__init__(parent)
        self._deed, self._done, self._failed = deed, done, failed
        self._result: list[T] = []
        self._error: Exception | None = None
        self._ended.connect(self._tell)
        if whole:
            _whole.add(self)
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        try:
            self._result.append(self._deed())
        except Exception as error:
            self._error = error
        finally:
            _whole.discard(self)
        with suppress(RuntimeError):  # whoever asked for it is gone
            self._ended.emit()

    def _tell(self) -> None:
        self.deleteLater()
        if self._error is not None:
            self._failed(self._error)
        else:
            self._done(self._result[0])
