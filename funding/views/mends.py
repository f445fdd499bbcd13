"""The mends of a school that are worth most, each with the place where it is mended."""

from collections.abc import Mapping
from typing import NamedTuple

from django.urls import reverse

from enrolments.models import Enrolment, UnitEnrolment
from funding.queries.estimates import Mend
from funding.rules.eligibility import RULE_BY_CODE, Rule
from funding.views.school_standing import Standing


class ShownMend(NamedTuple):
    """One enrolment that earns nothing: every reason, the cents it would earn, and where it is mended."""

    enrolment: Enrolment
    cents: int
    rules: tuple[Rule, ...]
    url: str


# The field of the enrolment's form that a reason is about.
_FIELDS = {"NO_SENIOR_CERTIFICATE": "id_program", "NO_UNITS": "units-title", "NO_HOURS": "units-title"}
_HOURS = "UNIT_WITHOUT_HOURS"


def worth_most(standing: Standing, count: int) -> list[ShownMend]:
    """The mends worth most; each leads to its field while the person may enter, else to the enrolment."""
    estimate = standing.estimate
    if estimate is None:
        return []
    shown = estimate.mends[:count]
    ids = [each.enrolment_id for each in shown]
    found = Enrolment.objects.select_related("student", "qualification").in_bulk(ids)
    may_mend = standing.is_open and standing.may_edit and not standing.is_signed
    units = _units_without_hours(ids) if may_mend else {}
    return [
        ShownMend(
            found[each.enrolment_id],
            each.cents,
            tuple(RULE_BY_CODE[code] for code in each.reasons),
            _place(standing, each, units) if may_mend else _enrolment(standing, each, "enrolment"),
        )
        for each in shown
    ]


def _place(standing: Standing, mend: Mend, units: Mapping[int, str]) -> str:
    """The field of the first reason that the form can mend; the enrolment itself where none can."""
    fields = {**_FIELDS, _HOURS: f"hours-{units.get(mend.enrolment_id, '')}"}
    for code in mend.reasons:
        if code in fields:
            return f"{_enrolment(standing, mend, 'enrolment-edit')}#{fields[code]}"
    return _enrolment(standing, mend, "enrolment")


def _enrolment(standing: Standing, mend: Mend, page: str) -> str:
    return reverse(f"enrolments:{page}", args=[standing.school.code, mend.enrolment_id])


def _units_without_hours(ids: list[int]) -> dict[int, str]:
    """The first unit of each enrolment that lacks its hours."""
    rows = UnitEnrolment.objects.filter(enrolment__in=ids, hours=None, is_credit_transfer=False)
    pairs = rows.order_by("-unit__code").values_list("enrolment_id", "unit__code")
    return dict(pairs)
