"""Figures of a run for people who look at the whole state: by band, by region, by reason, by school."""

from typing import NamedTuple

from django.db.models import BigIntegerField, Count, F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Abs, Coalesce

from enrolments.models import School
from funding.models import EnrolmentOutcome, Exclusion, FundingRun, SchoolAllocation
from funding.queries.facts import latest_run
from funding.rules import eligibility, rates
from funding.rules.facts import Band
from funding.rules.year_rules import from_json
from vetportal.rounding import divide_half_up


class BandFigure(NamedTuple):
    """One band in a run. FTE is in hundredths for reading; amounts are cents."""

    code: str
    weighting_level: int
    full_rate_hours: int
    rate: int
    enrolments: int
    hours: int
    fte: int
    targeted: int
    rural: int


class ReasonFigure(NamedTuple):
    """A rule, how many enrolments of a run it speaks against, and where the run's year states it."""

    rule: eligibility.Rule
    enrolments: int
    source: str


def bands(run: FundingRun) -> list[BandFigure]:
    """Every band of the run's year in order, also where nobody is enrolled."""
    rules = from_json(run.rules)
    sums = _sums_by_band(run)
    return [_band_figure(band, sums.get(band.code, {}), run) for band in rules.bands]


def _sums_by_band(run: FundingRun) -> dict[str, dict[str, tuple[int, int, int]]]:
    grouped = (
        SchoolAllocation.objects.filter(run=run)
        .order_by()
        .values_list("band", "component")
        .annotate(Sum("enrolments"), Sum("hours"), Sum("amount"))
    )
    sums: dict[str, dict[str, tuple[int, int, int]]] = {}
    for band, component, enrolments, hours, cents in grouped:
        sums.setdefault(band, {})[component] = (enrolments, hours, cents)
    return sums


def _band_figure(band: Band, sums: dict[str, tuple[int, int, int]], run: FundingRun) -> BandFigure:
    enrolments, hours, targeted = sums.get("TARGETED", (0, 0, 0))
    return BandFigure(
        code=band.code,
        weighting_level=band.weighting_level,
        full_rate_hours=band.full_rate_hours,
        rate=rates.rate_of_band(band, run.base_rate),
        enrolments=enrolments,
        hours=hours,
        fte=divide_half_up(hours * 100, band.full_rate_hours),
        targeted=targeted,
        rural=sums.get("RURAL", (0, 0, 0))[2],
    )


def components(run: FundingRun) -> dict[str, int]:
    """Cents by component."""
    grouped = SchoolAllocation.objects.filter(run=run).order_by().values_list("component")
    return dict(grouped.annotate(cents=Sum("amount")))


def regions(run: FundingRun) -> list[tuple[str, int]]:
    """Cents by region of the school, most first."""
    grouped = SchoolAllocation.objects.filter(run=run).order_by().values_list("school__region")
    return sorted(grouped.annotate(cents=Sum("amount")), key=lambda row: -row[1])


def reasons(run: FundingRun) -> list[ReasonFigure]:
    """How many enrolments each rule speaks against, most first; one enrolment may meet several rules."""
    counts: dict[str, int] = {}
    grouped = EnrolmentOutcome.objects.filter(run=run).exclude(reasons="").order_by().values_list("reasons")
    for text, enrolments in grouped.annotate(enrolments=Count("pk")):
        for code in text.split():
            counts[code] = counts.get(code, 0) + enrolments
    by_code = {rule.code: rule for rule in eligibility.RULES}
    stated = dict(Exclusion.objects.filter(funding_year=run.funding_year_id).values_list("code", "source"))
    figures = [
        ReasonFigure(by_code[code], enrolments, stated.get(code) or by_code[code].source)
        for code, enrolments in counts.items()
    ]
    return sorted(figures, key=lambda figure: (-figure.enrolments, figure.rule.code))


def outcome_counts(run: FundingRun) -> tuple[int, int]:
    """(funded, not funded) enrolments of a run."""
    outcomes = EnrolmentOutcome.objects.filter(run=run)
    funded = outcomes.filter(reasons="").count()
    return funded, outcomes.count() - funded


def schools(run: FundingRun, compared: FundingRun | None) -> QuerySet[School]:
    """Schools with `amount` of this run, `before` of the compared run, and `change`, in cents."""
    rows = School.objects.annotate(
        amount=_cents_of(run),
        before=_cents_of(compared),
    )
    return rows.annotate(change=F("amount") - F("before")).exclude(amount=0, before=0)


def with_size(schools: QuerySet[School]) -> QuerySet[School]:
    """Schools of `schools` with `size`: the cents of their change without its sign."""
    return schools.annotate(size=Abs("change"))


def _cents_of(run: FundingRun | None) -> Coalesce:
    sums = SchoolAllocation.objects.filter(run=run, school=OuterRef("pk")).order_by().values("school")
    return Coalesce(
        Subquery(sums.annotate(cents=Sum("amount")).values("cents"), output_field=BigIntegerField()), 0
    )


def stakes(year: int) -> dict[int, int] | None:
    """Cents by school of the released indicative run, which a missing return puts at risk; None before it."""
    run = latest_run(year, FundingRun.Kind.INDICATIVE, released_only=True)
    if run is None:
        return None
    grouped = SchoolAllocation.objects.filter(run=run).order_by().values_list("school_id")
    return dict(grouped.annotate(cents=Sum("amount")))
