"""python manage.py demo [--check]: load the demonstration, print its log-ins, or open all its pages."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from enrolments.models import Enrolment, School, Student
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.demo import people, story, walk
from vetportal.money import moment


class Command(BaseCommand):
    """Loads the demonstration once; a second run finds it there and leaves it as it is."""

    help = "Load the demonstration up to the portal's clock (VETPORTAL_NOW) and print its log-ins."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Open every page as every log-in and end.")

    def handle(self, *, check: bool, **_options) -> None:
        if settings.IS_PRODUCTION:
            raise CommandError("The demonstration is never loaded in production. Use a development database.")
        if not User.objects.filter(username=people.LOGINS[0].username).exists():
            self._load()
        self._say_what_is_there()
        if check:
            self._check()

    def _load(self) -> None:
        if School.objects.exists():
            raise CommandError(
                "This database holds schools already, so the demonstration is not loaded into it. "
                "Set DATABASE_URL to an empty database, or remove the old file."
            )
        with transaction.atomic():
            story.play(clock.now(), lambda what: self.stdout.write(f"  {what}"))

    def _say_what_is_there(self) -> None:
        schools, students = School.objects.count(), Student.objects.count()
        self.stdout.write(
            f"An invented state: {schools} schools, {students:,} students, "
            f"{Enrolment.objects.count():,} enrolments. The clock says {moment(clock.now())}."
        )
        self.stdout.write(f"Log-ins, all with the password {people.PASSWORD}:")
        for login in people.LOGINS:
            place = f" of school {' and '.join(login.school_codes)}" if login.school_codes else ""
            self.stdout.write(f"  {login.username:<12} {login.name}, {login.role.label}{place}")

    def _check(self) -> None:
        opened, failed = 0, []
        for visit in walk.visits():
            opened += 1
            if visit.status != 200:
                failed.append(visit)
        for visit in failed:
            who = visit.username or "nobody signed in"
            self.stderr.write(
                f"{visit.status} {visit.url} as {who}, linked from {visit.found_on or 'the start'}"
            )
        if failed:
            raise CommandError(f"{len(failed)} of {opened} pages did not answer.")
        self.stdout.write(f"All {opened} pages answered.")
