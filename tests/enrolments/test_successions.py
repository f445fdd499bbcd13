"""Which unit took the place of which: from a file, never in a circle; titles that disagree are named."""

import pytest
from django.core.exceptions import ValidationError

from enrolments.models import Unit, UnitSuccession
from enrolments.resources.catalogue import FILES
from enrolments.resources.loading import load
from enrolments.resources.report import Report
from enrolments.resources.titles import are_alike
from enrolments.rules.equivalence import CircularSuccession, check_no_circle

pytestmark = pytest.mark.django_db
HEADING = "unit_code,superseded_by,equivalent,effective_on,note,source\n"
FOOD = """SITXFSA101,SITXFSA001,yes,2 March 2016,,Unit page of the national register
SITXFSA001,SITXFSA005,yes,9 June 2022,,Unit page of the national register
"""


@pytest.fixture(autouse=True)
def units(clock) -> None:
    clock("2019-05-01T10:00")
    for code in ("SITXFSA101", "SITXFSA001", "SITXFSA005", "SIRXCCS202", "SIRXCEG001"):
        Unit.objects.create(code=code, title=f"Title of {code}")


def loaded(rows: str) -> Report:
    return load(FILES["unit_successions"], (HEADING + rows).encode(), filename="successions.csv", by=None)


def test_a_chain_is_stored_with_what_is_equivalent_and_repeating_changes_nothing() -> None:
    rows = FOOD + "SIRXCCS202,SIRXCEG001,no,,Not equivalent,Unit page of the national register\n"
    assert loaded(rows).is_accepted
    assert UnitSuccession.objects.filter(is_equivalent=True).count() == 2
    assert UnitSuccession.objects.get(predecessor__code="SIRXCCS202").is_equivalent is False
    assert loaded(rows).changes_nothing


def test_a_circle_is_refused_with_its_steps_and_nothing_is_stored() -> None:
    assert loaded(FOOD).is_accepted
    report = loaded("SITXFSA005,SITXFSA101,yes,,,A mistyped list\n")
    assert not report.is_accepted
    assert "SITXFSA001 is superseded by SITXFSA005, that by SITXFSA101, that by SITXFSA001." in report.refusal
    assert "remove the step that is wrong" in report.refusal
    assert UnitSuccession.objects.count() == 2


def test_a_unit_cannot_replace_itself() -> None:
    report = loaded("SITXFSA001,sitxfsa001,yes,,,A mistyped list\n")
    assert "A unit cannot supersede itself" in report.refusal


def test_a_circle_is_refused_in_the_register_as_well() -> None:
    assert loaded(FOOD).is_accepted
    units = {each.code: each for each in Unit.objects.all()}
    circle = UnitSuccession(
        predecessor=units["SITXFSA005"], successor=units["SITXFSA101"], source="A mistake"
    )
    with pytest.raises(ValidationError, match="A unit cannot supersede itself"):
        circle.full_clean()
    UnitSuccession(
        predecessor=units["SIRXCCS202"], successor=units["SIRXCEG001"], source="Unit page"
    ).full_clean()


def test_an_unknown_unit_is_named() -> None:
    report = loaded("SITXFSA001,SITXFSA999,yes,,,A mistyped list\n")
    assert "no unit “SITXFSA999” in the register" in report.problems[0].sentence
    assert not UnitSuccession.objects.exists()


def test_a_long_chain_and_a_late_circle_are_told_apart() -> None:
    chain = {f"U{n}": [f"U{n + 1}"] for n in range(20_000)}
    check_no_circle(chain)
    with pytest.raises(CircularSuccession, match="U19999"):
        check_no_circle(chain | {"U20000": ["U19999"]})


def test_two_ways_to_one_unit_are_no_circle() -> None:
    check_no_circle({"A": ["B", "C"], "B": ["D"], "C": ["D"]})


class TestTitles:
    """A real one: a provider's page gave CPCCVE1002A the title of another unit."""

    def test_a_title_that_belongs_to_another_code_is_a_warning_and_nothing_is_lost(self) -> None:
        Unit.objects.create(code="CPCCVE1002A", title="Undertake a basic computer design project")
        rows = "code,name,field of ed\nCPCCVE1002A,Undertake a basic construction project,040327\n"
        report = load(FILES["units"], rows.encode(), filename="units.csv", by=None)
        assert report.is_accepted
        assert [each.code for each in report.warnings] == ["title_differs"]
        assert "CPCCVE1002A is “Undertake a basic computer design project” in the register" in (
            report.warnings[0].sentence
        )
        assert Unit.objects.get(code="CPCCVE1002A").title == "Undertake a basic computer design project"

    def test_capitals_spaces_and_punctuation_do_not_matter(self) -> None:
        assert are_alike("Work safely, at heights", "work  safely at Heights")
        assert are_alike("Plan & prepare", "Plan and prepare")
        assert not are_alike("Work safely", "Work safely at heights")
