"""Every stored run comes to the same again from its own facts and rules; what does not is named."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from funding.actions import recalculation, runs
from funding.models import EnrolmentOutcome, FundingRun, SchoolAllocation
from tests.funding import story
from vetportal import append_only


def checked(*arguments: str) -> tuple[str, str]:
    """What the command says, and its complaint (empty where it ends well)."""
    out, errors = StringIO(), StringIO()
    try:
        call_command("check_runs", *arguments, stdout=out, stderr=errors)
    except CommandError as error:
        return errors.getvalue(), str(error)
    return out.getvalue(), errors.getvalue()


@pytest.mark.django_db
def test_every_run_of_a_year_with_corrections_comes_to_the_same(state) -> None:
    story.released()
    story.correct(story.first_funded(state[0]), hours=90)
    story.correction_run()
    assert FundingRun.objects.count() == 3
    for run in FundingRun.objects.all():
        assert recalculation.differences_of(run) == [], str(run)
    said, complaint = checked()
    assert complaint == ""
    assert "The 2019 indicative run 1 (VET/" in said
    assert said.endswith("All runs come to what they state: 3.\n")


@pytest.mark.django_db
def test_a_superseded_run_still_comes_to_the_same_after_the_rules_changed(state) -> None:
    story.confirmed()
    story.change_rules(cap=300_000)
    runs.calculate(year=2019, kind="CONFIRMED", by=None)
    assert checked()[1] == ""


@pytest.mark.django_db
def test_one_year_may_be_asked_for(state) -> None:
    story.released_indicative()
    assert checked("2018") == ("All runs come to what they state: 0.\n", "")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("table", "model", "change", "sentence"),
    [
        ("funding_schoolallocation", SchoolAllocation, {"amount": 1}, "would be other than stated"),
        ("funding_schoolallocation", SchoolAllocation, {"rows": [{}]}, "reads differently now"),
        ("funding_enrolmentoutcome", EnrolmentOutcome, {"reasons": "WITHDRAWN"}, "decided differently"),
        ("funding_fundingrun", FundingRun, {"total": 1}, "The total comes to $"),
        ("funding_fundingrun", FundingRun, {"base_rate": 1}, "The base rate comes to $"),
        ("funding_fundingrun", FundingRun, {"facts_sha256": "0" * 64}, "another fingerprint"),
    ],
)
def test_what_somebody_changed_past_the_portal_is_named(state, table, model, change, sentence) -> None:
    story.confirmed()
    with append_only.unprotected(table):
        model.objects.update(**change)
    said, complaint = checked()
    assert sentence in said
    assert complaint.startswith("2 of 2 runs come to something else")
