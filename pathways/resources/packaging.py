"""Packaging rules of qualifications: how many units of which groups make one complete."""

from collections import defaultdict
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from import_export import fields

from enrolments.models import Qualification
from enrolments.resources import widgets
from enrolments.resources.loading import RegisterFile
from enrolments.resources.report import Report
from enrolments.resources.rows import RegisterResource, keys_by
from enrolments.resources.shapes import Shape, Values
from pathways.models import Packaging, PackagingGroup
from pathways.rules import packaging as rules
from vetportal.accounts.models import User
from vetportal.files.problems import RowProblem

_MOST = 99  # units of a qualification; more is a slip
_LEVELS = 6


class PackagingRuleResource(RegisterResource):
    """The packaging rule of one qualification."""

    key = ("qualification_id",)
    kind = "packaging rules"

    qualification = fields.Field(
        "qualification_id", "certificate_code", widgets.Known("certificate", "Load the certificate first.")
    )
    release = fields.Field("release", "release", widgets.text(empty=""))
    total_units = fields.Field("total_units", "total_units", widgets.whole(_MOST))
    core_units = fields.Field("core_units", "core_units", widgets.whole(_MOST))
    elective_units = fields.Field("elective_units", "elective_units", widgets.whole(_MOST))
    imported_units = fields.Field("imported_units", "imported_units", widgets.whole(_MOST, empty=0))
    import_level_from = fields.Field(
        "import_level_from", "import_level_from", widgets.whole(_LEVELS, empty=None)
    )
    is_grid_complete = fields.Field("is_grid_complete", "is_grid_complete", widgets.yes_or_no())
    source = fields.Field("source", "source", widgets.text())

    class Meta(RegisterResource.Meta):
        model = Packaging
        fields = (
            "qualification",
            "release",
            "total_units",
            "core_units",
            "elective_units",
            "imported_units",
            "import_level_from",
            "is_grid_complete",
            "source",
        )

    def known(self) -> dict[str, dict[str, int]]:
        return {"qualification": keys_by(Qualification.objects.all(), "code")}

    def validate_instance(self, instance: Packaging, import_validation_errors=None, validate_unique=True):
        errors = dict(import_validation_errors or {})
        if not errors:
            said = rules.Counts(
                instance.total_units,
                instance.core_units,
                instance.elective_units,
                instance.imported_units,
            )
            for each in rules.problems(said):
                errors[each.field] = ValidationError(each.sentence, code=each.code)
        super().validate_instance(instance, errors, validate_unique)


class PackagingGroupResource(RegisterResource):
    """A rule about one elective group, or about several together ("A or B")."""

    key = ("packaging_id", "name")
    kind = "rules about elective groups"

    packaging = fields.Field(
        "packaging_id", "certificate_code", widgets.Known("certificate", "Load its packaging rule first.")
    )
    name = fields.Field("name", "group", widgets.text())
    least = fields.Field("least", "group_least", widgets.whole(_MOST, empty=0))
    most = fields.Field("most", "group_most", widgets.whole(_MOST, empty=None))

    class Meta(RegisterResource.Meta):
        model = PackagingGroup
        fields = ("packaging", "name", "least", "most")

    def rows_of(self, rows: list[tuple[int, Values]]) -> Iterator[tuple[int, Values]]:
        """Only rows that name a group."""
        return (each for each in super().rows_of(rows) if each[1].get("group"))

    def known(self) -> dict[str, dict[str, int]]:
        return {"packaging": keys_by(Packaging.objects.all(), "qualification__code")}


def check_groups(rows: list[tuple[int, Values]], report: Report, by: User | None) -> list[tuple[int, Values]]:
    """Groups of a certificate that ask for more than it has electives, or that overlap, are errors."""
    of_certificate: dict[str, dict[int, tuple[str, int, int | None]]] = defaultdict(dict)
    electives: dict[str, int] = {}
    for number, values in rows:
        code = values["certificate_code"].strip().upper()
        electives[code] = _whole(values["elective_units"]) or 0
        if values.get("group"):
            least, most = _whole(values.get("group_least", "")) or 0, _whole(values.get("group_most", ""))
            of_certificate[code][number] = (values["group"], least, most)
    for code, groups in of_certificate.items():
        problems = rules.problems_of_groups(list(groups.values()), electives[code])
        last = max(groups)
        report.problems += [RowProblem(last, "group", each.code, each.sentence) for each in problems]
    return rows


def _whole(text: str) -> int | None:
    """A number as far as it is one; what it is not, the resource says."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else None


_REQUIRED = ("certificate_code", "total_units", "core_units", "elective_units", "is_grid_complete", "source")
_OPTIONAL = ("release", "imported_units", "import_level_from", "group", "group_least", "group_most")
_RESOURCES = (PackagingRuleResource, PackagingGroupResource)
PACKAGING_RULES = RegisterFile(
    "packaging_rules", (Shape(_REQUIRED, _OPTIONAL),), _RESOURCES, check=check_groups
)
SHIPPED_RULES = RegisterFile(
    "packaging_rules",
    (Shape(_REQUIRED, _OPTIONAL, fills_gaps_only=True),),
    _RESOURCES,
    check=check_groups,
)
