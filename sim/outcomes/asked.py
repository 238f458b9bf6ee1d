"""Outcomes as users ask for them: by name; one whose values are words is counted, word by word."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray

from sim.outcomes import OUTCOMES
from sim.outcomes.outcome import Outcome, Record

IS = "="
"""Between a nominal outcome and one of its words: ``ending=hostility`` is the share of runs that end so."""

NEAR = 0.7  # how alike two words are of which one may be meant by the other; difflib's own is looser


def outcome_of(name: str) -> Outcome:
    """The outcome of this name; for ``ending=hostility`` the share of all runs in which ``ending`` is that word.

    Raises:
        KeyError: there is none; the nearest is proposed.

    >>> outcome_of("incidents").unit, outcome_of("ending=hostility").kind
    ('clashes', 'share')
    >>> outcome_of("emergance")
    Traceback (most recent call last):
    KeyError: "there is no outcome 'emergance'; did you mean 'emergence'?"
    """
    base, equals, word = name.partition(IS)
    if base not in OUTCOMES:
        raise KeyError(f"there is no outcome {base!r}; {hint(base, OUTCOMES, 'outcomes are')}")
    return _of_word(OUTCOMES[base], word.strip()) if equals else OUTCOMES[base]


def averaged(name: str) -> Outcome:
    """The same, of an outcome whose values can be averaged.

    Raises:
        KeyError: there is no such outcome.
        ValueError: its values are words; the message says what to ask for instead.

    >>> averaged("ending")
    Traceback (most recent call last):
    ValueError: ending is a word (none, lasting, hostility, enemy fallen, effort ended) and has no mean; ask for ...
    """
    found = outcome_of(name)
    if found.nominal:
        shares = ", ".join(one.name for one in parts(found)[1:3])
        raise ValueError(
            f"{name} is a word ({', '.join(found.words)}) and has no mean; ask for the share of runs with one of them "
            f"({shares}, ...), or for all of them with results.shares({name!r}) or sim compare --outcome {name}"
        )
    return found


def parts(outcome: Outcome) -> list[Outcome]:
    """What can be averaged: the outcome itself; of a nominal one the share of each of its words, which add up to 1.

    >>> [one.name for one in parts(OUTCOMES["ending"])][:3]
    ['ending=none', 'ending=lasting', 'ending=hostility']
    """
    return [_of_word(outcome, word) for word in outcome.words] if outcome.nominal else [outcome]


def column(outcome: Outcome, table: str, words: bool = False) -> str:
    r"""Its values in a table of runs, as SQL; NULL where it does not apply.

    ``words`` says that the table has the words of nominal outcomes (``sim run``) and not their codes (``sim batch``).

    >>> column(OUTCOMES["incidents"], "t")
    'CAST(t."incidents" AS DOUBLE)'
    >>> column(outcome_of("ending=lasting"), "t")
    'CAST(coalesce(t."ending", 0) = 1 AS DOUBLE)'
    >>> column(outcome_of("ending=lasting"), "t", words=True)
    'CAST(coalesce(t."ending", \'none\') = \'lasting\' AS DOUBLE)'
    """
    base, equals, word = outcome.name.partition(IS)
    if not equals:
        return f'CAST({table}."{base}" AS DOUBLE)'
    known = OUTCOMES[base].words
    none, this = (f"'{known[0]}'", f"'{word}'") if words else (0, known.index(word))
    return f'CAST(coalesce({table}."{base}", {none}) = {this} AS DOUBLE)'


def one_of(of: str, names: Sequence[str], lacks: str) -> str:
    """The pair or actor that is meant: as it stands, or a pair in its other order, or with a hyphen for the dash.

    Args:
        of: what is asked for.
        names: which there are.
        lacks: what is wrong with one that is none of them, such as "is not here".

    Raises:
        KeyError: it is none of them; the nearest is proposed.

    >>> one_of("South – North", ["North – South"], "is not here"), one_of("North - South", ["North – South"], "")
    ('North – South', 'North – South')
    >>> one_of("Nroth – South", ["North – South", "A – B"], "is not here")
    Traceback (most recent call last):
    KeyError: "'Nroth – South' is not here; did you mean 'North – South'?"
    """
    dashed = of.replace(" - ", " – ")
    for name in (of, dashed, " – ".join(reversed(dashed.split(" – ")))):
        if name in names:
            return name
    raise KeyError(f"{of!r} {lacks}; {nearest(dashed, names)}")


def hint(asked: str, known: Collection[str], there: str = "there are") -> str:
    """What may have been meant; if nothing is near, all that is known.

    >>> hint("pont", ["cell", "point"]), hint("x", ["cell", "point"])
    ("did you mean 'point'?", 'there are cell, point')
    """
    near = get_close_matches(asked[:100], known, 1, NEAR)
    return f"did you mean {near[0]!r}?" if near else f"{there} {', '.join(known) or 'none'}"


def nearest(asked: str, known: Sequence[str]) -> str:
    """What may have been meant; if nothing is near, all that is there.

    >>> nearest("no_chanel", ["as_coded", "no_channel"]), nearest("x", ["as_coded"])
    ("did you mean 'no_channel'?", 'there is as_coded')
    """
    return hint(asked, known, "there is" if len(known) == 1 else "there are")


def _of_word(outcome: Outcome, word: str) -> Outcome:
    """The share of runs in which a nominal outcome is this word."""
    if not outcome.nominal:
        raise KeyError(f"{outcome.name} is a number and no word; leave out {IS}{word}")
    if word not in outcome.words:
        raise KeyError(f"{outcome.name} is never {word!r}; {hint(word, outcome.words, 'its words are')}")
    code = outcome.words.index(word)

    def compute(record: Record) -> NDArray[np.float64]:
        """1 in runs of this word, else 0; the first word is that of runs to which the outcome does not apply."""
        return (np.nan_to_num(outcome.compute(record), nan=0.0) == code).astype(float)

    name, meaning = f"{outcome.name}{IS}{word}", f"in which {outcome.name} is {word}"
    return Outcome(name, outcome.per, "share", "share of runs", meaning, compute)
