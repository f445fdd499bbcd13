"""Reads the cases of scenarios, and works a scenario out as the portal does."""

from datetime import date
from typing import Any

from funding.rules.allocation import allocate, bands_by_code, decide
from funding.rules.cells import cells_of
from funding.rules.facts import EnrolmentFacts, YearRules
from funding.rules.scenario import Changes
from funding.rules.scenario_facts import needs_facts
from funding.rules.scenario_workings import Workings, from_cells, side
from funding.rules.scenario_workings import from_facts as worked_out_anew
from tests.rules.cases import cents, fixed, whole, yes
from tests.rules.years import full_time, year_2019

REGIONS = {1: "North", 2: "North", 3: "South", 4: "South"}
_READ = {
    "cap": cents,
    "base_rate": cents,
    "rural_rate": cents,
    "is_capped": yes,
    "rural_inside_cap": yes,
    "rural_threshold": lambda text: fixed(text, 4),
    "minimum_age": whole,
    "census_date": date.fromisoformat,
    "weights": lambda table: {band: fixed(level, 3) for band, level in table.items()},
    "full_rate_hours": lambda table: {band: whole(hours) for band, hours in table.items()},
    "index_shift": lambda table: {region: fixed(shift, 4) for region, shift in table.items()},
    "index_of_school": lambda table: {int(school): fixed(index, 4) for school, index in table.items()},
    "components": lambda table: {code: yes(is_on) for code, is_on in table.items()},
    "exclusions": lambda table: {code: yes(is_on) for code, is_on in table.items()},
    "band_of": dict,
}


def changes_of_case(stated: dict[str, Any]) -> Changes:
    """What a case changes."""
    return Changes(**{name: _READ[name](value) for name, value in stated.items()})


def facts_of_case(given: dict[str, Any]) -> list[EnrolmentFacts]:
    """Enrolments of 180 hours by school and band, as a case names them."""
    rows: list[EnrolmentFacts] = []
    for code, bands in given["schools"].items():
        school = int(code)
        more = {"location_index": 2500 if REGIONS[school] == "North" else 0}
        if code in given.get("born", {}):
            more["date_of_birth"] = date.fromisoformat(given["born"][code])
        if code in given.get("withdrawn", {}):
            more["withdrawn_on"] = date.fromisoformat(given["withdrawn"][code])
        if code in given.get("level", {}):
            more["level"] = whole(given["level"][code])
        for row in full_time(bands, school):
            certificate = "NEW" if row.qualification_code.endswith("new") else row.qualification_code
            rows.append(row._replace(enrolment_id=len(rows) + 1, qualification_code=certificate, **more))
    return rows


def year_of_case(given: dict[str, Any]) -> YearRules:
    """2019 with an invented cap and an invented rural rate."""
    return year_2019(kind="CONFIRMED", cap=cents(given.get("cap", "10,000.00")), rural_rate=40_000)


def from_facts(
    facts: list[EnrolmentFacts],
    rules: YearRules,
    changes: Changes,
    regions: dict[int, str],
    other: list[EnrolmentFacts] | None = None,
) -> Workings:
    """Every enrolment decided anew, beside what the same enrolments come to as they stand."""
    bands = bands_by_code(rules)
    standing = side(cells_of(decide(row, rules, bands) for row in facts), rules)
    return worked_out_anew(standing, facts, changes, regions, other)


def worked_out(facts: list[EnrolmentFacts], rules: YearRules, changes: Changes) -> Workings:
    """By the way that the portal takes."""
    if needs_facts(changes):
        return from_facts(facts, rules, changes, REGIONS)
    return from_cells(side(cells_of(allocate(facts, rules).outcomes), rules), changes, REGIONS)
