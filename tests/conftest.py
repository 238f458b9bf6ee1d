"""What every test shares: how examples are searched for, and charts without a screen.

`steady`, the default, tries the same examples every time, so that a red run means a changed program.
`pytest --hypothesis-profile=search` looks for new counter-examples, many and at random.
Neither has a deadline: the first call of a compiled rule takes seconds.
"""

import os

from hypothesis import settings

# Before anything imports matplotlib. Kernels that tests start inherit it: a notebook that should show its
# charts inline has to say `%matplotlib inline`.
os.environ["MPLBACKEND"] = "Agg"

settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=2_000)
settings.load_profile("steady")
