"""The register of credit mappings: what VET study is worth in higher education, and who decided it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from pathways.models.awards import Award


class CreditMapping(models.Model):
    """One decision about credit: a source, a target, an amount (0 is an answer, too), and its evidence."""

    class Form(models.TextChoices):
        BLOCK = "BLOCK", "Block credit"
        SPECIFIED = "SPECIFIED", "Specified credit"
        UNSPECIFIED = "UNSPECIFIED", "Unspecified credit"
        ENTRY_ONLY = "ENTRY_ONLY", "Entry without credit"
        NO_CREDIT = "NO_CREDIT", "Assessed: no credit"

    class Pattern(models.TextChoices):
        PATHWAY = "PATHWAY", "Pathway"
        CONSECUTIVE = "CONSECUTIVE", "Consecutive"
        CONCURRENT = "CONCURRENT", "Concurrent"
        EMBEDDED = "EMBEDDED", "Embedded"

    class Status(models.TextChoices):
        DRAFT = "DRAFT", "Draft"
        PROPOSED = "PROPOSED", "Waiting for a decision"
        APPROVED = "APPROVED", "Approved"
        LAPSED = "LAPSED", "Lapsed"

    qualification = models.ForeignKey(
        "enrolments.Qualification", on_delete=models.PROTECT, null=True, blank=True, related_name="mappings"
    )
    micro_credential = models.ForeignKey(
        "pathways.MicroCredential", on_delete=models.PROTECT, null=True, blank=True, related_name="mappings"
    )
    source_version = models.CharField(
        max_length=20, blank=True, help_text="Release of the source, if it matters."
    )
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="mappings")
    subject = models.ForeignKey(
        "pathways.AwardSubject", on_delete=models.PROTECT, null=True, blank=True, related_name="mappings"
    )
    form = models.CharField(max_length=11, choices=Form.choices)
    amount = models.PositiveIntegerField(default=0, help_text="Thousandths of the unit below.")
    amount_unit = models.CharField(max_length=8, choices=Award.AmountUnit.choices)
    pattern = models.CharField("model", max_length=11, choices=Pattern.choices, default=Pattern.PATHWAY)
    needs_completion = models.BooleanField(default=True, help_text="The whole source has to be completed.")
    min_result = models.CharField("least result", max_length=60, blank=True)
    max_age_years = models.PositiveSmallIntegerField(
        "years for which study counts", null=True, blank=True, help_text="Empty: without limit."
    )
    conditions = models.CharField(max_length=500, blank=True)
    advice = models.CharField(max_length=500, blank=True, help_text="What a student should do.")
    assessor = models.CharField(max_length=200, blank=True, help_text="Who judged, for the award's provider.")
    decided_on = models.DateField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    review_due = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.DRAFT)
    effort_hours = models.PositiveSmallIntegerField(
        "hours of work", default=0, help_text="What the mapping cost, in whole hours."
    )
    precedents = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="followed_by")
    source = models.CharField(max_length=500, help_text="Where the decision is written, or INVENTED.")
    version = models.PositiveIntegerField(default=1)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(null=True, blank=True)
    writers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", help_text="Everybody who wrote on it: none approves it."
    )
    reason = models.CharField(max_length=500, blank=True, help_text="Why it was sent back, or lapsed.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(qualification=None) | Q(micro_credential=None), name="mapping_one_source_product"
            ),
            models.CheckConstraint(
                condition=~Q(form__in=["NO_CREDIT", "ENTRY_ONLY"]) | Q(amount=0),
                name="mapping_no_credit_is_zero",
            ),
            models.CheckConstraint(
                condition=Q(form__in=["NO_CREDIT", "ENTRY_ONLY"]) | Q(amount__gt=0),
                name="mapping_credit_has_amount",
            ),
            models.CheckConstraint(
                condition=~Q(form="SPECIFIED") | Q(subject__isnull=False),
                name="mapping_specified_has_subject",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("drafted_by")),
                name="mapping_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="mapping_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_form_display()} toward {self.award}"


class SourceGroup(models.Model):
    """Units of which so many are asked for. All groups of a mapping must be met (AND between, OR within)."""

    mapping = models.ForeignKey(CreditMapping, on_delete=models.CASCADE, related_name="groups")
    position = models.PositiveSmallIntegerField()
    least = models.PositiveSmallIntegerField(default=1, help_text="How many of the units below.")
    units = models.ManyToManyField("enrolments.Unit", related_name="source_groups")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mapping", "position"], name="source_group_position_once"),
            models.CheckConstraint(condition=Q(least__gte=1), name="source_group_at_least_one"),
        ]

    def __str__(self) -> str:
        return f"{self.least} of group {self.position}"


class OutcomeEvidence(models.Model):
    """How far the source covers one learning outcome of the target, as a person judged it."""

    class Judgement(models.TextChoices):
        COVERS = "COVERS", "Covers"
        PARTLY = "PARTLY", "Partly"
        NONE = "NONE", "None"

    mapping = models.ForeignKey(CreditMapping, on_delete=models.CASCADE, related_name="evidence")
    position = models.PositiveSmallIntegerField()
    outcome = models.TextField(help_text="The target's learning outcome.")
    judgement = models.CharField(max_length=6, choices=Judgement.choices, blank=True)
    unit = models.ForeignKey(
        "enrolments.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="evidence"
    )
    matched = models.TextField(blank=True, help_text="The source's outcome that it rests on.")
    note = models.CharField(max_length=500, blank=True)
    suggested_share = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Likeness of the words, whole percent, when the match was suggested."
    )
    taken_over_from = models.ForeignKey(
        CreditMapping, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mapping", "position"], name="outcome_evidence_position_once")
        ]

    def __str__(self) -> str:
        return f"Outcome {self.position} of mapping {self.mapping_id}"
