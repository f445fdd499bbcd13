"""The planner: change numbers, and see what the year would pay. A plan is its address; nothing is stored."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from enrolments import queries as enrolment_queries
from enrolments.access import school_page
from enrolments.models import Qualification, School
from funding.actions import live
from funding.forms.planner import MOST_ROWS, PlanForm, TypedRow
from funding.models.payments import LINE_NAMES
from funding.queries import estimates
from funding.queries.planner import Planner, Rate, planner_of
from funding.rules import components
from funding.rules.calculation_rows import CalculationRow
from funding.rules.core_share import core_rate
from funding.rules.eligibility import RULE_BY_CODE, Rule
from funding.rules.explanation import enrolment_amounts, enrolment_rows
from funding.rules.facts import Outcome
from funding.rules.planning import Plan
from vetportal.accounts.roles import Permission

_FOUND_MOST = 12


class Pair(NamedTuple):
    """An amount of the entries and of the plan, in cents."""

    label: str
    now: int
    plan: int
    note: str = ""

    @property
    def difference(self) -> int:
        """Cents that the plan is more, or less."""
        return self.plan - self.now


class RowAnswer(NamedTuple):
    """One row of the plan: what each of its students earns, or why nobody does."""

    typed: TypedRow
    band: str
    each: int
    reasons: tuple[Rule, ...]
    rows: tuple[CalculationRow, ...]


@school_page(Permission.SCHOOL_VIEW)
def planner(request: HttpRequest, school: School) -> HttpResponse:
    """The rows of the plan beside the year's payments; `add` and `remove` lead to another address."""
    year = enrolment_queries.current_year()
    if year and not year.frozen_at:
        live.keep_current()
    held = planner_of(school, year) if year else None
    if held is None:
        return render(request, "funding/planner_no_rules.html", {"school": school, "year": year})
    form = PlanForm(held, request.GET)
    moved = _moved(request, form)
    if moved is not None:
        return redirect(f"{reverse('funding:school-planner', args=[school.code])}?{moved}")
    context = {
        "school": school,
        "year": year,
        "planner": held,
        "form": form,
        "found": [] if request.htmx else _search(request, form),
        "wanted": request.GET.get("add", ""),
        "is_answer": request.htmx,
        **_answer(held, form, request.GET.get("rate", "")),
    }
    name = "funding/planner_answer.html" if request.htmx else "funding/planner.html"
    return render(request, name, context)


def _moved(request: HttpRequest, form: PlanForm) -> str | None:
    """The address of the plan that is asked for with a row more or less; None where none is."""
    if request.htmx:
        return None
    gone = request.GET.get("remove", "")
    if gone.isdecimal() and len(gone) < 4:
        return form.without(int(gone))
    code = request.GET.get("add", "").strip().upper()
    chosen = Qualification.objects.filter(code=code).first() if code else None
    if chosen and len(form.rows) < MOST_ROWS:
        return form.with_certificate(chosen)
    return None


def _search(request: HttpRequest, form: PlanForm) -> list[tuple[Qualification, str]]:
    """Certificates whose code or title holds what was asked for, each with the address that adds it."""
    text = request.GET.get("add", "").strip()[:60]
    if not text:
        return []
    found = Qualification.objects.filter(superseded_by=None).order_by("code")
    for word in text.split():
        found = found.filter(Q(code__istartswith=word) | Q(title__icontains=word))
    return [(each, form.with_certificate(each)) for each in found[:_FOUND_MOST]]


def _answer(held: Planner, form: PlanForm, wanted: str) -> dict[str, Any]:
    rate = held.rate(wanted)
    now = held.plan(held.present_rows(), rate)
    planned = held.facts_of([each.row for each in form.good], form.certificates)
    plan = held.plan(planned, rate)
    answers = {
        id(typed): _row_answer(held, typed, outcome, rate)
        for typed, outcome in zip(form.good, plan.outcomes, strict=True)
    }
    return {
        "rate": rate,
        "total": Pair("Together", now.settlement.total, plan.settlement.total),
        "components": _components(now, plan),
        "payments": _payments(held, now, plan),
        "rows": [(typed, answers.get(id(typed))) for typed in form.rows],
        "core": _core(held, plan),
        "others": len(held.others),
        "is_early_released": "INDICATIVE" in held.runs,
        "is_settled": "CONFIRMED" in held.runs,
    }


def _components(now: Plan, plan: Plan) -> list[Pair]:
    sums: dict[str, list[int]] = {}
    for side, each in enumerate((now, plan)):
        for line in each.settlement.allocations:
            sums.setdefault(line.component, [0, 0])[side] += line.amount
    codes = components.in_order(sums.keys())
    return [Pair(components.COMPONENT_BY_CODE[code].name, *sums[code]) for code in codes]


def _payments(held: Planner, now: Plan, plan: Plan) -> list[Pair]:
    names, bases = dict(LINE_NAMES), {each.line: each.basis for each in held.rules.instalments}
    present, planned = held.payments(now), held.payments(plan)
    stands = "released, so it stands" if "INDICATIVE" in held.runs else "not released yet"
    return [
        Pair(names[line], present[line], planned[line], stands if bases[line] == "INDICATIVE" else "")
        for line in planned
    ]


def _row_answer(held: Planner, typed: TypedRow, outcome: Outcome, rate: Rate) -> RowAnswer:
    amounts = enrolment_amounts(outcome, held.rules, rate.cents)
    reasons = tuple(RULE_BY_CODE[code] for code in outcome.reasons)
    return RowAnswer(
        typed, outcome.band, amounts.paid, reasons, enrolment_rows(outcome, held.rules, rate.cents)
    )


def _core(held: Planner, plan: Plan) -> list[tuple[int, int, int]]:
    """(subjects, core share of one, notional core share of the plan) for the usual program and one more."""
    targeted = [line for line in plan.settlement.allocations if line.component == "TARGETED"]
    if not targeted or not held.rules.core_delivery_dollars or held.school.is_specialist:
        return []
    return [_core_of(held, targeted, subjects) for subjects in (5, 6)]


def _core_of(held: Planner, targeted: Sequence, subjects: int) -> tuple[int, int, int]:
    each = core_rate(held.sound._replace(subjects=subjects), held.rules)
    return subjects, each, estimates.notional_core(targeted, each)
