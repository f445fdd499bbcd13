from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class PortalConfig(AppConfig):
    name = "vetportal"
    verbose_name = "VET portal"
    default = True


class PortalAdminConfig(admin_apps.AdminConfig):
    """Django's administration with the portal's own site (see vetportal.admin_site)."""

    default_site = "vetportal.admin_site.PortalAdminSite"
    default = False
