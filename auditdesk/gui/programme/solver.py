"""Solver: “plan my year” on a thread of its own, with progress and a way to stop."""

import threading

from PySide6.QtCore import QObject, Signal

from auditdesk.planner.problem import PlanningProblem
from auditdesk.planner.solve import Progress, Solution, solve


class Solver(QObject):
    """Solves one problem. `told` with the share done, the cost, what is unplaced and the bound;
    `ended` when there is a plan, or an error to raise by `result`."""

    told = Signal(float, int, int, object)
    ended = Signal()

    def __init__(
        self, problem: PlanningProblem, seconds: float, seed: int, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._stop = threading.Event()
        self._solution: Solution | None = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(
            target=self._work, args=(problem, seconds, seed), daemon=True
        )

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Take the best plan so far."""
        self._stop.set()

    def wait(self) -> None:
        """Stop, and wait until the thread has ended."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def result(self) -> Solution:
        """The plan; what was raised on the thread is raised here."""
        if self._error is not None:
            raise self._error
        assert self._solution is not None
        return self._solution

    def _work(self, problem: PlanningProblem, seconds: float, seed: int) -> None:
        try:
            self._solution = solve(problem, seconds, seed, self._tell)
        except BaseException as error:
            self._error = error
        self.ended.emit()

    def _tell(self, now: Progress) -> bool:
        self.told.emit(now.share, now.cost.cost, now.cost.unplaced, now.lower_bound)
        return self._stop.is_set()
