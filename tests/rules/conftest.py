"""How many invented examples the invariants try, by HYPOTHESIS_PROFILE.

200 at each run (usual), 10,000 (nightly), and the same 25 each time where they only have to notice that
something was changed on purpose (mutation, see docs/mutation.md).
"""

import os

from hypothesis import Phase, settings

settings.register_profile("usual", max_examples=200, deadline=None)
settings.register_profile("nightly", max_examples=10_000, deadline=None)
settings.register_profile(
    "mutation",
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],  # the first example that fails is enough
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "usual"))
