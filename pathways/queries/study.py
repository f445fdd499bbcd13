"""Where a student stands with the credit mappings that their study touches."""

from datetime import date
from typing import NamedTuple

from django.db.models import Q

from credits.models import CertificateCompletion, UnitResult
from enrolments.models import Enrolment, Student
from pathways.models import CreditMapping
from pathways.queries import mapping_alerts
from pathways.queries.equivalents import heads
from pathways.queries.held import codes_of, held_units
from pathways.queries.mappings import facts_of, listed
from pathways.queries.targets import qualification_key, targets_for
from pathways.rules import mapping_life as life
from pathways.rules.facts import HeldUnit
from pathways.rules.mapping_rules import Standing, State, Study, best_first, in_force, standing
from pathways.rules.stacking import State as ReachState
from pathways.rules.stacking import reach
from vetportal import clock


class Pathway(NamedTuple):
    """A mapping with where the student stands and what makes it doubtful.

    `has_all_units`: the units of its source are held, and nobody has recorded the completion yet.
    """

    mapping: CreditMapping
    standing: Standing
    alerts: list[mapping_alerts.Alert]
    has_all_units: bool

    @property
    def serving(self) -> tuple[HeldUnit, ...]:
        """The units that count for it, each code once, as it was gained last: its age goes by that."""
        by_day = sorted(self.standing.counted, key=lambda unit: (unit.achieved_on, unit.code))
        return tuple({unit.code: unit for unit in by_day}.values())


class Pathways(NamedTuple):
    """All that the student's study touches, best first, and how many other mappings are in force."""

    study: Study
    open: list[Pathway]
    nearly: list[Pathway]
    assessed: list[Pathway]
    far: list[Pathway]
    others: int

    @property
    def units(self) -> int:
        """How many units the student holds; equivalent ones count once."""
        return len({each.family for each in self.study.held})


def pathways_of(student: Student, *, with_present_study: bool) -> Pathways:
    """The pathways that are open today, nearly open, assessed without credit, or begun and far away."""
    today = clock.today()
    held = held_units(student, with_present_study=with_present_study)
    reached = {each.target.key: each.state for each in reach(held, targets_for(held))}
    study = Study(
        day=today,
        held=held,
        completed=_completed(student) | _complete_by_units(reached, with_present_study),
        begun=frozenset(qualification_key(code) for code in _begun(student)),
    )
    families = heads()
    touched = {each.pk: each for each in _touching(study, families)}
    facts = {key: facts_of(each, families) for key, each in touched.items()}
    force = [each for each in facts.values() if in_force(each, today)]
    alerts = mapping_alerts.alerts_of(list(touched.values()), today)
    found: dict[State, list[Pathway]] = {state: [] for state in State}
    for each in best_first(standing(mapping, study) for mapping in force):
        has_all = reached.get(facts[each.key].product) is ReachState.COMPLETE
        found[each.state].append(Pathway(touched[each.key], each, alerts.get(each.key, []), has_all))
    in_all = CreditMapping.objects.filter(_valid_on(today)).count()
    return Pathways(study, *(found[state] for state in State), others=max(in_all - len(force), 0))


def _complete_by_units(reached: dict[str, ReachState], with_present_study: bool) -> frozenset[str]:
    """Skill sets whose units are held, and in a projection certificates, too.

    Otherwise a certificate is completed when its testamur says so.
    """
    done = {ReachState.COMPLETE, ReachState.PLANNED} if with_present_study else {ReachState.COMPLETE}
    return frozenset(
        key
        for key, state in reached.items()
        if state in done and (with_present_study or key.startswith("set:"))
    )


def _completed(student: Student) -> frozenset[str]:
    """Certificates that the school recorded as completed."""
    recorded = CertificateCompletion.objects.filter(student=student).order_by()
    codes = recorded.values_list("qualification__code", flat=True)
    return frozenset(map(qualification_key, codes))


def _begun(student: Student) -> set[str]:
    """Certificates with a result or an enrolment that was not withdrawn."""
    enrolled = Enrolment.objects.filter(student=student, withdrawn_date=None).order_by()
    resulted = UnitResult.objects.filter(student=student, qualification__isnull=False).order_by()
    return {
        *enrolled.values_list("qualification__code", flat=True),
        *resulted.values_list("qualification__code", flat=True),
    }


def _touching(study: Study, families: dict[str, str]) -> list[CreditMapping]:
    """Approved mappings that list a held unit or start from a product that was begun or completed."""
    codes = codes_of(families, {each.family for each in study.held})
    products = study.begun | study.completed
    certificates = [key.partition(":")[2] for key in products if key.startswith("qualification:")]
    sets = [key.partition(":")[2] for key in products if key.startswith("set:")]
    near = CreditMapping.objects.filter(
        Q(groups__units__code__in=codes)
        | Q(qualification__code__in=certificates)
        | Q(micro_credential__in=sets)
    )
    keys = near.filter(status=life.APPROVED).order_by().values("pk")
    return list(listed().filter(pk__in=keys).order_by("pk"))


def _valid_on(day: date) -> Q:
    return (
        Q(status=life.APPROVED)
        & (Q(valid_from=None) | Q(valid_from__lte=day))
        & (Q(valid_to=None) | Q(valid_to__gte=day))
    )
