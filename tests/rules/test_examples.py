"""The nightly run tries 10,000 invented examples of each property: of those asked for, and of all others."""

from pathlib import Path

import pytest
from hypothesis import is_hypothesis_test, settings

from tests.rules import test_invariants, test_ledger, test_scenarios

HERE = Path(__file__).parent
ASKED_FOR = {
    "cap": test_invariants.test_the_total_stays_within_the_cap_and_one_cent_more_of_base_rate_does_not,
    "sums": test_invariants.test_the_lines_of_a_school_are_its_outcomes_summed_by_band_and_rounded_once,
    "order independence": test_invariants.test_the_order_of_the_enrolments_is_irrelevant,
    "monotone in hours": test_invariants.test_more_hours_never_earn_less,
    "pro-rata below full hours": test_invariants.test_funding_is_pro_rata_up_to_the_full_rate,
    "adjustment closes the year": test_invariants.test_five_lines_add_up_to_the_confirmed_amount,
    "refund never above what was paid": (
        test_ledger.test_after_every_correction_the_lines_are_what_is_due_and_no_refund_is_above_what_was_paid
    ),
    "no change equals baseline": test_scenarios.test_a_scenario_without_a_change_equals_the_run_to_the_cent,
}


@pytest.mark.parametrize("name", ASKED_FOR)
def test_what_was_asked_for_is_tried_on_invented_examples(name: str) -> None:
    assert is_hypothesis_test(ASKED_FOR[name])


def test_the_nightly_profile_tries_ten_thousand_examples_of_each() -> None:
    assert settings.get_profile("nightly").max_examples >= 10_000


def test_no_property_of_the_rules_has_its_own_number_of_examples() -> None:
    files = [path for path in HERE.glob("*.py") if path.name not in ("conftest.py", Path(__file__).name)]
    assert len(files) > 20
    assert [path.name for path in files if "max_examples" in path.read_text("utf-8")] == []
