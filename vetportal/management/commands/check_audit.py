"""python manage.py check_audit: does every audit event follow from the one before it?"""

from django.core.management.base import BaseCommand, CommandError

from vetportal.audit import trail
from vetportal.audit.models import AuditEvent


class Command(BaseCommand):
    """Recalculates every hash and place; reads only, so it can run any number of times."""

    help = "Check the audit record: every event must follow from the one before it in its chain."

    def handle(self, **_options) -> None:
        broken = 0
        for event in trail.broken_events():
            broken += 1
            self.stderr.write(
                f"Chain {event.chain}, place {event.position}: {event.action} by {event.by_name} does not "
                "follow from the event before it."
            )
        if broken:
            noun = "event does" if broken == 1 else "events do"
            raise CommandError(f"{broken} {noun} not follow. Compare the audit record with a backup.")
        events = AuditEvent.objects
        chains = events.order_by().values("chain").distinct().count()
        self.stdout.write(f"The audit record is whole. Chains: {chains:,}; events: {events.count():,}.")
