"""A school's funding as it is now, as it was indicated, as it was confirmed: three readings of one shape."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from enrolments.models import Enrolment, EnrolmentYear, School, Student
from funding.queries import estimates, released
from funding.queries.answers import outcome_of
from funding.queries.corrected import corrected_facts_of
from funding.rules.eligibility import RULE_BY_CODE, Rule
from funding.rules.explanation import enrolment_amounts
from funding.rules.facts import Allocation, Outcome, YearRules
from funding.rules.mending import dollars_if_mended
from funding.rules.rural import at_base_rate

NOW, INDICATIVE, CONFIRMED = "now", "indicative", "confirmed"
READINGS = {NOW: "Now", INDICATIVE: "Indicative", CONFIRMED: "Confirmed"}


@dataclass(frozen=True)
class EnrolmentRow:
    """One enrolment: what it earns alone or would earn if mended (cents), and every reason against it."""

    enrolment_id: int
    student: str
    student_number: str
    certificate: str
    title: str
    band: str
    hours: int
    funded_hours: int
    amount: int
    is_rural_unknown: bool
    reasons: tuple[Rule, ...]
    would_earn: int

    @property
    def is_funded(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.reasons

    @property
    def first_reason(self) -> str:
        """What a list by reason is sorted by; funded enrolments come first."""
        return self.reasons[0].sentence if self.reasons else ""


class Counted(NamedTuple):
    """Enrolments and their funded hours."""

    enrolments: int
    hours: int


@dataclass(frozen=True)
class Reading:
    """One reading of a school's funding. `facts_year` is the year whose enrolments it counts."""

    kind: str
    school: School
    year: int
    facts_year: int
    rules: YearRules
    base_rate: int
    allocations: Sequence[Allocation]
    outcomes: Sequence[Outcome]
    estimate: estimates.Estimate | None = None
    run: released.ReleasedRun | None = None

    @property
    def total(self) -> int:
        """Cents of all lines."""
        return sum(line.amount for line in self.allocations)

    @cached_property
    def lines(self) -> list[released.Line]:
        """The lines with their calculations: as the run stored them, or as they come to now."""
        if self.run:
            return self.run.lines
        return released.lines_of(self.allocations, self.rules, self.base_rate)

    @cached_property
    def targeted(self) -> list[Allocation]:
        """The targeted lines."""
        return [line for line in self.allocations if line.component == "TARGETED"]

    @property
    def counted(self) -> Counted:
        """What the targeted lines count; lines of other components count the same enrolments again."""
        return Counted(
            sum(line.enrolments for line in self.targeted), sum(line.hours for line in self.targeted)
        )

    @property
    def fte(self) -> int:
        """Funded full-time enrolments in hundredths."""
        return estimates.full_time(self.targeted)

    @property
    def funded(self) -> int:
        """Enrolments that are funded."""
        return sum(1 for outcome in self.outcomes if not outcome.reasons)

    @cached_property
    def rows(self) -> list[EnrolmentRow]:
        """Every enrolment of the reading, by student."""
        names = names_of(self.school, self.facts_year)
        risks = self._risks()
        made = [self._row(outcome, names, risks) for outcome in self.outcomes]
        return sorted(made, key=lambda row: (row.student.casefold(), row.certificate))

    def _row(self, outcome: Outcome, names: Mapping, risks: Mapping[int, int]) -> EnrolmentRow:
        amounts = enrolment_amounts(outcome, self.rules, self.base_rate)
        return EnrolmentRow(
            outcome.enrolment_id,
            *names.get(outcome.enrolment_id, ("No longer recorded", "", "", "")),
            band=outcome.band,
            hours=outcome.hours,
            funded_hours=outcome.funded_hours,
            amount=amounts.paid,
            is_rural_unknown=amounts.rural is None,
            reasons=tuple(RULE_BY_CODE[code] for code in outcome.reasons),
            would_earn=risks.get(outcome.enrolment_id, 0),
        )

    def _risks(self) -> dict[int, int]:
        """Cents that each unfunded enrolment would earn (or would have earned) if it were mended."""
        if self.estimate and not self.estimate.year.frozen_at:
            return {mend.enrolment_id: mend.cents for mend in self.estimate.mends}
        unfunded = [outcome for outcome in self.outcomes if outcome.reasons]
        facts = corrected_facts_of(self.facts_year, school_id=self.school.pk)
        wanted = {outcome.enrolment_id for outcome in unfunded}
        nominal = estimates.nominal_hours(
            [each.enrolment_id for each in unfunded if estimates.is_incomplete(each)]
        )
        rules = at_base_rate(self.base_rate, self.rules)
        return {
            row.enrolment_id: dollars_if_mended(row, rules, nominal.get(row.enrolment_id))
            for row in facts
            if row.enrolment_id in wanted
        }


def names_of(school: School, year: int) -> dict[int, tuple[str, str, str, str]]:
    rows = Enrolment.objects.filter(school=school, year_id=year).values_list(
        "pk",
        "student__family_name",
        "student__given_names",
        "student__student_number",
        "qualification__code",
        "qualification__title",
    )
    return {
        pk: (Student(family_name=family, given_names=given).name, *rest) for pk, family, given, *rest in rows
    }


def readings(school: School, year: EnrolmentYear) -> dict[str, released.ReleasedRun | None]:
    """The readings that exist: now always, indicative and confirmed once they are released."""
    runs = released.both(school, year.year)
    return {NOW: None} | {
        kind: runs[kind.upper()] for kind in (INDICATIVE, CONFIRMED) if kind.upper() in runs
    }


def reading_now(school: School, year: EnrolmentYear) -> Reading | None:
    """The reading of the present (or frozen) entries; None while the year's rules are not published."""
    estimate = estimates.of_school(school, year)
    if estimate is None:
        return None
    return Reading(
        kind=NOW,
        school=school,
        year=year.year,
        facts_year=year.year,
        rules=estimate.rules,
        base_rate=estimate.rules.base_rate,
        allocations=estimate.allocations,
        outcomes=estimate.outcomes,
        estimate=estimate,
    )


def reading_of(kind: str, held: released.ReleasedRun) -> Reading:
    """The reading of a released run."""
    return Reading(
        kind=kind,
        school=held.school,
        year=held.run.year,
        facts_year=held.run.facts_year,
        rules=held.rules,
        base_rate=held.run.base_rate,
        allocations=held.allocations,
        outcomes=[outcome_of(each) for each in held.outcomes],
        run=held,
    )
