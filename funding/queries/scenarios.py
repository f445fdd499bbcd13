"""What scenarios are compared with: the entries while a year is open, the frozen census after it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

from django.db.models import Case, Count, Q, Sum, Value, When

from enrolments.models import Enrolment, EnrolmentYear, School
from funding import queries
from funding.models import CensusFreeze, EnrolmentOutcome, FundingRun, LiveCell, LiveEntry, LiveYear
from funding.queries.corrected import corrected_facts, facts_of_run
from funding.queries.estimates import APPROVAL
from funding.rules import scenario_result, year_rules
from funding.rules.allocation import bands_by_code, decide_all
from funding.rules.cells import Cell, cells_of
from funding.rules.facts import EnrolmentFacts, YearRules
from funding.rules.rural import COMPONENT as RURAL
from funding.rules.scenario import Changes, Key
from funding.rules.scenario_effects import Effect, effects, warnings
from funding.rules.scenario_facts import needs_facts
from funding.rules.scenario_result import Result, result_of
from funding.rules.scenario_sentences import Said, said
from funding.rules.scenario_workings import Side, from_cells, from_facts, side
from vetportal import clock
from vetportal.bulk_reading import stream_rows
from vetportal.money import day, whole


@dataclass(frozen=True)
class State:
    """What stands in a year: its rules and its enrolments, and what they come to.

    `run` is the confirmed run that is read; None while the year is open, or nothing is calculated.
    `is_rural_unknown`: schools are rural and the year has no rural rate yet, so rural weighting is left out.
    """

    year: EnrolmentYear
    rules: YearRules
    run: FundingRun | None
    is_rural_unknown: bool = False

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The enrolments that are paid anything, counted together where they are alike."""
        if self.run:
            return _cells_of_run(self.run)
        if self._is_live:
            # Whether the return is approved yet is no matter here: every return counts as approved.
            kept = LiveCell.objects.filter(year=self.year.year).order_by().values_list(*Cell._fields)
            return tuple(sorted(Cell._make(row)._replace(awaits_approval=False) for row in kept))
        return cells_of(decide_all(self.facts(), self.rules, bands_by_code(self.rules)))

    @cached_property
    def side(self) -> Side:
        """What stands, settled. Raises CannotCalculate, in words, as a run does."""
        return side(self.cells, self.rules)

    @cached_property
    def _is_live(self) -> bool:
        return not self.year.frozen_at and LiveYear.objects.filter(pk=self.year.year).exists()

    def facts(self) -> Iterator[EnrolmentFacts]:
        """Every enrolment: as it stands, and after the freeze as it was frozen."""
        if self.run:
            return facts_of_run(self.run)
        if self.year.frozen_at:
            return corrected_facts(self.year.year)
        if self._is_live:
            kept = LiveEntry.objects.filter(year=self.year.year)
            return map(EnrolmentFacts._make, stream_rows(kept, queries.FACT_NAMES))
        rows = queries.facts_of(Enrolment.objects.filter(year=self.year))
        return map(EnrolmentFacts._make, rows.iterator(chunk_size=5_000))

    @cached_property
    def facts_sha256(self) -> str:
        """A fingerprint of the enrolments as far as they are paid anything."""
        return sha256(repr(self.cells).encode()).hexdigest()

    @cached_property
    def rules_sha256(self) -> str:
        """A fingerprint of the rules."""
        return sha256(json.dumps(year_rules.to_json(self.rules), sort_keys=True).encode()).hexdigest()

    @property
    def description(self) -> str:
        """What a scenario is compared with, in words."""
        # A cell without funded hours is one that materials alone are paid for.
        number = sum(cell.enrolments for cell in self.cells if cell.funded_hours)
        counted = f"{whole(number)} funded enrolment{'' if number == 1 else 's'}"
        if self.run:
            return f"{self.run}, {counted}"
        if self.year.frozen_at:
            return f"the frozen census of {self.year}, {counted}"
        return f"the entries of {day(clock.today())}, {counted}, every return counted as approved"


