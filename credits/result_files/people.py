"""Whom a provider's client numbers mean: students by number, by name and date of birth, or by hand."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from credits.result_files.rows import Client
from enrolments.models import Student

LEFT_OUT = 0  # in place of a student's key: the person is none of the school's


def folded(name: str) -> str:
    """A name without accents, capitals, blanks and punctuation: O'Brien and OBRIEN are the same."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss"))
    return "".join(each for each in plain.casefold() if each.isalnum())


def _first(given: str) -> str:
    return folded(given.split()[0]) if given.split() else ""


@dataclass
class Roster:
    """The students of a school, to be found by number, or by name and date of birth."""

    by_number: dict[str, Student] = field(default_factory=dict)
    by_name: dict[tuple[str, str, date], list[Student]] = field(default_factory=dict)
    by_birth: dict[date, list[Student]] = field(default_factory=dict)
    by_family: dict[str, list[Student]] = field(default_factory=dict)
    by_key: dict[int, Student] = field(default_factory=dict)

    @classmethod
    def of(cls, students: Iterable[Student]) -> "Roster":
        """Every student once, under each way to be found."""
        names, births, families = defaultdict(list), defaultdict(list), defaultdict(list)
        roster = cls(by_name=names, by_birth=births, by_family=families)
        for each in students:
            family = folded(each.family_name)
            roster.by_number[each.student_number.upper()] = each
            roster.by_key[each.pk] = each
            names[family, _first(each.given_names), each.date_of_birth].append(each)
            births[each.date_of_birth].append(each)
            families[family].append(each)
        return roster

    def match(self, number: str, client: Client | None) -> Student | None:
        """The student whom a client is beyond doubt.

        A provider's client number may be some other student's number by chance: where the date of birth is
        known and differs, the number proves nothing.
        """
        found = self.by_number.get(number.upper())
        if found and (client is None or client.born in (None, found.date_of_birth)):
            return found
        if client is None or client.born is None:
            return None
        family, _, given = client.name.partition(",")
        named = self.by_name.get((folded(family), _first(given), client.born), [])
        return named[0] if len(named) == 1 else None

    def likely(self, client: Client | None) -> list[Student]:
        """Students who share the date of birth or the family name with a client."""
        if client is None:
            return []
        family = folded(client.name.partition(",")[0])
        born = self.by_birth.get(client.born, []) if client.born else []
        return list(dict.fromkeys([*born, *self.by_family.get(family, [])]))[:20]


def chosen(choices: Mapping[str, int], number: str, roster: Roster) -> Student | int | None:
    """What a person decided about a client: a student, LEFT_OUT, or None while nothing is decided."""
    if number not in choices:
        return None
    return roster.by_key.get(choices[number], LEFT_OUT if choices[number] == LEFT_OUT else None)
