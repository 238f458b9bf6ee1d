"""The peers of the benchmark tell what we tell, and a peer with one mechanism broken does not."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

import sim
from benchmarks import agreement, cases, parameters, reading
from benchmarks.mesa_peer import CommonEnemy

SURE = 1e-3  # so small a p-value is no accident (all outcomes together, seeds fixed)


@cache
def case():
    return reading.read(sim.load(agreement.CASE))


@cache
def known(runs):
    return agreement.ours(sim.load(agreement.CASE), runs)


@pytest.mark.parametrize("peer", agreement.PEERS)
def test_peers_agree_with_us(peer):
    table = agreement.compare(known(1000), agreement.PEERS[peer](case(), 40))
    assert agreement.smallest_p(table) > SURE, table.to_string()


@pytest.mark.slow
@pytest.mark.parametrize("peer", agreement.PEERS)
def test_peers_agree_with_us_in_many_runs(peer):
    """So many runs tell a difference of a fifth of a standard deviation; shares of runs to six points in a hundred."""
    ours, peers = known(5000), agreement.PEERS[peer](case(), 400)
    table = agreement.compare(ours, peers)
    assert agreement.smallest_p(table) > SURE, table.to_string()
    shares = table[table.index.str.startswith("emergence ")]
    assert (shares["difference"].abs() < 0.06).all(), table.to_string()


@pytest.mark.slow
def test_peers_agree_with_us_where_there_are_many_pairs():
    scenario = cases.case(12, 60)
    table = agreement.compare(agreement.ours(scenario, 1000), agreement.of_mesa(reading.read(scenario), 200))
    assert agreement.smallest_p(table) > SURE, table.to_string()


class WithoutLearning(CommonEnemy):
    """Deeds change no trust."""

    def step(self):
        for actor in self.agents:
            actor.learn = lambda: None
        super().step()


class WithoutWords(CommonEnemy):
    """Nobody writes to anybody."""

    def exchange(self):
        for pair in self.pairs:
            pair.channel.rate = 0.0
        super().exchange()


class WithoutAttrition(CommonEnemy):
    """The fight does the enemy no harm."""

    def step(self):
        self.enemy.attrition = 0.0
        super().step()


class WithoutHostility(CommonEnemy):
    """Nobody acts against a rival unprovoked."""

    def fight(self):
        super().fight()
        self.p.hostility_rate = 0.0


BROKEN = (WithoutAttrition, WithoutHostility, WithoutLearning, WithoutWords)


@pytest.mark.parametrize("broken", BROKEN, ids=lambda model: model.__name__)
def test_a_broken_peer_is_told_apart(broken):
    table = agreement.compare(known(1000), agreement.of_mesa(case(), 60, model=broken))
    assert agreement.smallest_p(table) < SURE, table.to_string()


def test_a_peer_reads_the_numbers_of_the_case():
    scenario = sim.load(agreement.CASE)
    north = next(party for party in case().parties if party.name == "North")
    assert north.air == float(scenario.actors["North"].theatres["Middleland"].air.value)
    assert case().assumptions["air_share"] == float(sim.Model(scenario).p.air_share)
    assert case().pairs[0].co_location == parameters.Uncertain(0.4, 0.0, 0.2, 0.6)


def test_uncertain_numbers_are_drawn_within_their_ends():
    rng = np.random.default_rng(1)
    bell = [parameters.drawn(parameters.Uncertain(0.9, 0.5, -1.0, 1.0), rng.uniform, rng.normal) for _ in range(200)]
    even = [parameters.drawn(parameters.Uncertain(0.9, 0.0, 0.5, 1.0), rng.uniform, rng.normal) for _ in range(200)]
    assert -1.0 <= min(bell) < 0.0 < max(bell) <= 1.0
    assert 0.5 <= min(even) < 0.6 < 0.9 < max(even) <= 1.0


@pytest.mark.parametrize("name", ["common_enemy_falls", "tikrit_2015", "protecting_powers"])
def test_a_case_with_more_mechanisms_is_refused(name):
    with pytest.raises(ValueError, match="the peers of the benchmark have no"):
        reading.read(sim.load(agreement.CASE.with_name(f"{name}.yaml")))


def test_the_same_seed_gives_the_same_runs():
    for run in agreement.PEERS.values():
        once, again, other = (run(case(), 3, seed) for seed in (5, 5, 6))
        assert all(np.array_equal(once[name], again[name], equal_nan=True) for name in once)
        assert any(not np.array_equal(once[name], other[name], equal_nan=True) for name in once)


def test_what_only_one_side_tells_is_an_error():
    runs = {"final_strength": np.ones(2)}
    with pytest.raises(ValueError, match=r"different outcomes.*incidents"):
        agreement.compare(runs, runs | {"incidents": np.ones(2)})


def test_another_case_is_told_apart():
    other = replace(case(), foe=replace(case().foe, growth=0.35))
    table = agreement.compare(known(1000), agreement.of_mesa(other, 60))
    assert agreement.smallest_p(table) < SURE, table.to_string()
