"""Schools, register and entries in the administration site."""

from enrolments.admin import entries, people, register  # noqa: F401 - importing them registers the models
