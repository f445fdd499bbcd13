"""Freezing a census: the facts that funding reads are copied once and never change again."""

from django.db import connection, transaction

from enrolments.models import Enrolment, EnrolmentYear, EntryExtension
from enrolments.rules import census as census_rules
from funding import queries
from funding.actions.refusals import Refused
from funding.models import CensusEntry, CensusFreeze
from funding.rules.digest import digest
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.audit import trail
from vetportal.money import day


@transaction.atomic
def freeze(*, year: int, by: User | None) -> CensusFreeze:
    """Copy the facts of a year's enrolments in one statement; a second call answers with the first freeze.

    `by` is None for an operator's command. Raises Refused before the end of the census date, while an
    extension still runs, and for a year that was never opened or that something else marked as frozen.
    """
    enrolment_year = EnrolmentYear.objects.select_for_update(no_key=True).filter(pk=year).first()
    if enrolment_year is None:
        raise Refused(f"The year {year} has not been opened. Publish its rules first.")
    frozen = CensusFreeze.objects.filter(year_id=year).first()
    if frozen:
        return frozen
    if enrolment_year.frozen_at is not None:
        raise Refused(f"{year} is marked as frozen, but no facts were copied. Compare it with a backup.")
    stamp = clock.now()
    _refuse_while_open(enrolment_year, stamp)
    entries = _copy_facts(year)
    frozen = CensusFreeze.objects.create(
        year=enrolment_year,
        frozen_by=by,
        frozen_at=stamp,
        entries=entries,
        sha256=digest(queries.frozen_facts(year)),
    )
    enrolment_year.frozen_at = stamp
    enrolment_year.save(update_fields=["frozen_at"])
    after = {"entries": entries, "sha256": frozen.sha256}
    trail.record(by=by, action="freeze_census", subject=enrolment_year, after=after, at=stamp)
    return frozen


def _refuse_while_open(enrolment_year: EnrolmentYear, stamp) -> None:
    if census_rules.is_open(stamp, enrolment_year.census_date, clock.MELBOURNE):
        raise Refused(
            f"Entry for {enrolment_year} is open until the end of {day(enrolment_year.census_date)}. "
            "Freeze it after that."
        )
    running = EntryExtension.objects.filter(
        year=enrolment_year,
        granted_at__isnull=False,
        until__gte=stamp.astimezone(clock.MELBOURNE).date(),
    ).select_related("school")
    if running:
        names = ", ".join(f"{each.school} (until {day(each.until)})" for each in running)
        raise Refused(f"An extension still runs: {names}. Freeze the census after it.")


def _copy_facts(year: int) -> int:
    """One INSERT ... SELECT of exactly what a live calculation would read."""
    facts = queries.facts_of(Enrolment.objects.filter(year_id=year))
    select, parameters = facts.query.sql_with_params()
    quote = connection.ops.quote_name
    columns = ", ".join(quote(name) for name in ("year", *queries.FACT_NAMES))
    table = quote(CensusEntry._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT %s, facts.* FROM ({select}) AS facts",  # noqa: S608 - the query compiler's own text
            [year, *parameters],
        )
    return CensusEntry.objects.filter(year=year).count()
