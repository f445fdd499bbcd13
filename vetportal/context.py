"""What every page shows around its content: who is signed in, where they can go, the census."""

from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse

from enrolments import queries
from enrolments.models import EnrolmentYear, School, window
from enrolments.rules import census
from vetportal import clock
from vetportal.accounts.roles import Permission, SchoolRole
from vetportal.money import day


class Link(NamedTuple):
    """One entry of the navigation."""

    label: str
    url: str
    current: bool


class Who(NamedTuple):
    """The person signed in, as the page header says it."""

    name: str
    role_label: str
    school_name: str


class CensusNotice(NamedTuple):
    """What the banner says about the census, for this school where there is one."""

    year: int
    census_date: object
    days_left: int
    is_open: bool
    sentence: str


_SCHOOL_LINKS = (
    ("Today", "funding:school-today"),
    ("Students", "enrolments:students"),
    ("Enrolments", "enrolments:enrolments"),
    ("Enrol a class", "enrolments:enrol-class"),
    ("Files", "enrolments:uploads"),
    ("Return", "enrolments:return"),
    ("Results", "credits:results"),
    ("Credits", "credits:credits"),
    ("Funding", "funding:school-funding"),
    ("Payments", "funding:school-payments"),
    ("Agreements", "obligations:agreements"),
    ("Micro-credentials", "pathways:micro-credentials"),
)
# Pages for everybody; a school's link to one names the school, so that its navigation stays.
_FOR_EVERYBODY = {"pathways:micro-credentials"}
# The tabs beside a page are its entry of the navigation, too.
_TABS = {
    "credits:schemes": ("credits:units",),
    "funding:years": ("funding:rules",),
    "obligations:agreements": ("obligations:policy", "obligations:acquittal", "obligations:charges"),
    "funding:school-funding": ("funding:school-planner",),
    "pathways:mappings": ("pathways:awards",),
    "pathways:micro-credentials": ("pathways:map",),
}
_EDITOR_ONLY = {"enrolments:enrol-class", "enrolments:uploads"}
_DEPARTMENT_LINKS = (
    ("Today", "funding:department-today", Permission.STATE_VIEW),
    ("Returns", "enrolments:returns", Permission.STATE_VIEW),
    ("Runs", "funding:runs", Permission.STATE_VIEW),
    ("Payments", "funding:payments", Permission.STATE_VIEW),
    ("Scenarios", "funding:scenarios", Permission.STATE_VIEW),
    ("Schools", "enrolments:schools", Permission.STATE_VIEW),
    ("Agreements", "obligations:state", Permission.STATE_VIEW),
    ("Approvals", "enrolments:approvals", Permission.STATE_VIEW),
    ("Credits", "credits:state", Permission.STATE_VIEW),
    ("Mappings", "pathways:mappings", Permission.STATE_VIEW),
    ("Micro-credentials", "pathways:micro-credentials", Permission.STATE_VIEW),
    ("Year rules", "funding:years", Permission.STATE_VIEW),
    ("Credit schemes", "credits:schemes", Permission.STATE_VIEW),
    ("Register", "admin:index", Permission.REGISTER_EDIT),
)


def portal(request: HttpRequest) -> dict:
    """Context of every page; asked again for each table on it, it answers what it answered before."""
    if not hasattr(request, "portal_context"):
        request.portal_context = _context_of(request)
    return request.portal_context


def _context_of(request: HttpRequest) -> dict:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"nav": [], "who": None, "census": None}
    school = getattr(request, "school", None)
    is_department = user.may(Permission.STATE_VIEW)
    links = _school_links(request, school) if school and not is_department else []
    return {
        "nav": links or (_department_links(request) if is_department else []),
        "school_nav": _school_links(request, school) if school and is_department else [],
        "who": _who(request, school),
        "school": school,
        "may": getattr(request, "school_permissions", frozenset()),
        "portal_now": clock.now(),
        "census": census_notice(_current_year(request), school),
    }


def _current_year(request: HttpRequest) -> EnrolmentYear | None:
    """The newest year; a page that has read it already leaves it on the request."""
    if not hasattr(request, "newest_year"):
        request.newest_year = queries.current_year()
    return request.newest_year


def _school_links(request: HttpRequest, school: School) -> list[Link]:
    may_edit = Permission.ENROLMENT_EDIT in request.school_permissions
    return [
        _link(request, label, name, {"school_code": school.code})
        for label, name in _SCHOOL_LINKS
        if may_edit or name not in _EDITOR_ONLY
    ]


def _department_links(request: HttpRequest) -> list[Link]:
    return [
        _link(request, label, name, {})
        for label, name, permission in _DEPARTMENT_LINKS
        if request.user.may(permission)
    ]


def _link(request: HttpRequest, label: str, name: str, arguments: dict) -> Link:
    if name in _FOR_EVERYBODY:
        page, school = reverse(name), arguments.get("school_code")
        within = (page, *(reverse(each) for each in _TABS.get(name, ())))
        return Link(label, f"{page}?school={school}" if school else page, request.path.startswith(within))
    url = reverse(name, kwargs=arguments)
    if name.endswith("-today"):
        return Link(label, url, request.path == url)
    within = (url, *(reverse(each, kwargs=arguments) for each in _TABS.get(name, ())))
    return Link(label, url, request.path.startswith(within))


def _who(request: HttpRequest, school: School | None) -> Who:
    user = request.user
    if user.department_role:
        return Who(
            user.full_name, user.get_department_role_display(), school.name if school else "Department"
        )
    if school is None:
        return Who(user.full_name, "School", "")
    role = next(iter(request.school_roles), None)
    return Who(user.full_name, SchoolRole(role).label if role else "", school.name)


def census_notice(year: EnrolmentYear | None, school: School | None) -> CensusNotice | None:
    """What the banner says: how long entry is open, or since when it is closed and what is still possible."""
    if year is None:
        return None
    now = clock.now()
    left = census.days_left(now, year.census_date, clock.MELBOURNE)
    is_open = window.is_open(year, school.pk if school else None, now)
    sentence = _late(year) if window.takes_late_records(year, now) else _sentence(year, left, is_open)
    return CensusNotice(year.year, year.census_date, left, is_open, sentence)


def _late(year: EnrolmentYear) -> str:
    return (
        f"Entry for {year} closed at the end of {day(year.census_date)}, the census date, and the census is "
        "frozen. Study that starts now can still be recorded; it is not funded this year."
    )


def _sentence(year: EnrolmentYear, left: int, is_open: bool) -> str:
    date = day(year.census_date)
    if not is_open:
        return (
            f"Entry for {year} closed at the end of {date}, the census date. Enrolments are read-only; "
            "names and later withdrawals can still be recorded."
        )
    if left < 0:
        return f"The census was on {date}. Your school has an extension, so entry is still open."
    if left == 0:
        return (
            f"Census day. Enrolments must be entered by 11:59 pm today, {date}, to attract targeted funding."
        )
    days = "1 day" if left == 1 else f"{left} days"
    return f"{days} to census. Enrolments must be entered by 11:59 pm on {date} to attract targeted funding."
