"""The register of contracts and agreements between schools and VET providers."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from obligations.rules import agreements as rules

_BETWEEN_SCHOOLS = sorted(rules.BETWEEN_SCHOOLS)


class Agreement(models.Model):
    """One signed contract or agreement, or one on its way to be signed.

    Without qualifications it covers all that the provider trains for the school.
    """

    class Kind(models.TextChoices):
        PURCHASING = rules.PURCHASING, rules.KINDS[rules.PURCHASING]
        AUSPICING = rules.AUSPICING, rules.KINDS[rules.AUSPICING]
        SCHOOL_PURCHASING = rules.SCHOOL_PURCHASING, rules.KINDS[rules.SCHOOL_PURCHASING]
        SCHOOL_ACCESS = rules.SCHOOL_ACCESS, rules.KINDS[rules.SCHOOL_ACCESS]

    school = models.ForeignKey("enrolments.School", on_delete=models.PROTECT, related_name="agreements")
    kind = models.CharField(max_length=17, choices=Kind.choices)
    provider = models.ForeignKey(
        "enrolments.Provider",
        on_delete=models.PROTECT,
        related_name="agreements",
        help_text="The RTO: of an access agreement, the one that auspices the host school.",
    )
    rto_code = models.CharField(max_length=10, help_text="As the agreement states it.")
    host_school = models.ForeignKey(
        "enrolments.School", on_delete=models.PROTECT, null=True, blank=True, related_name="hosted_agreements"
    )
    host_contract_date = models.DateField(
        null=True,
        blank=True,
        help_text="Date of the host’s auspicing contract, which an access agreement cites.",
    )
    school_party = models.CharField(max_length=200, help_text="Who stands for the school council.")
    other_party = models.CharField(max_length=200, help_text="Who stands for the contractor or host school.")
    start_date = models.DateField()
    end_date = models.DateField()
    qualifications = models.ManyToManyField("enrolments.Qualification", blank=True, related_name="agreements")
    signed_by_school_on = models.DateField(null=True, blank=True)
    signed_by_other_on = models.DateField(null=True, blank=True)
    file = models.OneToOneField(
        "obligations.SignedFile", on_delete=models.PROTECT, null=True, blank=True, related_name="agreement"
    )
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(end_date__gte=F("start_date")), name="agreement_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=_BETWEEN_SCHOOLS, host_school__isnull=False)
                | (~Q(kind__in=_BETWEEN_SCHOOLS) & Q(host_school__isnull=True)),
                name="agreement_host_where_between_schools",
            ),
            models.CheckConstraint(
                condition=Q(host_school=None) | ~Q(host_school=F("school")),
                name="agreement_with_another_school",
            ),
        ]
        indexes = [models.Index(fields=["school", "end_date"], name="agreement_by_school")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} with {self.provider.name}"
