"""python manage.py import_data RESOURCE FILE: load a register file, all of it or nothing."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from enrolments.resources import catalogue
from enrolments.resources.loading import load
from funding.resources import catalogue as funding_catalogue
from pathways.resources import catalogue as pathways_catalogue
from vetportal.accounts.models import User

FILES = catalogue.FILES | funding_catalogue.FILES | pathways_catalogue.FILES


class Command(BaseCommand):
    help = "Load a register file (CSV or XLSX): all of it or nothing. Repeating it changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """RESOURCE FILE [--by USER] [--check]."""
        parser.add_argument("resource", choices=sorted(FILES))
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", metavar="USERNAME", help="the administrator in whose name it is done")
        parser.add_argument("--check", action="store_true", help="only say what would happen")

    def handle(self, *, resource: str, file: Path, by: str | None, check: bool, **options) -> None:
        """Print the report; end with an error when the file was refused."""
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        report = load(FILES[resource], content, filename=file.name, by=_person(by), dry_run=check)
        for line in report.lines():
            self.stdout.write(line)
        if not report.is_accepted:
            raise CommandError(f"{file.name} was refused; nothing was stored.")
        if check:
            self.stdout.write("This was a check only; nothing was stored.")


def _person(username: str | None) -> User | None:
    if username is None:
        return None
    person = User.objects.active().filter(username=username).first()
    if person is None:
        raise CommandError(f"There is no user “{username}” who may sign in.")
    return person
