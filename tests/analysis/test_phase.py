"""Phase diagrams: cells as they were played, nothing between them; the theorem's curve only where there is one."""

import dataclasses

import numpy as np
import pytest

import sim
from sim import kernel
from sim.analysis import AnalysisError, phase, theory_curve
from sim.analysis.phase import axis
from sim.analysis.theorem import FINE
from sim.intervals import wilson
from sim.rules.effort import equilibrium_payoff
from sim.rules.interests import distance
from sim.rules.participation import NEVER, trust_to_join
from sim.rules.threat import threshold_strength
from sim.scenario.build import build
from sim.theory import QUIET
from tests.analysis.batches import grid, hypercube, made


def steps(row, policy, luck):
    return luck < row["a"] * row["b"]


def test_a_grid_has_a_cell_for_each_pair_of_values():
    batch = made(grid(a=[0.1, 0.5, 0.9], b=[0.2, 1.0]), steps, replicates=40)
    found = phase(batch, "emergence")
    assert (found.x.name, found.y.name, found.values.shape) == ("a", "b", (2, 3))
    seen = batch.tables["dyads"].groupby("cell")["emergence"].sum()
    for r, b in enumerate([0.2, 1.0]):
        for c, a in enumerate([0.1, 0.5, 0.9]):
            cell = batch.cells.query(f"a == {a} and b == {b}")["cell"].item()
            assert found.cells[r][c] == wilson(seen[cell], 40)
    assert (found.points == 1).all() and found.over == () and found.level == 0.5
    flipped = phase(batch, "emergence", x="b", y="a")
    assert np.array_equal(flipped.values, found.values.T)


def test_the_verdict_is_that_of_the_interval():
    batch = made(grid(a=[0.0, 0.5, 1.0], b=[1.0, 0.99]), lambda row, policy, luck: luck < row["a"], replicates=60)
    found = phase(batch, "emergence")
    assert found.verdict.tolist() == [[-1, 0, 1]] * 2
    assert set(found.frame().columns) >= {"a_from", "a_to", "b_from", "b_to", "value", "low", "high", "n", "verdict"}


def test_other_factors_are_averaged_over_and_said():
    batch = made(grid(a=[0, 1], b=[0, 1], c=[0, 1]), lambda row, policy, luck: row["c"], replicates=30)
    found = phase(batch, "emergence", x="a", y="b")
    assert found.over == ("c",) and (found.points == 2).all()
    one = found.cells[0][0]
    assert one.value == 0.5 and one.n == 60
    assert one.high - one.low > 0.85, "two points that differ in c are two facts"


def test_of_many_factors_those_that_go_most_with_the_outcome_are_drawn_if_none_is_named():
    batch = made(hypercube(60, "a", "b", "c", "d"), lambda row, *_: 10 * row["c"] - 5 * row["b"], outcome="duration")
    found = phase(batch, "duration")
    assert (found.x.name, found.y.name, found.over) == ("c", "b", ("a", "d"))
    assert phase(batch, "duration", y="a").x.name == "c"
    still = phase(made(hypercube(60, "a", "b", "c"), lambda *_: 0.0), "emergence")
    assert (still.x.name, still.y.name) == ("a", "b")


def test_many_values_are_put_into_bins_and_empty_ones_stay_empty():
    batch = made(hypercube(64, "a", "b"), steps, kind="latin_hypercube", replicates=10)
    found = phase(batch, "emergence")
    assert found.x.levels is None and found.values.shape == (4, 4)
    assert found.points.sum() == 64
    assert found.x.edges[0] == batch.cells["a"].min() and found.x.edges[-1] == batch.cells["a"].max()
    fine = phase(batch, "emergence", bins=20)
    empty = fine.points == 0
    assert empty.any() and np.isnan(fine.values[empty]).all() and np.isnan(fine.verdict[empty]).all()
    assert fine.values[~empty].max() <= 1


