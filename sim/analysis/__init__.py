"""When does indirect cooperation emerge? Analyses of a batch, each a result to read, to tabulate and to draw.

Every analysis is a function of results (``sim.open(folder)``) and an outcome; only ``ablate`` plays runs of its own.
Results have ``frame()`` for a table, and show themselves in notebooks; ``sim.charts.batch`` draws them.
"""

from sim.analysis.ablation import ablate
from sim.analysis.discovery import discovery
from sim.analysis.phase import phase
from sim.analysis.question import AnalysisError
from sim.analysis.screening import screening
from sim.analysis.sensitivity import sensitivity
from sim.analysis.summary import summary
from sim.analysis.theorem import theory_curve
from sim.analysis.tornado import tornado

__all__ = [
    "AnalysisError",
    "ablate",
    "discovery",
    "phase",
    "screening",
    "sensitivity",
    "summary",
    "theory_curve",
    "tornado",
]
