from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "funding"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep a school from removing an enrolment that the department funds, or may be about to."""
        from enrolments.models import holds
        from funding.queries.corrections import why_kept

        holds.ask(why_kept)
