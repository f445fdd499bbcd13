"""The register of credit mappings: the list with its export, one decision, writing a draft."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from enrolments.actions.refusals import Conflict, Refused
from enrolments.views.downloads import download
from enrolments.views.posted import version, whole_number
from pathways import exports
from pathways.actions import mappings as actions
from pathways.filters.mappings import MappingFilter
from pathways.forms.mapping_reviews import ReviewForm
from pathways.forms.mappings import MappingForm, first_values
from pathways.models import Award, CreditMapping
from pathways.queries import mapping_alerts
from pathways.queries import mappings as queries
from pathways.rules import mapping_life as life
from pathways.rules import mapping_words
from pathways.rules.mapping_gaps import gaps
from pathways.tables.mappings import TONES, MappingsTable, amount_of, share_of, source_of
from pathways.views.mapping_review import card_of
from vetportal import clock
from vetportal.access import department
from vetportal.accounts.roles import Permission
from vetportal.lists import paged

_NEVER_COPIED = ("assessor", "decided_on", "valid_from", "valid_to", "review_due", "effort_hours", "source")


@department(Permission.STATE_VIEW)
def mappings(request: HttpRequest) -> HttpResponse:
    """Every mapping: filter, sort, counts, alerts; `export` gives the filtered ones as a file."""
    found = MappingFilter(request.GET, queries.listed().order_by("-pk"))
    if request.GET.get("export"):
        rows = exports.rows_of(found.qs)
        return download(request.GET["export"], exports.COLUMNS, rows, name="credit-mappings")
    table = MappingsTable(found.qs)
    page_of(request, table)
    context = {
        "filter": found,
        "table": table,
        "counts": queries.counts(clock.today()),
        "has_awards": Award.objects.exists(),
        "may_edit": request.user.may(Permission.MAPPING_EDIT),
        "export_query": _export_query(request),
    }
    return render(request, "pathways/mappings.html", context)


def page_of(request: HttpRequest, table: MappingsTable) -> None:
    """Page the table, and read what its rows say besides for the rows of this page alone."""
    paged(request, table)
    shown = [row.record for row in table.paginated_rows]
    table.alerts = mapping_alerts.alerts_of(shown, clock.today())
    table.undecided = queries.undecided(each.pk for each in shown)


def _export_query(request: HttpRequest) -> str:
    kept = request.GET.copy()
    for name in ("page", "sort", "export"):
        kept.pop(name, None)
    return kept.urlencode()


@department(Permission.STATE_VIEW)
def mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """One decision, as a document that can be read and printed."""
    return mapping_page(request, mapping_of(pk))


def mapping_page(
    request: HttpRequest,
    held: CreditMapping,
    *,
    refusal: str = "",
    review: ReviewForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a mapping, with the sentence that refused a step where one was refused."""
    evidence = list(
        held.evidence.select_related("unit", "decided_by", "taken_over_from").order_by("position")
    )
    wrote = held.drafted_by_id == request.user.pk or held.writers.filter(pk=request.user.pk).exists()
    context = {
        "mapping": held,
        "tone": TONES[held.status],
        "source": source_of(held),
        "amount": amount_of(held),
        "share": share_of(held),
        "form_words": mapping_words.FORMS[held.form],
        "pattern_words": mapping_words.PATTERNS[held.pattern],
        "evidence": evidence,
        "judged": _judged(evidence),
        "alerts": mapping_alerts.alerts_of([held], clock.today()).get(held.pk, ()),
        "gaps": gaps(queries.written(held)) if held.status == life.DRAFT else (),
        "follows": list(queries.listed().filter(followed_by=held)),
        "followed": list(queries.listed().filter(precedents=held)),
        "may_edit": request.user.may(Permission.MAPPING_EDIT),
        "may_approve": request.user.may(Permission.MAPPING_APPROVE),
        "wrote": wrote,
        "review": card_of(request, held, review),
        "reviews": list(held.reviews.select_related("confirmed_by").order_by("-pk")),
        "refusal": refusal,
    }
    return render(request, "pathways/mapping.html", context, status=status)


def _judged(evidence: list) -> dict[str, int]:
    counted = {"COVERS": 0, "PARTLY": 0, "NONE": 0, "open": 0}
    for each in evidence:
        counted[each.judgement or "open"] += 1
    return counted


@department(Permission.MAPPING_EDIT)
def mapping_add(request: HttpRequest) -> HttpResponse:
    """Write a new mapping; `from` in the address names an earlier decision to start from."""
    follows = _followed(request)
    initial = _starts_from(follows) if follows else {"needs_completion": True}
    initial |= {name: request.GET[name] for name in ("award", "subject_code") if request.GET.get(name)}
    form = MappingForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        made = actions.draft(terms=form.terms(), by=request.user, follows=follows)
        messages.success(
            request, f"Mapping {made.pk} is a draft. Lay the learning outcomes side by side next."
        )
        return redirect("pathways:mapping", made.pk)
    return _form_page(request, form, follows=follows)


@department(Permission.MAPPING_EDIT)
def mapping_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft; what is typed stays when somebody else was faster."""
    held = mapping_of(pk)
    form = MappingForm(request.POST if request.method == "POST" else None, initial=first_values(held))
    if not form.is_bound and held.status not in life.EDITABLE:
        refusal = "Only a draft can be changed. Start a new mapping from this one, or ask to send it back."
        return mapping_page(request, held, refusal=refusal, status=409)
    if form.is_bound and form.is_valid():
        try:
            actions.change(mapping=held, version=version(request), terms=form.terms(), by=request.user)
        except Conflict as refusal:
            return _form_page(request, form, mapping=mapping_of(pk), conflict=str(refusal), status=409)
        except Refused as refusal:
            return mapping_page(request, mapping_of(pk), refusal=str(refusal), status=409)
        messages.success(request, f"Mapping {held.pk} is saved.")
        return redirect("pathways:mapping", held.pk)
    return _form_page(request, form, mapping=held, seen=version(request))


def _form_page(request: HttpRequest, form: MappingForm, *, status: int = 200, **context) -> HttpResponse:
    context |= {"form": form, "patterns": mapping_words.PATTERNS, "has_awards": Award.objects.exists()}
    status = 422 if form.errors else status
    return render(request, "pathways/mapping_form.html", context, status=status)


def _followed(request: HttpRequest) -> CreditMapping | None:
    number = whole_number(request.GET.get("from", ""))
    return queries.listed().filter(pk=number).first() if number else None


def _starts_from(follows: CreditMapping) -> dict[str, object]:
    """What a new mapping copies: what was mapped to what, and not who decided when."""
    return {name: value for name, value in first_values(follows).items() if name not in _NEVER_COPIED}


def mapping_of(pk: int) -> CreditMapping:
    """A mapping with what its page shows, or Http404."""
    people = ("drafted_by", "changed_by", "proposed_by", "approved_by")
    found = queries.listed().select_related(
        "award__provider", "subject", "qualification__superseded_by", "micro_credential", *people
    )
    held = found.filter(pk=pk).first()
    if held is None:
        raise Http404("There is no such mapping in the register.")
    return held
