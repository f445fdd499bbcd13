"""Frozen facts, the calculations over them, and what each decided. All of it is append-only."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class CensusFreeze(models.Model):
    """The moment at which a year's facts were copied; one a year."""

    year = models.OneToOneField("enrolments.EnrolmentYear", on_delete=models.PROTECT, related_name="freeze")
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    frozen_at = models.DateTimeField()
    entries = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"Census {self.year_id}"


class FactColumns(models.Model):
    """The fields of funding.rules.facts.EnrolmentFacts as columns. Names of people are not copied."""

    year = models.PositiveSmallIntegerField()
    enrolment_id = models.BigIntegerField()
    school_id = models.BigIntegerField()
    sector = models.CharField(max_length=12)
    location_index = models.PositiveSmallIntegerField(null=True)
    census_date = models.DateField()
    date_of_birth = models.DateField()
    qualification_code = models.CharField(max_length=10)
    level = models.PositiveSmallIntegerField()
    is_general_education = models.BooleanField()
    is_generalist = models.BooleanField()
    is_superseded = models.BooleanField()
    program = models.CharField(max_length=6)
    delivery = models.CharField(max_length=12)
    has_approval = models.BooleanField()
    is_withdrawn = models.BooleanField()
    return_approved = models.BooleanField()
    units = models.PositiveIntegerField()
    units_without_hours = models.PositiveIntegerField()
    hours = models.PositiveIntegerField()
    student_id = models.BigIntegerField(default=0)
    subjects = models.PositiveSmallIntegerField(null=True)
    provider_code = models.CharField(max_length=10, default="")
    is_tafe_network = models.BooleanField(default=False)
    is_specialist = models.BooleanField(default=False)
    school_students = models.PositiveIntegerField(null=True)
    is_overseas = models.BooleanField(default=False)
    withdrawn_on = models.DateField(null=True)
    on_census = models.BooleanField(default=True)
    transfer_hours = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True


class CensusEntry(FactColumns):
    """An enrolment as at the census."""

    class Meta:
        verbose_name_plural = "census entries"
        constraints = [
            models.UniqueConstraint(fields=["year", "enrolment_id"], name="census_entry_once_a_year")
        ]
        indexes = [models.Index(fields=["year", "school_id"], name="census_by_school")]

    def __str__(self) -> str:
        return f"Enrolment {self.enrolment_id} as at the {self.year} census"


class FundingRun(models.Model):
    """One calculation over one year's frozen facts. Never edited: decisions on it are rows of their own."""

    class Kind(models.TextChoices):
        INDICATIVE = "INDICATIVE", "Indicative"
        CONFIRMED = "CONFIRMED", "Confirmed"

    year = models.PositiveSmallIntegerField(help_text="The year that is paid.")
    facts_year = models.PositiveSmallIntegerField(help_text="The census whose facts were used.")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    number = models.PositiveSmallIntegerField(help_text="Counts the runs of a year and kind, from 1.")
    funding_year = models.ForeignKey("funding.FundingYear", on_delete=models.PROTECT, related_name="runs")
    rules = models.JSONField(help_text="The year's rules as they were used.")
    facts_sha256 = models.CharField(max_length=64)
    engine = models.CharField(max_length=40, help_text="Version of the calculation.")
    base_rate = models.PositiveIntegerField(help_text="Band 8 rate that was used or solved, in cents.")
    cap = models.PositiveBigIntegerField(null=True)
    total = models.BigIntegerField(help_text="Sum of all allocations, in cents.")
    leftover = models.BigIntegerField(
        null=True, help_text="Cents of the cap that no whole cent of rate can spend."
    )
    corrects = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="corrections",
        help_text="The released run whose payments this one corrects.",
    )
    corrections_until = models.PositiveBigIntegerField(
        default=0, help_text="The last decision on a correction of facts that it used; 0 without any."
    )
    calculated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    calculated_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["year", "kind", "number"], name="run_number_once")]

    def __str__(self) -> str:
        return f"{self.year} {self.get_kind_display().lower()} run {self.number}"


class RunDecision(models.Model):
    """What was decided on a run: released to schools, or replaced by a later one."""

    class What(models.TextChoices):
        RELEASED = "RELEASED", "Released"
        SUPERSEDED = "SUPERSEDED", "Superseded"

    run = models.ForeignKey(FundingRun, on_delete=models.PROTECT, related_name="decisions")
    what = models.CharField(max_length=10, choices=What.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "what"], name="run_decision_once"),
            models.CheckConstraint(
                condition=~Q(what="RELEASED") | Q(by__isnull=False), name="run_released_by_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.get_what_display().lower()}"


class EnrolmentOutcome(models.Model):
    """What a run decided about one enrolment, with every reason that speaks against it."""

    # The constraint and the index below begin with the run, so it needs no index of its own.
    run = models.ForeignKey(FundingRun, on_delete=models.PROTECT, related_name="outcomes", db_index=False)
    enrolment_id = models.BigIntegerField()
    school_id = models.BigIntegerField()
    band = models.CharField(max_length=3)
    hours = models.PositiveIntegerField()
    funded_hours = models.PositiveIntegerField()
    location_index = models.PositiveSmallIntegerField()
    reasons = models.CharField(max_length=600, help_text="Rule codes separated by spaces; empty when funded.")
    qualification_code = models.CharField(max_length=10, default="")
    core_rate = models.PositiveIntegerField(default=0, help_text="Notional cents, never paid by the portal.")
    tafe_provider = models.CharField(max_length=10, default="")
    materials_band = models.CharField(max_length=6, default="")
    small_scale_rate = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "enrolment_id"], name="outcome_once_a_run")]
        indexes = [models.Index(fields=["run", "school_id"], name="outcome_by_school")]

    def __str__(self) -> str:
        return f"Enrolment {self.enrolment_id} in {self.run}"

    @property
    def reason_codes(self) -> tuple[str, ...]:
        """The rule codes that speak against funding."""
        return tuple(self.reasons.split())


class SchoolAllocation(models.Model):
    """A line of a school's year, rounded once. See funding.rules.facts.Allocation."""

    class Component(models.TextChoices):
        TARGETED = "TARGETED", "Targeted VET funding"
        RURAL = "RURAL", "Rural weighting"
        TAFE_SUPPLEMENT = "TAFE_SUPPLEMENT", "TAFE supplement"
        MATERIALS = "MATERIALS", "VET materials"
        SMALL_SCALE = "SMALL_SCALE", "Small-scale adjustment"

    run = models.ForeignKey(FundingRun, on_delete=models.PROTECT, related_name="allocations")
    school = models.ForeignKey("enrolments.School", on_delete=models.PROTECT, related_name="allocations")
    component = models.CharField(max_length=16, choices=Component.choices)
    band = models.CharField(max_length=6)
    enrolments = models.PositiveIntegerField()
    hours = models.PositiveIntegerField(help_text="Funded hours.")
    quantity = models.PositiveBigIntegerField(help_text="Multiplied by the rate before the one division.")
    divisor = models.PositiveIntegerField()
    rate = models.PositiveIntegerField(help_text="Cents.")
    amount = models.BigIntegerField(help_text="Cents.")
    qualification = models.CharField(max_length=10, default="", help_text="Only for the TAFE supplement.")
    provider = models.CharField(max_length=10, default="", help_text="The TAFE that it is owed on to.")
    rows = models.JSONField(default=list, help_text="The calculation: order, sentence, amount, inputs.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "school", "component", "band", "qualification", "provider", "rate"],
                name="allocation_once_a_run",
            )
        ]

    def __str__(self) -> str:
        return f"{self.school} {self.get_component_display()} band {self.band}"
