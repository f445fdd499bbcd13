"""The whole national register loads in spite of its traps, and repeating it changes nothing."""

from collections.abc import Iterator
from time import process_time

import pytest
from django.db import connection

from enrolments.models import NominalHours, Unit
from enrolments.resources.catalogue import FILES
from enrolments.resources.loading import load
from enrolments.resources.report import Report
from tests.enrolments import register_files

pytestmark = pytest.mark.django_db
MOST_SECONDS = 20
# A provider's own page gave the first of these the title of another unit; the second agrees.
PROVIDERS_LIST = b"""code,name,field of ed
CPCCVE1002A,Undertake a basic construction project,040327
CPCCCM1013A,Plan and organise work,040327
"""


@pytest.fixture(scope="module", autouse=True)
def _swept(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """Sweep out what was rolled back: PostgreSQL would read 50,000 dead rows in every later test.

    To the last page: of a table with pages and no rows it would believe that it stays empty, and join it
    row by row once there are some.
    """
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("VACUUM (FULL) enrolments_unit, enrolments_nominalhours")


def loaded(name: str) -> Report:
    return load(FILES["units"], register_files.content(name), filename=name, by=None)


def test_all_units_load_and_a_second_time_changes_nothing(clock) -> None:
    clock("2019-05-01T10:00")
    started = process_time()  # whatever else the machine does
    national = loaded(register_files.NATIONAL)
    assert national.is_accepted, national.refusal or national.problems[:3]
    assert Unit.objects.count() == national.rows >= 52_623
    assert "row_length" in {each.code for each in national.warnings}

    western = loaded(register_files.WESTERN)
    assert western.is_accepted, western.refusal or western.problems[:3]
    assert {"skill_set", "row_doubled"} <= {each.code for each in western.warnings}
    assert NominalHours.objects.filter(source="WA").count() > 2_000
    assert process_time() - started < MOST_SECONDS
    before = set(Unit.objects.values_list("code", "title")), set(NominalHours.objects.values_list())

    for name in (register_files.NATIONAL, register_files.WESTERN):
        assert loaded(name).changes_nothing
    assert before == (set(Unit.objects.values_list("code", "title")), set(NominalHours.objects.values_list()))

    other = load(FILES["units"], PROVIDERS_LIST, filename="provider.csv", by=None)
    (warning,) = [each for each in other.warnings if each.code == "title_differs"]
    assert "CPCCVE1002A is “Undertake a basic computer design project” in the register" in warning.sentence
    assert before[0] == set(Unit.objects.values_list("code", "title"))
