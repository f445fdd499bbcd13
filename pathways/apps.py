from django.apps import AppConfig


class PathwaysConfig(AppConfig):
    name = "pathways"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Answer what the department's first page asks: which mappings wait for a person."""
        from funding.views import department_tasks
        from pathways.views.mapping_tasks import tasks_of

        department_tasks.ask(tasks_of)
