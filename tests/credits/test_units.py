"""How a unit counts, as everybody reads it; rulings on its level by administrators."""

from datetime import date

import pytest
from django.urls import reverse

from credits.actions import rework_few, rulings, schemes
from credits.models import CreditRecord, LevelRuling
from enrolments.actions.refusals import Refused
from enrolments.models import NominalHours, UnitSuccession
from tests import factories
from vetportal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
GOOD = {"level": "2", "reason": "r", "source": "s"}


@pytest.fixture
def admin():
    return factories.administrator("ada")


@pytest.fixture
def unit(admin):
    schemes.load_shipped(by=admin)
    factories.qualification("SIT10216", level=1, units={"SITXFSA001": 15})
    factories.qualification("SIT20316", level=2, units={"SITXFSA001": 15})
    found = factories.unit("SITXFSA001")
    NominalHours.objects.create(unit=found, source="NCVER", hours=25)
    return found


def _page(client, unit):
    return client.get(reverse("credits:unit-credit", args=[unit.code]))


def test_a_unit_says_what_it_is_worth_and_why(client, unit):
    client.force_login(factories.user("teacher", school=factories.school()))
    page = _page(client, unit)
    worth = {(each.scheme.code, each.taken): each for each in page.context["reading"].worth}
    alone, second = worth["TCE", "On its own"], worth["TCE", "In a Certificate II, such as SIT20316"]
    assert (alone.credit, alone.hours, alone.source, alone.level) == (3000, 25, "NCVER", 1)
    assert (second.credit, second.level) == (3000, 2)
    assert worth["VCE", "In a Certificate II, such as SIT20316"].credit == 0
    text = page.content.decode()
    assert "INVENTED" in text  # every source is shown
    assert "Record a ruling" not in text


def test_equivalent_units_are_named_and_others_kept_apart(client, unit, admin):
    later, other = factories.unit("SITXFSA005"), factories.unit("SITXFSA999")
    UnitSuccession.objects.create(predecessor=unit, successor=later, is_equivalent=True, source="invented")
    UnitSuccession.objects.create(predecessor=later, successor=other, source="invented")
    client.force_login(admin)
    reading = _page(client, later).context["reading"]
    assert reading.equivalents == [unit]
    assert [step.successor for step in reading.others] == [other]
    assert "not equivalent" in _page(client, later).content.decode()


def test_units_are_found_by_code_and_title(client, unit, admin):
    client.force_login(admin)
    page = client.get(reverse("credits:units"), {"q": "sitxfsa"})
    assert [each.code for each in page.context["found"]] == ["SITXFSA001"]
    assert (
        "No unit of the register" in client.get(reverse("credits:units"), {"q": "nowhere"}).content.decode()
    )
    assert client.get(reverse("credits:units")).context["found"] is None
    assert client.get(reverse("credits:units"), {"q": "a" * 300, "page": "zz"}).status_code == 200


def test_an_unknown_unit_is_not_there(client, admin):
    client.force_login(admin)
    assert client.get(reverse("credits:unit-credit", args=["NOWHERE"])).status_code == 404


def test_the_page_asks_a_fixed_number_of_questions(client, unit, admin, django_assert_max_num_queries):
    client.force_login(admin)
    with django_assert_max_num_queries(25):
        _page(client, unit)


def test_a_ruling_goes_before_the_register_and_is_shown(client, unit, admin):
    student = factories.student(factories.school())
    factories.result(student, unit, by=admin, year=2018)
    client.force_login(admin)
    data = {"level": "3", "reason": "Assessed anew", "source": "Letter of TASC", "from_date": "1/01/2018"}
    response = client.post(reverse("credits:ruling-add", args=[unit.code]), data, follow=True)
    text = response.content.decode()
    assert "Assessed anew" in text
    assert "Credit records of students with this unit follow it" in text
    entry = CreditRecord.objects.get(student=student, scheme__code="TCE").entries.get()
    assert (entry.level, entry.credit) == (3, 3000)
    assert "Assessed anew" in entry.level_basis
    event = AuditEvent.objects.get(action="ruling.record")
    assert (event.by_id, event.reason, event.after["level"]) == (admin.pk, "Assessed anew", 3)


def test_a_ruling_of_many_students_leaves_them_to_the_command(unit, admin, monkeypatch):
    monkeypatch.setattr(rework_few, "FEW", 0)
    monkeypatch.setattr(rulings, "FEW", 0)
    factories.result(factories.student(factories.school()), unit, by=admin, year=2018)
    assert not rulings.record(unit=unit, level=2, reason="r", source="s", by=admin).is_reworked
    assert not CreditRecord.objects.exists()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"level": "", "reason": "r", "source": "s"}, "This field is required"),
        ({"level": "2", "reason": "", "source": "s"}, "This field is required"),
        ({"level": "2", "reason": "typed", "source": ""}, "This field is required"),
        ({"level": "5", "reason": "r", "source": "s"}, "Select a valid choice"),
        (GOOD | {"from_date": "2/1/2019", "until_date": "1/1/2019"}, "must not be before"),
        (GOOD | {"from_date": "soon"}, "6 May 2019"),
    ],
)
def test_a_ruling_needs_its_reason_and_source(client, unit, admin, data, says):
    client.force_login(admin)
    page = client.post(reverse("credits:ruling-add", args=[unit.code]), data)
    assert page.status_code == 422
    assert says in page.content.decode()
    assert not LevelRuling.objects.exists()


def test_a_later_ruling_ends_the_one_before_and_any_other_clash_is_refused(unit, admin):
    def rule(level, first, last=None):
        return rulings.record(
            unit=unit, level=level, reason="r", source="s", by=admin, from_date=first, until_date=last
        ).ruling

    first = rule(2, None)
    second = rule(3, date(2019, 1, 1))
    first.refresh_from_db()
    assert (first.until_date, second.until_date) == (date(2018, 12, 31), None)
    with pytest.raises(Refused, match=r"A ruling of level 2 holds from the beginning to 31 December 2018"):
        rule(1, date(2018, 6, 1), date(2018, 6, 30))
    assert LevelRuling.objects.count() == 2


def test_only_administrators_rule(unit):
    with pytest.raises(Refused, match="Only administrators"):
        rulings.record(unit=unit, level=2, reason="r", source="s", by=factories.officer())
