"""What a year says of one certificate, typed by hand: band, materials, Skills First rates, or not funded."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from enrolments.models import Qualification
from funding.forms import figures
from funding.forms.years import FigureForm
from funding.models import FundingYear


class CertificateForm(FigureForm):
    """A certificate by its code, and the source of what is said of it."""

    certificate = forms.CharField(
        label="Certificate",
        max_length=20,
        help_text="Its national code, for example SIT20316.",
        error_messages={"required": "Enter the code of the certificate, for example SIT20316."},
        widget=forms.TextInput(attrs={"size": 12, "autocomplete": "off", "spellcheck": "false"}),
    )
    source = forms.CharField(
        label="Source",
        max_length=2_000,
        help_text="Where this stands: the document, its year, the heading.",
        error_messages={"required": "Say where this stands: the document, its year, the heading."},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order: tuple[str, ...] = ("certificate",)

    def __init__(self, data: Any = None, *, version: FundingYear, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.version = version

    def clean_certificate(self) -> Qualification:
        """The certificate of the register."""
        code = self.cleaned_data["certificate"].strip().upper()
        found = Qualification.objects.filter(code=code).first()
        if found is None:
            raise ValidationError(
                f"{code} is not in the register of certificates. Check the code; a certificate is added to "
                "the register before it is named here.",
                code="certificate_unknown",
            )
        return found

    def clean(self) -> dict[str, Any]:
        """Figures that nobody can have meant are refused."""
        cleaned = super().clean()
        figures.check_ranges(self)
        return cleaned

    def row(self) -> dict[str, Any]:
        """As funding.actions.year_rows.put takes it."""
        row = {name: value for name, value in self.cleaned_data.items() if name != "certificate"}
        return {"qualification_id": self.cleaned_data["certificate"].pk, **row}


class BandOfCertificateForm(CertificateForm):
    """The band of a certificate."""

    bands_of, band_word = "bands", "Band"
    band = forms.ChoiceField(label="Band", error_messages={"required": "Choose the band."})
    field_order = ("certificate", "band", "source")

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        codes = getattr(self.version, self.bands_of).order_by("order").values_list("code", flat=True)
        self.fields["band"].choices = [
            ("", "Choose"),
            *((code, f"{self.band_word} {code}") for code in codes),
        ]
        self.fields["band"].label = self.band_word


class MaterialsOfCertificateForm(BandOfCertificateForm):
    """The materials band of a certificate."""

    bands_of, band_word = "materials_bands", "Materials band"


class SkillsFirstForm(CertificateForm):
    """What Skills First pays for an hour of a certificate, from a day to a day."""

    hourly_subsidy = figures.dollars("Subsidy for an hour, dollars")
    maximum_exemption = figures.dollars(
        "Maximum exemption for an hour, dollars", help_text="Empty where there is none."
    )
    effective_from = figures.DayField("From")
    effective_to = figures.DayField("To", required=False, help_text="Empty while it lasts.")
    field_order = (
        "certificate", "hourly_subsidy", "maximum_exemption", "effective_from", "effective_to", "source",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The days stand in order."""
        cleaned = super().clean()
        first, last = cleaned.get("effective_from"), cleaned.get("effective_to")
        if first and last and last < first:
            self.add_error("effective_to", "The last day is before the first. Correct one of them.")
        return cleaned


class NotFundedForm(CertificateForm):
    """A certificate that the year does not fund."""


FORMS: dict[str, type[CertificateForm]] = {
    "qualification_bands": BandOfCertificateForm,
    "qualification_materials": MaterialsOfCertificateForm,
    "skills_first_rates": SkillsFirstForm,
    "excluded_qualifications": NotFundedForm,
}
