"""The pages of credits: a student's record and statement, the what-if, a school's list, all schools."""

import re
from datetime import date

import pytest
from django.urls import reverse

from credits.actions import records
from credits.actions.schemes import load_shipped
from credits.models import CreditRecord, CreditScheme, Outcome
from enrolments.models import Campus, NominalHours, School, Student
from tests import factories
from vetportal import clock as portal_clock
from vetportal.accounts.roles import SchoolRole

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(clock, client):
    """A school with a student: 15 h achieved in 2018, the same by credit transfer in 2019, one unit open."""
    clock("2019-05-01T10:00")
    factories.open_year()
    at = factories.school("7001", name="Invented College")
    by = factories.user("coordinator", school=at, school_role=SchoolRole.EDITOR)
    who = factories.student(at, family_name="Citizen", given_names="Kim", year_level=11, home_group="11A")
    taken = factories.unit("SITXFSA001", 15, source="NCVER", title="Use hygienic practices for food safety")
    kitchen = factories.qualification(
        "SIT20416", title="Certificate II in Kitchen Operations", units={"SITXFSA001": 15, "SITHCCC001": 25}
    )
    factories.enrolment(who, kitchen, by=by, hours=[15, 25])
    factories.result(who, taken, kitchen, by=by, year=2018)
    factories.result(who, taken, kitchen, by=by, outcome=Outcome.CREDIT_TRANSFER, ended_on=date(2019, 4, 1))
    load_shipped(by=None)
    client.force_login(by)
    return {"school": at, "by": by, "who": who, "unit": taken, "kitchen": kitchen}


def _rework(*students):
    records.rework(student_ids=[each.pk for each in students], stamp=portal_clock.now())


def _url(name, place, **query):
    arguments = [place["school"].code] + ([place["who"].pk] if name != "credits" else [])
    return reverse(f"credits:{name}", args=arguments, query=query)


