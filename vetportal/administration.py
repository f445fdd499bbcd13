"""How models stand in the administration site: edited with an audit record, or only to read."""

from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.db import models, transaction
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from vetportal.audit import trail

_SECRET = {"password"}


class AuditedAdmin(admin.ModelAdmin):
    """Every addition, change and removal writes its audit record in the same transaction.

    `refusals` are what the models answer when a change is not allowed now; the text is shown to the person.
    """

    refusals: tuple[type[Exception], ...] = ()
    list_per_page = 50

    def chain_of(self, obj: models.Model) -> str:
        """The chain of the audit record that the row belongs to."""
        return trail.STATE

    def save_model(self, request: HttpRequest, obj: models.Model, form: ModelForm, change: bool) -> None:
        """Save one row with its record."""
        before = _stored(obj)
        super().save_model(request, obj, form, change)
        self._record(request, obj, before)

    def save_formset(
        self, request: HttpRequest, form: ModelForm, formset: BaseModelFormSet, change: bool
    ) -> None:
        """Save the rows of an inline, each with its record."""
        rows = formset.save(commit=False)
        for obj in formset.deleted_objects:
            self.delete_model(request, obj)
        for obj in rows:
            before = _stored(obj)
            obj.save()
            self._record(request, obj, before)
        formset.save_m2m()

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        """Remove one row with its record."""
        before, key = _stored(obj), obj.pk
        obj.delete()
        obj.pk = key
        trail.record(
            by=request.user, action="admin.delete", subject=obj, chain=self.chain_of(obj), before=before
        )

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Remove several rows: all of them or none."""
        with transaction.atomic():
            for obj in queryset:
                self.delete_model(request, obj)

    def _record(self, request: HttpRequest, obj: models.Model, before: dict[str, Any] | None) -> None:
        now = _plain(obj)
        changed = {name: value for name, value in now.items() if before is None or before[name] != value}
        if not changed:
            return
        trail.record(
            by=request.user,
            action="admin.change" if before else "admin.add",
            subject=obj,
            chain=self.chain_of(obj),
            before={name: before[name] for name in changed} if before else None,
            after=changed,
        )

    def changeform_view(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """The form of one row; a refusal is a message, not an error page."""
        return self._answer(request, super().changeform_view, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """As above."""
        return self._answer(request, super().delete_view, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """As above, for what is done to several rows."""
        return self._answer(request, super().changelist_view, *args, **kwargs)

    def _answer(self, request: HttpRequest, view: Any, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except self.refusals as refusal:
            messages.error(request, str(refusal))
            return HttpResponseRedirect(request.get_full_path())


class Elsewhere(NamedTuple):
    """Where in the portal rows change that are only read here: a sentence, and a link in words."""

    sentence: str
    link: str
    url: str


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows to look at: what is done to them is done on the portal's pages or not at all."""

    list_per_page = 50
    actions = None

    def elsewhere(self, obj: models.Model | None = None) -> Elsewhere | None:
        """Where this row, or the rows of the list, change; None where nothing changes them."""
        return None

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """The list, with the way to the page on which its rows change."""
        return super().changelist_view(request, {**(extra_context or {}), "elsewhere": self.elsewhere()})

    def render_change_form(
        self, request: HttpRequest, context: dict, *args, obj: models.Model | None = None, **kwargs
    ) -> HttpResponse:
        """One row, with the way to the page on which it changes."""
        context["elsewhere"] = self.elsewhere(obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Never."""
        return False


def _stored(obj: models.Model) -> dict[str, Any] | None:
    """The row as the database has it; None for a new one."""
    held = type(obj)._base_manager.filter(pk=obj.pk).first() if obj.pk else None
    return _plain(held) if held else None


def _plain(obj: models.Model) -> dict[str, Any]:
    """The fields as JSON; a secret is told by whether it is the same, never by what it is."""
    fields = [field for field in obj._meta.concrete_fields if field.name not in _SECRET]
    return {field.attname: _json(getattr(obj, field.attname)) for field in fields}


def _json(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | str) else str(value)
