"""Cells that wait for the approval of a return, and components that only one side of a year has."""

from dataclasses import replace

import pytest

from funding.rules.allocation import allocate
from funding.rules.cells import APPROVAL, cells_of, settle_cells
from funding.rules.facts import Instalment
from funding.rules.planning import payments
from funding.rules.scenario import Changes
from funding.rules.scenario_effects import effects
from funding.rules.scenario_workings import side
from tests.rules.ref143 import enrolments_2023, year_2023
from tests.rules.scenario_cases import REGIONS, from_facts
from tests.rules.years import enrolment, year_2019

SMALL = {"certificate": "INVENTED-A", "school_students": "50"}
PAID = {"TARGETED": 240_000, "MATERIALS": 58_700, "SMALL_SCALE": 30_000}


@pytest.mark.parametrize(("stops_materials", "expected"), [(True, {}), (False, {"MATERIALS": 58_700})])
def test_a_cell_that_waits_is_paid_at_most_its_materials(
    stops_materials: bool, expected: dict[str, int]
) -> None:
    rules = year_2023()
    if not stops_materials:
        rules = replace(rules, materials_exclusions=rules.materials_exclusions - {APPROVAL})
    cells = cells_of(allocate(enrolments_2023([SMALL]), rules).outcomes, awaiting={1})

    def amounts(*, as_if_approved: bool) -> dict[str, int]:
        found = settle_cells(cells, rules, as_if_approved=as_if_approved)
        return {line.component: line.amount for line in found.allocations}

    assert amounts(as_if_approved=False) == expected
    assert amounts(as_if_approved=True) == PAID
    # A scenario counts every return as approved.
    assert {line.component: line.amount for line in side(cells, rules).settlement.allocations} == PAID


def test_a_component_that_only_one_side_has_pays_nothing_for_the_other() -> None:
    """Half in term 1, so that a single cent too many would be seen."""
    rules = year_2019(instalments=(Instalment("T1", "INDICATIVE", 5_000), Instalment("ADJ", "REMAINDER", 0)))
    assert payments({}, {"RURAL": 100}, rules, rules) == {"T1": 0, "ADJ": 100}
    assert payments({"RURAL": 100}, {}, rules, rules) == {"T1": 50, "ADJ": -50}


def test_an_index_counts_those_it_moves_also_where_every_enrolment_is_decided_anew() -> None:
    rules = year_2019(rural_rate=40_000)
    rows = [enrolment(enrolment_id=each, location_index=2_000) for each in (1, 2)]
    changes = Changes(minimum_age=14, index_of_school={1: 3_000})
    workings = from_facts(rows, rules, changes, REGIONS)
    found = {effect.key[0]: effect.touched for effect in effects(workings, changes, REGIONS)}
    assert found == {"minimum_age": (0, 0), "index_of_school": (2, 1)}
