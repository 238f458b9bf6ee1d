"""``sim explain``: why an actor, or a pair, did what it did."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.words import known_policies, load

if TYPE_CHECKING:
    from sim.scenario import Scenario


@click.command()
@click.argument("results", metavar="RESULTS_OR_CASE", type=click.Path(path_type=Path))
@click.option("--run", "number", required=True, type=click.IntRange(1), help="Number of the run, from 1.")
@click.option("--month", required=True, help="Month, as 2014-08; a day, as 2015-03-16, in a case that goes by weeks.")
@click.option("--actor", help="The actor's name.")
@click.option("--about", help="A pair of rivals, as 'Iran – United States'; beside --actor its rival's name is enough.")
@click.option("--policy", default="as_coded", show_default=True, help="The policy of the run.")
@click.option("--runs", type=click.IntRange(1, 100_000), help="With --about: give shares over so many runs, too.")
def explain(
    results: Path, number: int, month: str, actor: str | None, about: str | None, policy: str, runs: int | None
) -> None:
    """Say why an actor, or a pair of rivals, did what it did in a month of a run.

    For an actor: each term of its decisions, the rule behind it, what would have tipped it. For a pair: the words
    that passed, through whom, what they did, and what the same luck would have brought without them. A scenario file
    in place of results stands for its runs with the seeds 1, 2, ...

    \b
    sim explain results/iran_us_isis_2014 --run 17 --month 2014-08 --actor Iran
    sim explain scenarios/iran_us_isis_2014.yaml --run 17 --month 2014-11 --about "Iran – United States"
    """
    if actor is None and about is None:
        raise ValueError("name whom to explain: --actor Iran, or --about 'Iran – United States', or both")
    if runs and about is None:
        raise ValueError("--runs gives shares for a pair of rivals; name it with --about")
    case, seed = _run_of_results(results, number) if results.is_dir() else (load(results), number)
    known_policies(case, (policy,))
    from sim.explaining import explain as explained

    chosen = None if policy == "as_coded" else policy
    click.echo(str(explained(case, seed, month, actor, chosen, about, runs)))


def _run_of_results(results: Path, number: int) -> tuple[Scenario, int]:
    """The case that a folder of results comes from, and the seed of one of its runs."""
    from sim._compile import source_hash
    from sim.results import open_results

    if (results / "cells.parquet").exists():
        raise ValueError(
            f"{results} is a batch, of which every run is a cell and a replicate; "
            f"sim replay {results} 1-{number} plays one"
        )
    manifest = open_results(results).manifest
    case = load(results / "scenario.json")
    if number > manifest["runs"]:
        raise ValueError(f"--run {number} is not there; these results have runs 1 to {manifest['runs']}")
    if case.text_sha256 != manifest["scenario_sha256"]:
        raise ValueError(f"{results / 'scenario.json'} is not the scenario that these results come from; play it again")
    if manifest.get("changes"):
        raise ValueError(
            'these results come from a scenario that was changed in Python (the manifest\'s "changes"); '
            "ask sim.explain(...) with the same changed scenario"
        )
    if manifest.get("source") != source_hash():
        click.echo("note: these results were made with another version of the program; numbers may differ", err=True)
    return case, manifest["seeds"][0] + number - 1
