"""A version of a year's rules as the plain values that the checks of completeness read."""

from django.db.models import Count, Q

from enrolments.models import Enrolment, Qualification, School
from funding.actions.year_record import FIGURES
from funding.models import FundingYear
from funding.rules.stated import (
    Stated,
    StatedAmount,
    StatedBand,
    StatedCore,
    StatedInstalment,
    StatedSkillsFirst,
    StatedStage,
    Waiting,
)

_SAME_NAME = set(Stated._fields) & set(FIGURES)
_CODE = "qualification__code"
# Certificates that a rule in force leaves unfunded need no band.
_NEEDS_NO_BAND = {
    "CERTIFICATE_I": Q(level=1),
    "DIPLOMA_OR_ABOVE": Q(level__gte=5),
    "GENERAL_EDUCATION_FOR_ADULTS": Q(is_general_education=True),
    "GENERALIST": Q(is_generalist=True),
}


def stated(version: FundingYear) -> Stated:
    """Everything that the version states, and what waits for it."""
    exclusions = tuple(version.exclusions.order_by("code").values_list("code", "source"))
    components = tuple(version.components.order_by("pk").values_list("code", "source"))
    return Stated(
        year=version.year,
        core=_core(version),
        bands=tuple(
            StatedBand(each.code, each.weighting_level, each.full_rate_hours, each.source, each.stated_rate)
            for each in version.bands.order_by("order")
        ),
        instalments=tuple(
            StatedInstalment(each.line, each.basis, each.share, each.source)
            for each in version.instalments.order_by("order")
        ),
        exclusions=exclusions,
        components=components,
        band_of=tuple(version.qualification_bands.values_list(_CODE, "band")),
        waiting=_waiting(version, [code for code, _ in exclusions]),
        not_funded=tuple(version.excluded_qualifications.order_by(_CODE).values_list(_CODE, "source")),
        stages=tuple(
            StatedStage(*row)
            for row in version.learning_stages.order_by("stage").values_list(*StatedStage._fields)
        ),
        **_of_components(version, {code for code, _ in components}),
        **{name: getattr(version, name) for name in _SAME_NAME},
    )


def _of_components(version: FundingYear, components: set[str]) -> dict[str, object]:
    """The rows of components that the version pays; those of others are asked for by nobody."""
    found: dict[str, object] = {}
    if "TAFE_SUPPLEMENT" in components:
        fields = (_CODE, *StatedSkillsFirst._fields[1:])
        rows = version.skills_first_rates.order_by(_CODE, "effective_from").values_list(*fields)
        found["skills_first"] = tuple(map(StatedSkillsFirst._make, rows))
    if "MATERIALS" in components:
        bands = version.materials_bands.order_by("order").values_list("code", "amount", "source")
        found["materials"] = tuple(map(StatedAmount._make, bands))
        found["materials_of"] = tuple(version.qualification_materials.values_list(_CODE, "band"))
    if "SMALL_SCALE" in components:
        steps = version.small_scale_steps.order_by("up_to_students")
        found["small_scale"] = tuple(
            StatedAmount(str(each.up_to_students), each.rate, each.source) for each in steps
        )
        found["schools_without_size"] = _schools_without_size(version.year)
    return found


def _core(version: FundingYear) -> StatedCore:
    kinds = ("teaching", "other", "cases")
    return StatedCore(
        gross_dollars=version.core_gross_dollars,
        net_permille=version.core_net_permille,
        costs_percent=tuple(getattr(version, f"core_{kind}_percent") for kind in kinds),
        delivery_percent=tuple(getattr(version, f"core_{kind}_delivery_percent") for kind in kinds),
        subjects=version.core_subjects,
        source=version.core_source,
    )


def _waiting(version: FundingYear, exclusions: list[str]) -> tuple[Waiting, ...]:
    """Certificates without a band that people are enrolled in: this year, or last while it has none."""
    needless = Q(pk__in=version.qualification_bands.values("qualification")) | Q(
        pk__in=version.excluded_qualifications.values("qualification")
    )
    for code in exclusions:
        needless |= _NEEDS_NO_BAND.get(code, Q(pk__in=()))
    rows = (
        Enrolment.objects.filter(
            year_id__in=(version.year, version.year - 1),
            qualification__in=Qualification.objects.exclude(needless),
        )
        .values_list(_CODE, "year_id")
        .annotate(number=Count("pk"))
        .order_by(_CODE)
    )
    found = [Waiting(*row) for row in rows]
    newest = max((each.year for each in found), default=version.year)
    return tuple(each for each in found if each.year == newest)


def _schools_without_size(year: int) -> int:
    entered = Enrolment.objects.filter(year_id=year).values("school")
    schools = School.objects.filter(pk__in=entered, sector=School.Sector.GOVERNMENT)
    return schools.exclude(sizes__year_id=year).count()
