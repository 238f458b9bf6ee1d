"""Luck is an address: it does not move with the order of the file, with strangers, or with policies."""

from typing import Any

import numpy as np
import pytest
import yaml

import sim
from sim.scenario.build import build
from sim.world import FACTS
from tests.worlds import SMALL_CASE, compiled_history, differing, of_names

SMALL = sim.example()
SEEDS = range(1, 9)
LARGE_CASE = sim.example("iran_us_isis_2014").content  # with what its coding sheets say


def read(text: str) -> dict[str, Any]:
    class Plain(yaml.SafeLoader):
        """YAML as the cases mean it: dates stay words."""

    Plain.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return yaml.load(text, Plain)


def case_of(data: dict[str, Any]) -> sim.Scenario:
    return sim.loads(yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=10_000))


# ---- the order of the file


def turned(value: Any) -> Any:
    """Every mapping in the opposite order, and every pair named the other way round."""
    if isinstance(value, dict):
        return {key: turned(value[key]) for key in reversed(value)}
    if isinstance(value, list):
        return [turned(each) for each in value]
    return value


def reordered(data: dict[str, Any]) -> dict[str, Any]:
    """The same case in another order: actors, issues, theatres, relations, channels, enemies, and sides of pairs."""
    other = turned(data)
    other["relations"] = [{**r, "between": r["between"][::-1]} for r in reversed(other["relations"])]
    for channel in other["channels"].values():
        channel["between"] = channel["between"][::-1]
    for event in other.get("events", []):
        if "between" in event:
            event["between"] = event["between"][::-1]
    return other


@pytest.mark.parametrize("text", [SMALL_CASE, LARGE_CASE], ids=["common_enemy", "iran_us_isis_2014"])
def test_the_order_of_the_file_changes_no_byte(text):
    data = read(text)
    case, other = case_of(data), case_of(reordered(data))
    assert list(case.actors) == list(other.actors)[::-1]
    assert list(case.issues) == list(other.issues)[::-1]
    assert [set(r.between) for r in case.relations] == [set(r.between) for r in other.relations][::-1]
    for seed in (1, 2, 3):
        assert not differing(compiled_history(case, seed), compiled_history(other, seed)), f"seed {seed}"


# ---- one more actor


NEWCOMER = {
    "kind": "state",
    "about": "Exposed, but without forces or relations; its name comes first.",
    "interests": {
        "trade": {"position": 1, "salience": 1, "spread": 0.3},
        "defeat_of_raiders": {"position": {"value": 0, "range": [-1, 1]}, "salience": 0.5},
    },
    "theatres": {"Middleland": {"exposure": 0.5, "air": 0, "ground": 0}},
    "audience_cost": {"value": 1, "range": [0, 2]},
}


@pytest.fixture(scope="module")
def crowded() -> sim.Scenario:
    data = read(SMALL_CASE)
    data["actors"] = {"Aland": NEWCOMER, **data["actors"]}
    return case_of(data)


def test_one_more_actor_moves_nobodys_luck(crowded):
    """All that the others draw, do, hear and suffer is the same to the byte; only their places in the record move."""
    few, many = build(SMALL), build(crowded)
    assert many.names.actor[0] == "Aland"
    assert few.names.dyad == many.names.dyad
    places = {"rival", "carrier", "front_enemy", "episode_by", "episode_in", "patron"}  # numbers of actors
    for seed in SEEDS:
        one, two = compiled_history(few, seed), compiled_history(many, seed)
        for fact in FACTS:
            if fact.name not in places:
                left, right = (of_names(w, fact.name, b.names, few.names) for w, b in ((one, few), (two, many)))
                assert left.tobytes() == right.tobytes(), f"{fact.name}, seed {seed}"
        assert (two["rival"] == one["rival"] + 1).all()
    assert one["mode"].any() and one["incidents_total"].any(), "a run in which nothing happened shows nothing"


def test_the_newcomer_has_luck_of_its_own(crowded):
    built = build(crowded)
    drawn = {seed: compiled_history(built, seed)["position"][0, 0].tolist() for seed in (1, 2)}
    assert drawn[1] != drawn[2]


# ---- policies under one seed


DRAWN = ("position", "salience", "audience_cost", "fixed_cost", "co_location", "growth", "attrition")
POLICIES = [name for name in SMALL.policy_names if name not in ("as_coded", "shuffled_interests")]


