"""A batch made by hand: frames in DuckDB, behind the little that analyses ask of results."""

from dataclasses import dataclass, field
from types import SimpleNamespace

import duckdb
import numpy as np
import pandas as pd

PAIR = "North – South"


@dataclass
class Factor:
    name: str
    low: float
    high: float
    value: float
    unit: str = ""


@dataclass
class Made:
    """What ``sim.open(...)`` of a batch gives, as far as analyses go."""

    cells: pd.DataFrame
    tables: dict[str, pd.DataFrame]
    plan: SimpleNamespace
    asked: list[str] = field(default_factory=list)

    def frame(self, table):
        return self.tables[table]

    def sql(self, query, **frames):
        self.asked.append(query)
        with duckdb.connect() as db:
            for name, table in {**self.tables, **frames}.items():
                db.register(name, table)
            return db.execute(query).df()


def made(
    points, value, *, kind="grid", outcome="emergence", replicates=20, policies=("as_coded",), factors=None,
    scenarios=("common_enemy",), pairs=(PAIR,), seed=1, title="A batch made by hand", **design,
):  # fmt: skip
    """A batch of these points (a frame with one column a factor).

    ``value(row, policy, luck)`` gives the outcome of one run; luck is the same number in all cells for one replicate.
    """
    luck = np.random.default_rng(seed).random((replicates, len(pairs)))
    cells, rows, cell = [], [], 0
    for scenario in scenarios:
        for policy in policies:
            for point, row in enumerate(points.to_dict("records"), 1):
                cell += 1
                cells.append({"cell": cell, "scenario": scenario, "policy": policy, "point": point, **row})
                for r in range(replicates):
                    for d, pair in enumerate(pairs):
                        rows.append((cell, r + 1, pair, float(value(row, policy, luck[r, d]))))
    factors = factors or [
        Factor(name, float(points[name].min()), float(points[name].max()), float(points[name].median()))
        for name in points.columns
    ]
    dyads = pd.DataFrame(rows, columns=["cell", "replicate", "dyad", outcome]).astype({"dyad": "category"})
    plan = SimpleNamespace(
        title=title, factors=factors, replicates=replicates, seed=1, common=True,
        design=SimpleNamespace(kind=kind, seed=7, **design),
    )  # fmt: skip
    return Made(pd.DataFrame(cells), {"dyads": dyads}, plan)


def grid(**levels):
    names = list(levels)
    mesh = np.meshgrid(*(np.asarray(levels[n], float) for n in names), indexing="ij")
    return pd.DataFrame({n: m.reshape(-1) for n, m in zip(names, mesh, strict=True)})


def hypercube(n, *names, seed=3):
    rng = np.random.default_rng(seed)
    return pd.DataFrame({name: (rng.permutation(n) + rng.random(n)) / n for name in names})
