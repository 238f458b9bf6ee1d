"""What the charts are drawn from: a few runs of the smallest case, as it stands and with names that break pictures."""

import pytest
import yaml

import sim
from sim.theory import participation_map

HARD = {
    "North": "$x_1$ & <North>",
    "South": "_South_ of the long border, whose full official name takes eighty letters & more",
    "Harbour": "港口 Harbour",
    "Raiders": r"\frac{1}{0} Raiders",
    "Middleland": "_Middle$land",
    "no_enemy": "_no_enemy",
}


def renamed(part):
    if isinstance(part, dict):
        return {HARD.get(key, key): renamed(value) for key, value in part.items()}
    if isinstance(part, list):
        return [renamed(value) for value in part]
    return HARD.get(part, part) if isinstance(part, str) else part


@pytest.fixture(scope="session")
def case():
    return sim.example()


@pytest.fixture(scope="session")
def hard_case(case):
    return sim.loads(yaml.safe_dump(renamed(yaml.safe_load(case.path.read_text())), allow_unicode=True))


@pytest.fixture(scope="session")
def data(case):
    """What each need of a chart is met with."""
    return {
        "comparison": sim.compare(case, runs=12),
        "history": sim.trajectory(case, seed=1),
        "recoding": sim.recode(case, runs=12),
        "map": participation_map(cells=5, months=24),
        "norm": sim.compare(sim.example("friends_of_mediation"), [], runs=4),
    }


@pytest.fixture(scope="session")
def hard_data(hard_case, data):
    comparison = sim.compare(hard_case, ["_no_enemy", "no_channel"], runs=8)
    history, recoding = sim.trajectory(hard_case, seed=2), sim.recode(hard_case, runs=8)
    same = {name: data[name] for name in ("map", "norm")}
    return {"comparison": comparison, "history": history, "recoding": recoding, **same}
