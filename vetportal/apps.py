from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "vetportal"
    verbose_name = "VET portal"
