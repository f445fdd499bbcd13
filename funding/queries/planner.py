"""What a school's plan starts from: its entries, counted together by certificate, hours and delivery."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from enrolments.models import (
    Campus,
    Enrolment,
    EnrolmentYear,
    HigherLevelApproval,
    Provider,
    Qualification,
    School,
    SchoolSize,
)
from funding import queries
from funding.queries import estimates, released
from funding.queries.live import state_now
from funding.rules.allocation import bands_by_code, decide
from funding.rules.facts import EnrolmentFacts, YearRules
from funding.rules.hours import counted_hours
from funding.rules.planning import Plan, PlannedRow, is_of_a_row, payments, planned
from funding.rules.rural import COMPONENT as RURAL
from funding.rules.rural import at_base_rate

AT_TAFE = "EXTERNAL@"  # before the code of the TAFE, where the year pays a supplement


class Row(NamedTuple):
    """A row of a plan as it is typed. Hours are None where they are not known."""

    certificate: str
    students: int
    hours: int | None
    delivery: str
    index: int | None


class Rate(NamedTuple):
    """A base rate that a plan can be worked out at, in cents."""

    key: str
    label: str
    cents: int


_INDICATIVE = Rate("indicative", "Indicative rate", 0)


@dataclass(frozen=True)
class Planner:
    """One school and year as a plan needs them."""

    school: School
    year: EnrolmentYear
    stated: YearRules

    @cached_property
    def facts(self) -> list[EnrolmentFacts]:
        """The entries as they stand, after the freeze as they were frozen."""
        return estimates.facts_of_school(self.school, self.year)

    @property
    def is_rural_unknown(self) -> bool:
        """Whether rural weighting has no rate yet; then no line of it is worked out."""
        return self.stated.rural_rate is None and RURAL in self.stated.components

    @cached_property
    def rules(self) -> YearRules:
        """The rules of the year as far as amounts follow from them."""
        if not self.is_rural_unknown:
            return self.stated
        return replace(self.stated, components=self.stated.components - {RURAL})

    @cached_property
    def _divided(self) -> tuple[list[EnrolmentFacts], list[EnrolmentFacts]]:
        """Entries that rows stand for, and entries that a plan leaves as they are."""
        bands = bands_by_code(self.rules)
        rows: list[EnrolmentFacts] = []
        others: list[EnrolmentFacts] = []
        for facts in self.facts:
            (rows if is_of_a_row(decide(facts, self.rules, bands)) else others).append(facts)
        return rows, others

    @property
    def others(self) -> list[EnrolmentFacts]:
        """Entries that a plan leaves as they are: unfinished ones, students who cannot be funded."""
        return self._divided[1]

    @cached_property
    def present(self) -> list[Row]:
        """The rows that the entries lead to, by certificate."""
        counted = Counter(
            (
                facts.qualification_code,
                counted_hours(facts, self.rules),
                self.delivery_of(facts),
                facts.location_index,
            )
            for facts in self._divided[0]
        )
        rows = [
            Row(code, students, hours, delivery, index)
            for (code, hours, delivery, index), students in counted.items()
        ]
        return sorted(
            rows, key=lambda row: (row.certificate, -(row.hours or 0), row.delivery, row.index or 0)
        )

    def delivery_of(self, facts: EnrolmentFacts) -> str:
        """The delivery, with the TAFE in it where that decides a supplement."""
        is_at_tafe = self.rules.tafe and facts.delivery == "EXTERNAL" and facts.is_tafe_network
        return f"{AT_TAFE}{facts.provider_code}" if is_at_tafe else facts.delivery

    @cached_property
    def deliveries(self) -> list[tuple[str, str]]:
        """What can be chosen as delivery."""
        choices = list(Enrolment.Delivery.choices)
        if self.rules.tafe:
            tafes = Provider.objects.filter(is_tafe_network=True).order_by("name")
            choices += [(f"{AT_TAFE}{each.code}", f"Purchased from {each.name}") for each in tafes]
        return choices

    @cached_property
    def indexes(self) -> dict[int | None, str]:
        """The location indexes of the school's campuses, each with the first campus that has it."""
        found: dict[int | None, str] = {}
        for campus in Campus.objects.filter(school=self.school).order_by("number"):
            found.setdefault(campus.location_index, campus.name)
        return found or {None: "Campus"}

    def plan(self, rows: Sequence[PlannedRow], rate: Rate) -> Plan:
        """The plan at a base rate."""
        return planned(rows, self.others, at_base_rate(rate.cents, self.rules))

    def present_rows(self) -> list[PlannedRow]:
        """The entries as they stand, each a row of its own."""
        return [PlannedRow(facts, 1) for facts in self._divided[0]]

    @cached_property
    def runs(self) -> dict[str, released.ReleasedRun]:
        """The released runs of the year by kind."""
        return released.both(self.school, self.year.year)

    @cached_property
    def rates(self) -> list[Rate]:
        """The base rates that are known, the indicative one first."""
        found = [self._indicative]
        confirmed = self.runs.get("CONFIRMED")
        if confirmed:
            found.append(Rate("confirmed", "Confirmed rate", confirmed.run.base_rate))
        elif not self.year.frozen_at:
            found += self._rate_now()
        return found

    def _rate_now(self) -> list[Rate]:
        """The rate that the entries of all schools lead to, as they were kept current last."""
        state = state_now(self.year.year, as_if_approved=True)
        if state is None or not state.is_solved or state.base_rate is None:
            return []
        return [Rate("now", "Rate that all schools’ entries lead to now", state.base_rate)]

    def rate(self, key: str) -> Rate:
        """The rate of this name; otherwise the confirmed one once it is released, before that the indicative.

        The rate of all entries is worked out only where it is asked for.
        """
        wanted = key or ("confirmed" if "CONFIRMED" in self.runs else _INDICATIVE.key)
        if wanted == _INDICATIVE.key:
            return self._indicative
        return next((each for each in self.rates if each.key == wanted), self._indicative)

    @property
    def _indicative(self) -> Rate:
        return _INDICATIVE._replace(cents=self.rules.base_rate)

    def payments(self, plan: Plan) -> dict[str, int]:
        """Cents of each payment line; what an indicative release pays stands."""
        held = self.runs.get("INDICATIVE")
        early = _by_component(held.allocations) if held else {}
        paid_by = held.rules if held else None
        return payments(early, _by_component(plan.settlement.allocations), paid_by, self.rules)

    def facts_of(self, rows: Sequence[Row], certificates: Mapping[str, Qualification]) -> list[PlannedRow]:
        """The rows as facts of sound students: only the certificate and how it is studied can matter."""
        approvals = HigherLevelApproval.objects.filter(school=self.school, year=self.year)
        approved = set(approvals.values_list("qualification_id", flat=True))
        sound = self.sound
        tafes = self._tafes({row.delivery.removeprefix(AT_TAFE) for row in rows})
        return [
            PlannedRow(_facts(sound, row, certificates[row.certificate], approved, tafes), row.students)
            for row in rows
        ]

    @cached_property
    def sound(self) -> EnrolmentFacts:
        """A student of the school against whom nothing speaks."""
        size = SchoolSize.objects.filter(school=self.school, year=self.year).first()
        census = self.year.census_date
        return EnrolmentFacts(
            enrolment_id=0,
            school_id=self.school.pk,
            sector=self.school.sector,
            location_index=None,
            census_date=census,
            date_of_birth=date(census.year - self.rules.minimum_age - 1, 1, 1),
            qualification_code="",
            level=2,
            is_general_education=False,
            is_generalist=False,
            is_superseded=False,
            program="VCE",
            delivery="SCHOOL",
            has_approval=False,
            is_withdrawn=False,
            return_approved=True,
            units=1,
            units_without_hours=0,
            hours=0,
            is_specialist=self.school.is_specialist,
            school_students=size.students if size else None,
        )

    def _tafes(self, codes: Collection[str]) -> set[str]:
        found = Provider.objects.filter(code__in=codes, is_tafe_network=True)
        return set(found.values_list("code", flat=True))


def _facts(
    sound: EnrolmentFacts, row: Row, certificate: Qualification, approved: set[int], tafes: set[str]
) -> EnrolmentFacts:
    delivery, _, provider = row.delivery.partition("@")
    return sound._replace(
        **queries.certificate_facts(certificate, sound.census_date),
        has_approval=certificate.pk in approved,
        location_index=row.index,
        delivery=delivery,
        provider_code=provider,
        is_tafe_network=provider in tafes,
        units_without_hours=0 if row.hours else 1,
        hours=row.hours or 0,
    )


def _by_certificate(row: Row) -> tuple:
    return row.certificate, -(row.hours or 0), row.delivery, row.index or 0


def _by_component(allocations: Sequence) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for line in allocations:
        sums[line.component] += line.amount
    return dict(sums)


def planner_of(school: School, year: EnrolmentYear) -> Planner | None:
    """The planner of a school; None while the rules of the year are not published."""
    version = queries.published_year(year.year)
    return Planner(school, year, estimates.rules_in_estimate(version)) if version else None
