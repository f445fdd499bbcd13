"""Rules, frozen facts, runs and payments in the administration site: to read.

Rules change on the pages of the year, by a draft that another person publishes. What was frozen,
calculated or paid never changes. Files of rules can be loaded here; they go into the draft.
"""

from django.contrib import admin
from django.db import models
from django.urls import reverse

from enrolments.admin.file_import import FileImport
from funding import models as funding
from funding.resources.bands import (
    NOT_FUNDED,
    QUALIFICATION_BANDS,
    QUALIFICATION_MATERIALS,
    SKILLS_FIRST,
)
from funding.resources.rates import RATES
from funding.resources.years import YEARS
from vetportal.administration import Elsewhere, ReadOnlyAdmin


class RowInline(admin.TabularInline):
    """Rows of a version of the rules."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        """Never."""
        return False


def _inline(of: type[models.Model], *fields: str) -> type[RowInline]:
    return type(f"{of.__name__}Inline", (RowInline,), {"model": of, "fields": fields})


class RulesAdmin(FileImport, ReadOnlyAdmin):
    """Versions of the rules of years, and the rows of versions."""

    def elsewhere(self, obj: models.Model | None = None) -> Elsewhere:
        """The page of the version, or the list of all years."""
        sentence = "Rules are only read here. They are drafted and published on the pages of the years."
        if obj is None:
            return Elsewhere(sentence, "Year rules", reverse("funding:years"))
        version = obj if isinstance(obj, funding.FundingYear) else obj.funding_year
        return Elsewhere(sentence, f"Rules of {version}", reverse("funding:year", args=[version.pk]))


@admin.register(funding.FundingYear)
class FundingYearAdmin(RulesAdmin):
    """Versions of the rules of years."""

    register_file = YEARS
    list_display = ("year", "version", "status", "census_date", "drafted_by", "changed_by", "published_by")
    list_select_related = ("drafted_by", "changed_by", "published_by")
    list_filter = ("status",)
    ordering = ("-year", "-version")
    inlines = (
        _inline(funding.YearComponent, "code", "source"),
        _inline(funding.BandRate, "code", "weighting_level", "full_rate_hours", "stated_rate", "source"),
        _inline(funding.MaterialsBand, "code", "amount", "source"),
        _inline(funding.SmallScaleStep, "up_to_students", "rate", "source"),
        _inline(funding.LearningStage, "stage", "from_age", "to_age", "gross_dollars", "source"),
        _inline(funding.InstalmentShare, "line", "basis", "share", "pay_date", "source"),
        _inline(funding.Exclusion, "code", "stops_materials", "source"),
    )


@admin.register(funding.BandRate)
class BandRateAdmin(RulesAdmin):
    """Bands of all versions."""

    register_file = RATES
    list_display = ("funding_year", "code", "weighting_level", "full_rate_hours")
    list_select_related = ("funding_year",)
    list_filter = ("funding_year__year",)
    ordering = ("-funding_year__year", "-funding_year__version", "order")


class CertificatesAdmin(RulesAdmin):
    """What the years say of certificates."""

    list_select_related = ("funding_year", "qualification")
    list_filter: tuple[str, ...] = ("funding_year__year",)
    search_fields = ("qualification__code", "qualification__title")
    ordering = ("-funding_year__year", "-funding_year__version", "qualification__code")


@admin.register(funding.QualificationBand)
class QualificationBandAdmin(CertificatesAdmin):
    """Bands of certificates."""

    register_file = QUALIFICATION_BANDS
    list_display = ("funding_year", "qualification", "band", "source")
    list_filter = ("funding_year__year", "band")


@admin.register(funding.QualificationMaterials)
class QualificationMaterialsAdmin(CertificatesAdmin):
    """Materials bands of certificates."""

    register_file = QUALIFICATION_MATERIALS
    list_display = ("funding_year", "qualification", "band", "source")
    list_filter = ("funding_year__year", "band")


@admin.register(funding.SkillsFirstRate)
class SkillsFirstRateAdmin(CertificatesAdmin):
    """What Skills First pays for an hour of certificates."""

    register_file = SKILLS_FIRST
    list_display = (
        "funding_year", "qualification", "hourly_subsidy", "maximum_exemption", "effective_from",
        "effective_to",
    )  # fmt: skip


@admin.register(funding.ExcludedQualification)
class ExcludedQualificationAdmin(CertificatesAdmin):
    """Certificates that years do not fund."""

    register_file = NOT_FUNDED
    list_display = ("funding_year", "qualification", "source")


@admin.register(funding.FundingRun)
class FundingRunAdmin(ReadOnlyAdmin):
    """Calculations."""

    list_display = (
        "year",
        "kind",
        "number",
        "facts_year",
        "base_rate",
        "total",
        "calculated_by",
        "calculated_at",
    )
    list_select_related = ("calculated_by",)
    list_filter = ("year", "kind")
    ordering = ("-calculated_at",)


@admin.register(funding.RunDecision)
class RunDecisionAdmin(ReadOnlyAdmin):
    """What was decided on runs."""

    list_display = ("run", "what", "by", "at")
    list_select_related = ("run", "by")
    ordering = ("-at",)


@admin.register(funding.CensusFreeze)
class CensusFreezeAdmin(ReadOnlyAdmin):
    """When censuses were frozen."""

    list_display = ("year", "frozen_at", "frozen_by", "entries", "sha256")
    list_select_related = ("year", "frozen_by")
    ordering = ("-year",)


class RunRowAdmin(ReadOnlyAdmin):
    """Rows of runs, of which there are very many."""

    show_full_result_count = False
    ordering = ("-pk",)


@admin.register(funding.CensusEntry)
class CensusEntryAdmin(RunRowAdmin):
    """Frozen facts."""

    list_display = ("year", "enrolment_id", "school_id", "qualification_code", "hours", "units")
    search_fields = ("=enrolment_id", "=qualification_code")


@admin.register(funding.EnrolmentOutcome)
class EnrolmentOutcomeAdmin(RunRowAdmin):
    """What a run decided about each enrolment."""

    list_display = ("run", "enrolment_id", "school_id", "band", "hours", "funded_hours", "reasons")
    list_select_related = ("run",)
    search_fields = ("=enrolment_id",)


@admin.register(funding.SchoolAllocation)
class SchoolAllocationAdmin(RunRowAdmin):
    """Lines of schools."""

    list_display = ("run", "school", "component", "band", "hours", "rate", "amount")
    list_select_related = ("run", "school")
    list_filter = ("component",)
    search_fields = ("school__code", "school__name")


@admin.register(funding.PaymentLine)
class PaymentLineAdmin(RunRowAdmin):
    """What is paid."""

    list_display = ("run", "adjustment", "school", "component", "line", "amount")
    list_select_related = ("run", "adjustment", "school")
    list_filter = ("line", "component")
    search_fields = ("school__code", "school__name")


@admin.register(funding.CensusCorrection)
class CensusCorrectionAdmin(ReadOnlyAdmin):
    """Corrections of frozen facts, as they were proposed."""

    list_display = ("year", "kind", "school", "enrolment_id", "proposed_by", "proposed_at", "reason")
    list_select_related = ("school", "proposed_by")
    list_filter = ("year", "kind")
    ordering = ("-proposed_at",)


@admin.register(funding.CorrectionDecision)
class CorrectionDecisionAdmin(ReadOnlyAdmin):
    """What was decided on corrections."""

    list_display = ("correction", "what", "by", "at")
    list_select_related = ("correction", "by")
    ordering = ("-pk",)


@admin.register(funding.Adjustment)
class AdjustmentAdmin(ReadOnlyAdmin):
    """Manual adjustments, as they were entered."""

    list_display = ("year", "school", "component", "line", "kind", "amount", "entered_by", "entered_at")
    list_select_related = ("school", "entered_by")
    list_filter = ("year", "line", "kind")
    ordering = ("-entered_at",)


@admin.register(funding.AdjustmentDecision)
class AdjustmentDecisionAdmin(ReadOnlyAdmin):
    """What was decided on adjustments."""

    list_display = ("adjustment", "what", "by", "at")
    list_select_related = ("adjustment", "by")
    ordering = ("-pk",)


@admin.register(funding.Remittance)
class RemittanceAdmin(ReadOnlyAdmin):
    """Instalments that were sent."""

    list_display = ("year", "line", "number", "rows", "total", "sent_by", "sent_at", "sha256")
    list_select_related = ("sent_by",)
    list_filter = ("year", "line")
    ordering = ("-sent_at",)


@admin.register(funding.RemittedLine)
class RemittedLineAdmin(RunRowAdmin):
    """Lines that were sent."""

    list_display = ("remittance", "payment_line_id")
    list_select_related = ("remittance",)


@admin.register(funding.PaymentConfirmation)
class PaymentConfirmationAdmin(ReadOnlyAdmin):
    """Files that said what was paid."""

    list_display = ("remittance", "filename", "rows", "confirmed_by", "confirmed_at", "sha256")
    list_select_related = ("remittance", "confirmed_by")
    ordering = ("-confirmed_at",)


@admin.register(funding.ConfirmedPayment)
class ConfirmedPaymentAdmin(RunRowAdmin):
    """What was paid to each school."""

    list_display = ("remittance", "school", "component", "amount", "paid_on", "reference")
    list_select_related = ("remittance", "school")
    list_filter = ("component",)
    search_fields = ("school__code", "school__name", "=reference")
