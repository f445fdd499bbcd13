"""python manage.py load_micro_credentials: the published micro-credentials and packagings, all or nothing."""

from django.core.management.base import BaseCommand, CommandError

from pathways.resources.shipped import load_shipped


class Command(BaseCommand):
    """Loads what comes with the portal; repeating it changes nothing, and what people entered stands."""

    help = (
        "Load the published micro-credentials, packagings and unit successions. Repeating it changes nothing."
    )

    def handle(self, **_options) -> None:
        """Print what each file brought; end with an error when one was refused."""
        reports = load_shipped(by=None)
        for report in reports:
            self.stdout.write(f"{report.filename}")
            for line in report.lines():
                self.stdout.write(f"  {line}")
        if not reports[-1].is_accepted:
            raise CommandError(f"{reports[-1].filename} was refused; nothing was stored.")
