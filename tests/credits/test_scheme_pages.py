"""Pages of credit schemes: reading, drafting, trying, publishing; what was typed is never lost."""

import json
from datetime import date

import pytest
from django.urls import reverse

from credits.actions import schemes
from credits.models import CreditScheme
from credits.queries.scheme_sheet import rows_of
from tests import factories
from tests.credits.scheme_typing import typed_of
from tests.credits.test_schemes import FIGURES, ROW
from tests.rules.credit_schemes import shipped_sheets

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return factories.administrator("drafter")


@pytest.fixture
def other():
    return factories.administrator("publisher")


@pytest.fixture
def draft(admin) -> CreditScheme:
    scheme = schemes.draft(by=admin, code="NEW", figures=FIGURES)
    return schemes.change(scheme=scheme, by=admin, parts={"rows": [ROW]})


def _url(name: str, scheme: CreditScheme) -> str:
    return reverse(f"credits:{name}", args=[scheme.pk])


# Reading
def test_everybody_reads_published_schemes_and_only_the_department_drafts(client, draft, other):
    schemes.load_shipped(by=other)
    client.force_login(factories.user("teacher", school=factories.school()))
    listed = client.get(reverse("credits:schemes")).content.decode()
    assert "Tasmanian Certificate of Education" in listed
    assert "An invented certificate" not in listed
    assert "Administrators draft and publish" in listed
    assert client.get(_url("scheme", draft)).status_code == 404
    assert client.get(_url("scheme-file", draft)).status_code == 404
    vce = CreditScheme.objects.get(code="VCE")
    shown = client.get(_url("scheme", vce)).content.decode()
    assert "in the order Unit 1, Unit 2, Unit 1, Unit 2, Unit 1, Unit 2, at most 6 VCE units" in shown
    assert "Draft a new version" not in shown


def test_a_scheme_is_exported_as_it_is_shipped(client, admin, other):
    schemes.load_shipped(by=other)
    client.force_login(admin)
    response = client.get(_url("scheme-file", CreditScheme.objects.get(code="TCE")))
    assert response["Content-Disposition"] == 'attachment; filename="tce-1.json"'
    assert json.loads(response.content) == [shipped_sheets()["TCE"]]


def test_without_any_scheme_the_page_says_how_to_get_one(client, admin):
    client.force_login(admin)
    assert "load_schemes" in client.get(reverse("credits:schemes")).content.decode()


def test_the_list_asks_a_fixed_number_of_questions(client, admin, other, django_assert_max_num_queries):
    schemes.load_shipped(by=other)
    client.force_login(admin)
    with django_assert_max_num_queries(8):
        client.get(reverse("credits:schemes"))


# Starting
def test_a_new_version_begins_as_a_copy(client, admin, other):
    schemes.load_shipped(by=other)
    vce = CreditScheme.objects.get(code="VCE")
    client.force_login(admin)
    page = client.get(reverse("credits:scheme-add"), {"copy": vce.pk})
    form = page.context["form"]
    data = {name: form[name].value() for name in ("code", "name", "authority", "credit_word", "source")}
    response = client.post(reverse("credits:scheme-add"), data | {"copy_of": vce.pk})
    copy = CreditScheme.objects.get(code="VCE", version=2)
    assert response.url == _url("scheme-edit", copy)
    assert copy.rows.count() == vce.rows.count()


def test_a_start_that_is_refused_keeps_what_was_typed(client, admin, draft):
    client.force_login(admin)
    data = {"code": "new", "name": "Typed here", "authority": "A", "credit_word": "c"}
    page = client.post(reverse("credits:scheme-add"), data)
    assert page.status_code == 422
    text = page.content.decode()
    assert "There is a draft of NEW already" in text
    assert 'value="Typed here"' in text


# Editing
def test_a_draft_saved_as_it_stands_is_unchanged(client, admin, other):
    schemes.load_shipped(by=other)
    copy = schemes.draft(by=admin, code="SACE", figures={}, copy_of=CreditScheme.objects.get(code="SACE"))
    client.force_login(admin)
    assert client.post(_url("scheme-edit", copy), typed_of(copy)).status_code == 302
    assert CreditScheme.objects.get(pk=copy.pk).revision == copy.revision


