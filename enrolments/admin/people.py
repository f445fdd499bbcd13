"""Schools, campuses, memberships and students."""

from django.contrib import admin
from django.db import models

from enrolments.admin.file_import import FileImport
from enrolments.models import Campus, School, SchoolMembership, SchoolSize, Student
from enrolments.models.window import EntryClosed
from enrolments.resources.providers import MEMBERSHIPS
from enrolments.resources.schools import SCHOOLS
from enrolments.resources.sizes import SCHOOL_SIZES
from vetportal.administration import AuditedAdmin, ReadOnlyAdmin


class GuardedAdmin(AuditedAdmin):
    """Rows that funding may read: the guard of the census answers in words, and records go to the school."""

    refusals = (EntryClosed,)

    def chain_of(self, obj: models.Model) -> str:
        """The school that the row is about, where there is one."""
        school = obj if isinstance(obj, School) else getattr(obj, "school", None)
        return school.code if school else super().chain_of(obj)


class CampusInline(admin.StackedInline):
    """The campuses of a school; stacked, because the rows of the tabular form have no labels."""

    model = Campus
    extra = 0
    fields = ("number", "name", "location_index")


@admin.register(School)
class SchoolAdmin(FileImport, GuardedAdmin):
    """Schools, by their code."""

    register_file = SCHOOLS
    list_display = ("code", "name", "sector", "town", "region", "is_open")
    list_filter = ("sector", "is_specialist", "is_open", "region")
    search_fields = ("code", "name", "town")
    ordering = ("name",)
    inlines = (CampusInline,)


@admin.register(Campus)
class CampusAdmin(GuardedAdmin):
    """Campuses with their location index in ten-thousandths."""

    list_display = ("school", "number", "name", "location_index")
    list_select_related = ("school",)
    search_fields = ("school__code", "name")
    ordering = ("school__name", "number")


@admin.register(SchoolSize)
class SchoolSizeAdmin(FileImport, GuardedAdmin):
    """How many students schools have in a year: the small-scale adjustment asks for it."""

    register_file = SCHOOL_SIZES
    list_display = ("school", "year", "students", "source")
    list_select_related = ("school", "year")
    list_filter = ("year",)
    search_fields = ("school__code", "school__name")
    ordering = ("-year", "school__name")


@admin.register(SchoolMembership)
class MembershipAdmin(FileImport, GuardedAdmin):
    """Who may do what at which school, and until when."""

    register_file = MEMBERSHIPS
    list_display = ("user", "school", "role", "from_date", "until_date")
    list_select_related = ("user", "school")
    list_filter = ("role",)
    search_fields = ("user__username", "user__full_name", "school__code", "school__name")
    ordering = ("school__name", "user__full_name")


@admin.register(Student)
class StudentAdmin(ReadOnlyAdmin):
    """Students belong to their school, which enters and corrects them."""

    list_display = ("student_number", "family_name", "given_names", "school")
    list_select_related = ("school",)
    search_fields = ("student_number", "family_name", "given_names")
    ordering = ("school_id", "family_name", "given_names")
    show_full_result_count = False
