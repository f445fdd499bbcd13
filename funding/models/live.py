"""The state of a year that is not frozen, decided as its entries stand: kept by funding.actions.live.

None of it is a record: it can be thrown away and worked out again from the entries at any time.
"""

from django.db import models

from funding.models.runs import FactColumns


class ChangedFact(models.Model):
    """Something that funding reads has changed: a mark that a trigger left. See vetportal.change_marks."""

    class Kind(models.TextChoices):
        ENROLMENT = "ENROLMENT"
        STUDENT = "STUDENT"
        CAMPUS = "CAMPUS"
        SCHOOL = "SCHOOL"
        QUALIFICATION = "QUALIFICATION"
        PROVIDER = "PROVIDER"
        YEAR = "YEAR"

    kind = models.CharField(max_length=13, choices=Kind.choices)
    key = models.BigIntegerField(help_text="Primary key of what changed.")
    year = models.PositiveSmallIntegerField(null=True, help_text="Empty where every year is meant.")
    school_id = models.BigIntegerField(null=True, help_text="Where an enrolment stands, or stood.")

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class LiveYear(models.Model):
    """A year whose entries are decided as they stand, and the published rules that decide."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    rules = models.JSONField(help_text="As a confirmed run would use them.")

    def __str__(self) -> str:
        return str(self.year)


class LiveEntry(FactColumns):
    """An enrolment of a live year: its facts, and what was decided about it.

    `reasons` are those that speak against it now. All other decisions stand as if the school's return were
    approved; `awaits_approval` says that it is not.
    """

    enrolment_id = models.BigIntegerField(primary_key=True)
    reasons = models.CharField(max_length=600, help_text="Rule codes separated by spaces; empty when funded.")
    awaits_approval = models.BooleanField()
    band = models.CharField(max_length=3)
    funded_hours = models.PositiveIntegerField()
    core_rate = models.PositiveIntegerField(help_text="Notional cents, never paid by the portal.")
    tafe_provider = models.CharField(max_length=10)
    materials_band = models.CharField(max_length=6)
    small_scale_rate = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "live entries"
        indexes = [
            models.Index(fields=["school_id"], name="live_entry_by_school"),
            models.Index(fields=["year"], name="live_entry_by_year"),
        ]

    def __str__(self) -> str:
        return f"Enrolment {self.enrolment_id} as it stands"


class LiveCell(models.Model):
    """Enrolments of a school that are alike in all but their hours: see funding.rules.cells.Cell."""

    year = models.PositiveSmallIntegerField()
    school_id = models.BigIntegerField()
    qualification_code = models.CharField(max_length=10)
    band = models.CharField(max_length=3)
    location_index = models.PositiveSmallIntegerField()
    tafe_provider = models.CharField(max_length=10)
    materials_band = models.CharField(max_length=6)
    small_scale_rate = models.PositiveIntegerField()
    core_rate = models.PositiveIntegerField()
    awaits_approval = models.BooleanField()
    enrolments = models.PositiveIntegerField()
    hours = models.PositiveIntegerField()
    funded_hours = models.PositiveIntegerField()

    class Meta:
        # Hardly ever is more than one year live: reading the whole table is quicker than by an index.
        indexes = [models.Index(fields=["school_id"], name="live_cell_by_school")]

    def __str__(self) -> str:
        return f"{self.qualification_code} of school {self.school_id}"
