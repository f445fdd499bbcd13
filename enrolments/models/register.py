"""The register of training products: qualifications, units, packaging, nominal hours, providers."""

from datetime import date

from django.db import models
from django.db.models import Q

from enrolments.models import standstill


class Qualification(standstill.AwaitsFreeze, models.Model):
    """A qualification; schools call it a certificate."""

    FUNDING_FIELDS = (
        "code",
        "level",
        "is_general_education",
        "is_generalist",
        "superseded_by_id",
        "teach_out_date",
    )

    class Level(models.IntegerChoices):
        CERTIFICATE_I = 1, "Certificate I"
        CERTIFICATE_II = 2, "Certificate II"
        CERTIFICATE_III = 3, "Certificate III"
        CERTIFICATE_IV = 4, "Certificate IV"
        DIPLOMA = 5, "Diploma"
        ADVANCED_DIPLOMA = 6, "Advanced diploma"

    code = models.CharField(max_length=10, unique=True)
    title = models.CharField(max_length=200)
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    is_general_education = models.BooleanField("general education for adults", default=False)
    is_generalist = models.BooleanField("generalist program", default=False)
    superseded_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces"
    )
    teach_out_date = models.DateField(
        null=True, blank=True, help_text="Last day on which a superseded qualification is accepted."
    )
    source = models.CharField(max_length=300, help_text="Where these facts come from.")

    objects = standstill.AwaitsFreezeQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(
                condition=Q(teach_out_date=None) | Q(superseded_by__isnull=False),
                name="qualification_teach_out_needs_successor",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def is_superseded_on(self, day: date) -> bool:
        """Whether a successor has replaced it and its teach-out date has passed; see superseded_on."""
        if self.superseded_by_id is None:
            return False
        return self.teach_out_date is None or self.teach_out_date < day

    @staticmethod
    def superseded_on(day: models.F, path: str = "qualification__") -> Q:
        """As is_superseded_on, as a condition for rows that lead to a qualification by `path`."""
        ended = Q(**{f"{path}teach_out_date": None}) | Q(**{f"{path}teach_out_date__lt": day})
        return Q(**{f"{path}superseded_by__isnull": False}) & ended


class Unit(models.Model):
    """A unit of competency."""

    code = models.CharField(max_length=12, unique=True)
    title = models.CharField(max_length=300)
    field_of_education = models.CharField(max_length=6, blank=True)
    source = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class PackagedUnit(models.Model):
    """A unit in the packaging of a qualification."""

    class Kind(models.TextChoices):
        CORE = "CORE", "Core"
        ELECTIVE = "ELECTIVE", "Elective"

    qualification = models.ForeignKey(Qualification, on_delete=models.CASCADE, related_name="packaged_units")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="packagings")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    elective_group = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["qualification", "unit"], name="packaged_unit_once_a_qualification"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit.code} in {self.qualification.code}"


class NominalHours(models.Model):
    """Whole nominal hours of a unit, by the source that states them."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="nominal_hours")
    hours = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=60, help_text="For example VPG, NCVER, WA or INVENTED.")
    effective_from = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "source", "effective_from"], name="nominal_hours_once_a_source_and_date"
            ),
            models.UniqueConstraint(
                fields=["unit", "source"],
                condition=Q(effective_from=None),
                name="nominal_hours_once_a_source_without_date",
            ),
        ]
        verbose_name_plural = "nominal hours"

    def __str__(self) -> str:
        return f"{self.unit.code}: {self.hours} hours ({self.source})"


class Provider(standstill.AwaitsFreeze, models.Model):
    """Who trains: a TAFE, another registered training organisation, or a school."""

    FUNDING_FIELDS = ("code", "is_tafe_network")

    code = models.CharField(max_length=10, unique=True, help_text="The national code, kept as text.")
    name = models.CharField(max_length=200)
    is_tafe_network = models.BooleanField("in the TAFE network", default=False)
    school = models.OneToOneField(
        "enrolments.School", on_delete=models.PROTECT, null=True, blank=True, related_name="provider"
    )

    objects = standstill.AwaitsFreezeQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class HigherLevelApproval(standstill.AwaitsFreeze, models.Model):
    """The VCAA's approval that a school may offer a Certificate IV to its students in a year."""

    FUNDING_FIELDS = ("school_id", "qualification_id", "year_id")
    NEW_ROWS_COUNT = True

    school = models.ForeignKey(
        "enrolments.School", on_delete=models.PROTECT, related_name="higher_level_approvals"
    )
    qualification = models.ForeignKey(Qualification, on_delete=models.PROTECT, related_name="approvals")
    year = models.ForeignKey("enrolments.EnrolmentYear", on_delete=models.PROTECT, related_name="+")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_by = models.CharField(max_length=200, help_text="Who decided at the VCAA.")
    decided_on = models.DateField()

    objects = standstill.AwaitsFreezeQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                fields=["school", "qualification", "year"], name="approval_once_a_school_qualification_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.school} {self.qualification.code} {self.year_id}"
