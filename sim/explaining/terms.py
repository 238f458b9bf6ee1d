"""What an explanation is made of: terms, parts, and the whole, as text and as tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import Any

import pandas as pd

from sim._compile import plain


@dataclass(frozen=True)
class Term:
    """One number of an explanation: what it is, its value, and the rule or coding that it comes from."""

    what: str
    value: str
    rule: str = ""


@dataclass(frozen=True)
class Part:
    """One question and its answer: the terms, what would have tipped it (the rest being equal), and what to mind."""

    question: str
    answer: str
    terms: tuple[Term, ...]
    tipping: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """The part as text."""
        width = max((len(t.what) for t in self.terms), default=0)
        return [
            f"{self.question}  ->  {self.answer}",
            *(f"    {t.what:<{width}}  {t.value:>10}  {t.rule}".rstrip() for t in self.terms),
            *(f"    would tip it: {what}" for what in self.tipping),
            *(f"    {note}" for note in self.notes),
        ]


@dataclass(frozen=True, eq=False)
class Explanation:
    """Why an actor, or a pair of rivals, did what it did in one month of one run.

    ``str()`` of it is the text. The tables are empty unless a pair was asked about: ``messages`` (one row a message
    delivered up to the month), ``channels`` (one row a channel that carried any of them), ``counterfactuals`` (one row
    a replay with the same luck; the first is the run as it was).
    """

    title: str
    parts: tuple[Part, ...]
    messages: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    channels: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    counterfactuals: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)

    @property
    def terms(self) -> pd.DataFrame:
        """All terms as a table: one row a term, with its question and answer."""
        rows = [(p.question, p.answer, t.what, t.value, t.rule) for p in self.parts for t in p.terms]
        return pd.DataFrame(rows, columns=["question", "answer", "what", "value", "rule"])

    def __str__(self) -> str:
        return "\n".join([self.title, *(line for part in self.parts for line in ("", *part.lines()))])

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>"


def number(value: float) -> str:
    """A number as explanations show it.

    >>> number(0.25)
    '0.250'
    """
    return f"{value:.3f}"


def yes(value: Any) -> str:
    """Yes or no."""
    return "yes" if value else "no"


def tip(what: str, at: float, was: float) -> str:
    """Where a number would have had to lie for the other answer.

    >>> tip("reliance", 0.5, 0.25)
    'reliance above 0.500 (it was 0.250)'
    """
    return f"{what} {'below' if at < was else 'above'} {number(at)} (it was {number(was)})"


def cite(function: Any) -> str:
    """A rule's name and its source, from its docstring.

    >>> from sim.rules.trust import trust_of
    >>> cite(trust_of)
    'rules.trust.trust_of [definition]'
    """
    text = plain(function).__doc__ or ""
    source = text.split("Source:", 1)[1].split(">>>")[0] if "Source:" in text else ""
    name = f"{function.__module__.removeprefix('sim.')}.{function.__name__}"
    return f"{name} [{' '.join(source.split()).rstrip('.')}]" if source else name
