"""Two questions of the department, saved as scenarios. Every figure in them is invented."""

from enrolments.models import EnrolmentYear
from funding.actions import scenarios
from funding.rules.scenario import Changes
from vetportal.accounts.models import User

_ASKED = (
    ("A cap of $1.4 million", Changes(cap=140_000_000)),
    ("Rural weighting besides the cap, from 0.15", Changes(rural_inside_cap=False, rural_threshold=1_500)),
)


def save() -> None:
    """The officer asks what if, while the entries of 2019 come in."""
    year, officer = EnrolmentYear.objects.get(pk=2019), User.objects.get(username="officer")
    for name, changes in _ASKED:
        scenarios.save(name=name, year=year, changes=changes, by=officer)
