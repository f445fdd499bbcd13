"""A version of a year's rules: its rows as the plain values that a calculation takes."""

from datetime import date
from typing import Any

from django.db.models import Q

from funding.models import FundingRun, FundingYear
from funding.rules import rates
from funding.rules.eligibility import RULES
from funding.rules.facts import (
    Band,
    CoreStage,
    Instalment,
    SkillsFirst,
    SmallScaleStep,
    TafeRules,
    YearRules,
)

# Rules that say what an entry lacks hold for every component; the band is one of targeted funding alone.
_ALWAYS = frozenset(rule.code for rule in RULES if rule.is_always_in_force) - {"NO_BAND"}


def rules_of(version: FundingYear, kind: str) -> YearRules:
    """A version's rows as the plain rules that a calculation takes; kind is INDICATIVE or CONFIRMED."""
    core = core_share_of(version)
    components = frozenset(version.components.values_list("code", flat=True))
    exclusions = list(version.exclusions.values_list("code", "stops_materials"))
    return YearRules(
        year=version.year,
        kind=kind,
        minimum_age=version.minimum_age,
        maximum_age=version.maximum_age,
        base_rate=version.base_rate,
        rural_rate=version.rural_rate,
        rural_threshold=version.rural_threshold,
        rural_inside_cap=version.rural_inside_cap,
        cap=version.cap if kind == FundingRun.Kind.CONFIRMED else None,
        core_rate=core.per_enrolment * 100,
        bands=_bands(version),
        band_of=dict(version.qualification_bands.values_list("qualification__code", "band")),
        exclusions=frozenset(code for code, _ in exclusions),
        instalments=tuple(
            Instalment(each.line, each.basis, each.share) for each in version.instalments.order_by("order")
        ),
        scheme=version.scheme,
        components=components,
        is_capped=version.is_capped,
        does_rural_rate_move=version.does_rural_rate_move,
        are_transfers_funded=version.are_transfers_funded,
        core_delivery_dollars=core.delivery,
        materials_exclusions=_ALWAYS | {code for code, stops in exclusions if stops},
        **_of_components(version, components),
        **(_of_later_years(version) if version.scheme == FundingYear.Scheme.REF143 else {}),
    )


def _of_components(version: FundingYear, components: frozenset[str]) -> dict[str, Any]:
    """What single components need; asked for only where the year pays them."""
    found: dict[str, Any] = {}
    if "TAFE_SUPPLEMENT" in components:
        found["tafe"] = tafe_rules_of(version, version.census_date)
    if "MATERIALS" in components:
        found["materials"] = dict(version.materials_bands.values_list("code", "amount"))
        found["materials_band_of"] = dict(
            version.qualification_materials.values_list("qualification__code", "band")
        )
    if "SMALL_SCALE" in components:
        steps = version.small_scale_steps.order_by("up_to_students")
        found["small_scale"] = tuple(SmallScaleStep(each.up_to_students, each.rate) for each in steps)
    return found


def _of_later_years(version: FundingYear) -> dict[str, Any]:
    """Stages of learning, each amount through the year's own chain (a rule of this portal), and the list."""
    codes = version.excluded_qualifications.values_list("qualification__code", flat=True)
    return {
        "core_stages": tuple(
            CoreStage(
                each.stage,
                each.from_age,
                each.to_age,
                _core_chain(version, each.gross_dollars).per_enrolment * 100,
            )
            for each in version.learning_stages.order_by("stage")
        ),
        "excluded_qualifications": frozenset(codes),
    }


def _bands(version: FundingYear) -> tuple[Band, ...]:
    return tuple(
        Band(
            band.code,
            band.weighting_level,
            band.full_rate_hours,
            band.stated_rate if version.are_rates_stated else None,
        )
        for band in version.bands.order_by("order")
    )


def tafe_rules_of(version: FundingYear, day: date) -> TafeRules:
    """The TAFE supplement of a version, with the Skills First rates in force on a day."""
    in_force = version.skills_first_rates.filter(
        Q(effective_to=None) | Q(effective_to__gte=day), effective_from__lte=day
    )
    rows = in_force.order_by("effective_from").values_list(  # where two overlap, the later one
        "qualification__code", "hourly_subsidy", "maximum_exemption"
    )
    return TafeRules(
        loading_percent=version.tafe_loading_percent,
        loading_basis=version.tafe_loading_basis,
        is_pro_rata=version.tafe_is_pro_rata,
        is_paid_in_term_3=version.tafe_is_paid_in_term_3,
        rate_of={code: SkillsFirst(subsidy, exemption) for code, subsidy, exemption in rows},
    )


def core_share_of(version: FundingYear) -> rates.CoreShare:
    """The version's core share chain, step by step in whole dollars."""
    return _core_chain(version, version.core_gross_dollars)


def _core_chain(version: FundingYear, gross_dollars: int) -> rates.CoreShare:
    percent = rates.delivery_percent(
        (version.core_teaching_percent, version.core_teaching_delivery_percent),
        (version.core_other_percent, version.core_other_delivery_percent),
        (version.core_cases_percent, version.core_cases_delivery_percent),
    )
    return rates.core_share(gross_dollars, version.core_net_permille, percent, version.core_subjects)
