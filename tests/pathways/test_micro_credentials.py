"""The catalogue: what is published and what is not, who may change it, and what is refused in words."""

import pytest
from django.urls import reverse

from pathways.models import ExclusionGroup, MicroCredential
from tests import factories
from tests.pathways import stacking_cast as cast
from vetportal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
MOST_QUERIES = 20


@pytest.fixture
def admin(client):
    """Signed in as an administrator."""
    person = factories.administrator("dana")
    client.force_login(person)
    return person


def typed(**fields) -> dict[str, object]:
    """A micro-credential as somebody types it."""
    return {
        "title": "Use a till",
        "kind": "SKILL_SET",
        "status": "CURRENT",
        "mode": "ONSITE",
        "is_regulated_provider": "on",
        "source": "Published by an invented training package",
        **fields,
    }


def test_the_list_finds_by_title_code_field_and_unit(client, admin, django_assert_max_num_queries) -> None:
    cast.shipped()
    page = reverse("pathways:micro-credentials")
    with django_assert_max_num_queries(MOST_QUERIES):
        everything = client.get(page)
    assert everything.context["table"].paginator.count == 18
    for query, count in (
        ({"q": "infection retail"}, 1),
        ({"q": "SITXFSA006"}, 1),
        ({"q": "hltss"}, 4),
        ({"field": "Infection control"}, 5),
        ({"kind": "OTHER"}, 0),
        ({"units": "all"}, 6),
    ):
        assert client.get(page, query).context["table"].paginator.count == count, query


def test_what_nobody_published_is_said_to_be_not_published(client, admin) -> None:
    cast.shipped()
    held = MicroCredential.objects.get(title="Entry into Care Roles")
    answer = client.get(reverse("pathways:micro-credential", args=[held.pk]))
    lines = {line.fact.name: line for line in answer.context["lines"]}
    assert lines["hours"].text == ""
    assert lines["hours"].is_lacking
    assert not lines["cost"].is_lacking
    text = answer.content.decode()
    assert "not published" in text
    assert "Nobody is told that they hold it until all its units are entered." in text


def test_a_set_shows_its_units_its_exclusions_and_what_it_counts_toward(client, admin) -> None:
    cast.shipped()
    food = MicroCredential.objects.get(code="SITSS00069")
    answer = client.get(reverse("pathways:micro-credential", args=[food.pk]))
    assert [each.code for each in answer.context["certificates"]] == ["SIT20421", "SIT40621"]
    assert answer.context["certificates"][0].note == "lists 2 of 2 units"
    retail = MicroCredential.objects.get(code="HLTSS00065")
    text = client.get(reverse("pathways:micro-credential", args=[retail.pk])).content.decode()
    assert "Funded only if none of the other infection control sets was completed." in text
    assert "BSBSS00095" in text


def test_alternatives_are_shown_as_one_choice(client, admin) -> None:
    cast.shipped()
    units = "HLTINF001 infection\nHLTINFCOV001 infection\nHLTWHS002"
    answer = client.post(
        reverse("pathways:micro-credential-add"), typed(units=units, are_units_complete="on")
    )
    assert answer.status_code == 302
    text = client.get(answer.url).content.decode()
    assert "One of:" in text


