"""Told how far: a bar on a terminal, a widget in Jupyter, a plain line now and then in a log.

One adapter for all commands and for Python: ``with progress(1000, "runs") as done: ... done(50, failed=1)``. It may be
told from several threads.
"""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, TextIO

from sim.counted import counted
from sim.counting import Count, span

__all__ = ["Count", "in_notebook", "progress", "span"]


EVERY = 30.0  # seconds between two lines in a log


class _Log(Count):
    """A plain line every 30 s, and the last."""

    def __init__(self, total: int, label: str, stream: TextIO, every: float = EVERY) -> None:
        super().__init__(total, label)
        self.stream, self.every, self.last, self.begun, self.said = stream, every, self.start, False, 0
        self.show()

    def show(self) -> None:
        if not self.total:
            return  # how many there are comes later
        now = time.monotonic()
        if not self.begun:
            self.begun = True
            self._say(counted(self.total, self._one) + (f", then at most {self.beyond:,} more" if self.beyond else ""))
        elif (self.done >= self.most and self.done > self.said) or now - self.last >= self.every:
            self.last, self.said = now, self.done
            self._say(self.line())

    def explain(self, why: str) -> None:
        self._say(why)

    def close(self) -> None:
        super().close()
        if self.beyond and self.done > self.said:  # where the end was open, this is it
            self.total, self.beyond = self.done, 0
            self._say(self.line())

    def _say(self, text: str) -> None:
        print(text, file=self.stream, flush=True)


class _Bar(Count):
    """A bar on a terminal."""

    def __init__(self, total: int, label: str, stream: TextIO) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self.bar = Progress(*columns, console=Console(file=stream))
        self.task = self.bar.add_task(label, total=total)
        super().__init__(total, label)
        self.bar.start()

    def show(self) -> None:
        failed = f", {self.failed:,} failed" if self.failed else ""
        said = f"{self.label}{', at most' if self.beyond else ''}{failed}"
        self.bar.update(self.task, completed=self.done, total=self.most, description=said)

    def explain(self, why: str) -> None:
        self.bar.update(self.task, description=f"{self.label} ({why})")

    def close(self) -> None:
        super().close()
        if self.beyond:
            self.total, self.beyond = self.done, 0
            self.show()
        self.bar.stop()


class _Widget(Count):
    """A widget in Jupyter (a plain bar there, if it has no widgets)."""

    def __init__(self, total: int, label: str) -> None:
        with warnings.catch_warnings():  # that there are no widgets is told by the plain bar
            warnings.simplefilter("ignore")
            from tqdm.auto import tqdm

        self.bar: Any = tqdm(total=total, desc=label, unit="")
        super().__init__(total, label)

    def show(self) -> None:
        self.bar.total = self.most
        self.bar.set_description(f"{self.label}{', at most' if self.beyond else ''}", refresh=False)
        if self.failed:
            self.bar.set_postfix(failed=self.failed, refresh=False)
        self.bar.update(self.done - self.bar.n)

    def explain(self, why: str) -> None:
        self.bar.set_description(f"{self.label} ({why})")

    def close(self) -> None:
        super().close()
        if self.beyond:
            self.total, self.beyond = self.done, 0
            self.show()
        self.bar.close()


@contextmanager
def progress(total: int, label: str = "runs", stream: TextIO | None = None) -> Generator[Count]:
    """Show progress while something runs.

    Args:
        total: how many there are to do; 0 if that is told later, by ``done.expect(more)``.
        label: of what, as a plural in s.
        stream: where to show it; standard error if None.

    Returns:
        A callable: ``done(more, failed=0)``.

    >>> import sys
    >>> with progress(2, "runs", sys.stdout) as done:
    ...     done(2)
    2 runs
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
