"""The operator's check of the audit record: quiet when it is whole, exact when it is not."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from tests import factories
from vetportal import append_only
from vetportal.audit import trail


@pytest.fixture
def events(transactional_db) -> list:
    school = factories.school("8100")
    with transaction.atomic():
        return [trail.record(by=None, action="rename", subject=school, chain="8100") for _ in range(3)]


def _check() -> tuple[str, str]:
    out, errors = StringIO(), StringIO()
    try:
        call_command("check_audit", stdout=out, stderr=errors)
    except CommandError as error:
        return str(error), errors.getvalue()
    return out.getvalue(), errors.getvalue()


def test_a_whole_record_is_counted(events) -> None:
    assert _check() == ("The audit record is whole. Chains: 1; events: 3.\n", "")


def test_a_changed_event_is_named(events) -> None:
    with append_only.unprotected("audit_auditevent"), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditevent SET by_name = 'X' WHERE id = %s", [events[1].pk])
    said, errors = _check()
    assert said.startswith("1 event does not follow.")
    assert errors.startswith("Chain 8100, place 2: rename by X does not follow")
