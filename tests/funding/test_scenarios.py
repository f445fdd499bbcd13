"""Scenarios on their pages: worked out from what stands, saved, compared, worked out again, removed."""

import re
from collections.abc import Callable

import pytest
from django.urls import reverse

from enrolments.models import Enrolment, EnrolmentYear, School, SchoolReturn, UnitEnrolment
from funding.actions import scenarios as actions
from funding.actions.refusals import Refused
from funding.models import FundingScenario
from funding.queries import scenarios
from funding.rules.scenario import Changes
from tests import factories
from tests.funding import story
from vetportal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
NEW = "funding:scenario-new"


@pytest.fixture
def officer(client):
    """A department officer, signed in."""
    person = factories.officer("scenario-officer")
    client.force_login(person)
    return person


@pytest.fixture
def open_state(state, clock: Callable) -> list[School]:
    """The same state on a day on which 2019 is open."""
    clock("2019-05-01T12:00")
    return state


def saved(by, name: str = "More money", **changes) -> FundingScenario:
    """A scenario of 2019."""
    year = EnrolmentYear.objects.get(pk=2019)
    return actions.save(name=name, year=year, changes=Changes(**(changes or {"cap": 500_000})), by=by)


def test_while_the_year_is_open_a_scenario_is_compared_with_the_entries(open_state, officer, client) -> None:
    page = client.get(reverse(NEW))
    assert "every return counted as approved" in page.text
    answer = client.post(reverse(NEW), {"step": "work-out", "cap": "5000.00"}).text
    assert "$5,000.00" in answer
    assert "Schools that gain" in answer
    assert FundingScenario.objects.count() == 0


def test_after_the_freeze_it_is_compared_with_the_latest_confirmed_run(state, officer) -> None:
    run = story.confirmed()
    standing = scenarios.state_of(EnrolmentYear.objects.get(pk=2019))
    assert standing.side.settlement.total == run.total
    assert standing.side.settlement.base_rate == run.base_rate
    assert standing.description.startswith("2019 confirmed run 1, 4 funded enrolments")


def test_cells_of_a_stored_run_lead_to_what_deciding_anew_leads_to(state, officer) -> None:
    story.confirmed()
    standing = scenarios.state_of(EnrolmentYear.objects.get(pk=2019))
    by_cells = scenarios.work_out(standing, Changes(cap=500_000)).result
    by_facts = scenarios.work_out(standing, Changes(cap=500_000, minimum_age=15)).result
    assert by_cells == by_facts


def test_a_saved_scenario_keeps_its_figures_and_the_record_says_who_saved_it(state, officer, client) -> None:
    story.confirmed()
    sent = {"step": "save", "name": " More   money ", "cap": "5,000.00", "weight-7": "2.000"}
    page = client.post(reverse(NEW), sent, follow=True)
    scenario = FundingScenario.objects.get()
    assert page.redirect_chain[-1][0] == reverse("funding:scenario", args=[scenario.pk])
    assert (scenario.name, scenario.changes) == ("More money", {"cap": 500_000, "weights": {"7": 2000}})
    assert "Nobody is funded by a weighting level of band 7" in page.text
    assert AuditEvent.objects.filter(action="scenario.save", by_id=officer.pk).count() == 1
    total = scenario.result["total"]
    assert sum(school[2] for school in scenario.result["schools"]) == total[1] > total[0]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"cap": "lots"}, "is not a number"),
        ({"certificate-0": "NOPE", "band-0": "1"}, "There is no certificate NOPE"),
        ({"certificate-0": "SIT20316"}, "Choose the band of SIT20316"),
        ({"school-0": "9999", "index-0": "0.25"}, "There is no school 9999"),
        ({"school-0": "7001"}, "Enter the location index of school 7001"),
        ({"minimum_age": "30"}, "The youngest age (30) is above the oldest (20)"),
        ({"cap": "0"}, "not above $0.00"),
        ({"step": "save", "name": "", "cap": "5000"}, "Give the scenario a name"),
        ({"step": "save", "name": "Nothing"}, "Nothing is changed"),
    ],
)
def test_what_cannot_be_worked_out_is_said_in_words_and_nothing_typed_is_lost(
    state, officer, client, typed, words
) -> None:
    story.confirmed()
    page = client.post(
        reverse(NEW), {"step": "work-out", "base_rate": "400.00"} | typed if "name" not in typed else typed
    )
    assert page.status_code == 422
    assert words in page.context["form"].errors.as_text() + page.text
    assert all(f'value="{value}"' in page.text for name, value in typed.items() if name == "cap")
    assert FundingScenario.objects.count() == 0


def test_htmx_gets_the_figures_alone(state, officer, client) -> None:
    story.confirmed()
    page = client.post(reverse(NEW), {"cap": "5000.00"}, headers={"HX-Request": "true"})
    assert "<html" not in page.text
    assert "Touches 4 enrolments in 2 schools." in page.text


def test_a_name_is_taken_once_a_year(state, officer) -> None:
    story.confirmed()
    saved(officer)
    with pytest.raises(Refused, match="called “More money” already"):
        saved(officer)


def test_it_says_when_what_it_was_compared_with_has_moved(open_state, officer, client) -> None:
    scenario = saved(officer)
    address = reverse("funding:scenario", args=[scenario.pk])
    assert "have changed" not in client.get(address).text
    SchoolReturn.objects.filter(school=open_state[0]).delete()
    entry = Enrolment.objects.filter(year_id=2019, school=open_state[0]).order_by("pk").first()
    UnitEnrolment.objects.filter(enrolment=entry).update(hours=10)
    assert "the enrolments of 2019 have changed" in client.get(address).text
    page = client.post(reverse("funding:scenario-again", args=[scenario.pk]), follow=True)
    assert "More money, version 2" in page.text
    newer = FundingScenario.objects.get(number=2)
    assert newer.changes == scenario.changes
    assert newer.facts_sha256 != scenario.facts_sha256
    assert len(client.get(reverse("funding:scenarios")).context["table"].rows) == 1


