"""Marks of what has changed, left by the database itself, so that what is derived from it can follow.

Whatever writes (an action, an import, the administration site, raw SQL), a trigger leaves a mark in the same
transaction. Marks are only ever inserted by those who write, so savers never wait for each other. A later
migration that rebuilds a watched table on SQLite must watch it again; see `mark_changes_again`.
"""

from typing import NamedTuple

from django.db import migrations


class Watched(NamedTuple):
    """A table, and what a mark says when its rows change.

    A mark names `kind` and the value of the `key` column, and where these columns are given the year and the
    school. An update counts where one of `columns` differs; its mark names what the row was and what it is.
    """

    table: str
    kind: str
    key: str
    columns: tuple[str, ...]
    year: str = ""
    school: str = ""
    new_rows_count: bool = False  # whether a row that comes or goes leaves a mark, too
    primary_key: str = "id"


def mark_changes(marks: str, *watched: Watched) -> migrations.RunPython:
    """A migration step: from now on changes of these tables leave marks in the table `marks`.

    That table has the columns kind, key, year and school_id.
    """

    def forwards(_apps, schema_editor) -> None:
        for each in watched:
            _watch(marks, each, schema_editor)

    def backwards(_apps, schema_editor) -> None:
        for each in watched:
            _unwatch(each, schema_editor)

    return migrations.RunPython(forwards, backwards, hints=_hints(watched))


def mark_changes_again(marks: str, *watched: Watched) -> migrations.RunPython:
    """A migration step after changes of watched tables, which SQLite rebuilds without their triggers.

    Also for a table that is to be watched otherwise than before.
    """

    def anew(_apps, schema_editor) -> None:
        for each in watched:
            _unwatch(each, schema_editor)
            _watch(marks, each, schema_editor)

    return migrations.RunPython(anew, anew, hints=_hints(watched))


def _hints(watched: tuple[Watched, ...]) -> dict[str, tuple[str, ...]]:
    """What a test reads off a migration: see tests/test_marks.py."""
    return {"watched": tuple(each.table for each in watched)}


def _watch(marks: str, each: Watched, schema_editor) -> None:
    write = _on_postgresql if schema_editor.connection.vendor == "postgresql" else _on_sqlite
    for verb in ("insert", "update", "delete") if each.new_rows_count else ("update",):
        for statement in write(marks, each, verb):
            schema_editor.execute(statement, params=None)


def _unwatch(each: Watched, schema_editor) -> None:
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for verb in ("insert", "update", "delete"):
        on_table = f" ON {each.table}" if is_postgresql else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {each.table}_marks_{verb}{on_table}")
        if is_postgresql:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {each.table}_marks_{verb}()")


def _said(each: Watched, row: str) -> str:
    """What the mark of a row says, as the columns of a SELECT."""
    year = f"{row}.{each.year}" if each.year else "CAST(NULL AS smallint)"
    school = f"{row}.{each.school}" if each.school else "CAST(NULL AS bigint)"
    return f"'{each.kind}', {row}.{each.key}, {year}, {school}"


def _insert(marks: str) -> str:
    return f'INSERT INTO {marks} (kind, "key", "year", school_id)'


def _on_sqlite(marks: str, each: Watched, verb: str) -> list[str]:
    """Row by row: SQLite has nothing else."""
    name = f"{each.table}_marks_{verb}"
    if verb != "update":
        row = "NEW" if verb == "insert" else "OLD"
        return [
            f"CREATE TRIGGER {name} AFTER {verb.upper()} ON {each.table} BEGIN "
            f"{_insert(marks)} SELECT {_said(each, row)}; END"
        ]
    columns = ", ".join(each.columns)
    differ = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in each.columns)
    return [
        f"CREATE TRIGGER {name} AFTER UPDATE OF {columns} ON {each.table} WHEN {differ} BEGIN "
        f"{_insert(marks)} SELECT {_said(each, 'OLD')} UNION SELECT {_said(each, 'NEW')}; END"
    ]


def _on_postgresql(marks: str, each: Watched, verb: str) -> list[str]:
    """Once a statement, however many rows it writes."""
    name = f"{each.table}_marks_{verb}"
    tables = {
        "insert": "NEW TABLE AS new_rows",
        "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "delete": "OLD TABLE AS old_rows",
    }[verb]
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$ BEGIN "
        f"{_insert(marks)} {_rows(each, verb)}; RETURN NULL; END; $$ LANGUAGE plpgsql",
        f"CREATE TRIGGER {name} AFTER {verb.upper()} ON {each.table} REFERENCING {tables} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    ]


def _rows(each: Watched, verb: str) -> str:
    if verb != "update":
        row = "new_rows" if verb == "insert" else "old_rows"
        return f"SELECT DISTINCT {_said(each, row)} FROM {row}"  # noqa: S608 - names come from a migration
    old, new = (", ".join(f"{row}.{column}" for column in each.columns) for row in ("old_rows", "new_rows"))
    changed = (
        f"FROM old_rows JOIN new_rows ON new_rows.{each.primary_key} = old_rows.{each.primary_key} "
        f"WHERE ({old}) IS DISTINCT FROM ({new})"
    )
    return f"SELECT {_said(each, 'old_rows')} {changed} UNION SELECT {_said(each, 'new_rows')} {changed}"
