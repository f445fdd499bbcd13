"""Invented people of the demonstration: a user for every role, and names for students."""

from datetime import date
from random import Random
from typing import NamedTuple

from enrolments.models import School, SchoolMembership
from vetportal.accounts.models import User
from vetportal.accounts.roles import DepartmentRole, SchoolRole

PASSWORD = "census-day-2019"  # noqa: S105 - the demonstration's own, printed at its start
SINCE = date(2017, 1, 1)


def _names(text: str) -> list[str]:
    return text.split()


GIVEN = _names(
    "Aaliyah Ali Amelia Anh Ari Asha Ben Björk Charlotte Chidi Chloe Daniel Eleni Ella Ethan Fatima Finn "
    "Georgia Grace Hamish Hana Harriet Imran Isla Jack Jarrah Jayden Joaquin Kai Kiri Lachlan Layla Leo Linh "
    "Lucas Luca Mai Matilda Mia Mira Mohamed Nadia Ngaire Noah Oliver Olivia Omar Oscar Phoebe Priya Ravi "
    "Rosa Ruby Ryan Samira Siân Sofia Tahlia Tane Thomas Tuan Wei William Xin Yasmin Zara Zoë"
)
FAMILY = _names(
    "Abdi Ahmed Anderson Baker Brown Campbell Chen Cooper Costa Đặng Davies Evans Fraser Garcia Haddad Hall "
    "Hassan Hughes Hussein Ivanov Jackson Johnson Jones Kaur Kelly Khan King Kowalski Le Lee Lim Lopez "
    "Marino McKenzie Mitchell Morgan Murphy Müller Nguyen Novak O’Brien O'Connor Okafor Papadopoulos Park "
    "Patel Perera Pham Phillips Reid Robinson Rossi Ryan Sato Scott Sharma Silva Singh Smith Taylor "
    "Thompson Tran Turner Vella Walker Wang White Williams Wilson Wong Wright Young Zhang"
)


class Login(NamedTuple):
    """One log-in that the demonstration prints."""

    username: str
    name: str
    role: str
    school_codes: tuple[str, ...] = ()


LOGINS = (
    Login("coordinator", "Ava Kelly", SchoolRole.EDITOR, ("7001",)),
    Login("principal", "Ruth Okafor", SchoolRole.PRINCIPAL, ("7001",)),
    Login("viewer", "Tom Haddad", SchoolRole.VIEWER, ("7001",)),
    Login("cluster", "Mina Rossi", SchoolRole.EDITOR, ("7002", "0703")),
    Login("catholic", "Paul Vella", SchoolRole.EDITOR, ("1801",)),
    Login("officer", "Helen Tran", DepartmentRole.OFFICER),
    Login("officer2", "Sam Perera", DepartmentRole.OFFICER),
    Login("manager", "Ian Fraser", DepartmentRole.MANAGER),
    Login("admin", "Dana Novak", DepartmentRole.ADMINISTRATOR),
    Login("admin2", "Lee Walker", DepartmentRole.ADMINISTRATOR),
)


def add_department() -> None:
    """The department's people, who come first: they publish the year."""
    for login in LOGINS:
        if not login.school_codes:
            User.objects.create_user(
                login.username, PASSWORD, full_name=login.name, department_role=login.role
            )


def add_school_people() -> None:
    """The printed school log-ins, and a coordinator and a principal for every other school."""
    schools = {school.code: school for school in School.objects.all()}
    for login in LOGINS:
        if login.school_codes:
            user = User.objects.create_user(login.username, PASSWORD, full_name=login.name)
            for code in login.school_codes:
                _join(user, schools[code], login.role)
    draw = Random(56)  # noqa: S311 - invented names, the same every time
    for code, school in sorted(schools.items()):
        for role, prefix in ((SchoolRole.EDITOR, "c"), (SchoolRole.PRINCIPAL, "p")):
            if not SchoolMembership.objects.filter(school=school, role=role).exists():
                name = f"{draw.choice(GIVEN)} {draw.choice(FAMILY)}"
                user = User(username=f"{prefix}{code}", full_name=name)
                user.set_unusable_password()  # only the printed log-ins can sign in
                user.save()
                _join(user, school, role)


def _join(user: User, school: School, role: str) -> None:
    SchoolMembership.objects.create(user=user, school=school, role=role, from_date=SINCE)


def at_school(school: School, role: str) -> User:
    """Somebody with this role at a school."""
    return (
        SchoolMembership.objects.filter(school=school, role=role)
        .select_related("user")
        .order_by("pk")[0]
        .user
    )
