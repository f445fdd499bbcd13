"""The one access door to schools' records.

A school that a person may not see answers exactly as one that does not exist.
"""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from enrolments.models import Enrolment, EnrolmentUpload, School, SchoolMembership, Student
from vetportal import clock
from vetportal.access import View
from vetportal.accounts.models import User
from vetportal.accounts.roles import Permission, school_permissions


def memberships_of(user: User) -> QuerySet[SchoolMembership]:
    """The person's memberships that hold today."""
    today = clock.today()
    return SchoolMembership.objects.filter(
        Q(until_date=None) | Q(until_date__gte=today), user=user, user__is_active=True, from_date__lte=today
    )


def schools_visible_to(user: User) -> QuerySet[School]:
    """Schools whose records the person may read."""
    if user.may(Permission.SCHOOL_VIEW):
        return School.objects.all()
    return School.objects.filter(pk__in=memberships_of(user).values("school_id"))


def roles_at(user: User, school: School) -> list[str]:
    """The roles that the person holds at a school today."""
    return list(memberships_of(user).filter(school=school).order_by("pk").values_list("role", flat=True))


def permissions_at(user: User, school: School) -> frozenset[Permission]:
    """Everything the person may do at a school; empty when they may not even see it."""
    return _permissions(user, roles_at(user, school))


def _permissions(user: User, roles: list[str]) -> frozenset[Permission]:
    allowed: set[Permission] = {Permission.SCHOOL_VIEW} if user.may(Permission.SCHOOL_VIEW) else set()
    return frozenset(allowed.union(*map(school_permissions, roles)))


def school_page(permission: Permission) -> Callable[[View], View]:
    """A page of one school, named by its code in the address; the view receives the school.

    Unknown and invisible schools both raise Http404; a visible school without the permission is refused.
    """

    def door(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, school_code: str, *args, **kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            school = School.objects.filter(code=school_code).first()
            roles = roles_at(request.user, school) if school else []
            allowed = _permissions(request.user, roles) if school else frozenset()
            if Permission.SCHOOL_VIEW not in allowed:
                raise Http404("There is no such school, or it is not one of yours.")
            if permission not in allowed:
                raise PermissionDenied("Your role at this school does not open this page.")
            request.school, request.school_permissions, request.school_roles = school, allowed, roles
            return view(request, school, *args, **kwargs)

        guarded.door, guarded.permission = "SCHOOL", permission
        return guarded

    return door


def remember_school(request: HttpRequest, code: str = "") -> School | None:
    """On a page for everybody: read it for a school, so that its navigation stays.

    The school with this code, else `?school=`, else the person's only one; None for the department. A school
    that the person may not see is answered as one that does not exist.
    """
    visible, asked = schools_visible_to(request.user), code or request.GET.get("school", "")
    if not asked and request.user.may(Permission.STATE_VIEW):
        return None
    few = list((visible.filter(code=asked) if asked else visible).order_by("code")[:2])
    if len(few) != 1:
        return None
    request.school = few[0]
    request.school_roles = roles_at(request.user, few[0])
    request.school_permissions = permissions_at(request.user, few[0])
    return few[0]


def student_of(school: School, pk: int) -> Student:
    """A student of this school, or Http404."""
    student = Student.objects.filter(school=school, pk=pk).select_related("campus").first()
    if student is None:
        raise Http404("There is no such student at this school.")
    return student


def enrolment_of(school: School, pk: int) -> Enrolment:
    """An enrolment of this school, or Http404."""
    enrolment = (
        Enrolment.objects.filter(school=school, pk=pk)
        .select_related("student", "qualification", "provider", "campus", "year")
        .first()
    )
    if enrolment is None:
        raise Http404("There is no such enrolment at this school.")
    return enrolment


def upload_of(school: School, pk: UUID, owner: User) -> EnrolmentUpload:
    """A file that this person uploaded for this school, or Http404: nobody opens another's preview."""
    upload = (
        EnrolmentUpload.objects.filter(school=school, pk=pk, owner=owner)
        .select_related("school", "year")
        .first()
    )
    if upload is None:
        raise Http404("There is no such file among those you uploaded for this school.")
    return upload