def test_rows_are_added_changed_moved_and_removed(client, admin, draft):
    client.force_login(admin)
    new = {
        "rows-1-name": "Second",
        "rows-1-basis": "NONE",
        "rows-1-place_number": "1",
        "rows-1-scope": "UNIT",
    }
    client.post(_url("scheme-edit", draft), typed_of(draft, **new, **{"rows-0-place_number": "2"}))
    assert list(draft.rows.order_by("position").values_list("name", flat=True)) == ["Second", "Units"]
    client.post(_url("scheme-edit", draft), typed_of(draft, **{"rows-0-remove": "on"}))
    assert list(draft.rows.values_list("name", flat=True)) == ["Units"]


def test_lists_are_pasted_and_limits_of_certificates_are_numbers(client, admin, draft):
    client.force_login(admin)
    more = {
        "certificates": "ACM10110; 30; 25; Stage 1; ; ; register\nACM20110\t60.5\t\t\tyes\t12\tregister",
        "limits-0-kind": "CERTIFICATES", "limits-0-maximum": "2", "limits-0-source": "there",
    }  # fmt: skip
    assert client.post(_url("scheme-edit", draft), typed_of(draft, **more)).status_code == 302
    first, second = draft.certificates.order_by("qualification_code")
    assert (first.maximum, first.minimum, first.stage, first.source) == (
        30_000,
        25_000,
        "Stage 1",
        "register",
    )
    assert (second.maximum, second.is_approved, second.units) == (60_500, True, 12)
    assert draft.limits.get().maximum == 2
    assert typed_of(draft)["limits-0-maximum"] == "2"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"rows-0-step": "90.5"}, "is not a whole number"),
        ({"rows-0-step": ""}, "Enter the hours, or the percent of the units"),
        ({"rows-0-value": "one"}, "is not a number"),
        ({"rows-0-level_from": "4", "rows-0-level_to": "2"}, "must not be below the first"),
        ({"rows-1-step": "90"}, "Name the rule, or tick Remove"),
        ({"certificates": "ACM10110"}, "Line 1: The most that it can earn is missing"),
        ({"certificates": "A1;1\nA1;2"}, "Line 2: A1 stands in line 1 already"),
        ({"unit_hours": "X1; many"}, "Line 1: “many” is not a whole number"),
        ({"commence_from": "2020", "commence_to": "2019"}, "must not be before the first"),
        ({"name": ""}, "This field is required"),
        ({"pools-0-name": "Pool"}, "Enter the hours that earn the credit once"),
        ({"limits-0-kind": "SLOT", "limits-0-maximum": "4"}, "Name the place whose credit it limits"),
        ({"standard_total": "10", "standard_at_level": "11"}, "cannot be more than what is asked for in all"),
    ],
)
def test_bad_input_is_said_and_nothing_typed_is_lost(client, admin, draft, typed, says):
    client.force_login(admin)
    page = client.post(_url("scheme-edit", draft), typed_of(draft, note="kept as typed", **typed))
    assert page.status_code == 422
    text = page.content.decode()
    assert says in text
    assert "kept as typed" in text
    assert CreditScheme.objects.get(pk=draft.pk).note == ""


def test_a_row_without_a_basis_can_wait_and_is_named_before_publishing(client, admin, other, draft):
    client.force_login(admin)
    client.post(_url("scheme-edit", draft), typed_of(draft, **{"rows-0-basis": ""}))
    assert draft.rows.get().basis == ""
    assert "it does not say what it counts" in client.get(_url("scheme", draft)).content.decode()
    client.force_login(other)
    page = client.post(_url("scheme-publish", draft))
    assert page.status_code == 409
    assert "1 thing is missing" in page.content.decode()
    assert draft.rows.count() == 1


def test_a_conflict_shows_both_and_keeps_what_was_typed(client, admin, other, draft):
    client.force_login(admin)
    typed = typed_of(draft, note="mine")
    schemes.change(scheme=draft, by=other, figures={"note": "theirs"})
    page = client.post(_url("scheme-edit", draft), typed)
    assert page.status_code == 409
    assert [(each.was, each.now) for each in page.context["differences"]] == [("theirs", "mine")]
    assert CreditScheme.objects.get(pk=draft.pk).note == "theirs"
    again = typed | {"seen": page.context["form"]["seen"].value()}
    assert client.post(_url("scheme-edit", draft), again).status_code == 302
    assert CreditScheme.objects.get(pk=draft.pk).note == "mine"


