"""The command ``sim``. Everything heavy is imported inside the command that needs it, so the rest starts at once.

Exit codes: 0 done; 1 a fault of this program; 2 something to mend in what was asked; 3 the machine would not (a
full disk); 130 stopped with Ctrl-C. Tables go to standard output, messages to standard error.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from sim.results import Comparison
    from sim.scenario import Scenario

USER, MACHINE, STOPPED = 2, 3, 130


class _Commands(click.Group):
    """The group of commands: a user's mistake is one sentence, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        from sim.scenario import ScenarioError

        try:
            return super().invoke(ctx)
        except ScenarioError as error:
            _stop(str(error), USER)
        except (KeyError, ValueError) as error:
            if ctx.params.get("debug"):
                raise
            _stop(str(error.args[0]) if error.args else str(error), USER)
        except BrokenPipeError:
            raise  # who read along has seen enough; click ends quietly
        except OSError as error:
            what = f"{error.filename}: {error.strerror}" if error.filename else str(error)
            out = (
                "; make room, or choose another folder with --out" if ctx.invoked_subcommand in ("run", "chart") else ""
            )
            _stop(what + out, MACHINE)
        except KeyboardInterrupt:
            _stop("stopped; nothing was written", STOPPED)


def _stop(message: str, code: int) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(code)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="backchannel", prog_name="sim")
@click.option("--debug", is_flag=True, help="Show where in the program an error arose.")
def main(debug: bool) -> None:
    """Backchannel: when does indirect cooperation between rivals emerge?

    \b
    sim run scenarios/common_enemy.yaml      play a case under all its policies, with charts
    sim check scenarios/common_enemy.yaml    look a scenario over before anything runs
    """


@main.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--runs", default=1000, show_default=True, type=click.IntRange(1, 1_000_000), help="Runs per policy.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0, 2**62), help="Seed of the first run.")
@click.option("--policy", "policies", multiple=True, help="A policy to compare with the case as coded; all by default.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder for the results; a new one under results/ by default."
)
@click.option("--threads", type=click.IntRange(1, 1024), help="Runs at once; all processors if left out.")
@click.option("--charts/--no-charts", default=True, show_default=True, help="Draw the charts.")
def run(
    scenario: Path, runs: int, seed: int, policies: tuple[str, ...], out: Path | None, threads: int | None, charts: bool
) -> None:
    """Play a scenario under its policies on the same seeds, and write tables, a manifest and charts.

    \b
    sim run scenarios/common_enemy.yaml --runs 200 --policy no_enemy --policy no_channel
    """
    case = _load(scenario)
    _known_policies(case, policies)
    if not case.rivals:
        raise ValueError(
            f"{scenario}: no pairs of rivals, so nothing to measure; mark one with rivals: true in relations"
        )
    from sim.batch import compare

    count = len({"as_coded", *(policies or case.policy_names)})
    with _new_folder(scenario, out) as folder:
        with _progress(count * runs) as done:
            comparison = compare(case, policies or None, runs, seed, threads, done)
        comparison.command = shlex.join(["sim", *sys.argv[1:]])
        comparison.save(folder)
    try:
        _report(comparison, folder, charts)
    except KeyboardInterrupt:
        _stop(f"stopped; the tables in {folder} are whole, charts may be missing", STOPPED)


def _report(comparison: Comparison, folder: Path, charts: bool) -> None:
    """What is said once the tables are safe."""
    _show(comparison)
    click.echo(f"\nResults: {folder}", err=True)
    if charts:
        from sim.charts import draw_all

        click.echo("Drawing charts ...", err=True)
        for path in draw_all(comparison, folder / "charts"):
            click.echo(f"  {path}", err=True)
    click.echo(f"Next: {_command()} explain {shlex.quote(str(folder))} {_worth_explaining(comparison)}", err=True)


