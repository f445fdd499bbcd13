"""Append-only tables: what was frozen, calculated, paid or recorded is never changed or removed.

Python guards miss bulk updates and raw SQL, so the database itself refuses, on both databases.
A later migration that rebuilds such a table on SQLite must add its triggers again.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, migrations

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION vetportal_refuse_change() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'The table % is append-only: add a new row instead.', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END;
$$ LANGUAGE plpgsql;
"""


def _create(table: str, schema_editor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_POSTGRES_FUNCTION, params=None)  # its % is no placeholder
        schema_editor.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION vetportal_refuse_change()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        schema_editor.execute(
            f"CREATE TRIGGER {table}_append_only_{verb.lower()} BEFORE {verb} ON {table} BEGIN "
            f"SELECT RAISE(ABORT, 'The table {table} is append-only: add a new row instead.'); END"
        )


def _drop(table: str, schema_editor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}")
        return
    for verb in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only_{verb}")


def protect(*tables: str) -> migrations.RunPython:
    """A migration step that makes the named tables append-only."""

    def forwards(_apps, schema_editor) -> None:
        for table in tables:
            _create(table, schema_editor)

    def backwards(_apps, schema_editor) -> None:
        for table in tables:
            _drop(table, schema_editor)

    return migrations.RunPython(forwards, backwards)


def protect_again(*tables: str) -> migrations.RunPython:
    """A migration step after changes of protected tables, which SQLite rebuilds without their triggers."""

    def anew(_apps, schema_editor) -> None:
        for table in tables:
            _drop(table, schema_editor)
            _create(table, schema_editor)

    return migrations.RunPython(anew, anew)


@contextmanager
def unprotected(*tables: str) -> Iterator[None]:
    """Lift the protection of the named tables for a while: only for emptying a test database."""
    with connection.schema_editor() as editor:
        for table in tables:
            _drop(table, editor)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            for table in tables:
                _create(table, editor)
