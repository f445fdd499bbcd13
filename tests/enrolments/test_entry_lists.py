"""Lists of students and enrolments: what they find, what they sum, and how few queries they need."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enrolments.exports import COLUMNS
from enrolments.queries import entry_lists
from tests import factories

pytestmark = pytest.mark.django_db
MOST_QUERIES = 16


@pytest.fixture(autouse=True)
def open_day(clock):
    clock("2019-05-01T10:00")


@pytest.fixture
def school():
    factories.open_year()
    return factories.school("8371")


@pytest.fixture
def editor(school):
    return factories.user("editor", school=school)


@pytest.fixture
def listed(client, school, editor):
    client.force_login(editor)

    def open_list(name: str, **filters):
        return client.get(reverse(f"enrolments:{name}", args=[school.code]), filters)

    return open_list


def fill(school, editor, number: int, **fields) -> None:
    certificate = factories.qualification()
    for _ in range(number):
        who = factories.student(school, year_level=11, home_group="11A")
        factories.enrolment(
            who, certificate, by=editor, hours=[20, 40], provider=factories.provider(), **fields
        )


@pytest.mark.parametrize("name", ["students", "enrolments"])
def test_queries_stay_few_however_many_rows(listed, school, editor, name):
    fill(school, editor, 3)
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert listed(name).status_code == 200
    fill(school, editor, 40)
    with CaptureQueriesContext(connection) as many:
        assert listed(name, q="a", state="COMPLETE").status_code == 200
    assert len(few) <= MOST_QUERIES
    assert len(many) <= len(few)


@pytest.mark.parametrize("name", ["student", "enrolment", "enrolment-edit"])
def test_pages_of_one_record_need_few_queries_too(client, listed, school, editor, name):
    fill(school, editor, 1)
    who = school.students.get()
    key = who.pk if name == "student" else who.enrolments.get().pk
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse(f"enrolments:{name}", args=[school.code, key]))
    assert len(asked) <= 20


def test_students_are_found_by_every_word_and_by_number(school):
    nguyen = factories.student(school, family_name="Đặng", given_names="Thị An", student_number="Z9")
    factories.student(school, family_name="Dang", given_names="Ann")
    everybody = entry_lists.students_of(school, 2019)
    for text in ("Đặng", "đặng", "Đặng, Thị An", "an đặng", "z9"):
        assert list(entry_lists.find_students(everybody, text)) == [nguyen], text


def test_the_state_of_a_student(school, editor, listed):
    certificate, second = factories.qualification(), factories.qualification("BSB20115")
    nothing, complete, open_end, empty = (factories.student(school) for _ in range(4))
    factories.enrolment(complete, certificate, by=editor, hours=[20, 40])
    factories.enrolment(open_end, certificate, by=editor, hours=[20, 40])
    factories.enrolment(open_end, second, by=editor, hours=[20, None])
    factories.enrolment(empty, certificate, by=editor, hours=[])
    rows = {
        each.pk: (each.certificates, each.hours, each.state) for each in entry_lists.students_of(school, 2019)
    }
    assert rows == {
        nothing.pk: (0, 0, "NONE"),
        complete.pk: (1, 60, "COMPLETE"),
        open_end.pk: (2, 80, "INCOMPLETE"),
        empty.pk: (1, 0, "INCOMPLETE"),
    }
    assert set(entry_lists.students_of(school, 2018).values_list("state", flat=True)) == {"NONE"}
    shown = listed("students", state="INCOMPLETE").content.decode()
    assert "2 of" not in shown.split("<tbody")[0] or "1–2 of 2" in shown


def test_enrolments_are_filtered_and_summed(school, editor, listed):
    fill(school, editor, 3)
    fill(school, editor, 2, program="VCAL", delivery="EXTERNAL")
    context = listed("enrolments").context
    assert context["totals"] == {"enrolments": 5, "students": 5, "hours": 300, "late": 0}
    context = listed("enrolments", program="VCAL").context
    assert context["totals"]["enrolments"] == 2
    assert listed("enrolments", state="INCOMPLETE").context["totals"]["enrolments"] == 0
    assert listed("enrolments", sort="-hours", page="1").status_code == 200
    assert listed("enrolments", year="1999").status_code == 404
    assert listed("enrolments", year="x").status_code == 404


@pytest.mark.parametrize(
    "sort", ["student", "-certificate", "program", "provider", "units", "-hours", "nonsense"]
)
def test_every_column_sorts(school, editor, listed, sort):
    fill(school, editor, 2)
    assert listed("enrolments", sort=sort).status_code == 200


@pytest.mark.parametrize("sort", ["name", "-student_number", "year_level", "-year_level", "hours", "state"])
def test_every_column_of_students_sorts(school, editor, listed, sort):
    fill(school, editor, 2)
    assert listed("students", sort=sort).status_code == 200


def test_the_export_is_the_filter_in_the_portals_own_columns(school, editor, listed):
    fill(school, editor, 1, program="VCAL")
    risky = factories.student(school, family_name="=cmd()", given_names="An", student_number="007")
    factories.enrolment(risky, factories.qualification(), by=editor, hours=[])
    response = listed("enrolments", program="VCE", export="csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    heading, row = list(csv.reader(io.StringIO(text)))
    assert tuple(heading) == COLUMNS
    assert row[:2] == ["8371", "007"]
    assert row[2] != "=cmd()"
    assert row[6:9] == ["SIT20316", "", ""]
    assert "attachment" in response["Content-Disposition"]
    workbook = listed("enrolments", export="xlsx")
    assert workbook.content.startswith(b"PK")
    assert len(list(csv.reader(io.StringIO(b"".join(listed("enrolments", program="VCAL", export="csv"))
                                           .decode("utf-8-sig"))))) == 3  # fmt: skip


def test_before_the_first_year_pages_say_what_happens_next(client):
    somewhere = factories.school()
    client.force_login(factories.user(school=somewhere))
    for name in ("students", "enrolments"):
        shown = client.get(reverse(f"enrolments:{name}", args=[somewhere.code])).content.decode()
        assert "No year is open yet" in shown
