"""Rows of a file about an enrolment on a frozen census: they may repeat it, and change nothing of it."""

from collections.abc import Iterator

from enrolments.uploads.enrolment_file import SUBJECTS_COLUMN, Finding
from enrolments.uploads.standing import HeldEnrolment

_CODE = "census_frozen"


def differences(
    held: HeldEnrolment, enrolment: dict, unit: dict, *, says_subjects: bool
) -> Iterator[Finding]:
    """What a row would change, as errors in the columns that say it; `unit` is empty where it has errors."""
    if enrolment["program"] != held.program:
        yield _finding("program", f"with {held.program}")
    if enrolment["delivery"] != held.delivery:
        yield _finding("delivery", f"with {held.delivery}")
    provider = enrolment["provider"]
    if (provider.pk if provider else None) != held.provider_id:
        yield _finding("provider_code", "with another provider" if held.provider_id else "without a provider")
    if says_subjects and enrolment["subjects"] != held.subjects:
        yield _finding(SUBJECTS_COLUMN, f"with {held.subjects or 'the usual number of'} subjects")
    if unit:
        yield from _of_unit(held, unit)


def _of_unit(held: HeldEnrolment, unit: dict) -> Iterator[Finding]:
    stored = held.units.get(unit["unit"].pk)
    if stored is None:
        yield _finding("unit_code", f"without {unit['unit_code']}")
    elif stored.hours != unit["hours"]:
        hours = "without hours" if stored.hours is None else f"with {stored.hours} hours"
        yield _finding("hours", f"{hours} in {unit['unit_code']}")


def _finding(column: str, stored: str) -> Finding:
    return Finding(
        column,
        _CODE,
        f"This enrolment is on the census, which is frozen, so it stays as it is: {stored}. Write it as it "
        "is stored, or take the row out.",
    )
