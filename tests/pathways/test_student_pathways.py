"""What a student sees: pathways open now, nearly open and what is missing, assessed without credit."""

from datetime import date

import pytest
from django.urls import reverse

from credits.models import CertificateCompletion
from enrolments.models import UnitSuccession
from tests import factories
from tests.pathways import mapping_cast as cast
from vetportal import clock as portal_clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stopped(clock):
    clock("2019-05-01T10:00")


@pytest.fixture
def drafter():
    return factories.officer("drafter-officer")


@pytest.fixture
def award(drafter):
    return cast.award(by=drafter)


@pytest.fixture
def student():
    factories.open_year(2019)
    return factories.student(factories.school("7001"))


@pytest.fixture
def editor(student):
    return factories.user("editor-person", school=student.school)


@pytest.fixture
def shown(client, student, editor):
    """The text of the student's page."""
    client.force_login(editor)
    url = reverse("pathways:student-pathways", args=[student.school.code, student.pk])

    def open_page(**query: str) -> str:
        answer = client.get(url, query)
        assert answer.status_code == 200
        return " ".join(answer.content.decode().split())

    return open_page


def _approved(award, drafter, **fields):
    fields = {"groups": ((1, ("AAA001", "AAA002")),), **fields}
    return cast.approved(award, drafter=drafter, approver=factories.manager("decider"), **fields)


def _achieve(student, editor, code: str, **fields) -> None:
    factories.result(student, factories.unit(code), by=editor, year=2018, **fields)


def test_nothing_is_held_yet(shown):
    assert "No pathway starts from this study" in shown()


def test_a_pathway_opens_with_a_unit_or_an_equivalent_one(shown, award, drafter, student, editor):
    made = _approved(award, drafter, conditions="An interview")
    assert "No pathway starts from this study" in shown()
    UnitSuccession.objects.create(
        predecessor=factories.unit("AAA000"), successor=factories.unit("AAA001"), is_equivalent=True,
        source="INVENTED",
    )  # fmt: skip
    _achieve(student, editor, "AAA000")
    text = shown()
    assert "Open now" in text
    assert "1 subject, 4.2% of the award" in text
    assert "An interview" in text
    assert f"Name mapping {made.pk} and" in text
    assert "to 31 December 2021" in text


def test_a_unit_that_was_gained_twice_is_listed_once_with_its_last_day(
    shown, award, drafter, student, editor
):
    _approved(award, drafter, groups=((1, ("AAA001",)),))
    unit = factories.unit("AAA001")
    factories.result(student, unit, by=editor, ended_on=date(2018, 11, 30), year=2018)
    factories.result(student, unit, by=editor, outcome="RPL", ended_on=date(2019, 4, 1), year=2019)
    text = shown()
    assert "Units that serve it: 1" in text
    assert "AAA001 Unit AAA001, 1 April 2019" in text
    assert '<span class="kpi-label">Units held</span><span class="kpi-value">1</span>' in text


def test_what_is_missing_is_named(shown, award, drafter, student, editor):
    _approved(award, drafter, groups=((1, ("AAA001",)), (2, ("BBB001", "BBB002"))))
    _achieve(student, editor, "BBB001")
    text = shown()
    assert "Nearly open" in text
    assert "AAA001 Unit AAA001" in text
    assert "BBB002 Unit BBB002" in text


def test_a_completion_is_what_the_school_recorded(shown, award, drafter, student, editor):
    certificate = factories.qualification("SIT20316")
    _approved(award, drafter, groups=(), qualification=certificate, needs_completion=True)
    factories.result(student, certificate.packaged_units.first().unit, certificate, by=editor)
    assert "Completing SIT20316" in shown()
    CertificateCompletion.objects.create(
        student=student, qualification=certificate, completed_on=date(2018, 12, 1), recorded_by=editor,
        recorded_at=portal_clock.now(),
    )  # fmt: skip
    assert "Open now" in shown()


def test_assessed_without_credit_is_an_answer_with_its_advice(shown, award, drafter, student, editor):
    certificate = factories.qualification("SIT20316")
    _approved(
        award, drafter, groups=(), qualification=certificate, needs_completion=True, form="NO_CREDIT",
        amount=0, advice="Apply with your VCE results.",
    )  # fmt: skip
    factories.enrolment(student, certificate, by=editor, hours=[60])
    text = shown()
    assert "Assessed: no credit" in text
    assert "Apply with your VCE results." in text


def test_present_study_is_a_projection(shown, award, drafter, student, editor):
    certificate = factories.qualification("SIT20316", units={"AAA001": 60})
    _approved(award, drafter)
    factories.enrolment(student, certificate, by=editor, hours=[60])
    assert "No pathway starts from this study" in shown()
    text = shown(**{"with": "present"})
    assert "Open then" in text
    assert "It is a projection." in text


@pytest.mark.parametrize(
    "fields", [{"valid_to": date(2019, 4, 30)}, {"valid_from": date(2019, 5, 2)}], ids=["past", "to come"]
)
def test_only_what_is_in_force_is_shown(shown, award, drafter, student, editor, fields):
    _approved(award, drafter, **fields)
    _achieve(student, editor, "AAA001")
    assert "No pathway starts from this study" in shown()


def test_a_doubtful_pathway_says_so(shown, award, drafter, student, editor):
    _approved(award, drafter)
    UnitSuccession.objects.create(
        predecessor=factories.unit("AAA001"), successor=factories.unit("AAA009"), source="INVENTED"
    )
    _achieve(student, editor, "AAA001")
    assert "Ask before you rely on it." in shown()


def test_many_mappings_cost_no_more_queries(
    client, award, drafter, student, editor, django_assert_max_num_queries
):
    for number in range(8):
        _approved(award, drafter, groups=((1, (f"UNIT{number:03}",)),))
        _achieve(student, editor, f"UNIT{number:03}")
    client.force_login(editor)
    url = reverse("pathways:student-pathways", args=[student.school.code, student.pk])
    with django_assert_max_num_queries(40):
        assert client.get(url).content.decode().count('class="card pathway"') == 8
