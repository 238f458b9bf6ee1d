"""The mode of a pair of rivals in a month: what the outcomes count."""

from __future__ import annotations

from sim._compile import rule
from sim.world import DIRECT, NO_MODE, RELAYED, RIVALRY, TACIT

RECENT = 3  # months for which a hostile act or a message counts


@rule
def mode_of(restrained: bool, parallel: bool, complementary: bool, direct: bool, relayed: bool) -> int:
    r"""Rivalry, none, tacit, relayed or direct (a code of ``world.MODES``).

    A pair *cooperates* when both fight the same enemy in the same theatre (parallel effort), no deliberate hostile
    act fell between them in the last three months, proxies that were blamed on them included (restraint), and their
    efforts give more together than apart (complementarity). It does so *directly* or *relayed* by the messages
    delivered in the last three months, else *tacitly*. Indirect cooperation is tacit or relayed.

    .. math:: \text{mode} = \begin{cases}
              \text{rivalry} & \text{without restraint} \\
              \text{none} & \text{else without parallel effort or complementarity} \\
              \text{direct} & \text{else with a direct message} \\
              \text{relayed} & \text{else with a relayed message} \\
              \text{tacit} & \text{else} \end{cases}

    Source: definitions of this project, after the documents' accounts of tacit and relayed cooperation.

    >>> mode_of(True, True, True, False, True) == RELAYED, mode_of(False, True, True, True, True) == RIVALRY
    (True, True)
    """
    if not restrained:
        return RIVALRY
    if not (parallel and complementary):
        return NO_MODE
    if direct:
        return DIRECT
    return RELAYED if relayed else TACIT
