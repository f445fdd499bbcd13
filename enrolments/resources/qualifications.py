"""Qualifications, what replaces them, and the units they package."""

from collections.abc import Iterable, Iterator, Sequence

from django.core.exceptions import ValidationError
from import_export import fields

from enrolments.models import PackagedUnit, Qualification, Unit
from enrolments.resources import widgets
from enrolments.resources.loading import RegisterFile
from enrolments.resources.report import Report
from enrolments.resources.rows import RegisterResource, keys_by
from enrolments.resources.shapes import Shape, Values
from vetportal.files.table import Row

_LEVELS = {
    words.casefold(): level
    for level, label in Qualification.Level.choices
    for words in (label, f"{label} in", f"{label} of", str(level))
}
_KINDS = {label.casefold(): value for value, label in PackagedUnit.Kind.choices}


class QualificationResource(RegisterResource):
    """One qualification, by its code."""

    code = fields.Field("code", "certificate_code", widgets.code())
    title = fields.Field("title", "title", widgets.text())
    level = fields.Field("level", "level", widgets.choice(_LEVELS))
    is_general_education = fields.Field("is_general_education", "is_general_education", widgets.yes_or_no())
    is_generalist = fields.Field("is_generalist", "is_generalist", widgets.yes_or_no())
    source = fields.Field("source", "source", widgets.text())

    class Meta(RegisterResource.Meta):
        model = Qualification
        fields = ("code", "title", "level", "is_general_education", "is_generalist", "source")


class SupersessionResource(RegisterResource):
    """What replaces a qualification; read after all of them, because the newer one may come later."""

    kind = "supersessions"

    code = fields.Field("code", "certificate_code", widgets.code())
    superseded_by = fields.Field(
        "superseded_by_id",
        "superseded_by",
        widgets.Known("certificate", "Add the newer certificate to the file.", empty=None),
    )
    teach_out_date = fields.Field("teach_out_date", "teach_out_date", widgets.day(empty=None))

    class Meta(RegisterResource.Meta):
        model = Qualification
        fields = ("code", "superseded_by", "teach_out_date")

    def rows_of(self, rows: list[tuple[int, Values]]) -> Iterator[tuple[int, Values]]:
        """Only a file that has the column says anything about supersession."""
        return (each for each in super().rows_of(rows) if "superseded_by" in each[1])

    def known(self) -> dict[str, dict[str, int]]:
        return {"superseded_by": keys_by(Qualification.objects.all(), "code")}

    def validate_instance(self, instance: Qualification, import_validation_errors=None, validate_unique=True):
        errors = dict(import_validation_errors or {})
        if instance.teach_out_date and not instance.superseded_by_id and "superseded_by_id" not in errors:
            sentence = "A teach-out date needs the certificate that replaces this one."
            errors["superseded_by_id"] = ValidationError(sentence, code="successor_missing")
        super().validate_instance(instance, errors, validate_unique)


class PackagingResource(RegisterResource):
    """A unit in the packaging of a qualification."""

    key = ("qualification_id", "unit_id")
    kind = "packaged units"

    qualification = fields.Field(
        "qualification_id", "certificate_code", widgets.Known("certificate", "Load the certificate first.")
    )
    unit = fields.Field("unit_id", "unit_code", widgets.Known("unit", "Load the unit first."))
    kind_of_unit = fields.Field("kind", "kind", widgets.choice(_KINDS))
    elective_group = fields.Field("elective_group", "elective_group", widgets.text(empty=""))

    class Meta(RegisterResource.Meta):
        model = PackagedUnit
        fields = ("qualification", "unit", "kind_of_unit", "elective_group")

    def known(self) -> dict[str, dict[str, int]]:
        return {
            "qualification": keys_by(Qualification.objects.all(), "code"),
            "unit": keys_by(Unit.objects.all(), "code"),
        }


def _from_western_australia(rows: Sequence[Row], report: Report) -> Iterable[tuple[int, Values]]:
    """Western Australia's list: level and title in two columns; hours of a whole certificate are not kept."""
    for row in rows:
        level = row.values["aqf_level"]
        if level.casefold().startswith("graduate"):
            report.warn(
                row.number,
                "level_not_kept",
                f"{row.values['national_code']} ({level} {row.values['title']}) is above an advanced diploma "
                "and was left out.",
            )
            continue
        yield (
            row.number,
            {
                "certificate_code": row.values["national_code"],
                "title": f"{level} {row.values['title']}",
                "level": level,
                "source": "Western Australian list of qualifications",
            },
        )


OWN = Shape(
    required=("certificate_code", "title", "level", "source"),
    optional=("is_general_education", "is_generalist", "superseded_by", "teach_out_date"),
)
WESTERN_AUSTRALIA = Shape(
    required=("national_code", "aqf_level", "title"),
    convert=_from_western_australia,
    fills_gaps_only=True,
    is_careless=True,
)
PACKAGING_SHAPE = Shape(required=("certificate_code", "unit_code", "kind"), optional=("elective_group",))

QUALIFICATIONS = RegisterFile(
    "qualifications", (OWN, WESTERN_AUSTRALIA), (QualificationResource, SupersessionResource)
)
PACKAGING = RegisterFile("packaging", (PACKAGING_SHAPE,), (PackagingResource,))
