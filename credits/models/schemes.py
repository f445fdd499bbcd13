"""Credit schemes as data: what a certificate of each state counts, row by row, with source and dates.

All amounts of credit are thousandths (1 point = 1000), all hours whole hours, shares whole percent.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from credits.models import scheme_drafting


class CreditScheme(models.Model):
    """One version of a certificate's rules for VET. Drafted by one administrator, published by another."""

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Draft"
        PUBLISHED = "PUBLISHED", "Published"
        RETIRED = "RETIRED", "Retired"

    class LevelRule(models.TextChoices):
        LOWEST_LISTED = "LOWEST_LISTED", "Lowest level of the certificates entered here that list the unit"
        LOWEST_LISTED_ELSEWHERE = (
            "LOWEST_LISTED_ELSEWHERE",
            "Lowest level of the other certificates entered here that list the unit",
        )
        FIRST_PACKAGED = (
            "FIRST_PACKAGED",
            "Level of the certificate in which the unit was first packaged, or the digit in its code where "
            "that is not known",
        )
        CERTIFICATE = "CERTIFICATE", "Level of the certificate only"

    class Repeat(models.TextChoices):
        KEEP_FIRST = "KEEP_FIRST", "The level stays as it was first credited"
        KEEP_HIGHEST = "KEEP_HIGHEST", "The level rises when the unit is repeated at a higher one"

    class OneUnit(models.TextChoices):
        UNIT = "UNIT", "The same code counts once"
        EQUIVALENT = "EQUIVALENT", "A unit or an equivalent one counts once"
        HIGHEST_CERTIFICATE = (
            "HIGHEST_CERTIFICATE",
            "A unit counts once, in the certificate of the highest level",
        )

    class HoursMeasure(models.TextChoices):
        NOMINAL = "NOMINAL", "Nominal hours"
        INDICATIVE = "INDICATIVE", "Indicative hours of the scheme's own table"

    code = models.CharField(max_length=10)
    version = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=200)
    authority = models.CharField(max_length=200)
    credit_word = models.CharField(max_length=40, help_text="What one credit is called, in the singular.")
    rank = models.PositiveSmallIntegerField(default=10, help_text="The lowest is shown first.")
    commence_from = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="First year of commencement it holds for; empty: any."
    )
    commence_to = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Last year; empty: open.")
    hours_measure = models.CharField(
        max_length=10, choices=HoursMeasure.choices, default=HoursMeasure.NOMINAL
    )
    hours_sources = models.JSONField(
        default=list, blank=True, help_text="Names of sources of nominal hours, the first to be asked first."
    )
    any_hours_source = models.BooleanField(
        default=True,
        help_text="Whether another source may be used where none of the named ones states hours.",
    )
    level_rule = models.CharField(max_length=23, choices=LevelRule.choices, default=LevelRule.CERTIFICATE)
    certificate_i_exception = models.BooleanField(
        default=False, help_text="A unit of a Certificate I has its own level where that is higher."
    )
    highest_level = models.PositiveSmallIntegerField(default=4)
    on_repeat = models.CharField(max_length=12, choices=Repeat.choices, default=Repeat.KEEP_FIRST)
    one_unit = models.CharField(max_length=19, choices=OneUnit.choices, default=OneUnit.EQUIVALENT)
    counting_outcomes = models.JSONField(default=list, help_text="Outcomes that count as successful.")
    total_cap = models.PositiveIntegerField(null=True, blank=True, help_text="Thousandths.")
    standard_total = models.PositiveIntegerField(
        null=True, blank=True, help_text="Thousandths that the certificate asks for in all."
    )
    standard_at_level = models.PositiveIntegerField(
        null=True, blank=True, help_text="Thousandths of it at the standard's level or higher."
    )
    standard_level = models.PositiveSmallIntegerField(null=True, blank=True)
    standard_note = models.CharField(
        max_length=500, blank=True, help_text="What else the certificate asks for."
    )
    source = models.CharField(max_length=500)
    source_date = models.DateField(null=True, blank=True, help_text="Day of the source, or when it was read.")
    note = models.CharField(max_length=1000, blank=True)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.DRAFT)
    revision = models.PositiveIntegerField(default=1, help_text="Counts the changes of the draft.")
    shipped = models.CharField(
        max_length=64,
        blank=True,
        help_text="SHA-256 of the shipped rules that it holds; empty: drafted here.",
    )
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    objects = scheme_drafting.SchemeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="scheme_version_once"),
            models.UniqueConstraint(fields=["code"], condition=Q(status="DRAFT"), name="scheme_draft_once"),
            models.CheckConstraint(
                condition=Q(published_by=None) | ~Q(published_by=F("drafted_by")),
                name="scheme_published_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"

    def save(self, *args, **kwargs) -> None:
        """Refuses a change of a version that was published."""
        scheme_drafting.check_version(self, kwargs.get("update_fields"))
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs) -> tuple[int, dict[str, int]]:
        """Only a draft can be thrown away."""
        scheme_drafting.check_drafts({self.pk})
        return super().delete(*args, **kwargs)


