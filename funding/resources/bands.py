"""The bands of certificates in a year."""

from import_export import fields

from enrolments.models import Qualification
from enrolments.resources import widgets
from enrolments.resources.loading import RegisterFile
from enrolments.resources.rows import keys_by
from enrolments.resources.shapes import Shape
from funding.actions.refusals import Refused
from funding.models import QualificationBand
from funding.resources.drafts import DraftResource
from funding.rules.completeness import BANDS


def band_code(text: str) -> str:
    """A band as it is kept: 5A is 5a. Raises ValueError for a band that there is not."""
    code = text.strip().lower()
    if code not in BANDS:
        raise ValueError(f"There is no band “{text[:10]}”. The bands are {', '.join(BANDS)}.")
    return code


class CertificateBandResource(DraftResource):
    """The band of one certificate; certificates that the file does not name keep theirs."""

    key = ("qualification_id",)
    kind = "bands of certificates"
    part = "certificate_bands"
    stored = ("qualification_id", "band", "source")

    qualification = fields.Field(
        "qualification_id", "certificate_code", widgets.Known("certificate", "Load the certificate first.")
    )
    band = fields.Field("band", "band", widgets.Cell(band_code))
    source = fields.Field("source", "source", widgets.text())

    class Meta(DraftResource.Meta):
        model = QualificationBand
        fields = ("qualification", "band", "source")

    def known(self) -> dict[str, dict[str, int]]:
        return {"qualification": keys_by(Qualification.objects.all(), "code")}


QUALIFICATION_BANDS = RegisterFile(
    "qualification_bands",
    (Shape(("year", "certificate_code", "band", "source")),),
    (CertificateBandResource,),
    refusals=(Refused,),
)
