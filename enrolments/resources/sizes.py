"""How many students schools have in a year, in all."""

from import_export import fields

from enrolments.models import EnrolmentYear, School, SchoolSize
from enrolments.resources import widgets
from enrolments.resources.loading import RegisterFile
from enrolments.resources.rows import RegisterResource, keys_by
from enrolments.resources.shapes import Shape

_LARGEST = 20_000  # students of one school; more is a slip


class SchoolSizeResource(RegisterResource):
    """The total enrolment of one school in a year."""

    key = ("school_id", "year_id")
    kind = "school sizes"

    school = fields.Field("school_id", "school_code", widgets.Known("school", "Load the school first."))
    year = fields.Field("year_id", "year", widgets.Known("year", "Publish the rules of that year first."))
    students = fields.Field("students", "students", widgets.whole(_LARGEST))
    source = fields.Field("source", "source", widgets.text())

    class Meta(RegisterResource.Meta):
        model = SchoolSize
        fields = ("school", "year", "students", "source")

    def known(self) -> dict[str, dict[str, int]]:
        return {
            "school": keys_by(School.objects.all(), "code"),
            "year": {str(year): year for year in EnrolmentYear.objects.values_list("pk", flat=True)},
        }


SCHOOL_SIZES = RegisterFile(
    "school_sizes", (Shape(("school_code", "year", "students", "source")),), (SchoolSizeResource,)
)
