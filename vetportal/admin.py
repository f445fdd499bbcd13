"""People and the audit record in the administration site."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from vetportal.accounts.models import User
from vetportal.administration import AuditedAdmin, ReadOnlyAdmin
from vetportal.audit import trail
from vetportal.audit.models import AuditEvent

admin.site.unregister(Group)  # what people may do is written in vetportal.accounts.roles


class PersonCreationForm(AdminUserCreationForm):
    """A new person with a first password, or without one where another sign-in serves."""

    class Meta:
        model = User
        fields = ("username", "full_name", "email", "department_role")


class PersonForm(UserChangeForm):
    """A person; the password is changed on a page of its own."""

    class Meta:
        model = User
        fields = ("username", "password", "full_name", "email", "department_role", "is_active")


@admin.register(User)
class PersonAdmin(AuditedAdmin, UserAdmin):
    """People who sign in. Roles at schools are memberships."""

    form = PersonForm
    add_form = PersonCreationForm
    list_display = ("username", "full_name", "email", "department_role", "is_active")
    list_filter = ("department_role", "is_active")
    search_fields = ("username", "full_name", "email")
    ordering = ("username",)
    filter_horizontal = ()
    fieldsets = ((None, {"fields": PersonForm.Meta.fields}),)
    add_fieldsets = (
        (None, {"fields": (*PersonCreationForm.Meta.fields, "usable_password", "password1", "password2")}),
    )

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """A person stays in the records; take away the right to sign in instead."""
        return False

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002 - the name of Django's
        """Record that a password was set, never what it is."""
        with transaction.atomic():
            response = super().user_change_password(request, id, form_url)
            if request.method == "POST" and response.status_code == 302:
                person = User.objects.get(pk=id)
                trail.record(by=request.user, action="admin.password", subject=person)
        return response


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """Who did what, when."""

    list_display = ("at", "by_name", "action", "subject_type", "subject_id", "chain", "position")
    list_filter = ("action", "subject_type")
    search_fields = ("subject_id", "by_name", "chain")
    ordering = ("-at", "-pk")
    show_full_result_count = False
