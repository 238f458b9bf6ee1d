"""Counting what is done: how much, how much failed, how long it will take yet. How it is shown is another matter."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

from sim.counted import counted

PATIENCE = 3.0  # seconds without a single one done after which it is said why that may be
NONE = "none yet"
COMPILING = f"{NONE}: the first time, a minute or two go into machine code"
COMPILING_OWN = f"{NONE}: decisions of your own go into machine code at each start, which takes a minute or two"
WHOLE_RUNS = "kernel._play-*.nbc"
"""Machine code of whole runs, which is made last."""


class Count:
    """Counts what is done and failed; called with how many more are.

    ``total`` is what is known to be done, and may grow on the way; ``beyond`` is what may come after that, at most.
    ``code`` names the files of machine code that are needed; nothing where they are made anew at each start.
    """

    def __init__(self, total: int, label: str) -> None:
        self.total, self.label, self._one = total, label, label.removesuffix("s")
        self.beyond = self.done = self.failed = 0
        self.start = time.monotonic()
        self.code = WHOLE_RUNS
        self._born = time.time()
        self._lock = threading.Lock()
        self._late = threading.Timer(PATIENCE, self._wonder)
        self._late.daemon = True
        self._late.start()

    def __call__(self, more: int, failed: int = 0) -> None:
        """So many more are done, of which so many failed."""
        with self._lock:
            self._late.cancel()
            self.done += more
            self.failed += failed
            self.show()

    def expect(self, more: int, beyond: int = 0) -> None:
        """There are so many more to do than was known, and then, perhaps, up to so many beyond these."""
        with self._lock:
            self.total += more
            self.beyond = beyond
            self.show()

    @property
    def most(self) -> int:
        """How many there can be in all."""
        return self.total + self.beyond

    @property
    def left(self) -> float:
        """Seconds left (at most, where the end is open) at the pace so far; infinite while nothing is done."""
        if not self.done:
            return float("inf")
        return max(0.0, (time.monotonic() - self.start) / self.done * (self.most - self.done))

    def line(self) -> str:
        """Done, failed and left, in words.

        >>> count = Count(4, "runs")
        >>> count(4, failed=1)
        >>> count.line()
        '4 of 4 runs done, 1 failed, 0 s left'
        """
        failed = f", {self.failed:,} failed" if self.failed else ""
        left = f", {'at most ' if self.beyond else ''}{span(self.left)} left" if self.done else ""
        if self.beyond:
            return f"{self.done:,} of at most {counted(self.most, self._one)} done{failed}{left}"
        return f"{self.done:,} of {counted(self.total, self._one)} done{failed}{left}"

    def show(self) -> None:
        """Show the state; nothing is shown here."""

    def explain(self, why: str) -> None:
        """Say why nothing is done yet; nothing is said here."""

    def close(self) -> None:
        """Nothing more comes."""
        self._late.cancel()

    def _wonder(self) -> None:
        with self._lock:
            if not self.done and self.total:
                self.explain(why_late(self.code, self._born))


def why_late(code: str, since: float) -> str:
    """Why nothing is done yet, as far as that can be seen: machine code that was not there before (a time in s).

    >>> why_late("no file has this name", 0.0) in (NONE, COMPILING)
    True
    """
    compiler = sys.modules.get("sim._compile")
    if compiler is None or not compiler.COMPILED:
        return NONE
    if not code:
        return COMPILING_OWN
    there = compiler.CACHE is not None and any(_older(file, since) for file in compiler.CACHE.rglob(code))
    return NONE if there else COMPILING


def _older(file: Path, since: float) -> bool:
    try:
        return file.stat().st_mtime < since
    except OSError:  # another process has just made it anew
        return False


def span(seconds: float) -> str:
    """A time in words.

    >>> span(200), span(59.6), span(7300)
    ('3 min 20 s', '1 min 0 s', '2 h 1 min')
    """
    minutes, rest = divmod(round(min(seconds, 3.6e9)), 60)
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
