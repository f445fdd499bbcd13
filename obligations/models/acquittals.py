"""What targeted VET funding was used for: a draft that changes, and signed versions that never do."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from obligations.rules import acquittal as rules


class Purpose(models.TextChoices):
    PURCHASE = "PURCHASE", rules.PURPOSES["PURCHASE"]
    TEACHERS = "TEACHERS", rules.PURPOSES["TEACHERS"]
    RTO = "RTO", rules.PURPOSES["RTO"]
    PLANNING = "PLANNING", rules.PURPOSES["PLANNING"]
    MATERIALS = "MATERIALS", rules.PURPOSES["MATERIALS"]
    TRANSITION = "TRANSITION", rules.PURPOSES["TRANSITION"]
    OTHER = "OTHER", rules.PURPOSES["OTHER"]


class Use(models.Model):
    """Cents used for one purpose, and in words for what."""

    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    amount = models.PositiveBigIntegerField(help_text="Cents.")
    words = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.get_purpose_display()


class AcquittalDraft(models.Model):
    """What a school has entered for a year so far; also where a correction of a signed one is prepared."""

    school = models.ForeignKey("enrolments.School", on_delete=models.PROTECT, related_name="acquittal_drafts")
    year = models.ForeignKey("enrolments.EnrolmentYear", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "year"], name="acquittal_draft_once")]

    def __str__(self) -> str:
        return f"Use of targeted VET funding {self.year_id}, {self.school}"


class AcquittalEntry(Use):
    """One line of the draft."""

    draft = models.ForeignKey(AcquittalDraft, on_delete=models.CASCADE, related_name="entries")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "purpose"], name="acquittal_entry_once_a_purpose"),
            models.CheckConstraint(
                condition=~Q(purpose=rules.OTHER) | Q(amount=0) | ~Q(words=""),
                name="acquittal_entry_other_in_words",
            ),
        ]


class SignedAcquittal(models.Model):
    """What the principal certified. Append-only: a correction is the next version."""

    school = models.ForeignKey("enrolments.School", on_delete=models.PROTECT, related_name="acquittals")
    year = models.ForeignKey("enrolments.EnrolmentYear", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    received = models.BigIntegerField(help_text="Cents released to the school when it was signed.")
    spent = models.PositiveBigIntegerField(help_text="Cents of all lines.")
    declaration = models.TextField(help_text="The sentence that was signed.")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "year", "version"], name="acquittal_version_once")
        ]

    def __str__(self) -> str:
        return f"Use of targeted VET funding {self.year_id}, {self.school}, version {self.version}"

    @property
    def balance(self) -> rules.Balance:
        """What was received and used, in cents."""
        return rules.Balance(self.received, self.spent)


class SignedAcquittalLine(Use):
    """One line of a signed acquittal. Append-only."""

    acquittal = models.ForeignKey(SignedAcquittal, on_delete=models.PROTECT, related_name="lines")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["acquittal", "purpose"], name="acquittal_line_once_a_purpose")
        ]
