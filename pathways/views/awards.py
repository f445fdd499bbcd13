"""Providers of higher education, their awards and subjects: lists and forms for officers."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from enrolments.actions.entry_refusals import FieldRefused, StaleEntry
from enrolments.forms.text import EntryForm
from enrolments.views.posted import whole_number
from pathways.actions import awards as actions
from pathways.forms.awards import AwardForm, ProviderForm, SubjectForm, shown_of, stored_of
from pathways.models import Award, AwardSubject, HigherEducationProvider
from pathways.queries import mappings as queries
from pathways.tables.awards import AwardsTable
from pathways.tables.mappings import MappingsTable
from pathways.views.mappings import page_of
from vetportal.access import department
from vetportal.accounts.roles import Permission
from vetportal.lists import paged


@department(Permission.STATE_VIEW)
def awards(request: HttpRequest) -> HttpResponse:
    """Every award by provider, and the providers."""
    found = Award.objects.select_related("provider").annotate(
        subject_count=Count("subjects", distinct=True), mapping_count=Count("mappings", distinct=True)
    )
    table = AwardsTable(found.order_by("provider__name", "title", "pk"))
    paged(request, table)
    context = {
        "table": table,
        "providers": list(HigherEducationProvider.objects.order_by("name")),
        "may_edit": request.user.may(Permission.MAPPING_EDIT),
    }
    return render(request, "pathways/awards.html", context)


@department(Permission.STATE_VIEW)
def award(request: HttpRequest, pk: int) -> HttpResponse:
    """One award with its subjects and the mappings that lead to it."""
    held = _award(pk)
    table = MappingsTable(queries.listed().filter(award=held).order_by("-pk"), exclude=("target",))
    table.empty_text = "Nobody has mapped study to this award yet."
    page_of(request, table)
    context = {
        "award": held,
        "subjects": list(held.subjects.order_by("code", "version")),
        "table": table,
        "may_edit": request.user.may(Permission.MAPPING_EDIT),
    }
    return render(request, "pathways/award.html", context)


@department(Permission.MAPPING_EDIT)
def provider_add(request: HttpRequest) -> HttpResponse:
    """Enter a provider."""
    return _provider(request, None)


@department(Permission.MAPPING_EDIT)
def provider_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a provider."""
    return _provider(request, get_object_or_404(HigherEducationProvider, pk=pk))


def _provider(request: HttpRequest, held: HigherEducationProvider | None) -> HttpResponse:
    initial = shown_of(held, ProviderForm) if held else None
    form = ProviderForm(_posted(request), provider=held, initial=initial)

    def save(**seen) -> HttpResponse:
        saved = actions.save_provider(provider=held, **form.cleaned_data, **seen)
        messages.success(request, f"{saved.name} is saved.")
        return redirect("pathways:awards")

    return _answer(request, form, "provider", held, save)


@department(Permission.MAPPING_EDIT)
def award_add(request: HttpRequest) -> HttpResponse:
    """Enter an award; the address may name its provider."""
    return _award_form(request, None, {"provider": request.GET.get("provider", "")})


@department(Permission.MAPPING_EDIT)
def award_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an award."""
    held = _award(pk)
    return _award_form(request, held, shown_of(held, AwardForm))


def _award_form(request: HttpRequest, held: Award | None, initial: dict) -> HttpResponse:
    form = AwardForm(_posted(request), award=held, initial=initial)

    def save(**seen) -> HttpResponse:
        saved = actions.save_award(award=held, values=form.cleaned_data, **seen)
        messages.success(request, f"{saved.title} is saved.")
        return redirect("pathways:award", saved.pk)

    return _answer(request, form, "award", held, save)


@department(Permission.MAPPING_EDIT)
def subject_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a subject of an award."""
    return _subject_form(request, _award(pk), None)


@department(Permission.MAPPING_EDIT)
def subject_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a subject and its learning outcomes. Mappings keep the outcomes that they were decided on."""
    held = get_object_or_404(AwardSubject.objects.select_related("award__provider"), pk=pk)
    return _subject_form(request, held.award, held)


def _subject_form(request: HttpRequest, of: Award, held: AwardSubject | None) -> HttpResponse:
    initial = shown_of(held, SubjectForm) if held else None
    form = SubjectForm(_posted(request), award=of, subject=held, initial=initial)

    def save(**seen) -> HttpResponse:
        saved = actions.save_subject(subject=held, values={"award": of, **form.cleaned_data}, **seen)
        messages.success(request, f"{saved} is saved.")
        return redirect("pathways:award", of.pk)

    return _answer(request, form, "subject", held, save, award=of)


def _answer(
    request: HttpRequest,
    form: EntryForm,
    what: str,
    held: actions.Row | None,
    save: Callable[..., HttpResponse],
    **context,
) -> HttpResponse:
    """Save what was typed; else show it again with what has to be corrected, or with what stands by now."""
    seen = whole_number(request.POST.get("revision", ""))
    context |= {"form": form, "what": what, "held": held, "seen": seen}
    if form.is_bound and form.is_valid():
        try:
            return save(revision=seen, by=request.user)
        except FieldRefused as refusal:
            form.refuse(refusal.field, refusal.code, str(refusal))
        except StaleEntry as conflict:
            now = conflict.current
            context |= {"conflict": str(conflict), "held": now, "seen": 0, "stored": stored_of(now, form)}
            return render(request, "pathways/award_form.html", context, status=409)
    return render(request, "pathways/award_form.html", context, status=422 if form.errors else 200)


def _posted(request: HttpRequest):
    return request.POST if request.method == "POST" else None


def _award(pk: int) -> Award:
    return get_object_or_404(Award.objects.select_related("provider"), pk=pk)
