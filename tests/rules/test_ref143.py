"""The model from 2023: tuition by stated bands, materials, small scale, stages, and who is left out."""

import pytest

from funding.rules import year_rules
from funding.rules.allocation import allocate, bands_by_code, decide
from funding.rules.calculation_rows import CalculationRow
from funding.rules.explanation import allocation_rows
from tests.rules.cases import cents, each, read
from tests.rules.ref143 import enrolments_2023, year_2023


@each("ref143")
def test_case(given, expected):
    rows, rules = enrolments_2023(given["enrolments"]), year_2023()
    calculation = allocate(rows, rules)
    lines = {f"{line.component} {line.band}": line.amount for line in calculation.allocations}
    assert lines == {name: cents(amount) for name, amount in expected["lines"].items()}
    assert calculation.total == cents(expected["total"])
    assert calculation.leftover is None  # no cap
    for outcome in calculation.outcomes:
        if "reasons" in expected:
            assert list(outcome.reasons) == expected["reasons"]
        if "core_share" in expected:
            assert outcome.core_rate == cents(expected["core_share"])


def test_there_are_as_many_cases_as_clauses_need():
    assert len(read("ref143")) >= 20


def test_the_rules_of_the_year_are_kept_with_a_run_and_read_again():
    assert year_rules.from_json(year_rules.to_json(year_2023())) == year_2023()


@pytest.mark.parametrize("kind", ["INDICATIVE", "CONFIRMED"])
def test_the_rates_stand_in_both_runs(kind):
    rules = year_2023(kind=kind, cap=100)
    assert allocate(enrolments_2023([{"certificate": "INVENTED-C"}]), rules).total == 120_000


def test_a_line_of_materials_explains_itself():
    rules = year_2023()
    rows = enrolments_2023([{"certificate": "INVENTED-B", "number": "3"}])
    line = allocate(rows, rules).allocations[1]
    said = [row._replace(inputs=None) for row in allocation_rows(line, rules, 0)]
    assert said == [CalculationRow("Materials band LOW: 3 enrolments × $100.00", 30_000)]


def test_an_apprentice_attracts_materials_and_no_hours():
    rules = year_2023()
    (facts,) = enrolments_2023([{"certificate": "INVENTED-A", "delivery": "SBAT"}])
    outcome = decide(facts, rules, bands_by_code(rules))
    assert (outcome.funded_hours, outcome.materials_band, outcome.small_scale_rate) == (0, "HIGH", 0)
