"""The invented 2023 year of the tests, and enrolments in it."""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from funding.rules.facts import Band, CoreStage, EnrolmentFacts, SmallScaleStep, YearRules
from funding.rules.rates import core_share
from tests.rules.cases import cents, fixed, read, whole, yes
from tests.rules.years import enrolment, year_2019

_READERS = {
    "hours": whole,
    "level": whole,
    "units": whole,
    "subjects": whole,
    "school_students": whole,
    "date_of_birth": date.fromisoformat,
    "location_index": lambda text: fixed(text, 4),
    **dict.fromkeys(("is_overseas", "is_specialist", "is_tafe_network", "has_approval", "is_withdrawn"), yes),
}
_ALWAYS = frozenset({"NO_UNITS", "UNIT_WITHOUT_HOURS", "NO_HOURS", "NOT_ON_CENSUS"})


def year_2023(**changes: Any) -> YearRules:
    """The rules of tests/cases/ref143_year.yaml, with changes."""
    return replace(_read_2023(), **changes)


@cache
def _read_2023() -> YearRules:
    year = read("ref143_year")
    core = _chain(year["core"]["gross"])
    stops = {code for code, materials in year["exclusions"].items() if materials == "stops materials"}
    return replace(
        year_2019(),
        year=whole(year["year"]),
        kind=year["kind"],
        scheme="REF143",
        minimum_age=whole(year["minimum_age"]),
        maximum_age=whole(year["maximum_age"]),
        base_rate=0,
        cap=None,
        is_capped=yes(year["is_capped"]),
        components=frozenset(year["components"]),
        core_rate=core.per_enrolment * 100,
        core_delivery_dollars=core.delivery,
        bands=tuple(
            Band(band["code"], 0, whole(band["full_rate_hours"]), cents(band["stated_rate"]))
            for band in year["bands"]
        ),
        band_of=year["band_of"],
        exclusions=frozenset(year["exclusions"]),
        materials_exclusions=_ALWAYS | stops,
        materials={band: cents(amount) for band, amount in year["materials"].items()},
        materials_band_of=year["materials_band_of"],
        excluded_qualifications=frozenset(year["not_funded"]),
        small_scale=tuple(
            SmallScaleStep(whole(step["up_to_students"]), cents(step["rate"])) for step in year["small_scale"]
        ),
        core_stages=tuple(
            CoreStage(
                *(whole(each[name]) for name in ("stage", "from_age", "to_age")),
                _chain(each["gross"]).per_enrolment * 100,
            )
            for each in year["stages"]
        ),
    )


def _chain(gross: str) -> Any:
    core = read("ref143_year")["core"]
    return core_share(
        whole(gross), fixed(core["net_percent"], 1), whole(core["delivery_percent"]), whole(core["subjects"])
    )


def enrolments_2023(given: list[dict[str, str]]) -> list[EnrolmentFacts]:
    """Enrolments as a case names them."""
    rows = [facts for each in given for facts in [_facts(each)] * whole(each.get("number", "1"))]
    return [row._replace(enrolment_id=number) for number, row in enumerate(rows, start=1)]


def _facts(given: dict[str, str]) -> EnrolmentFacts:
    changes = {
        name: _READERS.get(name, str)(text)
        for name, text in given.items()
        if name not in ("certificate", "number")
    }
    sound = {"census_date": date(2023, 5, 2), "date_of_birth": date(2006, 6, 15)}
    return enrolment(**sound | {"qualification_code": given["certificate"]} | changes)