@pytest.mark.parametrize("policy", POLICIES)
def test_policies_meet_the_same_luck(policy):
    for seed in SEEDS:
        base, other = compiled_history(SMALL, seed), compiled_history(SMALL.under(policy), seed)
        for fact in DRAWN:
            assert base[fact].tobytes() == other[fact].tobytes(), f"{fact}, seed {seed}"


@pytest.mark.parametrize("policy", POLICIES)
def test_policies_do_something(policy):
    assert any(differing(compiled_history(SMALL, seed), compiled_history(SMALL.under(policy), seed)) for seed in SEEDS)


def test_shuffling_deals_the_same_interests_to_others():
    for seed in SEEDS:
        base, other = compiled_history(SMALL, seed), compiled_history(SMALL.under("shuffled_interests"), seed)
        names = build(SMALL).names.actor
        enemy = names.index("Raiders")
        assert base["position"][0, enemy].tobytes() == other["position"][0, enemy].tobytes()
        rows = [
            sorted((tuple(w["position"][0, i]), tuple(w["salience"][0, i])) for i in range(len(names)))
            for w in (base, other)
        ]
        assert rows[0] == rows[1], "each hand is dealt to exactly one actor"
    dealt = {
        tuple(compiled_history(SMALL.under("shuffled_interests"), seed)["salience"][0, :, 0].argsort())
        for seed in range(40)
    }
    assert len(dealt) > 3, "hands change by seed"


def test_a_policy_without_effect_changes_no_byte():
    """Harbour's channel is never usable when nobody can trust its carrier enough; then it can as well be taken away."""
    case = sim.loads(SMALL_CASE.replace("assumptions:\n", "assumptions:\n  carrier_trust: 1\n"))
    for seed in SEEDS:
        with_it, without = compiled_history(case, seed), compiled_history(case.without(channel="Harbour"), seed)
        assert not with_it["usable"].any()
        assert differing(with_it, without) == ["channel_open"]
        rest = [f.name for f in FACTS if f.name != "channel_open"]
        assert all(with_it[name].tobytes() == without[name].tobytes() for name in rest)


def test_runs_without_an_enemy_keep_the_rivals_luck():
    """Who acts unprovoked at lower odds acts at higher ones too: the draw at the address is the same."""
    seen = 0
    for seed in range(1, 40):
        base, other = compiled_history(SMALL, seed), compiled_history(SMALL.under("no_enemy"), seed)
        calm = ~(base["provoked"] | other["provoked"]).astype(bool)
        likelier = calm & (other["chance_hostility"] >= base["chance_hostility"])
        assert (other["hostile"] >= base["hostile"])[likelier].all()
        seen += int(base["hostile"][likelier].sum())
    assert seen > 10


# ---- seeds


def test_seeds_differ():
    built = build(SMALL)
    worlds = [compiled_history(built, seed) for seed in range(20)]
    assert len({w.tobytes() for w in worlds}) == len(worlds)
    for fact in ("position", "audience_cost", "strength", "trust"):
        assert len({w[fact][-1].tobytes() for w in worlds}) == len(worlds), fact


def test_drawn_numbers_keep_to_what_is_coded():
    """Uniform in the range; a bell of the coded spread around the centre, cut at the ends of the scale."""
    built = build(SMALL)
    names = built.names
    north, border = names.actor.index("North"), names.issue.index("border")
    starts = np.array([compiled_history(built, seed)[0] for seed in range(400)])
    cost, position, salience = (
        starts["audience_cost"][:, north], starts["position"][:, north, border], starts["salience"][:, north, border],
    )  # fmt: skip
    assert 0.5 <= cost.min() < 0.55 and 1.45 < cost.max() <= 1.5
    assert cost.mean() == pytest.approx(1.0, abs=4 * (1 / np.sqrt(12)) / 20)
    assert position.max() <= 1.0 and position.min() >= -1.0
    assert np.median(position) == pytest.approx(0.8, abs=0.02)
    assert salience.std() == pytest.approx(0.05, rel=0.15), "salience has half of the spread of the position"
    assert np.corrcoef(position, salience)[0, 1] == pytest.approx(0.0, abs=0.2), "each number has luck of its own"
