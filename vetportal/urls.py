"""Every address of the portal. Each view names who may open it (see vetportal.access)."""

from django.contrib import admin
from django.urls import include, path

from vetportal import views

urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", views.SignOut.as_view(), name="sign-out"),
    path("password/", views.ChangePassword.as_view(), name="password_change"),
    path("password/changed/", views.PasswordChanged.as_view(), name="password_change_done"),
    path("style/", views.style, name="style"),
    path("health/live", views.live, name="health-live"),
    path("health/ready", views.ready, name="health-ready"),
    path("admin/", admin.site.urls),
    path("", include("enrolments.urls")),
    path("", include("funding.urls")),
    path("", include("obligations.urls")),
    path("", include("credits.urls")),
    path("", include("pathways.urls")),
]
