"""The door of every page: who must be signed in, and with which permission.

Each door writes its permission on the view, so that a test can list every URL with who may open it.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from vetportal.accounts.roles import Permission

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """A page that anybody may open."""
    view.door, view.permission = "PUBLIC", None
    return view


def signed_in(view: View) -> View:
    """A page for everybody who has signed in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.door, guarded.permission = "SIGNED_IN", None
    return guarded


def department(permission: Permission) -> Callable[[View], View]:
    """A page for people whose department role has the permission; others are refused in words."""

    def door(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not request.user.may(permission):
                raise PermissionDenied("This page belongs to the department. Your role does not open it.")
            return view(request, *args, **kwargs)

        guarded.door, guarded.permission = "DEPARTMENT", permission
        return guarded

    return door
