"""Why an actor, or a pair of rivals, did what it did in one month of one run.

An actor's month is played again (a run is a function of its seed), the world is noted before each question, and the
rules are asked for the same numbers. A pair's month is read off the facts of the run: the words that were delivered,
through whom, what they did, and what the same luck would have brought without them.
"""

from __future__ import annotations

from difflib import get_close_matches

from sim.batch import trajectory
from sim.explaining import deals, fight, home, office, otherwise, pair, replays, rivals, tables, trusting
from sim.explaining.heard import Between
from sim.explaining.moment import Moment, month_place
from sim.explaining.terms import Explanation, Part, Term
from sim.names import Names, dyad_name, place
from sim.scenario import Scenario

__all__ = ["Explanation", "Part", "Term", "explain"]


def explain(
    scenario: Scenario,
    seed: int,
    month: str,
    actor: str | None = None,
    policy: str | None = None,
    about: str | tuple[str, str] | None = None,
    runs: int | None = None,
) -> Explanation:
    """Explain a month of a run: what an actor did, or what lies behind the cooperation of two rivals.

    Args:
        scenario: the scenario of the run.
        seed: the run's seed.
        month: as ``YYYY-MM``, within the scenario's months; ``YYYY-MM-DD`` in a case that goes by weeks.
        actor: the actor's name; None to ask about a pair as a whole.
        policy: the policy of the run; None for the scenario as it stands.
        about: a pair of rivals, as ``"A – B"``, ``"A - B"`` or two names; beside an actor its rival's name is enough.
        runs: also play the seeds 1 to this number, as it was and without each part, and give shares (for a pair).

    Raises:
        KeyError: there is no such actor, rival or pair; the nearest is proposed.
        ValueError: the month lies outside the scenario, or neither an actor nor a pair is named.

    >>> import sim
    >>> why = sim.explain(sim.example(), seed=1, month="2003-06", actor="North")
    >>> why.parts[0].question
    'How does it see Raiders in Middleland?'
    >>> both = sim.explain(sim.example(), seed=1, month="2003-06", about="North – South")
    >>> both.parts[0].question, sorted(set(both.messages["channel"]))
    ('In what mode are they?', ['Harbour'])
    """
    case = scenario.under(policy) if policy else scenario
    at = month_place(case, month)
    run = f"run of seed {seed}, policy {policy or 'as_coded'}"
    if actor is None and about is None:
        raise ValueError("name an actor, or a pair with about='A – B' (--actor, --about)")
    if runs and about is None:
        raise ValueError("runs (--runs) gives shares for a pair of rivals; name it with about (--about)")
    if about is None:
        return Explanation(f"{actor} in {month}, {run}", tuple(_of_actor(case, seed, month, str(actor))))
    if actor is not None:
        place("the scenario", tuple(sorted(case.actors)), actor)
    history = trajectory(case, seed)
    between = Between(history, _pair(history.names, actor, about), at)
    table = otherwise.counterfactuals(case, between, runs)
    own = () if actor is None else tuple(_of_actor(case, seed, month, actor, between.d))
    who = between.name if actor is None else f"{actor} with {between.pair[1 - between.pair.index(actor)]}"
    return Explanation(
        f"{who} in {month}, {run}: {pair.title(between)}",
        (*own, *pair.parts(between), replays.part(between, table)),
        tables.messages(between),
        tables.channels(between),
        table,
    )


def _of_actor(case: Scenario, seed: int, month: str, actor: str, only: int | None = None) -> list[Part]:
    """The questions of an actor's month; with a pair, those about this rival alone."""
    place("the scenario", tuple(sorted(case.actors)), actor)
    m = Moment(case, seed, month)
    me = m.names.actor.index(actor)
    found = fight.parts(m, me) if only is None else []
    for d, side, rival in m.names.rivals_of(m.after, me):
        if only in (None, d):
            at = (m, me, d, side, rival)
            found += [*rivals.parts(*at), *office.mediations(*at), *deals.parts(*at), trusting.part(*at)]
    return found if only is not None else [*found, *office.carried(m, me), *home.parts(m, me)]


def _pair(names: Names, actor: str | None, about: str | tuple[str, str]) -> int:
    """Place of the pair that is meant."""
    pairs = [dyad_name(*pair) for pair in names.dyad]
    asked = about if isinstance(about, str) else dyad_name(*about)
    for d, (one, other) in enumerate(names.dyad):
        written = {f"{a}{mark}{b}" for a, b in ((one, other), (other, one)) for mark in (" – ", " - ", " and ", ", ")}
        beside = actor in (one, other)
        if (actor is None or beside) and (asked in written or (beside and asked in {one, other} - {actor})):
            return d
    raise KeyError(_unknown(names, pairs, actor, asked))


def _unknown(names: Names, pairs: list[str], actor: str | None, asked: str) -> str:
    if actor is not None:
        known = [other for pair in names.dyad if actor in pair for other in pair if other != actor]
        what = f"{actor} has no rival {asked!r}"
    else:
        known, what = pairs, f"{asked!r} is no pair of rivals here"
    near = get_close_matches(asked, known, 1, 0.5)
    listed = ", ".join(map(repr, known)) or "none"
    return f"{what}; " + (f"did you mean {near[0]!r}?" if near else f"there are {listed}")
