"""``sim sweep``: an outcome over two numbers of a case, played as a batch and drawn as a phase diagram."""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from sim.cli.playing import Way, play, playing
from sim.cli.words import SEED, command, known_policies, load
from sim.counted import counted

if TYPE_CHECKING:
    from sim.analysis.phase import Axis, Phase
    from sim.batches.results import BatchResults
    from sim.outcomes import Outcome
    from sim.scenario import Scenario

FORM = re.compile(r"(?P<name>.+?)\s*=\s*(?P<low>[^:=\s]+):(?P<high>[^:=\s]+?)(?::(?P<steps>[0-9]{1,4}))?")
STEPS = 7


class Side(NamedTuple):
    """One side of the diagram: a number of the case, its ends, and how many values it takes."""

    name: str
    low: float
    high: float
    steps: int


def side(ctx: click.Context, option: click.Parameter, text: str) -> Side:
    """Read NAME=LOW:HIGH[:STEPS]."""
    found = FORM.fullmatch(text.strip())
    try:
        if found is not None:
            return Side(found["name"], float(found["low"]), float(found["high"]), int(found["steps"] or STEPS))
    except ValueError:
        pass
    raise ValueError(
        f"--{option.name} {text} is no range; write NAME=LOW:HIGH or NAME=LOW:HIGH:STEPS, such as threat_weight=2:50:9"
    )


@click.command()
@click.argument("case", type=click.Path(path_type=Path))
@click.option("--x", required=True, callback=side, metavar="NAME=LOW:HIGH[:STEPS]", help="Along the page.")
@click.option("--y", required=True, callback=side, metavar="NAME=LOW:HIGH[:STEPS]", help="Up the page.")
@click.option("--outcome", default="emergence", show_default=True, help="What is shown.")
@click.option("--of", help="A pair of rivals, as 'North – South', or an actor, where there are several.")
@click.option("--policy", default="as_coded", show_default=True, help="The policy that is played.")
@click.option("--runs", default=100, show_default=True, type=click.IntRange(1, 1_000_000), help="Runs of each cell.")
@click.option("--seed", default=1, show_default=True, type=SEED, help="Seed of the first run.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for results; results/sweep-CASE-X-Y by default.")
@playing
def sweep(
    case: Path, x: Side, y: Side, outcome: str, of: str | None, policy: str, runs: int, seed: int,
    out: Path | None, **options: Any,
) -> None:  # fmt: skip
    """Draw a phase diagram: an outcome over two numbers of a case.

    The same command goes on where it was stopped; with another --outcome it draws that one from the same runs.

    \b
    sim sweep scenarios/common_enemy.yaml --x threat_weight=2:50 --y theatres.Middleland.governance=0.1:0.9
    """
    if x.name == y.name:
        raise ValueError(f"--x and --y are both {x.name}; name two numbers")
    read = load(case)
    known_policies(read, (policy,))
    whose = _whose(read.under(policy), outcome, of)
    from sim.batches.plan import Batch

    with _options_named(x, y):
        plan = Batch(
            read, title=f"{x.name} and {y.name} in {case.stem}", policies=[policy], design="grid",
            vary={one.name: (one.low, one.high, one.steps) for one in (x, y)}, replicates=runs, seed=seed,
        )  # fmt: skip
    results = play(plan, out or _folder(case, x, y, policy), Way(**options))
    if results.left:
        click.echo(f"{counted(results.left, 'run')} left to other parts; the last of them draws", err=True)
    else:
        _draw(results, outcome, x.name, y.name, whose, of is not None)


@contextmanager
def _options_named(x: Side, y: Side) -> Generator[None]:
    """What is wrong with the batch, in the words of this command."""
    from sim.scenario import ScenarioError

    options = {("vary", x.name): f"--x {x.name}", ("vary", y.name): f"--y {y.name}", ("replicates",): "--runs"}
    try:
        yield
    except ScenarioError as error:
        found = (f"{options.get(one.path[:2], '--x and --y')}: {one.what}" for one in error.problems)
        raise ValueError("\n".join(found)) from None


def _folder(case: Path, x: Side, y: Side, policy: str) -> Path:
    under = [] if policy == "as_coded" else [policy]
    return Path("results") / _slug("-".join(["sweep", case.stem, *under, x.name, y.name]))


def _draw(results: BatchResults, outcome: str, x: str, y: str, whose: str | None, named: bool) -> None:
    """Print the diagram and write its picture; one of a pair that was named has the name in the file's."""
    from sim.analysis.phase import phase
    from sim.charts.batch.chart import picture_name
    from sim.charts.batch.phase import draw

    found = phase(results, outcome, of=whose, x=x, y=y)
    _print(found)
    picture = picture_name("phase", outcome, whose if named else None)
    for path in draw(found).save(results.path / "charts", picture):
        click.echo(str(path), err=True)
    click.echo(f"Next: {command('status', results.path)}", err=True)


def _whose(case: Scenario, outcome: str, of: str | None) -> str | None:
    """Whose outcome is shown; what cannot be is refused before anything runs."""
    from sim.frames import labels
    from sim.outcomes.asked import one_of
    from sim.scenario.build import build

    asked = _averaged(outcome)
    if asked.per == "run":
        return None
    known = labels(build(case).names, asked)
    if of is None and len(known) == 1:
        return known[0]
    told = ", ".join(known) or "there are none"
    if of is None:
        raise ValueError(f"{outcome} is of several; name one with --of: {told}")
    try:
        return one_of(of, known, "is none")
    except KeyError:
        raise ValueError(f"--of {of} has no {outcome}; those that do: {told}") from None


def _averaged(outcome: str) -> Outcome:
    """The outcome that is shown, in every cell its mean."""
    from sim.outcomes.asked import averaged

    try:
        return averaged(outcome)
    except (KeyError, ValueError) as error:
        raise ValueError(f"--outcome {outcome}: {error.args[0]}") from None


def _slug(text: str) -> str:
    return re.sub(r"[^\w.-]+", "_", text)


def _print(found: Phase) -> None:
    """Print the diagram in numbers: rows along y from above, columns along x."""
    from sim.cli.findings import print_table

    columns, names = _values(found.x), _values(found.y)
    rows = [[names[r], *(f"{value:.3f}" for value in found.values[r])] for r in reversed(range(len(names)))]
    title = f"{found.outcome.name}, {found.of}: along {found.x.name}, up {found.y.name}"
    print_table(title, ["", *columns], rows, numbers=len(columns))


def _values(axis: Axis) -> list[str]:
    """What stands along a side: its values, or the ranges of its cells."""
    edges = [f"{edge:.4g}" for edge in axis.edges]
    ranges = [f"{low}–{high}" for low, high in pairwise(edges)]
    return ranges if axis.levels is None else [f"{value:.4g}" for value in axis.levels]
