"""The machine's reconciliation of a run, before a person may release it: every figure worked out again."""

from collections.abc import Mapping

from django.db.models import Sum

from funding.actions import payments
from funding.actions.refusals import Refused
from funding.models import EnrolmentOutcome, FundingRun, PaymentLine, SchoolAllocation
from funding.rules import year_rules
from vetportal.money import dollars
from vetportal.rounding import divide_half_up

Account = payments.Account


def problems_of(run: FundingRun) -> list[str]:
    """What does not add up in a run, in sentences; empty when everything does.

    From enrolments to lines, from lines to the total, from the total to the cap, and from the amounts of
    the schools to what is paid.
    """
    sums = SchoolAllocation.objects.filter(run=run).order_by().values_list("school_id", "component")
    allocated = {(school, component): cents for school, component, cents in sums.annotate(Sum("amount"))}
    return [
        *_hours(run),
        *_lines(run),
        *_total(run, allocated),
        *_cap(run, allocated),
        *_paid(run, allocated),
    ]


def _hours(run: FundingRun) -> list[str]:
    """The hours of the targeted lines are the funded hours of the enrolments."""
    counted = EnrolmentOutcome.objects.filter(run=run, funded_hours__gt=0).order_by()
    stated = SchoolAllocation.objects.filter(run=run, component=SchoolAllocation.Component.TARGETED)
    funded = set(counted.values_list("school_id", "band").annotate(Sum("funded_hours")))
    different = funded ^ set(stated.values_list("school_id", "band", "hours"))
    return _named(different, "The funded hours of {} differ from those of their enrolments.")


def _lines(run: FundingRun) -> list[str]:
    """Each line is its quantity times its rate, rounded once."""
    lines = SchoolAllocation.objects.filter(run=run)
    figures = lines.values_list("school_id", "quantity", "rate", "divisor", "amount")
    different = {
        (school,)
        for school, quantity, rate, divisor, amount in figures
        if amount != divide_half_up(quantity * rate, divisor)
    }
    return _named(different, "The amounts of {} do not follow from their hours and rates.")


def _total(run: FundingRun, allocated: Mapping[Account, int]) -> list[str]:
    schools = sum(allocated.values())
    if schools == run.total:
        return []
    return [f"Schools' lines add up to {dollars(schools)}, the state's total is {dollars(run.total)}."]


def _cap(run: FundingRun, allocated: Mapping[Account, int]) -> list[str]:
    if run.leftover is None or run.cap is None:
        return []
    is_inside = year_rules.from_json(run.rules).rural_inside_cap
    capped = sum(cents for (_, component), cents in allocated.items() if is_inside or component == "TARGETED")
    if run.leftover < 0:
        return [f"The total is {dollars(-run.leftover)} above the cap."]
    if run.leftover != run.cap - capped:
        left = dollars(run.cap - capped)
        return [f"The lines leave {left} of the cap; the run states {dollars(run.leftover)}."]
    return []


def _paid(run: FundingRun, allocated: Mapping[Account, int]) -> list[str]:
    """The payment lines are exactly those that the amounts of the schools lead to."""
    rules = year_rules.from_json(run.rules)
    try:
        before = payments.paid_before(run.year) if run.kind == FundingRun.Kind.CONFIRMED else {}
    except Refused as refusal:
        return [str(refusal)]
    due = {row[1:] for row in payments.lines_due(run, allocated, rules, before)}
    held = PaymentLine.objects.filter(run=run).values_list("school_id", "component", "line", "amount")
    sentence = "The payment lines of {} do not follow from their amounts and from what was paid before."
    return _named(due ^ set(held), sentence)


def _named(different: set[tuple], sentence: str) -> list[str]:
    """The sentence with the number of schools; every row begins with its school."""
    schools = len({school for school, *_ in different})
    if not schools:
        return []
    return [sentence.format("1 school" if schools == 1 else f"{schools:,} schools")]
