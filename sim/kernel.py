"""Whole runs, compiled: the same month as the Mesa model's, without leaving machine code."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from functools import cache
from types import FunctionType
from typing import Any

import numpy as np

from sim import ask
from sim import month as page
from sim._compile import compiled, phase
from sim._world_type import as_world, layout
from sim.actors import Actor, kinds
from sim.chance import mix
from sim.scenario.build import Built, flat

begin = compiled(page.begin)
month = compiled(page.month)
OWN = tuple(kinds().values())
asked = ask.dispatch(OWN, cache=True)


@phase
def copy_row(source: Any, target: Any) -> None:
    """Copy a world, or parameters, number by number."""
    for n in range(source.shape[0]):
        target[n] = source[n]


def _play(
    template: Any, layout: Any, parameters: Any, draws: Any, seeds: Any, months: int, row: Any, p: Any, flat_p: Any,
    mode: Any, strength: Any, joint_effort: Any, last: Any, history: Any, history_p: Any,
) -> None:  # fmt: skip
    """Play one run per seed; worlds are rows of numbers here, so that one machine code plays cases of all sizes.

    ``mode``, ``strength`` and ``joint_effort`` take each month, ``last`` each run's last world; ``history``, if it has
    room, every month of the last run and its state before the first.
    """
    world = as_world(row, layout)
    for k in range(seeds.shape[0]):
        copy_row(template, row)
        p[0] = parameters[0]
        begin(world, p[0], row, flat_p, draws, seeds[k])
        if history.shape[0] > 0:
            copy_row(row, history[0])
            history_p[0] = p[0]
        for t in range(months):
            month(world, p[0], seeds[k], asked)
            for d in range(mode.shape[2]):
                mode[k, t, d] = world.mode[d]
            for f in range(strength.shape[2]):
                strength[k, t, f] = world.strength[f]
                joint_effort[k, t, f] = world.joint_effort[f]
            if history.shape[0] > 0:
                copy_row(row, history[t + 1])
        copy_row(row, last[k])


play = compiled(_play)


@compiled
def hash_runs(mode: Any, strength: Any, joint_effort: Any, last: Any, digest: Any) -> None:
    """One number per run, stirred together from its modes, enemies and efforts by month and its last world.

    Floats come as the whole numbers that their bits are, so that not even the sign of a zero may differ.
    """
    for k in range(digest.shape[0]):
        z = np.uint64(0)
        for t in range(mode.shape[1]):
            for d in range(mode.shape[2]):
                z = mix(z, np.uint64(mode[k, t, d]))
            for f in range(strength.shape[2]):
                z = mix(mix(z, strength[k, t, f]), joint_effort[k, t, f])
        for n in range(last.shape[1]):
            z = mix(z, last[k, n])
        digest[k] = z


@cache
def asked_of(classes: tuple[type[Actor], ...]) -> Any:
    """The compiled questions for these kinds; those of this package alone are the cached ones."""
    return asked if classes == OWN else ask.dispatch(classes, cache=False)


@cache
def _play_with(classes: tuple[type[Actor], ...]) -> Any:
    """The same runs for a user's kinds of actor, compiled anew."""
    if classes == OWN:
        return play
    return compiled(FunctionType(_play.__code__, {**globals(), "asked": asked_of(classes)}), cache=False)


def player(built: Built, actors: Mapping[str, type[Actor]] | None) -> tuple[Any, np.recarray]:
    """The compiled runs for these actors, and the world in which they have their kinds.

    Raises:
        ValueError: an actor answers in plain Python: it can be stepped in a Model, not compiled.
    """
    if not actors:
        return play, built.world
    classes, world = assign(built, actors)
    for name, kind in actors.items():
        if any(ask.is_plain(kind, q) for q in ask.QUESTIONS):
            raise ValueError(
                f"{name}: {kind.__name__} answers in plain Python, which cannot be compiled; "
                "mark its decisions with @sim.decision, or step it in a sim.Model"
            )
    return _play_with(classes), world


