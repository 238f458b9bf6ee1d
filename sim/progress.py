"""Told how far: a bar on a terminal, a widget in Jupyter, a plain line now and then in a log.

One adapter for all commands and for Python: ``with progress(1000, "runs") as done: ... done(50, failed=1)``. It may be
told from several threads.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, TextIO

EVERY = 30.0  # seconds between two lines in a log
COMPILING = "the first may take half a minute to compile"


class Count:
    """Counts what is done and failed; called with how many more are. ``total`` may grow on the way."""

    def __init__(self, total: int, label: str) -> None:
        self.total, self.label = total, label
        self.done = self.failed = 0
        self.start = time.monotonic()
        self._lock = threading.Lock()

    def __call__(self, more: int, failed: int = 0) -> None:
        """So many more are done, of which so many failed."""
        with self._lock:
            self.done += more
            self.failed += failed
            self.show()

    def expect(self, more: int) -> None:
        """There are so many more to do than was known."""
        with self._lock:
            self.total += more
            self.show()

    @property
    def left(self) -> float:
        """Seconds left at the pace so far; infinite while nothing is done."""
        if not self.done:
            return float("inf")
        return max(0.0, (time.monotonic() - self.start) / self.done * (self.total - self.done))

    def line(self) -> str:
        """Done, failed and left, in words.

        >>> count = Count(4, "runs")
        >>> count(4, failed=1)
        >>> count.line()
        '4 of 4 runs done, 1 failed, 0 s left'
        """
        failed = f", {self.failed} failed" if self.failed else ""
        left = f", {span(self.left)} left" if self.done else ""
        return f"{self.done} of {self.total} {self.label} done{failed}{left}"

    def show(self) -> None:
        """Show the state; nothing is shown here."""

    def close(self) -> None:
        """Nothing more comes."""


class _Log(Count):
    """A plain line every 30 s, and the last."""

    def __init__(self, total: int, label: str, stream: TextIO, every: float = EVERY) -> None:
        super().__init__(total, label)
        self.stream, self.every, self.last, self.begun = stream, every, self.start, False
        self.show()

    def show(self) -> None:
        if not self.total:
            return  # how many there are comes later
        now = time.monotonic()
        if not self.begun:
            self.begun = True
            self._say(f"{self.total} {self.label}; {COMPILING}")
        elif self.done >= self.total or now - self.last >= self.every:
            self.last = now
            self._say(self.line())

    def _say(self, text: str) -> None:
        print(text, file=self.stream, flush=True)


class _Bar(Count):
    """A bar on a terminal."""

    def __init__(self, total: int, label: str, stream: TextIO) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        super().__init__(total, label)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self.bar = Progress(*columns, console=Console(file=stream))
        self.task = self.bar.add_task(f"{label} ({COMPILING})", total=total)
        self.bar.start()

    def show(self) -> None:
        failed = f", {self.failed} failed" if self.failed else ""
        said = f"{self.label}{failed}" if self.done else f"{self.label} ({COMPILING})"
        self.bar.update(self.task, completed=self.done, total=self.total, description=said)

    def close(self) -> None:
        self.bar.stop()


class _Widget(Count):
    """A widget in Jupyter (a plain bar there, if it has no widgets)."""

    def __init__(self, total: int, label: str) -> None:
        from tqdm.auto import tqdm

        super().__init__(total, label)
        self.bar: Any = tqdm(total=total, desc=label, unit="")

    def show(self) -> None:
        self.bar.total = self.total
        if self.failed:
            self.bar.set_postfix(failed=self.failed, refresh=False)
        self.bar.update(self.done - self.bar.n)

    def close(self) -> None:
        self.bar.close()


@contextmanager
def progress(total: int, label: str = "runs", stream: TextIO | None = None) -> Generator[Count]:
    """Show progress while something runs.

    Args:
        total: how many there are to do; 0 if that is told later, by ``done.expect(more)``.
        label: of what.
        stream: where to show it; standard error if None.

    Returns:
        A callable: ``done(more, failed=0)``.

    >>> import sys
    >>> with progress(2, "runs", sys.stdout) as done:
    ...     done(2)
    2 runs; the first may take half a minute to compile
    2 of 2 runs done, 0 s left
    """
    shown = _shown(total, label, stream or sys.stderr)
    try:
        yield shown
    finally:
        shown.close()


def _shown(total: int, label: str, stream: TextIO) -> Count:
    if in_notebook():
        return _Widget(total, label)
    return _Bar(total, label, stream) if stream.isatty() else _Log(total, label, stream)


def in_notebook() -> bool:
    """Whether this runs in a Jupyter kernel."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return type(shell).__name__ == "ZMQInteractiveShell"


def span(seconds: float) -> str:
    """A time in words.

    >>> span(200), span(59.6), span(7300)
    ('3 min 20 s', '1 min 0 s', '2 h 1 min')
    """
    minutes, rest = divmod(round(min(seconds, 3.6e9)), 60)
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