def state_of(year: EnrolmentYear) -> State | None:
    """What stands in a year; None while its rules are not published.

    While the year is open it is what was kept current last: see funding.actions.scenarios.standing.
    Before the freeze every return counts as approved. The rates follow from the cap where the year has one.
    """
    run = queries.latest_run(year.year, FundingRun.Kind.CONFIRMED) if year.frozen_at else None
    if run:
        return State(year, year_rules.from_json(run.rules), run)
    version = queries.published_year(year.year)
    if version is None:
        return None
    has_cap = version.cap is not None and version.is_capped
    kind = FundingRun.Kind.CONFIRMED if has_cap or not version.is_capped else FundingRun.Kind.INDICATIVE
    rules = queries.rules_of(version, kind)
    if not year.frozen_at:
        rules = replace(rules, exclusions=rules.exclusions - {APPROVAL})
    is_unknown = rules.rural_rate is None and RURAL in rules.components
    if is_unknown:
        rules = replace(rules, components=rules.components - {RURAL})
    return State(year, rules, None, is_unknown)


def _cells_of_run(run: FundingRun) -> tuple[Cell, ...]:
    """The cells of a stored run, summed by the database."""
    is_funded = Case(When(funded_hours__gt=0, then=Value(1)), default=Value(0))
    paid = EnrolmentOutcome.objects.filter(run=run).filter(Q(funded_hours__gt=0) | ~Q(materials_band=""))
    columns = (
        "school_id", "qualification_code", "band", "location_index", "tafe_provider", "materials_band",
        "small_scale_rate", "core_rate",
    )  # fmt: skip
    grouped = paid.annotate(is_funded=is_funded).order_by().values_list(*columns, "is_funded")
    rows = grouped.annotate(number=Count("pk"), all_hours=Sum("hours"), all_funded=Sum("funded_hours"))
    return tuple(sorted(Cell(*row[:8], False, *row[9:]) for row in rows))


def regions() -> dict[int, str]:
    """The region of every school by its id; empty where none is recorded."""
    return dict(School.objects.values_list("pk", "region"))


class WorkedOut(NamedTuple):
    """A scenario worked out: its result, each parameter in words, whom it touches, and warnings."""

    result: Result
    said: tuple[Said, ...]
    effects: tuple[Effect, ...]
    warnings: dict[Key, str]


def work_out(state: State, changes: Changes) -> WorkedOut:
    """What the changes come to beside what stands.

    Raises ValueError, in words, for a name that does not exist and (CannotCalculate) where no result exists.
    """
    region_of = regions()
    if needs_facts(changes):
        workings = from_facts(state.side, state.facts(), changes, region_of, _other_facts(changes))
    else:
        workings = from_cells(state.side, changes, region_of)
    found = effects(workings, changes, region_of)
    names = dict(School.objects.filter(pk__in=changes.index_of_school).values_list("pk", "name"))
    return WorkedOut(
        result_of(workings, region_of), said(changes, state.rules, names), found, warnings(workings, found)
    )


def as_json(worked_out: WorkedOut) -> dict[str, Any]:
    """The figures as they are stored, and beside them each parameter as it stood and whom it touched."""
    touched = {effect.key: effect.touched for effect in worked_out.effects}
    return scenario_result.to_json(worked_out.result) | {
        "parameters": [
            {
                "label": each.label,
                "before": each.before,
                "after": each.after,
                "enrolments": touched[each.key].enrolments,
                "schools": touched[each.key].schools,
                "warning": worked_out.warnings.get(each.key, ""),
            }
            for each in worked_out.said
        ]
    }


def _other_facts(changes: Changes) -> Iterator[EnrolmentFacts] | None:
    if changes.facts_year is None:
        return None
    if not CensusFreeze.objects.filter(year_id=changes.facts_year).exists():
        raise ValueError(f"The {changes.facts_year} census is not frozen. Choose a year that is.")
    return corrected_facts(changes.facts_year)


def frozen_years(besides: int) -> list[int]:
    """Years whose frozen enrolments a scenario of another year can read, newest first."""
    years = CensusFreeze.objects.exclude(year_id=besides).order_by("-year_id")
    return list(years.values_list("year_id", flat=True))
