from django.apps import AppConfig


class EnrolmentsConfig(AppConfig):
    name = "enrolments"
    default_auto_field = "django.db.models.BigAutoField"