@pytest.mark.parametrize("values", [[1.0, 2.0, 3.0], [0.1, 0.2, 0.9, 0.95], [-5.0, 5.0]])
def test_each_value_lies_in_its_cell(values):
    side = axis("a", np.array(values * 4), len(values) * 4)
    assert side.many == len(values)
    assert side.place(np.array(values)).tolist() == list(range(len(values)))


def test_numbers_have_no_level_unless_one_is_named():
    batch = made(grid(a=[1, 2], b=[1, 2]), lambda row, policy, luck: 10 * row["a"] + luck, outcome="duration")
    assert phase(batch, "duration").level is None
    assert np.isnan(phase(batch, "duration").verdict).all()
    assert phase(batch, "duration", level=15).verdict.tolist() == [[-1, 1], [-1, 1]]


def test_what_cannot_be_drawn_is_said():
    batch = made(grid(a=[1, 2], b=[1, 1]), lambda *_: 1.0)
    with pytest.raises(AnalysisError, match="needs two factors that differ; in this batch: a"):
        phase(batch, "emergence")
    with pytest.raises(AnalysisError, match="'b' is no factor that differs in this batch; those are a"):
        phase(batch, "emergence", x="b")


RANGES = {"threat_weight": (1, 20), "rival_attention": (20, 80), "air_cost": (0.1, 2), "air_share": (0.2, 0.8)}


def test_the_curve_is_the_closed_form_written_down_once_more():
    """Least trust F / (pi + L) where k > 1, against initial trust, from the case's coded numbers."""
    case = sim.example()
    curve = theory_curve(case, "threat_weight", "rival_attention", RANGES["threat_weight"], RANGES["rival_attention"])
    assert curve is not None and curve.crosses and curve.margin.shape == (FINE, FINE)
    built = build(case)
    north, south = (built.names.actor.index(n) for n in ("North", "South"))
    w, p = built.world[0], built.p[0]
    raiders, issue = built.names.actor.index("Raiders"), built.names.issue.index("defeat_of_raiders")
    trust = [_initial_trust(built, i, j) for i, j in ((north, south), (south, north))]
    for c in range(0, FINE, 5):
        for r in range(0, FINE, 5):
            strength, stakes = 20.0, []
            for i in (north, south):
                hostile = distance(w.position[i], w.position[raiders], w.salience[i], 2.0)
                urgent = strength / (strength + curve.y[r])
                stakes.append(curve.x[c] * w.salience[i, issue] * hostile * w.exposure[i, 0] * strength * urgent)
            a = p.air_share
            k = (a * stakes[0] / p.air_cost) ** a * ((1 - a) * stakes[1] / p.ground_cost) ** (1 - a) / strength
            need = [
                trust_to_join(0.5, equilibrium_payoff(v, k, s), 0.0, 0.0) if k > 1 else NEVER
                for v, s in zip(stakes, (a, 1 - a), strict=True)
            ]
            joined = all(t >= m for t, m in zip(trust, need, strict=True))
            assert joined == (curve.margin[r, c] >= 0), (curve.x[c], curve.y[r])


def _initial_trust(built, i, j):
    still = dataclasses.replace(built, draws=built.draws[:0], months=0)
    return kernel.run(still, np.array([1], np.uint64), history=True).history[0]["trust"][i, j]


def test_without_fixed_cost_the_curve_is_the_threshold_strength():
    """C6: both fight iff Z > Z_h / (k_inf - 1), so where Z_h = Z (k_inf - 1) and k_inf grows with the weight."""
    case = sim.example()
    states = {n: a.model_copy(update={"fixed_cost": a.fixed_cost.model_copy(update={"value": 0.0, "range": None})})
              for n, a in case.actors.items()}  # fmt: skip
    free = case.model_copy(update={"actors": {**case.actors, **states}})
    curve = theory_curve(free, "threat_weight", "rival_attention", (1, 20), (1, 200))
    assert curve is not None
    grown = np.asarray(curve.grown)
    strong = {float(x): _pull_of_all_attention(free, x) for x in curve.x}
    for c, x in enumerate(curve.x):
        for r, attention in enumerate(curve.y):
            fights = threshold_strength(attention, strong[float(x)]) < 20.0
            assert fights == (curve.margin[r, c] > 0)
            assert (threshold_strength(attention, strong[float(x)]) < 100.0) == (grown[r, c] > 0), "ceiling 100"


