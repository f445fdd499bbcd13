"""What a school owes besides its entries, written by the portal's own actions. All of it is invented."""

from datetime import date

from enrolments.models import Enrolment, EnrolmentYear, Provider, School
from obligations.actions import acquittals, agreements, charges, policies
from obligations.actions.agreements import Sent, Terms
from obligations.models import AcquittalDraft, Agreement, ParentCharge, PolicyRevision
from obligations.rules.policy import Dates
from tests import factories
from vetportal.accounts.models import User

FIRST, LAST = date(2019, 1, 29), date(2019, 12, 20)


def scan(word: str = "invented") -> Sent:
    """A signed file whose content bears a word."""
    return Sent(f"{word}.pdf", f"%PDF-1.7 {word}".encode())


def terms(provider: Provider | None = None, **changes) -> Terms:
    """A purchasing contract over the year 2019, signed by both, covering everything."""
    held = provider or factories.provider()
    values = {
        "kind": "PURCHASING",
        "provider": held,
        "host_school": None,
        "host_contract_date": None,
        "rto_code": held.code,
        "school_party": "Council President",
        "other_party": "Contract Officer",
        "start_date": FIRST,
        "end_date": LAST,
        "qualifications": (),
        "signed_by_school_on": date(2019, 1, 30),
        "signed_by_other_on": date(2019, 2, 1),
    }
    return Terms(**(values | changes))


def agreement(school: School, *, by: User, word: str = "invented", sent: bool = True, **changes) -> Agreement:
    """An agreement of a school in the register, with its file."""
    said = terms(**{"school_party": f"{word.capitalize()} Council", **changes})
    return agreements.add(school=school, terms=said, by=by, sent=scan(word) if sent else None)


def policy(school: School, *, by: User, word: str = "invented") -> PolicyRevision:
    """A policy that is documented, with its file."""
    return policies.revise(
        school=school,
        seen=0,
        dates=Dates(documented=date(2019, 2, 4)),
        by=by,
        document=f"{word} handbook",
        sent=scan(word),
    )


def charge(enrolment: Enrolment, *, by: User, word: str = "invented", **changes) -> ParentCharge:
    """A charge for a thing."""
    values = {
        "kind": "UNIFORM_PPE",
        "description": f"{word} boots",
        "amount": 4_550,
        "is_voluntary": False,
        "charged_on": date(2019, 3, 4),
    }
    return charges.record(enrolment=enrolment, by=by, **(values | changes))


def acquittal(school: School, year: EnrolmentYear, *, by: User, word: str = "invented") -> AcquittalDraft:
    """What was used so far, not yet certified."""
    uses = {"MATERIALS": acquittals.Use(25_000, f"{word} books")}
    return acquittals.save(school=school, year=year, version=0, uses=uses, by=by)


def typed(**changes) -> dict[str, object]:
    """The form of an agreement as somebody fills it in."""
    fields = {
        "kind": "PURCHASING",
        "provider_code": factories.provider().code,
        "school_party": "Council President",
        "other_party": "Contract Officer",
        "start_date": "29/1/2019",
        "end_date": "20/12/2019",
    }
    return fields | changes


def charge_typed(held: Enrolment, **changes) -> dict[str, object]:
    """The form of a charge as somebody fills it in."""
    fields = {
        "enrolment": held.pk,
        "kind": "UNIFORM_PPE",
        "description": "Safety boots",
        "amount": "45.50",
        "charged_on": "4/3/2019",
    }
    return fields | changes
