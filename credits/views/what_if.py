"""What if: planned units beside what counts now. The plan lives in the address; nothing is stored."""

from datetime import date
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from credits.models import CreditScheme
from credits.queries import planning
from credits.queries.planning import Offer, Wish
from credits.queries.schemes import rules_of
from credits.queries.sheet import Row, rows_of
from credits.queries.study import Study, choose, study_of
from credits.rules.facts import Certificate
from credits.rules.interpreter_words import plural
from credits.rules.ledger import Line
from credits.rules.projection import Projection, project
from credits.views.gauges import gauges_of
from credits.views.scheme_tabs import scheme_tabs
from enrolments import access
from enrolments.forms.text import plain
from enrolments.lookups import normal
from enrolments.models import School
from vetportal import clock
from vetportal.accounts.roles import Permission


class Planned(NamedTuple):
    """A unit of the plan with its line; unknown where the register does not have it."""

    wish: Wish
    row: Row


class Plan(NamedTuple):
    """What the plan would change. `units` are those asked for, `present` those of present enrolments."""

    projection: Projection
    units: list[Planned]
    present: list[Row]
    moved: list[tuple[Line, Line]]


@access.school_page(Permission.SCHOOL_VIEW)
def what_if(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """The sums before and after, and every planned unit with what it would earn or why not."""
    who = access.student_of(school, pk)
    wishes = planning.wishes_of(plain(text) for text in request.GET.getlist("unit"))
    within = normal(plain(request.GET.get("within")))[:10]
    known = planning.certificates([within, *(each.certificate for each in wishes)])
    study = study_of(who, [each.unit for each in wishes])
    choice = choose(request.GET.get("scheme", ""), study.commencements)
    text = plain(request.GET.get("q"))[:100]
    with_present = bool(request.GET.get("present"))
    context = {
        "student": who,
        "tabs": scheme_tabs(request, choice),
        "scheme": choice.shown,
        "study": study,
        "with_present": with_present,
        "text": text,
        "within": within,
        "certificate": known.get(within),
        "is_unknown": bool(within) and within not in known,
        "offers": _offers(text, known.get(within), wishes),
        "is_full": len(wishes) >= planning.MOST_PLANNED,
    }
    if choice.shown is not None:
        context |= _answer(choice.shown, study, wishes, known, with_present=with_present)
    return render(request, "credits/what_if.html", context)


def _offers(text: str, within: Certificate | None, wishes: list[Wish]) -> list[Offer]:
    """What was found, without what is planned already."""
    return [each for each in planning.find(text, within) if each.wish not in wishes]


def _answer(
    scheme: CreditScheme,
    study: Study,
    wishes: list[Wish],
    known: dict[str, Certificate],
    *,
    with_present: bool,
) -> dict:
    rules = rules_of(scheme)
    present = study.planned if with_present else []
    wanted = planning.planned(
        wishes, known, date(clock.today().year, 12, 31), first_key=-len(study.planned) - 1
    )
    projection = project(study.results, [*present, *wanted], study.units, rules)
    rows = {row.line.key: row for row in rows_of(projection.planned)}
    plan = Plan(
        projection,
        [Planned(wish, rows[facts.key]) for wish, facts in zip(wishes, wanted, strict=True)],
        [rows[each.key] for each in present],
        list(projection.moved),
    )
    return {
        "plan": plan,
        "rules": rules,
        "credit_words": plural(scheme.credit_word),
        "gauges": gauges_of(rules, projection, "with the plan"),
    }