@main.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--numbers", is_flag=True, help="List every number and what it rests on.")
@click.option("--coding", is_flag=True, help="Say who coded what, and how far the coders agree.")
def check(scenario: Path, numbers: bool, coding: bool) -> None:
    """Look a scenario over: what is wrong with it, and what each of its numbers rests on.

    \b
    sim check scenarios/iran_us_isis_2014.yaml --numbers
    """
    case = _load(scenario)
    from sim.scenario import provenance

    if numbers:
        for row in provenance.rows(case):
            source = row.source or row.assumed
            span = "" if row.range is None else f" in {row.range[0]:g} to {row.range[1]:g}"
            span = f" ± {row.spread:g}" if row.spread else span
            sure = f" ({row.confidence})" if row.confidence else ""
            click.echo(f"{row.path}: {_plain(row.value)}{span}  {row.rests_on}{sure}  {source}")
    counts = provenance.counts(case)
    total = sum(counts.values())
    click.echo(f"{scenario}: {case.title}")
    click.echo(
        f"  {len(case.actors)} actors, {len(case.issues)} issues, {len(case.rivals)} pairs of rivals, "
        f"{len(case.channels)} channels, {len(case.events)} events, {len(case.months)} months"
    )
    click.echo(f"  {total} numbers: " + ", ".join(f"{n} {word} ({n / total:.0%})" for word, n in counts.items()))
    from sim.assumptions import ASSUMPTIONS
    from sim.scenario.notes import notes

    rest = len(ASSUMPTIONS) - len(case.assumptions)
    click.echo(f"  {len(case.assumptions)} model parameters set by the case, {rest} at the model's default")
    for note in notes(case):
        click.echo(f"  note: {note}")
    if coding:
        from sim.scenario import coverage

        for line in coverage.lines(case):
            click.echo(line)


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value).lower()


@main.command()
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
    case, seed = _run_of_results(results, number) if results.is_dir() else (_load(results), number)
    _known_policies(case, (policy,))
    from sim.explaining import explain as explained

    chosen = None if policy == "as_coded" else policy
    click.echo(str(explained(case, seed, month, actor, chosen, about, runs)))


def _run_of_results(results: Path, number: int) -> tuple[Scenario, int]:
    """The case that a folder of results comes from, and the seed of one of its runs."""
    from sim._compile import source_hash
    from sim.results import open_results

    manifest = open_results(results).manifest
    case = _load(results / "scenario.json")
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


@main.command()
@click.argument("name")
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--runs", default=200, show_default=True, type=click.IntRange(1, 1_000_000), help="Runs per policy.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0, 2**62), help="Seed of the (first) run.")
@click.option("--outcome", help="What effects and recoding are drawn of, such as agreements.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the picture; the current one if left out.")
def chart(name: str, scenario: Path, runs: int, seed: int, outcome: str | None, out: Path | None) -> None:
    """Draw one chart of a scenario (PNG and SVG).

    \b
    sim chart timeline scenarios/common_enemy.yaml --seed 7
    sim chart effects scenarios/friends_of_mediation.yaml --outcome agreements
    """
    case = _load(scenario)
    from sim.charts import CHARTS, draw_one, file_name

    if name not in CHARTS:
        raise ValueError(f"there is no chart {name!r}; charts are {', '.join(CHARTS)}")
    for ending in (".png", ".svg"):
        if (there := (out or Path()) / (file_name(name, outcome) + ending)).exists():
            raise ValueError(f"{there} is there already; choose another folder with --out, so that nothing is lost")
    for path in draw_one(name, case, runs, seed, out or Path(), outcome):
        click.echo(str(path))


