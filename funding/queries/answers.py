"""Will this be funded? The answer for one enrolment, with every reason and the calculation."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from enrolments.models import Enrolment, EnrolmentYear
from funding import queries
from funding.models import EnrolmentOutcome, Exclusion, FundingRun, FundingYear
from funding.queries import estimates
from funding.queries.corrected import corrected_fact
from funding.rules.allocation import bands_by_code, decide
from funding.rules.calculation_rows import CalculationRow
from funding.rules.eligibility import RULE_BY_CODE, Rule
from funding.rules.explanation import EnrolmentAmounts, enrolment_amounts, enrolment_rows
from funding.rules.facts import EnrolmentFacts, Outcome, YearRules
from funding.rules.mending import dollars_if_mended
from funding.rules.year_rules import from_json


class Basis(NamedTuple):
    """What an answer rests on: a released run, frozen facts, or the entries as they stand."""

    run: FundingRun | None
    is_frozen: bool


@dataclass(frozen=True)
class Answer:
    """The answer for one enrolment. Amounts are cents; `at_risk` is what mending it would earn."""

    year: int
    basis: Basis
    outcome: Outcome | None
    reasons: tuple[Rule, ...]
    amounts: EnrolmentAmounts
    rows: tuple[CalculationRow, ...]
    at_risk: int = 0
    is_approved: bool = True

    @property
    def is_known(self) -> bool:
        """Whether there are rules to answer by."""
        return self.outcome is not None

    @property
    def is_funded(self) -> bool:
        """Whether nothing speaks against the enrolment."""
        return self.outcome is not None and not self.outcome.reasons

    @property
    def total(self) -> int:
        """What the enrolment alone earns. A rural part whose rate is not known is not in it."""
        return self.amounts.paid

    @property
    def paid_rows(self) -> tuple[CalculationRow, ...]:
        """The steps that lead to the total; the notional core share is said apart."""
        return self.rows[:-1] if self.is_funded else ()


def of_enrolment(enrolment: Enrolment) -> Answer:
    """The answer for a saved enrolment: by the released run, the frozen facts, or as it stands."""
    year = enrolment.year
    run = queries.latest_run(year.year, FundingRun.Kind.CONFIRMED, released_only=True)
    version = queries.published_year(year.year)
    if run is None and version is None:
        # A year before the portal's first rules still pays the first terms of the year after it.
        run = queries.latest_run(year.year + 1, FundingRun.Kind.INDICATIVE, released_only=True)
    if run:
        return _of_run(run, enrolment)
    if version is None:
        return unknown(year)
    is_frozen = year.frozen_at is not None
    rules = estimates.rules_in_estimate(version, is_frozen=is_frozen)
    facts = _facts(enrolment, is_frozen)
    if facts is None:
        return unknown(year)
    nominal = None if is_frozen else estimates.nominal_hours([enrolment.pk]).get(enrolment.pk)
    return of_facts(facts, rules, is_frozen=is_frozen, nominal_hours=nominal)


def of_facts(
    facts: EnrolmentFacts, rules: YearRules, *, is_frozen: bool = False, nominal_hours: int | None = None
) -> Answer:
    """The answer for facts that may not be saved yet."""
    outcome = decide(facts, rules, bands_by_code(rules))
    return _answer(
        outcome,
        rules,
        rules.base_rate,
        Basis(None, is_frozen),
        at_risk=0 if is_frozen else dollars_if_mended(facts, rules, nominal_hours),
        is_approved=facts.return_approved,
    )


def rules_for(year: EnrolmentYear) -> YearRules | None:
    """The rules by which a live answer of a year is given; None while they are not published."""
    version = queries.published_year(year.year)
    return estimates.rules_in_estimate(version, is_frozen=False) if version else None


def _facts(enrolment: Enrolment, is_frozen: bool) -> EnrolmentFacts | None:
    if not is_frozen:
        return queries.live_facts(Enrolment.objects.filter(pk=enrolment.pk))[0]
    return corrected_fact(enrolment.year_id, enrolment.pk)


def _of_run(run: FundingRun, enrolment: Enrolment) -> Answer:
    held = EnrolmentOutcome.objects.filter(run=run, enrolment_id=enrolment.pk).first()
    if held is None:
        return unknown(enrolment.year)
    return _answer(outcome_of(held), from_json(run.rules), run.base_rate, Basis(run, True))


def outcome_of(held: EnrolmentOutcome) -> Outcome:
    """A stored outcome as the rules write it."""
    return Outcome(
        held.enrolment_id,
        held.school_id,
        held.band,
        held.hours,
        held.funded_hours,
        held.location_index,
        held.reason_codes,
        held.qualification_code,
        held.core_rate,
        held.tafe_provider,
        held.materials_band,
        held.small_scale_rate,
    )


def _answer(outcome: Outcome, rules: YearRules, base_rate: int, basis: Basis, **more: object) -> Answer:
    return Answer(
        year=rules.year,
        basis=basis,
        outcome=outcome,
        reasons=_stated(outcome.reasons, rules.year, basis),
        amounts=enrolment_amounts(outcome, rules, base_rate),
        rows=enrolment_rows(outcome, rules, base_rate),
        **more,
    )


def _stated(codes: Sequence[str], year: int, basis: Basis) -> tuple[Rule, ...]:
    """The rules with the sources by which the year itself states them; what always holds keeps its own."""
    if not codes:
        return ()
    rows = Exclusion.objects.filter(code__in=codes)
    if basis.run:
        rows = rows.filter(funding_year=basis.run.funding_year_id)
    else:
        rows = rows.filter(funding_year__year=year, funding_year__status=FundingYear.Status.PUBLISHED)
    sources = dict(rows.values_list("code", "source"))
    rules = (RULE_BY_CODE[code] for code in codes)
    return tuple(replace(rule, source=sources.get(rule.code) or rule.source) for rule in rules)


def unknown(year: EnrolmentYear) -> Answer:
    """The answer while the department has not published the rules of the year."""
    return Answer(year.year, Basis(None, year.frozen_at is not None), None, (), EnrolmentAmounts(0, 0, 0), ())
