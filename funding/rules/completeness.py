"""What a version of a year's rules still lacks before anybody may publish it."""

from collections import Counter
from collections.abc import Iterator

from funding.rules import component_completeness
from funding.rules.eligibility import RULE_BY_CODE
from funding.rules.gaps import Gap, missing_source, unknown_bands
from funding.rules.instalments import BASIS_POINTS
from funding.rules.stated import Stated, StatedBand

# SRP Reference 56 (2019), "Targeted VET funding rates": eight bands, and 5a for two streams in one.
BANDS = ("1", "2", "3", "4", "5", "5a", "6", "7", "8")
BASE_BAND, BASE_WEIGHTING = "8", 1000
LINES = ("T1", "T2", "ADJ", "T3", "T4")
# Rules that one of the two published models states and the other contradicts.
SCHEME_OF_RULE = {
    "DIPLOMA_OR_ABOVE": "REF56",
    "CERTIFICATE_IV_WITHOUT_APPROVAL": "REF56",
    "GENERALIST": "REF56",
    "ABOVE_CERTIFICATE_III_WITHOUT_APPROVAL": "REF143",
    "EXCLUDED_CERTIFICATE": "REF143",
    "OVERSEAS_STUDENT": "REF143",
}
_BOTH_APPROVALS = {"CERTIFICATE_IV_WITHOUT_APPROVAL", "ABOVE_CERTIFICATE_III_WITHOUT_APPROVAL"}
_SCHEME_NAMES = {"REF56": "Reference 56", "REF143": "Reference 143"}


def gaps(stated: Stated) -> tuple[Gap, ...]:
    """All that is missing, in the order of the pages."""
    parts = (
        _dates,
        _ages,
        component_completeness.components,
        _base_rate,
        _bands,
        _cap,
        _certificates,
        _rural,
        component_completeness.tafe_supplement,
        component_completeness.skills_first,
        component_completeness.materials,
        component_completeness.small_scale,
        _core,
        component_completeness.stages,
        _instalments,
        _exclusions,
        _not_funded,
    )
    return tuple(gap for part in parts for gap in part(stated))


def _dates(stated: Stated) -> Iterator[Gap]:
    if stated.effective_from > stated.effective_to:
        yield Gap(
            "Dates",
            "The rules end before they begin. Correct the first or the last day.",
            anchor="id_effective_from",
        )
    if stated.census_date.year != stated.year:
        sentence = f"The census date is not in {stated.year}. Enter the date of that year."
        yield Gap("Census date", sentence, anchor="id_census_date")
    yield from missing_source("Census date", "the census date", stated.census_source, "id_census_source")


def _ages(stated: Stated) -> Iterator[Gap]:
    if not 0 < stated.minimum_age <= stated.maximum_age:
        sentence = "The youngest and the oldest age are missing, or in the wrong order."
        yield Gap("Ages", sentence, anchor="id_minimum_age")
    yield from missing_source("Ages", "the ages", stated.age_source, "id_age_source")


def _base_rate(stated: Stated) -> Iterator[Gap]:
    if stated.are_rates_stated:
        return
    name = "the base rate (band 8)" if stated.scheme == "REF56" else "the base rate"
    if not stated.base_rate:
        yield Gap("Base rate", f"{name[0].upper()}{name[1:]} is missing.", anchor="id_base_rate")
    yield from missing_source("Base rate", "the base rate", stated.base_rate_source, "id_base_rate_source")


def _bands(stated: Stated) -> Iterator[Gap]:
    held = {band.code: band for band in stated.bands}
    if stated.scheme == "REF56":
        for code in BANDS:
            if code not in held:
                yield Gap("Bands", f"Band {code} is missing.", anchor="bands")
    elif not held:
        yield Gap("Bands", "No band is stated yet. Name the bands of the year.", anchor="bands")
    for band in stated.bands:
        yield from _band(band, stated)
    yield from _weighting_of_base(held, stated)


def _weighting_of_base(held: dict[str, StatedBand], stated: Stated) -> Iterator[Gap]:
    base = held.get(BASE_BAND)
    if stated.scheme != "REF56" or stated.are_rates_stated or base is None:
        return
    if base.weighting_level not in (0, BASE_WEIGHTING):
        sentence = "The weighting level of band 8 must be 1.000, because the base rate is its rate."
        yield Gap("Bands", sentence, anchor="band-8")


def _band(band: StatedBand, stated: Stated) -> Iterator[Gap]:
    anchor = f"band-{band.code}"
    if stated.scheme == "REF56" and band.code not in BANDS:
        yield Gap("Bands", f"There is no band “{band.code}”. Delete it.", anchor=anchor)
    if stated.are_rates_stated and not band.stated_rate:
        yield Gap("Bands", f"The rate of band {band.code} is missing.", anchor=anchor)
    if not stated.are_rates_stated and not band.weighting_level:
        yield Gap("Bands", f"The weighting level of band {band.code} is missing.", anchor=anchor)
    if not band.full_rate_hours:
        sentence = f"The hours of the full rate are missing for band {band.code}."
        yield Gap("Bands", sentence, anchor=anchor)
    yield from missing_source("Bands", f"band {band.code}", band.source, anchor)


def _certificates(stated: Stated) -> Iterator[Gap]:
    codes = {band.code for band in stated.bands}
    yield from unknown_bands("Certificates", "band", stated.band_of, codes)
    if not stated.band_of:
        sentence = "No certificate has a band yet, so no enrolment is funded."
        yield Gap("Certificates", sentence, False)
    for each in stated.waiting:
        enrolments = "1 enrolment" if each.enrolments == 1 else f"{each.enrolments:,} enrolments"
        waits = "waits" if each.enrolments == 1 else "wait"
        sentence = f"{each.qualification} has no band; {enrolments} of {each.year} {waits} for one."
        yield Gap("Certificates", sentence, False)


