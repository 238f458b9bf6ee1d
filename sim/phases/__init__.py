"""The phases of a month that are the same for all actors; ``sim/month.py`` puts them in order."""

import sim._world_type  # noqa: F401 - so that compiled phases take worlds of all sizes
