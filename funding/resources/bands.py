"""What a year says of certificates: bands, materials bands, Skills First rates, and which are not funded."""

from django.core.exceptions import ValidationError
from django.db import models
from import_export import fields
from tablib import Dataset

from enrolments.models import Qualification
from enrolments.resources import widgets
from enrolments.resources.loading import RegisterFile
from enrolments.resources.rows import keys_by
from enrolments.resources.shapes import Shape
from funding.actions.refusals import Refused
from funding.models import (
    ExcludedQualification,
    FundingYear,
    QualificationBand,
    QualificationMaterials,
    SkillsFirstRate,
)
from funding.resources.drafts import DraftResource
from funding.rules import bounds
from funding.rules.completeness import BANDS
from vetportal import written

_REF56 = FundingYear.Scheme.REF56


def band_code(text: str, scheme: str = _REF56) -> str:
    """A band as it is kept: 5A is 5a. Raises ValueError for a band that there is not.

    Later years than those of Reference 56 name their bands themselves.
    """
    code = text.strip().lower()
    if code in BANDS:
        return code
    if scheme == _REF56:
        raise ValueError(f"There is no band “{text[:10]}”. The bands are {', '.join(BANDS)}.")
    return row_code(text, 3)


def row_code(text: str, longest: int) -> str:
    """The name of a band that a year gives itself: letters and digits, upper case."""
    code = text.strip().upper()
    if not (code.isascii() and code.isalnum() and len(code) <= longest):
        raise ValueError(f"“{text[:20]}” is no name of a band: up to {longest} letters and digits.")
    return code


def cents_within(text: str) -> int:
    """Dollars as cents, as far as anybody can have meant them."""
    cents = written.cents(text)
    if not 0 <= cents <= bounds.HOURLY:
        raise ValueError("This figure is out of range. Check it.")
    return cents


class CertificateResource(DraftResource):
    """Rows of certificates; certificates that the file does not name keep what they have."""

    key: tuple[str, ...] = ("qualification_id",)

    qualification = fields.Field(
        "qualification_id", "certificate_code", widgets.Known("certificate", "Load the certificate first.")
    )
    source = fields.Field("source", "source", widgets.text())

    class Meta(DraftResource.Meta):
        abstract = True

    def known(self) -> dict[str, dict[str, int]]:
        return {"qualification": keys_by(Qualification.objects.all(), "code")}


class InBandResource(CertificateResource):
    """Certificates in bands: a band that the year does not have is refused at its row."""

    bands_of = ""  # the relation of the year that holds the bands

    class Meta(CertificateResource.Meta):
        abstract = True

    def before_import(self, dataset: Dataset, **kwargs) -> None:
        super().before_import(dataset, **kwargs)
        known = self._bands()
        self.fields["band"].widget.read = lambda text: self._read_band(text, known)

    def _bands(self) -> dict[str, str]:
        codes = getattr(self.origin, self.bands_of).values_list("code", flat=True) if self.origin else ()
        return {code.casefold(): code for code in codes}

    def _read_band(self, text: str, known: dict[str, str]) -> str:
        code = known.get(text.strip().casefold())
        if code is None:
            said = ", ".join(known.values()) or "none yet: enter the bands of the year first"
            raise ValueError(f"There is no {self.kind_of_band} “{text[:10]}”. The bands are {said}.")
        return code

    kind_of_band = "band"


class CertificateBandResource(InBandResource):
    """The band of one certificate."""

    kind = "bands of certificates"
    part = "qualification_bands"
    bands_of = "bands"
    stored = ("qualification_id", "band", "source")

    band = fields.Field("band", "band", widgets.Cell(band_code))

    class Meta(CertificateResource.Meta):
        abstract = False
        model = QualificationBand
        fields = ("qualification", "band", "source")

    def _bands(self) -> dict[str, str]:
        nine = {code: code for code in BANDS}
        return nine if self.origin is None or self.origin.scheme == _REF56 else super()._bands()


class MaterialsOfCertificateResource(InBandResource):
    """The materials band of one certificate."""

    kind = "materials bands of certificates"
    part = "qualification_materials"
    bands_of = "materials_bands"
    kind_of_band = "materials band"
    stored = ("qualification_id", "band", "source")

    band = fields.Field("band", "materials_band", widgets.text())

    class Meta(CertificateResource.Meta):
        abstract = False
        model = QualificationMaterials
        fields = ("qualification", "band", "source")


class SkillsFirstResource(CertificateResource):
    """What Skills First pays for an hour of one certificate, from a day."""

    key = ("qualification_id", "effective_from")
    kind = "Skills First rates"
    part = "skills_first_rates"
    stored = (
        "qualification_id", "hourly_subsidy", "maximum_exemption", "effective_from", "effective_to", "source",
    )  # fmt: skip

    hourly_subsidy = fields.Field("hourly_subsidy", "hourly_subsidy", widgets.Cell(cents_within))
    maximum_exemption = fields.Field("maximum_exemption", "maximum_exemption", widgets.Cell(cents_within))
    effective_from = fields.Field("effective_from", "effective_from", widgets.day())
    effective_to = fields.Field("effective_to", "effective_to", widgets.day(empty=None))

    class Meta(CertificateResource.Meta):
        abstract = False
        model = SkillsFirstRate
        fields = (
            "qualification", "hourly_subsidy", "maximum_exemption",
            "effective_from", "effective_to", "source",
        )  # fmt: skip

    def validate_instance(self, instance: models.Model, import_validation_errors=None, validate_unique=True):
        first, last = instance.effective_from, instance.effective_to
        if not import_validation_errors and last and first > last:
            sentence = "The last day is before the first. Correct one of them."
            raise ValidationError({"effective_to": ValidationError(sentence, code="days_in_order")})
        super().validate_instance(instance, import_validation_errors, validate_unique)


class NotFundedResource(CertificateResource):
    """One certificate that the year does not fund."""

    kind = "certificates that are not funded"
    part = "excluded_qualifications"
    stored = ("qualification_id", "source")

    class Meta(CertificateResource.Meta):
        abstract = False
        model = ExcludedQualification
        fields = ("qualification", "source")


def _file(name: str, resource: type[CertificateResource], *columns: str, optional: tuple[str, ...] = ()):
    shape = Shape(("year", "certificate_code", *columns, "source"), optional)
    return RegisterFile(name, (shape,), (resource,), refusals=(Refused,))


QUALIFICATION_BANDS = _file("qualification_bands", CertificateBandResource, "band")
QUALIFICATION_MATERIALS = _file("qualification_materials", MaterialsOfCertificateResource, "materials_band")
SKILLS_FIRST = _file(
    "skills_first",
    SkillsFirstResource,
    "hourly_subsidy",
    "maximum_exemption",
    "effective_from",
    optional=("effective_to",),
)
NOT_FUNDED = _file("not_funded", NotFundedResource)