def test_a_draft_is_thrown_away_by_a_post_only(client, admin, draft):
    client.force_login(admin)
    assert client.get(_url("scheme-drop", draft)).status_code == 405
    client.post(_url("scheme-drop", draft))
    assert not CreditScheme.objects.exists()


# Publishing
def test_the_page_leads_another_administrator_to_publish(client, admin, other, draft):
    client.force_login(admin)
    assert "Another administrator publishes it" in client.get(_url("scheme-publish", draft)).content.decode()
    assert client.post(_url("scheme-publish", draft)).status_code == 409
    client.force_login(other)
    assert "Publish these rules" in client.get(_url("scheme-publish", draft)).content.decode()
    client.post(_url("scheme-publish", draft))
    draft.refresh_from_db()
    assert draft.status == "PUBLISHED"
    assert client.get(_url("scheme-edit", draft)).url == _url("scheme", draft)


# Trying
def _try(client, scheme, *lines, **student):
    data = {"lines-TOTAL_FORMS": 6, "lines-INITIAL_FORMS": 0, **student}
    blank = [("", "", "", "2")] * (6 - len(lines))
    for number, line in enumerate([*lines, *blank]):
        named = zip(("unit", "hours", "certificate", "level", "begun"), line, strict=False)
        data |= {f"lines-{number}-{name}": value for name, value in named}
    return client.post(_url("scheme-try", scheme), data)


def test_units_that_are_typed_are_worked_out_beside_the_version_in_force(client, admin, other):
    schemes.load_shipped(by=other)
    vce = CreditScheme.objects.get(code="VCE")
    copy = schemes.draft(by=admin, code="VCE", figures={}, copy_of=vce)
    rows = [{**row, "step": 60} if row.get("step") == 90 else row for row in rows_of(copy, "rows")]
    schemes.change(scheme=copy, by=admin, parts={"rows": rows})
    client.force_login(admin)
    page = _try(client, copy, ("U1", "70", "A", "2", "2023"), ("U2", "50", "A", "2", "2023"))
    trial = page.context["trial"]
    assert (trial.ledger.total, trial.before_ledger.total) == (2000, 1000)
    assert "1 VCE unit for each full 60 hours" in page.content.decode()
    assert not CreditScheme.objects.exclude(pk__in=[copy.pk]).filter(status="DRAFT").exists()


def test_a_student_is_tried(client, admin, draft):
    school = factories.school()
    student = factories.student(school)
    factories.result(
        student, factories.unit("SITXFSA001", 120), by=admin, ended_on=date(2018, 11, 30), year=2018
    )
    client.force_login(admin)
    page = _try(client, draft, school=school.code, student=student.student_number)
    assert page.context["trial"].ledger.total == 2000
    assert str(student) in page.content.decode()


def test_a_credit_towards_something_is_counted_in_its_own_words(client, admin, draft):
    words = {"credit_word": "credit towards Certificate X", "standard_total": 9000}
    schemes.change(scheme=draft, by=admin, figures=words)
    client.force_login(admin)
    assert "9 credits towards Certificate X" in client.get(_url("scheme", draft)).content.decode()
    page = _try(client, draft, ("U1", str(2 * ROW["step"]), "A", "2", "2023")).content.decode()
    assert "credits towards Certificate X" in page
    assert "Certificate Xs" not in page


@pytest.mark.parametrize(
    ("student", "lines", "says"),
    [
        ({}, (), "Name a student, or type at least one unit"),
        ({"school": "7777", "student": "1"}, (), "There is no such student"),
        ({}, (("", "20", "", "2"),), "Enter the unit, or clear the line"),
        ({}, (("U1", "many", "", "2"),), "is not a whole number"),
    ],
)
def test_a_trial_that_cannot_be_is_said(client, admin, draft, student, lines, says):
    client.force_login(admin)
    page = _try(client, draft, *lines, **student)
    assert page.status_code == 422
    assert says in page.content.decode()


def test_an_incomplete_draft_is_not_tried_and_says_why(client, admin, draft):
    schemes.change(scheme=draft, by=admin, parts={"rows": [ROW | {"basis": ""}]})
    client.force_login(admin)
    page = _try(client, draft, ("U1", "70", "", "2"))
    assert page.status_code == 409
    assert "it does not say what it counts" in page.content.decode()
