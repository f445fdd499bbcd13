"""Finding a school's students among a provider's clients. No database: students are built and not stored."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credits.result_files.people import Roster, folded
from credits.result_files.rows import Client
from enrolments.models import Student

BORN = date(2003, 2, 11)


def student(number: str, family: str, given: str = "Kim", born: date = BORN) -> Student:
    return Student(
        pk=int(number), student_number=number, family_name=family, given_names=given, date_of_birth=born
    )


@pytest.mark.parametrize(
    ("written", "reported"),
    [
        ("O’Brien", "OBRIEN"),
        ("Müller-Weiß", "MULLER WEISS"),
        ("D'Arcy", "D ARCY"),
        ("Nguyễn", "NGUYEN"),
        ("van der Berg", "VANDERBERG"),
    ],
)
def test_a_name_is_the_same_however_a_program_writes_it(written, reported):
    assert folded(written) == folded(reported)
    roster = Roster.of([student("1", written, "Zoë Ann")])
    assert roster.match("9", Client(f"{reported}, ZOE ANN", BORN)).pk == 1


def test_only_one_person_beyond_doubt_is_matched():
    twins = Roster.of([student("1", "Twin"), student("2", "Twin")])
    assert twins.match("9", Client("TWIN, KIM", BORN)) is None
    assert [each.pk for each in twins.likely(Client("TWIN, KIM", BORN))] == [1, 2]
    roster = Roster.of([student("1", "Citizen")])
    assert roster.match("9", Client("CITIZEN, KIM", None)) is None
    assert roster.match("9", Client("CITIZEN, KIM", date(2003, 2, 12))) is None
    assert roster.match("9", Client("CITIZEN, LEE", BORN)) is None


def test_a_number_counts_unless_the_birth_date_speaks_against_it():
    roster = Roster.of([student("1", "Citizen")])
    assert roster.match("1", None).pk == 1
    assert roster.match("1", Client("SOMEBODY, ELSE", BORN)).pk == 1
    assert roster.match("1", Client("CITIZEN, KIM", date(2001, 1, 1))) is None


@given(st.text(max_size=30), st.text(max_size=10), st.none() | st.dates())
def test_no_name_disturbs_the_search(name, number, born):
    roster = Roster.of([student("1", "Citizen", born=date(1900, 1, 1))])
    found = roster.match(number, Client(name, born))
    assert found is None or number == "1" or folded(name).startswith("citizen")
    assert len(roster.likely(Client(name, born))) <= 1
