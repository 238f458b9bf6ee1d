"""The compiler's view of a world: the record's facts, in the record's memory, whatever its sizes."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml
from numba import njit, typeof
from numba.core.errors import TypingError

import sim
from sim import kernel
from sim._compile import COMPILED
from sim._world_type import WORLD, _plain_as_world, as_world, layout
from sim.examples import folder
from sim.scenario.build import build, flat
from sim.world import DIMENSIONS, FACTS, FIXED, blank, default_assumptions

pytestmark = pytest.mark.skipif(not COMPILED, reason="the compiler is off")

CASES = sorted(path.stem for path in folder().glob("*.yaml"))


def sizes(start: int = 6) -> dict[str, int]:
    """A size for each dimension, all different where a case may choose."""
    return {d: FIXED.get(d, start + k) for k, d in enumerate(DIMENSIONS)}


def numbered(of: dict[str, int]) -> np.recarray:
    """A world in which every number is another one."""
    world = blank(of)
    for k, fact in enumerate(FACTS):
        values = world[0][fact.name]
        world[fact.name] = (10_000 * k + np.arange(values.size)).reshape(values.shape)
    return world


# ---- one machine code


def test_one_machine_code_plays_all_cases():
    shapes = {}
    for name in CASES:
        built = build(sim.example(name))
        kernel.run(built, np.array([1, 2], np.uint64))
        shapes[name] = built.world.dtype
    of_their_own = {shapes[name] for name in CASES if not extends(name)}
    assert len(of_their_own) == sum(not extends(name) for name in CASES) > 1, "the cases differ in size"
    assert len(getattr(kernel.play, "signatures")) == 1  # noqa: B009 - it has some once it is compiled


def extends(name: str) -> bool:
    """Whether a case is a variant of another, with which it may share its sizes."""
    return "extends" in yaml.safe_load((folder() / f"{name}.yaml").read_text(encoding="utf-8"))


AGAIN = """
import numpy as np, sim
from sim import kernel
from sim.scenario.build import build
for name in ("iran_us_isis_2014", "common_enemy"):
    kernel.run(build(sim.example(name)), np.array([1], np.uint64))
print(sum(kernel.play.stats.cache_hits.values()), sum(kernel.play.stats.cache_misses.values()))
"""


def test_another_process_need_not_compile():
    kernel.run(build(sim.example()), np.array([1], np.uint64))
    around = {**os.environ, "PYTHONPATH": str(Path(sim.__file__).parent.parent)}
    done = subprocess.run([sys.executable, "-c", AGAIN], env=around, capture_output=True, text=True, timeout=300)
    assert done.stdout.split() == ["1", "0"], done.stderr


def test_worlds_of_all_sizes_are_one_type_and_nothing_else_is():
    for world in (blank(sizes()), blank(sizes(2))):
        assert typeof(world[0]) is WORLD
        assert typeof(world.view(np.ndarray)[0]) is WORLD
    for other in (default_assumptions(), blank({**sizes(), "side": 3})):
        assert layout(other.dtype) is None
        assert typeof(other[0]) is not WORLD


# ---- reading and writing


def _reader(some: range):
    """A function that reads some facts by their number: each one's shape, and the sum of its first and last value."""
    lines = ["def read(world, out):"]
    for k in some:
        fact = FACTS[k]
        per = fact.per.split()
        first, last = ", ".join("0" for _ in per), ", ".join("-1" for _ in per)
        lines += [f"    out[{k}, {axis}] = world.{fact.name}.shape[{axis}]" for axis in range(len(per))]
        value = f"world.{fact.name}[{first}] + world.{fact.name}[{last}]" if per else f"2 * world.{fact.name}"
        lines.append(f"    out[{k}, 3] = {value}")
    space: dict = {}
    exec("\n".join(lines), space)
    return space["read"]


def test_every_fact_is_read_as_the_record_reads_it():
    every = range(len(FACTS))
    readers = [_reader(every[k : k + 10]) for k in every[::10]]  # one long function takes minutes to compile
    compiled = [njit(read) for read in readers]
    for of in (sizes(), sizes(2)):
        world = numbered(of)
        one, two = np.zeros((2, len(FACTS), 4))
        for read, fast in zip(readers, compiled, strict=True):
            read(world[0], one)
            fast(world[0], two)
        assert (one == two).all()
        assert (one[1:, 3] > 0).all(), "only the first fact holds a 0"
    assert {len(fast.signatures) for fast in compiled} == {1}


def write(world, p):
    """What phases do with facts."""
    world.month += 3
    world.contest = world.shuffled + 1
    world.trust[1, 0] = world.trust[0, 1] + p.air_share
    world.actor_address[0] += np.uint64(1)
    old = world.position.copy()
    row = world.position[1]
    for k in range(row.shape[0]):
        row[k] = old[0, k] - old[1, k]
    for word in range(world.mail.shape[2]):
        world.mail[-1, 1, word] = word


def test_facts_are_written_in_the_record():
    compiled = njit(write)
    p = default_assumptions()[0]
    for of in (sizes(), sizes(3)):
        before, one, two = numbered(of), numbered(of), numbered(of)
        write(one[0], p)
        compiled(two[0], p)
        assert one.tobytes() == two.tobytes() != before.tobytes()
        assert two[0].month == 3
    assert len(compiled.signatures) == 1


def test_a_misspelt_fact_is_refused_by_name():
    @njit
    def reads(world):
        return world.trsut[0, 0]

    @njit
    def writes(world):
        world.mnth = 1

    with pytest.raises(TypingError, match=r"the world has no fact 'trsut'; did you mean 'trust'\?"):
        reads(blank(sizes())[0])
    with pytest.raises(TypingError, match=r"the world has no fact 'mnth'; did you mean 'month'\?"):
        writes(blank(sizes())[0])


def test_an_array_cannot_be_replaced():
    @njit
    def replaces(world):
        world.trust = world.distance

    with pytest.raises(TypingError, match=r"world\.trust is an array and cannot be replaced"):
        replaces(blank(sizes())[0])


# ---- a world from its row


def test_a_row_is_a_world_compiled_and_not():
    @njit
    def change(row, of):
        world = as_world(row, of)
        world.month = 7
        world.trust[1, 0] = 0.25

    world = blank(sizes())
    row, of = flat(world)[0], layout(world.dtype)
    assert of is not None
    change(row, of)
    assert (world[0].month, world[0].trust[1, 0], np.count_nonzero(row)) == (7, 0.25, 2)
    same = _plain_as_world(row, of)
    same.month += 1
    assert world[0].month == 8
    assert same.dtype.names == world.dtype.names
    with pytest.raises(TypingError):
        change(row.astype(np.float32), of)