@main.command()
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option("--runs", default=0, show_default=True, type=click.IntRange(0, 1_000_000), help="Runs to set beside it.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0, 2**62), help="Seed of the first run.")
def diagnose(scenario: Path, runs: int, seed: int) -> None:
    """Say what theories solved on paper expect of a scenario, and beside it what the simulation does, if asked.

    \b
    sim diagnose scenarios/common_enemy.yaml --runs 200
    """
    case = _load(scenario)
    from sim.diagnostics.report import diagnose as diagnosed
    from sim.diagnostics.text import render

    with _progress(runs) if runs else nullcontext() as done:
        found = diagnosed(case, runs, seed, done)
    click.echo(render(found, None if sys.stdout.isatty() else 140), nl=False)


@main.command()
@click.option("--patterns", type=click.Path(path_type=Path), help="What happened; the project's own file if left out.")
@click.option("--runs", default=1000, show_default=True, type=click.IntRange(1, 1_000_000), help="Runs per case.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0, 2**62), help="Seed of the first run.")
@click.option("--calibrate", is_flag=True, help="Also learn from the episode named for it, and test on the others.")
@click.option("--keep", default=0.05, show_default=True, type=click.FloatRange(0, 1), help="Share of runs kept.")
@click.option("--threads", type=click.IntRange(1, 1024), help="Runs at once; all processors if left out.")
@click.option("--out", type=click.Path(path_type=Path), help="Also write the report to a file, between its marks.")
def hindcast(
    patterns: Path | None, runs: int, seed: int, calibrate: bool, keep: float, threads: int | None, out: Path | None
) -> None:
    """Hold the model against real episodes, beside baselines that know nothing of it.

    \b
    sim hindcast --runs 200
    sim hindcast --calibrate --out docs/hindcast.md
    """
    from sim.hindcast import pages, report
    from sim.hindcast.calibrate import calibrate as learn
    from sim.hindcast.calibrate import runs_kept
    from sim.hindcast.judge import grounds, judge
    from sim.hindcast.patterns import read, usual_file

    file = patterns or usual_file()
    found = read(file)
    cases = len(grounds(found, file, []))
    pages.check_target(out)
    if calibrate:
        runs_kept(keep, runs)  # refused before anything runs
    with _progress(cases * 2 * runs + calibrate * runs) as done:
        verdict = judge(found, file, runs, seed, threads, done)
        learnt = learn(found, file, runs, seed, keep, threads, done) if calibrate else None
    told = report.text(verdict, learnt)
    click.echo(told, nl=False)
    if out is not None:
        pages.write(out, told)
        click.echo(f"Written: {out}", err=True)


@main.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from sim.scenario.export import text

    click.echo(text(), nl=False)


@main.group()
def book() -> None:
    """Write what the program can say of itself into docs/: its rules, its description, what each mechanism does.

    \b
    sim book rules
    sim book table --runs 200
    """


OUT = click.option("--out", type=click.Path(path_type=Path), help="Where to write instead.")


@book.command("rules")
@OUT
def book_rules(out: Path | None) -> None:
    """Write the rule book (docs/rulebook.md) and the table of rules (docs/mechanisms.md), or only the book to --out."""
    from sim.book import odd, rulebook
    from sim.book.marks import pages, write

    if out is None:
        write(pages() / "mechanisms.md", odd.mechanism_parts())
    (out or pages() / "rulebook.md").write_text(rulebook.text(), encoding="utf-8")


@book.command("odd")
@OUT
def book_odd(out: Path | None) -> None:
    """Write the tables of the model's description anew (docs/odd.md); its text stays."""
    from sim.book.marks import pages, write
    from sim.book.odd import parts

    write(out or pages() / "odd.md", parts())


@book.command("table")
@click.argument("rows", type=click.Path(path_type=Path), required=False)
@click.option("--runs", default=1000, show_default=True, type=click.IntRange(1, 1_000_000), help="Runs per policy.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0, 2**62), help="Seed of the first run.")
@click.option("--threads", type=click.IntRange(1, 1024), help="Runs at once; all processors if left out.")
@OUT
def book_table(rows: Path | None, runs: int, seed: int, threads: int | None, out: Path | None) -> None:
    """Play every row of scenarios/book/mechanisms.yaml (or ROWS) and write what came out into docs/mechanisms.md.

    \b
    sim book table --runs 200 --out mine.md    the page must have the marks of docs/mechanisms.md
    """
    from sim.book.marks import checked, pages, write
    from sim.book.rows import read, usual_file
    from sim.book.table import play, text, total_runs, unexplained

    page = out or pages() / "mechanisms.md"
    checked(page, ["table"])
    wanted = read(rows or usual_file())
    for case in wanted.missing():
        click.echo(f"note: there is no case {case} yet; its rows stay empty", err=True)
    with _progress(total_runs(wanted, runs)) as done:
        lines = play(wanted, runs, seed, threads, done)
    write(page, {"table": text(lines, runs, seed)})
    for one in unexplained(lines):
        said = f"{one.row.system}, {one.row.policy}: {one.verdict}; say why in the row's `why:`"
        click.echo(f"note: {wanted.file}:{wanted.line(one.row)}: {said}", err=True)


def _command() -> str:
    """How this command can be called again from here."""
    here = Path(sys.argv[0])
    return "sim" if shutil.which("sim") else shlex.quote(os.path.relpath(here)) if here.exists() else "sim"


def _worth_explaining(comparison: Comparison) -> str:
    """The run, month and actor to ask about first: where the leading pair begins to cooperate."""
    import numpy as np

    base = comparison.base
    months = base.values("emergence_month")
    run, month, actor = 1, base.scenario.months.last, base.names.dyad[0][0]
    if not np.isnan(months).all():
        d = int(np.nanargmax(base.values("emergence").mean(axis=0)))
        k = int(np.nanargmin(np.abs(months[:, d] - np.nanmedian(months[:, d]))))
        run, month, actor = k + 1, base.scenario.months.first.plus(int(months[k, d])), base.names.dyad[d][0]
    return f"--run {run} --month {month} --actor {shlex.quote(actor)}"


def _load(path: Path) -> Scenario:
    from sim.scenario import load

    return load(path)


def _known_policies(case: Scenario, policies: tuple[str, ...]) -> None:
    from difflib import get_close_matches

    for policy in policies:
        if policy not in case.policy_names:
            near = get_close_matches(policy, case.policy_names, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(case.policy_names)}"
            raise ValueError(f"the scenario has no policy {policy!r}; {hint}")


@contextmanager
def _new_folder(scenario: Path, out: Path | None) -> Generator[Path]:
    """Where results go: what was asked for if it is empty, else a new folder; nothing is ever written over.

    It is made before anything runs, so that what cannot be written is known at once and nobody else takes its name; it
    goes again if nothing comes of it.
    """
    folder = _default_folder(scenario) if out is None else out
    ours = out is None or not out.exists()
    if out is not None:
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise ValueError(f"--out {out} is not an empty folder; name a new one, so that nothing is lost")
        out.mkdir(parents=True, exist_ok=True)
    try:
        yield folder
    except BaseException:
        if ours:
            with suppress(OSError):
                folder.rmdir()
        raise


def _default_folder(scenario: Path) -> Path:
    number = 1
    while True:
        folder = Path("results") / (scenario.stem if number == 1 else f"{scenario.stem}-{number}")
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            number += 1
        else:
            return folder


@contextmanager
def _progress(total: int) -> Generator[Callable[[int], None]]:
    """A bar on a terminal, a line every 30 s elsewhere."""
    if not sys.stderr.isatty():
        yield _Log(total).done
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("runs (the first may take half a minute to compile)", total=total)
        yield lambda n: bar.advance(task, n)


class _Log:
    """A plain line now and then, for a log."""

    def __init__(self, total: int, every: float = 30.0) -> None:
        self.total, self.every, self.count = total, every, 0
        self.lock = threading.Lock()  # chunks are done in several threads
        self.start = self.last = time.monotonic()
        click.echo(f"{total} runs; the first may take half a minute to compile", err=True)

    def done(self, more: int) -> None:
        with self.lock:
            self.count += more
            now = time.monotonic()
            if self.count >= self.total or now - self.last >= self.every:
                self.last = now
                left = (now - self.start) / self.count * (self.total - self.count)
                click.echo(f"{self.count} of {self.total} runs done, {_span(left)} left", err=True)


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


RARE = 0.05  # a pair is left out of the short table if its chance is surely above this share under no policy


def _show(comparison: Comparison) -> None:
    """The short table: per pair of rivals, the chance that indirect cooperation emerges, by policy."""
    from rich.console import Console
    from rich.table import Table

    effects = comparison.effects("emergence")
    surest = effects.groupby("of", sort=False)["low"].max()
    shown = surest[surest > RARE].sort_values(ascending=False).index
    width = None if sys.stdout.isatty() else 140
    console = Console(width=width, markup=False, emoji=False)  # names are printed as they are written
    case = comparison.base.scenario
    title = f"Chance that indirect cooperation emerges within {len(case.months)} months: {case.title}"
    table = Table(title=title, title_justify="left")
    for heading in ("rivals", "policy"):
        table.add_column(heading)
    for heading in ("chance [95%, Wilson]", "difference from as_coded [95%, paired]"):
        table.add_column(heading, justify="right", no_wrap=True)
    for pair in shown:
        rows = list(effects[effects["of"] == pair].itertuples())
        for k, row in enumerate(rows):
            change = "" if k == 0 else f"{row.difference:+.3f} [{row.difference_low:+.3f}, {row.difference_high:+.3f}]"
            chance = f"{row.emergence:.3f} [{row.low:.3f}, {row.high:.3f}]"
            table.add_row(str(pair) if k == 0 else "", row.policy, chance, change, end_section=row is rows[-1])
    if len(shown):
        console.print(table)
    for policy in comparison:
        about = case.policies[policy].about if policy in case.policies else None
        if about:
            console.print(f"{policy}: {about}")
    rest = [pair for pair in surest.index if pair not in shown]
    if rest:
        most = effects.loc[effects["of"].isin(rest), "high"].max()
        console.print(
            f"{len(rest)} other pairs, in no policy surely above {RARE:.0%} of {comparison.base.runs} runs "
            f"(no interval reaches beyond {most:.1%}): {'; '.join(rest)}."
        )


if __name__ == "__main__":
    main()
