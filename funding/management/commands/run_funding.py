"""python manage.py run_funding YEAR --kind indicative|confirmed"""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from funding import queries
from funding.actions import runs
from funding.actions.refusals import Refused
from funding.models import FundingRun
from funding.rules.errors import CannotCalculate
from vetportal.money import dollars


class Command(BaseCommand):
    """Calculates a run; run again with nothing changed, it says so and changes nothing."""

    help = "Calculate the indicative or the confirmed funding of a year."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int)
        parser.add_argument("--kind", choices=["indicative", "confirmed"], required=True)

    def handle(self, *, year: int, kind: str, **_options) -> None:
        before = queries.latest_run(year, kind.upper())
        try:
            run = runs.calculate(year=year, kind=kind.upper(), by=None)
        except (Refused, CannotCalculate) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(_sentence(run, is_new=before is None or before.pk != run.pk))


def _sentence(run: FundingRun, *, is_new: bool) -> str:
    verb = "is calculated" if is_new else "stands: nothing has changed since"
    text = f"The {run} {verb}. Base rate {dollars(run.base_rate)}, total {dollars(run.total)}"
    if run.leftover is not None:
        text += f", {dollars(run.leftover)} of the cap left over"
    if run.decisions.exists():
        return f"{text}. It is released."
    return f"{text}. A second person releases it in the browser."