def test_adding_and_changing_leave_a_record(client, admin) -> None:
    group = ExclusionGroup.objects.create(name="Tills", reason="One only.", source="invented")
    cast.shipped()
    answer = client.post(
        reverse("pathways:micro-credential-add"),
        typed(code="sirss00099", hours="12", units="sitxfsa005", groups=[group.pk]),
    )
    assert answer.status_code == 302
    held = MicroCredential.objects.get(title="Use a till")
    assert (held.code, held.hours, held.version, held.changed_by) == ("SIRSS00099", 12, 1, admin)
    assert list(held.exclusion_groups.all()) == [group]
    edit = reverse("pathways:micro-credential-edit", args=[held.pk])
    assert 'value="SIRSS00099"' in client.get(edit).content.decode()
    changed = typed(code="SIRSS00099", hours="14", units="SITXFSA005\nSITXFSA006", version=1)
    assert client.post(edit, changed).status_code == 302
    events = AuditEvent.objects.filter(subject_type="pathways.microcredential", subject_id=str(held.pk))
    last = events.latest("position")
    assert last.action == "change_micro_credential"
    assert (last.before["hours"], last.after["hours"]) == (12, 14)
    assert last.after["units"] == ["SITXFSA005", "SITXFSA006"]
    assert last.after["exclusion_groups"] == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "Enter the title as it is published."),
        ({"source": ""}, "Say where this is published"),
        ({"kind": ""}, "Choose what kind of micro-credential it is."),
        ({"hours": "0"}, "at least 1 hour"),
        ({"hours": "a day"}, "a day"),
        ({"code": "HLTSS0006"}, "three letters, SS and five digits"),
        ({"code": "HLTSS00065"}, "The code HLTSS00065 is that of another micro-credential"),
        ({"title": "entry into care roles"}, "This title is that of another micro-credential"),
        ({"units": "SITXFSA005\nNOSUCH001"}, "The register has no unit “NOSUCH001”"),
        ({"units": "SITXFSA005\nsitxfsa005 a"}, "SITXFSA005 stands there twice."),
        ({"are_units_complete": "on"}, "Enter its units, or say that not all of them are here."),
        ({"outcomes": "Use\u202etill"}, "a character that cannot be seen"),
    ],
)
def test_what_is_refused_is_said_and_what_was_typed_stays(client, admin, fields, sentence) -> None:
    cast.shipped()
    before = MicroCredential.objects.count()
    answer = client.post(reverse("pathways:micro-credential-add"), typed(recognition="Shops") | fields)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert sentence in text
    assert 'value="Shops"' in text
    assert MicroCredential.objects.count() == before


def test_an_unregulated_provider_states_profile_processes_and_review(client, admin) -> None:
    said = typed(kind="OTHER")
    del said["is_regulated_provider"]
    answer = client.post(reverse("pathways:micro-credential-add"), said)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"provider_profile", "quality_assurance", "quality_review"}
    whole = said | {"provider_profile": "A", "quality_assurance": "B", "quality_review": "C"}
    answer = client.post(reverse("pathways:micro-credential-add"), whole)
    assert answer.status_code == 302
    assert "Quality assurance processes" in client.get(answer.url).content.decode()


def test_a_registered_provider_owes_no_statement_of_quality_and_what_it_says_is_shown(client, admin) -> None:
    cast.shipped()
    retail = MicroCredential.objects.get(code="HLTSS00065")
    page = reverse("pathways:micro-credential", args=[retail.pk])
    text = client.get(page).content.decode()
    assert "Offered by registered training organisations, which their regulator oversees" in text
    assert "Review and update" not in text
    MicroCredential.objects.filter(pk=retail.pk).update(quality_review="Reviewed each year")
    assert "Reviewed each year" in client.get(page).content.decode()


def test_a_change_of_somebody_else_is_shown_and_nothing_typed_is_lost(client, admin) -> None:
    client.post(reverse("pathways:micro-credential-add"), typed())
    held = MicroCredential.objects.get()
    edit = reverse("pathways:micro-credential-edit", args=[held.pk])
    assert client.post(edit, typed(cost="$20", version=1)).status_code == 302
    answer = client.post(edit, typed(cost="$30", version=1))
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Somebody else changed this micro-credential" in text
    assert "$20" in text
    assert 'value="$30"' in text
    assert client.post(edit, typed(cost="$30", version=2)).status_code == 302
    held.refresh_from_db()
    assert held.cost == "$30"


def test_a_reader_sees_it_and_changes_nothing(client, clock) -> None:
    clock("2019-05-01T10:00")
    cast.shipped()
    school = factories.school("7001")
    client.force_login(factories.user("ava", school=school))
    text = client.get(reverse("pathways:micro-credentials")).content.decode()
    assert "Add a micro-credential" not in text
    assert 'aria-label="Main"' in text  # the navigation of the person's one school
    held = MicroCredential.objects.first()
    assert client.get(reverse("pathways:micro-credential-edit", args=[held.pk])).status_code == 403


def test_an_empty_catalogue_says_what_to_do(client, admin) -> None:
    assert "The catalogue is empty" in client.get(reverse("pathways:micro-credentials")).content.decode()
