"""An invented state of a given number of enrolments, loaded in bulk: the same rows for the same size."""

from datetime import date
from random import Random

from django.db import connection, transaction

from enrolments.models import Enrolment, Qualification, School, Student, UnitEnrolment
from tests import factories
from tests.rules.years import year_2019
from vetportal import bulk, clock
from vetportal.accounts.models import User

SCHOOLS = 700
FIRST_SCHOOL = "8000"
CAP_EACH = 50_000  # cents of the cap for each enrolment
NOT_APPROVED_EACH = 50  # every so many schools, one whose return is not approved
COORDINATOR = "coordinator"
LEVELS = (2, 3, 2, 3, 2, 3, 2, 3, 4)  # one for each band; level 4 needs an approval that nobody has
UNITS = 6
HOURS = 30
ENTERED_HOURS = (30, 20, 45, 35, 25, 40, 30)
BORN = (2000, 2001, 2002, 2003) * 5 + (2004,)
PROGRAMS = ("VCE",) * 59 + ("VCAL",) * 30 + ("NONE",)
DELIVERIES = ("SCHOOL",) * 20 + ("EXTERNAL",) * 15 + ("AUSPICE",) * 10 + ("SBAT",) * 2
FAMILY_NAMES = (
    "Abbott",
    "Brown",
    "Chen",
    "Dimitriou",
    "Evans",
    "Fraser",
    "Gupta",
    "Hall",
    "Ibrahim",
    "Jones",
)
STUDENT_COLUMNS = (
    "school", "student_number", "family_name", "given_names", "date_of_birth", "year_level", "home_group",
    "campus", "version",
)  # fmt: skip
ENROLMENT_COLUMNS = (
    "student", "school", "campus", "year", "qualification", "program", "delivery", "version",
    "entered_by", "entered_at", "changed_by", "changed_at", "withdrawn_date",
)  # fmt: skip
UNIT_COLUMNS = ("enrolment", "unit", "hours", "is_credit_transfer")


@transaction.atomic
def fill(size: int) -> str:
    """Load `size` enrolments of 2019, one to a student, each with six units of 20 to 45 hours.

    Some are not funded: by age, program, delivery or level, withdrawn, or of a return that is not approved.
    """
    with clock.at(factories.OPEN_DAY):
        factories.open_year()
        certificates = _certificates()
        factories.published_rules(bands=certificates, cap=size * CAP_EACH)
        first = int(FIRST_SCHOOL)
        schools = [factories.school(f"{first + n}", location_index=n * 20 % 8000) for n in range(SCHOOLS)]
        coordinator = factories.user(COORDINATOR, school=schools[0])
        _approve(schools, coordinator)
        _students(size, schools)
        _enrolments(list(certificates), coordinator.pk)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as its autovacuum does within a minute of such a load
    return f"{UnitEnrolment.objects.count():,} units"


def _certificates() -> dict[Qualification, str]:
    codes = [band.code for band in year_2019().bands]
    units = {f"BEN{n:02}": HOURS for n in range(UNITS)}
    return {
        factories.qualification(
            f"BEN{n:02}219", level=LEVELS[n], units={f"{unit}{n}": HOURS for unit in units}
        ): code
        for n, code in enumerate(codes)
    }


def _approve(schools: list[School], principal: User) -> None:
    """Approve the returns of all schools but one in fifty."""
    officer = factories.officer("officer")
    for n, school in enumerate(schools):
        if n % NOT_APPROVED_EACH:
            factories.approved_return(school, principal=principal, by=officer)


def _students(size: int, schools: list[School]) -> None:
    random = Random(2019)  # noqa: S311 - invented data, the same every time
    campuses = [(school.pk, school.campuses.get().pk) for school in schools]

    def row(n: int) -> tuple:
        school, campus = campuses[n % len(campuses)]
        born = date(BORN[n % len(BORN)], 1 + n % 12, 1 + n % 28)
        name = random.choice(FAMILY_NAMES)
        return (school, f"{100_000_000 + n}", name, f"Student {n}", born, 11, "", campus, 1)

    bulk.insert_rows(Student, STUDENT_COLUMNS, map(row, range(size)))


def _enrolments(certificates: list[Qualification], user: int) -> None:
    stamp = clock.now()
    students = Student.objects.order_by("pk").values_list("pk", "school", "campus")
    bulk.insert_rows(
        Enrolment,
        ENROLMENT_COLUMNS,
        [
            (
                student, school, campus, 2019, certificates[n % len(certificates)].pk,
                PROGRAMS[n % len(PROGRAMS)], DELIVERIES[n % len(DELIVERIES)], 1,
                user, stamp, user, stamp, None if n % 31 else stamp.date(),
            )
            for n, (student, school, campus) in enumerate(students)
        ],
    )  # fmt: skip
    packaged = {each.pk: list(each.packaged_units.values_list("unit", flat=True)) for each in certificates}
    enrolled = list(Enrolment.objects.order_by("pk").values_list("pk", "qualification"))
    bulk.insert_rows(
        UnitEnrolment,
        UNIT_COLUMNS,
        (
            (enrolment, unit, ENTERED_HOURS[enrolment % len(ENTERED_HOURS)], False)
            for enrolment, chosen in enrolled
            for unit in packaged[chosen]
        ),
    )
