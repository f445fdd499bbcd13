"""Whether the review of a mapping can be confirmed: the page says why not, and the action refuses it."""

from datetime import date

from pathways.models import CreditMapping
from pathways.queries import mapping_alerts
from pathways.rules import mapping_life as life
from vetportal.accounts.models import User
from vetportal.money import day

# Ours, against a slip of the year: a review that is due in 2091 would never be due.
MOST_YEARS = 5


def obstacle(mapping: CreditMapping, person: User, today: date) -> str:
    """Why this person cannot confirm the review of a listed mapping, in sentences; empty where they can."""
    return _of_mapping(mapping, today) or _of_person(mapping, person)


def _of_mapping(mapping: CreditMapping, today: date) -> str:
    if mapping.status == life.LAPSED:
        return "This mapping has lapsed, so there is nothing to confirm. Draft a new mapping if it is needed."
    if mapping.status != life.APPROVED:
        return "This mapping is not approved, so there is no review to confirm."
    alerts = mapping_alerts.alerts_of([mapping], today)[mapping.pk]
    what = {each.kind: each.what for each in reversed(alerts)}
    if mapping_alerts.SUPERSEDED in what:
        return (
            f"{what[mapping_alerts.SUPERSEDED]} The decision was made on the earlier one, so its review "
            "cannot be confirmed. Draft a new mapping from this one."
        )
    if mapping_alerts.EXPIRED in what:
        return (
            f"{what[mapping_alerts.EXPIRED]} A review does not make it valid again. Draft a new mapping from "
            "this one."
        )
    return ""


def _of_person(mapping: CreditMapping, person: User) -> str:
    if mapping.drafted_by_id == person.pk or mapping.writers.filter(pk=person.pk).exists():
        return "You wrote on this mapping, so another person must confirm its review."
    if mapping.proposed_by_id == person.pk:
        return "You proposed this mapping, so another person must confirm its review."
    return ""


def fault_of_day(next_due: date, mapping: CreditMapping, today: date) -> str:
    """What is wrong with a day for the next review, in a sentence; empty where nothing is."""
    if next_due <= today:
        return "The next review lies ahead. Enter a day after today."
    if (next_due.year - MOST_YEARS, next_due.month, next_due.day) > (today.year, today.month, today.day):
        return f"Enter a day within the next {MOST_YEARS} years."
    if mapping.valid_to and next_due > mapping.valid_to:
        return f"The mapping is valid until {day(mapping.valid_to)}. Enter that day or an earlier one."
    return ""
