"""The TAFE supplement that schools owe on: which TAFE, which certificates, how much."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, Sum

from enrolments.models import Provider, School
from funding.models import FundingRun, SchoolAllocation
from funding.queries.facts import latest_run
from funding.queries.ledger import standing_lines
from funding.rules.facts import Allocation

COMPONENT = SchoolAllocation.Component.TAFE_SUPPLEMENT


class Owed(NamedTuple):
    """What goes on to one TAFE, in cents; a school reads the certificates, the department counts schools."""

    code: str
    name: str
    certificates: tuple[str, ...]
    schools: int
    cents: int


def run_of(year: int) -> FundingRun | None:
    """The run whose supplement is owed on: the newest released one, confirmed before indicative."""
    return latest_run(year, FundingRun.Kind.CONFIRMED, released_only=True) or latest_run(
        year, FundingRun.Kind.INDICATIVE, released_only=True
    )


def by_school(school: School, run: FundingRun | None) -> list[Owed]:
    """What a school owes on for the year, by TAFE."""
    return _owed(run, school=school)


def of_lines(lines: Iterable[Allocation]) -> list[Owed]:
    """What lines of one school owe on, released or estimated, by TAFE, most first."""
    held = [line for line in lines if line.component == COMPONENT and line.amount]
    names = tafe_names(held)
    found = [
        Owed(
            code=code,
            name=names.get(code, code),
            certificates=tuple(sorted({line.qualification for line in held if line.provider == code})),
            schools=1,
            cents=sum(line.amount for line in held if line.provider == code),
        )
        for code in {line.provider for line in held}
    ]
    return sorted(found, key=lambda each: (-each.cents, each.code))


def tafe_names(lines: Iterable[Allocation]) -> dict[str, str]:
    """The names of the TAFEs that lines speak of, by code; no query where none does."""
    codes = {line.provider for line in lines if line.provider}
    return dict(Provider.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}


def by_tafe(run: FundingRun | None) -> list[Owed]:
    """What all schools owe on for the year, by TAFE, most first."""
    return sorted(_owed(run), key=lambda each: (-each.cents, each.name))


def released_so_far(year: int) -> int:
    """Cents of the supplement in all payment lines of a year that are released."""
    lines = standing_lines(year).filter(component=COMPONENT)
    return lines.aggregate(cents=Sum("amount"))["cents"] or 0


def rows(run: FundingRun) -> Iterable[tuple[str, str, str, int]]:
    """School code, TAFE code, certificate and cents, for a file."""
    lines = SchoolAllocation.objects.filter(run=run, component=COMPONENT)
    grouped = lines.order_by("school__code", "provider", "qualification").values_list(
        "school__code", "provider", "qualification"
    )
    return grouped.annotate(cents=Sum("amount"))


def _owed(run: FundingRun | None, **narrowed: School) -> list[Owed]:
    if run is None:
        return []
    lines = SchoolAllocation.objects.filter(run=run, component=COMPONENT, **narrowed).order_by()
    certificates: dict[str, set[str]] = {}
    for provider, qualification in lines.exclude(amount=0).values_list("provider", "qualification"):
        certificates.setdefault(provider, set()).add(qualification)
    sums = lines.values("provider").annotate(cents=Sum("amount"), number=Count("school", distinct=True))
    found = {each["provider"]: each for each in sums}
    names = dict(Provider.objects.filter(code__in=found).values_list("code", "name"))
    return [
        Owed(
            code,
            names.get(code, code),
            tuple(sorted(certificates.get(code, ()))),
            each["number"],
            each["cents"],
        )
        for code, each in sorted(found.items())
    ]
