"""A school's VET policy: three steps in their order, each change a revision that stays."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from enrolments.actions.refusals import Conflict, Refused
from obligations.actions import policies
from obligations.models import PolicyRevision
from obligations.rules.policy import Dates
from tests import factories
from tests.obligations import owed
from vetportal.audit.models import AuditEvent

WRITTEN, RATIFIED, TOLD = date(2019, 2, 4), date(2019, 3, 5), date(2019, 3, 20)


@pytest.fixture
def page(client, place):
    """Opens or sends a page of the policy."""
    client.force_login(place.editor)

    def open_page(name: str, *keys: int, post: dict | None = None):
        url = reverse(f"obligations:{name}", args=[place.school.code, *keys])
        return client.get(url) if post is None else client.post(url, post)

    return open_page


def test_each_change_is_a_revision_and_the_file_goes_on(place) -> None:
    first = owed.policy(place.school, by=place.editor)
    second = policies.revise(
        school=place.school, seen=1, dates=Dates(WRITTEN, RATIFIED), by=place.editor, ratified_note="Minute 7"
    )
    assert (second.number, second.file) == (2, first.file)
    assert policies.latest_of(place.school) == second
    event = AuditEvent.objects.get(action="revise_policy", after__revision=2)
    assert (event.before["ratified"], event.after["ratified"]) == (None, "2019-03-05")


def test_a_revision_is_never_changed(place) -> None:
    owed.policy(place.school, by=place.editor)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        PolicyRevision.objects.update(ratified_on=RATIFIED)


def test_a_revision_that_somebody_overtook_is_refused(place) -> None:
    owed.policy(place.school, by=place.editor)
    with pytest.raises(Conflict, match="Somebody else changed the policy"):
        policies.revise(school=place.school, seen=0, dates=Dates(WRITTEN), by=place.editor)


def test_days_that_cannot_be_are_refused(place) -> None:
    with pytest.raises(Refused, match="Enter first when it was ratified"):
        policies.revise(school=place.school, seen=0, dates=Dates(WRITTEN, None, TOLD), by=place.editor)
    assert not PolicyRevision.objects.exists()


def test_the_page_leads_from_step_to_step(page) -> None:
    text = page("policy").content.decode()
    assert "Not started" in text
    assert "Write the policy down" in text
    typed = {"seen": 0, "documented": "4/2/2019", "document": "Handbook, page 3"}
    assert page("policy-edit", post=typed).status_code == 302
    text = page("policy").content.decode()
    assert "4 February 2019. Handbook, page 3" in text
    assert "Ask the school council to ratify it" in text
    typed |= {"seen": 1, "ratified": "5/3/2019", "communicated": "20/3/2019"}
    typed |= {"file": SimpleUploadedFile("policy.pdf", b"%PDF-1.7 policy")}
    assert page("policy-edit", post=typed).status_code == 302
    text = page("policy").content.decode()
    assert "In place" in text
    assert "Revision 2" in text
    assert "Enter a change" in text
    answer = page("policy-file", PolicyRevision.objects.get(number=2).pk)
    assert answer["Content-Disposition"] == 'attachment; filename="policy.pdf"'
    assert page("policy-file", PolicyRevision.objects.get(number=1).pk).status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"documented": "2/5/2019"}, "2 May 2019 is still to come."),
        ({"documented": "", "ratified": "5/3/2019"}, "Enter first when it was documented"),
        ({"ratified": "3/2/2019"}, "3 February 2019 is before 4 February 2019"),
        ({"documented": "soon"}, "is not a date that the portal can read"),
        ({"file": b"nothing"}, "This is not a PDF, JPG or PNG"),
    ],
)
def test_wrong_input_is_refused_in_words_and_stays(page, changes: dict, sentence: str) -> None:
    if "file" in changes:
        changes = {"file": SimpleUploadedFile("policy.pdf", changes["file"])}
    typed = {"seen": 0, "documented": "4/2/2019", "document": "Handbook, page 3"} | changes
    answer = page("policy-edit", post=typed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert 'value="Handbook, page 3"' in answer.content.decode()
    assert not PolicyRevision.objects.exists()


def test_a_conflict_shows_what_stands_and_can_be_overruled(page, place) -> None:
    owed.policy(place.school, by=place.principal)
    typed = {"seen": 0, "documented": "11/2/2019"}
    answer = page("policy-edit", post=typed)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Documented 4 February 2019" in text
    assert 'name="seen" value="1"' in text
    assert page("policy-edit", post=typed | {"seen": 1}).status_code == 302
    assert policies.latest_of(place.school).documented_on == date(2019, 2, 11)


def test_another_schools_revision_is_not_found(page, place) -> None:
    other = owed.policy(factories.school(), by=place.editor)
    assert page("policy-file", other.pk).status_code == 404
