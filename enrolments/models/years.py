"""The enrolment year and its census date, extensions of it, and each school's return for it."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from enrolments.models import window
from enrolments.rules import returns
from vetportal import clock
from vetportal.money import day


class EnrolmentYearQuerySet(models.QuerySet):
    """Years; a bulk change of census dates meets the same refusal as a single one."""

    def update(self, **values: object) -> int:
        for year in self:
            if "census_date" in values:
                year.refuse_moved_census()
            if "frozen_at" in values:
                year.refuse_thawing()
        return super().update(**values)

    def bulk_create(self, objs: Iterable["EnrolmentYear"], **options) -> list["EnrolmentYear"]:
        objs = list(objs)
        if options.get("update_conflicts"):  # an update that looks like a creation
            for year in self.filter(pk__in=[each.pk for each in objs]):
                year.refuse_moved_census()
        return super().bulk_create(objs, **options)


class EnrolmentYear(models.Model):
    """A year in which schools enter enrolments. Opened when the year's funding rules are published.

    A census date that has passed stands: moving it would reopen entry for everybody at once.
    """

    year = models.PositiveSmallIntegerField(primary_key=True)
    census_date = models.DateField(help_text="Last day of entry, to the end of the day in Melbourne.")
    census_source = models.TextField(help_text="The sentence that sets the date, and where it stands.")
    frozen_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = EnrolmentYearQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.year)

    def save(self, *args, **kwargs) -> None:
        """Refuses another census date once the present one has passed, and to undo a freeze."""
        held = EnrolmentYear.objects.filter(pk=self.pk).first()
        if held and held.census_date != self.census_date:
            held.refuse_moved_census()
        if held and held.frozen_at != self.frozen_at:
            held.refuse_thawing()
        super().save(*args, **kwargs)

    def refuse_moved_census(self) -> None:
        """Raises window.EntryClosed when this census date has passed, or the year is frozen."""
        if self.frozen_at is not None or self.census_date < clock.today():
            raise window.EntryClosed(
                f"The census of {self} was on {day(self.census_date)} and its date can no longer be moved. "
                "Grant a school that needs more time an extension."
            )

    def refuse_thawing(self) -> None:
        """Raises window.YearFrozen when the year is frozen: what funding has read is never read again."""
        if self.frozen_at is not None:
            raise window.YearFrozen(
                f"The {self} census is frozen and stays so: funding reads the facts that were copied then."
            )


class EntryExtension(models.Model):
    """Longer entry for one school: asked for by one person, granted by another."""

    school = models.ForeignKey("enrolments.School", on_delete=models.PROTECT, related_name="extensions")
    year = models.ForeignKey(EnrolmentYear, on_delete=models.PROTECT, related_name="extensions")
    until = models.DateField(help_text="Last day of entry for this school.")
    reason = models.TextField()
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    granted_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(granted_by=None, granted_at=None)
                | Q(granted_by__isnull=False, granted_at__isnull=False),
                name="extension_granted_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(granted_by=None) | ~Q(granted_by=F("requested_by")),
                name="extension_two_people",
            ),
            models.CheckConstraint(
                condition=Q(granted_at=None) | Q(refused_at=None), name="extension_granted_or_refused"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school} until {self.until}"


class SchoolReturn(models.Model):
    """A school's answer for a year: its enrolments, or that it has none, signed and approved."""

    class Status(models.TextChoices):
        DRAFT = returns.DRAFT, "Draft"
        CERTIFIED = returns.CERTIFIED, "Certified"
        APPROVED = returns.APPROVED, "Approved"
        RETURNED = returns.RETURNED, "Returned"

    school = models.ForeignKey("enrolments.School", on_delete=models.PROTECT, related_name="returns")
    year = models.ForeignKey(EnrolmentYear, on_delete=models.PROTECT, related_name="returns")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    is_nil = models.BooleanField("nothing to report", default=False)
    certified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    certified_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="Why the department returned it.")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "year"], name="return_one_a_school_and_year"),
            models.CheckConstraint(
                condition=~Q(status__in=[returns.CERTIFIED, returns.APPROVED])
                | Q(certified_by__isnull=False, certified_at__isnull=False),
                name="return_certified_by_and_at",
            ),
            models.CheckConstraint(
                condition=~Q(status=returns.APPROVED) | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="return_approved_by_and_at",
            ),
            models.CheckConstraint(
                condition=~Q(status=returns.RETURNED)
                | Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(reason=""),
                name="return_returned_by_at_and_why",
            ),
            models.CheckConstraint(
                condition=~Q(status=returns.APPROVED) | ~Q(decided_by=F("certified_by")),
                name="return_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school} {self.year_id}"
