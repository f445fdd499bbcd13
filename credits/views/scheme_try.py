"""Trying a scheme before it is published: on a student, or on units that somebody types."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from credits.forms.scheme_try import TryStudentForm, TryUnitFormSet
from credits.queries import trial
from credits.rules.interpreter_words import plural
from credits.rules.scheme_check import IncompleteScheme
from credits.views.schemes import scheme_of
from vetportal.access import department
from vetportal.accounts.roles import Permission


@department(Permission.CREDIT_RULE_DRAFT)
def scheme_try(request: HttpRequest, pk: int) -> HttpResponse:
    """What a student, or a sample, would earn under this version. It saves nothing."""
    scheme = scheme_of(request.user, pk)
    data = request.POST if request.method == "POST" else None
    form = TryStudentForm(data, user=request.user)
    lines = TryUnitFormSet(data, prefix="lines")
    context: dict[str, Any] = {"version": scheme, "form": form, "formset": lines}
    context["credit_words"] = plural(scheme.credit_word)
    if data is None:
        return render(request, "credits/scheme_try.html", context)
    if not all([form.is_valid(), lines.is_valid()]):
        return render(request, "credits/scheme_try.html", context, status=422)
    sample = _sample(form, lines)
    if sample is None:
        form.add_error(None, "Name a student, or type at least one unit.")
        return render(request, "credits/scheme_try.html", context, status=422)
    try:
        context["trial"] = trial.trial_of(scheme, sample)
    except IncompleteScheme as lack:
        return render(request, "credits/scheme_try.html", context | {"refusal": str(lack)}, status=409)
    return render(request, "credits/scheme_try.html", context | {"student": form.found})


def _sample(form: TryStudentForm, lines: Any) -> trial.Sample | None:
    """The student where one is named, else the typed lines."""
    if form.found:
        return trial.sample_of_student(form.found, with_present=form.cleaned_data["with_present"])
    typed = [line.cleaned_data for line in lines.forms if line.has_changed()]
    return trial.sample_of_lines(typed) if typed else None
