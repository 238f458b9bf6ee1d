"""Files with one mistake each, and what must be said of it: the same for scenarios and for batches."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from sim.scenario import ScenarioError

HERE = " # HERE"


class Mistake(NamedTuple):
    """What is replaced, by what (``# HERE`` marks the line to be named), the path named, a phrase of the sentence."""

    old: str
    new: str
    path: str
    phrase: str


def spoil(old: str, new: str, text: str) -> str:
    """Replace one piece of a text."""
    assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times"
    return text.replace(old, new)


def faults(read: Callable[[str], object], text: str) -> ScenarioError:
    """All that a reader says of a text."""
    with pytest.raises(ScenarioError) as caught:
        read(text)
    return caught.value


def one_sentence_on_its_line(read: Callable[[str], object], file: str, text: str, mistake: Mistake) -> None:
    """See that a mistake in a valid text is named, on its line of the file, in one sentence with what to write."""
    spoilt = spoil(mistake.old, mistake.new, text)
    error = faults(read, spoilt.replace(HERE, ""))
    assert len(error.problems) == 1, str(error)
    where, _, sentence = str(error).partition(f": {mistake.path}: ")
    assert mistake.phrase in sentence, str(error)
    if HERE in spoilt:
        line = spoilt[: spoilt.index(HERE)].count("\n") + 1
        assert where == f"{file}:{line}"
    else:
        assert where.startswith(f"{file}:")
    assert ";" in sentence and "\n" not in sentence, "it should say what is wrong; what to write"