def _pull_of_all_attention(case, weight):
    built = build(case)
    w, p = built.world[0], built.p[0]
    names, stakes = built.names, []
    for name in ("North", "South"):
        i = names.actor.index(name)
        hostile = distance(w.position[i], w.position[names.actor.index("Raiders")], w.salience[i], 2.0)
        stakes.append(
            weight * w.salience[i, names.issue.index("defeat_of_raiders")] * hostile * w.exposure[i, 0] * 20.0
        )
    a = p.air_share
    return (a * stakes[0] / p.air_cost) ** a * ((1 - a) * stakes[1] / p.ground_cost) ** (1 - a) / 20.0


def test_the_full_model_switched_quiet_takes_part_on_the_curves_far_side():
    """What the curve says is what the full model does, with all that the theorem leaves out switched off."""
    quiet = {name: value for name, value in QUIET.items() if name not in ("threat_weight", "affinity_weight")}
    case = sim.example().without(channel="all").assume(**quiet, trust_memory=1.0)
    curve = theory_curve(case, "threat_weight", "rival_attention", (1, 20), (20, 80))
    assert curve is not None and curve.crosses
    wrong = 0
    for c in range(0, FINE, 8):
        for r in range(0, FINE, 8):
            if abs(curve.margin[r, c]) < 0.05:
                continue
            one = case.assume(threat_weight=float(curve.x[c]), rival_attention=float(curve.y[r]))
            built = build(one)
            world = built.world.copy()
            world[0].growth[:], world[0].attrition[:], world[0].recruits[:] = 0.0, 0.0, 0.0
            still = dataclasses.replace(built, world=world, draws=built.draws[:0], months=120)
            last = kernel.run(still, np.array([1], np.uint64)).last[0]
            both = all(last["takes_part"][i, 0] for i in built.world[0].rival[0])
            wrong += both != (curve.margin[r, c] > 0)
    assert wrong == 0


@pytest.mark.parametrize(
    ("name", "x", "y"),
    [
        ("common_enemy", "threat_weight", "trust_memory"),  # learning is not in the theorem
        ("common_enemy", "incident_rate", "visibility"),
        ("common_enemy_free_riding", "threat_weight", "rival_attention"),  # three contributors, substitutes
        ("iran_us_isis_2014", "threat_weight", "rival_attention"),
        ("friends_of_mediation", "threat_weight", "rival_attention"),  # no enemy
    ],
)
def test_where_there_is_no_theorem_there_is_no_curve(name, x, y):
    assert theory_curve(sim.example(name), x, y, (1, 20), (1, 20)) is None


def test_a_curve_of_another_pair_is_none_and_either_order_is_the_same_pair():
    case, args = sim.example(), ("threat_weight", "air_cost", (1, 20), (0.1, 2))
    assert theory_curve(case, *args, of="South – North") is not None
    assert theory_curve(case, *args, of="North – Harbour") is None
    assert theory_curve(None, *args) is None


def test_the_diagram_takes_the_curve_from_the_plans_scenario():
    batch = made(
        grid(threat_weight=[2, 6, 20], rival_attention=[20, 50]), lambda *_: 1.0, policies=("as_coded", "no_enemy")
    )
    batch.plan.scenarios = {"common_enemy": sim.example()}
    curve = phase(batch, "emergence").curve
    assert curve is not None
    assert curve.x[0] < 2 and curve.x[-1] > 20, "as far as the cells reach"
    gone = phase(batch, "emergence", policy="no_enemy").curve
    assert gone is None or not gone.crosses, "no enemy, nothing to fight"


def test_numbers_of_the_case_are_axes_too():
    curve = theory_curve(sim.example(), "threat_weight", "actors.North.fixed_cost", (5, 30), (0, 60))
    assert curve is not None and curve.crosses
    assert (np.diff(curve.margin, axis=0) <= 1e-12).all(), "what costs more is done less"