def assign(built: Built, actors: Mapping[str, type[Actor]]) -> tuple[tuple[type[Actor], ...], np.recarray]:
    """All kinds in play, and a copy of the world in which the named actors are of theirs.

    A class without compiled decisions of its own goes under the code of the kind whose decisions it has.
    """
    classes = list(OWN)
    world = built.world.copy()
    for name, kind in actors.items():
        if name not in built.names.actor:
            raise ValueError(f"there is no actor {name!r}; there are {', '.join(built.names.actor)}")
        i = built.names.actor.index(name)
        for q, question in enumerate(ask.QUESTIONS):
            world[0].plain[i, q] = ask.is_plain(kind, question)
        decisions = ask.decisions_of(kind)
        alike = [k for k, known in enumerate(classes) if ask.decisions_of(known) == decisions]
        own_kind = [k for k in alike if issubclass(kind, classes[k])]
        if not alike:
            classes.append(kind)
        world[0].kind[i] = (own_kind or alike or [len(classes) - 1])[0]
    return tuple(classes), world


class Played:
    """What whole runs leave behind: arrays over runs, months, pairs, fronts (and last worlds or one history)."""

    def __init__(self, built: Built, runs: int, history: bool = False) -> None:
        months, sizes = built.months, built.sizes
        self.mode = np.zeros((runs, months, sizes["dyad"]), np.int8)
        self.strength = np.zeros((runs, months, sizes["front"]))
        self.joint_effort = np.zeros((runs, months, sizes["front"]))
        self.last = np.zeros(runs, built.world.dtype)
        self.history = np.zeros(months + 1 if history else 0, built.world.dtype)
        self.history_p = np.zeros(1, built.p.dtype)

    def part(self, first: int, after: int) -> Played:
        """The runs from ``first`` until before ``after``: the same memory."""
        part = copy(self)
        for name in ("mode", "strength", "joint_effort", "last"):
            setattr(part, name, getattr(self, name)[first:after])
        return part

    def digests(self) -> np.ndarray:
        """A 64-bit number per run that says whether it is the same run to the bit.

        >>> import sim
        >>> from sim.scenario.build import build
        >>> played = run(build(sim.example()), np.array([1, 2, 1], np.uint64))
        >>> first, second, again = played.digests()
        >>> bool(first == again), bool(first == second)
        (True, False)
        """
        found = np.zeros(len(self.last), np.uint64)
        hash_runs(self.mode, _bits(self.strength), _bits(self.joint_effort), _bits(flat(self.last)), found)
        return found


def _bits(numbers: np.ndarray) -> np.ndarray:
    return numbers.view(np.uint64)


def played(worlds: np.ndarray) -> Played:
    """One run, seen from the outside: its worlds month by month, the one before the first included."""
    one = Played.__new__(Played)
    one.mode = worlds["mode"][None, 1:].astype(np.int8)
    one.strength = np.ascontiguousarray(worlds["strength"][None, 1:])
    one.joint_effort = np.ascontiguousarray(worlds["joint_effort"][None, 1:])
    one.last, one.history = worlds[-1:], worlds
    one.history_p = np.zeros(0)
    return one


def run(
    built: Built,
    seeds: np.ndarray,
    actors: Mapping[str, type[Actor]] | None = None,
    history: bool = False,
    out: Played | None = None,
) -> Played:
    """Play whole runs in machine code (the lock of the interpreter is released).

    ``seeds`` has one unsigned 64-bit number per run; ``history`` keeps all months of the last one; ``out`` is where
    to put them (a place for as many runs of a case of the same sizes).
    """
    runner, template = player(built, actors)
    out = Played(built, len(seeds), history) if out is None else out
    p = np.zeros(1, built.p.dtype)
    begins = flat(template)[0]
    runner(
        begins, layout(template.dtype), built.p.view(np.ndarray), built.draws.view(np.ndarray),
        seeds.astype(np.uint64), built.months, np.empty_like(begins), p, flat(p)[0], out.mode, out.strength,
        out.joint_effort, flat(out.last), flat(out.history), out.history_p,
    )  # fmt: skip
    return out
