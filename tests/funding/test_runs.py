"""Freeze, run, release, pay: what is promised about money between the census and the schools."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from enrolments.models import Enrolment, EnrolmentYear, EntryExtension, SchoolReturn
from funding import queries
from funding.actions import census, runs, years
from funding.actions.refusals import Refused
from funding.models import (
    CensusEntry,
    CensusFreeze,
    EnrolmentOutcome,
    FundingRun,
    PaymentLine,
    RunDecision,
    SchoolAllocation,
)
from funding.rules import year_rules
from funding.rules.allocation import allocate
from funding.rules.budget import targeted_total
from funding.rules.errors import CannotCalculate, MissingRuralRate
from funding.rules.facts import Allocation
from funding.rules.targeted import targeted_demand
from tests import factories
from tests.funding import story
from vetportal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


def test_the_freeze_copies_what_a_live_calculation_reads(state) -> None:
    live = queries.live_facts(Enrolment.objects.filter(year_id=2019))
    census.freeze(year=2019, by=None)
    assert sorted(queries.frozen_facts(2019)) == sorted(live)
    assert len(live) == 6


def test_the_freeze_is_one_insert_select(state) -> None:
    with CaptureQueriesContext(connection) as captured:
        census.freeze(year=2019, by=None)
    inserts = [
        query["sql"] for query in captured if query["sql"].startswith("INSERT") and "SELECT" in query["sql"]
    ]
    assert len(inserts) == 1


def test_a_second_freeze_changes_nothing(state) -> None:
    first = census.freeze(year=2019, by=None)
    assert census.freeze(year=2019, by=None) == first
    assert CensusEntry.objects.filter(year=2019).count() == 6


def test_no_freeze_before_the_census_has_ended(state, clock) -> None:
    clock("2019-05-06T23:59")
    with pytest.raises(Refused, match="open until the end of 6 May 2019"):
        census.freeze(year=2019, by=None)
    clock("2019-05-07T00:00")
    census.freeze(year=2019, by=None)


def test_a_year_that_something_else_marked_as_frozen_is_not_frozen_now(state, clock) -> None:
    """While it was marked, the facts of the department could move."""
    EnrolmentYear.objects.filter(pk=2019).update(frozen_at=clock("2019-05-07T09:00"))
    with pytest.raises(Refused, match="no facts were copied"):
        census.freeze(year=2019, by=None)


def test_no_freeze_while_an_extension_runs(state, clock) -> None:
    asker, granter = factories.user(), factories.user()
    stamp = clock("2019-05-07T09:00")
    EntryExtension.objects.create(
        school=state[0], year_id=2019, until=date(2019, 5, 8), reason="flood", requested_by=asker,
        requested_at=stamp, granted_by=granter, granted_at=stamp,
    )  # fmt: skip
    with pytest.raises(Refused, match="School 7001"):
        census.freeze(year=2019, by=None)
    clock("2019-05-09T00:00")
    census.freeze(year=2019, by=None)


@pytest.mark.parametrize("change", ["update", "delete", "save", "bulk_update"])
@pytest.mark.parametrize(
    "model",
    [
        CensusFreeze,
        CensusEntry,
        FundingRun,
        RunDecision,
        EnrolmentOutcome,
        SchoolAllocation,
        PaymentLine,
        AuditEvent,
    ],
)
def test_the_database_refuses_to_change_what_was_frozen_run_or_paid(state, model, change) -> None:
    story.confirmed()
    row = model.objects.order_by("pk").first()
    field = [each for each in model._meta.concrete_fields if not each.primary_key][-1].name
    doing = {
        "update": lambda: model.objects.update(**{field: getattr(row, field)}),
        "delete": lambda: model.objects.filter(pk=row.pk)._raw_delete(using="default"),
        "save": lambda: row.save(force_update=True),
        "bulk_update": lambda: model.objects.bulk_update([row], [field]),
    }
    before = model.objects.count()
    with pytest.raises(IntegrityError), transaction.atomic():
        doing[change]()
    assert model.objects.count() == before


def test_the_indicative_run_uses_last_year_at_this_years_rates(state) -> None:
    run = runs.calculate(year=2019, kind="INDICATIVE", by=None)
    assert run.facts_year == 2018
    targeted = run.allocations.filter(component="TARGETED").values_list("amount", flat=True)
    assert list(targeted) == [113_032, 113_032]  # one full-time enrolment in band 1, published rate
    assert list(run.allocations.filter(component="RURAL").values_list("amount", flat=True)) == [10_000]
    assert run.cap is None


def test_the_confirmed_run_keeps_to_the_cap_and_one_cent_more_would_not(state) -> None:
    run = story.confirmed()
    rules = year_rules.from_json(run.rules)
    facts = list(queries.frozen_facts(2019))
    assert run.total + run.leftover == run.cap == 400_000
    demand = targeted_demand(allocate(facts, rules).outcomes, rules)
    rural = run.allocations.filter(component="RURAL").aggregate(cents=Sum("amount"))["cents"]
    assert targeted_total(demand, run.base_rate + 1) + rural > run.cap


def test_five_lines_add_up_to_the_confirmed_amount_of_every_school(state) -> None:
    confirmed = story.confirmed()
    runs.release(run=confirmed, by=factories.manager("releaser"))
    for school in state:
        for component in ("TARGETED", "RURAL"):
            lines = PaymentLine.objects.filter(school=school, component=component)
            due = confirmed.allocations.filter(school=school, component=component)
            assert _cents(lines) == _cents(due)
    assert set(PaymentLine.objects.values_list("line", flat=True)) == {"T1", "T2", "ADJ", "T3", "T4"}


def _cents(rows) -> int:
    return rows.aggregate(cents=Sum("amount"))["cents"] or 0


def test_an_incomplete_enrolment_is_recorded_with_its_reason_and_earns_nothing(state) -> None:
    run = story.confirmed()
    unfunded = run.outcomes.exclude(reasons="")
    assert {outcome.reason_codes for outcome in unfunded} == {("UNIT_WITHOUT_HOURS",)}
    assert {outcome.funded_hours for outcome in unfunded} == {0}


def test_a_stored_run_recomputes_to_identical_lines_from_its_own_facts_and_rules(state) -> None:
    run = story.confirmed()
    again = allocate(queries.frozen_facts(run.facts_year), year_rules.from_json(run.rules))
    stored = sorted(run.allocations.values_list(*Allocation._fields))
    assert stored == sorted(tuple(line) for line in again.allocations)
    assert again.base_rate == run.base_rate


def test_asking_again_with_nothing_changed_answers_with_the_same_run(state) -> None:
    run = story.confirmed()
    assert runs.calculate(year=2019, kind="CONFIRMED", by=None) == run
    assert PaymentLine.objects.filter(run__kind="CONFIRMED").count() == len(state) * 3 + 3


def test_a_run_is_released_by_another_person(state) -> None:
    calculator = factories.officer("calculator")
    run = runs.calculate(year=2019, kind="INDICATIVE", by=calculator)
    with pytest.raises(Refused, match="another person must release"):
        runs.release(run=run, by=calculator)
    decision = runs.release(run=run, by=factories.manager())
    assert runs.release(run=run, by=factories.manager()) == decision


def test_a_new_run_supersedes_an_unreleased_one_and_never_a_released_one(state) -> None:
    old = runs.calculate(year=2019, kind="INDICATIVE", by=None)
    _change_rules(minimum_age=14)
    new = runs.calculate(year=2019, kind="INDICATIVE", by=None)
    assert new != old
    with pytest.raises(Refused, match="later run has replaced"):
        runs.release(run=old, by=factories.manager())
    runs.release(run=new, by=factories.manager())
    _change_rules(minimum_age=13)
    with pytest.raises(Refused, match="released and never changes"):
        runs.calculate(year=2019, kind="INDICATIVE", by=None)


def _change_rules(**figures) -> None:
    """A new published version of the 2019 rules, drafted by one administrator and published by another."""
    drafter, publisher = factories.administrator("drafter"), factories.administrator("publisher")
    draft = years.draft(year=2019, by=drafter)
    years.publish(version=years.change(version=draft, by=drafter, figures=figures), by=publisher)


def test_the_confirmed_run_waits_for_the_release_of_the_indicative_one(state) -> None:
    runs.calculate(year=2019, kind="INDICATIVE", by=None)
    census.freeze(year=2019, by=None)
    with pytest.raises(Refused, match="Release the indicative run of 2019 first"):
        runs.calculate(year=2019, kind="CONFIRMED", by=None)


def test_a_missing_rural_rate_stops_the_run_in_words(state) -> None:
    _change_rules(rural_rate=None)
    with pytest.raises(MissingRuralRate, match="rural rate of 2019 is missing"):
        runs.calculate(year=2019, kind="INDICATIVE", by=None)


def test_a_missing_cap_stops_the_confirmed_run_in_words(state) -> None:
    story.released_indicative()
    census.freeze(year=2019, by=None)
    _change_rules(cap=None)
    with pytest.raises(CannotCalculate, match="cap of 2019 is missing"):
        runs.calculate(year=2019, kind="CONFIRMED", by=None)


def test_nothing_is_stored_by_a_run_that_stops(state) -> None:
    _change_rules(rural_rate=None)
    with pytest.raises(MissingRuralRate):
        runs.calculate(year=2019, kind="INDICATIVE", by=None)
    assert not FundingRun.objects.exists()


def test_a_school_without_last_year_catches_up_in_the_adjustment(state, clock) -> None:
    story.released_indicative()
    clock("2019-05-06T12:00")
    newcomer = factories.school("7003")
    who = factories.student(newcomer)
    certificate = factories.qualification("SIT20316")
    factories.enrolment(who, certificate, by=factories.user(), hours=[60, 60, 60])
    factories.approved_return(newcomer, principal=factories.user(), by=factories.officer())
    clock("2019-05-07T09:00")
    census.freeze(year=2019, by=None)
    run = runs.calculate(year=2019, kind="CONFIRMED", by=None)
    amounts = dict(PaymentLine.objects.filter(school=newcomer).values_list("line", "amount"))
    assert set(amounts) == {"ADJ", "T3", "T4"}
    assert sum(amounts.values()) == _cents(run.allocations.filter(school=newcomer))
    assert amounts["ADJ"] in range(amounts["T3"] * 2 - 3, amounts["T3"] * 2 + 3)


def test_a_school_that_earns_nothing_any_more_pays_back_exactly_what_it_got(state, clock) -> None:
    story.released_indicative()
    clock("2019-05-06T12:00")
    SchoolReturn.objects.filter(school=state[1]).delete()
    Enrolment.objects.filter(school=state[1], year_id=2019).delete()
    clock("2019-05-07T09:00")
    census.freeze(year=2019, by=None)
    runs.calculate(year=2019, kind="CONFIRMED", by=None)
    lines = PaymentLine.objects.filter(school=state[1], component="TARGETED")
    amounts = dict(lines.values_list("line", "amount"))
    assert amounts == {"T1": 28_258, "T2": 28_258, "ADJ": -56_516, "T3": 0, "T4": 0}
