"""Rules, frozen facts, runs and payments in the administration site: to read.

Rules change on the pages of the year, by a draft that another person publishes. What was frozen,
calculated or paid never changes. Files of rules can be loaded here; they go into the draft.
"""

from django.contrib import admin
from django.db import models

from enrolments.admin.file_import import FileImport
from funding import models as funding
from funding.resources.bands import QUALIFICATION_BANDS
from funding.resources.rates import RATES
from funding.resources.years import YEARS
from vetportal.administration import ReadOnlyAdmin


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


@admin.register(funding.FundingYear)
class FundingYearAdmin(FileImport, ReadOnlyAdmin):
    """Versions of the rules of years."""

    register_file = YEARS
    list_display = ("year", "version", "status", "census_date", "drafted_by", "changed_by", "published_by")
    list_select_related = ("drafted_by", "changed_by", "published_by")
    list_filter = ("status",)
    ordering = ("-year", "-version")
    inlines = (
        _inline(funding.BandRate, "code", "weighting_level", "full_rate_hours", "source"),
        _inline(funding.InstalmentShare, "line", "basis", "share", "pay_date", "source"),
        _inline(funding.Exclusion, "code", "source"),
    )


@admin.register(funding.BandRate)
class BandRateAdmin(FileImport, ReadOnlyAdmin):
    """Bands of all versions."""

    register_file = RATES
    list_display = ("funding_year", "code", "weighting_level", "full_rate_hours")
    list_select_related = ("funding_year",)
    list_filter = ("funding_year__year",)
    ordering = ("-funding_year__year", "-funding_year__version", "order")


@admin.register(funding.QualificationBand)
class QualificationBandAdmin(FileImport, ReadOnlyAdmin):
    """Bands of certificates."""

    register_file = QUALIFICATION_BANDS
    list_display = ("funding_year", "qualification", "band", "source")
    list_select_related = ("funding_year", "qualification")
    list_filter = ("funding_year__year", "band")
    search_fields = ("qualification__code", "qualification__title")
    ordering = ("-funding_year__year", "-funding_year__version", "qualification__code")


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

    list_display = ("run", "school", "component", "line", "amount")
    list_select_related = ("run", "school")
    list_filter = ("line", "component")
    search_fields = ("school__code", "school__name")
