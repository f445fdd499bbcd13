"""How a unit counts: its hours by source, what lists it, equivalent units, rulings, and what it is worth."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from django.db.models import Q, QuerySet

from credits.models import CreditScheme, LevelRuling
from credits.queries.facts import unit_facts
from credits.queries.schemes import published, rules_of
from credits.rules.facts import Certificate, ResultFacts, UnitFacts
from credits.rules.ledger import work_out
from credits.rules.levels import NAMES
from credits.rules.outcomes import Outcome
from credits.rules.scheme_rules import SchemeRules
from enrolments.models import PackagedUnit, Unit, UnitSuccession
from enrolments.rules.equivalence import families
from vetportal import clock


class Worth(NamedTuple):
    """What the unit earns in one situation under one scheme; credit in thousandths."""

    scheme: CreditScheme
    taken: str
    hours: int | None
    source: str
    level: int | None
    basis: str
    credit: int
    why: str


class UnitReading(NamedTuple):
    """Everything that decides how a unit counts."""

    facts: UnitFacts
    packagings: QuerySet[PackagedUnit]
    equivalents: list[Unit]
    others: QuerySet[UnitSuccession]
    rulings: QuerySet[LevelRuling]
    worth: list[Worth]


def search(text: str) -> QuerySet[Unit]:
    """Units whose code begins with the text or whose title holds it; all of them for an empty text."""
    units = Unit.objects.order_by("code")
    return units.filter(Q(code__istartswith=text) | Q(title__icontains=text)) if text else units


def reading_of(unit: Unit) -> UnitReading:
    """How the unit counts today, under every published scheme."""
    facts = unit_facts([unit.code])[unit.code]
    steps = UnitSuccession.objects.filter(Q(predecessor=unit) | Q(successor=unit), is_equivalent=False)
    return UnitReading(
        facts=facts,
        packagings=PackagedUnit.objects.filter(unit=unit)
        .select_related("qualification")
        .order_by("qualification__level", "qualification__code"),
        equivalents=_equivalents(unit, facts.family),
        others=steps.select_related("predecessor", "successor").order_by("effective_on", "pk"),
        rulings=LevelRuling.objects.filter(unit=unit)
        .select_related("recorded_by")
        .order_by("-from_date", "-pk"),
        worth=[each for scheme in published() for each in _worth(facts, scheme)],
    )


def _equivalents(unit: Unit, family: str) -> list[Unit]:
    """The other units of its class, by their codes."""
    steps = UnitSuccession.objects.filter(is_equivalent=True).order_by("pk")
    heads = families(steps.values_list("predecessor__code", "successor__code"))
    codes = [code for code, head in heads.items() if head == family and code != unit.code]
    return list(Unit.objects.filter(code__in=codes).order_by("code"))


def _worth(facts: UnitFacts, scheme: CreditScheme) -> Iterable[Worth]:
    rules = rules_of(scheme)
    today = clock.today()
    result = ResultFacts(1, facts.code, None, Outcome.ACHIEVED, today, today.year)
    yield _situation(facts, scheme, rules, result, "On its own")
    for certificate in _certificates(facts):
        taken = f"In a {NAMES[certificate.level]}, such as {certificate.code}"
        yield _situation(facts, scheme, rules, replace(result, certificate=certificate), taken)


def _certificates(facts: UnitFacts) -> list[Certificate]:
    """One qualification of each level that lists the unit, a current one where there is any."""
    by_level: dict[int, str] = {}
    for each in sorted(facts.listings, key=lambda held: (held.ends_on is not None, held.qualification)):
        by_level.setdefault(each.level, each.qualification)
    return [Certificate(code, "", level) for level, code in sorted(by_level.items())]


def _situation(
    facts: UnitFacts, scheme: CreditScheme, rules: SchemeRules, result: ResultFacts, taken: str
) -> Worth:
    ledger = work_out([result], {facts.code: facts}, rules)
    own = next(line for line in ledger.lines if line.key == result.key)
    whole = [line.reason for line in ledger.lines if line.key is None and line.certificate_code]
    why = whole[0] if whole else own.reason
    return Worth(scheme, taken, own.hours, own.hours_source, own.level, own.level_basis, ledger.total, why)
