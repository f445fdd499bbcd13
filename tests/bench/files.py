"""A school's file of 20,000 rows as people send it. All of it is invented."""

from collections.abc import Iterator

from enrolments.models import PackagedUnit, School
from enrolments.uploads.enrolment_file import COLUMNS
from vetportal.files.writer import write_csv, write_xlsx

STUDENTS = 4_000
UNITS = 5


def csv_file(school: School) -> bytes:
    """The file as CSV."""
    return b"".join(write_csv(COLUMNS, _rows(school)))


def xlsx_file(school: School) -> bytes:
    """The file as a workbook."""
    return write_xlsx(COLUMNS, _rows(school), sheet="Enrolments")


def _rows(school: School) -> Iterator[tuple]:
    """A row for each of five units of 4,000 students whom the school has not entered before."""
    packaged = PackagedUnit.objects.order_by("qualification__code", "unit__code")
    pairs = list(packaged.values_list("qualification__code", "unit__code"))
    certificates = list(dict.fromkeys(code for code, _ in pairs))
    units = {code: [unit for held, unit in pairs if held == code][:UNITS] for code in certificates}
    for n in range(STUDENTS):
        certificate = certificates[n % len(certificates)]
        born = f"{2001 + n % 4}-{1 + n % 12:02}-{1 + n % 28:02}"
        for unit in units[certificate]:
            yield (
                school.code, f"N{n:06}", "Abbott", f"Student {n}", born, "VCE", certificate, unit, 30, "",
                "SCHOOL",
            )  # fmt: skip
