"""Skill sets and other micro-credentials, with what the national framework says a reader must know."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class MicroCredential(models.Model):
    """A short, assessed piece of learning below a qualification. An empty fact is one nobody published."""

    class Kind(models.TextChoices):
        SKILL_SET = "SKILL_SET", "Skill set of a training package"
        UNITS = "UNITS", "Units of competency"
        ACCREDITED = "ACCREDITED", "Accredited short course"
        OTHER = "OTHER", "Not nationally accredited"

    class Mode(models.TextChoices):
        ONSITE = "ONSITE", "On site"
        ONLINE = "ONLINE", "Online"
        MIXED = "MIXED", "Mixed"
        UNKNOWN = "UNKNOWN", "Not published"

    class Status(models.TextChoices):
        CURRENT = "CURRENT", "Current"
        SUPERSEDED = "SUPERSEDED", "Superseded"
        UNKNOWN = "UNKNOWN", "Not known"

    code = models.CharField(
        max_length=12, unique=True, null=True, blank=True, help_text="Empty where none is known."
    )
    title = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    field = models.CharField(max_length=100, blank=True, help_text="Infection control, small business, ...")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.UNKNOWN)
    outcomes = models.TextField("learning outcomes", blank=True)
    hours = models.PositiveSmallIntegerField(
        "volume of learning", null=True, blank=True, help_text="Whole hours; at least 1."
    )
    duration = models.CharField(max_length=100, blank=True)
    mode = models.CharField("mode of delivery", max_length=7, choices=Mode.choices, default=Mode.UNKNOWN)
    location = models.CharField(max_length=200, blank=True)
    prerequisites = models.CharField(max_length=300, blank=True)
    assessment = models.TextField(blank=True)
    certification = models.CharField(max_length=300, blank=True)
    provider = models.CharField(max_length=200, blank=True)
    is_regulated_provider = models.BooleanField("offered by a registered training organisation", default=True)
    provider_profile = models.TextField("profile of the provider", blank=True)
    quality_assurance = models.TextField("quality assurance processes", blank=True)
    quality_review = models.TextField("review and update of the micro-credential", blank=True)
    recognition = models.CharField("industry recognition", max_length=300, blank=True)
    stackability = models.TextField("what it counts toward", blank=True)
    expiry = models.CharField(max_length=100, blank=True)
    cost = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=60, blank=True)
    are_units_complete = models.BooleanField(
        default=False,
        help_text="Whether all units of it are known here; otherwise nobody can be told they hold it.",
    )
    source = models.CharField(max_length=500)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(hours=None) | Q(hours__gte=1), name="micro_credential_one_hour"
            ),
            models.CheckConstraint(
                condition=Q(is_regulated_provider=True)
                | (~Q(provider_profile="") & ~Q(quality_assurance="") & ~Q(quality_review="")),
                name="micro_credential_unregulated_quality",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}" if self.code else self.title


class MicroCredentialUnit(models.Model):
    """A unit of a micro-credential. Units that share a choice are alternatives: one of them is enough."""

    micro_credential = models.ForeignKey(MicroCredential, on_delete=models.CASCADE, related_name="units")
    unit = models.ForeignKey("enrolments.Unit", on_delete=models.PROTECT, related_name="micro_credentials")
    choice = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["micro_credential", "unit"], name="micro_credential_unit_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit.code} in {self.micro_credential}"


class ExclusionGroup(models.Model):
    """Micro-credentials of which a student may take one only under a program's rules."""

    name = models.CharField(max_length=100, unique=True)
    reason = models.CharField(max_length=300)
    members = models.ManyToManyField(MicroCredential, related_name="exclusion_groups", blank=True)
    source = models.CharField(max_length=500)

    def __str__(self) -> str:
        return self.name
