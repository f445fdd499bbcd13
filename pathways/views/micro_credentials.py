"""The catalogue of micro-credentials: the list, one of them, adding and changing."""

from typing import NamedTuple

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from enrolments.access import remember_school
from enrolments.actions.refusals import Conflict, Refused
from enrolments.models import School
from enrolments.views.posted import version
from pathways.actions import micro_credentials as actions
from pathways.filters.micro_credentials import MicroCredentialFilter
from pathways.forms.micro_credentials import MicroCredentialForm, first_values
from pathways.models import MicroCredential, MicroCredentialUnit
from pathways.queries import map as surroundings
from pathways.queries.exclusions import exclusions_of
from pathways.queries.map_drawing import AWARD, QUALIFICATION
from pathways.queries.targets import set_key
from pathways.rules.critical_information import FACTS, QUALITY_STATEMENT, RECOMMENDED, REQUIRED, Fact
from pathways.tables.micro_credentials import MicroCredentialsTable
from vetportal import clock
from vetportal.access import department, signed_in
from vetportal.accounts.roles import Permission
from vetportal.lists import paged

_UNPUBLISHED_MODE = MicroCredential.Mode.UNKNOWN


@signed_in
def micro_credentials(request: HttpRequest) -> HttpResponse:
    """Every micro-credential that somebody published, with what is known of it."""
    school = remember_school(request)
    found = MicroCredentialFilter(request.GET, MicroCredential.objects.annotate(unit_count=Count("units")))
    table = MicroCredentialsTable(found.qs, kept=_kept(school))
    paged(request, table)
    context = {
        "table": table,
        "filter": found,
        "is_empty": not table.paginator.count and not found.form.changed_data,
        "kept": _kept(school),
        "may_edit": request.user.may(Permission.REGISTER_EDIT),
    }
    return render(request, "pathways/micro_credentials.html", context)


class Line(NamedTuple):
    """A fact of the critical information as the page shows it; an empty text: nobody published it."""

    fact: Fact
    text: str
    is_lacking: bool


@signed_in
def micro_credential(request: HttpRequest, pk: int) -> HttpResponse:
    """One micro-credential: its critical information, units, exclusions, and what it counts toward."""
    school = remember_school(request)
    held = _held(pk)
    around = surroundings.around(set_key(held.pk), today=clock.today())
    units = list(held.units.select_related("unit").order_by("choice", "unit__code"))
    context = {
        "held": held,
        "lines": _lines(held),
        "units": [each for each in units if not each.choice],
        "choices": _choices(units),
        "exclusions": exclusions_of([held.pk]).get(held.pk, []),
        "certificates": around.nodes[QUALIFICATION],
        "awards": around.nodes[AWARD],
        "map_key": set_key(held.pk),
        "kept": _kept(school),
        "kept_more": _kept(school).replace("?", "&"),
        "may_edit": request.user.may(Permission.REGISTER_EDIT),
    }
    return render(request, "pathways/micro_credential.html", context)


@department(Permission.REGISTER_EDIT)
def micro_credential_add(request: HttpRequest) -> HttpResponse:
    """Enter a micro-credential."""
    form = MicroCredentialForm(_posted(request))
    if form.is_bound and form.is_valid():
        try:
            held = actions.add(by=request.user, **_said(form))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{held.title} is in the catalogue.")
            return redirect("pathways:micro-credential", held.pk)
    return _form_page(request, form)


@department(Permission.REGISTER_EDIT)
def micro_credential_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a micro-credential; a change of somebody else meanwhile is shown, and what was typed stays."""
    held = _held(pk)
    form = MicroCredentialForm(_posted(request), micro_credential=held, initial=first_values(held))
    if form.is_bound and form.is_valid():
        try:
            actions.change(micro_credential=held, version=version(request), by=request.user, **_said(form))
        except Conflict as refusal:
            return _form_page(request, form, held=_held(pk), conflict=str(refusal))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The micro-credential is saved.")
            return redirect("pathways:micro-credential", held.pk)
    return _form_page(request, form, held=held)


def _held(pk: int) -> MicroCredential:
    held = MicroCredential.objects.filter(pk=pk).select_related("changed_by").first()
    if held is None:
        raise Http404("There is no such micro-credential in the catalogue.")
    return held


def _posted(request: HttpRequest):
    return request.POST if request.method == "POST" else None


def _said(form: MicroCredentialForm) -> dict[str, object]:
    return {
        "facts": form.facts(),
        "units": form.cleaned_data["units"],
        "groups": list(form.cleaned_data.get("groups", ())),
    }


def _form_page(
    request: HttpRequest,
    form: MicroCredentialForm,
    *,
    held: MicroCredential | None = None,
    conflict: str = "",
) -> HttpResponse:
    status = 409 if conflict else 422 if form.errors else 200
    context = {
        "form": form,
        "held": held,
        "conflict": conflict,
        "stored": [line for line in _lines(held) if line.text] if conflict and held else [],
    }
    return render(request, "pathways/micro_credential_form.html", context, status=status)


def _lines(held: MicroCredential) -> list[Line]:
    return [
        Line(fact, text, is_lacking=not text and fact.status == REQUIRED)
        for fact in (*FACTS, *_quality_of(held))
        for text in [_text_of(held, fact.name)]
    ]


def _quality_of(held: MicroCredential) -> list[Fact]:
    """Who is regulated owes no statement of quality; what is entered of one is shown all the same."""
    if not held.is_regulated_provider:
        return list(QUALITY_STATEMENT)
    return [each._replace(status=RECOMMENDED) for each in QUALITY_STATEMENT if getattr(held, each.name)]


def _text_of(held: MicroCredential, name: str) -> str:
    value = getattr(held, name)
    if name == "hours":
        return "" if value is None else f"{value} hour{'' if value == 1 else 's'}"
    if name == "mode":
        return "" if value == _UNPUBLISHED_MODE else held.get_mode_display()
    return value


def _choices(units: list[MicroCredentialUnit]) -> list[list[MicroCredentialUnit]]:
    """Units of which one is enough, choice by choice."""
    names = sorted({each.choice for each in units if each.choice})
    return [[each for each in units if each.choice == name] for name in names]


def _kept(school: School | None) -> str:
    return f"?school={school.code}" if school else ""
