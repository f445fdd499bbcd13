"""What a staged file changes in dollars: the school's entries as they stand, and as they would stand."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from enrolments.models import (
    Campus,
    EnrolmentUpload,
    HigherLevelApproval,
    School,
    SchoolSize,
    Student,
)
from enrolments.uploads.plan import Plan, PlannedEnrolment, staged_plan
from funding import queries
from funding.queries import estimates
from funding.queries.at_risk import AtRisk, rules_of
from funding.queries.estimates import Estimate, Mend
from funding.rules.eligibility import RULE_BY_CODE
from funding.rules.facts import EnrolmentFacts


class Hindrance(NamedTuple):
    """A reason why enrolments of the file would earn nothing, for how many, and what they would earn.

    `cents` are those of enrolments that earn once all their reasons are mended; 0 where nothing can be.
    """

    sentence: str
    fix: str
    enrolments: int
    cents: int


class Worth(NamedTuple):
    """Estimates at the year's indicative rates, before and after; the return counts as approved."""

    before: Estimate
    after: Estimate
    hindrances: list[Hindrance]
    at_risk: list[AtRisk]  # entries of the file that would earn if they were mended, most dollars first

    @property
    def at_risk_cents(self) -> int:
        """Cents that those entries would earn together."""
        return sum(each.cents for each in self.at_risk)

    @property
    def change(self) -> int:
        """Cents that the file adds; negative where it takes away."""
        return self.after.total - self.before.total


def worth_of(upload: EnrolmentUpload) -> Worth | None:
    """The worth of a staged file; None where it has errors, is settled, or the rates are not published."""
    if upload.error_rows or upload.status != EnrolmentUpload.Status.STAGED:
        return None
    version = queries.published_year(upload.year_id)
    if version is None:
        return None
    rules = estimates.rules_in_estimate(version)
    facts = {each.enrolment_id: each for each in estimates.facts_of_school(upload.school, upload.year)}
    before = estimates.of_facts(upload.year, version, rules, list(facts.values()))
    plan = staged_plan(upload)
    planned = {each.enrolment_id: each for each in _planned_facts(upload, plan, facts)}
    after = estimates.of_facts(upload.year, version, rules, list((facts | planned).values()))
    return Worth(before, after, _hindrances(after, planned), _at_risk(after, plan))


def _planned_facts(
    upload: EnrolmentUpload, plan: Plan, stored: Mapping[int, EnrolmentFacts]
) -> Iterator[EnrolmentFacts]:
    """The facts of every enrolment of the file as saving would leave them; new ones count down from -1."""
    new = _NewFacts(upload, plan)
    for place, each in enumerate(plan.enrolments, start=1):
        facts = stored[each.held.pk] if each.held else new.of(each, -place)
        units = each.units_after()
        yield facts._replace(
            program=each.program,
            delivery=each.delivery,
            provider_code=each.provider.code if each.provider else "",
            is_tafe_network=bool(each.provider and each.provider.is_tafe_network),
            subjects=each.subjects,
            units=len(units),
            units_without_hours=sum(hours is None and not is_transfer for hours, is_transfer in units),
            hours=sum(hours or 0 for hours, is_transfer in units if not is_transfer),
            transfer_hours=sum(hours or 0 for hours, is_transfer in units if is_transfer),
        )


class _NewFacts:
    """Facts of enrolments that are not stored yet, in the meaning of funding.queries.facts_of."""

    def __init__(self, upload: EnrolmentUpload, plan: Plan) -> None:
        self.school: School = upload.school
        self.census_date = upload.year.census_date
        self.plan = plan
        campuses = Campus.objects.filter(school=self.school).order_by("number")
        self.index_of = dict(campuses.values_list("pk", "location_index"))
        self.main_index = next(iter(self.index_of.values()), None)
        approvals = HigherLevelApproval.objects.filter(school=self.school, year=upload.year)
        self.approved = set(approvals.values_list("qualification_id", flat=True))
        sizes = SchoolSize.objects.filter(school=self.school, year=upload.year)
        self.students = sizes.values_list("students", flat=True).first()
        overseas = Student.objects.filter(school=self.school, is_overseas=True)
        self.overseas = set(overseas.values_list("pk", flat=True))

    def of(self, each: PlannedEnrolment, enrolment_id: int) -> EnrolmentFacts:
        """The facts of a new enrolment, units still to be counted."""
        certificate = each.qualification
        held = self.plan.standing.students.get(each.student_number)
        student = held or self.plan.new_students[each.student_number]
        return EnrolmentFacts(
            enrolment_id=enrolment_id,
            school_id=self.school.pk,
            sector=self.school.sector,
            location_index=self.index_of.get(held.campus_id) if held else self.main_index,
            census_date=self.census_date,
            date_of_birth=student.date_of_birth,
            **queries.certificate_facts(certificate, self.census_date),
            program=each.program,
            delivery=each.delivery,
            has_approval=certificate.pk in self.approved,
            is_withdrawn=False,
            return_approved=False,
            units=0,
            units_without_hours=0,
            hours=0,
            is_specialist=self.school.is_specialist,
            school_students=self.students,
            is_overseas=bool(held and held.pk in self.overseas),
        )


def _at_risk(after: Estimate, plan: Plan) -> list[AtRisk]:
    keys = {(each.held.pk if each.held else -place): each for place, each in enumerate(plan.enrolments, 1)}
    return [
        _of_the_file(mend, keys[mend.enrolment_id], plan) for mend in after.mends if mend.enrolment_id in keys
    ]


def _of_the_file(mend: Mend, each: PlannedEnrolment, plan: Plan) -> AtRisk:
    number = each.student_number
    student = plan.standing.students.get(number) or plan.new_students[number]
    name = Student(family_name=student.family_name, given_names=student.given_names).name
    key = each.held.pk if each.held else None
    return AtRisk(key, name, number, each.qualification.code, rules_of(mend), mend.cents)


def _hindrances(after: Estimate, planned: Mapping[int, EnrolmentFacts]) -> list[Hindrance]:
    counted = Counter(
        code for outcome in after.outcomes if outcome.enrolment_id in planned for code in outcome.reasons
    )
    at_risk: Counter[str] = Counter()
    for mend in after.mends:
        if mend.enrolment_id in planned:
            at_risk.update(dict.fromkeys(mend.reasons, mend.cents))
    return [
        Hindrance(RULE_BY_CODE[code].sentence, RULE_BY_CODE[code].fix, enrolments, at_risk[code])
        for code, enrolments in counted.most_common()
    ]
