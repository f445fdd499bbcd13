"""What a draft would change in dollars, beside the rules in force."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from funding.actions import census, years
from funding.models import FundingYear
from tests import factories
from tests.funding.test_year_pages import client_of
from vetportal.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_day(clock: Callable[[str], datetime]) -> Callable[[str], datetime]:
    return clock


@pytest.fixture
def client(ada: User) -> Client:
    return client_of(ada)


@pytest.fixture
def draft(ada: User, open_day: Callable[[str], datetime]) -> FundingYear:
    """Rules of 2019 in force and changed in a draft, and one enrolment on the census of 2018."""
    open_day("2018-05-01T10:00")
    factories.open_year(2018)
    certificate, school = factories.qualification(), factories.school("7001")
    editor = factories.user("ed")
    factories.enrolment(factories.student(school), certificate, by=editor, hours=[60, 60, 60], year_id=2018)
    factories.approved_return(school, 2018, principal=factories.user(), by=editor)
    open_day("2018-05-09T10:00")
    census.freeze(year=2018, by=None)
    open_day("2019-01-10T10:00")
    factories.published_rules(bands={certificate: "1"})
    return years.draft(year=2019, by=ada)


def test_the_draft_stands_beside_the_rules_in_force_in_dollars(
    ada: User, client: Client, draft: FundingYear
) -> None:
    years.change(version=draft, by=ada, figures={"base_rate": 34_000})
    effect = client.get(reverse("funding:year", args=[draft.pk])).context["effect"]
    (line,) = effect.lines
    assert (line.component, line.band) == ("Targeted VET funding", "1")
    assert (line.before, line.after) == (113_032, 113_798)
    assert (effect.facts_year, effect.schools_more, effect.schools_less) == (2018, 1, 0)


def test_a_component_that_is_switched_off_takes_its_lines_with_it(
    ada: User, client: Client, draft: FundingYear
) -> None:
    rows = [{"code": "RURAL", "source": "x"}]
    years.change(version=draft, by=ada, parts={"components": rows})
    effect = client.get(reverse("funding:year", args=[draft.pk])).context["effect"]
    assert (effect.before, effect.after, effect.schools_less) == (113_032, 0, 1)


def test_a_draft_that_lacks_a_figure_waits_and_one_without_a_source_does_not(
    ada: User, client: Client, draft: FundingYear
) -> None:
    page = reverse("funding:year", args=[draft.pk])
    years.change(version=draft, by=ada, figures={"base_rate_source": ""})
    assert client.get(page).context["effect"].lines
    years.change(version=draft, by=ada, figures={"base_rate": 0})
    assert "once no figure is missing" in client.get(page).text
