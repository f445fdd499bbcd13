"""python manage.py load_schemes: put the credit schemes in force that come with the portal."""

from django.core.management.base import BaseCommand

from credits.actions.schemes import load_shipped


class Command(BaseCommand):
    """Repeatable: what is in force already stays, and what was changed here is not overwritten."""

    help = "Load the credit schemes that come with the portal: TCE, VCE block credit, SACE, WACE."

    def handle(self, **_options) -> None:
        loaded = load_shipped(by=None)
        for each in loaded:
            self.stdout.write(each.sentence)
        if any(each.is_new for each in loaded):
            self.stdout.write("Work out the students' records under them: manage.py recompute_credits")
