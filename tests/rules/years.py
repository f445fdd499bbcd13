"""The 2019 year and sound enrolments for the tests of the funding rules."""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from funding.rules.facts import Band, EnrolmentFacts, Instalment, YearRules
from tests.rules.cases import cents, fixed, known, read, whole, yes


def year_2019(**changes: Any) -> YearRules:
    """The rules of tests/cases/year_2019.yaml, with changes."""
    return replace(_read_2019(), **changes)


@cache
def _read_2019() -> YearRules:
    year = read("year_2019")
    return YearRules(
        year=whole(year["year"]),
        kind=year["kind"],
        minimum_age=whole(year["minimum_age"]),
        maximum_age=whole(year["maximum_age"]),
        base_rate=cents(year["base_rate"]),
        rural_rate=known(year["rural_rate"], 2),
        rural_threshold=fixed(year["rural_threshold"], 4),
        rural_inside_cap=yes(year["rural_inside_cap"]),
        cap=known(year["cap"], 2),
        core_rate=cents(year["core_rate"]),
        bands=tuple(
            Band(band["code"], fixed(band["weighting_level"], 3), whole(band["full_rate_hours"]))
            for band in year["bands"]
        ),
        band_of=year["band_of"],
        exclusions=frozenset(year["exclusions"]),
        instalments=tuple(
            Instalment(line["line"], line["basis"], fixed(line["share"], 2)) for line in year["instalments"]
        ),
    )


SOUND = EnrolmentFacts(
    enrolment_id=1,
    school_id=1,
    sector="GOVERNMENT",
    location_index=0,
    census_date=date(2019, 5, 6),
    date_of_birth=date(2003, 1, 1),
    qualification_code="INVENTED-BAND-1",
    level=2,
    is_general_education=False,
    is_generalist=False,
    is_superseded=False,
    program="VCE",
    delivery="SCHOOL",
    has_approval=False,
    is_withdrawn=False,
    return_approved=True,
    units=8,
    units_without_hours=0,
    hours=180,
)


def enrolment(**changes: Any) -> EnrolmentFacts:
    """A sound enrolment: nothing speaks against it, with changes."""
    return SOUND._replace(**changes)


def enrolments(text: str, **changes: Any) -> list[EnrolmentFacts]:
    """Sound enrolments written as "3 x 180 + 1 x 90": number x hours each."""
    hours = []
    for part in text.split(" + "):
        number, each = part.split(" x ")
        hours += [whole(each)] * whole(number)
    return [
        enrolment(enrolment_id=number, hours=each, **changes) for number, each in enumerate(hours, start=1)
    ]


def numbered_of(changes: list[dict[str, Any]]) -> list[EnrolmentFacts]:
    """Sound enrolments of one student, each with its changes."""
    return [enrolment(enrolment_id=number, **each) for number, each in enumerate(changes, start=1)]


def full_time(numbers: dict[str, str], school_id: int = 1) -> list[EnrolmentFacts]:
    """Full-time enrolments (180 hours) by band; a half is an enrolment of 90 hours."""
    rows = []
    for band, number in numbers.items():
        whole_ones, halves = divmod(fixed(number, 1) // 5, 2)
        for hours in [180] * whole_ones + [90] * halves:
            rows.append(
                enrolment(
                    enrolment_id=len(rows) + 1,
                    school_id=school_id,
                    qualification_code=f"INVENTED-BAND-{band}",
                    hours=hours,
                )
            )
    return rows
