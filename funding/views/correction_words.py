"""Frozen facts in words: the names that people read, and values as they write them."""

from datetime import date
from typing import Any

from enrolments.models import Enrolment
from vetportal.money import day, index

_NAMES = {
    "qualification_code": "Certificate",
    "level": "Level of the certificate",
    "is_general_education": "General education certificate",
    "is_generalist": "Generalist certificate",
    "is_superseded": "Superseded certificate",
    "program": "Senior certificate",
    "delivery": "Delivery",
    "has_approval": "Approved by the VCAA",
    "is_withdrawn": "Withdrawn by the census date",
    "return_approved": "Return approved",
    "units": "Units",
    "units_without_hours": "Units without hours",
    "hours": "Hours",
    "subjects": "Subjects in the program",
    "provider_code": "Provider",
    "is_tafe_network": "Provider in the TAFE network",
    "date_of_birth": "Date of birth",
    "withdrawn_on": "Withdrawn on",
    "location_index": "Location index",
    "is_overseas": "Full-fee overseas student",
}


def name(fact: str) -> str:
    """What a fact is called on a page."""
    return _NAMES.get(fact, fact.replace("_", " ").capitalize())


def value(fact: str, held: Any) -> str:
    """A fact as people read it."""
    if held is None or held == "":
        return "none"
    if isinstance(held, bool):
        return "yes" if held else "no"
    if isinstance(held, date):
        return day(held)
    if fact == "location_index":
        return index(held)
    labels = {"program": Enrolment.Program, "delivery": Enrolment.Delivery}
    return str(labels[fact](held).label) if fact in labels else str(held)
