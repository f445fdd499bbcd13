"""python manage.py recompute_credits [--scheme CODE] [--school CODE]"""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from credits.actions import records
from credits.queries import schemes
from enrolments.models import School


class Command(BaseCommand):
    """Works out every student's credit records; run again, it finds them as they are and changes nothing."""

    help = "Work out the credit records of all students under all published schemes, and store what changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scheme", default="", help="Only under this scheme, by its code: TCE.")
        parser.add_argument("--school", default="", help="Only the students of this school, by its code.")

    def handle(self, *, scheme: str, school: str, **_options: Any) -> None:
        place = _school(school)
        code = _published(scheme)
        started = time.perf_counter()
        done = records.rework_all(scheme_code=code, school=place)
        seconds = time.perf_counter() - started
        self.stdout.write(
            f"{done.students:,} students, {done.records:,} records: {done.written:,} written, "
            f"{done.dropped:,} dropped, the others are as they were. {seconds:.1f} seconds."
        )


def _published(code: str) -> str:
    code = code.strip().upper()
    if not any(code in ("", each.code) for each in schemes.published()):
        which = f"No version of {code} is published" if code else "No credit scheme is published yet"
        raise CommandError(f"{which}. Publish one in the browser first.")
    return code


def _school(code: str) -> School | None:
    if not code:
        return None
    found = School.objects.filter(code=code.strip()).first()
    if found is None:
        raise CommandError(f"There is no school {code}. Give its code as the register has it.")
    return found
