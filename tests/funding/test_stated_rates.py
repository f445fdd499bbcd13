"""Pages of a year whose band rates are stated: none of them speaks of a base rate, a level or a cap."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from enrolments.models import Enrolment, School
from enrolments.resources.loading import load
from funding.actions import census, runs, years
from funding.models import FundingRun, FundingYear
from funding.resources.years import YEARS
from tests import factories
from tests.funding.test_year_2023 import INVENTED, completed

pytestmark = pytest.mark.django_db
YEAR_2023 = Path(__file__).parents[2] / "funding" / "data" / "2023.csv"
SCHOOL_PAGES = ("school-today", "school-funding", "school-statement", "school-payments", "school-planner")


@pytest.fixture
def open_school(clock) -> School:
    """A school of the invented 2023 year: two funded enrolments in band B and one that is not."""
    clock("2023-04-03T10:00")
    ada = factories.administrator("ada")
    certificate = factories.qualification("SIT20316")
    assert load(YEARS, YEAR_2023.read_bytes(), filename="2023.csv", by=ada).is_accepted
    version = completed(FundingYear.objects.get(year=2023), ada)
    row = {"qualification_id": certificate.pk, "source": INVENTED}
    parts = {"qualification_bands": [row | {"band": "B"}], "qualification_materials": [row | {"band": "LOW"}]}
    version = years.change(version=version, by=ada, parts=parts)
    years.publish(version=version, by=factories.administrator("bob"))
    school = factories.school("7101")
    for hours, more in (([60, 60, 60], {}), ([60, 30], {}), ([60], {"program": "NONE"})):
        student = factories.student(school, born=date(2006, 6, 15))
        factories.enrolment(student, certificate, by=factories.user("ed"), hours=hours, year_id=2023, **more)
    factories.approved_return(school, 2023, principal=factories.user("pat"), by=factories.officer("olaf"))
    return school


@pytest.fixture
def run(open_school: School, clock) -> FundingRun:
    clock("2023-05-03T09:00")
    census.freeze(year=2023, by=None)
    made = runs.calculate(year=2023, kind="CONFIRMED", by=factories.officer("calculator"))
    runs.release(run=made, by=factories.manager("releaser"))
    return made


def opened(name: str, *arguments: object) -> str:
    """A page as an officer reads it."""
    client = Client()
    client.force_login(factories.officer("reader"))
    response = client.get(reverse(f"funding:{name}", args=arguments))
    assert response.status_code == 200
    return text_of(response)


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.mark.parametrize("page", SCHOOL_PAGES)
def test_no_page_of_a_school_speaks_of_a_base_rate_or_a_cap(open_school: School, run, page: str) -> None:
    text = opened(page, open_school.code)
    for words in ("ase rate", "eighting level", "in band 8", "within the cap"):
        assert words not in text


def test_a_school_reads_that_the_year_states_its_rates(open_school: School, run) -> None:
    assert "Rates Stated 2023 states the rate of each band" in opened("school-funding", open_school.code)
    statement = opened("school-statement", open_school.code)
    assert "hours ÷ full rate × rate; 2023 states the rate of each band" in statement
    assert "The rates of the bands are those that 2023 states; no cap moves them." in statement
    assert "Line Enrolments Funded hours Full rate FTE Rate Amount" in statement
    assert "for the year, at the stated rates of the bands" in opened("school-planner", open_school.code)


def test_the_department_reads_that_no_cap_moves_the_rates(run: FundingRun) -> None:
    page = opened("run", run.pk)
    assert "the rates of 2023 do not follow from a cap" in page
    assert "Rates Stated 2023 states the rate of each band" in page
    assert "Band Rate Enrolments Funded hours FTE Targeted Band A" in page
    for words in ("Base rate", "indicative run has no cap", "one more cent"):
        assert words not in page
    assert "stated by band" in opened("runs")
    assert "2 May 2023 stated by band none" in opened("years")


def test_a_reason_stands_beside_the_source_of_its_own_year(open_school: School, clock) -> None:
    entry = Enrolment.objects.get(program="NONE")
    stated = FundingYear.objects.get(year=2023).exclusions.get(code="NO_SENIOR_CERTIFICATE").source
    assert stated in answer_of(entry)
    assert "SRP Reference 56" not in answer_of(entry)
    clock("2023-05-03T09:00")
    census.freeze(year=2023, by=None)
    made = runs.calculate(year=2023, kind="CONFIRMED", by=factories.officer("calculator"))
    runs.release(run=made, by=factories.manager("releaser"))
    for page in (opened("run", made.pk), answer_of(entry)):
        assert stated in page
        assert "SRP Reference 56 for 2019" not in page


def answer_of(entry: Enrolment) -> str:
    """Whether an enrolment is funded, as its page says it; without what it says of agreements."""
    client = Client()
    client.force_login(factories.officer("reader"))
    page = client.get(reverse("enrolments:enrolment", args=[entry.school.code, entry.pk])).text
    answer = page[page.index('class="card funding-answer"') :]
    return answer[: answer.index("</section>")]


def test_before_the_census_the_entries_lead_to_no_base_rate(open_school: School) -> None:
    page = opened("department-today")
    assert "each band is paid the rate that the year states, whatever is entered" in page
    assert "ase rate, band 8" not in page


def test_a_scenario_changes_a_stated_rate_and_offers_no_cap(open_school: School) -> None:
    client = Client()
    client.force_login(factories.officer("reader"))
    page = client.get(reverse("funding:scenario-new"))
    assert not {"cap", "base_rate", "is_capped", "weight-B"} & set(page.context["form"].fields)
    assert "Cap of the year" not in page.text
    assert "Weighting level" not in page.text
    assert "Base rate, band 8" not in page.text
    answer = client.post(reverse("funding:scenario-new"), {"step": "work-out", "rate-B": "1,900.00"})
    # 270 of 180 hours, $100.00 more for a full-time enrolment
    assert answer.context["shown"].result.total.difference == 15_000
    assert "Base rate, band 8" not in answer.text
