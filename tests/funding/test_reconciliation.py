"""What stands between a calculated run and its release: every figure again, and in the order of the year."""

from collections.abc import Callable, Sequence

import pytest
from django.db import connection
from django.db.models import F, Sum
from django.urls import reverse

from enrolments.models import School
from funding.actions import census, reconciliation, runs, years
from funding.actions.refusals import Refused
from funding.models import EnrolmentOutcome, FundingRun, PaymentLine, RunDecision, SchoolAllocation
from funding.queries.corrected import corrected_facts_of
from tests import factories
from tests.funding import story

pytestmark = pytest.mark.django_db


def _confirmed_without_indicative() -> FundingRun:
    census.freeze(year=2019, by=None)
    return runs.calculate(year=2019, kind="CONFIRMED", by=factories.officer("calculator"))


def test_an_indicative_run_never_pays_a_second_time_what_a_confirmed_run_has_settled(
    state: Sequence[School],
) -> None:
    confirmed = _confirmed_without_indicative()
    runs.release(run=confirmed, by=factories.manager())
    with pytest.raises(Refused, match="pay terms 1 and 2 a second time"):
        runs.calculate(year=2019, kind="INDICATIVE", by=None)
    paid = PaymentLine.objects.aggregate(cents=Sum("amount"))["cents"]
    assert paid == confirmed.total


def test_a_confirmed_run_is_calculated_again_once_terms_1_and_2_are_paid(state: Sequence[School]) -> None:
    early = _confirmed_without_indicative()
    story.released_indicative()
    with pytest.raises(Refused, match="does not reconcile"):
        runs.release(run=early, by=factories.manager())
    late = runs.calculate(year=2019, kind="CONFIRMED", by=factories.officer("calculator"))
    assert late != early
    assert early.decisions.get().what == RunDecision.What.SUPERSEDED
    runs.release(run=late, by=factories.manager())
    standing = PaymentLine.objects.filter(run__decisions__what="RELEASED")
    assert standing.aggregate(cents=Sum("amount"))["cents"] == late.total


def test_the_page_of_a_confirmed_run_says_that_an_indicative_run_waits(
    state: Sequence[School], client
) -> None:
    early = _confirmed_without_indicative()
    runs.calculate(year=2019, kind="INDICATIVE", by=None)
    client.force_login(factories.manager("looking"))
    page = client.get(reverse("funding:run", args=[early.pk]))
    assert page.status_code == 200
    assert "Release the indicative run of 2019 first" in page.text
    assert "Release to schools" not in page.text


def test_a_run_by_rules_that_are_no_longer_in_force_is_not_released(state: Sequence[School], client) -> None:
    run = runs.calculate(year=2019, kind="INDICATIVE", by=None)
    drafter, publisher = factories.administrator("drafter"), factories.administrator("publisher")
    draft = years.draft(year=2019, by=drafter)
    years.publish(
        version=years.change(version=draft, by=drafter, figures={"base_rate": 33_000}), by=publisher
    )
    with pytest.raises(Refused, match="rules of 2019 have changed since"):
        runs.release(run=run, by=factories.manager())
    client.force_login(factories.manager("looking"))
    page = client.get(reverse("funding:run", args=[run.pk])).text
    assert "have changed since" in page
    assert "Release to schools" not in page


def _lose_a_line() -> None:
    PaymentLine.objects.order_by("pk").first().delete()


def _pay_a_cent_more() -> None:
    PaymentLine.objects.filter(line="T1").update(amount=F("amount") + 1)


def _move_a_cent_between_lines() -> None:
    school = PaymentLine.objects.order_by("pk").first().school_id
    lines = PaymentLine.objects.filter(school=school, component="TARGETED")
    lines.filter(line="T1").update(amount=F("amount") + 1)
    lines.filter(line="T2").update(amount=F("amount") - 1)


def _lose_an_allocation() -> None:
    SchoolAllocation.objects.filter(component="RURAL").delete()


