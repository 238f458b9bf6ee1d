"""How many of something, in words: one place, so that there is nowhere "1 runs"."""

from __future__ import annotations


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number of things, with its noun.

    Args:
        number: how many there are.
        one: the noun for one of them.
        many: the noun for several, where it is not ``one`` with an s.

    >>> counted(1, "run"), counted(2000, "run"), counted(0, "policy", "policies")
    ('1 run', '2,000 runs', '0 policies')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"
