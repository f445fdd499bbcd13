"""Years, returns, enrolments and uploads: to read. They change on the portal's own pages."""

from django.contrib import admin

from enrolments.models import (
    Enrolment,
    EnrolmentUpload,
    EnrolmentYear,
    EntryExtension,
    SchoolReturn,
    UnitEnrolment,
)
from vetportal.administration import ReadOnlyAdmin


@admin.register(EnrolmentYear)
class EnrolmentYearAdmin(ReadOnlyAdmin):
    """Years that were opened by publishing their rules."""

    list_display = ("year", "census_date", "frozen_at")
    ordering = ("-year",)


@admin.register(EntryExtension)
class ExtensionAdmin(ReadOnlyAdmin):
    """Longer entry for single schools."""

    list_display = ("school", "year", "until", "requested_by", "granted_by", "granted_at", "refused_at")
    list_select_related = ("school", "year", "requested_by", "granted_by")
    list_filter = ("year",)
    search_fields = ("school__code", "school__name")
    ordering = ("-pk",)


@admin.register(SchoolReturn)
class ReturnAdmin(ReadOnlyAdmin):
    """Returns of schools."""

    list_display = ("school", "year", "status", "is_nil", "certified_by", "decided_by", "decided_at")
    list_select_related = ("school", "year", "certified_by", "decided_by")
    list_filter = ("year", "status")
    search_fields = ("school__code", "school__name")
    ordering = ("-year", "school__name")


class UnitInline(admin.TabularInline):
    """The units of an enrolment."""

    model = UnitEnrolment
    extra = 0
    can_delete = False
    fields = readonly_fields = ("unit", "hours", "is_credit_transfer")

    def get_queryset(self, request):
        # A row is called by its unit, its student and its certificate.
        named_by = ("unit", "enrolment__student", "enrolment__qualification")
        return super().get_queryset(request).select_related(*named_by)

    def has_add_permission(self, request, obj=None) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        """Never."""
        return False


@admin.register(Enrolment)
class EnrolmentAdmin(ReadOnlyAdmin):
    """Enrolments with their units."""

    list_display = ("student", "school", "qualification", "year", "program", "delivery", "withdrawn_date",
                    "on_census")  # fmt: skip
    list_select_related = ("student", "school", "qualification", "year")
    list_filter = ("year", "program", "delivery", "on_census")
    search_fields = ("student__student_number", "student__family_name", "qualification__code", "school__code")
    ordering = ("-pk",)
    inlines = (UnitInline,)
    show_full_result_count = False


@admin.register(EnrolmentUpload)
class UploadAdmin(ReadOnlyAdmin):
    """Files that schools sent."""

    list_display = ("filename", "school", "year", "owner", "received_at", "status", "row_count", "error_rows")
    list_select_related = ("school", "year", "owner")
    list_filter = ("year", "status")
    search_fields = ("filename", "school__code")
    ordering = ("-received_at",)
