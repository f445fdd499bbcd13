"""python manage.py replay_trace FILE"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from funding.actions.runs import ENGINE
from funding.rules.replay import NotATrace, replay


class Command(BaseCommand):
    """Works a downloaded trace out again from its own facts and rules; reads nothing else."""

    help = "Confirm a downloaded trace of a calculation, or name what differs (then it ends with 1)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **_options) -> None:
        try:
            found = replay(file.read_text(encoding="utf-8"), ENGINE)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise CommandError("The file is not text in UTF-8, so it is not a trace.") from error
        except NotATrace as error:
            raise CommandError(str(error)) from error
        for sentence in found.confirmed:
            self.stdout.write(f"Confirmed: {sentence}")
        for sentence in found.differences:
            self.stderr.write(f"Different: {sentence}")
        if found.differences:
            count = len(found.differences)
            raise CommandError(f"The trace is not confirmed: {count} difference{'' if count == 1 else 's'}.")
        self.stdout.write("The trace is confirmed.")
