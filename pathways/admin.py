"""Packaging rules, micro-credentials and exclusion groups in the administration site.

Packaging rules are edited here. Micro-credentials change on the portal's own pages, where their critical
information is checked; here they are loaded from files and looked at.
"""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from enrolments.admin.file_import import FileImport
from pathways.models import ExclusionGroup, MicroCredential, MicroCredentialUnit, Packaging, PackagingGroup
from pathways.resources.micro_credentials import EXCLUSION_GROUPS, MICRO_CREDENTIAL_UNITS, MICRO_CREDENTIALS
from pathways.resources.packaging import PACKAGING_RULES
from pathways.rules import packaging as rules
from vetportal.administration import AuditedAdmin, Elsewhere, ReadOnlyAdmin


class PackagingForm(forms.ModelForm):
    """A packaging rule whose numbers fit together."""

    def clean(self) -> dict:
        """Each problem beside its field; the groups are checked by their formset."""
        said = super().clean() or self.cleaned_data
        numbers = ("total_units", "core_units", "elective_units", "imported_units")
        if all(said.get(name) is not None for name in numbers):
            for problem in rules.problems(rules.Counts(*(said[name] for name in numbers))):
                self.add_error(problem.field, ValidationError(problem.sentence, code=problem.code))
        return said


class GroupForm(forms.ModelForm):
    """A rule about one elective group, or about several together."""

    def clean(self) -> dict:
        """At most no less than at least."""
        said = super().clean() or self.cleaned_data
        if said.get("name") and said.get("least") is not None:
            group = (said["name"], said["least"], said.get("most"))
            for problem in rules.problems_of_groups([group], said["least"]):
                self.add_error(problem.field, ValidationError(problem.sentence, code=problem.code))
        return said


class GroupFormSet(forms.BaseInlineFormSet):
    """The rules about groups of one packaging, which must fit its number of electives."""

    def clean(self) -> None:
        """Raise ValidationError for groups that overlap or ask for too much."""
        super().clean()
        kept = [form.cleaned_data for form in self.forms if form.is_valid() and not _is_dropped(form)]
        groups = [
            (each["name"], each.get("least") or 0, each.get("most")) for each in kept if each.get("name")
        ]
        problems = rules.problems_of_groups(groups, self.instance.elective_units or 0)
        if problems:
            raise ValidationError([ValidationError(each.sentence, code=each.code) for each in problems])


def _is_dropped(form: forms.ModelForm) -> bool:
    return bool(form.cleaned_data.get("DELETE"))


class PackagingGroupInline(admin.StackedInline):
    """Rules about elective groups; stacked, because the rows of the tabular form have no labels."""

    model = PackagingGroup
    form = GroupForm
    formset = GroupFormSet
    extra = 0
    fields = ("name", "least", "most")


@admin.register(Packaging)
class PackagingAdmin(FileImport, AuditedAdmin):
    """How many units of which groups make a certificate complete."""

    register_file = PACKAGING_RULES
    form = PackagingForm
    list_display = (
        "code",
        "total_units",
        "core_units",
        "elective_units",
        "imported_units",
        "is_grid_complete",
    )
    list_select_related = ("qualification",)
    list_filter = ("is_grid_complete",)
    search_fields = ("qualification__code", "qualification__title")
    raw_id_fields = ("qualification",)
    ordering = ("qualification__code",)
    inlines = (PackagingGroupInline,)

    @admin.display(description="certificate", ordering="qualification__code")
    def code(self, packaging: Packaging) -> str:
        """The certificate's code and title."""
        return str(packaging.qualification)


def _elsewhere(held: MicroCredential | None) -> Elsewhere:
    """Micro-credentials and their units are edited together."""
    if held is None:
        sentence = "Micro-credentials and their units are only read here. They are edited on their own pages."
        return Elsewhere(sentence, "Micro-credentials", reverse("pathways:micro-credentials"))
    sentence = "It is only read here. It is edited on its own page."
    return Elsewhere(sentence, f"Edit {held}", reverse("pathways:micro-credential-edit", args=[held.pk]))


@admin.register(MicroCredential)
class MicroCredentialAdmin(FileImport, ReadOnlyAdmin):
    """Micro-credentials; they change on their own pages."""

    register_file = MICRO_CREDENTIALS
    list_display = ("title", "code", "kind", "field", "hours", "are_units_complete")
    list_filter = ("kind", "field", "are_units_complete")
    search_fields = ("code", "title")
    ordering = ("title",)

    def elsewhere(self, obj: MicroCredential | None = None) -> Elsewhere:
        """Its own page, or the catalogue."""
        return _elsewhere(obj)


@admin.register(MicroCredentialUnit)
class MicroCredentialUnitAdmin(FileImport, ReadOnlyAdmin):
    """Units of micro-credentials."""

    register_file = MICRO_CREDENTIAL_UNITS
    list_display = ("micro_credential", "unit", "choice")
    list_select_related = ("micro_credential", "unit")
    search_fields = ("micro_credential__code", "micro_credential__title", "unit__code")
    ordering = ("micro_credential__title", "unit__code")

    def elsewhere(self, obj: MicroCredentialUnit | None = None) -> Elsewhere:
        """The page of its micro-credential, or the catalogue."""
        return _elsewhere(obj and obj.micro_credential)


@admin.register(ExclusionGroup)
class ExclusionGroupAdmin(FileImport, ReadOnlyAdmin):
    """Groups of micro-credentials of which only one is funded."""

    register_file = EXCLUSION_GROUPS
    list_display = ("name", "reason", "member_count")
    ordering = ("name",)

    def elsewhere(self, obj: ExclusionGroup | None = None) -> Elsewhere:
        """The catalogue, where the members of a group are chosen; the rest comes from files."""
        sentence = (
            "Groups come from files. Who belongs to one can also be said on the pages of micro-credentials."
        )
        return Elsewhere(sentence, "Micro-credentials", reverse("pathways:micro-credentials"))

    def get_queryset(self, request) -> models.QuerySet[ExclusionGroup]:
        """With the number of members."""
        return super().get_queryset(request).annotate(members_counted=models.Count("members"))

    @admin.display(description="members")
    def member_count(self, group: ExclusionGroup) -> int:
        """How many micro-credentials belong to it."""
        return group.members_counted
