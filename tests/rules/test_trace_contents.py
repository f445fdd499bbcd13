"""What stands in a trace: its fingerprint, its text, its state, and exactly the enrolments of one line."""

import json
from dataclasses import replace

import pytest

from funding.rules import trace
from funding.rules.facts import Allocation, EnrolmentFacts
from funding.rules.trace import Calculated, Scope
from tests.rules.ref143 import enrolments_2023, year_2023
from tests.rules.test_components import year_with_supplement
from tests.rules.test_decisions import SUPPLEMENT, WITH_TAFE
from tests.rules.test_replay import held
from tests.rules.years import enrolment

RULES = replace(year_with_supplement(SUPPLEMENT), rural_rate=50_000)
OTHER_TAFE = WITH_TAFE | {"provider_code": "3076"}
ROWS: list[EnrolmentFacts] = [
    enrolment(enrolment_id=1, student_id=71, location_index=2_000),
    enrolment(enrolment_id=2, location_index=1_999, **WITH_TAFE),
    enrolment(enrolment_id=3, location_index=2_000, **OTHER_TAFE),
    enrolment(enrolment_id=4, location_index=2_001, qualification_code="INVENTED-BAND-8"),
    enrolment(enrolment_id=5, location_index=2_001, **WITH_TAFE | {"level": 1}),
]


def test_the_fingerprint_is_that_of_any_other_tool() -> None:
    """sha256sum of {"a":{"y":2,"z":null},"b":[1,"é"]} in UTF-8; whoever checks a file relies on this form."""
    plain = {"b": [1, "é"], "sha256": "whatever stands there", "a": {"z": None, "y": 2}}
    assert trace.fingerprint(plain) == "cbf3e86ce84a792e23da033aacfb367cbe0a7550ab2c18a2e26b0e62b2963feb"


def test_the_text_has_one_enrolment_or_line_a_line_and_keeps_letters_as_they_are() -> None:
    plain = {"school": {"name": "École"}, "enrolments": [{"name": "é"}, {"n": 1}], "lines": [], "total": 0}
    assert trace.text(plain) == (
        "{\n"
        '"school": {"name": "École"},\n'
        '"enrolments": [\n {"name": "é"},\n {"n": 1}\n],\n'
        '"lines": [],\n'
        '"total": 0\n'
        "}\n"
    )


def test_the_state_is_the_targeted_quantities_and_the_sum_of_the_rural_lines() -> None:
    lines = [
        ("TARGETED", "8", 180, 1),
        ("TARGETED", "8", 90, 2),
        ("TARGETED", "1", 0, 4),
        ("RURAL", "8", 7, 100),
        ("RURAL", "1", 8, 1_000),
        ("TAFE_SUPPLEMENT", "8", 50, 10_000),
        ("MATERIALS", "LOW", 3, 20_000),
    ]
    assert trace.state_of(lines) == trace.State({"8": [180, 90]}, 1_100, {"8": [7], "1": [8]})


@pytest.fixture
def school() -> Calculated:
    """A calculation with a line of targeted funding, of rural weighting and of each TAFE."""
    return held(ROWS, RULES)


def line_of(school: Calculated, component: str, band: str, provider: str = "") -> Allocation:
    (found,) = (
        line
        for line, _ in school.lines
        if (line.component, line.band, line.provider) == (component, band, provider)
    )
    return found


@pytest.mark.parametrize(
    ("component", "band", "provider", "counted"),
    [
        ("TARGETED", "1", "", [1]),
        ("TARGETED", "8", "", [2, 3, 4]),
        ("RURAL", "1", "", [1]),
        ("RURAL", "8", "", [3, 4]),
        ("TAFE_SUPPLEMENT", "8", "3075", [2]),
        ("TAFE_SUPPLEMENT", "8", "3076", [3]),
    ],
)
def test_the_trace_of_a_line_holds_the_enrolments_that_count_in_it(
    school: Calculated, component: str, band: str, provider: str, counted: list[int]
) -> None:
    line = line_of(school, component, band, provider)
    plain = trace.document(school, Scope.of(line))
    assert [each["outcome"]["enrolment_id"] for each in plain["enrolments"]] == counted
    assert [each["facts"]["enrolment_id"] for each in plain["enrolments"]] == counted
    assert len(counted) == line.enrolments
    assert plain["total"] == line.amount
    assert plain["scope"] == {
        "component": component,
        "band": band,
        "qualification": "INVENTED-BAND-8" if provider else "",
        "provider": provider,
        "rate": line.rate,
    }


def test_a_line_of_materials_holds_whoever_attracts_them() -> None:
    whole = held(
        enrolments_2023([{"certificate": "INVENTED-A"}, {"certificate": "INVENTED-B"}]), year_2023(), school=1
    )
    plain = trace.document(whole, Scope.of(line_of(whole, "MATERIALS", "LOW")))
    assert [each["outcome"]["qualification_code"] for each in plain["enrolments"]] == ["INVENTED-B"]


def test_the_trace_of_a_school_holds_all_its_enrolments_and_no_student(school: Calculated) -> None:
    plain = trace.document(school)
    assert [each["facts"]["enrolment_id"] for each in plain["enrolments"]] == [1, 2, 3, 4, 5]
    assert plain["scope"] is None
    assert plain["note"] == trace.NOTE
    assert "student_id" not in json.dumps(plain)


def test_a_calculation_is_narrowed_to_the_facts_and_outcomes_of_a_line(school: Calculated) -> None:
    held_only = trace.narrowed(school, Scope.of(line_of(school, "RURAL", "1")))
    assert [row.enrolment_id for row in held_only.facts] == [1]
    assert [each.enrolment_id for each in held_only.outcomes] == [1]
    assert [line.component for line, _ in held_only.lines] == ["RURAL"]
