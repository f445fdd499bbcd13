"""Which school a page for everybody signed in is read for, so that its navigation stays."""

from django.http import HttpRequest

from enrolments import access
from enrolments.models import School
from vetportal.accounts.roles import Permission


def remember_school(request: HttpRequest, code: str = "") -> School | None:
    """The school with this code, else `?school=`, else the person's only one; None for the department.

    A school that the person may not see is answered as one that does not exist.
    """
    visible, asked = access.schools_visible_to(request.user), code or request.GET.get("school", "")
    if asked:
        found = visible.filter(code=asked).first()
    elif request.user.may(Permission.STATE_VIEW):
        found = None
    else:
        few = list(visible.order_by("code")[:2])
        found = few[0] if len(few) == 1 else None
    if found:
        request.school = found
        request.school_roles = access.roles_at(request.user, found)
        request.school_permissions = access.permissions_at(request.user, found)
    return found
