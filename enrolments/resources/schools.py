"""Schools and their campuses."""

from collections.abc import Iterable, Sequence

from import_export import fields

from enrolments.models import Campus, School
from enrolments.resources import widgets
from enrolments.resources.loading import RegisterFile
from enrolments.resources.report import Report
from enrolments.resources.rows import RegisterResource, keys_by
from enrolments.resources.shapes import Shape, Values
from vetportal.files.table import Row

_SECTORS = {label.casefold(): value for value, label in School.Sector.choices}
_GOVERNMENT_ENTITY = "1"
_SPECIALIST_TYPES = frozenset({"special", "specialist"})


class SchoolResource(RegisterResource):
    """One school, by its code."""

    code = fields.Field("code", "school_code", widgets.code())
    name = fields.Field("name", "school_name", widgets.text())
    sector = fields.Field("sector", "sector", widgets.choice(_SECTORS))
    school_type = fields.Field("school_type", "school_type", widgets.text(empty=""))
    is_specialist = fields.Field("is_specialist", "is_specialist", widgets.yes_or_no())
    town = fields.Field("town", "town", widgets.text(empty=""))
    region = fields.Field("region", "region", widgets.text(empty=""))
    area = fields.Field("area", "area", widgets.text(empty=""))
    is_open = fields.Field("is_open", "is_open", widgets.yes_or_no())

    class Meta(RegisterResource.Meta):
        model = School
        fields = (
            "code",
            "name",
            "sector",
            "school_type",
            "is_specialist",
            "town",
            "region",
            "area",
            "is_open",
        )

    def import_instance(self, instance: School, row: Values, **kwargs) -> None:
        """The type “Special” says by itself that a school is a specialist school."""
        super().import_instance(instance, row, **kwargs)
        if instance.school_type.strip().casefold() in _SPECIALIST_TYPES:
            instance.is_specialist = True


class CampusResource(RegisterResource):
    """One campus of a school, by its number; the location index is in ten-thousandths."""

    key = ("school_id", "number")

    school = fields.Field("school_id", "school_code", widgets.Known("school", "Load the school first."))
    number = fields.Field("number", "campus_number", widgets.whole(999))
    name = fields.Field("name", "campus_name", widgets.text())
    location_index = fields.Field("location_index", "location_index", widgets.fixed(4, "0.2000", empty=None))

    class Meta(RegisterResource.Meta):
        model = Campus
        fields = ("school", "number", "name", "location_index")

    def known(self) -> dict[str, dict[str, int]]:
        return {"school": keys_by(School.objects.all(), "code")}


OWN = Shape(
    required=("school_code", "school_name", "sector"),
    optional=("school_type", "is_specialist", "town", "region", "area", "is_open",
              "campus_number", "campus_name", "location_index"),
)  # fmt: skip


def _from_locations(rows: Sequence[Row], report: Report) -> Iterable[tuple[int, Values]]:
    """The department's list of school locations. It has no location index, so none is set."""
    numbers_of_government = {
        row.values["School_No"] for row in rows if row.values["Entity_Type"] == _GOVERNMENT_ENTITY
    } | set(School.objects.filter(sector=School.Sector.GOVERNMENT).values_list("code", flat=True))
    for row in rows:
        values = row.values
        code = values["School_No"]
        if values["Entity_Type"] != _GOVERNMENT_ENTITY and code in numbers_of_government:
            code = f"{code}-{values['Entity_Type']}"
            report.warn(
                row.number,
                "code_shared",
                f"School number {values['School_No']} belongs to a government school, too: the two lists are "
                f"numbered separately. {values['School_Name']} has the code {code} here.",
            )
        yield (
            row.number,
            {
                "school_code": code,
                "school_name": values["School_Name"],
                "sector": values["Education_Sector"],
                "school_type": values["School_Type"],
                "town": _calm(values["Address_Town"]),
                "region": _calm(values["Region"]),
                "area": values["Area"],
                "is_open": {"O": "yes", "C": "no"}.get(values["School_Status"], values["School_Status"]),
                "campus_number": "1",
                "campus_name": values["School_Name"],
            },
        )


def _calm(name: str) -> str:
    """The list writes some places in capitals only; people read them as names."""
    return name.title() if name.isupper() else name


LOCATIONS = Shape(
    required=("Education_Sector", "Entity_Type", "School_No", "School_Name"),
    optional=("School_Type", "School_Status", "Address_Town", "Region", "Area"),
    convert=_from_locations,
)


def with_campus(rows: list[tuple[int, Values]], report: Report, by: object) -> list[tuple[int, Values]]:
    """A row without a campus is about the main campus, which bears the school's name."""
    for _, values in rows:
        values["campus_number"] = values.get("campus_number") or "1"
        values["campus_name"] = values.get("campus_name") or values["school_name"]
    return rows


SCHOOLS = RegisterFile("schools", (OWN, LOCATIONS), (SchoolResource, CampusResource), check=with_campus)
