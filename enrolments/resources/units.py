"""Units of competency and their nominal hours."""

import re
from collections.abc import Iterable, Iterator, Sequence

from import_export import fields

from enrolments.models import NominalHours, Unit
from enrolments.resources import widgets
from enrolments.resources.loading import RegisterFile
from enrolments.resources.report import Report
from enrolments.resources.rows import RegisterResource, keys_by
from enrolments.resources.shapes import Shape, Values
from enrolments.resources.titles import warn_of_other_titles
from vetportal.files.table import Row

_SKILL_SET = re.compile(r"[A-Z]{3}SS[0-9]{5}")


class UnitResource(RegisterResource):
    """One unit, by its code."""

    code = fields.Field("code", "unit_code", widgets.code())
    title = fields.Field("title", "title", widgets.text())
    field_of_education = fields.Field("field_of_education", "field_of_education", widgets.text(empty=""))
    source = fields.Field("source", "source", widgets.text(empty=""))

    class Meta(RegisterResource.Meta):
        model = Unit
        fields = ("code", "title", "field_of_education", "source")


class HoursResource(RegisterResource):
    """Nominal hours of a unit, by source and date."""

    key = ("unit_id", "source", "effective_from")
    kind = "nominal hours"

    unit = fields.Field("unit_id", "unit_code", widgets.Known("unit", "Load the unit first."))
    hours = fields.Field("hours", "hours", widgets.whole(9_999))
    source = fields.Field("source", "hours_source", widgets.code())
    effective_from = fields.Field("effective_from", "effective_from", widgets.day(empty=None))

    class Meta(RegisterResource.Meta):
        model = NominalHours
        fields = ("unit", "hours", "source", "effective_from")

    def rows_of(self, rows: list[tuple[int, Values]]) -> Iterator[tuple[int, Values]]:
        """Only rows that state hours; a unit without them has none, which is not the same as 0."""
        return ((number, values) for number, values in super().rows_of(rows) if values.get("hours"))

    def known(self) -> dict[str, dict[str, int]]:
        return {"unit": keys_by(Unit.objects.all(), "code")}


def _from_western_australia(rows: Sequence[Row], report: Report) -> Iterable[tuple[int, Values]]:
    """Western Australia's units: their hours are labelled WA, and skill sets are left out."""
    for row in rows:
        code = row.values["national_code"].upper()
        if _SKILL_SET.fullmatch(code):
            report.warn(row.number, "skill_set", f"{code} is a skill set, not a unit; it was left out.")
            continue
        yield (
            row.number,
            {
                "unit_code": code,
                "title": row.values["title"],
                "source": "Western Australian list of units with nominal hours",
                "hours": row.values["nominal_hours"],
                "hours_source": "WA",
            },
        )


def _from_national_list(rows: Sequence[Row], report: Report) -> Iterable[tuple[int, Values]]:
    for row in rows:
        yield (
            row.number,
            {
                "unit_code": row.values["code"],
                "title": row.values["name"],
                "field_of_education": row.values["field of ed"],
                "source": "National list of units, 2015",
            },
        )


OWN = Shape(
    required=("unit_code", "title"),
    optional=("field_of_education", "source", "hours", "hours_source", "effective_from"),
)
WESTERN_AUSTRALIA = Shape(
    required=("national_code", "title", "nominal_hours", "tga_status"),
    convert=_from_western_australia,
    fills_gaps_only=True,
    is_careless=True,
)
NATIONAL = Shape(
    required=("code", "name", "field of ed"),
    convert=_from_national_list,
    fills_gaps_only=True,
    is_careless=True,
)
OWN_HOURS = Shape(required=("unit_code", "hours", "hours_source"), optional=("effective_from",))

UNITS = RegisterFile(
    "units", (OWN, WESTERN_AUSTRALIA, NATIONAL), (UnitResource, HoursResource), check=warn_of_other_titles
)
NOMINAL_HOURS = RegisterFile("nominal_hours", (OWN_HOURS,), (HoursResource,))
