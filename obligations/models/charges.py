"""What parents were asked to pay for a VET enrolment. Tuition cannot be stored, by any path.

Form, model, bulk writing and the database refuse it; see obligations.rules.charges.
"""

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from obligations.rules import charges as rules


def _names_no_tuition() -> Q:
    condition = Q()
    for phrase in rules.PHRASES:
        condition &= ~Q(description__icontains=phrase)
    return condition


class ParentChargeQuerySet(models.QuerySet):
    """Charges; writing many at once meets the same refusal as writing one."""

    def bulk_create(self, objs: Iterable["ParentCharge"], **options) -> list["ParentCharge"]:
        objs = list(objs)
        for each in objs:
            rules.refuse_tuition(each.kind, each.description)
        return super().bulk_create(objs, **options)

    def bulk_update(self, objs: Iterable["ParentCharge"], fields: Iterable[str], **options) -> int:
        objs = list(objs)
        for each in objs:
            rules.refuse_tuition(each.kind, each.description)
        return super().bulk_update(objs, fields, **options)

    def update(self, **values: object) -> int:
        kind, description = values.get("kind"), values.get("description")
        # Expressions, as bulk_update sends them, were looked at there; the database looks at all.
        rules.refuse_tuition(
            kind if isinstance(kind, str) else next(iter(rules.KINDS)),
            description if isinstance(description, str) else "",
        )
        return super().update(**values)


class ParentCharge(models.Model):
    """A charge to the parents of one enrolled student, in cents; never for tuition."""

    class Kind(models.TextChoices):
        ESSENTIAL_ITEM = "ESSENTIAL_ITEM", rules.KINDS["ESSENTIAL_ITEM"]
        UNIFORM_PPE = "UNIFORM_PPE", rules.KINDS["UNIFORM_PPE"]
        TRAVEL = "TRAVEL", rules.KINDS["TRAVEL"]
        EXCURSION = "EXCURSION", rules.KINDS["EXCURSION"]
        OPTIONAL_EXTRA = "OPTIONAL_EXTRA", rules.KINDS["OPTIONAL_EXTRA"]

    enrolment = models.ForeignKey(
        "enrolments.Enrolment", on_delete=models.PROTECT, related_name="parent_charges"
    )
    kind = models.CharField(max_length=14, choices=Kind.choices)
    description = models.CharField(max_length=200)
    amount = models.PositiveIntegerField(help_text="Cents.")
    is_voluntary = models.BooleanField("voluntary", default=False)
    charged_on = models.DateField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    objects = ParentChargeQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(rules.KINDS)), name="charge_kind_is_no_tuition"),
            models.CheckConstraint(condition=_names_no_tuition(), name="charge_description_is_no_tuition"),
            models.CheckConstraint(condition=Q(amount__gte=1), name="charge_of_some_cents"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.description}"

    def save(self, *args, **kwargs) -> None:
        """Raises TuitionRefused; see the rule."""
        rules.refuse_tuition(self.kind, self.description)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuses tuition with the sentence that quotes the rule."""
        super().clean()
        try:
            rules.refuse_tuition(self.kind, self.description)
        except rules.TuitionRefused as refusal:
            raise ValidationError(str(refusal), code="tuition") from refusal
