"""The audit record: chained, append-only in the database itself, written with the change it describes."""

import pytest
from django.db import DatabaseError, connection, transaction

from enrolments.models import School
from tests import factories
from tests.conftest import _append_only_tables
from tests.vetportal import append_only_rows
from vetportal import append_only
from vetportal.audit import trail
from vetportal.audit.models import AuditEvent

APPEND_ONLY = {
    "audit_auditevent",
    "funding_adjustment",
    "funding_adjustmentdecision",
    "funding_censuscorrection",
    "funding_censusentry",
    "funding_censusfreeze",
    "funding_confirmedpayment",
    "funding_correctiondecision",
    "funding_enrolmentoutcome",
    "funding_fundingrun",
    "funding_paymentconfirmation",
    "funding_paymentline",
    "funding_remittance",
    "funding_remittedline",
    "funding_rundecision",
    "funding_schoolallocation",
    "obligations_policyrevision",
    "obligations_signedacquittal",
    "obligations_signedacquittalline",
    "obligations_signedfile",
    "pathways_mappingreview",
}


@pytest.fixture
def school(transactional_db) -> School:
    return factories.school("8100")


def write(school: School, number: int = 1, chain: str = "8100") -> list[AuditEvent]:
    with transaction.atomic():
        return [
            trail.record(
                by=None, action="rename", subject=school, chain=chain, before={"n": n}, after={"n": n + 1}
            )
            for n in range(number)
        ]


def tamper(statement: str, parameters: list) -> None:
    """What an owner of the database could do after lifting the triggers."""
    with append_only.unprotected("audit_auditevent"), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def test_events_of_a_chain_follow_each_other(school) -> None:
    first, second = write(school, 2)
    (elsewhere,) = write(school, chain="STATE")
    assert (first.position, first.previous_hash) == (1, "")
    assert (second.position, second.previous_hash) == (2, first.hash)
    assert (elsewhere.position, elsewhere.previous_hash) == (1, "")
    assert list(trail.broken_events()) == []


def test_a_record_outside_a_transaction_is_refused(school) -> None:
    with pytest.raises(RuntimeError, match="in the transaction of the change"):
        trail.record(by=None, action="rename", subject=school)
    assert AuditEvent.objects.count() == 0


def test_a_rolled_back_change_leaves_no_record(school) -> None:
    with transaction.atomic():
        trail.record(by=None, action="rename", subject=school)
        transaction.set_rollback(True)
    assert AuditEvent.objects.count() == 0


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("action", "delete"),
        ("by_name", "Somebody Else"),
        ("by_id", 7),
        ("reason", "made up later"),
        ("after", '{"n": 99}'),
        ("at", "2019-05-06 13:59:59+00:00"),
        ("subject_id", "0"),
        ("hash", "0" * 64),
    ],
)
def test_a_changed_event_is_found_and_named(school, column, value) -> None:
    changed = write(school, 5)[2]
    tamper(f"UPDATE audit_auditevent SET {column} = %s WHERE id = %s", [value, changed.pk])  # noqa: S608 - a name from this file
    assert changed.pk in {event.pk for event in trail.broken_events()}


def test_a_removed_event_is_found_by_the_one_after_it(school) -> None:
    events = write(school, 5)
    tamper("DELETE FROM audit_auditevent WHERE id = %s", [events[2].pk])
    assert [event.pk for event in trail.broken_events()] == [events[3].pk]


def test_an_event_changed_with_its_hash_is_found_by_the_one_after_it(school) -> None:
    events = write(school, 3)
    forged = events[1]
    forged.by_name = "Somebody Else"
    tamper(
        "UPDATE audit_auditevent SET by_name = %s, hash = %s WHERE id = %s",
        [forged.by_name, trail.fingerprint(forged), forged.pk],
    )
    assert [event.pk for event in trail.broken_events()] == [events[2].pk]


def test_the_append_only_tables_are_these(db) -> None:
    assert set(_append_only_tables()) == APPEND_ONLY


def fill() -> None:
    school = factories.school("8100")
    write(school)
    append_only_rows.fill(school)


@pytest.fixture
def filled(db) -> None:
    """Every append-only table has a row."""
    fill()
    connection.check_constraints()  # PostgreSQL truncates no table whose keys are still to be checked


@pytest.fixture
def filled_for_good(transactional_db) -> None:
    """The same, saved: triggers are lifted outside transactions only."""
    fill()


@pytest.mark.parametrize("table", sorted(APPEND_ONLY))
@pytest.mark.parametrize("statement", ["UPDATE {0} SET id = id", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"])
def test_the_database_refuses_to_change_an_append_only_table(filled, table, statement) -> None:
    if statement.startswith("TRUNCATE") and connection.vendor != "postgresql":
        pytest.skip("by design: only PostgreSQL has TRUNCATE")
    before = _count(table)
    assert before == 1
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))
    assert _count(table) == before


@pytest.mark.parametrize("table", ["audit_auditevent", "funding_confirmedpayment"])
def test_control_without_the_triggers_the_same_statement_passes(filled_for_good, table) -> None:
    with append_only.unprotected(table), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - a name from this file
    assert _count(table) == 0


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - a name from this file
        return cursor.fetchone()[0]
