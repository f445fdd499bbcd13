"""What a school's entries would earn, and what is at risk."""

from datetime import date

import pytest

from enrolments.models import Enrolment, UnitEnrolment
from funding import queries
from funding.actions import census
from funding.queries import answers, estimates
from funding.rules.allocation import allocate
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def state(clock, request):
    """An open 2019 with a school in a rural place, a certificate in band 1 and an editor."""
    clock("2019-05-01T10:00")
    changes = getattr(request, "param", {})

    class State:
        year = factories.open_year()
        certificate = factories.qualification(units={"UNITA": 100, "UNITB": 80})
        version = factories.published_rules(bands={certificate: "1"}, **changes)
        school = factories.school(location_index=2_500)
        editor = factories.user("editor", school=school)

        @classmethod
        def enrol(cls, hours, *, at=None, **fields) -> Enrolment:
            born = fields.pop("born", date(2003, 2, 11))
            who = factories.student(at or cls.school, born=born)
            return factories.enrolment(who, cls.certificate, by=cls.editor, hours=hours, **fields)

        @classmethod
        def estimate(cls) -> estimates.Estimate:
            found = estimates.of_school(cls.school, cls.year)
            assert found is not None
            return found

    return State


def test_an_estimate_is_the_calculation_of_an_approved_return(state) -> None:
    """Line for line what an indicative run over the same entries would allocate."""
    for hours in ([90, 90], [45, 45], [100, None], [100, 81]):
        state.enrol(hours)
    found = state.estimate()
    facts = [
        row._replace(return_approved=True)
        for row in queries.live_facts(Enrolment.objects.filter(school=state.school))
    ]
    calculation = allocate(facts, queries.rules_of(state.version, "INDICATIVE"))
    assert found.allocations == calculation.allocations
    assert found.total == calculation.total > 0
    assert (found.funded, found.unfunded, found.incomplete) == (3, 1, 1)
    assert found.fte == 250  # 180, 90 and 180 of 181 hours at a full rate of 180


def test_dollars_at_risk_are_what_the_mended_entries_would_add(state) -> None:
    """Mend exactly what is reported, and the total is higher by the dollars at risk."""
    unfinished = state.enrol([100, None])
    not_senior = state.enrol([90, 90], program="NONE")
    state.enrol([90, 90], born=date(1990, 1, 1))
    before = state.estimate()
    assert {mend.enrolment_id for mend in before.mends} == {unfinished.pk, not_senior.pk}
    UnitEnrolment.objects.filter(enrolment=unfinished, hours=None).update(hours=80)
    Enrolment.objects.filter(pk=not_senior.pk).update(program="VCE")
    after = state.estimate()
    assert after.total == before.total + before.at_risk
    assert after.at_risk == 0
    assert after.unfunded == 1


def test_mends_worth_most_come_first(state) -> None:
    small = state.enrol([40, 50], program="NONE")
    large = state.enrol([90, 90], program="NONE")
    assert [mend.enrolment_id for mend in state.estimate().mends] == [large.pk, small.pk]


@pytest.mark.parametrize("state", [{"rural_rate": None}], indirect=True)
def test_an_unknown_rural_rate_is_said_and_never_zero(state) -> None:
    state.enrol([90, 90])
    found = state.estimate()
    assert found.rural == ()
    assert [line.enrolments for line in found.rural_waiting] == [1]
    assert found.total == 113_032
    assert answers.of_enrolment(Enrolment.objects.get()).amounts.rural is None


def test_without_published_rules_there_is_no_estimate(state) -> None:
    later = factories.open_year(2020)
    enrolled = state.enrol([90, 90], year_id=2020)
    assert estimates.of_school(state.school, later) is None
    assert not answers.of_enrolment(enrolled).is_known


def test_another_sector_earns_nothing_and_is_told_why(state) -> None:
    other = factories.school(sector="CATHOLIC")
    enrolled = state.enrol([90, 90], at=other)
    found = estimates.of_school(other, state.year)
    assert found is not None
    assert (found.total, found.at_risk, found.unfunded) == (0, 0, 1)
    assert [rule.code for rule in answers.of_enrolment(enrolled).reasons] == ["NOT_GOVERNMENT_SCHOOL"]


def test_after_the_freeze_the_frozen_facts_count_with_every_rule(state, clock) -> None:
    """Nobody certified in time, so what earned in the estimate is not funded any more."""
    enrolled = state.enrol([90, 90])
    assert answers.of_enrolment(enrolled).is_funded
    clock("2019-05-08T10:00")
    census.freeze(year=2019, by=factories.officer())
    state.year.refresh_from_db()
    found = state.estimate()
    assert (found.total, found.funded, found.mends) == (0, 0, ())
    answer = answers.of_enrolment(Enrolment.objects.get())
    assert [rule.code for rule in answer.reasons] == ["RETURN_NOT_APPROVED"]


def test_the_answer_names_every_reason_with_what_to_do(state) -> None:
    enrolled = state.enrol([None, 80], born=date(2004, 5, 7), program="NONE")
    answer = answers.of_enrolment(enrolled)
    assert [rule.code for rule in answer.reasons] == [
        "UNDER_AGE",
        "NO_SENIOR_CERTIFICATE",
        "UNIT_WITHOUT_HOURS",
    ]
    assert all(rule.fix and rule.source for rule in answer.reasons)
    assert answer.at_risk == 0  # the age cannot be mended


def test_nominal_hours_of_a_unit_that_nobody_stated_are_not_known(state) -> None:
    enrolled = state.enrol([100, None])
    unit = enrolled.units.order_by("pk").last().unit
    unit.nominal_hours.all().delete()
    assert estimates.nominal_hours([enrolled.pk]) == {enrolled.pk: None}
    assert estimates.nominal_hours([]) == {}


def test_a_school_of_500_students_needs_few_queries(state, django_assert_max_num_queries) -> None:
    for number in range(500):
        state.enrol([90, 90] if number % 10 else [90, None])
    with django_assert_max_num_queries(9):
        found = state.estimate()
    assert found.funded == 450
    assert len(found.mends) == 50
