"""python manage.py freeze_census YEAR"""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from funding.actions import census
from funding.actions.refusals import Refused
from funding.models import CensusFreeze


class Command(BaseCommand):
    """Copies a year's facts once; run again, it says what was frozen and changes nothing."""

    help = "Freeze the census of a year: copy the facts that funding reads."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int)

    def handle(self, *, year: int, **_options) -> None:
        was_frozen = CensusFreeze.objects.filter(year_id=year).exists()
        try:
            freeze = census.freeze(year=year, by=None)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        verb = "was already frozen" if was_frozen else "is frozen"
        self.stdout.write(f"The {year} census {verb}: {freeze.entries:,} enrolments, sha256 {freeze.sha256}.")
