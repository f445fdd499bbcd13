"""The sheet of the four agreements: which one an arrangement needs, and where it is in doubt."""

from typing import Any

from tests.rules.cases import read
from tests.workbook.sheet import Case, Sheet, check, given, named_case, worked

_USUAL = {
    "school_is_government": "yes",
    "school_is_rto": "no",
    "has_provider": "yes",
    "provider_is_school": "no",
    "provider_is_own": "no",
}
_NONE_NEEDED = (
    'OR({Government school}="no",{Provider is the school itself}="yes",{Delivery}="SCHOOL",{Delivery}="SBAT",'
    '{Delivery}="HEADSTART",{Delivery}="INDEPENDENT")'
)
_NEEDS = (
    f'IF({_NONE_NEEDED},"NONE",IF({{Delivery}}="AUSPICE","AUSPICING",IF({{Provider is a school}}="yes",'
    '"SCHOOL_PURCHASING",IF({Delivery}="EXTERNAL","PURCHASING","SCHOOL_ACCESS"))))'
)
_OWN_RTO = 'OR(AND({Provider entered}="yes",{Provider is the school itself}="no"),{School is an RTO}="no")'
_WITH_ANOTHER = 'OR({Provider is the school itself}="yes",{Provider entered}="no")'
_IS_ARRANGEMENT = 'OR({Delivery}="AUSPICE",{Delivery}="EXTERNAL",{Delivery}="HOST_SCHOOL")'
_DOUBT = (
    f'IF({{Government school}}="no","no",IF({{Delivery}}="SCHOOL",IF({_OWN_RTO},"yes","no"),'
    f'IF(AND({_IS_ARRANGEMENT},{_WITH_ANOTHER}),"yes","no")))'
)


def _fact(name: str) -> Any:
    return lambda case: case["input"].get(name, _USUAL[name])


def _doubt(case: Case) -> str:
    return case["expected"].get("doubt", "no")


def agreements() -> Sheet:
    """Who delivers, and who the provider is."""
    return Sheet(
        "Agreements",
        "Which of the four agreements an arrangement needs. In doubt: what is entered contradicts itself, so "
        "the school is asked to look.",
        read("agreements"),
        [
            *named_case(),
            given("Delivery", "text", lambda case: case["input"]["delivery"]),
            given("Government school", "text", _fact("school_is_government")),
            given("School is an RTO", "text", _fact("school_is_rto")),
            given("Provider entered", "text", _fact("has_provider")),
            given("Provider is a school", "text", _fact("provider_is_school")),
            given("Provider is the school itself", "text", _fact("provider_is_own")),
            worked("Needs", "text", _NEEDS, lambda case: case["expected"]["needs"]),
            worked("In doubt", "text", _DOUBT, _doubt),
            given("Needs expected", "text", lambda case: case["expected"]["needs"]),
            given("In doubt expected", "text", _doubt),
            check("AND({Needs}={Needs expected},{In doubt}={In doubt expected})"),
        ],
    )


SHEETS = (agreements,)
