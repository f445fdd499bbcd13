"""Qualifications, units, packaging, hours, providers and approvals."""

from django.contrib import admin

from enrolments.admin.file_import import FileImport
from enrolments.admin.people import GuardedAdmin
from enrolments.models import (
    HigherLevelApproval,
    NominalHours,
    PackagedUnit,
    Provider,
    Qualification,
    Unit,
    UnitSuccession,
)
from enrolments.resources.providers import APPROVALS, PROVIDERS
from enrolments.resources.qualifications import PACKAGING, QUALIFICATIONS
from enrolments.resources.successions import SUCCESSIONS
from enrolments.resources.units import NOMINAL_HOURS, UNITS


@admin.register(Qualification)
class QualificationAdmin(FileImport, GuardedAdmin):
    """Qualifications; schools call them certificates."""

    register_file = QUALIFICATIONS
    list_display = ("code", "title", "level", "superseded_by", "teach_out_date")
    list_select_related = ("superseded_by",)
    list_filter = ("level", "is_general_education", "is_generalist")
    search_fields = ("code", "title")
    ordering = ("code",)


@admin.register(Unit)
class UnitAdmin(FileImport, GuardedAdmin):
    """Units of competency."""

    register_file = UNITS
    list_display = ("code", "title", "field_of_education")
    search_fields = ("code", "title")
    ordering = ("code",)
    show_full_result_count = False


@admin.register(PackagedUnit)
class PackagedUnitAdmin(FileImport, GuardedAdmin):
    """Which units a qualification packages."""

    register_file = PACKAGING
    list_display = ("qualification", "unit", "kind", "elective_group")
    list_select_related = ("qualification", "unit")
    list_filter = ("kind",)
    search_fields = ("qualification__code", "unit__code")
    raw_id_fields = ("unit",)
    ordering = ("qualification__code", "kind", "unit__code")


@admin.register(NominalHours)
class NominalHoursAdmin(FileImport, GuardedAdmin):
    """Nominal hours by source."""

    register_file = NOMINAL_HOURS
    list_display = ("unit", "hours", "source", "effective_from")
    list_select_related = ("unit",)
    list_filter = ("source",)
    search_fields = ("unit__code",)
    raw_id_fields = ("unit",)
    ordering = ("unit__code", "source")
    show_full_result_count = False


@admin.register(UnitSuccession)
class UnitSuccessionAdmin(FileImport, GuardedAdmin):
    """Which unit took the place of which."""

    register_file = SUCCESSIONS
    list_display = ("predecessor", "successor", "is_equivalent", "effective_on")
    list_select_related = ("predecessor", "successor")
    list_filter = ("is_equivalent",)
    search_fields = ("predecessor__code", "successor__code")
    raw_id_fields = ("predecessor", "successor")
    ordering = ("predecessor__code",)


@admin.register(Provider)
class ProviderAdmin(FileImport, GuardedAdmin):
    """Who trains."""

    register_file = PROVIDERS
    list_display = ("code", "name", "is_tafe_network", "school")
    list_select_related = ("school",)
    list_filter = ("is_tafe_network",)
    search_fields = ("code", "name")
    ordering = ("name",)


@admin.register(HigherLevelApproval)
class ApprovalAdmin(FileImport, GuardedAdmin):
    """Approvals of a Certificate IV at a school in a year."""

    register_file = APPROVALS
    list_display = ("school", "qualification", "year", "provider", "decided_by", "decided_on")
    list_select_related = ("school", "qualification", "year", "provider")
    list_filter = ("year",)
    search_fields = ("school__code", "school__name", "qualification__code")
    ordering = ("-year", "school__name")
