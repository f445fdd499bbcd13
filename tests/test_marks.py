"""Triggers that mark changes: SQLite drops them with a table that a migration rebuilds, so order counts."""

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython

from vetportal.change_marks import Watched, mark_changes, mark_changes_again

Key = tuple[str, str]
LOADER = MigrationLoader(None)


def watched_by(key: Key) -> set[str]:
    """Tables that a migration puts under watch."""
    steps = (step for step in LOADER.graph.nodes[key].operations if isinstance(step, RunPython))
    return {table for step in steps for table in step.hints.get("watched", ())}


WATCHING = {key: watched_by(key) for key in LOADER.graph.nodes if watched_by(key)}
TABLES = sorted(set().union(*WATCHING.values()))


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_watched_again_after_its_last_change(table: str) -> None:
    """A migration that changes a watched table must come before one with mark_changes_again for it."""
    app, _, model = table.partition("_")
    covered: set[Key] = set()
    for key, tables in WATCHING.items():
        if table in tables:
            covered.update(LOADER.graph.forwards_plan(key))
    later = [
        key
        for key, migration in LOADER.graph.nodes.items()
        if key[0] == app
        and key not in covered
        and any(getattr(step, "model_name", "").lower() == model for step in migration.operations)
    ]
    assert later == []


@pytest.mark.django_db(transaction=True)
def test_a_table_can_be_watched_anew() -> None:
    """As after a rebuild on SQLite: the triggers are put there again, and a second time does no harm."""
    watched = Watched("enrolments_campus", "CAMPUS", "id", ("location_index",))
    for step in (mark_changes_again, mark_changes_again):
        with connection.schema_editor() as editor:
            step("funding_changedfact", watched).code(None, editor)
    with connection.schema_editor() as editor:
        mark_changes("funding_changedfact", watched).reverse_code(None, editor)
        mark_changes("funding_changedfact", watched).code(None, editor)
