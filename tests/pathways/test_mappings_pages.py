"""The pages of the register: bad input gets a sentence and nothing typed is lost; conflicts show both."""

from datetime import date

import pytest
from django.urls import reverse

from pathways.actions import mappings
from pathways.models import Award, CreditMapping, MicroCredential
from tests import factories
from tests.access.payloads import fields_of
from tests.pathways import mapping_cast as cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stopped(clock):
    clock("2019-07-22T10:00")


@pytest.fixture
def officer():
    return factories.officer("drafter-officer")


@pytest.fixture
def award(officer):
    return cast.award(by=officer)


@pytest.fixture
def page(client, officer):
    client.force_login(officer)
    return client


def _draft(award, officer, **fields) -> CreditMapping:
    fields = {"groups": ((1, ("AAA001",)),), **fields}
    return mappings.draft(terms=cast.terms(award, **fields), by=officer)


def test_a_mapping_is_drafted_by_codes_in_groups(page, award):
    for code in ("AAA001", "AAA002", "BBB001"):
        factories.unit(code)
    sent = cast.typed(award, least_1="1", units_1="aaa001; AAA002", units_2="BBB001", amount="0.5",
                      amount_unit="EFTSL", decided_on="1/3/2019")  # fmt: skip
    answer = page.post(reverse("pathways:mapping-add"), sent)
    made = CreditMapping.objects.get()
    assert answer.url == reverse("pathways:mapping", args=[made.pk])
    groups = [
        (each.least, [unit.code for unit in each.units.order_by("code")])
        for each in made.groups.order_by("pk")
    ]
    assert groups == [(1, ["AAA001", "AAA002"]), (1, ["BBB001"])]
    assert (made.amount, made.amount_unit, made.decided_on) == (500, "EFTSL", date(2019, 3, 1))
    assert page.get(answer.url).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"units_1": "NOUNIT1"}, "The register has no unit “NOUNIT1”. Check the codes."),
        ({"qualification_code": "NOQUAL"}, "The register has no certificate “NOQUAL”. Check the code."),
        ({"least_1": "2"}, "Enter the codes of the units of this group."),
        ({"least_1": "3", "units_1": "AAA001"}, "The group lists 1, so it cannot ask for 3."),
        ({"form": "NO_CREDIT"}, "Without credit the amount is empty or 0."),
        ({"form": "BLOCK", "amount": ""}, "Enter how much credit is given, for example 0.5."),
        ({"amount": "25"}, "The whole award has 24 subjects. Check the amount."),
        ({"amount": "0.0005"}, "has more than"),
        ({"form": "SPECIFIED"}, "Specified credit stands for a subject: enter its code."),
        ({"subject_code": "NONE101"}, "has no subject “NONE101” here."),
        (
            {"valid_from": "2/1/2020", "valid_to": "1/1/2020"},
            "The last day is before the first, 2 January 2020.",
        ),
        ({"review_due": "soon"}, "is not a date that the portal can read"),
        ({"source": ""}, "Say where the decision is written"),
        ({"max_age_years": "0"}, "Enter a whole number from 1 to 50."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(page, award, wrong, sentence):
    factories.unit("AAA001")
    answer = page.post(reverse("pathways:mapping-add"), cast.typed(award, conditions="Kept words", **wrong))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "Kept words" in answer.content.decode()
    assert not CreditMapping.objects.exists()


def test_a_certificate_and_a_micro_credential_are_two_mappings(page, award):
    factories.qualification("SIT20316")
    micro = MicroCredential.objects.create(title="Invented set", kind="SKILL_SET", source="INVENTED")
    sent = cast.typed(award, qualification_code="SIT20316", micro_credential=micro.pk)
    answer = page.post(reverse("pathways:mapping-add"), sent)
    assert "Choose a certificate or a micro-credential, not both" in answer.content.decode()


def test_somebody_elses_change_is_shown_beside_what_was_typed(page, award, officer):
    made = _draft(award, officer)
    CreditMapping.objects.filter(pk=made.pk).update(version=2)
    answer = page.post(
        reverse("pathways:mapping-edit", args=[made.pk]),
        cast.typed(award, conditions="Mine", version=1),
    )
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else changed this mapping" in text
    assert "Mine" in text


def test_the_steps_answer_in_words_and_leave_the_page_there(page, award, officer, client):
    made = _draft(award, officer, assessor="")
    answer = page.post(reverse("pathways:mapping-propose", args=[made.pk]), {"version": made.version})
    assert answer.status_code == 422
    assert "Enter who judged it for the provider of the award." in answer.content.decode()
    answer = page.post(
        reverse("pathways:mapping-lapse", args=[made.pk]), {"version": made.version, "reason": ""}
    )
    assert "Write a reason: its readers need it." in answer.content.decode()
    answer = page.post(
        reverse("pathways:mapping-lapse", args=[made.pk]), {"version": 99, "reason": "Given up"}
    )
    assert answer.status_code == 409


def test_a_new_mapping_starts_from_an_earlier_one_without_its_decision(page, award, officer):
    made = cast.approved(award, drafter=officer, approver=factories.manager(), groups=((1, ("AAA001",)),))
    text = page.get(f"{reverse('pathways:mapping-add')}?from={made.pk}").content.decode()
    assert 'value="AAA001"' in text
    assert "Dr Invented" not in text
    page.post(f"{reverse('pathways:mapping-add')}?from={made.pk}", cast.typed(award, units_1="AAA001"))
    assert list(CreditMapping.objects.latest("pk").precedents.all()) == [made]


def test_the_list_is_filtered_exported_and_asks_few_queries(
    page, award, officer, django_assert_max_num_queries
):
    for number in range(12):
        _draft(award, officer, groups=((1, (f"UNIT{number:03}",)),))
    url = reverse("pathways:mappings")
    with django_assert_max_num_queries(20):
        text = page.get(url).content.decode()
    assert "of 12" in text
    assert "UNIT003" in page.get(url, {"q": "UNIT003"}).content.decode()
    assert "UNIT004" not in page.get(url, {"q": "UNIT003"}).content.decode()
    assert "No mapping matches" in page.get(url, {"status": "APPROVED"}).content.decode()
    file = b"".join(page.get(url, {"q": "UNIT003", "export": "csv"}).streaming_content).decode("utf-8-sig")
    assert file.count("\r\n") == 2
    assert "1 of UNIT003" in file
    assert page.get(url, {"alert": "nonsense", "provider": "x", "page": "x"}).status_code == 200


def test_nothing_is_in_the_register_yet(page, officer):
    text = page.get(reverse("pathways:mappings")).content.decode()
    assert "Enter a provider and one of its awards first." in text
    assert "scu.edu.au" in text


def test_providers_awards_and_subjects_are_entered_once(page, award):
    values = {"provider": award.provider_id, "code": award.code, "version": award.version, "title": "Again",
              "level": "7", "size": "24", "size_unit": "SUBJECTS", "source": "INVENTED"}  # fmt: skip
    answer = page.post(reverse("pathways:award-add"), values)
    assert "This award is entered already." in answer.content.decode()
    answer = page.post(reverse("pathways:award-add"), values | {"version": "2020"})
    assert answer.url == reverse("pathways:award", args=[Award.objects.latest("pk").pk])
    answer = page.post(reverse("pathways:award-add"), values | {"level": "4"})
    assert "Enter a whole number from 5 to 10." in answer.content.decode()
    answer = page.post(reverse("pathways:provider-add"), {"code": "9101", "name": "Other", "source": "x"})
    assert "Another provider has this code here." in answer.content.decode()
    page.post(
        reverse("pathways:subject-add", args=[award.pk]),
        {"code": "S1", "title": "One", "outcomes": " First \n\n Second ", "source": "INVENTED"},
    )
    assert award.subjects.get().outcomes == "First\nSecond"
    assert page.get(reverse("pathways:award", args=[award.pk])).status_code == 200
    assert page.get(reverse("pathways:awards")).status_code == 200


def test_a_form_that_is_sent_back_as_it_came_says_the_same(page, award, officer):
    groups = ((1, ("AAA001", "AAA002")), (2, ("BBB001", "BBB002", "BBB003")))
    made = _draft(award, officer, groups=groups, amount=1_500, max_age_years=10, conditions="An interview")
    before = mappings.as_recorded(made)
    url = reverse("pathways:mapping-edit", args=[made.pk])
    assert page.post(url, fields_of(page.get(url))).status_code == 302
    after = mappings.as_recorded(CreditMapping.objects.get(pk=made.pk))
    assert after == before | {"version": 2}
