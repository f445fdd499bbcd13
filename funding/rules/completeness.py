"""What a version of a year's rules still lacks before anybody may publish it."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from funding.rules.eligibility import RULE_BY_CODE
from funding.rules.instalments import BASIS_POINTS

# SRP Reference 56 (2019), "Targeted VET funding rates": eight bands, and 5a for two streams in one.
BANDS = ("1", "2", "3", "4", "5", "5a", "6", "7", "8")
BASE_BAND, BASE_WEIGHTING = "8", 1000
LINES = ("T1", "T2", "ADJ", "T3", "T4")


class Gap(NamedTuple):
    """Something that is missing. `stops_publishing` is false where only a run that needs it will stop."""

    part: str
    sentence: str
    stops_publishing: bool = True


class StatedBand(NamedTuple):
    """A band as a version states it: weighting level in thousandths, whole hours."""

    code: str
    weighting_level: int
    full_rate_hours: int
    source: str


class StatedInstalment(NamedTuple):
    """A payment line as a version states it; the share is in basis points of its basis."""

    line: str
    basis: str
    share: int
    source: str


class StatedCore(NamedTuple):
    """The figures of the core share chain: whole dollars, permille and per cent."""

    gross_dollars: int
    net_permille: int
    costs_percent: tuple[int, int, int]
    delivery_percent: tuple[int, int, int]
    subjects: int
    source: str


class Stated(NamedTuple):
    """Everything that a version states, as plain values. Amounts are cents, the threshold ten-thousandths."""

    year: int
    effective_from: date
    effective_to: date
    census_date: date
    census_source: str
    minimum_age: int
    maximum_age: int
    age_source: str
    base_rate: int
    base_rate_source: str
    rural_rate: int | None
    rural_threshold: int
    rural_source: str
    cap: int | None
    cap_source: str
    core: StatedCore
    bands: tuple[StatedBand, ...]
    instalments: tuple[StatedInstalment, ...]
    exclusions: tuple[tuple[str, str], ...]  # rule code and source


def gaps(stated: Stated) -> tuple[Gap, ...]:
    """All that is missing, in the order of the page."""
    parts = (_dates, _ages, _base_rate, _bands, _rural, _cap, _core, _instalments, _exclusions)
    return tuple(gap for part in parts for gap in part(stated))


def _dates(stated: Stated) -> Iterator[Gap]:
    if stated.effective_from > stated.effective_to:
        yield Gap("Dates", "The rules end before they begin. Correct the first or the last day.")
    if stated.census_date.year != stated.year:
        yield Gap("Census date", f"The census date is not in {stated.year}. Enter the date of that year.")
    yield from _source("Census date", "the census date", stated.census_source)


def _ages(stated: Stated) -> Iterator[Gap]:
    if not 0 < stated.minimum_age <= stated.maximum_age:
        yield Gap("Ages", "The youngest and the oldest age are missing, or in the wrong order.")
    yield from _source("Ages", "the ages", stated.age_source)


def _base_rate(stated: Stated) -> Iterator[Gap]:
    if not stated.base_rate:
        yield Gap("Base rate", "The base rate (band 8) is missing.")
    yield from _source("Base rate", "the base rate", stated.base_rate_source)


def _bands(stated: Stated) -> Iterator[Gap]:
    held = {band.code: band for band in stated.bands}
    for code in BANDS:
        if code not in held:
            yield Gap("Bands", f"Band {code} is missing.")
    for band in stated.bands:
        yield from _band(band)
    base = held.get(BASE_BAND)
    if base and base.weighting_level not in (0, BASE_WEIGHTING):
        yield Gap("Bands", "The weighting level of band 8 must be 1.000, because the base rate is its rate.")


def _band(band: StatedBand) -> Iterator[Gap]:
    if band.code not in BANDS:
        yield Gap("Bands", f"There is no band “{band.code}”. Delete it.")
    if not band.weighting_level:
        yield Gap("Bands", f"The weighting level of band {band.code} is missing.")
    if not band.full_rate_hours:
        yield Gap("Bands", f"The hours of the full rate are missing for band {band.code}.")
    yield from _source("Bands", f"band {band.code}", band.source)


def _rural(stated: Stated) -> Iterator[Gap]:
    if not stated.rural_threshold:
        yield Gap("Rural", "The location index from which rural weighting is paid is missing.")
    yield from _source("Rural", "rural weighting", stated.rural_source)
    if stated.rural_rate is None:
        yield Gap("Rural", "The rural rate is not known. A run that needs it will stop and say so.", False)


def _cap(stated: Stated) -> Iterator[Gap]:
    if stated.cap is None:
        yield Gap("Cap", "The capped budget is not known. A confirmed run will stop and say so.", False)
        return
    if not stated.cap:
        yield Gap("Cap", "A cap of $0.00 pays nobody. Leave it empty while it is not known.")
    yield from _source("Cap", "the cap", stated.cap_source)


def _core(stated: Stated) -> Iterator[Gap]:
    core = stated.core
    if not (core.gross_dollars and core.subjects and 0 < core.net_permille <= 1000):
        yield Gap("Core share", "The gross amount, its net share or the number of subjects is missing.")
    if sum(core.costs_percent) != 100:
        yield Gap("Core share", "Teaching, other and CASES21 costs must come to 100% together.")
    if any(percent > 100 for percent in core.delivery_percent):
        yield Gap("Core share", "No more than 100% of a cost can count as delivery.")
    yield from _source("Core share", "the core share", core.source)


def _instalments(stated: Stated) -> Iterator[Gap]:
    lines = Counter(each.line for each in stated.instalments)
    for line in LINES:
        if not lines[line]:
            yield Gap("Instalments", f"The payment line {line} is missing.")
    for each in stated.instalments:
        yield from _source("Instalments", f"payment line {each.line}", each.source)
        if each.basis == "REMAINDER" and each.share:
            yield Gap("Instalments", f"The line {each.line} closes the year, so it has no share of its own.")
    rest = [each.line for each in stated.instalments if each.basis == "REMAINDER"]
    if len(rest) != 1:
        yield Gap("Instalments", f"Exactly one line must close the year; here {len(rest)} do.")
    shares = sum(each.share for each in stated.instalments if each.basis != "REMAINDER")
    if shares != BASIS_POINTS:
        yield Gap("Instalments", f"The shares must come to 100%; they come to {_percent(shares)}.")


def _exclusions(stated: Stated) -> Iterator[Gap]:
    if not stated.exclusions:
        yield Gap("Eligibility", "No eligibility rule is in force. Tick the rules of the year.")
    for code, source in stated.exclusions:
        if code not in RULE_BY_CODE:
            yield Gap("Eligibility", f"There is no eligibility rule called {code}. Take it out.")
        yield from _source("Eligibility", f"the rule {code}", source)


def _source(part: str, what: str, source: str) -> Iterator[Gap]:
    if not source.strip():
        yield Gap(part, f"The source of {what} is missing: say where the figure stands.")


def _percent(basis_points: int) -> str:
    units, rest = divmod(basis_points, 100)
    return f"{units}.{rest:02}%" if rest else f"{units}%"
