r"""Two forces that wear each other down, one of them with constant air support.

.. math:: \frac{dA}{dt} = -\beta B, \qquad \frac{dB}{dt} = -\alpha A - u

A and B are numbers of fighters; ``alpha`` and ``beta`` are what one fighter of A, of B, puts out of action per unit of
time, ``u`` what aircraft do to B per unit of time. The sum :math:`\alpha A^2 + 2 u A - \beta B^2` stays what it is; its
sign says who is left. The battle is over when one side has nobody left; the other then keeps what it has.

Source: Lanchester (1916), Aircraft in Warfare (square law); Taylor (1983), Lanchester Models of Warfare (support
by weapons that are not under fire).
"""

from __future__ import annotations

import math

from sim.diagnostics.checks import least


def least_force(alpha: float, beta: float, b0: float, u: float = 0.0) -> float:
    r"""The number of fighters that A must have more than, to be left when B is gone.

    .. math:: A_0 = \frac{\sqrt{u^2 + \alpha \beta B_0^2} - u}{\alpha}

    Infinite where A can do nothing (no fire of its own, no air support).

    Args:
        alpha: what one fighter of A puts out of action per unit of time.
        beta: what one fighter of B does.
        b0: fighters of B at the beginning.
        u: what aircraft put out of action of B per unit of time.

    Raises:
        ValueError: a number is negative or not finite.

    Source: the invariant above at zero; Taylor (1983).

    >>> round(least_force(0.02, 0.01, 1000, 4), 3), round(least_force(0.02, 0.01, 1000), 3)
    (534.847, 707.107)
    """
    _checked(alpha=alpha, beta=beta, b0=b0, u=u)
    above = beta * b0 * b0
    below = u + math.sqrt(u * u + alpha * above)  # no difference of near numbers, and alpha may be 0
    if above == 0.0:
        return 0.0
    return above / below if below > 0.0 else math.inf


def forces(a0: float, b0: float, alpha: float, beta: float, u: float, t: float) -> tuple[float, float]:
    r"""Fighters of A and of B at time t.

    .. math:: A = A_0 \cosh \omega t - \beta B_0 \frac{\sinh \omega t}{\omega}
                  + u \beta \frac{\cosh \omega t - 1}{\omega^2},
              \qquad B = B_0 \cosh \omega t - (\alpha A_0 + u) \frac{\sinh \omega t}{\omega},
              \qquad \omega = \sqrt{\alpha \beta}

    until one side has nobody left (``battle_end``); after that both stay as they are.

    Args:
        a0: fighters of A at the beginning.
        b0: fighters of B.
        alpha: what one fighter of A puts out of action per unit of time.
        beta: what one fighter of B does.
        u: what aircraft put out of action of B per unit of time.
        t: time since the beginning.

    Raises:
        ValueError: a number is negative or not finite.

    Source: solution of the two equations above; Taylor (1983).

    >>> [round(force, 6) for force in forces(800, 1000, 0.02, 0.01, 4, 30)]
    [582.276778, 473.19543]
    """
    least("t", t)
    end, rate = battle_end(a0, b0, alpha, beta, u), math.sqrt(alpha * beta)
    if math.isinf(end):  # even forces without air support, or nobody shoots
        return a0 * math.exp(-rate * t), b0 * math.exp(-rate * t)
    time = min(t, end)
    grown, risen, twice = math.cosh(rate * time), _risen(rate, time), _risen(rate, time / 2)
    first = a0 * grown - beta * b0 * risen + 2.0 * u * beta * twice * twice
    second = b0 * grown - (alpha * a0 + u) * risen
    if t >= end:  # the loser's number is a difference that should be nothing
        left = alpha * a0 * a0 + 2.0 * u * a0 - beta * b0 * b0
        first, second = (first if left > 0.0 else 0.0), (second if left < 0.0 else 0.0)
    return max(0.0, first), max(0.0, second)


def battle_end(a0: float, b0: float, alpha: float, beta: float, u: float = 0.0) -> float:
    r"""The time at which one side has nobody left; infinite if neither ever runs out.

    .. math:: \frac{\tanh \omega t}{\omega} = \frac{B_0}{\alpha A_0 + u} \quad \text{(B is gone)}, \qquad
              \frac{\tanh (\omega t / 2)}{\omega} = \frac{A_0}{\beta B_0 + \sqrt{\beta D}} \quad \text{(A is gone)},
              \qquad D = \beta B_0^2 - \alpha A_0^2 - 2 u A_0 \ge 0

    Raises:
        ValueError: a number is negative or not finite.

    Source: zeros of the solution in ``forces``.

    >>> round(battle_end(800, 1000, 0.02, 0.01, 4), 3)
    62.323
    """
    _checked(a0=a0, b0=b0, alpha=alpha, beta=beta, u=u)
    if a0 == 0.0 or b0 == 0.0:
        return 0.0
    rate, lead = math.sqrt(alpha * beta), alpha * a0 * a0 + 2.0 * u * a0 - beta * b0 * b0
    if lead >= 0.0:
        return _until(rate, b0, alpha * a0 + u)
    return 2.0 * _until(rate, a0, beta * b0 + math.sqrt(-beta * lead))


def _risen(rate: float, time: float) -> float:
    """sinh(rate * time) / rate, also at rate 0."""
    return math.sinh(rate * time) / rate if rate > 0.0 else time


def _until(rate: float, force: float, loss: float) -> float:
    """The time at which tanh(rate * time) / rate is force / loss; infinite if it never is."""
    if loss <= 0.0:
        return math.inf
    ratio = rate * force / loss
    if ratio >= 1.0:
        return math.inf
    return math.atanh(ratio) / rate if rate > 0.0 else force / loss


def _checked(**numbers: float) -> None:
    for what, value in numbers.items():
        least(what, value)
