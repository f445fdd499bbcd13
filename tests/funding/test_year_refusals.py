"""A run that lacks a figure of its year says which one in the browser, and stores nothing."""

import pytest
from django.urls import reverse

from funding.actions import years
from funding.models import FundingRun, FundingYear
from tests import factories
from tests.funding.test_year_pages import client_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ({"rural_rate": None}, "The rural rate of 2019 is missing and 1 school needs it."),
        ({"cap": None}, "The cap of 2019 is missing, so the confirmed base rate cannot be set."),
        ({"cap": 1}, "The cap of 2019 is too small"),
    ],
)
def test_a_run_that_lacks_a_figure_says_so(state, clock, figures: dict, words: str) -> None:
    clock("2019-05-08T10:00")
    ada, bob = factories.administrator("ada"), factories.administrator("bob")
    draft = years.draft(year=2019, by=ada)
    years.publish(version=years.change(version=draft, by=ada, figures=figures), by=bob)
    client_of(factories.officer("olga")).post(reverse("funding:freeze"), {"year": 2019})
    answer = client_of(factories.officer("olaf")).post(
        reverse("funding:run-calculate"), {"year": 2019, "kind": "CONFIRMED"}, follow=True
    )
    assert words in answer.text
    assert not FundingRun.objects.exists()


def test_a_cap_of_zero_never_comes_into_force(state) -> None:
    ada, bob = factories.administrator("ada"), factories.administrator("bob")
    draft = years.change(version=years.draft(year=2019, by=ada), by=ada, figures={"cap": 0})
    answer = client_of(bob).post(reverse("funding:year-publish", args=[draft.pk]))
    assert answer.status_code == 409
    assert "A cap of $0.00 pays nobody" in answer.text
    assert FundingYear.objects.get(status="PUBLISHED").cap == 400_000
