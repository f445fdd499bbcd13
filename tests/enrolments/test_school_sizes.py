"""Specialist schools, and how many students schools have: what the later years ask of a school."""

import pytest

from enrolments.models import School, SchoolSize
from tests import factories
from tests.enrolments.test_resources import SCHOOLS, codes, loaded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def open_day(clock) -> None:
    clock("2019-05-01T10:00")


def test_the_type_special_makes_a_specialist_school_and_a_file_without_types_leaves_it() -> None:
    text = SCHOOLS.replace("sector,", "sector,school_type,").replace("Government,", "Government,Special,")
    assert loaded("schools", text.replace("catholic,,", "catholic,,,")).is_accepted
    assert School.objects.get(code="0042").is_specialist
    assert not School.objects.get(code="9001").is_specialist
    assert loaded("schools", SCHOOLS).changes_nothing
    said = "school_code,school_name,sector,is_specialist\n9001,Invented High,catholic,yes\n"
    assert loaded("schools", said).is_accepted
    assert School.objects.get(code="9001").is_specialist


def test_sizes_of_schools_go_by_year() -> None:
    loaded("schools", SCHOOLS)
    factories.open_year()
    rows = "school_code,year,students,source\n0042,2019,180,Invented count\n"
    assert loaded("school_sizes", rows).is_accepted
    assert SchoolSize.objects.get().students == 180
    assert loaded("school_sizes", rows).changes_nothing
    assert codes(loaded("school_sizes", rows.replace("180", "99999"))) == [(1, "students", "invalid")]
    assert codes(loaded("school_sizes", rows.replace("2019", "2030"))) == [(1, "year", "invalid")]
