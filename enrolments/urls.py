"""Addresses of entering, certifying and approving."""

app_name = "enrolments"
urlpatterns: list = []
