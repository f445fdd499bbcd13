"""A school that is paid every component: each line has its name and its rows, and what is owed on."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from enrolments.models import School, SchoolSize
from funding.actions import census, runs
from funding.models import (
    FundingRun,
    FundingYear,
    MaterialsBand,
    QualificationMaterials,
    SkillsFirstRate,
    SmallScaleStep,
    YearComponent,
)
from funding.queries import run_facts, waterfall
from tests import factories
from tests.funding import story
from vetportal.money import dollars

pytestmark = pytest.mark.django_db
INVENTED = "Invented for this test"


@pytest.fixture
def school(db, clock) -> School:
    """A small rural school; a student in two certificates, one of them purchased from a TAFE."""
    people = [factories.user(name) for name in ("editor", "principal", "officer")]
    editor, principal, officer = people
    hospitality, music = factories.qualification("SIT20316"), factories.qualification("CUA30915")
    held = factories.school("7001", location_index=2500)
    student = factories.student(held)
    tafe = factories.provider("3075", name="Invented TAFE")
    clock("2018-05-01T10:00")
    for year in (2018, 2019):
        SchoolSize.objects.create(school=held, year=factories.open_year(year), students=150, source=INVENTED)
    for year, day in ((2018, "2018-05-01T10:00"), (2019, "2019-05-01T10:00")):
        clock(day)
        for certificate, more in ((hospitality, {"delivery": "EXTERNAL", "provider": tafe}), (music, {})):
            factories.enrolment(
                student, certificate, by=editor, hours=[60, 60, 60 if year == 2019 else 30],
                year_id=year, subjects=6, **more,
            )  # fmt: skip
        factories.approved_return(held, year, principal=principal, by=officer)

    def more(version: FundingYear) -> None:
        for code in ("TAFE_SUPPLEMENT", "MATERIALS", "SMALL_SCALE"):
            YearComponent.objects.create(funding_year=version, code=code, source=INVENTED)
        SkillsFirstRate.objects.create(
            funding_year=version, qualification=hospitality, hourly_subsidy=900, maximum_exemption=200,
            effective_from="2018-01-01", source=INVENTED,
        )  # fmt: skip
        MaterialsBand.objects.create(funding_year=version, code="M1", order=1, amount=10_000, source=INVENTED)
        QualificationMaterials.objects.create(
            funding_year=version, qualification=music, band="M1", source=INVENTED
        )
        SmallScaleStep.objects.create(funding_year=version, up_to_students=200, rate=15_000, source=INVENTED)

    factories.published_rules(bands={hospitality: "8", music: "5a"}, cap=130_000, more=more)
    clock("2019-05-07T09:00")
    census.freeze(year=2018, by=None)
    return held


@pytest.fixture
def released(school) -> FundingRun:
    """The confirmed run, released."""
    run = story.confirmed()
    runs.release(run=run, by=factories.manager("releaser"))
    return run


def page(name: str, school: School, query: str = "") -> str:
    client = Client()
    client.force_login(factories.officer("reader"))
    response = client.get(reverse(f"funding:{name}", args=[school.code]) + query)
    assert response.status_code == 200, response.content.decode()
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


@pytest.mark.parametrize("show", ["now", "indicative", "confirmed"])
def test_every_line_has_its_name_and_its_rows(school, released, show) -> None:
    text = page("school-funding", school, f"?show={show}")
    for name in (
        "Band 8 ",
        "Band 5a ",
        "Rural, band 8",
        "Rural, band 5a",
        "TAFE supplement, SIT20316 at Invented TAFE, band 8",
        "Materials band M1",
        "Small scale, band 5a",
        "Small scale, band 8",
        "Owed on to Invented TAFE",
        "Small-scale rate for a school of this size",
        "Materials band M1: 1 enrolment × $100.00",
    ):
        assert name in text


def test_what_is_owed_on_stands_beside_the_lines(school, released) -> None:
    owed = school.allocations.get(run=released, component="TAFE_SUPPLEMENT").amount
    text = page("school-funding", school)
    amount = f"${owed // 100:,}.{owed % 100:02}"
    assert f"Owed on to TAFEs Invented TAFE (3075), for SIT20316 {amount}" in text
    of_payments = page("school-payments", school)
    assert f"Confirmed for the year {amount} " in of_payments
    assert "the TAFE supplement of 2019, confirmed" in of_payments
    assert "Released so far" not in of_payments[of_payments.index("Owed on to TAFEs") :]  # the same sum


def test_before_the_confirmation_the_sum_of_the_year_stands_beside_what_is_released(school) -> None:
    run = story.released_indicative()
    lines = run.payment_lines.filter(component="TAFE_SUPPLEMENT").values_list("amount", flat=True)
    owed = school.allocations.get(run=run, component="TAFE_SUPPLEMENT").amount
    year, released = dollars(owed), dollars(sum(lines))
    assert year != released
    of_school = page("school-payments", school)
    assert "of the whole of 2019 as indicated, before the census is confirmed" in of_school
    assert f"Indicated for the year {year} Released so far {released}" in of_school
    reader = Client()
    reader.force_login(factories.officer("tafes"))
    of_state = reader.get(reverse("funding:tafes")).text
    assert "Indicated for the year" in of_state
    assert f"{released}</td>" in of_state


def test_the_sums_count_each_enrolment_once(school, released) -> None:
    assert "Together 2 360 1.50" in page("school-funding", school)


def test_the_core_share_says_by_how_many_subjects_and_who_counts_twice(school, released) -> None:
    """180 of 180 hours in band 8, 180 of 360 in band 5a: 1.5 full-time enrolments at $1,021."""
    text = page("school-funding", school)
    assert "1.50 full-time enrolments × $1,021.00: $6,123 shared by 6 subjects $1,531.50" in text
    assert "1 student is funded in more than one certificate" in text


def test_the_statement_names_every_line_and_what_changed(school, released) -> None:
    text = page("school-statement", school)
    assert "TAFE supplement, SIT20316 at Invented TAFE, band 8" in text
    assert "Materials band M1 1" in text
    assert "The funded hours of 2 enrolments changed." in text


def test_the_waterfall_of_every_component_adds_up(school, released) -> None:
    way = waterfall.between_runs(run_facts.statement_before(released), released, school)
    assert way.found.before + sum(step.cents for step in way.steps) == way.found.after
    assert {step.cause for step in way.steps} <= {"HOURS", "RATE", "ROUNDING"}
