"""What a run keeps: its rules as JSON, and a fingerprint of the facts it has read."""

import json
from datetime import date
from decimal import Decimal

import pytest

from funding.rules.digest import digest
from funding.rules.year_rules import from_json, to_json
from tests.rules.years import SOUND, enrolment, year_2019

OTHER = {
    "enrolment_id": 2,
    "school_id": 2,
    "sector": "CATHOLIC",
    "location_index": None,
    "census_date": date(2019, 5, 7),
    "date_of_birth": date(2003, 1, 2),
    "qualification_code": "CUA30915",
    "level": 3,
    "program": "VCAL",
    "delivery": "SBAT",
    "units": 9,
    "units_without_hours": 1,
    "hours": 181,
}


def test_rules_of_2019_survive_json():
    rules = year_2019()
    assert from_json(json.loads(json.dumps(to_json(rules)))) == rules


@pytest.mark.parametrize("change", [{"rural_rate": ...}, {"colour": 1}])
def test_stored_rules_are_read_whole_or_not_at_all(change):
    stored = to_json(year_2019()) | {name: value for name, value in change.items() if value is not ...}
    for name, value in change.items():
        if value is ...:
            del stored[name]
    with pytest.raises(ValueError, match=f"do not match the fields of this version: {next(iter(change))}"):
        from_json(stored)


@pytest.mark.parametrize("field", SOUND._fields)
def test_every_fact_is_in_the_fingerprint(field):
    other = OTHER.get(field, not getattr(SOUND, field))
    assert digest([enrolment(**{field: other})]) != digest([SOUND])


def test_the_fingerprint_of_the_same_facts_never_changes():
    """If this fails, fingerprints that are stored with old runs can no longer be checked."""
    assert digest([]) == "80972bd4644382c8fb5aa93e3de8888f4df1a4b927b259dc2b6e449186ab2bbd"
    assert digest([SOUND, enrolment(enrolment_id=2, location_index=None)]) == (
        "c58bb7ce93977ac35bbb97ad4848aad7599bdfed7ae91d06ea31e6ab1496086b"
    )


def test_text_cannot_imitate_another_fact():
    assert digest([enrolment(program="VCE", delivery='VCE","SBAT')]) != digest(
        [enrolment(program='VCE","VCE', delivery="SBAT")]
    )


def test_a_fact_that_is_not_plain_is_refused():
    with pytest.raises(TypeError, match="must be plain text, a number, a date or nothing, not Decimal"):
        digest([enrolment(hours=Decimal("1.5"))])
