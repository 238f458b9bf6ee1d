"""Ctrl-C, once and twice."""

from __future__ import annotations

import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType
from typing import Any

NOTICE = "stopping: the runs in play are finished and written; Ctrl-C once more stops at once"


class Stopped(KeyboardInterrupt):
    """The batch was stopped with Ctrl-C; all that was finished is safe. ``resume`` is the command to go on with."""

    def __init__(self, message: str, resume: str) -> None:
        super().__init__(message)
        self.resume = resume

    def __str__(self) -> str:
        return str(self.args[0])


class Stop:
    """Whether to stop. The first signal asks for it, the second is a KeyboardInterrupt."""

    def __init__(self, notice: Any = None) -> None:
        self.asked = self.at_once = False
        self._notice = notice

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """A signal came."""
        if self.asked:
            self.at_once = True
            raise KeyboardInterrupt
        self.asked = True
        if self._notice is not None:
            self._notice(NOTICE)


@contextmanager
def on_signals(notice: Any = None) -> Generator[Stop]:
    """Meanwhile, Ctrl-C (and a cluster's SIGTERM) ask to stop; outside the main thread nothing is changed.

    >>> with on_signals() as stop:
    ...     signal.raise_signal(signal.SIGINT)
    ...     stop.asked
    True
    """
    stop = Stop(notice)
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    except RuntimeError as error:
        if stop.at_once:  # DuckDB in the middle of a write makes an error of its own of it
            raise KeyboardInterrupt from error
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
