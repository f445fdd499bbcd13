"""Texts of units from a file: one outcome a row, in order, and nothing stored where a row is wrong."""

import pytest

from enrolments.resources.loading import load
from pathways.models import UnitOutcomes
from pathways.resources.catalogue import FILES
from tests import factories

pytestmark = pytest.mark.django_db
HEADING = "unit_code,outcome,source\n"


def _load(rows: str):
    return load(FILES["unit_outcomes"], (HEADING + rows).encode(), filename="texts.csv", by=None)


@pytest.fixture(autouse=True)
def units():
    for code in ("AAA001", "BBB001"):
        factories.unit(code)


def test_outcomes_are_the_lines_of_one_text_and_loading_again_changes_nothing():
    rows = "aaa001,First,INVENTED\nBBB001,Only,INVENTED\nAAA001,  Second  one ,INVENTED\n"
    assert _load(rows).is_accepted
    texts = dict(UnitOutcomes.objects.values_list("unit__code", "outcomes"))
    assert texts == {"AAA001": "First\nSecond one", "BBB001": "Only"}
    assert _load(rows).changes_nothing
    assert _load("AAA001,Anew,INVENTED\n").is_accepted
    assert UnitOutcomes.objects.get(unit__code="AAA001").outcomes == "Anew"


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("NONE01,First,INVENTED\n", "There is no unit “NONE01” in the register. Load the unit first."),
        ("AAA001,,INVENTED\n", "Write what the unit asks of a student"),
        ("AAA001,First,One\nAAA001,Second,Two\n", "Row 2 names another source for AAA001."),
        ("AAA001,First,\n", "The cell is empty. It needs a value."),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_stored(rows, sentence):
    report = _load("BBB001,Good,INVENTED\n" + rows)
    assert not report.is_accepted
    assert any(sentence in each.sentence for each in report.problems)
    assert not UnitOutcomes.objects.exists()
