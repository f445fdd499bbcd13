"""Units that somebody would like to add to what a student studied: found in the register, planned."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from credits.rules.facts import Certificate, ResultFacts
from credits.rules.outcomes import Outcome
from enrolments.lookups import normal
from enrolments.models import PackagedUnit, Qualification, Unit

MOST_FOUND = 40
MOST_PLANNED = 60  # units in one plan; the address has to hold them


class Wish(NamedTuple):
    """A planned unit as the address names it: "SITXFSA001" on its own, "SITXFSA001:SIT20316" within one."""

    unit: str
    certificate: str = ""

    @property
    def value(self) -> str:
        """As the address names it."""
        return f"{self.unit}:{self.certificate}" if self.certificate else self.unit


class Offer(NamedTuple):
    """A unit that can be planned."""

    wish: Wish
    title: str


def wishes_of(texts: Iterable[str]) -> list[Wish]:
    """What the address asks for, each once, in its order; empty ones are left out."""
    found = dict.fromkeys(Wish(*map(normal, text.partition(":")[::2])) for text in texts)
    return [each for each in found if each.unit][:MOST_PLANNED]


def certificates(codes: Iterable[str]) -> dict[str, Certificate]:
    """The certificates of these codes; an unknown code is left out."""
    wanted = {code for code in codes if code}
    rows = Qualification.objects.filter(code__in=wanted).values_list("code", "title", "level")
    return {code: Certificate(code, title, level) for code, title, level in rows} if wanted else {}


def planned(
    wishes: Sequence[Wish], known: Mapping[str, Certificate], on: date, *, first_key: int
) -> list[ResultFacts]:
    """The wishes as if they were achieved on that day. Keys are negative and fall from `first_key`."""
    return [
        ResultFacts(first_key - place, each.unit, known.get(each.certificate), Outcome.ACHIEVED, on, on.year)
        for place, each in enumerate(wishes)
    ]


def find(text: str, certificate: Certificate | None) -> list[Offer]:
    """Units by code or title, within a certificate where one is named; all of its units without a text."""
    words = text.replace("\x00", "").split()[:8]
    if not words and certificate is None:
        return []
    units = Unit.objects.order_by("code")
    for word in words:
        units = units.filter(Q(code__istartswith=word) | Q(title__icontains=word))
    if certificate is not None:
        packaged = PackagedUnit.objects.filter(qualification__code=certificate.code).values("unit")
        units = units.filter(pk__in=packaged)
    code = certificate.code if certificate else ""
    most = MOST_PLANNED if certificate else MOST_FOUND
    return [Offer(Wish(unit, code), title) for unit, title in units.values_list("code", "title")[:most]]
