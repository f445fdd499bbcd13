"""What schools have arranged, as their enrolments say, and which signed agreement each arrangement has."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Count, QuerySet

from enrolments.models import Enrolment, EnrolmentYear, Provider, Qualification, School
from obligations.models import Agreement
from obligations.rules import agreements as rules
from vetportal import clock

NOT_NEEDED, VALID, NOT_VALID, MISSING = "NOT_NEEDED", "VALID", "NOT_VALID", "MISSING"
WITHOUT = frozenset({NOT_VALID, MISSING})


class Standing(NamedTuple):
    """What an arrangement needs and has. `agreement` is the best one held; `lacks` says what it lacks."""

    need: rules.Need
    word: str
    agreement: Agreement | None = None
    lacks: tuple[str, ...] = ()

    @property
    def is_without(self) -> bool:
        """Whether a valid signed agreement is needed and none is held."""
        return self.word in WITHOUT

    @property
    def mark(self) -> tuple[str, int]:
        """What makes certificates with one provider stand alike."""
        return self.word, self.agreement.pk if self.agreement else 0

    @property
    def kind_label(self) -> str:
        """What the needed agreement is called."""
        return rules.KINDS.get(self.need.kind or "", "")


class Line(NamedTuple):
    """One arrangement of a school: a provider, a delivery, and the certificates that stand alike there."""

    delivery: str
    provider: Provider | None
    certificates: tuple[tuple[Qualification, int], ...]
    standing: Standing

    @property
    def enrolments(self) -> int:
        """Enrolments of all its certificates."""
        return sum(count for _, count in self.certificates)

    @property
    def delivery_label(self) -> str:
        """How the delivery is called on pages."""
        return Enrolment.Delivery(self.delivery).label


class Gaps(NamedTuple):
    """A school's arrangements that need an agreement, those without a valid one, and their enrolments."""

    needed: int = 0
    without: int = 0
    enrolments: int = 0


class Register:
    """The agreements of some schools, ready to be asked about one arrangement after the other."""

    def __init__(self, agreements: Iterable[Agreement], days: tuple[date, date]) -> None:
        self.days = days
        found = list(agreements)
        covered = _covered(found)
        self._by_account: dict[tuple, list[tuple[Agreement, rules.Held]]] = defaultdict(list)
        for each in found:
            held = held_of(each, covered.get(each.pk, frozenset()))
            self._by_account[each.school_id, each.kind, each.provider_id].append((each, held))

    def standing(
        self, school_id: int, need: rules.Need, provider_id: int | None, qualification_id: int
    ) -> Standing:
        """Where an arrangement stands."""
        if need.kind is None:
            return Standing(need, NOT_NEEDED)
        wanted = rules.Wanted(need.kind, provider_id or 0, qualification_id, *self.days)
        held = self._by_account.get((school_id, need.kind, provider_id), ())
        judged = [(self.lacks(one), each) for each, one in held if rules.is_about(one, wanted)]
        if not judged:
            return Standing(need, MISSING)
        lacks, best = min(judged, key=lambda pair: (len(pair[0]), -pair[1].pk))
        return Standing(need, NOT_VALID if lacks else VALID, best, lacks)

    def lacks(self, held: rules.Held) -> tuple[str, ...]:
        """What an agreement lacks on the days of this register."""
        return rules.lacks(held, from_day=self.days[0], until_day=self.days[1])


def days_of(year: EnrolmentYear) -> tuple[date, date]:
    """From which day to which an agreement must run for a year's enrolments."""
    return rules.days_to_cover(year.census_date, clock.today())


def held_of(agreement: Agreement, qualifications: Iterable[int]) -> rules.Held:
    """What an agreement says, as the rules read it."""
    return rules.Held(
        kind=agreement.kind,
        provider=agreement.provider_id,
        qualifications=frozenset(qualifications),
        start=agreement.start_date,
        end=agreement.end_date,
        signed_by_school=agreement.signed_by_school_on,
        signed_by_provider=agreement.signed_by_other_on,
        has_file=agreement.file_id is not None,
        cites_host_contract=agreement.host_contract_date is not None,
    )


