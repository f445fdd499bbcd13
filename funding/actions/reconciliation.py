"""The machine's reconciliation of a run, before a person may release it: every figure worked out again."""

from collections.abc import Mapping

from django.db.models import Q, Sum

from funding.actions import payments
from funding.actions.refusals import Refused
from funding.models import EnrolmentOutcome, FundingRun, PaymentLine, SchoolAllocation
from funding.rules import supplements, year_rules
from funding.rules.facts import Allocation, Outcome, YearRules
from funding.rules.ledger import Account
from vetportal.money import dollars
from vetportal.rounding import divide_half_up

_KEY = ("school_id", "component", "band", "qualification", "provider")


def problems_of(run: FundingRun, *, before: payments.Standing | None = None) -> list[str]:
    """What does not add up in a run, in sentences; empty when everything does.

    From enrolments to lines, from lines to the total, from the total to the cap, and from the amounts of
    the schools to what is paid. `before` is the ledger that the run added to; without it, that of now.
    """
    rules = year_rules.from_json(run.rules)
    sums = SchoolAllocation.objects.filter(run=run).order_by().values_list("school_id", "component")
    allocated = {(school, component): cents for school, component, cents in sums.annotate(Sum("amount"))}
    return [
        *_hours(run),
        *_supplements(run, rules),
        *_lines(run),
        *_gone(run),
        *_total(run, allocated),
        *_cap(run, allocated, rules),
        *_paid(run, allocated, rules, before),
    ]


def _hours(run: FundingRun) -> list[str]:
    """The hours of the targeted lines are the funded hours of the enrolments."""
    counted = EnrolmentOutcome.objects.filter(run=run, funded_hours__gt=0).order_by()
    stated = _stated(run).filter(component=SchoolAllocation.Component.TARGETED)
    funded = set(counted.values_list("school_id", "band").annotate(Sum("funded_hours")))
    different = funded ^ set(stated.values_list("school_id", "band", "hours"))
    return _named(different, "The funded hours of {} differ from those of their enrolments.")


def _supplements(run: FundingRun, rules: YearRules) -> list[str]:
    """TAFE supplement, materials and small-scale adjustment follow from the enrolments that attract them."""
    if not rules.components & supplements.COMPONENTS:
        return []
    attracting = ~Q(tafe_provider="") | ~Q(materials_band="") | Q(small_scale_rate__gt=0)
    rows = EnrolmentOutcome.objects.filter(attracting, run=run).order_by("enrolment_id")
    outcomes = [Outcome._make(row)._replace(reasons=()) for row in rows.values_list(*Outcome._fields)]
    wanted = supplements.lines(outcomes, rules, run.base_rate)
    held = _stated(run).filter(component__in=supplements.COMPONENTS).values_list(*Allocation._fields)
    different = set(map(tuple, wanted)) ^ set(held)
    return _named(different, "The TAFE supplement, materials or small-scale lines of {} do not follow.")


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


def _gone(run: FundingRun) -> list[str]:
    """Every line of the run that this one corrects stands here again, if only as $0.00."""
    if run.corrects_id is None:
        return []
    before = set(_stated(run.corrects).values_list(*_KEY))
    missing = before - set(SchoolAllocation.objects.filter(run=run).values_list(*_KEY))
    return _named(missing, "Lines of {} have gone without an explicit $0.00.")


def _stated(run: FundingRun):
    return SchoolAllocation.objects.filter(run=run, enrolments__gt=0)


def _total(run: FundingRun, allocated: Mapping[Account, int]) -> list[str]:
    schools = sum(allocated.values())
    if schools == run.total:
        return []
    return [f"Schools' lines add up to {dollars(schools)}, the state's total is {dollars(run.total)}."]


def _cap(run: FundingRun, allocated: Mapping[Account, int], rules: YearRules) -> list[str]:
    """Only what counts inside the capped budget: the bands, and rural where the year keeps it inside."""
    if run.leftover is None or run.cap is None:
        return []
    inside = {"TARGETED", "RURAL"} if rules.rural_inside_cap else {"TARGETED"}
    capped = sum(cents for (_, component), cents in allocated.items() if component in inside)
    if run.leftover < 0:
        return [f"The total is {dollars(-run.leftover)} above the cap."]
    if run.leftover != run.cap - capped:
        left = dollars(run.cap - capped)
        return [f"The lines leave {left} of the cap; the run states {dollars(run.leftover)}."]
    return []


def _paid(
    run: FundingRun, allocated: Mapping[Account, int], rules: YearRules, before: payments.Standing | None
) -> list[str]:
    """The payment lines are exactly those that the amounts of the schools and the ledger lead to.

    With them the ledger comes to what is due: to the allocation of each school and component, adjustments
    beside it.
    """
    try:
        before = before or payments.standing_before(run)
        due = {row[1:] for row in payments.lines_due(run, allocated, rules, before)}
    except Refused as refusal:
        return [str(refusal)]
    held = PaymentLine.objects.filter(run=run).values_list("school_id", "component", "line", "amount")
    sentence = "The payment lines of {} do not follow from their amounts and from what was paid before."
    return [*_named(due ^ set(held), sentence), *_closed(run, allocated, before)]


def _closed(run: FundingRun, allocated: Mapping[Account, int], before: payments.Standing) -> list[str]:
    """All lines of an account, of this run and of those before it, come to its allocation."""
    if run.kind == FundingRun.Kind.INDICATIVE:
        return []
    sums = {account: sum(lines.values()) for account, lines in before.of_runs.items()}
    lines = PaymentLine.objects.filter(run=run).order_by().values_list("school_id", "component")
    for school, component, cents in lines.annotate(cents=Sum("amount")):
        sums[school, component] = sums.get((school, component), 0) + cents
    different = {
        account for account in {*sums, *allocated} if sums.get(account, 0) != allocated.get(account, 0)
    }
    return _named(different, "The payments of {} do not add up to what is due to them.")


def _named(different: set[tuple], sentence: str) -> list[str]:
    """The sentence with the number of schools; every row begins with its school."""
    schools = len({school for school, *_ in different})
    if not schools:
        return []
    return [sentence.format("1 school" if schools == 1 else f"{schools:,} schools")]
