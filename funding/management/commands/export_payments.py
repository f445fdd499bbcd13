"""python manage.py export_payments YEAR --format csv|xlsx"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from funding import exports
from vetportal.files import writer


class Command(BaseCommand):
    """Writes the released payment lines of a year; reads only, so it can run any number of times."""

    help = "Export the payment lines of a year's released runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int)
        parser.add_argument("--format", choices=["csv", "xlsx"], default="csv")
        parser.add_argument(
            "--output", type=Path, help="File to write; CSV goes to the terminal without it, XLSX to a file."
        )
        parser.add_argument(
            "--with-unreleased", action="store_true", help="Also lines that nobody has released yet."
        )

    def handle(self, *, year: int, output: Path | None, with_unreleased: bool, **options) -> None:
        if not exports.payment_lines(year, with_unreleased=True).exists():
            raise CommandError(f"There are no payments for {year} yet. Calculate and release a run first.")
        rows = exports.payment_rows(year, with_unreleased=with_unreleased)
        if options["format"] == "xlsx":
            self._write_file(
                output or Path(f"payments-{year}.xlsx"),
                [writer.write_xlsx(exports.COLUMNS, rows, sheet=f"Payments {year}")],
            )
        elif output:
            self._write_file(output, writer.write_csv(exports.COLUMNS, rows))
        else:
            for part in writer.write_csv(exports.COLUMNS, rows):
                self.stdout.write(part.decode("utf-8-sig"), ending="")
        if not with_unreleased:
            self._say_what_waits(year)

    def _write_file(self, path: Path, parts) -> None:
        try:
            with path.open("wb") as file:
                file.writelines(parts)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        self.stderr.write(f"Wrote {path}.")

    def _say_what_waits(self, year: int) -> None:
        for run in exports.unreleased_runs(year):
            self.stderr.write(
                f"Left out: the {run} is not released. Release it in the browser, or add --with-unreleased."
            )
