"""Results that show themselves: in a line where they are printed, as a table in a notebook."""

from __future__ import annotations

from html import escape

import pandas as pd

MOST = 40
"""Rows of a table in a notebook; of more, the first and the last. ``frame()`` has them all."""


class Shown:
    """What analyses find: ``words`` say it in a line, ``frame`` has all of it."""

    def words(self) -> str:
        """What was found, in a line."""
        raise NotImplementedError

    def frame(self) -> pd.DataFrame:
        """What was found, as a table."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.words()}>"

    def _repr_html_(self) -> str:
        table = self.frame().to_html(index=False, float_format=lambda x: f"{x:.3g}", max_rows=MOST)
        return f"<p>{escape(self.words())}</p>{table}"


def about(outcome: str, of: str) -> str:
    """An outcome and whose it is, in a line.

    >>> about("emergence", "North – South"), about("final_strength", "all")
    ('emergence of North – South', 'final_strength')
    """
    return outcome if of == "all" else f"{outcome} of {of}"
