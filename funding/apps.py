from django.apps import AppConfig


class FundingConfig(AppConfig):
    name = "funding"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Answer what enrolments ask: which of them must stay, and at which levels approval decides."""
        from enrolments.models import holds
        from enrolments.queries import approval_levels
        from funding.queries.approvals import levels_by_approval
        from funding.queries.corrections import why_kept

        holds.ask(why_kept)
        approval_levels.ask(levels_by_approval)
