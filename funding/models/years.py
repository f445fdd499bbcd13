"""The rules of a funding year as dated rows, each figure with the sentence that sets it.

A version is drafted by one administrator and published by another. A published version is never edited:
a change is a new version, and a run points at the version it used.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from funding.models import drafting


class FundingYear(models.Model):
    """One version of one year's funding rules.

    Amounts are whole cents unless the name says dollars; the rural threshold is in ten-thousandths.
    """

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Draft"
        PUBLISHED = "PUBLISHED", "Published"
        REPLACED = "REPLACED", "Replaced"

    class Scheme(models.TextChoices):
        REF56 = "REF56", "SRP Reference 56 (to 2022)"
        REF143 = "REF143", "SRP Reference 143 (from 2023)"

    class LoadingBasis(models.TextChoices):
        SUBSIDY = "SUBSIDY", "The Skills First subsidy"
        GAP = "GAP", "The gap"

    year = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.DRAFT)
    effective_from = models.DateField()
    effective_to = models.DateField()

    census_date = models.DateField()
    census_source = models.TextField(help_text="The sentence that sets the date, and where it stands.")
    minimum_age = models.PositiveSmallIntegerField()
    maximum_age = models.PositiveSmallIntegerField()
    age_source = models.TextField()

    scheme = models.CharField(max_length=6, choices=Scheme.choices, default=Scheme.REF56)
    are_rates_stated = models.BooleanField(
        "each band's rate is stated", default=False, help_text="Otherwise it is weighting level × base rate."
    )
    is_capped = models.BooleanField("confirmed rates follow from a capped budget", default=True)
    are_transfers_funded = models.BooleanField("credit transfers have funded hours", default=False)
    tafe_loading_percent = models.PositiveSmallIntegerField(default=0)
    tafe_loading_basis = models.CharField(
        max_length=7, choices=LoadingBasis.choices, default=LoadingBasis.SUBSIDY
    )
    tafe_is_pro_rata = models.BooleanField("the TAFE supplement goes by funded hours", default=True)
    tafe_is_paid_in_term_3 = models.BooleanField("the TAFE supplement is paid in term 3 only", default=False)
    tafe_source = models.TextField(blank=True)

    base_rate = models.PositiveIntegerField(help_text="Indicative band 8 rate, in cents.")
    base_rate_source = models.TextField()
    rural_rate = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Cents for one full-time enrolment at an index of 1. Empty when unknown.",
    )
    rural_threshold = models.PositiveSmallIntegerField(help_text="Ten-thousandths: 0.2 is 2000.")
    rural_inside_cap = models.BooleanField("rural weighting counts inside the cap", default=True)
    does_rural_rate_move = models.BooleanField("the rural rate moves with the base rate", default=False)
    rural_source = models.TextField()
    cap = models.PositiveBigIntegerField(null=True, blank=True, help_text="The capped budget, in cents.")
    cap_source = models.TextField(blank=True)

    core_gross_dollars = models.PositiveIntegerField(
        help_text="Gross core SRP of a student in years 11 and 12."
    )
    core_net_permille = models.PositiveSmallIntegerField(help_text="Net of superannuation: 91.5% is 915.")
    core_teaching_percent = models.PositiveSmallIntegerField()
    core_teaching_delivery_percent = models.PositiveSmallIntegerField(default=100)
    core_other_percent = models.PositiveSmallIntegerField(help_text="Non-classroom costs.")
    core_other_delivery_percent = models.PositiveSmallIntegerField()
    core_cases_percent = models.PositiveSmallIntegerField(help_text="CASES21 recorded expenditure.")
    core_cases_delivery_percent = models.PositiveSmallIntegerField()
    core_subjects = models.PositiveSmallIntegerField(help_text="Subjects in an average annual program.")
    core_source = models.TextField()

    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    objects = drafting.VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "version"], name="funding_year_version_once"),
            models.UniqueConstraint(
                fields=["year"], condition=Q(status="PUBLISHED"), name="funding_year_published_once"
            ),
            models.UniqueConstraint(
                fields=["year"], condition=Q(status="DRAFT"), name="funding_year_draft_once"
            ),
            models.CheckConstraint(
                condition=Q(status="DRAFT", published_by=None, published_at=None)
                | Q(published_by__isnull=False, published_at__isnull=False) & ~Q(status="DRAFT"),
                name="funding_year_published_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(published_by=None)
                | ~Q(published_by=F("drafted_by")) & ~Q(published_by=F("changed_by")),
                name="funding_year_two_people",
            ),
            models.CheckConstraint(
                condition=Q(minimum_age__lte=F("maximum_age")), name="funding_year_ages_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}, version {self.version}"

    def save(self, *args, **kwargs) -> None:
        """Refuses a change of a version that was published, and a second published one of a year."""
        drafting.check_version(self, kwargs.get("update_fields"))
        if self.status == self.Status.PUBLISHED:
            drafting.check_only_table(self.year, [self.pk])
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs) -> tuple[int, dict[str, int]]:
        """Only a draft can be thrown away."""
        drafting.check_drafts({self.pk})
        return super().delete(*args, **kwargs)


class BandRate(drafting.PartOfVersion):
    """A funding band: its weighting level in thousandths and the hours of the full rate."""

    funding_year = models.ForeignKey(FundingYear, on_delete=models.CASCADE, related_name="bands")
    code = models.CharField(max_length=3)
    order = models.PositiveSmallIntegerField()
    weighting_level = models.PositiveIntegerField(help_text="Thousandths: 3.347 is 3347.")
    full_rate_hours = models.PositiveSmallIntegerField()
    stated_rate = models.PositiveIntegerField(
        null=True, blank=True, help_text="Cents, where the year states the rate of each band."
    )
    source = models.TextField()

    class Meta(drafting.PartOfVersion.Meta):
        constraints = [models.UniqueConstraint(fields=["funding_year", "code"], name="band_once_a_version")]

    def __str__(self) -> str:
        return f"Band {self.code}"


class InstalmentShare(drafting.PartOfVersion):
    """A payment line of the year. The share is in basis points of its basis (25% is 2500)."""

    class Line(models.TextChoices):
        T1 = "T1", "Term 1"
        T2 = "T2", "Term 2"
        ADJ = "ADJ", "Term 2/3 adjustment"
        T3 = "T3", "Term 3"
        T4 = "T4", "Term 4"

    class Basis(models.TextChoices):
        INDICATIVE = "INDICATIVE", "Indicative funding"
        CONFIRMED = "CONFIRMED", "Confirmed funding"
        REMAINDER = "REMAINDER", "What closes the year"

    funding_year = models.ForeignKey(FundingYear, on_delete=models.CASCADE, related_name="instalments")
    line = models.CharField(max_length=3, choices=Line.choices)
    order = models.PositiveSmallIntegerField()
    basis = models.CharField(max_length=10, choices=Basis.choices)
    share = models.PositiveSmallIntegerField(default=0)
    pay_date = models.DateField(null=True, blank=True)
    source = models.TextField()

    class Meta(drafting.PartOfVersion.Meta):
        constraints = [
            models.UniqueConstraint(fields=["funding_year", "line"], name="instalment_once_a_version")
        ]

    def __str__(self) -> str:
        return self.get_line_display()


class Exclusion(drafting.PartOfVersion):
    """An eligibility rule in force in a year, by its code in funding.rules.eligibility."""

    funding_year = models.ForeignKey(FundingYear, on_delete=models.CASCADE, related_name="exclusions")
    code = models.CharField(max_length=40)
    stops_materials = models.BooleanField(
        default=True, help_text="Whether it stops VET materials besides targeted funding."
    )
    source = models.TextField()

    class Meta(drafting.PartOfVersion.Meta):
        constraints = [
            models.UniqueConstraint(fields=["funding_year", "code"], name="exclusion_once_a_version")
        ]

    def __str__(self) -> str:
        return self.code


class QualificationBand(drafting.PartWithCertificate):
    """The band of a qualification in a year."""

    funding_year = models.ForeignKey(
        FundingYear, on_delete=models.CASCADE, related_name="qualification_bands"
    )
    band = models.CharField(max_length=3)

    class Meta(drafting.PartWithCertificate.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["funding_year", "qualification"], name="qualification_band_once_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.qualification.code} in band {self.band}"
