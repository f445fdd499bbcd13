"""How many invented examples the invariants try: 200 at each run, 10,000 with HYPOTHESIS_PROFILE=nightly."""

import os

from hypothesis import settings

settings.register_profile("usual", max_examples=200, deadline=None)
settings.register_profile("nightly", max_examples=10_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "usual"))
