"""What the demonstration's schools owe besides entries: invented agreements, policies, uses and charges."""

from datetime import date

from enrolments.models import Enrolment, EnrolmentYear, School
from obligations.actions import acquittals, agreements, charges, policies
from obligations.actions.agreements import Sent, Terms
from obligations.queries import arrangements
from obligations.queries.received import received_by
from obligations.rules import agreements as agreement_rules
from obligations.rules.policy import Dates
from vetportal.accounts.models import User
from vetportal.accounts.roles import SchoolRole
from vetportal.demo import people

YEAR = 2019
_FULL = (date(2019, 1, 29), date(2019, 12, 20))
_PAST = (date(2018, 1, 30), date(2018, 12, 21))
# How each third arrangement of a school stands: signed, signed for last year, not in the register.
_STANDINGS = ("VALID", "VALID", "VALID", "EXPIRED", "VALID", "UNSIGNED", "MISSING")


def enter() -> None:
    """Every government school's agreements and policy; some uses of funding and charges."""
    year = EnrolmentYear.objects.get(pk=YEAR)
    schools = School.objects.filter(sector=School.Sector.GOVERNMENT).order_by("code")
    for place, school in enumerate(schools):
        editor = people.at_school(school, SchoolRole.EDITOR)
        _agreements(school, year, place, editor)
        _policy(school, place, editor)
    _acquittals(year)
    _charges(year)


def _agreements(school: School, year: EnrolmentYear, place: int, editor: User) -> None:
    """One agreement for each kind and provider that the school's enrolments name."""
    accounts = {}
    for line in arrangements.of_school(school, year):
        kind = line.standing.need.kind
        if kind and line.provider:
            accounts.setdefault((kind, line.provider.code), line.provider)
    for number, ((kind, _), provider) in enumerate(sorted(accounts.items(), key=lambda each: each[0])):
        standing = _STANDINGS[(place + number) % len(_STANDINGS)]
        if standing != "MISSING":
            _agreement(school, kind, provider, standing, editor)


def _agreement(school: School, kind: str, provider, standing: str, editor: User) -> None:
    first, last = _PAST if standing == "EXPIRED" else _FULL
    host = provider.school if kind in agreement_rules.BETWEEN_SCHOOLS else None
    terms = Terms(
        kind=kind,
        provider=provider,
        host_school=host,
        host_contract_date=None,
        rto_code=provider.code,
        school_party=f"President of the school council, {school.name}",
        other_party=f"School partnerships, {provider.name}",
        start_date=first,
        end_date=last,
        qualifications=(),
        signed_by_school_on=first,
        signed_by_other_on=None if standing == "UNSIGNED" else first,
    )
    sent = None if standing == "UNSIGNED" else Sent(f"agreement-{school.code}-{provider.code}.pdf", _PDF)
    agreements.add(school=school, terms=terms, by=editor, sent=sent)


def _policy(school: School, place: int, editor: User) -> None:
    """Two schools in three have one in place, most others have written theirs."""
    if place % 7 == 5:
        return
    documented, ratified, told = date(2018, 10, 15), date(2018, 11, 20), date(2019, 1, 31)
    is_done = place % 3 != 1
    policies.revise(
        school=school,
        seen=0,
        dates=Dates(documented, ratified if is_done else None, told if is_done else None),
        by=editor,
        document="VET handbook (invented)",
        ratified_note="Minute 7 of the meeting (invented)" if is_done else "",
        communicated_note="Newsletter of term 1 (invented)" if is_done else "",
    )


def _acquittals(year: EnrolmentYear) -> None:
    """Amounts of the first half year: entered at one school, certified at another."""
    for code, is_certified in (("7001", False), ("7002", True)):
        school = School.objects.get(code=code)
        received = received_by(school, year.pk)
        purchase, materials = received // 2, received // 5
        uses = {
            "PURCHASE": acquittals.Use(purchase, "Training at an RTO, terms 1 and 2 (invented)"),
            "TEACHERS": acquittals.Use(received // 10, "Certificate IV in training for a teacher (invented)"),
            "MATERIALS": acquittals.Use(materials, "Tools and books (invented)"),
        }
        editor = people.at_school(school, SchoolRole.EDITOR)
        draft = acquittals.save(school=school, year=year, version=0, uses=uses, by=editor)
        if is_certified:
            principal = people.at_school(school, SchoolRole.PRINCIPAL)
            acquittals.certify(
                school=school, year=year, version=draft.version, received=received, by=principal
            )


def _charges(year: EnrolmentYear) -> None:
    """A few things that parents of one school were asked to pay."""
    school = School.objects.get(code="7001")
    editor = people.at_school(school, SchoolRole.EDITOR)
    kinds = (
        ("UNIFORM_PPE", "Safety boots (invented)", 6_995, False),
        ("EXCURSION", "Visit to a trade fair (invented)", 1_850, True),
        ("ESSENTIAL_ITEM", "Knife roll that the student keeps (invented)", 8_900, False),
    )
    enrolments = Enrolment.objects.filter(school=school, year=year).select_related("school", "student")
    for place, enrolment in enumerate(enrolments.order_by("pk")[:9]):
        kind, description, cents, is_voluntary = kinds[place % len(kinds)]
        charges.record(
            enrolment=enrolment,
            kind=kind,
            description=description,
            amount=cents,
            is_voluntary=is_voluntary,
            charged_on=date(2019, 3, 25),
            by=editor,
        )


_PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj
4 0 obj<</Length 72>>stream
BT /F1 14 Tf 40 120 Td (Signed agreement, invented for the portal) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""
