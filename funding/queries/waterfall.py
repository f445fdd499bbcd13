"""What changed in funding from one statement to the next, and which enrolments of a school are behind it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.db.models import Sum

from enrolments.models import School
from funding.models import EnrolmentOutcome, FundingRun, SchoolAllocation
from funding.queries import estimates, run_facts
from funding.queries.school_funding import names_of
from funding.rules import waterfall, waterfall_explained
from funding.rules.eligibility import RULE_BY_CODE, Rule
from funding.rules.facts import Outcome
from funding.rules.waterfall import Entry, Pair
from funding.rules.waterfall_explained import Told
from funding.rules.waterfall_prices import Side
from funding.rules.year_rules import from_json
from vetportal.money import UNKNOWN, index, whole


class Counted(NamedTuple):
    """One side of a comparison: what it is called, its figures, and its enrolments with their reasons.

    `label` is short enough to stand beside a bar.
    """

    label: str
    name: str
    facts_year: int
    side: Side
    entries: Sequence[Entry]
    reasons: dict[int, tuple[str, ...]]


class Moved(NamedTuple):
    """One enrolment behind a step: who, what was and what is, and the cents of it alone, rounded."""

    enrolment_id: int
    student: str
    certificate: str
    what: str
    rules: tuple[Rule, ...]
    cents: int


@dataclass(frozen=True)
class Way:
    """The waterfall between two statements, of a school or of the whole state (school None)."""

    school: School | None
    before: Counted
    after: Counted

    @cached_property
    def _sides(self) -> list[tuple[Entry | None, Entry | None]]:
        return waterfall.matched(self.before.entries, self.after.entries)

    @cached_property
    def _pairs(self) -> list[Pair]:
        return waterfall.pairs_of(self._sides)

    @cached_property
    def found(self) -> waterfall.Waterfall:
        """The figures."""
        return waterfall.waterfall(self._pairs, self.before.side, self.after.side)

    @cached_property
    def steps(self) -> tuple[Told, ...]:
        """Every step that moved anything, in words."""
        return waterfall_explained.told(self.found, self.before.side, self.after.side)

    @property
    def change(self) -> int:
        """Signed cents from the one total to the other."""
        return self.found.after - self.found.before

    def moved(self, cause: str) -> list[Moved]:
        """The enrolments of the school behind a step, most cents first."""
        effects = self.found.effects.get(cause, {})
        rows = [
            self._moved(was, now, pair, cause, effects[pair])
            for (was, now), pair in zip(self._sides, self._pairs, strict=True)
            if pair in effects
        ]
        return sorted(rows, key=lambda row: (-abs(row.cents), row.student, row.enrolment_id))

    def _moved(self, was: Entry | None, now: Entry | None, pair: Pair, cause: str, cents: int) -> Moved:
        entry, side = (now, self.after) if now else (was, self.before)
        if entry is None:
            raise ValueError("An enrolment stands on one side at least.")
        student, _, certificate, title = self._names(side.facts_year).get(
            entry.enrolment_id, ("No longer recorded", "", entry.holding.qualification, "")
        )
        codes = self.after.reasons.get(now.enrolment_id, ()) if now and cause == waterfall.REMOVED else ()
        return Moved(
            entry.enrolment_id,
            student,
            f"{certificate} {title}".strip(),
            _WHAT.get(cause, _no_words)(pair),
            tuple(RULE_BY_CODE[code] for code in codes),
            cents,
        )

    @cached_property
    def _names_by_year(self) -> dict[int, dict[int, tuple[str, str, str, str]]]:
        years = {self.before.facts_year, self.after.facts_year}
        return {year: names_of(self.school, year) for year in years} if self.school else {}

    def _names(self, year: int) -> dict[int, tuple[str, str, str, str]]:
        return self._names_by_year[year]


def _no_words(pair: Pair) -> str:
    return ""


def _removed(pair: Pair) -> str:
    return "not there any more" if pair.after is None else "not funded now"


def _added(pair: Pair) -> str:
    return "new" if pair.before is None else "funded now"


def _hours(pair: Pair) -> str:
    return _was_and_is(*(whole(side.hours) if side else UNKNOWN for side in pair[:2]), "hours entered")


def _band(pair: Pair) -> str:
    return "band " + _was_and_is(*((side.band if side else "") or UNKNOWN for side in pair[:2]))


def _location(pair: Pair) -> str:
    return "location index " + _was_and_is(
        *(index(side.location_index) if side else UNKNOWN for side in pair[:2])
    )


def _was_and_is(was: str, now: str, unit: str = "") -> str:
    return f"{was if was in (now, UNKNOWN) else f'{was} → {now}'} {unit}".strip()


_WHAT = {
    waterfall.REMOVED: _removed,
    waterfall.ADDED: _added,
    waterfall.HOURS: _hours,
    waterfall.BAND: _band,
    waterfall.LOCATION: _location,
}


def between_runs(before: FundingRun, after: FundingRun, school: School | None = None) -> Way:
    """The waterfall from one stored run to another, of a school or of the state."""
    return Way(school, of_run(before, school), of_run(after, school))


def of_run(run: FundingRun, school: School | None = None) -> Counted:
    """One side by a stored run: a school's, or the whole state's."""
    held = EnrolmentOutcome.objects.filter(run=run)
    lines = SchoolAllocation.objects.filter(run=run)
    if school:
        held, lines = held.filter(school_id=school.pk), lines.filter(school=school)
    outcomes = [_outcome(row) for row in held.values_list(*Outcome._fields)]
    known = run_facts.certificates_of(run, school.pk if school else None)
    number = f" {run.number}" if run.number > 1 else ""
    return Counted(
        label=f"{run.get_kind_display()}{number}",
        name=f"the {run}",
        facts_year=run.facts_year,
        side=Side(from_json(run.rules), run.base_rate, lines.aggregate(cents=Sum("amount"))["cents"] or 0),
        entries=entries_of(outcomes, known),
        reasons={each.enrolment_id: each.reasons for each in outcomes} if school else {},
    )


def of_estimate(estimate: estimates.Estimate, school: School) -> Counted:
    """A school's side of its entries as they stand, or as they were frozen."""
    facts = estimates.facts_of_school(school, estimate.year)
    return Counted(
        label="Now",
        name="the entries as they were frozen" if estimate.year.frozen_at else "the entries as they stand",
        facts_year=estimate.year.year,
        side=Side(estimate.rules, estimate.rules.base_rate, estimate.total),
        entries=entries_of(
            estimate.outcomes, {row.enrolment_id: (row.student_id, row.qualification_code) for row in facts}
        ),
        reasons={each.enrolment_id: each.reasons for each in estimate.outcomes},
    )


def entries_of(outcomes: Iterable[Outcome], known: Mapping[int, tuple[int, str]]) -> list[Entry]:
    """Outcomes as the waterfall reads them; `known` is the student and the certificate of each enrolment.

    Runs of the first engine did not keep the certificate with the outcome.
    """
    found = []
    for each in outcomes:
        student, certificate = known.get(each.enrolment_id, (0, ""))
        code = each.qualification_code or certificate
        found.append(waterfall.entry_of(each._replace(qualification_code=code), student))
    return found


def _outcome(row: tuple) -> Outcome:
    outcome = Outcome._make(row)
    return outcome._replace(reasons=tuple(str(outcome.reasons).split()))
