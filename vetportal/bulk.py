"""Writing many rows at once: executemany on SQLite, COPY on PostgreSQL."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import NoReturn

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

_CHUNK = 5_000
_MOST_PARAMETERS = 999  # of one statement on the oldest SQLite
_COPY_FROM = 50  # rows from which deleting and copying is quicker than single statements
# Types of values that get_db_prep_save of a field would hand on unchanged; most values are of them.
_TEXT, _NUMBER = {str, type(None)}, {int, type(None)}
_TAKEN_AS_THEY_ARE: dict[type[models.Field], set[type]] = {
    models.CharField: _TEXT,
    models.TextField: _TEXT,
    models.BooleanField: {bool, type(None)},
    models.SmallIntegerField: _NUMBER,
    models.IntegerField: _NUMBER,
    models.BigIntegerField: _NUMBER,
    models.PositiveSmallIntegerField: _NUMBER,
    models.PositiveIntegerField: _NUMBER,
    models.PositiveBigIntegerField: _NUMBER,
    models.BigAutoField: _NUMBER,
}


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence]) -> int:
    """Insert plain tuples into a model's table; columns are field names. Returns the number of rows.

    The values bypass `save()`, so callers check them first. Seven times faster than bulk_create.
    """
    fields = [model._meta.get_field(name) for name in columns]
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    if connection.vendor == "postgresql":
        return _copy(table, names, fields, rows)
    written = 0
    with connection.cursor() as cursor:
        prepared = _prepared(fields, rows)
        while chunk := list(islice(prepared, _CHUNK)):
            _insert(cursor, f"INSERT INTO {table} ({names}) VALUES ", chunk)  # noqa: S608 - names come from the model
            written += len(chunk)
    return written


def update_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence]) -> int:
    """Update rows by primary key: plain tuples of the new values of `columns`, then the key.

    The values bypass `save()` and its guards, so callers check them first. Returns the number of rows.
    """
    fields = [*(model._meta.get_field(name) for name in columns), model._meta.pk]
    quote = connection.ops.quote_name
    changes = ", ".join(f"{quote(field.column)} = %s" for field in fields[:-1])
    statement = f"UPDATE {quote(model._meta.db_table)} SET {changes} WHERE {quote(fields[-1].column)} = %s"  # noqa: S608 - names come from the model
    prepared = list(_prepared(fields, rows))
    if prepared:
        with connection.cursor() as cursor:
            cursor.executemany(statement, prepared)
    return len(prepared)


def replace_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence]) -> int:
    """Insert plain tuples, each in place of the row that has its primary key; the key is one of `columns`.

    The values bypass `save()` and its guards, so callers check them first. Returns the number of rows.
    """
    fields = [model._meta.get_field(name) for name in columns]
    rows = list(rows)
    if connection.vendor == "postgresql" and len(rows) > _COPY_FROM:
        key = columns.index(model._meta.pk.name)
        model._base_manager.filter(pk__in=[row[key] for row in rows]).delete()
        return insert_rows(model, columns, rows)
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    changes = ", ".join(f"{quote(each.column)} = excluded.{quote(each.column)}" for each in fields)
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({', '.join(['%s'] * len(fields))}) "  # noqa: S608 - names come from the model
        f"ON CONFLICT ({quote(model._meta.pk.column)}) DO UPDATE SET {changes}"
    )
    prepared = list(_prepared(fields, rows))
    if prepared:
        with connection.cursor() as cursor:
            cursor.executemany(statement, prepared)
    return len(prepared)


def _insert(cursor, statement: str, rows: list[tuple]) -> None:
    """Insert with many rows to a statement: SQLite looks up the next key once for each statement."""
    width = len(rows[0])
    together = max(1, _MOST_PARAMETERS // width)
    one = f"({', '.join(['%s'] * width)})"
    full = len(rows) // together * together
    groups = (tuple(chain.from_iterable(rows[at : at + together])) for at in range(0, full, together))
    cursor.executemany(statement + ", ".join([one] * together), groups)
    cursor.executemany(statement + one, rows[full:])


def _copy(table: str, names: str, fields: Sequence[models.Field], rows: Iterable[Sequence]) -> int:
    written = 0
    # COPY goes past Django, which would otherwise turn the driver's errors into its own.
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
    ):
        for row in _prepared(fields, rows):
            copy.write_row(row)
            written += 1
    return written


def _prepared(fields: Sequence[models.Field], rows: Iterable[Sequence]) -> Iterator[tuple]:
    """The rows as the driver takes them, prepared column by column. Raises ValueError for a ragged row."""
    remaining = iter(rows)
    while chunk := _next_rows(remaining):
        columns = list(zip(*chunk, strict=True))
        prepared = [_prepared_column(field, held) for field, held in zip(fields, columns, strict=True)]
        is_changed = any(each is not held for each, held in zip(prepared, columns, strict=True))
        yield from zip(*prepared, strict=True) if is_changed else chunk


def _next_rows(remaining: Iterator[Sequence]) -> list[Sequence]:
    """The next rows. A connection that copies answers nothing else: to ask it would wait for ever."""
    with connection.execute_wrapper(_refuse_to_ask):
        return list(islice(remaining, _CHUNK))


def _refuse_to_ask(*_: object) -> NoReturn:
    raise RuntimeError("Rows to insert ask the database while they are written. Read what they need first.")


def _prepared_column(field: models.Field, values: Sequence) -> Sequence:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if {*map(type, values)} <= _TAKEN_AS_THEY_ARE.get(type(target), set()):
        return values
    database = connections[DEFAULT_DB_ALIAS]  # looked up once: `connection` finds it anew for every value
    return [field.get_db_prep_save(value, database) for value in values]
