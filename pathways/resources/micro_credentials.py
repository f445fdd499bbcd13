"""Micro-credentials, their units, and which of them exclude each other."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from import_export import fields

from enrolments.models import Unit
from enrolments.resources import widgets
from enrolments.resources.loading import RegisterFile
from enrolments.resources.rows import RegisterResource, keys_by
from enrolments.resources.shapes import Shape, Values
from pathways.models import ExclusionGroup, MicroCredential, MicroCredentialUnit
from pathways.rules import critical_information
from vetportal import clock

_LONGEST_VOLUME = 9_999  # hours
_TEXTS = (
    "field",
    "outcomes",
    "duration",
    "location",
    "prerequisites",
    "assessment",
    "certification",
    "provider",
    "provider_profile",
    "quality_assurance",
    "quality_review",
    "recognition",
    "stackability",
    "expiry",
    "cost",
    "language",
)


def _words(choices: type) -> dict[str, str]:
    """The choices by their labels and by their codes."""
    return {label.casefold(): value for value, label in choices.choices} | {
        value.casefold(): value for value in choices.values
    }


def _text(name: str) -> fields.Field:
    return fields.Field(name, name, widgets.text(empty=""))


class MicroCredentialResource(RegisterResource):
    """One micro-credential, by its title, because some have no code."""

    key = ("title",)
    kind = "micro-credentials"

    title = fields.Field("title", "title", widgets.text())
    code = fields.Field("code", "code", widgets.code(empty=None))
    kind_of = fields.Field("kind", "kind", widgets.choice(_words(MicroCredential.Kind)))
    status = fields.Field("status", "status", widgets.choice(_words(MicroCredential.Status)))
    hours = fields.Field("hours", "hours", widgets.whole(_LONGEST_VOLUME, empty=None))
    mode = fields.Field("mode", "mode", widgets.choice(_words(MicroCredential.Mode)))
    is_regulated_provider = fields.Field(
        "is_regulated_provider", "is_regulated_provider", widgets.yes_or_no()
    )
    are_units_complete = fields.Field("are_units_complete", "are_units_complete", widgets.yes_or_no())
    source = fields.Field("source", "source", widgets.text())
    field = _text("field")
    outcomes = _text("outcomes")
    duration = _text("duration")
    location = _text("location")
    prerequisites = _text("prerequisites")
    assessment = _text("assessment")
    certification = _text("certification")
    provider = _text("provider")
    provider_profile = _text("provider_profile")
    quality_assurance = _text("quality_assurance")
    quality_review = _text("quality_review")
    recognition = _text("recognition")
    stackability = _text("stackability")
    expiry = _text("expiry")
    cost = _text("cost")
    language = _text("language")

    class Meta(RegisterResource.Meta):
        model = MicroCredential
        fields = (
            "title",
            "code",
            "kind_of",
            "status",
            "hours",
            "mode",
            "is_regulated_provider",
            "are_units_complete",
            "source",
            *_TEXTS,
        )

    def validate_instance(
        self, instance: MicroCredential, import_validation_errors=None, validate_unique=True
    ):
        errors = dict(import_validation_errors or {})
        said = {name: getattr(instance, name) for name in _CHECKED}
        for each in critical_information.problems(said):
            errors.setdefault(each.field, ValidationError(each.sentence, code=each.code))
        super().validate_instance(instance, errors, validate_unique)

    def skip_row(
        self, instance: MicroCredential, original: Any, row: Values, import_validation_errors=None
    ) -> bool:
        """As ever; a row that changes gets a new version, so that nobody's open form overwrites it."""
        if super().skip_row(instance, original, row, import_validation_errors):
            return True
        if not self._new:
            instance.version += 1
            self._changed |= {"version", "changed_by", "changed_at"}
        instance.changed_by, instance.changed_at = self.by, clock.now()
        return False


_CHECKED = ("code", "kind", "hours", "is_regulated_provider", "provider_profile", "quality_assurance",
            "quality_review")  # fmt: skip


