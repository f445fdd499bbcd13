"""The micro-credentials that come with the portal, fact by fact against what their sources say."""

import pytest

from pathways.models import ExclusionGroup, MicroCredential
from pathways.resources.shipped import load_shipped

pytestmark = pytest.mark.django_db
INFECTION = {
    # "health", "retail", "food handling", "transport and logistics", and "an extra cross-sectoral skill set"
    "HLTSS00064": ("Infection Control Skill Set", ["HLTINF001"]),
    "HLTSS00065": ("Infection Control Skill Set (Retail)", ["HLTINFCOV001"]),
    "HLTSS00066": ("Infection Control Skill Set (Food Handling)", ["HLTINFCOV001"]),
    "HLTSS00067": ("Infection Control Skill Set (Transport and Logistics)", ["HLTINFCOV001"]),
    "BSBSS00095": ("Cross-Sector Infection Control Skill Set", ["BSBWHS332X"]),
}
# What nobody published with all its units: title, code where one is known, and the units that are known.
KNOWN_IN_PART = {
    "Digital Skills for Small Business": (None, []),
    "Deliver E-Learning": (None, []),
    "Manage Disrespectful, Aggressive or Abusive Customers": ("SIRSS00022", ["SIRXCEG008"]),
    "Entry into Care Roles": (None, ["CHCCCS015", "HLTWHS002"]),
}


@pytest.fixture(autouse=True)
def loaded() -> None:
    load_shipped(by=None)


def units_of(held: MicroCredential) -> list[str]:
    return sorted(held.units.values_list("unit__code", flat=True))


@pytest.mark.parametrize("code", INFECTION)
def test_an_infection_control_set_is_one_unit_of_about_25_hours(code: str) -> None:
    held = MicroCredential.objects.get(code=code)
    assert (held.title, units_of(held)) == INFECTION[code]
    assert (held.hours, held.kind, held.are_units_complete) == (25, "SKILL_SET", True)
    assert held.certification.startswith("Statement of attainment")


def test_the_five_sets_exclude_each_other_and_no_other_set_does() -> None:
    group = ExclusionGroup.objects.get()
    assert set(group.members.values_list("code", flat=True)) == set(INFECTION)
    assert group.reason == "Funded only if none of the other infection control sets was completed."


def test_food_safety_supervision_is_two_units() -> None:
    held = MicroCredential.objects.get(code="SITSS00069")
    assert units_of(held) == ["SITXFSA005", "SITXFSA006"]
    assert (held.hours, held.are_units_complete) == (None, True)


@pytest.mark.parametrize("title", KNOWN_IN_PART)
def test_what_is_known_in_part_is_never_called_complete(title: str) -> None:
    held = MicroCredential.objects.get(title=title)
    assert (held.code, units_of(held)) == KNOWN_IN_PART[title]
    assert (held.hours, held.are_units_complete) == (None, False)
