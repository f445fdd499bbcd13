"""Summing live entries into live cells, by the database: one row a cell. See funding.rules.cells."""

from django.db import connection
from django.db.models import BooleanField, Case, Count, F, Q, Sum, Value, When
from django.db.models.functions import Coalesce

from funding.models import LiveCell, LiveEntry
from funding.rules.cells import Cell

_ALIKE = Cell._fields[: Cell._fields.index("enrolments")]


def sum_again(which: Q) -> None:
    """Replace the cells that `which` finds by the sums of the entries that it finds, in two statements.

    `which` names years and schools. As in funding.rules.cells, an enrolment that is paid nothing counts in no
    cell, and one that is paid for its materials alone in another than one with funded hours.
    """
    LiveCell.objects.filter(which).delete()
    is_funded = Case(
        When(funded_hours__gt=0, then=Value(True)), default=Value(False), output_field=BooleanField()
    )
    alike = {name: F(name) for name in _ALIKE if name != "location_index"}
    alike["location_index"] = Coalesce("location_index", 0)
    named = {f"cell_{name}": expression for name, expression in alike.items()}
    rows = (
        LiveEntry.objects.filter(which)
        .exclude(funded_hours=0, materials_band="")
        .order_by()
        .annotate(is_funded=is_funded, **named)
        .values("year", "is_funded", *named)
        .annotate(all_enrolments=Count("pk"), all_hours=Sum("hours"), all_funded_hours=Sum("funded_hours"))
    )
    columns = ("year", *_ALIKE, "enrolments", "hours", "funded_hours")
    read = ("year", *(f"cell_{name}" for name in _ALIKE), "all_enrolments", "all_hours", "all_funded_hours")
    select, parameters = rows.query.sql_with_params()
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(LiveCell._meta.db_table)} ({', '.join(map(quote, columns))}) "  # noqa: S608 - the query compiler's own text
            f"SELECT {', '.join(map(quote, read))} FROM ({select}) AS cells",
            parameters,
        )
