"""Loading a register file in the administration site: send, see what would happen, confirm."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from enrolments.admin import staging
from enrolments.resources.loading import RegisterFile, load
from enrolments.resources.report import Report
from vetportal.files.limits import MEGABYTE

_LARGEST = 20 * MEGABYTE


class FileForm(forms.Form):
    """The file to load."""

    file = forms.FileField(label="CSV or XLSX file")

    def clean_file(self) -> Any:
        """Larger registers are loaded by the operator's command, which shows its progress."""
        file = self.cleaned_data["file"]
        if file.size > _LARGEST:
            raise ValidationError(
                f"The file is larger than {_LARGEST // MEGABYTE} MB. "
                "Load it on the server: python manage.py import_data."
            )
        return file


class FileImport:
    """Gives a model's list the page “Load a file”; mixed into its admin class."""

    register_file: RegisterFile
    change_list_template = "admin/register_list.html"

    def get_urls(self) -> list[URLPattern]:
        """The list's own addresses, and the page of the file."""
        options = self.model._meta
        return [
            path(
                "import/",
                self.admin_site.admin_view(self.import_view),
                name=f"{options.app_label}_{options.model_name}_import",
            ),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """The list, with the way to the page of the file."""
        return super().changelist_view(request, {**(extra_context or {}), "import_url": self._url("import")})

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Check a file and show what it would change; store it when the person confirms."""
        if request.method == "POST" and "key" in request.POST:
            return self._confirm(request)
        form = FileForm(request.POST or None, request.FILES or None)
        report, key = None, ""
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            content = file.read()
            report = load(self.register_file, content, filename=file.name, by=request.user, dry_run=True)
            if report.is_accepted and not report.changes_nothing:
                key = staging.keep(file.name, content, owner=request.user, purpose=self.register_file.name)
        return self._page(request, form, report, key)

    def _confirm(self, request: HttpRequest) -> HttpResponse:
        staged = staging.take(request.POST["key"], owner=request.user, purpose=self.register_file.name)
        if staged is None:
            messages.error(request, "The file is no longer here. Send it again.")
            return HttpResponseRedirect(self._url("import"))
        report = load(self.register_file, staged.content, filename=staged.filename, by=request.user)
        if not report.is_accepted:
            return self._page(request, FileForm(), report, "")
        for line in (*map(str, report.counts), *report.notes):
            messages.success(request, line)
        return HttpResponseRedirect(self._url("changelist"))

    def _page(self, request: HttpRequest, form: FileForm, report: Report | None, key: str) -> HttpResponse:
        refused = bool(form.errors) or (report is not None and not report.is_accepted)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Load a file: {self.register_file.name.replace('_', ' ')}",
            "opts": self.model._meta,
            "list_url": self._url("changelist"),
            "form": form,
            "report": report,
            "key": key,
            "shapes": self.register_file.shapes,
        }
        return TemplateResponse(request, "admin/import_file.html", context, status=422 if refused else 200)

    def _url(self, page: str) -> str:
        return reverse(f"admin:{self.model._meta.app_label}_{self.model._meta.model_name}_{page}")
