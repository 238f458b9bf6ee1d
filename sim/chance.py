"""Chance is an address, not a sequence.

Every draw is a hash of (seed, stream, month, who, about): *who* and *about* are hashes of names. One more
actor, a skipped draw or another order in the file moves nobody else's luck; two policies under one seed meet
the same luck (common random numbers).

The hash is the finaliser of SplitMix64 (Steele, Lea & Flood 2014, "Fast splittable pseudorandom number
generators", OOPSLA) applied once for each part of the address.
"""

from __future__ import annotations

import hashlib
import math
from typing import Any

import numpy as np

from sim._compile import COMPILED, compiled

# The streams: one for each thing that chance decides. Numbers are for ever; add at the end.
INTEREST = np.uint64(1)
ASSUMPTION = np.uint64(2)
SHUFFLE = np.uint64(3)
MESSAGE_LOSS = np.uint64(4)
MESSAGE_DELAY = np.uint64(5)
MESSAGE_GARBLE = np.uint64(6)
CARRIAGE = np.uint64(7)
PARTICIPATION = np.uint64(8)
HOSTILITY = np.uint64(9)
INCIDENT = np.uint64(10)
LINE_BREAK = np.uint64(11)
ATTRIBUTION = np.uint64(12)
RETALIATION = np.uint64(13)
PERCEPTION = np.uint64(14)
CHANNEL_RATE = np.uint64(15)
REVIEW = np.uint64(16)
STATEMENT = np.uint64(17)
LEAK = np.uint64(18)
MANDATE_CONSENT = np.uint64(19)
PROPOSAL = np.uint64(20)
CONSENT = np.uint64(21)
ACCEPTANCE = np.uint64(22)
DELIVERY = np.uint64(23)
NOTICING = np.uint64(24)
ADMISSION = np.uint64(25)
ATTACK = np.uint64(26)
CRISIS = np.uint64(27)
CRISIS_END = np.uint64(28)

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S12 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(12)
_START = np.uint64(0)
_UNIT = 1.0 / 4503599627370496.0  # 2**-52: with one bit more the largest draw would be rounded up to 1


def address(name: str) -> np.uint64:
    """The number that stands for a name in an address (first 8 bytes of its SHA-256)."""
    return np.uint64(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little"))


def _mix(state: np.uint64, part: np.uint64) -> np.uint64:
    z = (state ^ part) + _GOLDEN
    z = (z ^ (z >> _S30)) * _MIX1
    z = (z ^ (z >> _S27)) * _MIX2
    return z ^ (z >> _S31)


def _uniform(seed: Any, stream: Any, month: Any, who: Any, about: Any) -> float:
    # The seed is mixed alone first: seed ^ stream would make stream 2 of seed 1 the stream 1 of seed 2.
    z = mix(mix(mix(mix(mix(_START, seed), stream), np.uint64(month)), who), about)
    return (float(z >> _S12) + 0.5) * _UNIT


if COMPILED:
    mix = compiled(_mix)
    uniform = compiled(_uniform)
else:  # plain NumPy integers wrap around with a warning; here the wrap is meant

    def mix(state: np.uint64, part: np.uint64) -> np.uint64:
        """As ``_mix``, in silence."""
        with np.errstate(over="ignore"):
            return _mix(state, part)

    uniform = _uniform

mix.__doc__ = """Stir one more part into an address.

    >>> hex(mix(np.uint64(0), np.uint64(0)))
    '0xe220a8397b1dcdaf'
    """
uniform.__doc__ = """A uniform number in (0, 1), never 0 or 1, at an address.

    >>> here = address("Iran"), address("United States")
    >>> uniform(np.uint64(1), HOSTILITY, 3, *here) == uniform(np.uint64(1), HOSTILITY, 3, *here)
    True
    """


@compiled
def poisson(mean: float, u: float) -> int:
    """The Poisson count with this mean at the uniform number ``u`` (inversion).

    Beyond a mean of 700, where the first term is no longer a number, the mean itself.

    >>> poisson(0.5, 0.6), poisson(0.5, 0.7), poisson(0.0, 0.999)
    (0, 1, 0)
    """
    if mean > 700.0:
        return int(mean)
    term = math.exp(-mean)
    total = term
    count = 0
    while u > total and count < 1000:
        count += 1
        term *= mean / count
        total += term
    return count


@compiled
def normal(u: float, v: float) -> float:
    """A standard normal number from two uniform ones (Box & Muller 1958).

    >>> normal(1.0, 0.25)
    0.0
    """
    return math.sqrt(-2.0 * math.log(u)) * math.cos(6.283185307179586 * v)
