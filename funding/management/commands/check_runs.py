"""python manage.py check_runs [YEAR]"""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from funding.actions import recalculation
from funding.models import FundingRun
from vetportal.money import dollars


class Command(BaseCommand):
    """Calculates every stored run again from its own facts and rules; changes nothing."""

    help = (
        "Confirm that every stored run still comes to the same, or name what differs (then it ends with 1)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int, nargs="?", help="Only the runs of this year.")

    def handle(self, *, year: int | None, **_options) -> None:
        runs = FundingRun.objects.select_related("funding_year").order_by("year", "calculated_at", "pk")
        if year is not None:
            runs = runs.filter(year=year)
        wrong = 0
        for run in runs:
            found = recalculation.differences_of(run)
            wrong += bool(found)
            for sentence in found:
                self.stderr.write(f"{_name(run)}: {sentence}")
            if not found:
                self.stdout.write(f"{_name(run)} comes to the same {dollars(run.total)}.")
        if wrong:
            raise CommandError(f"{wrong} of {len(runs)} runs come to something else than they state.")
        self.stdout.write(f"All runs come to what they state: {len(runs)}.")


def _name(run: FundingRun) -> str:
    return f"The {run} ({run.engine})"
