"""The invented states in which the journeys begin."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from enrolments.actions import returns
from enrolments.models import Enrolment, Qualification, School, Student
from funding.actions import census
from tests import factories
from vetportal.accounts.models import User
from vetportal.accounts.roles import SchoolRole

# Eight units that come to the 180 hours of a full rate; the hours are invented.
UNITS = {
    "SITXFSA001": 15,
    "SITXWHS001": 12,
    "SITHIND002": 20,
    "SITXCOM002": 20,
    "SITXCCS003": 25,
    "BSBWOR203": 15,
    "SITHFAB004": 35,
    "SITHCCC002": 38,
}
TITLE = "Certificate II in Hospitality"
NAMES = (
    "Abdi", "Baker", "Chen", "Davies", "Evans", "Fraser", "Garcia", "Hassan", "Ivanov", "Jones", "Kaur",
    "Lee", "Murphy", "Nguyen", "Okafor", "Patel", "Reid", "Singh", "Tran", "Usman", "Vella", "Wong", "Xu",
    "Young", "Zhang",
)  # fmt: skip


@dataclass(frozen=True)
class World:
    """A government school on an open day, with the people around it."""

    school: School
    certificate: Qualification
    editor: User
    principal: User
    students: list[Student]

    def page(self, path: str = "") -> str:
        """The address of a page of the school."""
        return f"/school/{self.school.code}/{path}"


def open_school(clock: Callable[[str], datetime], *, students: int = 0, rural: bool = False) -> World:
    """1 May 2019, 10 am: the year is open, nothing is entered yet."""
    clock("2019-05-01T10:00")
    factories.open_year()
    school = factories.school(
        "7001",
        name="Wattle Creek Secondary College",
        town="Wattle Creek",
        region="North",
        location_index=2500 if rural else 0,
    )
    factories.provider("3075", name="Wattle Institute of TAFE")
    return World(
        school=school,
        certificate=factories.qualification("SIT20316", title=TITLE, units=UNITS),
        editor=factories.user("ava", school=school),
        principal=factories.user("ruth", school=school, school_role=SchoolRole.PRINCIPAL),
        students=[add_student(school, name, place) for place, name in enumerate(NAMES[:students])],
    )


def add_student(school: School, family_name: str, place: int) -> Student:
    """A student who is sixteen, in one of two home groups."""
    return factories.student(
        school,
        family_name=family_name,
        given_names="Kim",
        student_number=f"10{place:04}",
        year_level=11,
        home_group="11B" if place % 2 else "11A",
    )


def enter(
    world: World, who: Student, *, year: int = 2019, hours: list[int | None] | None = None
) -> Enrolment:
    """An enrolment as the school's editor entered it; the clock must be on an open day."""
    values = {"provider": factories.provider("3075"), "delivery": "EXTERNAL", "year_id": year}
    planned = list(UNITS.values()) if hours is None else hours
    return factories.enrolment(who, world.certificate, by=world.editor, hours=planned, **values)


def add_last_year(world: World, clock: Callable[[str], datetime], *, enrolments: int) -> None:
    """Last year's census, frozen with some approved enrolments, so that an indicative run can be made."""
    clock("2018-05-01T10:00")
    factories.open_year(2018)
    for place in range(enrolments):
        enter(world, add_student(world.school, NAMES[-1 - place], 900 + place), year=2018)
    factories.approved_return(
        world.school, 2018, principal=world.principal, by=factories.officer("last-year-officer")
    )
    clock("2018-05-08T09:00")
    census.freeze(year=2018, by=None)
    clock("2019-05-01T10:00")


def fill(world: World) -> list[Enrolment]:
    """What a school looks like in April: complete, without hours, without units, too young, withdrawn."""
    planned = list(UNITS.values())
    loads = [planned, planned[:4], [None] * 3, [], planned]
    entered = [enter(world, who, hours=load) for who, load in zip(world.students, loads, strict=False)]
    too_young = factories.student(
        world.school, born=date(2005, 2, 11), family_name="Ng", given_names="Alexandria-Persephone"
    )
    entered.append(enter(world, too_young))
    withdrawn = entered[0]
    withdrawn.withdrawn_date = date(2019, 4, 12)
    withdrawn.save()
    return entered


def add_neighbours(world: World) -> None:
    """Other schools: one has certified, one has entered nothing, one is not paid targeted funding."""
    place = {"region": "North", "location_index": 3100}
    certified = factories.school("7002", name="Mallee Plains P–12 College", **place)
    factories.school("7003", name="Saltbush High School", region="South-West")
    factories.school("1801", name="St Brigid’s College", region="South-West", sector=School.Sector.CATHOLIC)
    editor = factories.user("mina", school=certified)
    for number in range(3):
        who = add_student(certified, NAMES[number], 700 + number)
        factories.enrolment(who, world.certificate, by=editor, hours=list(UNITS.values()))
    principal = factories.user("omar", school=certified, school_role=SchoolRole.PRINCIPAL)
    returns.certify(school=certified, year=2019, is_nil=False, by=principal)