def test_only_who_made_a_scenario_removes_it(state, officer, client) -> None:
    story.confirmed()
    scenario = saved(factories.manager("scenario-manager"))
    page = client.post(reverse("funding:scenario-remove", args=[scenario.pk]))
    assert (page.status_code, "so only they can remove it" in page.text) == (409, True)
    own = saved(officer, name="Mine")
    client.post(reverse("funding:scenario-remove", args=[own.pk]))
    assert list(FundingScenario.objects.all()) == [scenario]
    assert AuditEvent.objects.filter(action="scenario.remove").count() == 1


def test_schools_can_be_narrowed_and_taken_as_a_file(state, officer, client) -> None:
    story.confirmed()
    scenario = saved(officer, cap=500_000, rural_rate=0)
    page = client.get(reverse("funding:scenario", args=[scenario.pk]), {"search": "7001"})
    assert [row.record.code for row in page.context["table"].rows] == ["7001"]
    answer = client.get(reverse("funding:scenario-export", args=[scenario.pk, "csv"]) + "?search=7001")
    lines = answer.getvalue().decode("utf-8-sig").splitlines()
    assert lines[0] == "school_code,school,region,baseline,scenario,difference"
    assert len(lines) == 2
    assert re.fullmatch(r"7001,School 7001,,\d+\.\d\d,\d+\.\d\d,\d+\.\d\d", lines[1])
    assert client.get(reverse("funding:scenario-export", args=[scenario.pk, "xlsx"])).status_code == 200
    assert client.get(reverse("funding:scenario-export", args=[scenario.pk, "pdf"])).status_code == 404


def test_two_or_three_are_compared_side_by_side(state, officer, client) -> None:
    story.confirmed()
    first, second = saved(officer), saved(officer, name="Less rural", rural_rate=0)
    address = reverse("funding:scenario-compare")
    page = client.get(f"{address}?with={first.pk}&with={second.pk}").text
    assert "More money" in page
    assert "Rural rate: $0.00" in page
    assert "do not start from the same figures" not in page
    assert "Choose two or three scenarios" in client.get(f"{address}?with={first.pk}").text
    for name in ("A", "B"):
        saved(officer, name=name)
    many = "&".join(f"with={each.pk}" for each in FundingScenario.objects.all())
    assert "Choose at most 3" in client.get(f"{address}?{many}").text


def test_a_scenario_is_begun_with_what_another_changes(state, officer, client) -> None:
    story.confirmed()
    scenario = saved(
        officer, cap=500_000, weights={"1": 3000}, index_shift={"": -500}, is_capped=False,
        index_of_school={state[0].pk: 2500}, band_of={"SIT20316": "2"}, exclusions={"GENERALIST": False},
    )  # fmt: skip
    page = client.get(reverse(NEW), {"from": scenario.pk})
    form = page.context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value()}
    assert typed == {
        "cap": "5000.00", "weight-1": "3.000", "shift-0": "−0.0500", "is_capped": "no", "school-0": "7001",
        "index-0": "0.2500", "certificate-0": "SIT20316", "band-0": "2", "rules_off": ["GENERALIST"],
    }  # fmt: skip
    answer = client.post(reverse(NEW), typed)
    assert answer.context["form"].errors == {}
    assert answer.context["form"].changes == Changes(
        cap=500_000, weights={"1": 3000}, index_shift={"": -500}, is_capped=False,
        index_of_school={state[0].pk: 2500}, band_of={"SIT20316": "2"}, exclusions={"GENERALIST": False},
    )  # fmt: skip
    assert client.get(reverse(NEW), {"from": "99999"}).status_code == 404


def test_an_unknown_rural_rate_leaves_rural_weighting_out_until_a_scenario_tries_one(
    open_state, officer, client
) -> None:
    story.change_rules(rural_rate=None)
    page = client.get(reverse(NEW)).text
    assert "is worked out without rural weighting" in page
    answer = client.post(reverse(NEW), {"rural_rate": "400.00"})
    components = answer.context["shown"].result.components
    assert components["RURAL"].before == 0 < components["RURAL"].after


def test_without_published_rules_the_page_says_so(db, clock, officer, client) -> None:
    clock("2019-05-01T12:00")
    assert "No year is open yet" in client.get(reverse(NEW)).text
    factories.open_year(2019)
    assert "The rules of 2019 are not published" in client.get(reverse(NEW)).text
    assert client.get(reverse(NEW), {"year": "1999"}).status_code == 404


def test_the_list_is_empty_in_words(officer, client) -> None:
    assert "No scenario yet" in client.get(reverse("funding:scenarios")).text


def test_pages_take_few_queries_with_many_schools(
    state, officer, client, django_assert_max_num_queries
) -> None:
    story.confirmed()
    scenario = saved(officer)
    School.objects.bulk_create(
        School(code=f"B{n:03}", name=f"Bulk {n}", sector=School.Sector.GOVERNMENT) for n in range(700)
    )
    client.post(reverse(NEW), {"cap": "5000.00"})  # what was saved before is read once, so that it is current
    with django_assert_max_num_queries(22):
        client.get(reverse("funding:scenario", args=[scenario.pk]))
    with django_assert_max_num_queries(20):
        client.post(reverse(NEW), {"cap": "5000.00"})
    with django_assert_max_num_queries(8):
        client.get(reverse("funding:scenarios"))
