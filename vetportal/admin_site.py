"""The administration site: entered through the portal's own sign-in page, in the portal's own words."""

from django.contrib.admin.sites import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


class PortalAdminSite(AdminSite):
    """Register, people and records; only administrators enter."""

    site_title = "VET portal register"
    site_header = "VET portal register"
    index_title = "Register, people and records"
    enable_nav_sidebar = False

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Send people to the portal's sign-in page; somebody who is signed in already lacks the role."""
        if request.user.is_authenticated:
            raise PermissionDenied("The register belongs to administrators. Your role does not open it.")
        return redirect_to_login(request.GET.get("next") or request.get_full_path())

    def logout(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Leave by the portal's own door."""
        return redirect("home")

    def password_change(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """A password is changed in one place."""
        return redirect("password_change")
