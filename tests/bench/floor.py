"""The floor of a funding run: hand-written SQL in the same database, into tables like those of the portal."""

# ruff: noqa: S608 - every name in these statements comes from the models or from this file

from collections.abc import Iterator
from datetime import date

from django.db import connection

from enrolments.models import EnrolmentYear
from funding.models import EnrolmentOutcome, FundingRun, PaymentLine, SchoolAllocation
from funding.rules.facts import YearRules
from tests.bench import floor_sql

TABLES = {
    "bench_outcome": EnrolmentOutcome,
    "bench_allocation": SchoolAllocation,
    "bench_payment": PaymentLine,
}
NOT_COMPARED = ("id", "run_id", "rows")


def build(*, with_keys: bool) -> None:
    """Empty tables to write into: the portal's with their keys and indexes, or bare columns."""
    for name, model in TABLES.items():
        table = model._meta.db_table
        if not with_keys:
            _execute(f"CREATE TABLE {name} AS SELECT * FROM {table} WHERE 1 = 0")
        elif connection.vendor == "postgresql":
            _like_on_postgresql(name, table)
        else:
            _like_on_sqlite(name, table)
    for statement in floor_sql.SCRATCH:
        _execute(statement)


def _like_on_sqlite(name: str, table: str) -> None:
    kept = "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = %s AND type <> 'trigger' AND sql > ''"
    for kind, held, sql in _rows(kept, [table]):
        text = sql.replace(f'"{table}"', f'"{name}"')
        _execute(text if kind == "table" else text.replace(f'"{held}"', f'"bench_{held}"'))


def _like_on_postgresql(name: str, table: str) -> None:
    _execute(f"CREATE TABLE {name} (LIKE {table} INCLUDING ALL)")
    keys = (
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'"
    )
    for (definition,) in _rows(keys, [table]):
        _execute(f"ALTER TABLE {name} ADD {definition}")


def calculate(run: FundingRun, rules: YearRules) -> int:
    """Decide, sum, solve the cap and write every outcome, school line and payment line; the base rate."""
    filled = _figures(run, rules)
    with connection.cursor() as cursor:
        full = {band.code: band.full_rate_hours for band in rules.bands}
        bands = [(certificate, code, full[code]) for certificate, code in rules.band_of.items()]
        cursor.executemany("INSERT INTO bench_band VALUES (%s, %s, %s)", bands)
        cursor.execute(floor_sql.OUTCOMES.format(**filled))
        cursor.execute(floor_sql.SUMS.format(**filled))
        base_rate = _base_rate(rules)
        rates = [(band.code, band.full_rate_hours, _rate(band, base_rate)) for band in rules.bands]
        cursor.executemany("INSERT INTO bench_rate VALUES (%s, %s, %s)", rates)
        for statement in (floor_sql.TARGETED, floor_sql.RURAL, floor_sql.PAYMENTS):
            cursor.execute(statement.format(**filled))
    return base_rate


def _figures(run: FundingRun, rules: YearRules) -> dict[str, object]:
    census = EnrolmentYear.objects.get(year=rules.year).census_date
    known = {
        "born_until": f"'{_years_before(census, rules.minimum_age)}'",
        "born_after": f"'{_years_before(census, rules.maximum_age + 1)}'",
        "certificates": ", ".join(f"'{code}'" for code in rules.band_of),
    }
    in_force = rules.exclusions | floor_sql.ALWAYS
    unknown = in_force - floor_sql.CONDITIONS.keys()
    if unknown:
        raise ValueError(f"The floor has no SQL for {', '.join(sorted(unknown))}.")
    cases = [
        f"CASE WHEN {condition.format(**known)} THEN '{code} ' ELSE '' END"
        for code, condition in floor_sql.CONDITIONS.items()
        if code in in_force
    ]
    return {
        "run": run.pk,
        "year": rules.year,
        "reasons": "\n        || ".join(cases),
        "core_dollars": rules.core_delivery_dollars,
        "core_rate": rules.core_rate,
        "threshold": rules.rural_threshold,
        "rural_rate": rules.rural_rate,
        "rows": connection.ops.quote_name("rows"),
    }


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years)


def _rate(band, base_rate: int) -> int:
    return (2 * band.weighting_level * base_rate + 1000) // 2000


def _base_rate(rules: YearRules) -> int:
    """The highest rate whose rounded lines stay within the cap, by halving over the sums of the schools."""
    sums: dict[str, list[int]] = {band.code: [] for band in rules.bands}
    rural = 0
    full = {band.code: band.full_rate_hours for band in rules.bands}
    for band, hours, quantity in _rows("SELECT band, hours, rural_quantity FROM bench_sum"):
        sums[band].append(int(hours))
        divisor = full[band] * 10_000
        rural += (2 * int(quantity) * rules.rural_rate + divisor) // (2 * divisor)
    available = rules.cap - (rural if rules.rural_inside_cap else 0)

    def total(base_rate: int) -> int:
        cents = 0
        for band in rules.bands:
            twice_rate, divisor = 2 * _rate(band, base_rate), band.full_rate_hours
            cents += sum([(hours * twice_rate + divisor) // (2 * divisor) for hours in sums[band.code]])
        return cents

    low, high = 1, 2
    while total(high) <= available:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if total(middle) <= available else (low, middle)
    return low


def differences(run: FundingRun) -> Iterator[str]:
    """Rows that only one of the two has, by table, reasons and every cent included; nothing when equal."""
    for name, model in TABLES.items():
        columns = [field.column for field in model._meta.concrete_fields if field.column not in NOT_COMPARED]
        if model is PaymentLine:
            columns.remove("adjustment_id")
        names = ", ".join(connection.ops.quote_name(column) for column in columns)
        portal = f"SELECT {names} FROM {model._meta.db_table} WHERE run_id = {run.pk}"
        floor = f"SELECT {names} FROM {name}"
        ((rows,),) = _rows(f"SELECT count(*) FROM {name}")
        ((held,),) = _rows(f"SELECT count(*) FROM ({portal}) AS held")
        for one, other in ((portal, floor), (floor, portal)):
            ((apart,),) = _rows(f"SELECT count(*) FROM ({one} EXCEPT {other}) AS apart")
            if apart or rows != held:
                yield f"{name}: {apart} of {held} and {rows} rows differ"


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _rows(sql: str, parameters: list | None = None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()
