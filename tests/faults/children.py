"""Children: forked copies of this process that are killed without warning."""

import os
import random
import signal
import time
from collections.abc import Callable
from typing import NoReturn


class Child:
    """A forked child that runs `work(say)`; what it says comes up line by line, also if it dies."""

    def __init__(self, work: Callable[[Callable[[str], None]], None]) -> None:
        reading, writing = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(reading)
            self._run(work, writing)
        os.close(writing)
        self._pipe = os.fdopen(reading, encoding="utf-8")

    @staticmethod
    def _run(work: Callable[[Callable[[str], None]], None], writing: int) -> NoReturn:
        try:
            work(lambda line: os.write(writing, f"{line}\n".encode()) and None)
            os._exit(0)
        except BaseException as error:
            os.write(writing, f"error {error!r}\n".encode())
            os._exit(1)

    def line(self) -> str:
        """The next line it says; "" once it is gone."""
        return self._pipe.readline().strip()

    def kill(self) -> list[str]:
        """Kill it as kill -9 does; the lines it had said."""
        os.kill(self.pid, signal.SIGKILL)
        return self.wait()

    def wait(self) -> list[str]:
        """Wait for its end; the lines that were still to be read."""
        lines = self._pipe.read().splitlines()
        self._pipe.close()
        os.waitpid(self.pid, 0)
        return lines


def within(chance: random.Random, seconds: float) -> None:
    """Let a random part of that time pass: the moment of the kill is what is being tried."""
    time.sleep(chance.random() * seconds)