def of_school(school: School, year: EnrolmentYear) -> list[Line]:
    """A school's arrangements of a year: those without a valid agreement first, by provider."""
    rows = list(_groups(Enrolment.objects.filter(school=school, year=year)))
    providers = _providers(school, {row[2] for row in rows})
    certificates = Qualification.objects.in_bulk({row[3] for row in rows})
    register = Register(_agreements(school), days_of(year))
    alike: dict[tuple, list[tuple[Qualification, int]]] = defaultdict(list)
    standings: dict[tuple, Standing] = {}
    for _, delivery, provider, certificate, count in rows:
        need = _need(school, delivery, providers, provider)
        standing = register.standing(school.pk, need, provider, certificate)
        key = (delivery, provider, *standing.mark)
        standings[key] = standing
        alike[key].append((certificates[certificate], count))
    lines = [
        Line(key[0], providers.get(key[1]), tuple(sorted(held, key=_by_code)), standings[key])
        for key, held in alike.items()
    ]
    return sorted(lines, key=_urgent_first)


def of_enrolment(enrolment: Enrolment) -> Standing:
    """Where the arrangement of one enrolment stands."""
    school = enrolment.school
    providers = _providers(school, {enrolment.provider_id})
    need = _need(school, enrolment.delivery, providers, enrolment.provider_id)
    about = _agreements(school).filter(provider=enrolment.provider_id)
    register = Register(about if need.kind else (), days_of(enrolment.year))
    return register.standing(school.pk, need, enrolment.provider_id, enrolment.qualification_id)


def gaps(schools: QuerySet[School], year: EnrolmentYear) -> dict[int, Gaps]:
    """The gaps of each of these schools that has arrangements, in four queries however many they are."""
    found = schools.in_bulk()
    providers = {each.pk: each for each in Provider.objects.select_related("school")}
    own = {each.school_id: each for each in providers.values() if each.school_id}
    register = Register(Agreement.objects.select_related(None), days_of(year))
    needed, without, uncovered = defaultdict(set), defaultdict(set), defaultdict(int)
    for school_id, delivery, provider, certificate, count in _groups(Enrolment.objects.filter(year=year)):
        if school_id not in found:
            continue
        need = _judged(found[school_id], delivery, providers.get(provider), own.get(school_id))
        standing = register.standing(school_id, need, provider, certificate)
        if standing.need.kind is None:
            continue
        arrangement = (delivery, provider, *standing.mark)
        needed[school_id].add(arrangement)
        if standing.is_without:
            without[school_id].add(arrangement)
            uncovered[school_id] += count
    return {each: Gaps(len(found), len(without[each]), uncovered[each]) for each, found in needed.items()}


def _urgent_first(line: Line) -> tuple:
    order = (MISSING, NOT_VALID, VALID, NOT_NEEDED)
    name = line.provider.name if line.provider else ""
    return order.index(line.standing.word), name, line.delivery


def _by_code(pair: tuple[Qualification, int]) -> str:
    return pair[0].code


def _groups(enrolments: QuerySet[Enrolment]) -> QuerySet:
    """School, delivery, provider, qualification and how many: withdrawn students are arranged for no more."""
    rows = enrolments.filter(withdrawn_date=None).order_by()
    return rows.values_list("school_id", "delivery", "provider_id", "qualification_id").annotate(
        found=Count("pk")
    )


def _providers(school: School, keys: Iterable[int | None]) -> dict[int, Provider]:
    """These providers and the school's own entry, by key."""
    wanted = [key for key in keys if key is not None]
    found = Provider.objects.filter(pk__in=wanted) | Provider.objects.filter(school=school)
    return {each.pk: each for each in found.select_related("school")}


def _need(
    school: School, delivery: str, providers: dict[int, Provider], provider_id: int | None
) -> rules.Need:
    own = next((each for each in providers.values() if each.school_id == school.pk), None)
    return _judged(school, delivery, providers.get(provider_id), own)


def _judged(school: School, delivery: str, provider: Provider | None, own: Provider | None) -> rules.Need:
    host = provider.school if provider else None
    return rules.needed_agreement(
        rules.Arrangement(
            delivery=delivery,
            school_is_government=school.sector == School.Sector.GOVERNMENT,
            school_is_rto=own is not None,
            has_provider=provider is not None,
            provider_is_school=host is not None and host.sector == School.Sector.GOVERNMENT,
            provider_is_own=host is not None and host.pk == school.pk,
        )
    )


def _agreements(school: School) -> QuerySet[Agreement]:
    return Agreement.objects.filter(school=school).select_related("provider", "host_school")


def _covered(agreements: list[Agreement]) -> dict[int, set[int]]:
    """The qualifications that each agreement names."""
    through = Agreement.qualifications.through
    found: dict[int, set[int]] = defaultdict(set)
    schools = {each.school_id for each in agreements}
    rows = through.objects.all()
    if len(schools) == 1:  # of the whole state all are read, without naming every school
        rows = rows.filter(agreement__school__in=schools)
    for agreement, qualification in rows.values_list("agreement_id", "qualification_id") if schools else ():
        found[agreement].add(qualification)
    return found