def _text(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_tab_of_a_scheme_says_once_what_is_not_entered(client, place):
    text = _text(client.get(_url("record", place, scheme="SACE-1")))
    assert text.count("nine of its rows are entered here") == 1
    assert text.count("skill sets and units on their own") == 1


def test_the_record_says_what_counts_and_why(client, place):
    _rework(place["who"])
    text = _text(client.get(_url("record", place)))
    assert "2 of 120 credit points; 2 of 80 at level 2 or higher; 118 missing" in text
    assert "Already credited as SITXFSA001 in 2018 through Certificate II in Kitchen Operations." in text
    assert "15 hours, 1 credit point for each 10 hours, halves rounded up: 2 credit points." in text
    assert "Level of the certificate it was taken in (SIT20416, Certificate II), finished or not." in text
    assert "15 NCVER" in text
    assert "stored record" not in text


def test_present_study_is_a_projection_and_called_so(client, place):
    text = _text(client.get(_url("record", place)))
    assert "A projection: as if the 1 unit of present enrolments without a result was achieved" in text
    assert "5 credit points, 3 more than now. 115 would still be missing." in text


def test_withdrawn_study_is_not_projected(client, place):
    place["who"].enrolments.update(withdrawn_date=date(2019, 4, 30))
    assert "so nothing is projected" in _text(client.get(_url("record", place)))


def test_a_record_that_is_behind_is_said_to_be(client, place):
    _rework(place["who"])
    NominalHours.objects.filter(unit=place["unit"], source="NCVER").update(hours=24)
    NominalHours.objects.filter(unit=place["unit"], source="NCVER").update(hours=36)
    text = _text(client.get(_url("record", place)))
    assert "says 2 credit points. The register or the rules have changed since" in text
    assert "what counts now, 4." in text


def test_other_schemes_have_their_tabs(client, place):
    page = client.get(_url("record", place, scheme="VCE-1"))
    assert [tab.label for tab in page.context["tabs"]] == ["TCE", "VCE", "SACE", "WACE"]
    text = _text(page)
    assert "0 VCE units from VET." in text
    assert "Counted with Certificate II in Kitchen Operations as a whole, see its line." in text


def test_a_student_without_results_is_told_the_next_step(client, place):
    other = factories.student(place["school"])
    text = _text(client.get(reverse("credits:record", args=["7001", other.pk])))
    assert "No result yet" in text
    assert "Add a result" in text


def test_without_a_scheme_the_page_says_so(clock, client):
    clock("2019-05-01T10:00")
    at = factories.school("7001")
    client.force_login(factories.user("viewer", school=at, school_role=SchoolRole.VIEWER))
    who = factories.student(at)
    for name, arguments in (
        ("record", ["7001", who.pk]), ("what-if", ["7001", who.pk]), ("credits", ["7001"]),
    ):  # fmt: skip
        assert "No credit scheme is in force yet" in _text(
            client.get(reverse(f"credits:{name}", args=arguments))
        )
    page = client.get(reverse("credits:record-pdf", args=["7001", who.pk]), follow=True)
    assert "There is nothing to state yet" in _text(page)


def test_the_statement_is_a_tagged_pdf_and_the_same_each_time(client, place):
    page = client.get(_url("record-pdf", place))
    assert page["Content-Type"] == "application/pdf"
    assert page["Content-Disposition"] == f'inline; filename="credits-{place["who"].student_number}-tce.pdf"'
    assert page.content.startswith(b"%PDF-")
    assert b"/MarkInfo" in page.content
    assert b"/Lang" in page.content
    assert client.get(_url("record-pdf", place)).content == page.content
    assert client.get(_url("record-pdf", place, scheme="VCE-1")).content != page.content


def test_a_name_cannot_write_into_the_statement(client, place):
    place["who"].given_names = '#panic() $x$ *bold* "]'
    place["who"].save()
    assert client.get(_url("record-pdf", place)).status_code == 200


def test_a_plan_shows_what_it_would_add(client, place):
    url = _url("what-if", place) + "?unit=SITHCCC001:SIT20416&unit=SITXFSA001&unit=NOPE1"
    page = client.get(url)
    text = _text(page)
    plan = page.context["plan"]
    assert (plan.projection.before.total, plan.projection.after.total) == (2000, 5000)
    assert [each.row.line.credit for each in plan.units] == [3000, 0, 0]
    assert "Already credited as SITXFSA001 in 2018" in text
    assert "NOPE1 is not in the register." in text
    assert not CreditRecord.objects.exists(), "a what-if stores nothing"


def test_present_study_comes_before_the_plan(client, place):
    page = client.get(_url("what-if", place) + "?present=1&unit=SITHCCC001")
    plan = page.context["plan"]
    assert plan.projection.after.total == 5000
    (present,), (wished,) = plan.present, plan.units
    assert {present.line.credit, wished.row.line.credit} == {3000, 0}, "the unit counts once"


def test_units_are_found_by_title_or_by_certificate(client, place):
    page = client.get(_url("what-if", place, q="hygienic"))
    assert [each.wish.value for each in page.context["offers"]] == ["SITXFSA001"]
    page = client.get(_url("what-if", place, within="sit20416"))
    assert [each.wish.value for each in page.context["offers"]] == [
        "SITHCCC001:SIT20416",
        "SITXFSA001:SIT20416",
    ]
    assert "The register has no certificate NOPE." in _text(client.get(_url("what-if", place, within="NOPE")))


@pytest.mark.parametrize("query", ["unit=:::", "within=%FF", "scheme=x", "unit=" + "A" * 900])
def test_nonsense_in_the_address_is_answered(client, place, query):
    assert client.get(f"{_url('what-if', place)}?{query}").status_code == 200
    assert client.get(f"{_url('record', place)}?{query}").status_code == 200


def test_the_list_shows_distance_projection_and_what_waits(client, place):
    blank = factories.student(place["school"], family_name="Blank", given_names="")
    factories.result(blank, factories.unit("CULMS002B"), place["kitchen"], by=place["by"])
    none = factories.student(place["school"], family_name="None", given_names="")
    _rework(place["who"], blank)
    page = client.get(_url("credits", place))
    rows = {str(row.record): row for row in page.context["table"].paginated_rows}
    assert rows["Citizen, Kim"].get_cell("total") == "2"
    assert rows["Citizen, Kim"].get_cell("missing") == "118"
    assert rows["Citizen, Kim"].get_cell("projection") == "5"
    assert "1 waiting" in rows["Blank"].get_cell("state")
    assert rows[str(none)].get_cell("total") == "—"
    assert page.context["counts"] == (3, 0, 2, 1, 1)


@pytest.mark.parametrize(
    ("state", "found"), [("MET", []), ("NOT_MET", ["Citizen, Kim"]), ("NONE", ["None"]), ("WAITING", [])]
)
def test_the_list_can_be_filtered(client, place, state, found):
    factories.student(place["school"], family_name="None", given_names="")
    _rework(place["who"])
    page = client.get(_url("credits", place, state=state))
    assert [str(row.record) for row in page.context["table"].paginated_rows] == found


@pytest.mark.parametrize("sort", ["name", "-total", "missing", "-missing", "at_level", "year_level"])
@pytest.mark.parametrize("scheme", ["TCE-1", "VCE-1"])
def test_the_list_can_be_sorted(client, place, sort, scheme):
    factories.student(place["school"], family_name="None", given_names="")
    _rework(place["who"])
    page = client.get(_url("credits", place, sort=sort, scheme=scheme))
    rows = [str(row.record) for row in page.context["table"].paginated_rows]
    assert sorted(rows) == ["Citizen, Kim", "None"]
    assert rows[0] == "Citizen, Kim", "who has no figure comes last either way"


def test_five_hundred_students_take_as_many_queries_as_one(client, place, django_assert_max_num_queries):
    def queries() -> int:
        with django_assert_max_num_queries(60) as asked:
            client.get(_url("credits", place))
        return len(asked)

    _rework(place["who"])
    client.get(_url("credits", place))
    few = queries()
    people = [factories.student(place["school"]) for _ in range(60)]
    for each in people:
        factories.result(each, place["unit"], place["kitchen"], by=place["by"])
    _rework(*people)
    assert queries() == few


def test_the_record_takes_few_queries(client, place, django_assert_max_num_queries):
    _rework(place["who"])
    client.get(_url("record", place))
    with django_assert_max_num_queries(34):
        client.get(_url("record", place))


def test_all_schools_on_one_page(clock, client, place):
    other = factories.school("7002", name="Another College", town="Ballarat")
    somebody = factories.student(other)
    factories.result(somebody, place["unit"], by=place["by"])
    _rework(place["who"], somebody)
    client.force_login(factories.officer("officer"))
    page = client.get(reverse("credits:state"))
    rows = {row.record.school.code: row.record for row in page.context["table"].paginated_rows}
    assert {code: (each.students, each.average, each.met) for code, each in rows.items()} == {
        "7001": (1, 2000, 0),
        "7002": (1, 2000, 0),
    }
    page = client.get(reverse("credits:state", query={"q": "ballarat", "waiting": ""}))
    assert [row.record.school.code for row in page.context["table"].paginated_rows] == ["7002"]
    assert not list(
        client.get(reverse("credits:state", query={"waiting": "on"})).context["table"].paginated_rows
    )


def test_700_schools_take_few_queries(client, place, django_assert_max_num_queries):
    """One student with a record at each, waiting for hours at every tenth."""
    places = School.objects.bulk_create(
        School(code=f"{2000 + n}", name=f"School {n}", sector="GOVERNMENT") for n in range(700)
    )
    campuses = Campus.objects.bulk_create(Campus(school=each, name="Main campus") for each in places)
    people = Student.objects.bulk_create(
        Student(
            school=each.school, campus=each, student_number="1", family_name="Citizen",
            date_of_birth=date(2003, 2, 11),
        )
        for each in campuses
    )  # fmt: skip
    tce = CreditScheme.objects.get(code="TCE")
    CreditRecord.objects.bulk_create(
        CreditRecord(
            student=each, scheme=tce, total=2000, at_level=2000, is_met=False, blocked=not number % 10,
            inputs_sha256="0" * 64, worked_out_at=portal_clock.now(),
        )
        for number, each in enumerate(people)
    )  # fmt: skip
    client.force_login(factories.officer("officer"))
    client.get(reverse("credits:state"))
    with django_assert_max_num_queries(24):
        page = client.get(reverse("credits:state", query={"sort": "-waiting"}))
    assert (page.context["schools"], page.context["waiting"]) == (700, 70)
    assert len(page.context["table"].paginated_rows) < 100, "the list is paged"


def test_another_schools_student_is_not_found(client, place):
    other = factories.student(factories.school("7002"))
    for name in ("record", "record-pdf", "what-if"):
        assert client.get(reverse(f"credits:{name}", args=["7001", other.pk])).status_code == 404
        assert client.get(reverse(f"credits:{name}", args=["7002", other.pk])).status_code == 404
