"""What the live state promises: it is the full calculation, without the calculation."""

from collections.abc import Callable

from enrolments.models import Enrolment
from funding import queries
from funding.actions import live
from funding.models import ChangedFact, FundingRun, LiveEntry, LiveYear
from funding.queries.live import state_now
from funding.rules.allocation import allocate
from funding.rules.cells import Settlement
from funding.rules.errors import CannotCalculate
from funding.rules.facts import Calculation, EnrolmentFacts


def full_calculation(year: int, *, as_if_approved: bool = False) -> Settlement | str:
    """A calculation over all entries of a year as they stand; in words where it cannot be made."""
    facts = queries.live_facts(Enrolment.objects.filter(year_id=year))
    if as_if_approved:
        facts = [row._replace(return_approved=True) for row in facts]
    rules = queries.rules_of(queries.published_year(year), FundingRun.Kind.CONFIRMED)
    return in_words(lambda: lines_of(allocate(facts, rules)))


def lines_of(calculation: Calculation) -> Settlement:
    """A calculation without its outcomes."""
    return Settlement(calculation.base_rate, calculation.allocations, calculation.total, calculation.leftover)


def in_words(calculate: Callable[[], Settlement]) -> Settlement | str:
    try:
        return calculate()
    except CannotCalculate as missing:
        return str(missing)


def live_state(year: int, *, as_if_approved: bool = False) -> Settlement | str:
    """The live state as it is kept, in words where it cannot be worked out."""
    state = state_now(year, as_if_approved=as_if_approved)
    return state.settlement or state.problem


def assert_live_is_full(*years: int) -> None:
    """Bring the live state up to date; then it is what a full calculation comes to, to the cent."""
    live.keep_current()
    assert not ChangedFact.objects.exists()
    for year in years:
        assert LiveYear.objects.filter(pk=year).exists()
        facts = queries.live_facts(Enrolment.objects.filter(year_id=year))
        kept = LiveEntry.objects.filter(year=year).values_list(*queries.FACT_NAMES)
        assert sorted(map(EnrolmentFacts._make, kept)) == sorted(facts)
        for as_if_approved in (False, True):
            assert live_state(year, as_if_approved=as_if_approved) == full_calculation(
                year, as_if_approved=as_if_approved
            )
