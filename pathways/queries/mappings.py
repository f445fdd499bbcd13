"""Reading the register of credit mappings: lists, the facts that rules read, precedents."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum, Value, When

from enrolments.models import Unit, UnitSuccession
from pathways.models import CreditMapping, MicroCredential, MicroCredentialUnit, OutcomeEvidence, SourceGroup
from pathways.queries.equivalents import heads
from pathways.queries.targets import qualification_key, set_key
from pathways.rules import mapping_life as life
from pathways.rules.mapping_gaps import Written
from pathways.rules.mapping_rules import AskedUnit, Group, MappingFacts

_NEAR = 40  # precedents that are looked at; more nobody reads
_GROUPS = Prefetch(
    "groups",
    SourceGroup.objects.order_by("position").prefetch_related(
        Prefetch("units", Unit.objects.only("code", "title").order_by("code"))
    ),
)


def listed() -> QuerySet[CreditMapping]:
    """Mappings with what a list shows of them, and `is_superseded`."""
    return (
        CreditMapping.objects.select_related(
            "award__provider", "subject", "qualification__superseded_by", "micro_credential"
        )
        .annotate(is_superseded=_superseded())
        .prefetch_related(_GROUPS)
    )


def with_supersession() -> QuerySet[CreditMapping]:
    """Mappings to be counted, with `is_superseded`: never NULL, so that its opposite can be asked for."""
    return CreditMapping.objects.annotate(
        is_superseded=Case(When(_superseded(), then=Value(True)), default=Value(False))
    )


def undecided(keys: Iterable[int]) -> dict[int, int]:
    """How many outcomes of these mappings are not decided; those with none are left out."""
    still_open = OutcomeEvidence.objects.filter(mapping__in=list(keys), judgement="").order_by()
    return dict(still_open.values_list("mapping").annotate(Count("pk")))


def _superseded() -> Q:
    """A successor has taken the place of the source, or of a unit in it, and is not there itself."""
    listed = SourceGroup.objects.filter(mapping=OuterRef(OuterRef("pk")), units=OuterRef("successor"))
    in_set = MicroCredentialUnit.objects.filter(
        micro_credential=OuterRef(OuterRef("micro_credential")), unit=OuterRef("successor")
    )
    taken_over = UnitSuccession.objects.filter(~Exists(listed), ~Exists(in_set))
    replaced = taken_over.filter(predecessor__source_groups__mapping=OuterRef("pk"))
    of_set = taken_over.filter(predecessor__micro_credentials__micro_credential=OuterRef("micro_credential"))
    return (
        Q(qualification__superseded_by__isnull=False)
        | Q(micro_credential__status=MicroCredential.Status.SUPERSEDED)
        | Q(Exists(replaced))
        | Q(Exists(of_set))
    )


def review_due(today: date) -> Q:
    """Approved mappings whose review was due by this day."""
    return Q(status=life.APPROVED, review_due__lte=today)


def expired(today: date) -> Q:
    """Approved mappings whose last day has passed."""
    return Q(status=life.APPROVED, valid_to__lt=today)


def superseded() -> Q:
    """Mappings that are not lapsed and whose source was superseded, in a list made by `listed`."""
    return Q(is_superseded=True) & ~Q(status=life.LAPSED)


class Counts(NamedTuple):
    """How many mappings there are by what they ask of a reader; hours of work are whole hours."""

    all: int
    approved: int
    waiting: int
    superseded: int
    review: int
    expired: int
    hours: int

    @property
    def doubtful(self) -> int:
        """Those to be reviewed and those expired; one may be both."""
        return self.review + self.expired


def counts(today: date) -> Counts:
    """Counted in one query, and the hours in another."""
    found = with_supersession().aggregate(
        all=Count("pk"),
        approved=Count("pk", filter=Q(status=life.APPROVED)),
        waiting=Count("pk", filter=Q(status=life.PROPOSED)),
        superseded=Count("pk", filter=superseded()),
        review=Count("pk", filter=review_due(today)),
        expired=Count("pk", filter=expired(today)),
    )  # fmt: skip
    hours = CreditMapping.objects.aggregate(hours=Sum("effort_hours"))["hours"] or 0
    return Counts(**found, hours=hours)


def product_key(mapping: CreditMapping) -> str:
    """The source product as the rules tell it apart; empty where units alone are asked for."""
    if mapping.qualification:
        return qualification_key(mapping.qualification.code)
    return set_key(mapping.micro_credential_id) if mapping.micro_credential_id else ""


def facts_of(mapping: CreditMapping, families: dict[str, str]) -> MappingFacts:
    """A listed mapping as the rules read it."""
    return MappingFacts(
        key=mapping.pk,
        form=mapping.form,
        status=mapping.status,
        product=product_key(mapping),
        groups=tuple(_group(each, families) for each in mapping.groups.all()),
        needs_completion=mapping.needs_completion,
        age_years=mapping.max_age_years,
        valid_from=mapping.valid_from,
        valid_to=mapping.valid_to,
    )


def written(mapping: CreditMapping) -> Written:
    """What stands in a mapping, for the list of what it lacks."""
    families = heads()
    return Written(
        form=mapping.form,
        has_product=bool(product_key(mapping)),
        needs_completion=mapping.needs_completion,
        groups=tuple(_group(each, families) for each in mapping.groups.order_by("position")),
        outcomes=mapping.evidence.count(),
        undecided=mapping.evidence.filter(judgement="").count(),
        assessor=mapping.assessor,
        decided_on=mapping.decided_on,
        valid_from=mapping.valid_from,
        review_due=mapping.review_due,
        advice=mapping.advice,
    )


class Precedent(NamedTuple):
    """An approved mapping that a new one may follow, and what makes it one."""

    mapping: CreditMapping
    why: str


def precedents(mapping: CreditMapping) -> list[Precedent]:
    """Approved mappings of the same subject, the same source or an equivalent unit; the nearest first."""
    families = heads()
    own = _classes(mapping, families)
    sharing = CreditMapping.objects.filter(_shares(mapping, _all_codes(own, families)))
    keys = sharing.filter(status=life.APPROVED).exclude(pk=mapping.pk).order_by().values("pk")
    is_same = Case(When(subject=mapping.subject_id, then=0), default=1) if mapping.subject_id else Value(0)
    near = listed().filter(pk__in=keys).order_by(is_same, "-decided_on", "pk")[:_NEAR]
    ranked = [(_why(each, mapping, own, families), each) for each in near]
    ranked.sort(key=lambda pair: -len(pair[0]))
    return [Precedent(each, _sentence(reasons or ("named as a precedent",))) for reasons, each in ranked]


def _shares(mapping: CreditMapping, codes: Iterable[str]) -> Q:
    shared = Q(groups__units__code__in=list(codes)) | Q(followed_by=mapping.pk)
    if mapping.subject_id:
        shared |= Q(subject=mapping.subject_id)
    if mapping.qualification_id:
        shared |= Q(qualification=mapping.qualification_id)
        shared |= Q(qualification__superseded_by=mapping.qualification_id)
    if mapping.micro_credential_id:
        shared |= Q(micro_credential=mapping.micro_credential_id)
    return shared


def _why(
    other: CreditMapping, mapping: CreditMapping, own: set[str], families: dict[str, str]
) -> tuple[str, ...]:
    reasons = []
    if mapping.subject_id and other.subject_id == mapping.subject_id:
        reasons.append("the same subject")
    if product_key(mapping) and product_key(other) == product_key(mapping):
        reasons.append("the same source")
    elif mapping.qualification and _came_before(other, mapping):
        reasons.append("the certificate before this one")
    if own & _classes(other, families):
        reasons.append("the same or an equivalent unit")
    return tuple(reasons)


def _came_before(other: CreditMapping, mapping: CreditMapping) -> bool:
    return (
        other.qualification is not None and other.qualification.superseded_by_id == mapping.qualification_id
    )


def _sentence(reasons: tuple[str, ...]) -> str:
    joined = ", ".join(reasons[:-1]) + (" and " if len(reasons) > 1 else "") + reasons[-1]
    return f"{joined[0].upper()}{joined[1:]}"


def _classes(mapping: CreditMapping, families: dict[str, str]) -> set[str]:
    return {
        families.get(unit.code, unit.code) for group in mapping.groups.all() for unit in group.units.all()
    }


def _all_codes(classes: set[str], families: dict[str, str]) -> set[str]:
    return classes | {code for code, head in families.items() if head in classes}


def _group(group: SourceGroup, families: dict[str, str]) -> Group:
    units = (
        AskedUnit(each.code, each.title, families.get(each.code, each.code)) for each in group.units.all()
    )
    return Group(tuple(units), group.least)
