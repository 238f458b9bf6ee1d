"""Reading and checking scenario files; nothing here starts the engine.

>>> from sim.scenario import loads
>>> try:
...     loads("titel: A case")
... except ScenarioError as error:
...     print(error.problems[-1])
<text>:1: titel: is not a word of the format here; did you mean 'title'?
"""

from sim.scenario.case import Changes, Scenario
from sim.scenario.errors import Problem, ScenarioError
from sim.scenario.load import load, loads
from sim.scenario.text import Citation, Month
from sim.scenario.values import Flag, Number

__all__ = [
    "Changes",
    "Citation",
    "Flag",
    "Month",
    "Number",
    "Problem",
    "Scenario",
    "ScenarioError",
    "load",
    "loads",
]
