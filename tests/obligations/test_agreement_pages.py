"""The pages of the register of agreements: what is missing, recording it, its file, and who is told what."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from obligations.actions import agreements
from obligations.models import Agreement, SignedFile
from obligations.queries import arrangements
from obligations.rules.documents import LARGEST
from tests import factories
from tests.obligations import owed
from vetportal.accounts.roles import SchoolRole

MOST_QUERIES = 15


@pytest.fixture
def page(client, place):
    """Opens or sends a page of the school by the name of its address."""
    client.force_login(place.editor)

    def open_page(name: str, *keys: int, post: dict | None = None, **query):
        url = reverse(f"obligations:{name}", args=[place.school.code, *keys])
        return client.get(url, query) if post is None else client.post(url, post)

    return open_page


def sent(content: bytes = b"%PDF-1.7 signed", name: str = "contract.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_the_page_says_what_is_missing_why_and_leads_to_recording_it(page, place) -> None:
    place.enrol()
    text = page("agreements").content.decode()
    assert "1 arrangement without a valid signed agreement" in text
    assert "1 enrolment is in it." in text
    assert "directly through an external RTO needs a standard VET purchasing contract" in text
    assert "Contractual arrangements between schools and VET providers" in text
    link = "agreements/add/?kind=PURCHASING&amp;provider=21859&amp;certificate=SIT20316"
    assert link in text
    form = page("agreement-add", kind="PURCHASING", provider="21859", certificate="SIT20316")
    assert '<option value="21859" selected>' in form.content.decode()


def test_recording_signing_and_sending_the_file_makes_it_valid(page, place) -> None:
    enrolment = place.enrol()
    typed = owed.typed(provider_code="21859", certificates=["SIT20316"])
    assert page("agreement-add", post=typed).status_code == 302
    held = Agreement.objects.get()
    text = page("agreement", held.pk).content.decode()
    for lack in (
        "Your school has not signed it.",
        "The provider has not signed it.",
        "The signed file is mis",
    ):
        assert lack in text
    signed = typed | {"signed_by_school_on": "30/1/2019", "signed_by_other_on": "1/2/2019", "file": sent()}
    assert page("agreement-edit", held.pk, post=signed | {"version": 1}).status_code == 302
    assert "Valid for 2019" in page("agreement", held.pk).content.decode()
    assert "Every arrangement of 2019 has a valid signed agreement." in page("agreements").content.decode()
    assert arrangements.of_enrolment(enrolment).word == arrangements.VALID
    assert held.rto_code == "21859"


def test_the_file_is_only_saved_never_shown(page, place) -> None:
    held = owed.agreement(place.school, by=place.editor, provider=place.provider)
    answer = page("agreement-file", held.pk)
    assert answer.content == b"%PDF-1.7 invented"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="invented.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    bare = owed.agreement(place.school, by=place.editor, provider=place.provider, sent=False)
    assert page("agreement-file", bare.pk).status_code == 404


def test_the_name_of_a_file_does_not_decide_what_it_is(page, place) -> None:
    picture = sent(b"\x89PNG\r\n\x1a\n", name="../..\\evil.html")
    assert page("agreement-add", post=owed.typed(provider_code="21859", file=picture)).status_code == 302
    kept = SignedFile.objects.get()
    assert (kept.filename, kept.media_type) == ("evil.html.png", "image/png")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": ""}, "Choose which of the four agreements it is."),
        ({"kind": "HANDSHAKE"}, "Select a valid choice"),
        ({"provider_code": ""}, "Choose the provider that the agreement names."),
        ({"provider_code": "0"}, "Choose a provider from the list."),
        ({"school_party": ""}, "Enter who represents the school council"),
        ({"start_date": "soon"}, "is not a date that the portal can read"),
        ({"end_date": "1/1/2019"}, "The last day is before the first"),
        ({"signed_by_school_on": "2/5/2019"}, "2 May 2019 is still to come"),
        ({"host_school_code": "8371"}, "This is your own school"),
        ({"host_school_code": "0000"}, "No school has the code"),
        ({"kind": "SCHOOL_ACCESS"}, "Enter the code of the host school."),
        (
            {"kind": "SCHOOL_PURCHASING", "host_school_code": "8400"},
            "Here the host school itself is the RTO.",
        ),
        ({"host_school_code": "8400"}, "A standard contract has no host school."),
        ({"host_contract_date": "1/2/2019"}, "Only an access agreement cites it."),
        ({"certificates": ["NONE"]}, "Tick certificates of the list only."),
        ({"file": b""}, "The file is empty."),
        ({"file": b"PK\x03\x04"}, "This is not a PDF, JPG or PNG"),
        ({"file": b"%PDF-" + b"x" * LARGEST}, "The file is larger than 5 MB."),
    ],
)
def test_wrong_input_is_refused_in_words_and_stays(page, place, changes: dict, sentence: str) -> None:
    factories.school("8400")
    place.enrol()
    if "file" in changes:
        changes = {"file": sent(changes["file"])}
    answer = page("agreement-add", post=owed.typed(**{"provider_code": "21859", **changes}))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text
    assert 'value="Contract Officer"' in text
    assert not Agreement.objects.exists()
    assert ("Choose the signed file again" in text) is ("file" in changes)


def test_a_purchase_from_a_host_school_finds_the_host(page, place) -> None:
    host = factories.school("8372")
    factories.provider("90002", school=host, is_tafe_network=False)
    typed = owed.typed(kind="SCHOOL_PURCHASING", provider_code="90002")
    assert page("agreement-add", post=typed).status_code == 302
    assert Agreement.objects.get().host_school == host


def test_a_conflict_keeps_what_was_typed(page, place) -> None:
    held = owed.agreement(place.school, by=place.editor, provider=place.provider)
    agreements.change(agreement=held, version=1, terms=owed.terms(place.provider), by=place.principal)
    answer = page("agreement-edit", held.pk, post=owed.typed(provider_code="21859", version=1))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else changed this agreement" in text
    assert "Save mine instead" in text
    assert '<input type="hidden" name="version" value="2">' in text


def test_removing_asks_first(page, place) -> None:
    held = owed.agreement(place.school, by=place.editor, provider=place.provider)
    assert "Remove this agreement?" in page("agreement-remove", held.pk).content.decode()
    assert page("agreement-remove", held.pk, post={"version": 9}).status_code == 409
    assert Agreement.objects.exists()
    assert page("agreement-remove", held.pk, post={"version": 1}).status_code == 302
    assert not Agreement.objects.exists()


def test_a_reader_is_told_who_can_record(client, place) -> None:
    place.enrol()
    client.force_login(factories.user("reader", school=place.school, school_role=SchoolRole.VIEWER))
    text = client.get(reverse("obligations:agreements", args=["8371"])).content.decode()
    assert "A VET coordinator of the school can record it." in text
    assert "Add an agreement" not in text


def test_other_sectors_are_told_that_nothing_is_asked_of_them(client, place) -> None:
    school = factories.school("1801", sector="CATHOLIC")
    client.force_login(factories.user("paul", school=school))
    who = factories.student(school)
    factories.enrolment(
        who, place.certificate, by=place.editor, hours=[60], delivery="EXTERNAL", provider=place.provider
    )
    text = client.get(reverse("obligations:agreements", args=["1801"])).content.decode()
    assert "Not asked of your school" in text
    assert "Missing" not in text


def test_the_page_of_an_enrolment_warns_until_it_is_valid(client, place) -> None:
    enrolment = place.enrol()
    client.force_login(place.editor)
    url = reverse("enrolments:enrolment", args=["8371", enrolment.pk])
    text = client.get(url).content.decode()
    assert "No valid signed agreement" in text
    assert "It does not stop the enrolment or its funding." in text
    owed.agreement(place.school, by=place.editor, provider=place.provider)
    text = client.get(url).content.decode()
    assert "No valid signed agreement" not in text
    assert "Standard VET purchasing contract" in text


def test_a_school_with_many_arrangements_takes_few_queries(
    page, place, django_assert_max_num_queries
) -> None:
    for number in range(12):
        provider = factories.provider(f"3{number:04}", is_tafe_network=False)
        place.enrol(provider=provider, certificate=factories.qualification(f"SIT{number:05}"))
        owed.agreement(place.school, by=place.editor, provider=provider)
    with django_assert_max_num_queries(MOST_QUERIES):
        page("agreements")


@pytest.mark.django_db
def test_before_the_first_year_the_pages_say_what_comes(client) -> None:
    school = factories.school("8371")
    client.force_login(factories.user("editor", school=school))
    for name in ("agreements", "acquittal", "charges"):
        answer = client.get(reverse(f"obligations:{name}", args=["8371"]))
        assert "No year is open yet" in answer.content.decode()
    for name in ("acquittal-edit", "charge-add"):
        assert client.get(reverse(f"obligations:{name}", args=["8371"])).status_code == 302


def test_the_front_page_of_the_school_names_what_it_lacks(client, place) -> None:
    place.enrol()
    client.force_login(place.editor)
    url = reverse("funding:school-today", args=["8371"])
    text = client.get(url).content.decode()
    assert "1 arrangement with 1 enrolment lacks a valid signed agreement." in text
    assert "Write the policy down" in text
    owed.agreement(place.school, by=place.editor, provider=place.provider)
    text = client.get(url).content.decode()
    assert "lacks a valid signed agreement" not in text
    assert "recorded an agreement" in text


def test_while_a_mistake_is_mended_the_version_first_seen_stays(page, place) -> None:
    """Else a mistyped save after somebody else's would let the next one overwrite theirs."""
    held = owed.agreement(place.school, by=place.editor, provider=place.provider)
    agreements.change(agreement=held, version=1, terms=owed.terms(place.provider), by=place.principal)
    mistyped = page("agreement-edit", held.pk, post=owed.typed(provider_code="NOSUCH", version=1))
    assert mistyped.status_code == 422
    assert 'name="version" value="1"' in mistyped.content.decode()
    mended = page("agreement-edit", held.pk, post=owed.typed(provider_code="21859", version=1))
    assert mended.status_code == 409
    assert 'name="version" value="2"' in mended.content.decode()
