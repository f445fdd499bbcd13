"""Codes of the register as people type them."""

from django.core.exceptions import ValidationError

from enrolments.forms.text import shown
from enrolments.lookups import normal
from enrolments.models import School


def school_of(typed: str) -> School:
    """The school of a code. Raises ValidationError where no school has it."""
    code = normal(typed)
    found = School.objects.filter(code=code).first()
    if found is None:
        raise ValidationError(
            f"No school has the code {shown(code)}. Look it up under Schools.", code="school_unknown"
        )
    return found
