"""Backchannel: an agent-based simulator of indirect cooperation between rivals.

>>> import sim
>>> case = sim.example()
>>> case.title
'Two rivals, one enemy, one intermediary'

Everything is imported when it is first used, so that a command that needs little starts at once.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim._compile import decision as decision
    from sim._compile import rule as rule
    from sim.actors import Actor as Actor
    from sim.actors.armed_group import ArmedGroup as ArmedGroup
    from sim.actors.coalition import Coalition as Coalition
    from sim.actors.mediator import Mediator as Mediator
    from sim.actors.protecting_power import ProtectingPower as ProtectingPower
    from sim.actors.state import State as State
    from sim.batch import compare as compare
    from sim.batch import run as run
    from sim.batch import trajectory as trajectory
    from sim.batches.plan import Batch as Batch
    from sim.batches.results import BatchResults as BatchResults
    from sim.batches.signals import Stopped as Stopped
    from sim.diagnostics.diagnosis import Diagnosis as Diagnosis
    from sim.diagnostics.report import diagnose as diagnose
    from sim.examples import example as example
    from sim.explaining import explain as explain
    from sim.model import Model as Model
    from sim.recodings import recode as recode
    from sim.results import Results as Results
    from sim.results import open_results as open  # noqa: F401
    from sim.scenario import Scenario as Scenario
    from sim.scenario import ScenarioError as ScenarioError
    from sim.scenario import load as load
    from sim.scenario import loads as loads

__version__ = "0.1.0"

_WHERE = {
    "Actor": "sim.actors",
    "ArmedGroup": "sim.actors.armed_group",
    "Batch": "sim.batches.plan",
    "BatchResults": "sim.batches.results",
    "Coalition": "sim.actors.coalition",
    "Diagnosis": "sim.diagnostics.diagnosis",
    "Mediator": "sim.actors.mediator",
    "Model": "sim.model",
    "ProtectingPower": "sim.actors.protecting_power",
    "Results": "sim.results",
    "Scenario": "sim.scenario",
    "ScenarioError": "sim.scenario",
    "State": "sim.actors.state",
    "Stopped": "sim.batches.signals",
    "compare": "sim.batch",
    "decision": "sim._compile",
    "diagnose": "sim.diagnostics.report",
    "example": "sim.examples",
    "explain": "sim.explaining",
    "load": "sim.scenario",
    "loads": "sim.scenario",
    "open": "sim.results",
    "recode": "sim.recodings",
    "rule": "sim._compile",
    "run": "sim.batch",
    "trajectory": "sim.batch",
}
_RENAMED = {"open": "open_results"}

__all__ = sorted([*_WHERE, "__version__"])


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(importlib.import_module(_WHERE[name]), _RENAMED.get(name, name))


def __dir__() -> list[str]:
    return list(__all__)
