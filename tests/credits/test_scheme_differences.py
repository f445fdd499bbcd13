"""What differs between two versions reads in the words of the pages."""

import pytest

from credits.queries.scheme_differences import compared
from tests.rules.credit_schemes import shipped_sheets

SHEETS = shipped_sheets()


@pytest.mark.parametrize("code", sorted(SHEETS))
def test_a_version_does_not_differ_from_itself(code):
    assert compared(SHEETS[code], SHEETS[code]) == []


def test_figures_and_rules_that_differ_are_named_alone():
    was = SHEETS["VCE"]
    rows = [row | {"step": 60} if row["name"] == "Certificate II" else row for row in was["rows"]]
    now = was | {"rows": rows[1:], "one_unit": "UNIT", "total_cap": 1500, "counting_outcomes": ["ACHIEVED"]}
    found = {each.label: (each.was, each.now) for each in compared(was, now)}
    assert found["What counts once"] == (
        "A unit or an equivalent one counts once",
        "The same code counts once",
    )
    assert found["Most credit in all"] == ("nothing", "1.5")
    assert found["Outcomes that count"][1] == "Achieved"
    assert found["Rule: Certificate II begun before 2019"][1] == "not there"
    assert "Each full 60 hours" in found["Rule: Certificate II"][1]
    assert len(found) == 5


def test_an_order_that_differs_is_said():
    was = SHEETS["WACE"]
    (order,) = compared(was, was | {"rows": was["rows"][::-1]})
    assert order.label == "Order of the rules"
    assert order.now.startswith("Certificate III or higher, Certificate II")


def test_lists_are_compared_row_by_row():
    was = SHEETS["SACE"]
    first, *others = was["certificates"]
    changed = first | {"maximum": 35_000, "is_approved": True, "units": 9}
    now = was | {
        "certificates": [changed, *others],
        "unit_hours": [{"unit_code": "U1", "hours": 5, "source": ""}],
    }
    found = {each.label: each.now for each in compared(was, now)}
    assert found == {
        "Certificate ACM10110": (
            "At most 35, at least 25, Stage 1, approved, 9 units. Source: " + first["source"]
        ),
        "Hours of U1": "5 hours. Source: none",
    }
