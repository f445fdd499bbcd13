"""At which level a result counts: the unit's own level, or that of the certificate it was taken in.

TASC, "VET in the TCE", Complexity Level. Levels are 1 (Certificate I) to the scheme's highest.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from credits.rules.facts import Certificate, Listing, Ruling, UnitFacts
from credits.rules.scheme_rules import CERTIFICATE, FIRST_PACKAGED, LOWEST_LISTED_ELSEWHERE, SchemeRules
from vetportal.money import day

NAMES = {
    1: "Certificate I",
    2: "Certificate II",
    3: "Certificate III",
    4: "Certificate IV",
    5: "diploma",
    6: "advanced diploma",
}
OF_CERTIFICATE = "Level of the certificate it was taken in"
# MEM codes have a serial number there from the start (MEM18001C is no level 1).
_DIGIT = re.compile(r"^(?!MEM)[A-Z]+([1-6])")


@dataclass(frozen=True, slots=True)
class Level:
    """A level, None where nothing gives one, and in words where it comes from."""

    level: int | None
    basis: str


def level_of(unit: UnitFacts, certificate: Certificate | None, on: date, scheme: SchemeRules) -> Level:
    """The level of a result in a unit of that day.

    Within a certificate it is the certificate's, finished or not; a unit of a Certificate I counts at its own
    level where that is higher; a unit taken on its own always has its own level.
    """
    if certificate is None:
        return _capped(own_level(unit, None, on, scheme), scheme)
    of_certificate = Level(
        certificate.level,
        f"{OF_CERTIFICATE} ({certificate.code}, "
        f"{NAMES.get(certificate.level, certificate.level)}), finished or not",
    )
    if certificate.level == 1 and scheme.certificate_i_exception:
        own = own_level(unit, certificate, on, scheme)
        if own.level is not None and own.level > 1:
            words = f"Taken in a Certificate I ({certificate.code}), and its own level is higher: {own.basis}"
            return _capped(Level(own.level, words), scheme)
    return _capped(of_certificate, scheme)


def own_level(unit: UnitFacts, certificate: Certificate | None, on: date, scheme: SchemeRules) -> Level:
    """The level of the unit taken singly: the authority's ruling, else what the register lists.

    `certificate` is where it was taken; LOWEST_LISTED_ELSEWHERE does not look at its listing there.
    """
    if scheme.level_rule == CERTIFICATE:
        return Level(None, "Only certificates have a level here")
    ruling = _ruling(unit.rulings, on)
    if ruling is not None:
        return Level(ruling.level, f"Ruling: {ruling.reason.rstrip('.')} ({ruling.source.rstrip('.')})")
    if scheme.level_rule == FIRST_PACKAGED:
        return _first_packaged(unit)
    if scheme.level_rule == LOWEST_LISTED_ELSEWHERE and certificate is not None:
        elsewhere = [each for each in unit.listings if each.qualification != certificate.code]
        return _lowest(elsewhere, on, "Lowest level of the other certificates entered here that list it")
    return _lowest(unit.listings, on, "Lowest level of the certificates entered here that list it")


def _ruling(rulings: Iterable[Ruling], on: date) -> Ruling | None:
    """The ruling that holds on the day; of several the one that began last."""
    holding = [
        each
        for each in rulings
        if (each.from_date is None or each.from_date <= on)
        and (each.until_date is None or on <= each.until_date)
    ]
    return max(holding, key=lambda each: (each.from_date or date.min, each.level, each.reason), default=None)


def _lowest(listings: Iterable[Listing], on: date, words: str) -> Level:
    """The lowest level among the listings current on the day; among all where none was current."""
    every = list(listings)
    current = [each for each in every if _is_current(each, on)]
    found = min(current or every, key=lambda each: (each.level, each.qualification), default=None)
    if found is None:
        return Level(None, "No certificate entered here lists it")
    when = f"current on {day(on)}" if current else f"none of them current on {day(on)}"
    number = len(current or every)
    counted = "1 listing" if number == 1 else f"{number} listings"
    name = NAMES.get(found.level, str(found.level))
    return Level(found.level, f"{words}: {found.qualification}, {name} ({counted}, {when})")


def _is_current(listing: Listing, on: date) -> bool:
    return (listing.ends_on is None or on <= listing.ends_on) and (
        listing.listed_from is None or listing.listed_from <= on
    )


def _first_packaged(unit: UnitFacts) -> Level:
    """The level at which it was first packaged; the digit in its code where no day is known.

    TQA 2673, "Assigning TCE Size-Value & Level to NRT": TAADES401A is level 4. Codes since about 2013 have a
    serial number there, and so have all of MEM: they say nothing, and the lowest listed level is taken.
    """
    dated = [each for each in unit.listings if each.listed_from is not None]
    if dated:
        first = min(dated, key=lambda each: (each.listed_from or date.max, each.level, each.qualification))
        return Level(first.level, f"First packaged in {first.qualification} from {day(first.listed_from)}")
    digit = _DIGIT.match(unit.code)
    if digit:
        return Level(int(digit[1]), f"The digit {digit[1]} in its code, where it was first packaged")
    return _lowest(unit.listings, date.max, "Its first packaging is not known; lowest level that lists it")


def _capped(found: Level, scheme: SchemeRules) -> Level:
    if found.level is None or found.level <= scheme.highest_level:
        return found
    return Level(scheme.highest_level, f"{found.basis}; {scheme.highest_level} is the highest level")