class MicroCredentialUnitResource(RegisterResource):
    """A unit of a micro-credential."""

    key = ("micro_credential_id", "unit_id")
    kind = "units of micro-credentials"

    micro_credential = fields.Field(
        "micro_credential_id",
        "micro_credential",
        widgets.Known("micro-credential", "Load the micro-credential first."),
    )
    unit = fields.Field("unit_id", "unit_code", widgets.Known("unit", "Load the unit first."))
    choice = fields.Field("choice", "choice", widgets.text(empty=""))
    source = fields.Field("source", "source", widgets.text(empty=""))

    class Meta(RegisterResource.Meta):
        model = MicroCredentialUnit
        fields = ("micro_credential", "unit", "choice", "source")

    def known(self) -> dict[str, dict[str, int]]:
        return {"micro_credential": _by_name(), "unit": keys_by(Unit.objects.all(), "code")}


class ExclusionGroupResource(RegisterResource):
    """A group of micro-credentials that exclude each other."""

    key = ("name",)
    kind = "exclusion groups"

    name = fields.Field("name", "group", widgets.text())
    reason = fields.Field("reason", "reason", widgets.text())
    source = fields.Field("source", "source", widgets.text())

    class Meta(RegisterResource.Meta):
        model = ExclusionGroup
        fields = ("name", "reason", "source")


class ExclusionMemberResource(RegisterResource):
    """A micro-credential of an exclusion group."""

    key = ("exclusiongroup_id", "microcredential_id")
    kind = "members of exclusion groups"

    exclusiongroup = fields.Field(
        "exclusiongroup_id", "group", widgets.Known("exclusion group", "Name it in the file.")
    )
    microcredential = fields.Field(
        "microcredential_id",
        "micro_credential",
        widgets.Known("micro-credential", "Load the micro-credential first."),
    )

    class Meta(RegisterResource.Meta):
        model = ExclusionGroup.members.through
        fields = ("exclusiongroup", "microcredential")

    def rows_of(self, rows: list[tuple[int, Values]]) -> Iterator[tuple[int, Values]]:
        """Only rows that name a member."""
        return (each for each in super().rows_of(rows) if each[1].get("micro_credential"))

    def known(self) -> dict[str, dict[str, int]]:
        return {
            "exclusiongroup": keys_by(ExclusionGroup.objects.all(), "name"),
            "microcredential": _by_name(),
        }


def _by_name() -> dict[str, int]:
    """Micro-credentials by title and by code; a code wins, because it is unique in the country."""
    titles = keys_by(MicroCredential.objects.all(), "title")
    return titles | keys_by(MicroCredential.objects.exclude(code=None), "code")


_SETS = (("title", "kind", "source"), ("code", "status", "hours", "mode", "is_regulated_provider",
                                       "are_units_complete", *_TEXTS))  # fmt: skip
_UNITS = (("micro_credential", "unit_code"), ("choice", "source"))
_GROUPS = (("group", "reason", "source", "micro_credential"), ())


def _file(name: str, columns: tuple, *resources: type[RegisterResource], shipped: bool) -> RegisterFile:
    required, optional = columns
    return RegisterFile(name, (Shape(required, optional, fills_gaps_only=shipped),), resources)


def files(*, shipped: bool) -> tuple[RegisterFile, RegisterFile, RegisterFile]:
    """The three files; shipped ones only fill gaps, so that what somebody entered here stands."""
    return (
        _file("micro_credentials", _SETS, MicroCredentialResource, shipped=shipped),
        _file("micro_credential_units", _UNITS, MicroCredentialUnitResource, shipped=shipped),
        _file("exclusion_groups", _GROUPS, ExclusionGroupResource, ExclusionMemberResource, shipped=shipped),
    )


MICRO_CREDENTIALS, MICRO_CREDENTIAL_UNITS, EXCLUSION_GROUPS = files(shipped=False)
