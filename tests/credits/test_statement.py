"""What the printed statement of a student's credits says: the same figures and reasons as the page."""

from datetime import date

import pytest

from credits.actions.schemes import load_shipped
from credits.exports import contents
from credits.models import Outcome
from credits.queries.sheet import sheet_of
from tests import factories
from vetportal.accounts.roles import SchoolRole

pytestmark = pytest.mark.django_db
_ALREADY = "Already credited as SITXFSA001 in 2018 through Certificate II in Kitchen Operations."


@pytest.fixture
def statement(clock):
    """Of a student with example D's results and a blank unit, under the scheme that is asked for."""
    clock("2019-05-01T10:00")
    factories.open_year()
    at = factories.school("7001", name="Invented College")
    by = factories.user("coordinator", school=at, school_role=SchoolRole.EDITOR)
    who = factories.student(at, family_name="Citizen", given_names="Kim", student_number="S0001")
    taken = factories.unit("SITXFSA001", 15, source="NCVER", title="Use hygienic practices for food safety")
    kitchen = factories.qualification(
        "SIT20416", title="Certificate II in Kitchen Operations", units={"SITXFSA001": 15, "SITHCCC001": 95}
    )
    larger = kitchen.packaged_units.get(unit__code="SITHCCC001").unit
    factories.result(who, taken, kitchen, by=by, year=2018)
    factories.result(who, taken, kitchen, by=by, outcome=Outcome.CREDIT_TRANSFER, ended_on=date(2019, 4, 1))
    factories.result(who, larger, kitchen, by=by, ended_on=date(2019, 4, 2))
    factories.result(who, factories.unit("CULMS002B"), by=by, ended_on=date(2019, 4, 3))
    load_shipped(by=None)

    def of(scheme: str):
        sheet = sheet_of(who, scheme)[2]
        return contents(who, at, sheet), sheet

    return of


def test_every_line_has_its_hours_source_level_points_and_reason(statement):
    said, sheet = statement("TCE-1")
    first, again, larger, blank = said["lines"]
    title = "SITXFSA001 Use hygienic practices for food safety"
    assert first["cells"] == [title, "SIT20416", "Achieved, 29 November 2018", "15 NCVER", "2", "2"]
    assert again["cells"] == [title, "SIT20416", "Credit transfer, 1 April 2019", "15 NCVER", "2", "0"]
    assert (again["why"], again["counts"]) == (_ALREADY, False)
    assert larger["cells"][-1] == "10"
    assert blank["why"].startswith("Hours missing.")
    assert (said["total"], said["sum"]) == ("12", "12 credit points from VET")
    assert said["standing"] == f"{sheet.ledger.standing.sentence}."
    assert {("Student number", "S0001"), ("As at", "1 May 2019")} <= {*said["about"][0], *said["about"][1]}
    assert "TASC" in said["source"]


def test_credit_of_a_whole_certificate_has_a_line_of_its_own(statement):
    said, _ = statement("VCE-1")
    (whole,) = [each for each in said["lines"] if each["cells"][0].endswith(", as a whole")]
    assert whole["cells"][0] == "Certificate II in Kitchen Operations, as a whole"
    assert whole["cells"][-1] == "1"
    assert whole["why"].startswith("110 hours, 1 VCE unit for each full 90 hours: 1 VCE unit.")
    assert said["standing"] == "Unit 1: 1"
    assert said["total"] == "1"
    assert [each["cells"][-1] for each in said["lines"] if each["counts"]].count("—") == 2