def _round_a_line_otherwise() -> None:
    SchoolAllocation.objects.filter(component="TARGETED").update(amount=F("amount") - 1)


def _fund_an_hour_more() -> None:
    EnrolmentOutcome.objects.filter(reasons="").update(funded_hours=F("funded_hours") + 1)


def _state_another_total() -> None:
    FundingRun.objects.update(total=F("total") + 1)


TAMPERING = [
    _lose_a_line,
    _pay_a_cent_more,
    _move_a_cent_between_lines,
    _lose_an_allocation,
    _round_a_line_otherwise,
    _fund_an_hour_more,
    _state_another_total,
]


def _unprotect() -> None:
    """Take the triggers of this test's transaction away, as only the owner of the database could."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        for model in (PaymentLine, SchoolAllocation, EnrolmentOutcome, FundingRun):
            table = model._meta.db_table
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            else:
                cursor.execute(f"DROP TRIGGER {table}_append_only_update")
                cursor.execute(f"DROP TRIGGER {table}_append_only_delete")


@pytest.mark.parametrize("tamper", TAMPERING, ids=lambda change: change.__name__.strip("_"))
def test_a_run_in_which_anything_differs_is_not_released(
    state: Sequence[School], tamper: Callable[[], None]
) -> None:
    run = runs.calculate(year=2019, kind="INDICATIVE", by=None)
    assert reconciliation.problems_of(run) == []
    _unprotect()
    tamper()
    run.refresh_from_db()
    assert reconciliation.problems_of(run)
    with pytest.raises(Refused, match="does not reconcile"):
        runs.release(run=run, by=factories.manager())


def test_the_leftover_is_what_the_lines_leave_of_the_cap(state: Sequence[School]) -> None:
    run = story.confirmed()
    assert reconciliation.problems_of(run) == []
    _unprotect()
    FundingRun.objects.filter(pk=run.pk).update(leftover=F("leftover") + 1)
    run.refresh_from_db()
    assert any("cap" in each for each in reconciliation.problems_of(run))


def test_a_run_above_the_cap_is_not_released(state: Sequence[School]) -> None:
    run = story.confirmed()
    _unprotect()
    FundingRun.objects.filter(pk=run.pk).update(leftover=-1)
    run.refresh_from_db()
    assert "The total is $0.01 above the cap." in reconciliation.problems_of(run)
    with pytest.raises(Refused, match="does not reconcile"):
        runs.release(run=run, by=factories.manager("releaser"))


def _forget_a_zero(run: FundingRun) -> None:
    SchoolAllocation.objects.filter(run=run, enrolments=0)[0:1].get().delete()


def _pay_elsewhere(run: FundingRun) -> None:
    line = PaymentLine.objects.filter(run=run).exclude(amount=0)[0]
    PaymentLine.objects.filter(pk=line.pk).update(line="T1")


def _pay_twice(run: FundingRun) -> None:
    line = PaymentLine.objects.filter(run=run).exclude(amount=0)[0]
    line.pk, line.line = None, "END"
    line.save(force_insert=True)


@pytest.mark.parametrize(
    ("tamper", "words"),
    [
        (_forget_a_zero, "gone without an explicit"),
        (_pay_elsewhere, "do not follow from their amounts"),
        (_pay_twice, "do not add up to what is due"),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_a_correction_in_which_anything_differs_is_not_released(
    state: Sequence[School], tamper: Callable[[FundingRun], None], words: str
) -> None:
    story.released()
    story.send("T1", "T2")
    for facts in corrected_facts_of(2019, school_id=state[1].pk):
        story.correct(facts, is_withdrawn=True)
    run = runs.calculate(year=2019, kind="CONFIRMED", by=factories.officer("calculator"))
    assert reconciliation.problems_of(run) == []
    _unprotect()
    tamper(run)
    assert any(words in each for each in reconciliation.problems_of(run))
    with pytest.raises(Refused, match="does not reconcile"):
        runs.release(run=run, by=factories.manager("releaser"))
