"""A test that really commits leaves nothing behind, not even in the append-only tables."""

import pytest
from django.db import IntegrityError, transaction

from tests import factories
from vetportal.audit import trail
from vetportal.audit.models import AuditEvent


def _leave_a_record() -> None:
    with transaction.atomic():
        trail.record(by=None, action="open", subject=factories.open_year())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_each_turn_starts_empty_and_guarded(turn: int) -> None:
    """The second turn finds the tables empty, and the guard is back on."""
    assert not AuditEvent.objects.exists()
    _leave_a_record()
    with pytest.raises(IntegrityError, match="append-only"):
        AuditEvent.objects.all().delete()
