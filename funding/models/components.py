"""What a year pays besides its bands, each row with the sentence that sets it. Part of a year's rules."""

from django.db import models
from django.db.models import F, Q

from funding.models import drafting
from funding.models.years import FundingYear


class YearComponent(drafting.PartOfVersion):
    """A component that a year pays, by its code in funding.rules.components."""

    funding_year = models.ForeignKey(FundingYear, on_delete=models.CASCADE, related_name="components")
    code = models.CharField(max_length=16)
    source = models.TextField()

    class Meta(drafting.PartOfVersion.Meta):
        constraints = [
            models.UniqueConstraint(fields=["funding_year", "code"], name="component_once_a_version")
        ]

    def __str__(self) -> str:
        return self.code


class SkillsFirstRate(drafting.PartWithCertificate):
    """A certificate on the Skills First list: cents an hour, from a day to a day (empty while it lasts)."""

    funding_year = models.ForeignKey(FundingYear, on_delete=models.CASCADE, related_name="skills_first_rates")
    hourly_subsidy = models.PositiveIntegerField(help_text="Cents for a scheduled hour.")
    maximum_exemption = models.PositiveIntegerField(help_text="Cents for a scheduled hour.")
    effective_from = models.DateField()
    effective_to = models.DateField(null=True, blank=True)

    class Meta(drafting.PartWithCertificate.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["funding_year", "qualification", "effective_from"], name="skills_first_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(effective_to=None) | Q(effective_to__gte=F("effective_from")),
                name="skills_first_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.qualification.code} from {self.effective_from}"


class MaterialsBand(drafting.PartOfVersion):
    """Cents of materials for each certificate enrolment in a materials band."""

    funding_year = models.ForeignKey(FundingYear, on_delete=models.CASCADE, related_name="materials_bands")
    code = models.CharField(max_length=6)
    order = models.PositiveSmallIntegerField()
    amount = models.PositiveIntegerField(help_text="Cents for an enrolment; not by hours.")
    source = models.TextField()

    class Meta(drafting.PartOfVersion.Meta):
        constraints = [
            models.UniqueConstraint(fields=["funding_year", "code"], name="materials_band_once_a_version")
        ]

    def __str__(self) -> str:
        return f"Materials band {self.code}"


class QualificationMaterials(drafting.PartWithCertificate):
    """The materials band of a certificate in a year. Not every program has materials."""

    funding_year = models.ForeignKey(
        FundingYear, on_delete=models.CASCADE, related_name="qualification_materials"
    )
    band = models.CharField(max_length=6)

    class Meta(drafting.PartWithCertificate.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["funding_year", "qualification"], name="materials_of_qualification_once_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.qualification.code} in materials band {self.band}"


class SmallScaleStep(drafting.PartOfVersion):
    """Cents for a full-time enrolment in a school with at most so many students in all."""

    funding_year = models.ForeignKey(FundingYear, on_delete=models.CASCADE, related_name="small_scale_steps")
    up_to_students = models.PositiveIntegerField()
    rate = models.PositiveIntegerField()
    source = models.TextField()

    class Meta(drafting.PartOfVersion.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["funding_year", "up_to_students"], name="small_scale_step_once_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"Up to {self.up_to_students} students"


class LearningStage(drafting.PartOfVersion):
    """A stage of learning of specialist schools: core funding in whole dollars, by age on 1 January."""

    funding_year = models.ForeignKey(FundingYear, on_delete=models.CASCADE, related_name="learning_stages")
    stage = models.PositiveSmallIntegerField()
    from_age = models.PositiveSmallIntegerField()
    to_age = models.PositiveSmallIntegerField()
    gross_dollars = models.PositiveIntegerField()
    source = models.TextField()

    class Meta(drafting.PartOfVersion.Meta):
        constraints = [
            models.UniqueConstraint(fields=["funding_year", "stage"], name="learning_stage_once_a_version"),
            models.CheckConstraint(
                condition=Q(from_age__lte=F("to_age")), name="learning_stage_ages_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"Stage {self.stage}"


class ExcludedQualification(drafting.PartWithCertificate):
    """A certificate that a year does not fund, by its code."""

    funding_year = models.ForeignKey(
        FundingYear, on_delete=models.CASCADE, related_name="excluded_qualifications"
    )

    class Meta(drafting.PartWithCertificate.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["funding_year", "qualification"], name="excluded_qualification_once_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.qualification.code} is not funded"
