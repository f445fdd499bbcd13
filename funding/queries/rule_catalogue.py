"""The catalogue of rules beside the facts: in which years each is in force, and whom it speaks against."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from funding.models import Exclusion, FundingRun, FundingYear
from funding.queries import run_figures
from funding.queries.facts import latest_run
from funding.rules.catalogue import Entry, catalogue
from funding.rules.facts import Outcome


class InForce(NamedTuple):
    """A published year that lists a rule, with that year's own source."""

    year: int
    version: int
    source: str


class Listed(NamedTuple):
    """A rule with the years that list it, newest first, and the enrolments that it speaks against."""

    entry: Entry
    years: Sequence[InForce]
    enrolments: int


def listed(against: Mapping[str, int]) -> list[Listed]:
    """Every rule in catalogue order; `against` has the number of enrolments by code."""
    years = _years()
    return [Listed(entry, years.get(entry.code, ()), against.get(entry.code, 0)) for entry in catalogue()]


def _years() -> dict[str, list[InForce]]:
    rows = Exclusion.objects.filter(funding_year__status=FundingYear.Status.PUBLISHED).order_by(
        "-funding_year__year"
    )
    found: dict[str, list[InForce]] = {}
    for code, *values in rows.values_list("code", "funding_year__year", "funding_year_id", "source"):
        found.setdefault(code, []).append(InForce(*values))
    return found


def count(outcomes: Sequence[Outcome]) -> dict[str, int]:
    """Enrolments by the code of each rule against them; one that meets several counts for each."""
    return Counter(code for outcome in outcomes for code in outcome.reasons)


def newest_run(year: int) -> FundingRun | None:
    """The run that says most about the state's enrolments: the confirmed one, else the indicative one."""
    return latest_run(year, FundingRun.Kind.CONFIRMED) or latest_run(year, FundingRun.Kind.INDICATIVE)


def count_in(run: FundingRun) -> dict[str, int]:
    """As `count`, over all schools of a run."""
    return {figure.rule.code: figure.enrolments for figure in run_figures.reasons(run)}
