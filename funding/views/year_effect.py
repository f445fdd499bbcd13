"""What other rates would mean in dollars for enrolments that were already counted."""

from typing import NamedTuple

from django.db.models import Count, Sum

from funding import queries
from funding.models import FundingRun, FundingYear, SchoolAllocation
from funding.rules.rates import band_rate
from vetportal.rounding import divide_half_up


class BandEffect(NamedTuple):
    """One band: full-time enrolments in hundredths, rates and sums in cents."""

    code: str
    schools: int
    fte: int
    rate_before: int
    rate_after: int
    before: int
    after: int

    @property
    def change(self) -> int:
        """Cents more or less."""
        return self.after - self.before


class Effect(NamedTuple):
    """All bands of one run at other rates."""

    run: FundingRun
    bands: list[BandEffect]
    before: int
    after: int

    @property
    def change(self) -> int:
        """Cents more or less."""
        return self.after - self.before


def effect_of(version: FundingYear) -> Effect | None:
    """Targeted funding of the year's newest indicative run at this version's rates; None without a run.

    Each school's line is rounded once, as it would be paid. A change of full-rate hours is not in it: that
    needs a new run over the enrolments themselves.
    """
    run = queries.latest_run(version.year, FundingRun.Kind.INDICATIVE)
    if run is None or not version.base_rate:
        return None
    levels = dict(version.bands.values_list("code", "weighting_level"))
    lines = SchoolAllocation.objects.filter(run=run, component=SchoolAllocation.Component.TARGETED)
    totals = lines.values("band").annotate(schools=Count("pk"), hours=Sum("hours"))
    bands = []
    for total in totals.order_by("band"):
        rate = band_rate(levels.get(total["band"], 0), version.base_rate)
        paid = list(lines.filter(band=total["band"]).values_list("quantity", "divisor", "rate", "amount"))
        divisor, rate_before = paid[0][1], paid[0][2]
        bands.append(
            BandEffect(
                code=total["band"],
                schools=total["schools"],
                fte=divide_half_up(total["hours"] * 100, divisor),
                rate_before=rate_before,
                rate_after=rate,
                before=sum(amount for *_, amount in paid),
                after=sum(divide_half_up(quantity * rate, divisor) for quantity, divisor, _, _ in paid),
            )
        )
    return Effect(run, bands, sum(each.before for each in bands), sum(each.after for each in bands))
