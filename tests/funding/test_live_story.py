"""The live state through a whole year in random order, and into the confirmed run: the same to the cent."""

import pytest

from enrolments.models import SchoolReturn
from funding import queries
from funding.actions import census, live, runs
from funding.models import LiveCell, LiveEntry
from funding.queries.live import state_now
from funding.rules.cells import Settlement
from funding.rules.facts import Allocation
from tests import factories
from tests.funding.live_equality import assert_live_is_full, full_calculation, live_state
from tests.funding.live_story import OPEN_DAY, LiveStory

pytestmark = pytest.mark.django_db
STEPS = 40


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_the_live_state_is_the_full_calculation(clock, seed: int) -> None:
    clock(OPEN_DAY)
    story = LiveStory(seed)
    happened = []
    for step in range(STEPS):
        happened.append(story.happens())
        if step % 4 == 0:
            assert_live_is_full(2019)
    assert_live_is_full(2019)
    assert sum("refused" not in each for each in happened) > STEPS // 3, happened


def test_the_confirmed_run_comes_to_what_the_live_state_said_before_the_freeze(clock) -> None:
    clock(OPEN_DAY)
    story = LiveStory(7)
    for _ in range(STEPS):
        story.happens()
    sound = factories.qualification("SIT20416")
    for school in story.schools[:2]:
        SchoolReturn.objects.filter(school=school).delete()
        factories.enrolment(factories.student(school), sound, by=story.editor, hours=[60, 90])
        factories.approved_return(school, principal=story.principal, by=story.officer)
    held = queries.published_year(2019)
    held.status = "REPLACED"
    held.save(update_fields=["status"])
    bands = dict(zip([*story.certificates, sound], ("1", "5", "5a", "8", "6"), strict=True))
    factories.published_rules(version=held.version + 1, bands=bands, cap=1_500_000)
    live.keep_current()
    said = live_state(2019)
    assert isinstance(said, Settlement)
    assert said.total > 0
    assert said == full_calculation(2019)

    clock("2019-05-07T09:00")
    census.freeze(year=2019, by=None)
    run = runs.calculate(year=2019, kind="CONFIRMED", by=None)
    assert (run.base_rate, run.total, run.leftover) == (said.base_rate, said.total, said.leftover)
    columns = ("school_id", *Allocation._fields[1:])
    assert set(said.allocations) == set(map(Allocation._make, run.allocations.values_list(*columns)))
    live.keep_current()
    assert not LiveEntry.objects.exists()
    assert not LiveCell.objects.exists()
    assert state_now(2019).settlement == said
