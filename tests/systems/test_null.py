"""C11: where rivals can talk freely, a mediator without skill, means or cover changes nothing (Fey and Ramsay 2010)."""

import numpy as np
import pytest

from sim import kernel
from sim.scenario.build import Built, build
from sim.world import FACTS
from tests.systems.cases import ACTORS, ALL, EVENTS, MEDIATIONS, POLICIES, case, place
from tests.worlds import changed, differing, of_names

SEEDS = range(1, 101)
FREE_LINE = {"contact_cost": 0.0, "direct_loss": 0.0, "direct_garble": 0.0, "direct_rate": 1000.0}
NO_MEANS = {"skill": 0.0, "pressure": 0.0, "cover": 0.0}
OWN = [fact.name for fact in FACTS if "mediation" in fact.per.split()]
FULL = case(EVENTS, POLICIES)
ENVOY = next(line for line in ACTORS.splitlines(True) if line.startswith("  Envoy:"))


def made(scenario, **facts) -> Built:
    """The case with a free and reliable line; the mediator persuades nobody by its views either."""
    return changed(build(scenario), **FREE_LINE, norm_speed=0.0, **facts)


def histories(built: Built) -> np.ndarray:
    return np.concatenate([kernel.run(built, np.array([s], np.uint64), history=True).history for s in SEEDS])


@pytest.fixture(scope="module")
def mediated() -> np.ndarray:
    return histories(made(FULL, proposal_rate=2.0, consent_base=3.0, **NO_MEANS))


@pytest.fixture(scope="module")
def alone() -> np.ndarray:
    return histories(made(FULL.without(mediation="all")))


def test_the_mediation_leaves_no_trace(mediated, alone):
    assert mediated["talks"].sum() > 300 and mediated["successes"].max() > 0, "there is a mediation"
    assert (alone["agreements"].max(axis=0) > 0).sum() >= 3 and alone["fights"].any(), "there is something to change"
    assert not differing(mediated, alone, OWN)


def test_nor_does_its_actor(mediated):
    """Take the envoy away by a policy, or strike it from the file: the others' facts are the same to the byte."""
    scenario = FULL.without(mediation="all", actor="Envoy")
    absent, names = histories(made(scenario)), build(scenario).names
    struck = made(case(EVENTS, POLICIES, MEDIATIONS, old=ENVOY, new=""))
    never = histories(struck)
    kept = struck.names
    for fact in FACTS:
        if fact.name in OWN:
            continue
        here = of_names(mediated, fact.name, names, kept)
        assert of_names(absent, fact.name, names, kept).tobytes() == here.tobytes(), fact.name
        if fact.name not in ("kind", "patron", "front_enemy", "host", "rival", "government_actor", "carrier",
                             "concession_client", "episode_by", "episode_in", "candidate"):  # fmt: skip
            assert never[fact.name].tobytes() == here.tobytes(), fact.name


@pytest.mark.parametrize(
    "means",
    [{"skill": 1.0}, {"pressure": 1.0}, {"cover": 1.0, "contact_cost": 2.0}],
    ids=["skill", "pressure", "cover"],
)
def test_with_means_of_its_own_it_changes_something(means):
    """So the null above is not empty: each of the three means shows by itself."""
    facts = {**NO_MEANS, "proposal_rate": 2.0, "consent_base": 3.0, **FREE_LINE, **means}
    cost = {"contact_cost": facts["contact_cost"]}
    with_means = changed(build(FULL), norm_speed=0.0, **facts)
    without = changed(build(FULL.without(mediation="all")), norm_speed=0.0, **{**FREE_LINE, **cost})
    changed_facts = differing(histories(with_means), histories(without), OWN)
    assert "agreements" in changed_facts and "trust" in changed_facts


def test_the_pair_of_the_null_talks_directly():
    assert ALL.world[0].ties[place(ALL, "dyad", ("North", "South"))] == 1.0
