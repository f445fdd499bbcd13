"""Packaging rules in the register: entered by an administrator, checked in words, with a record."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pathways.models import MicroCredential, Packaging
from tests import factories
from vetportal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
ADD = "/admin/pathways/packaging/add/"


@pytest.fixture
def admin(client):
    """Signed in as an administrator."""
    person = factories.administrator("dana")
    client.force_login(person)
    return person


def typed(certificate, *groups: tuple[str, int, str], **fields) -> dict[str, object]:
    """The form of a packaging rule with its groups."""
    rows = {
        f"groups-{place}-{name}": value
        for place, group in enumerate(groups)
        for name, value in zip(("name", "least", "most"), group, strict=True)
    }
    return {
        "qualification": certificate.pk,
        "total_units": 12,
        "core_units": 6,
        "elective_units": 6,
        "imported_units": 2,
        "source": "invented",
        "groups-TOTAL_FORMS": len(groups),
        "groups-INITIAL_FORMS": 0,
        **rows,
        **fields,
    }


def test_entering_a_rule_with_groups(client, admin) -> None:
    certificate = factories.qualification("SIT20316")
    answer = client.post(ADD, typed(certificate, ("A", 2, "4"), ("B or C", 1, "")))
    assert answer.status_code == 302
    held = Packaging.objects.get()
    assert list(held.groups.order_by("name").values_list("name", "least", "most")) == [
        ("A", 2, 4),
        ("B or C", 1, None),
    ]
    assert AuditEvent.objects.filter(subject_type="pathways.packaging", by_id=admin.pk).exists()


@pytest.mark.parametrize(
    ("groups", "fields", "sentence"),
    [
        ((), {"core_units": 5}, "5 core and 6 elective units are 11, not 12."),
        ((), {"imported_units": 7}, "Of 6 electives not 7 can come from elsewhere."),
        ((("A", 4, ""), ("B", 3, "")), {}, "The groups ask for 7 electives together, but there are 6."),
        ((("A or B", 1, ""), ("B", 1, "")), {}, "Group B stands in two rules. Put it into one."),
        ((("A", 3, "2"),), {}, "Group A cannot give at least 3 and at most 2."),
        ((), {"source": ""}, "This field is required."),
    ],
)
def test_numbers_that_do_not_fit(client, admin, groups, fields, sentence) -> None:
    answer = client.post(ADD, typed(factories.qualification("SIT20316"), *groups, **fields))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not Packaging.objects.exists()


def test_a_file_is_checked_first_and_stored_on_a_second_word(client, admin) -> None:
    content = b"title,kind,source\nUse a till,SKILL_SET,invented\n"
    page = "/admin/pathways/microcredential/import/"
    checked = client.post(page, {"file": SimpleUploadedFile("sets.csv", content)})
    assert checked.context["report"].is_accepted
    assert not MicroCredential.objects.exists()
    assert client.post(page, {"key": checked.context["key"]}).status_code == 302
    assert MicroCredential.objects.get().title == "Use a till"


def test_micro_credentials_are_not_edited_there_and_the_register_says_where_they_are(client, admin) -> None:
    held = MicroCredential.objects.create(title="Use a till", kind="SKILL_SET", source="invented")
    assert client.get("/admin/pathways/microcredential/add/").status_code == 403
    own = reverse("pathways:micro-credential-edit", args=[held.pk])
    said = client.get(f"/admin/pathways/microcredential/{held.pk}/change/").content.decode()
    assert "It is edited on its own page." in said
    assert f'<a href="{own}">Edit Use a till</a>' in said
    assert client.get(own).status_code == 200
    for name in ("microcredential", "microcredentialunit", "exclusiongroup"):
        said = client.get(f"/admin/pathways/{name}/").content.decode()
        assert f'<a href="{reverse("pathways:micro-credentials")}">Micro-credentials</a>' in said
