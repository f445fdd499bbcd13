"""Pages of the rules of a year: reading, drafting, conflicts, publishing."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from funding import queries
from funding.actions import years
from funding.forms.year_sections import sections_of
from funding.models import FundingYear
from tests import factories
from tests.funding.rule_years import drafted, published
from vetportal.accounts.models import User
from vetportal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def open_day(clock: Callable[[str], datetime]) -> Callable[[str], datetime]:
    clock("2019-05-01T10:00")
    return clock


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(version: FundingYear, section: str) -> str:
    return reverse("funding:year-section", args=[version.pk, section])


def page_data(client: Client, version: FundingYear, section: str) -> dict[str, str]:
    """What the page of a part would send back unchanged."""
    entered = client.get(address(version, section)).context["entered"]
    forms = [entered.form, *(row for each in entered.formsets for row in each)]
    forms += [each.management_form for each in entered.formsets]
    sent = {field.html_name: field.value() for form in forms for field in form}
    return {name: value for name, value in sent.items() if value is not None and value is not False}


def test_officers_read_and_cannot_draft(ada: User) -> None:
    version = drafted(ada)
    client = client_of(factories.officer("olga"))
    page = client.get(reverse("funding:year", args=[version.pk]))
    assert "$1,130.32" in page.text
    assert "SRP Reference 56 (2019)" in page.text
    assert client.get(reverse("funding:years")).status_code == 200
    assert client.get(reverse("funding:year-edit", args=[version.pk])).status_code == 403
    assert client.post(reverse("funding:year-draft"), {"year": "2020"}).status_code == 403
    assert client.post(reverse("funding:year-publish", args=[version.pk])).status_code == 403


def test_the_address_that_starts_a_draft_leads_to_its_form(ada: User) -> None:
    assert client_of(ada).get(reverse("funding:year-draft")).url == f"{reverse('funding:years')}#start"
    assert client_of(factories.officer("olga")).get(reverse("funding:year-draft")).status_code == 403


def test_a_year_goes_from_draft_to_published_in_the_browser(ada: User, bob: User) -> None:
    first = client_of(ada)
    published(ada, bob)
    assert first.post(reverse("funding:year-draft"), {"year": "2019"}).status_code == 302
    version = FundingYear.objects.get(version=2)
    data = page_data(first, version, "rates") | {"base_rate": "$338.00", "bands-0-weighting_level": "3.5"}
    assert first.post(address(version, "rates"), data).status_code == 302
    version.refresh_from_db()
    assert (version.base_rate, version.bands.get(code="1").weighting_level) == (33800, 3500)
    page = first.get(reverse("funding:year", args=[version.pk])).text
    assert "somebody else must publish" in page
    assert "$337.71" in page  # what is different from version 1
    refused = first.post(reverse("funding:year-publish", args=[version.pk]))
    assert refused.status_code == 409
    assert "another administrator must publish" in refused.text
    second = client_of(bob)
    assert second.post(reverse("funding:year-publish", args=[version.pk])).status_code == 302
    assert queries.published_year(2019) == version


def test_saving_the_page_unchanged_changes_nothing(ada: User, bob: User) -> None:
    version = drafted(ada)
    client = client_of(bob)
    events = AuditEvent.objects.count()
    for section in sections_of(version):
        if not section.listing:
            data = page_data(client, version, section.slug)
            assert client.post(address(version, section.slug), data).status_code == 302, section.slug
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize(
    ("section", "field", "typed", "words"),
    [
        ("rates", "base_rate", "337.715", "more than 2 decimals"),
        ("rates", "base_rate", "lots", "is not a number"),
        ("rates", "base_rate", "-1", "out of range"),
        ("dates", "census_date", "5/31/2019", "not a day of the calendar"),
        ("dates", "census_date", "", "Enter a date"),
        ("dates", "minimum_age", "15.5", "not a whole number"),
        ("dates", "maximum_age", "14", "must not be below"),
        ("rates", "bands-0-weighting_level", "3.3471", "more than 3 decimals"),
        ("rates", "bands-0-weighting_level", "-3", "not negative"),
        ("payments", "instalments-0-share", "101", "Between 0 and 100"),
        ("tafe", "tafe_loading_percent", "101", "out of range"),
    ],
)
def test_a_wrong_figure_is_answered_in_words_and_kept(
    ada: User, section: str, field: str, typed: str, words: str
) -> None:
    version = drafted(ada)
    client = client_of(ada)
    answer = client.post(address(version, section), page_data(client, version, section) | {field: typed})
    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{typed}"' in answer.text or not typed
    assert FundingYear.objects.get().base_rate == 33771


def test_dates_are_read_day_first(ada: User) -> None:
    version = drafted(ada)
    client = client_of(ada)
    data = page_data(client, version, "dates") | {"census_date": "6/05/2019"}
    client.post(address(version, "dates"), data)
    assert FundingYear.objects.get().census_date == date(2019, 5, 6)


def test_a_conflict_shows_both_and_keeps_what_was_typed(ada: User, bob: User, open_day) -> None:
    version = drafted(ada)
    client = client_of(bob)
    data = page_data(client, version, "dates") | {"maximum_age": "22"}
    open_day("2019-05-01T10:05")
    years.change(version=version, by=ada, figures={"maximum_age": 21})
    answer = client.post(address(version, "dates"), data)
    assert answer.status_code == 409
    conflict = next(each for each in answer.context["conflicts"] if each.label == "Oldest age")
    assert (conflict.was, conflict.now) == ("21", "22")
    assert 'value="22"' in answer.text
    again = data | {"seen": answer.context["form"]["seen"].value()}
    assert client.post(address(version, "dates"), again).status_code == 302
    assert FundingYear.objects.get().maximum_age == 22


def test_a_published_version_has_no_edit_page(ada: User, bob: User) -> None:
    version = published(ada, bob)
    for page in (reverse("funding:year-edit", args=[version.pk]), address(version, "certificates")):
        assert client_of(ada).get(page).status_code == 302


def test_a_draft_that_is_there_already_is_said_in_words(ada: User) -> None:
    drafted(ada)
    answer = client_of(ada).post(reverse("funding:year-draft"), {"year": "2019"})
    assert answer.status_code == 422
    assert "There is a draft of 2019 already" in answer.text


def test_the_pages_ask_the_database_a_fixed_number_of_times(ada: User, django_assert_max_num_queries) -> None:
    version = drafted(ada)
    client = client_of(ada)
    with django_assert_max_num_queries(15):
        client.get(reverse("funding:years"))
    with django_assert_max_num_queries(40):
        client.get(reverse("funding:year", args=[version.pk]))
    with django_assert_max_num_queries(30):
        client.get(reverse("funding:year-edit", args=[version.pk]))
    for section in sections_of(version):
        with django_assert_max_num_queries(35):
            assert client.get(address(version, section.slug)).status_code == 200
