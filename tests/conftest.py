"""What every test shares: how examples are searched for, and charts without a screen.

`steady`, the default, tries the same examples every time, so that a red run means a changed program.
`pytest --hypothesis-profile=search` looks for new counter-examples, many and at random.
Neither has a deadline: the first call of a compiled rule takes seconds.

`--slow=sample` runs a quarter of the slow tests, another one for each commit; without it all are run.
"""

import os

import pytest
from hypothesis import settings

from tests import slow

# Before anything imports matplotlib. Kernels that tests start inherit it: a notebook that should show its
# charts inline has to say `%matplotlib inline`.
os.environ["MPLBACKEND"] = "Agg"

settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=2_000)
settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--slow", choices=("all", "sample"), default="all", help="slow tests: all, or this commit's quarter"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("slow") == "all":
        return
    out = slow.left_out([item.nodeid for item in items if item.get_closest_marker("slow")], slow.of_commit())
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid in out])
    items[:] = [item for item in items if item.nodeid not in out]