class SchemeRow(scheme_drafting.PartOfScheme):
    """One rule: what so many hours, units or a whole certificate are worth."""

    class Basis(models.TextChoices):
        NONE = "NONE", "Earns nothing"
        HOURS = "HOURS", "Each full step of hours"
        SHARE = "SHARE", "Each full step of the share of units completed"
        LOOKUP = "LOOKUP", "A fixed credit"

    class Scope(models.TextChoices):
        UNIT = "UNIT", "Each unit on its own"
        CERTIFICATE = "CERTIFICATE", "The units of a certificate together"
        COURSE = "COURSE", "The units of a course of the scheme together"

    class Rounding(models.TextChoices):
        HALF_UP = "HALF_UP", "Rounded, halves up"
        FLOOR = "FLOOR", "Full steps only"

    scheme = models.ForeignKey(CreditScheme, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    level_from = models.PositiveSmallIntegerField(default=1)
    level_to = models.PositiveSmallIntegerField(default=6)
    basis = models.CharField(
        max_length=6, choices=Basis.choices, blank=True, help_text="A draft may leave it open."
    )
    scope = models.CharField(max_length=11, choices=Scope.choices)
    step = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Whole hours, or whole percent.")
    value = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Thousandths for a step; for a share the sum comes from the certificate.",
    )
    rounding = models.CharField(max_length=7, choices=Rounding.choices, default=Rounding.FLOOR)
    parts = models.PositiveSmallIntegerField(
        default=1, help_text="Equal parts of a step that count: with 2, half a step earns half its value."
    )
    hours_from = models.PositiveSmallIntegerField(null=True, blank=True)
    hours_to = models.PositiveSmallIntegerField(null=True, blank=True)
    min_hours = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Below these, nothing.")
    cap = models.PositiveIntegerField(null=True, blank=True, help_text="Thousandths.")
    cap_of_certificate = models.BooleanField(default=False, help_text="The certificate's own row caps it.")
    slots = models.JSONField(default=list, blank=True, help_text="Places that credits fill, in order.")
    completed_only = models.BooleanField(default=False)
    approved_only = models.BooleanField(default=False, help_text="Only with the authority's approval.")
    pool = models.CharField(max_length=40, blank=True, help_text="Where the hours left over go.")
    commence_from = models.PositiveSmallIntegerField(null=True, blank=True)
    commence_to = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=500)

    class Meta(scheme_drafting.PartOfScheme.Meta):
        constraints = [
            models.UniqueConstraint(fields=["scheme", "position"], name="scheme_row_position_once"),
            models.CheckConstraint(
                condition=Q(level_from__lte=F("level_to"), level_from__gte=1),
                name="scheme_row_levels_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(basis__in=["HOURS", "SHARE"]) | Q(step__gt=0), name="scheme_row_step"
            ),
            models.CheckConstraint(condition=Q(parts__gte=1), name="scheme_row_parts"),
        ]

    def __str__(self) -> str:
        return self.name


class SchemePool(scheme_drafting.PartOfScheme):
    """Where hours left over by several certificates come together."""

    scheme = models.ForeignKey(CreditScheme, on_delete=models.CASCADE, related_name="pools")
    name = models.CharField(max_length=40)
    step = models.PositiveSmallIntegerField(help_text="Whole hours for one credit.")
    value = models.PositiveIntegerField(help_text="Thousandths for a step.")
    cap = models.PositiveIntegerField(null=True, blank=True, help_text="Thousandths.")
    slots = models.JSONField(default=list, blank=True)
    commence_from = models.PositiveSmallIntegerField(null=True, blank=True)
    commence_to = models.PositiveSmallIntegerField(null=True, blank=True)
    source = models.CharField(max_length=500)

    class Meta(scheme_drafting.PartOfScheme.Meta):
        constraints = [models.UniqueConstraint(fields=["scheme", "name"], name="scheme_pool_once")]

    def __str__(self) -> str:
        return self.name


class SchemeLimit(scheme_drafting.PartOfScheme):
    """A cap over several certificates."""

    class Kind(models.TextChoices):
        CREDIT = "CREDIT", "Most credit from certificates of these levels"
        CERTIFICATES = "CERTIFICATES", "Most certificates of these levels"
        SLOT = "SLOT", "Most credit in one place"

    scheme = models.ForeignKey(CreditScheme, on_delete=models.CASCADE, related_name="limits")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    level_from = models.PositiveSmallIntegerField(default=1)
    level_to = models.PositiveSmallIntegerField(default=6)
    slot = models.CharField(max_length=40, blank=True)
    maximum = models.PositiveIntegerField(help_text="Thousandths; for certificates their number.")
    source = models.CharField(max_length=500)

    class Meta(scheme_drafting.PartOfScheme.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.maximum}"


class SchemeCertificate(scheme_drafting.PartOfScheme):
    """What a scheme says of one qualification: least and most credit, the stage it counts at."""

    scheme = models.ForeignKey(CreditScheme, on_delete=models.CASCADE, related_name="certificates")
    qualification_code = models.CharField(max_length=10)
    minimum = models.PositiveIntegerField(null=True, blank=True, help_text="Thousandths.")
    maximum = models.PositiveIntegerField(help_text="Thousandths.")
    stage = models.CharField(max_length=40, blank=True)
    is_approved = models.BooleanField(default=False, help_text="Approved for credit where rows ask for it.")
    units = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How many units it asks for, where a row counts shares."
    )
    source = models.CharField(max_length=500)

    class Meta(scheme_drafting.PartOfScheme.Meta):
        constraints = [
            models.UniqueConstraint(fields=["scheme", "qualification_code"], name="scheme_certificate_once")
        ]

    def __str__(self) -> str:
        return f"{self.qualification_code} in {self.scheme}"


class SchemeHours(scheme_drafting.PartOfScheme):
    """Indicative hours of a unit in a scheme that measures by its own table."""

    scheme = models.ForeignKey(CreditScheme, on_delete=models.CASCADE, related_name="unit_hours")
    unit_code = models.CharField(max_length=12)
    hours = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=500)

    class Meta(scheme_drafting.PartOfScheme.Meta):
        constraints = [models.UniqueConstraint(fields=["scheme", "unit_code"], name="scheme_hours_once")]

    def __str__(self) -> str:
        return f"{self.unit_code}: {self.hours} hours in {self.scheme}"
