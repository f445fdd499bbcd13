"""Invented students: who they are, and which certificates they take in which year."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from enrolments.models import Campus, Enrolment, School, Student
from vetportal.demo.people import FAMILY, GIVEN

NUMBER_OF_STUDENTS = 3_000
SHOWN_FIRST = "7001"  # the school of the first log-in has enough students to look at

# Certificates that schools offer, and how many of a hundred classes take each.
OFFERED = {
    "SIT20316": 13, "SIT20416": 7, "CUA30915": 6, "CUA20215": 5, "BSB20115": 9, "BSB30115": 5, "ICT20115": 6,
    "ICT30115": 4, "SIS30315": 5, "SIS30115": 9, "CHC30113": 4, "CHC22015": 5, "HLT33015": 4, "22338VIC": 7,
    "22470VIC": 4, "AUR20716": 5, "AHC20116": 3, "SHB20216": 4,
}  # fmt: skip
UNFUNDED = ("BSB10115", "BSB40215", "BSB50215", "22472VIC", "22485VIC")


class Class(NamedTuple):
    """Students of a school who take one certificate in one way in a year."""

    school: School
    certificate: str
    program: str
    delivery: str
    provider: str
    size_of_load: str  # FULL, PART, BLANK (hours missing) or NONE: how many of the packaged units
    students: list[Student]


def add_students(draw: Random) -> None:
    """Students of every school, most of them sixteen or seventeen at the 2019 census."""
    schools = list(School.objects.order_by("code").prefetch_related("campuses"))
    weights = [9 if school.code == SHOWN_FIRST else draw.randint(2, 9) for school in schools]
    sizes = [NUMBER_OF_STUDENTS * weight // sum(weights) for weight in weights]
    sizes[0] += NUMBER_OF_STUDENTS - sum(sizes)
    serial = iter(range(100_000_000, 100_000_000 + 7 * NUMBER_OF_STUDENTS, 7))
    Student.objects.bulk_create(
        _student(draw, school, next(serial))
        for school, size in zip(schools, sizes, strict=True)
        for _ in range(size)
    )


def _student(draw: Random, school: School, number: int) -> Student:
    level = draw.choices((10, 11, 12), (1, 5, 4))[0]
    born = date(2019 - level - 5, 1, 1) - timedelta(days=draw.randint(-110, 250))
    if draw.random() < 0.012:
        born -= timedelta(days=365 * 5)  # an adult student, over age
    campuses: list[Campus] = list(school.campuses.all())
    return Student(
        school=school,
        campus=draw.choice(campuses),
        student_number=str(number),
        family_name=draw.choice(FAMILY),
        given_names=draw.choice(GIVEN) + (f" {draw.choice(GIVEN)}" if draw.random() < 0.2 else ""),
        date_of_birth=born,
        year_level=level,
        home_group=f"{level}{draw.choice('ABCD')}",
    )


def classes(draw: Random, school: School, *, share: float, load_missing: float) -> Iterator[Class]:
    """A school's classes of a year: `share` of its students take part, some still without units."""
    taking = [student for student in school.students.order_by("pk") if draw.random() < share]
    certificates = draw.sample(list(OFFERED), k=min(3 + len(taking) // 18, 9))
    groups: dict[str, list[Student]] = {code: [] for code in certificates}
    for student in taking:
        for code in draw.sample(certificates, k=2 if draw.random() < 0.15 else 1):
            groups[code].append(student)
    for code, members in groups.items():
        yield from _split(draw, school, code, members, load_missing)
    if draw.random() < 0.5 and taking:
        unfunded = draw.sample(taking, k=min(4, len(taking)))
        yield _class(draw, school, draw.choice(UNFUNDED), unfunded, "FULL")


def _split(
    draw: Random, school: School, code: str, members: list[Student], load_missing: float
) -> Iterator[Class]:
    """A full and a part load, sometimes a few who forgot their units or are apprentices."""
    cut = len(members) * draw.randint(55, 95) // 100
    for load, part in (("FULL", members[:cut]), ("PART", members[cut:])):
        if not part:
            continue
        odd = part[:2] if draw.random() < load_missing else []
        if odd:
            yield _class(draw, school, code, odd, draw.choice(("NONE", "BLANK")))
        rest = part[len(odd) :]
        if rest and draw.random() < 0.06:
            yield _class(draw, school, code, rest[:2], load)._replace(delivery=Enrolment.Delivery.SBAT)
            rest = rest[2:]
        if rest:
            yield _class(draw, school, code, rest, load)


def _class(draw: Random, school: School, code: str, members: list[Student], load: str) -> Class:
    delivery = draw.choices(("EXTERNAL", "AUSPICE", "HOST_SCHOOL"), (7, 3, 1))[0]
    provider = {
        "EXTERNAL": draw.choice(("3075", "0260", "4001", "21859", "31254")),
        "AUSPICE": draw.choice(("21859", "31254", "46055")),
        "HOST_SCHOOL": draw.choice(("90001", "90005")),
    }[delivery]
    program = draw.choices(("VCE", "VCAL", "NONE"), (68, 30, 2))[0]
    return Class(school, code, program, delivery, provider, load, members)
