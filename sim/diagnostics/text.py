"""The diagnosis as a page to read: one table a theory, with a word on what it means."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from sim.diagnostics.closed_forms import CEILING, START, ClosedForm

if TYPE_CHECKING:
    from sim.diagnostics.diagnosis import Diagnosis

TOP = 3  # splits that are shown

LANDSCAPE = (
    "Landscape theory (Axelrod and Bennett 1993): the two sides into which actors settle if each moves to where it is "
    "pulled, large ones pulling more. The lower the energy, the better the split fits the coded interests."
)
BALANCE = (
    "Structural balance (Marvel and others 2011): friends of friends grow friendly, friends of enemies hostile, until "
    "the factions are complete."
)
CONTEST = (
    "Contest with spill-overs (König and others 2017): a friend's effort helps, a foe's hampers, and all fight for "
    "one prize. Rivals count as foes. All in shares of the prize; a payoff below 0 is a loss that the theory takes "
    "for granted."
)
NEUTRAL = "The same if one pair of rivals leaves each other alone:"
CLOSED = (
    "The model's own closed forms: would these two fight the enemy, one by air and one on the ground, if nobody else "
    "did and they never clashed? They are drawn in where the pull is above 1, that is where the enemy is stronger "
    "than the threshold; then each needs so much trust in the other (first who flies, then who marches; never: no "
    "trust is enough). Before the stroke: the enemy as it is before the first month; after it: as strong as it can "
    "get. Short of forces: the efforts that would pay are more than the two can bring, so this says too much. Of "
    "each pair the front that draws it in most."
)
TOGETHER = "Beside each other, for each pair of rivals:"


def render(found: Diagnosis, width: int | None = None) -> str:
    """The whole page; ``width`` in characters, that of the terminal if None."""
    out = StringIO()
    console = Console(file=out, width=width, markup=False, emoji=False, highlight=False)
    console.print(f"What theory expects of: {found.scenario.title}")
    console.print("(each number at the centre of what is coded, the state before the first month)")
    for part in (_case, _landscape, _balance, _contest, _closed, _together):
        part(found, console)
    return out.getvalue()


def _table(console: Console, left: Sequence[str], right: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    table = Table()
    for heading in left:
        table.add_column(heading)
    for heading in right:
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    console.print(table)


def _say(found: Diagnosis, console: Console, section: str) -> None:
    for sentence in found.notes[section]:
        console.print(sentence)


def _case(found: Diagnosis, console: Console) -> None:
    _say(found, console, "case")


def _landscape(found: Diagnosis, console: Console) -> None:
    console.print(f"\n{LANDSCAPE}")
    shown = found.rows("landscape")[:TOP]
    rows = [(r["one_side"], r["other_side"] or "nobody", f"{r['energy']:.1f}") for r in shown]
    _table(console, ("one side", "other side"), ("energy",), rows)
    more = len(found.landscape) - len(shown)
    rest = f", the {len(shown)} of lowest energy shown" if more else ""
    count = len(found.landscape)
    console.print(f"{count} stable {'split' if count == 1 else 'splits'}{rest}; {found.landscape.effort}.")


def _balance(found: Diagnosis, console: Console) -> None:
    console.print(f"\n{BALANCE}")
    _say(found, console, "balance")
    if found.faction is None:
        return
    sides = [[name for name, f in zip(found.actors, found.faction, strict=True) if f == side] for side in (1, -1, 0)]
    split = f"{', '.join(sides[0])}, against {', '.join(sides[1])}" if sides[1] else "all on one side"
    split += f"; on neither side {', '.join(sides[2])}" if sides[2] else ""
    console.print(f"Factions: {split}. Complete after {found.blow_up:.2f} units of the theory's own time.")


def _contest(found: Diagnosis, console: Console) -> None:
    console.print(f"\n{CONTEST}")
    _say(found, console, "contest")
    if found.contest is None:
        return
    made = [r for r in found.rows("actors") if r["effort"] is not None]
    total = found.contest.total
    rows = [(r["actor"], f"{r['effort'] / total if total else 0:.1%}", *_shares(r, "share", "payoff")) for r in made]
    _table(console, ("party",), ("of all efforts", "share of the prize", "payoff"), rows)
    if found.neutral:
        console.print(NEUTRAL)
        before, *after = found.rows("contest")
        words = ("effort", "against_enemy", "enemy_share")
        rows = [(before["neutral"], *_shares(before, *words))]
        rows += [(r["neutral"], *(_moved(r[word], before[word]) for word in words)) for r in after]
        _table(
            console, ("who leaves each other alone",), ("all efforts", "those of the rest", "the enemy's share"), rows
        )
        console.print(_direction(found))


def _shares(row: dict, *words: str) -> list[str]:
    return [f"{row[word]:.3f}" for word in words]


def _moved(now: float, before: float) -> str:
    return f"{now:.3f} ({now - before:+.3f})"


def _direction(found: Diagnosis) -> str:
    """Whether peace between rivals helps or harms the enemy, in this contest."""
    if not any(found.contest.hostile if found.contest else ()):
        return "There is no common enemy in this contest."
    moves = {n.enemy_share > 0 for n in found.neutral}
    less = {n.against < 0 for n in found.neutral}
    share = "rises" if moves == {True} else "falls" if moves == {False} else "rises for some pairs, falls for others"
    effort = "falls" if less == {True} else "rises" if less == {False} else "falls for some pairs, rises for others"
    return f"Effort of all but the enemy {effort} when rivals leave each other alone, and the enemy's share {share}."


def _closed(found: Diagnosis, console: Console) -> None:
    console.print(f"\n{CLOSED}")
    _say(found, console, "closed_forms")
    rows = [_drawn(*_moments(found, pair)) for pair in dict.fromkeys(c.pair for c in found.closed_forms)]
    if rows:
        right = ("threshold", "enemy", "pull", "trust needed", "trust there is")
        _table(console, ("by air", "on the ground", "front"), right, rows)


def _moments(found: Diagnosis, pair: str) -> tuple[ClosedForm, ClosedForm]:
    """Both moments on the front that draws the pair in most in the end."""
    mine = [c for c in found.closed_forms if c.pair == pair]
    late = max((c for c in mine if c.moment == CEILING), key=lambda c: c.pull)
    return next(c for c in mine if c.moment == START and c.front == late.front), late


def _drawn(early: ClosedForm, late: ClosedForm) -> tuple[str, ...]:
    threshold = "none is enough" if math.isinf(early.threshold) else f"{early.threshold:.1f}"
    both = (f"{early.strength:g} / {late.strength:g}", f"{early.pull:.2f} / {late.pull:.2f}")
    needs = " / ".join(_need(one) for one in (early, late))
    return (early.by_air, early.on_ground, early.front, threshold, *both, needs, _pair(early.trust))


def _need(one: ClosedForm) -> str:
    return "–" if one.pull <= 1.0 else _pair(one.least_trust)


def _pair(numbers: tuple[float, float]) -> str:
    return ", ".join("never" if n > 1.0 else f"{max(0.0, n):.2f}" for n in numbers)


def _together(found: Diagnosis, console: Console) -> None:
    console.print(f"\n{TOGETHER}")
    if not found.pairs:
        console.print("The case has no pairs of rivals; mark one with rivals: true in relations.")
        return
    left = ("rivals", "landscape", "balance", "contest: the enemy's share if neutral", "closed forms (start / ceiling)")
    _table(console, (*left, "simulation: chance of cooperation [95%]"), (), [_beside(r) for r in found.rows("pairs")])
    if found.emergence is None:
        console.print(
            "The simulation was not asked: add --runs 200 to the command, or runs=200 to sim.diagnose, to set its "
            "chances beside these."
        )


def _beside(row: dict) -> tuple[str, ...]:
    moved = row["neutral_enemy_share"]
    closed = [row[f"closed_form_{moment}"] for moment in (START, CEILING)]
    chance = "not asked" if row["n"] is None else f"{row['emergence']:.3f} [{row['low']:.3f}, {row['high']:.3f}]"
    return (
        row["pair"], row["landscape"], row["balance"] or "open", "–" if moved is None else f"{moved:+.3f}",
        "–" if None in closed else " / ".join(closed), chance,
    )  # fmt: skip
