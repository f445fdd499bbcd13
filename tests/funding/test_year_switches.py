"""Switches of a year, from its draft to the money: a rural rate that moves, funded credit transfers."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from enrolments.models import School, UnitEnrolment
from funding import queries
from funding.actions import runs
from funding.models import CensusEntry, EnrolmentOutcome, SchoolAllocation
from funding.rules.rural import rural_rate_at
from funding.rules.year_rules import from_json
from tests import factories
from tests.funding import story
from tests.funding.rule_years import drafted
from tests.funding.test_trace import of_school, replayed
from tests.funding.test_year_pages import address, client_of, page_data
from vetportal.accounts.models import User

pytestmark = pytest.mark.django_db
SWITCHES = ("does_rural_rate_move", "are_transfers_funded")


@pytest.fixture
def transferred(state: list[School]) -> UnitEnrolment:
    """One of 7001's enrolments has 60 hours of training and a credit transfer of 30; past the guards."""
    unit = UnitEnrolment.objects.get(enrolment__school=state[0], hours=30)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE enrolments_unitenrolment SET is_credit_transfer = %s WHERE id = %s", [True, unit.pk]
        )
    return unit


def test_both_are_off_until_somebody_ticks_them(ada: User, client: Client, clock) -> None:
    clock("2019-05-01T10:00")
    version = drafted(ada)
    client = client_of(ada)
    assert [getattr(version, name) for name in SWITCHES] == [False, False]
    for section, name in (("rural", "does_rural_rate_move"), ("model", "are_transfers_funded")):
        typed = page_data(client, version, section) | {name: "on"}
        assert client.post(address(version, section), typed).status_code == 302
    version.refresh_from_db()
    assert [getattr(version, name) for name in SWITCHES] == [True, True]
    page = client.get(reverse("funding:year", args=[version.pk])).text
    assert "the rate moves with the base rate" in page
    assert "The hours entered for a credit transfer are funded like training." in page
    rules = queries.rules_of(version, "CONFIRMED")
    assert (rules.does_rural_rate_move, rules.are_transfers_funded) == (True, True)


def test_hours_of_a_credit_transfer_are_kept_beside_those_of_training(transferred: UnitEnrolment) -> None:
    (row,) = queries.live_facts(type(transferred.enrolment).objects.filter(pk=transferred.enrolment_id))
    assert (row.hours, row.transfer_hours) == (60, 30)
    story.confirmed()
    entry = CensusEntry.objects.get(enrolment_id=transferred.enrolment_id)
    assert (entry.hours, entry.transfer_hours) == (60, 30)


@pytest.mark.parametrize(("is_funded", "hours"), [(False, 60), (True, 90)])
def test_a_run_funds_credit_transfers_only_where_the_year_says_so(
    transferred: UnitEnrolment, is_funded: bool, hours: int
) -> None:
    story.change_rules(are_transfers_funded=is_funded)
    run = story.confirmed()
    outcome = EnrolmentOutcome.objects.get(run=run, enrolment_id=transferred.enrolment_id)
    assert (outcome.hours, outcome.funded_hours) == (hours, hours)


def test_a_rural_rate_that_moves_is_paid_explained_and_replayed(state: list[School], tmp_path) -> None:
    story.change_rules(does_rural_rate_move=True)
    run = story.confirmed()
    runs.release(run=run, by=factories.manager("releaser"))
    rules = from_json(run.rules)
    line = SchoolAllocation.objects.get(run=run, component="RURAL")
    assert line.rate == rural_rate_at(run.base_rate, rules) != rules.rural_rate
    trace = of_school(state[1], "?show=confirmed")
    said, complaint = replayed(trace, tmp_path)
    assert complaint == ""
    assert "follows from the cap" in said
    assert any(
        "of the rate table × base rate" in row["sentence"] for each in trace["lines"] for row in each["rows"]
    )
    client = Client()
    client.force_login(factories.officer("reader"))
    page = client.get(reverse("funding:school-funding", args=[state[1].code]) + "?show=confirmed").text
    assert "Rural rate: $400.00 of the rate table × base rate" in page
