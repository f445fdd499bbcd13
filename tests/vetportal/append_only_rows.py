"""A row in every append-only table, so that a trigger for each row or statement has one to refuse."""

from datetime import date

from enrolments.models import EnrolmentYear, School
from funding import models as funding
from obligations import models as obligations
from pathways import models as pathways
from tests import factories
from vetportal import clock

STAMP = factories.OPEN_DAY
DIGEST = "0" * 64


def fill(school: School) -> None:
    """One row a table of each part; the audit record has its own tests."""
    with clock.at(STAMP):
        year, rules = factories.open_year(), factories.published_rules()
        officer, other = factories.officer(), factories.officer("other")
    run = _run(year, rules, school, officer)
    _payments(run, school, officer, other)
    _corrections(school, officer, other)
    _obligations(year, school, officer)
    _mappings(other)


def _run(year: EnrolmentYear, rules, school: School, by) -> funding.FundingRun:
    funding.CensusFreeze.objects.create(year=year, frozen_by=by, frozen_at=STAMP, entries=1, sha256=DIGEST)
    funding.CensusEntry.objects.create(
        year=2019, enrolment_id=1, school_id=school.pk, sector="GOVERNMENT", location_index=0,
        census_date=date(2019, 5, 6), date_of_birth=date(2003, 2, 11), qualification_code="SIT20316", level=2,
        is_general_education=False, is_generalist=False, is_superseded=False, program="VCE",
        delivery="SCHOOL", has_approval=False, is_withdrawn=False, return_approved=True, units=3,
        units_without_hours=0, hours=180,
    )  # fmt: skip
    run = funding.FundingRun.objects.create(
        year=2019, facts_year=2019, kind="CONFIRMED", number=1, funding_year=rules, rules={},
        facts_sha256=DIGEST, engine="test", base_rate=33771, total=0, calculated_by=by, calculated_at=STAMP,
    )  # fmt: skip
    funding.RunDecision.objects.create(run=run, what="RELEASED", by=by, at=STAMP)
    funding.EnrolmentOutcome.objects.create(
        run=run, enrolment_id=1, school_id=school.pk, band="8", hours=180, funded_hours=180, location_index=0,
        reasons="",
    )  # fmt: skip
    funding.SchoolAllocation.objects.create(
        run=run, school=school, component="TARGETED", band="8", enrolments=1, hours=180, quantity=180,
        divisor=180, rate=33771, amount=33771,
    )  # fmt: skip
    return run


def _payments(run: funding.FundingRun, school: School, by, other) -> None:
    paid = {"school": school, "component": "TARGETED"}
    line = funding.PaymentLine.objects.create(run=run, line="T1", amount=1, **paid)
    adjustment = funding.Adjustment.objects.create(
        year=2019,
        line="T1",
        kind="OTHER",
        amount=1,
        reason="invented",
        entered_by=by,
        entered_at=STAMP,
        **paid,
    )
    funding.AdjustmentDecision.objects.create(adjustment=adjustment, what="APPROVED", by=other, at=STAMP)
    sent = funding.Remittance.objects.create(
        year=2019, line="T1", number=1, rows=1, total=1, sha256=DIGEST, sent_by=by, sent_at=STAMP
    )
    funding.RemittedLine.objects.create(remittance=sent, payment_line=line)
    confirmation = funding.PaymentConfirmation.objects.create(
        remittance=sent, filename="paid.csv", sha256=DIGEST, rows=1, confirmed_by=by, confirmed_at=STAMP
    )
    funding.ConfirmedPayment.objects.create(
        confirmation=confirmation, remittance=sent, amount=1, paid_on=date(2019, 4, 1), reference="1", **paid
    )


def _corrections(school: School, by, other) -> None:
    correction = funding.CensusCorrection.objects.create(
        year=2019, kind="REMOVE", enrolment_id=1, school=school, reason="invented", proposed_by=by,
        proposed_at=STAMP,
    )  # fmt: skip
    funding.CorrectionDecision.objects.create(correction=correction, what="APPROVED", by=other, at=STAMP)


def _obligations(year: EnrolmentYear, school: School, by) -> None:
    obligations.SignedFile.objects.create(
        school=school, filename="signed.pdf", ending="PDF", size=1, sha256=DIGEST, content=b"%",
        uploaded_by=by, uploaded_at=STAMP,
    )  # fmt: skip
    obligations.PolicyRevision.objects.create(school=school, number=1, changed_by=by, changed_at=STAMP)
    acquittal = obligations.SignedAcquittal.objects.create(
        school=school, year=year, version=1, received=1, spent=1, declaration="invented", signed_by=by,
        signed_at=STAMP,
    )  # fmt: skip
    obligations.SignedAcquittalLine.objects.create(acquittal=acquittal, purpose="PLANNING", amount=1)


def _mappings(by) -> None:
    provider = pathways.HigherEducationProvider.objects.create(
        code="9101", name="Invented", source="INVENTED"
    )
    award = pathways.Award.objects.create(
        provider=provider, code="B", title="Invented", level=7, source="INVENTED"
    )
    mapping = pathways.CreditMapping.objects.create(
        award=award, form="NO_CREDIT", amount_unit="EFTSL", source="INVENTED", drafted_by=by, drafted_at=STAMP
    )
    pathways.MappingReview.objects.create(
        mapping=mapping, next_due=date(2021, 6, 1), note="invented", confirmed_by=by, confirmed_at=STAMP
    )
