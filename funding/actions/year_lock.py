"""One change of a year's runs, corrections and payments at a time."""

from enrolments.models import EnrolmentYear


def hold(year: int) -> None:
    """Let others who change this year wait until the transaction ends."""
    list(EnrolmentYear.objects.select_for_update(no_key=True).filter(pk=year))
