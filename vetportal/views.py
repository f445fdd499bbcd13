"""The portal's own pages: home by role, signing in, health."""

from django.contrib.auth import views as auth_views
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy

from enrolments import access as school_access
from vetportal import pattern
from vetportal.access import department, public, signed_in
from vetportal.accounts.roles import Permission


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Send everybody to the page that says what they must do now."""
    user = request.user
    if user.may(Permission.YEAR_DRAFT):
        return redirect("funding:years")
    if user.may(Permission.STATE_VIEW):
        return redirect("funding:department-today")
    schools = list(school_access.schools_visible_to(user).order_by("name"))
    if len(schools) == 1:
        return redirect("funding:school-today", school_code=schools[0].code)
    return render(request, "choose_school.html", {"schools": schools})


class SignIn(auth_views.LoginView):
    """Sign in by user name and password."""

    door, permission = "PUBLIC", None
    redirect_authenticated_user = True


class SignOut(auth_views.LogoutView):
    """Sign out; only by a form, so that no link can do it."""

    door, permission = "PUBLIC", None


class ChangePassword(auth_views.PasswordChangeView):
    """A new password of one's own."""

    door, permission = "SIGNED_IN", None
    success_url = reverse_lazy("password_change_done")


class PasswordChanged(auth_views.PasswordChangeDoneView):
    """Says that the password has changed."""

    door, permission = "SIGNED_IN", None


@department(Permission.YEAR_DRAFT)
def style(request: HttpRequest) -> HttpResponse:
    """Every component of the look in each of its states."""
    return render(request, "pattern.html", pattern.context(request))


@public
def live(_request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("live", content_type="text/plain")


@public
def ready(_request: HttpRequest) -> HttpResponse:
    """The process and its database answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("the database does not answer", status=503, content_type="text/plain")
    return HttpResponse("ready", content_type="text/plain")