def _rural(stated: Stated) -> Iterator[Gap]:
    if not stated.pays("RURAL"):
        return
    if not stated.rural_threshold:
        sentence = "The location index from which rural weighting is paid is missing."
        yield Gap("Rural", sentence, anchor="id_rural_threshold")
    yield from missing_source("Rural", "rural weighting", stated.rural_source, "id_rural_source")
    if stated.rural_rate is None:
        sentence = (
            "The rural rate is not known. The year can be published without it, but each run is refused in "
            "which a funded school reaches the rural threshold, until a new version states the rate."
        )
        yield Gap("Rural", sentence, False, "id_rural_rate")


def _cap(stated: Stated) -> Iterator[Gap]:
    if not stated.is_capped:
        return
    if stated.are_rates_stated:
        sentence = "Rates that are stated do not follow from a cap. Untick one of the two."
        yield Gap("Model", sentence, anchor="id_is_capped")
    if stated.cap is None:
        sentence = (
            "The capped budget is not known. The year can be published without it, and its indicative run "
            "calculated; the confirmed run is refused until a new version states the cap."
        )
        yield Gap("Cap", sentence, False, "id_cap")
        return
    if not stated.cap:
        sentence = "A cap of $0.00 pays nobody. Leave it empty while it is not known."
        yield Gap("Cap", sentence, anchor="id_cap")
    yield from missing_source("Cap", "the cap", stated.cap_source, "id_cap_source")


def _core(stated: Stated) -> Iterator[Gap]:
    core = stated.core
    if not (core.gross_dollars and core.subjects and 0 < core.net_permille <= 1000):
        sentence = "The gross amount, its net share or the number of subjects is missing."
        yield Gap("Core share", sentence, anchor="id_core_gross_dollars")
    if sum(core.costs_percent) != 100:
        sentence = "Teaching, other and CASES21 costs must come to 100% together."
        yield Gap("Core share", sentence, anchor="id_core_teaching_percent")
    if any(percent > 100 for percent in core.delivery_percent):
        sentence = "No more than 100% of a cost can count as delivery."
        yield Gap("Core share", sentence, anchor="id_core_teaching_delivery_percent")
    yield from missing_source("Core share", "the core share", core.source, "id_core_source")


def _instalments(stated: Stated) -> Iterator[Gap]:
    lines = Counter(each.line for each in stated.instalments)
    for line in LINES:
        if not lines[line]:
            yield Gap("Instalments", f"The payment line {line} is missing.", anchor=f"line-{line}")
    for each in stated.instalments:
        anchor = f"line-{each.line}"
        yield from missing_source("Instalments", f"payment line {each.line}", each.source, anchor)
        if each.basis == "REMAINDER" and each.share:
            sentence = f"The line {each.line} closes the year, so it has no share of its own."
            yield Gap("Instalments", sentence, anchor=anchor)
    if stated.instalments:
        yield from _whole_year(stated)


def _whole_year(stated: Stated) -> Iterator[Gap]:
    rest = [each.line for each in stated.instalments if each.basis == "REMAINDER"]
    if len(rest) != 1:
        sentence = f"Exactly one line must close the year; here {len(rest)} do."
        yield Gap("Instalments", sentence, anchor="line-ADJ")
    shares = sum(each.share for each in stated.instalments if each.basis != "REMAINDER")
    if shares != BASIS_POINTS:
        sentence = f"The shares must come to 100%; they come to {_percent(shares)}."
        yield Gap("Instalments", sentence, anchor="line-T1")


def _exclusions(stated: Stated) -> Iterator[Gap]:
    if not stated.exclusions:
        yield Gap("Eligibility", "No eligibility rule is in force. Tick the rules of the year.")
    codes = {code for code, _ in stated.exclusions}
    if codes >= _BOTH_APPROVALS:
        sentence = "Two rules ask for the approval of a Certificate IV. Keep the one of this model."
        yield Gap("Eligibility", sentence, anchor="rule-CERTIFICATE_IV_WITHOUT_APPROVAL")
    for code, source in stated.exclusions:
        yield from _exclusion(code, source, stated)


def _exclusion(code: str, source: str, stated: Stated) -> Iterator[Gap]:
    anchor = f"rule-{code}"
    if code not in RULE_BY_CODE:
        yield Gap("Eligibility", f"There is no eligibility rule called {code}. Take it out.")
    scheme = SCHEME_OF_RULE.get(code, stated.scheme)
    if scheme != stated.scheme:
        yield Gap(
            "Eligibility",
            f"The rule {code} belongs to {_SCHEME_NAMES[scheme]} and not to this year's model. Untick it.",
            anchor=anchor,
        )
    yield from missing_source("Eligibility", f"the rule {code}", source, anchor)


def _not_funded(stated: Stated) -> Iterator[Gap]:
    is_in_force = any(code == "EXCLUDED_CERTIFICATE" for code, _ in stated.exclusions)
    if stated.not_funded and not is_in_force:
        sentence = (
            "Certificates are listed as not funded, but the rule that reads the list is not in force. "
            "Tick the rule, or empty the list."
        )
        yield Gap("Eligibility", sentence, anchor="rule-EXCLUDED_CERTIFICATE")
    if is_in_force and not stated.not_funded:
        yield Gap("Not funded", "No certificate is on the list of certificates that are not funded.", False)
    for code, source in stated.not_funded:
        yield from missing_source("Not funded", f"the exclusion of {code}", source)


def _percent(basis_points: int) -> str:
    units, rest = divmod(basis_points, 100)
    return f"{units}.{rest:02}%" if rest else f"{units}%"
