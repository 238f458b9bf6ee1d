"""Libraries of the extra *analysis*, which only some analyses need."""

from __future__ import annotations

import importlib
import warnings
from types import ModuleType

from sim.analysis.question import AnalysisError

PACKAGES = {"ema_workbench": "ema-workbench"}
"""What to install, where its name is not that of the module."""


def needed(module: str) -> ModuleType:
    """A library of the extra *analysis*, imported when it is first needed.

    Raises:
        AnalysisError: it is not installed.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about parts of theirs that we do not use
            return importlib.import_module(module)
    except ImportError as error:
        package = PACKAGES.get(name := module.split(".")[0], name)
        text = f'this analysis needs {package}, which is not installed ({error}); pip install "backchannel[analysis]"'
        raise AnalysisError(text) from error
