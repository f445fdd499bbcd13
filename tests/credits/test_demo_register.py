"""What the demonstration's register says of the units of TASC's own examples."""

from datetime import date

import pytest

from credits.actions.schemes import load_shipped
from credits.queries.facts import unit_facts
from credits.queries.schemes import published, rules_of
from credits.rules.levels import level_of
from enrolments.models import Qualification
from tests import factories
from vetportal.demo import register
from vetportal.demo.students import OFFERED, UNFUNDED

pytestmark = pytest.mark.django_db


def test_the_unit_of_example_a_on_its_own_is_level_1() -> None:
    load_shipped(by=factories.administrator("ada"))
    register.load()
    (tasmanian,) = (rules_of(each) for each in published() if each.code == "TCE")
    unit = unit_facts(["SITXCCS003"])["SITXCCS003"]
    assert level_of(unit, None, date(2019, 7, 22), tasmanian).level == 1


def test_the_certificate_i_of_example_a_says_that_it_is_restated_and_nobody_takes_it() -> None:
    register.load()
    assert "not checked" in Qualification.objects.get(code="SIT10216").source
    assert "SIT10216" not in {*OFFERED, *UNFUNDED}
