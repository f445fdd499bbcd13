"""Beside every entry that earns nothing stands what it would earn, and where to mend it."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from enrolments.models import Enrolment, School
from funding.actions import census
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(clock) -> School:
    """A school before the census: one enrolment complete, one without hours, one in no senior certificate."""
    clock("2019-05-01T10:00")
    factories.open_year(2019)
    certificate = factories.qualification()
    factories.published_rules(bands={certificate: "1"})
    held = factories.school("7777")
    editor = factories.user("typist")
    for hours, more in (([60, 60, 60], {}), ([60, None], {}), ([60, 60], {"program": "NONE"})):
        factories.enrolment(factories.student(held), certificate, by=editor, hours=hours, **more)
    return held


def opened(name: str, school: School, person=None, **query) -> str:
    client = Client()
    client.force_login(person or _editor(school))
    response = client.get(reverse(name, args=[school.code]), query)
    assert response.status_code == 200, response.content.decode()
    return unescape(response.content.decode())


def _editor(school: School):
    person = factories.user("coordinator")
    if not person.memberships.exists():
        person = factories.user("coordinator", school=school, school_role="EDITOR")
    return person


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_list_of_enrolments_says_what_each_would_earn(school) -> None:
    text = text_of(opened("enrolments:enrolments", school))
    assert "At risk" in text
    assert text.count("$753.55") == 2  # 120 of 180 hours of $1,130.32, for two enrolments
    assert "$1,130.32" not in text  # what earns already is at no risk


def test_after_the_freeze_nothing_is_at_risk_any_more(school, clock) -> None:
    clock("2019-05-07T09:00")
    census.freeze(year=2019, by=None)
    assert "At risk" not in opened("enrolments:enrolments", school)


def test_the_front_page_leads_to_the_field_to_mend(school) -> None:
    page = opened("funding:school-today", school)
    without_hours = Enrolment.objects.get(units__hours=None)
    unit = without_hours.units.get(hours=None).unit.code
    other = Enrolment.objects.get(program="NONE")
    edit = reverse("enrolments:enrolment-edit", args=[school.code, without_hours.pk])
    assert f'href="{edit}#hours-{unit}"' in page
    edit = reverse("enrolments:enrolment-edit", args=[school.code, other.pk])
    assert f'href="{edit}#id_program"' in page
    assert "At risk $1,507.10" in text_of(page)


def test_the_front_page_has_the_three_mends_worth_most_and_the_sum_of_all(school) -> None:
    editor, certificate = factories.user("typist"), factories.qualification()
    for hours in ([10], [60, 60, 60], [30]):
        factories.enrolment(factories.student(school), certificate, by=editor, hours=hours, program="NONE")
    page = opened("funding:school-today", school)
    listed = page[page.index("Put right first") :]
    listed = text_of(listed[: listed.index("</ol>")])
    assert re.findall(r"\+\$[\d,.]+\d", listed) == ["+$1,130.32", "+$753.55", "+$753.55"]
    assert "All 5" in listed
    # 180, 120, 120, 30 and 10 of 180 hours of $1,130.32, each rounded
    assert "At risk $2,888.61" in text_of(page)


def test_the_fields_that_are_led_to_are_there(school) -> None:
    client = Client()
    client.force_login(_editor(school))
    found = re.findall(r'href="([^"#]*/edit/)#([^"]+)"', opened("funding:school-today", school))
    assert len(found) == 2
    for address, field in found:
        assert f'id="{field}"' in client.get(address).content.decode()


def test_who_may_only_read_is_led_to_the_enrolment(school) -> None:
    viewer = factories.user("viewer", school=school, school_role="VIEWER")
    page = opened("funding:school-today", school, viewer)
    enrolment = Enrolment.objects.get(program="NONE")
    assert reverse("enrolments:enrolment", args=[school.code, enrolment.pk]) in page
    assert "#id_program" not in page


def test_all_reasons_are_shown_not_the_first(school) -> None:
    both = factories.enrolment(
        factories.student(school), factories.qualification(), by=factories.user("typist"),
        hours=[None, None], program="NONE",
    )  # fmt: skip
    client = Client()
    client.force_login(_editor(school))
    address = reverse("enrolments:enrolment", args=[school.code, both.pk])
    for page in (opened("funding:school-outcomes", school), client.get(address).content.decode()):
        assert "The certificate is not recorded as part of a senior secondary certificate" in page
        assert "At least one unit has no hours." in page


def test_what_no_school_can_mend_would_earn_nothing_and_says_so(school) -> None:
    apprentice = factories.enrolment(
        factories.student(school), factories.qualification(), by=factories.user("typist"),
        hours=[60, 60, 60], delivery="SBAT",
    )  # fmt: skip
    client = Client()
    client.force_login(_editor(school))
    page = client.get(reverse("funding:school-outcomes", args=[school.code]))
    shown = {row.record.enrolment_id: row.get_cell("would_earn") for row in page.context["table"].rows}
    assert shown[apprentice.pk] == "$0.00"
    assert sorted(shown.values()) == ["", "$0.00", "$753.55", "$753.55"]


def test_the_return_leads_to_what_can_be_put_right(school) -> None:
    page = opened("enrolments:return", school)
    assert "state=mend" in page
    assert "2 enrolments that can be put right" in text_of(page)


def test_the_list_takes_few_queries(school, django_assert_max_num_queries) -> None:
    person = _editor(school)
    with django_assert_max_num_queries(40):
        opened("enrolments:enrolments", school, person)
    editor = factories.user("typist")
    for _ in range(10):
        factories.enrolment(factories.student(school), factories.qualification(), by=editor, hours=[None])
    with django_assert_max_num_queries(40):
        opened("enrolments:enrolments", school, person)


def test_the_return_lists_each_entry_with_what_it_would_earn(school) -> None:
    text = text_of(opened("enrolments:return", school))
    listed = text[text.index("At risk, entry by entry") :]
    for enrolment in Enrolment.objects.all():
        is_at_risk = enrolment.program == "NONE" or enrolment.units.filter(hours=None).exists()
        assert (enrolment.student.student_number in listed) == is_at_risk
    assert listed.count("$753.55") == 2
    assert "Together $1,507.10" in listed


def test_a_student_has_what_each_enrolment_would_earn_until_the_freeze(school, clock) -> None:
    enrolment = Enrolment.objects.get(program="NONE")
    client = Client()
    client.force_login(_editor(school))
    page = reverse("enrolments:student", args=[school.code, enrolment.student_id])
    assert "At risk" in client.get(page).text
    assert "$753.55" in client.get(page).text
    clock("2019-05-07T09:00")
    census.freeze(year=2019, by=None)
    assert "At risk" not in client.get(page).text
