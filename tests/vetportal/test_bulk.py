"""Many rows at once mean what single rows mean, on both databases."""

import gc
from datetime import date

import pytest
from django.db import transaction

from enrolments.models import Student
from tests import factories
from vetportal import bulk
from vetportal.bulk_reading import stream_rows
from vetportal.garbage import not_collected

COLUMNS = (
    "school", "student_number", "family_name", "given_names", "date_of_birth", "year_level", "home_group",
    "campus", "is_overseas", "version",
)  # fmt: skip
NUMBER = 250  # more than one statement of SQLite takes, and not a multiple of it


@pytest.fixture
def rows(db):
    school = factories.school("7001")
    campus = school.campuses.get().pk
    return [
        (
            school.pk, f"{n:09}", "O'Neill\t\\N", "Ánh\nThị", date(2001 + n % 4, 2, 28),
            None if n % 3 else 11, "", campus, n % 5 == 0, 1,
        )
        for n in range(NUMBER)
    ]  # fmt: skip


def read(*columns):
    return list(Student.objects.order_by("student_number").values_list(*columns))


def test_rows_come_back_as_they_were_written(rows):
    assert bulk.insert_rows(Student, COLUMNS, iter(rows)) == NUMBER
    assert read(*COLUMNS) == rows


def test_values_of_other_types_are_prepared_as_a_save_would(rows):
    changed = [(*row[:5], "11", *row[6:]) for row in rows]
    bulk.insert_rows(Student, COLUMNS, changed)
    assert set(read("year_level")) == {(11,)}


def test_no_rows_are_no_statement(db):
    assert bulk.insert_rows(Student, COLUMNS, []) == 0


def test_a_ragged_row_is_refused(rows):
    with pytest.raises(ValueError, match="zip"):
        bulk.insert_rows(Student, COLUMNS, [*rows, rows[0][:-1]])


def test_rows_that_ask_the_database_on_the_way_are_refused_instead_of_waiting_for_ever(rows):
    asking = (row for row in rows if not Student.objects.filter(given_names="nobody").exists())
    with pytest.raises(RuntimeError, match="Read what they need first"), transaction.atomic():
        bulk.insert_rows(Student, COLUMNS, asking)
    assert not Student.objects.exists()


def test_streamed_rows_are_those_of_values_list_in_value_and_type(rows):
    bulk.insert_rows(Student, COLUMNS, rows)
    students = Student.objects.order_by("student_number")
    streamed = list(stream_rows(students, COLUMNS))
    expected = list(students.values_list(*COLUMNS))
    assert streamed == expected
    assert [list(map(type, row)) for row in streamed] == [list(map(type, row)) for row in expected]


def test_nothing_to_stream_is_nothing(db):
    assert list(stream_rows(Student.objects.order_by("pk"), COLUMNS)) == []
    assert list(stream_rows(Student.objects.none(), COLUMNS)) == []


@not_collected()
def fail_unless_looked_for():
    if not gc.isenabled():
        raise RuntimeError("not looked for")


def test_circles_are_looked_for_again_whatever_happens():
    with pytest.raises(RuntimeError, match="not looked for"):
        fail_unless_looked_for()
    assert gc.isenabled()
