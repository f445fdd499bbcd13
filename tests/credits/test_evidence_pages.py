"""The evidence of a credit transfer: what must be recorded, and what the register says of it."""

import pytest
from django.test import Client

from credits.actions.evidence import Document, record_evidence
from credits.models import CreditRecord, TransferEvidence, UnitResult
from enrolments.actions.refusals import Refused
from enrolments.models import UnitSuccession
from tests import factories
from tests.credits.school_class import ENDED, OCTOBER, UNITS, SchoolClass
from vetportal import clock

pytestmark = pytest.mark.django_db
_DOCUMENT = {
    "version": 0,
    "issuer_code": "3075",
    "issuer_name": "Wattle Institute",
    "document": "STATEMENT",
    "reference": "SOA 4711",
    "issued_on": "14/12/2018",
    "unit_as_issued": UNITS[0],
    "basis": "SAME",
    "verified_by": "Alex Example",
    "verified_on": "4/2/2019",
    "decision": "GRANTED",
}


@pytest.fixture
def world():
    with clock.at(OCTOBER):
        yield SchoolClass()


@pytest.fixture
def client(world: SchoolClass) -> Client:
    return world.client()


def transfer_of(world: SchoolClass) -> UnitResult:
    return factories.result(
        world.students[0], world.units[0], world.certificate, by=world.editor, ended_on=ENDED,
        outcome="CREDIT_TRANSFER",
    )  # fmt: skip


def test_evidence_is_recorded_once_and_changed_with_its_version(world, client):
    held = transfer_of(world)
    address = world.page(f"results/{held.pk}/evidence/")
    assert client.get(address).status_code == 200
    assert client.post(address, _DOCUMENT).status_code == 302
    assert client.post(address, _DOCUMENT | {"issuer_name": "Other"}).status_code == 409
    assert client.post(address, _DOCUMENT | {"version": 1, "issuer_name": "Other"}).status_code == 302
    assert TransferEvidence.objects.get().issuer_name == "Other"
    page = client.get(world.page(f"students/{world.students[0].pk}/results/")).content.decode()
    assert "Evidence recorded" in page


def test_after_saving_the_page_leads_back_to_the_list_of_documents_that_is_worked_through(world, client):
    address = world.page(f"results/{transfer_of(world).pk}/evidence/")
    class_page = f"{world.page('results/class/')}?certificate=SIT20316&year=2019#documents"
    for version, (came_from, back) in enumerate(
        (
            ("?from=documents", world.page("results/?year=2019#documents")),
            ("?from=class", class_page),
            ("?from=//elsewhere", world.page(f"students/{world.students[0].pk}/results/")),
        )
    ):
        sent = _DOCUMENT | {"version": version, "reference": f"SOA {version}"}
        assert client.post(address + came_from, sent).headers["Location"] == back
        page = client.get(address + came_from).content.decode()
        assert f'href="{back}">Cancel</a>'.replace("&", "&amp;") in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"basis": "ANALYSED"}, "Say what was compared"),
        ({"decision": "REFUSED"}, "Say why credit was refused"),
        ({"verified_on": "1/12/2018"}, "after this day"),
        ({"issued_on": "29/10/2019"}, "still to come"),
        ({"reference": ""}, "number that the document bears"),
        ({"document": "PHOTO"}, "Choose one of the documents"),
    ],
)
def test_evidence_that_lacks_something_is_refused(world, client, typed, sentence):
    answer = client.post(world.page(f"results/{transfer_of(world).pk}/evidence/"), _DOCUMENT | typed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not TransferEvidence.objects.exists()


def test_the_register_says_whether_the_issued_unit_is_equivalent(world, client):
    old = factories.Unit.objects.create(code="SITOLD1", title="Old")
    UnitSuccession.objects.create(
        predecessor=old, successor=world.units[0], is_equivalent=True, source="invented"
    )
    address = world.page(f"results/{transfer_of(world).pk}/evidence/")
    equivalent = {"unit_as_issued": "sitold1", "basis": "EQUIVALENT"}
    assert client.post(address, _DOCUMENT | equivalent).status_code == 302
    UnitSuccession.objects.update(is_equivalent=False)
    answer = client.post(address, _DOCUMENT | equivalent | {"version": 1, "reference": "SOA 4712"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "does not call the two units equivalent" in page
    assert 'value="SOA 4712"' in page
    assert TransferEvidence.objects.get().reference == "SOA 4711"
    assert "one of SITOLD1 and" in client.get(address).content.decode()
    analysed = {"version": 1, "unit_as_issued": "SITOLD1", "basis": "ANALYSED", "analysis": "Compared by A."}
    assert client.post(address, _DOCUMENT | analysed).status_code == 302


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"unit_as_issued": UNITS[1]}, "The document names another code"),
        ({"basis": "EQUIVALENT"}, "The document names the same unit"),
        ({"unit_as_issued": UNITS[1], "basis": "EQUIVALENT"}, "does not call the two units equivalent"),
        ({"unit_as_issued": "NOSUCH1", "basis": "EQUIVALENT"}, "does not call the two units equivalent"),
    ],
)
def test_a_basis_that_contradicts_the_register_is_refused(world, client, typed, sentence):
    answer = client.post(world.page(f"results/{transfer_of(world).pk}/evidence/"), _DOCUMENT | typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "Wattle Institute" in page
    assert not TransferEvidence.objects.exists()


def test_the_action_itself_refuses_what_the_register_contradicts(world):
    held = transfer_of(world)
    seen = Document(
        issuer_code="3075", issuer_name="Wattle Institute", document="STATEMENT", reference="SOA 4711",
        issued_on=ENDED, unit_as_issued=UNITS[1], title_as_issued="", basis="SAME", analysis="",
        verified_by="Alex Example", verified_on=ENDED, decision="GRANTED", reason="",
    )  # fmt: skip
    with pytest.raises(Refused, match="The document names another code"):
        record_evidence(result=held, version=0, seen=seen, by=world.editor)
    assert not TransferEvidence.objects.exists()


def test_an_analysis_that_the_register_makes_needless_is_kept_and_told(world, client):
    needless = {"basis": "ANALYSED", "analysis": "Compared by A."}
    address = world.page(f"results/{transfer_of(world).pk}/evidence/")
    page = client.post(address, _DOCUMENT | needless, follow=True).content.decode()
    assert "The register settles it already" in page
    assert TransferEvidence.objects.exists()


def test_evidence_belongs_to_a_credit_transfer_only(world, client):
    held = factories.result(
        world.students[0], world.units[0], world.certificate, by=world.editor, ended_on=ENDED
    )
    answer = client.post(world.page(f"results/{held.pk}/evidence/"), _DOCUMENT)
    assert answer.status_code == 409
    assert "no credit transfer" in answer.content.decode()
    assert not CreditRecord.objects.exists()
