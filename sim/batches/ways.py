"""How a batch varies its factors: every one is a number of each scenario, and every value one that it may have."""

from __future__ import annotations

from collections.abc import Mapping

from sim.batches.design import Design, Grid, OneAtATime, Rows, steps_between
from sim.batches.factors import Factor, Known, known, whence
from sim.batches.schema import BatchFile, Way
from sim.scenario import Scenario
from sim.scenario.collect import Problems
from sim.scenario.errors import Path
from sim.units import shown


class Ways:
    """Makes factors of what ``vary:`` says, or the rows of a list."""

    def __init__(self, file: BatchFile, design: Design, cases: Mapping[str, Scenario], problems: Problems) -> None:
        self.file, self.design, self.problems = file, design, problems
        self.numbers = {key: known(case) for key, case in cases.items()}

    def factors(self) -> tuple[Factor, ...]:
        """The factors in the order of the alphabet, so that the order in the file changes no point."""
        ways = self._rows(self.design) if isinstance(self.design, Rows) else self._vary()
        found = [self._factor(name, ways[name]) for name in sorted(ways)]
        return tuple(factor for factor in found if factor is not None)

    def _vary(self) -> Mapping[str, Way]:
        if self.file.vary and self.file.design is None:
            what = "says what to vary, but not how; add a design, such as `design: {kind: latin_hypercube, points: 64}`"
            self.problems.add(("vary",), what)
        elif not self.file.vary and self.file.design is not None:
            what = "has nothing to vary; add `vary:` with numbers of the case, or delete `design:`"
            self.problems.add(("design",), what)
        return self.file.vary

    def _rows(self, design: Rows) -> Mapping[str, Way]:
        """The factors of a list: every row gives each of them a value."""
        if self.file.vary:
            self.problems.add(("vary",), "means nothing beside a list, whose rows give the values; delete `vary:`")
        names = dict.fromkeys(name for row in design.rows for name in row)
        for n, row in enumerate(design.rows):
            fault = _row_fault(row, design.rows[:n], names)
            if fault is not None:
                self.problems.add(("design", "rows", n), fault)
        return {name: Way(values=tuple(dict.fromkeys(r[name] for r in design.rows if name in r))) for name in names}

    def _add(self, name: str, what: str, value: float | None = None) -> None:
        """Note a problem with a factor where it stands; in a list, at the row with this value."""
        path: Path = ("vary", name)
        if isinstance(self.design, Rows):
            rows = [n for n, row in enumerate(self.design.rows) if name in row and value in (None, row[name])]
            path = ("design", "rows", rows[0], name)
        self.problems.add(path, what)

    def _factor(self, name: str, way: Way) -> Factor | None:
        lacking = [key for key in self.numbers if name not in self.numbers[key]]
        if lacking:
            what = f"is neither an assumption of the model nor a number of {lacking[0]}"
            self._add(name, f"{what}; {self._near(name, lacking[0])}")
            return None
        of = {key: numbers[name] for key, numbers in self.numbers.items()}
        origin = whence(name, of) if way.coded else "as given"
        way = self._as_coded(name, way, of) if way.coded else self._allowed(name, way, of)
        self._suits(name, way)
        return self._cut(name, way, self._value(name, of), origin)

    def _near(self, name: str, key: str) -> str:
        found = self.problems.suggest(name, list(self.numbers[key]))
        if found.startswith("did you mean"):
            return found
        return "write an assumption's name, or a path such as actors.NAME.audience_cost (docs/batches.md)"

    def _allowed(self, name: str, way: Way, of: Mapping[str, Known]) -> Way:
        """Every value lies within what the number may be."""
        for value in way.values or (way.low, way.high):
            fault = next((fault for one in of.values() if (fault := one.unit.fault(value)) is not None), None)
            if fault is not None:
                self._add(name, fault, value)
        return way

    def _as_coded(self, name: str, way: Way, of: Mapping[str, Known]) -> Way:
        """The range that the case codes."""
        ranges = {(one.low, one.high): key for key, one in of.items()}
        (low, high), *others = ranges
        if others:
            self._add(name, f"is coded differently in {' and '.join(ranges.values())}; write {{from: LOW, to: HIGH}}")
        elif low == high:
            what = f"is fixed at {shown(low)} in {ranges[low, high]}, without a range; write {{from: LOW, to: HIGH}}"
            self._add(name, what)
        return way._replace(low=low, high=high)

    def _suits(self, name: str, way: Way) -> None:
        """Lists of values and steps belong to some designs only."""
        kind = self.design.kind
        if way.values and self.design.between:
            what = f"lists values, but {kind} draws between two ends; write {{from: LOW, to: HIGH}}, or take a grid"
            self._add(name, what)
        if way.steps is not None and kind != "grid":
            self._add(name, f"has steps, which are for a grid, not for {kind}; delete `steps:`")
        if kind == "grid" and not way.values:
            self._suits_grid(name, way)

    def _suits_grid(self, name: str, way: Way) -> None:
        """A range of a grid is cut into steps that differ."""
        steps = self._steps(way)
        if steps is None:
            where = "to the design" if self.file.vary[name].coded else "here or to the design"
            self._add(name, f"is a range, and a grid needs to know in how many steps; add `steps: 7` {where}")
        elif way.low < way.high and len(set(steps_between(way.low, way.high, steps))) < steps:
            what = f"its ends are so near that {steps} steps between them are not all different numbers; take fewer"
            self._add(name, what)

    def _value(self, name: str, of: Mapping[str, Known]) -> float:
        """Its value as coded: that of the first scenario, and of all where it matters."""
        values = [one.value for one in of.values()]
        if isinstance(self.design, OneAtATime) and len(set(values)) > 1:
            several = " and ".join(f"{shown(one.value)} in {key}" for key, one in of.items())
            self._add(name, f"is {several}, and others are moved around it; give each scenario a batch of its own")
        return values[0]

    def _steps(self, way: Way) -> int | None:
        """Into how many steps a grid cuts a range: its own number, or the design's."""
        return way.steps or self.design.steps if isinstance(self.design, Grid) else None

    def _cut(self, name: str, way: Way, value: float, origin: str) -> Factor:
        """A factor with the values of a grid, or the ends between which a sample is drawn."""
        if way.values:
            return Factor(name, min(way.values), max(way.values), way.values, value, origin)
        steps = self._steps(way)
        values = steps_between(way.low, way.high, steps) if steps is not None else ()
        return Factor(name, way.low, way.high, values, value, origin)


def _row_fault(
    row: Mapping[str, float], before: tuple[Mapping[str, float], ...], names: Mapping[str, None]
) -> str | None:
    """Say what is wrong with a row of a list, or None."""
    if not names:
        return "is empty; give a factor a value, as {threat_weight: 3}"
    lacking = [name for name in names if name not in row]
    if lacking:
        return f"gives {lacking[0]} no value, as another row does; add it"
    return f"is the same as row {before.index(row) + 1}; delete one of them" if row in before else None
