"""Register files: read strictly, all of a file or nothing, repeatable, and never a guess."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from time import process_time

import pytest

from enrolments.models import (
    Campus,
    HigherLevelApproval,
    NominalHours,
    PackagedUnit,
    Provider,
    Qualification,
    School,
    Unit,
)
from enrolments.resources.catalogue import FILES
from enrolments.resources.loading import load
from enrolments.resources.report import Report
from tests import factories
from vetportal.accounts.models import User
from vetportal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
YEAR_2019 = Path(__file__).parents[2] / "funding" / "data" / "2019.csv"


@pytest.fixture(autouse=True)
def open_day(clock: Callable[[str], datetime]) -> Callable[[str], datetime]:
    clock("2019-05-01T10:00")
    return clock


@pytest.fixture
def ada() -> User:
    return factories.administrator("ada")


def loaded(name: str, text: str | bytes, by: User | None = None, **kwargs) -> Report:
    content = text.encode() if isinstance(text, str) else text
    return load(FILES[name], content, filename=f"{name}.csv", by=by, **kwargs)


def codes(report: Report) -> list[tuple[int, str | None, str]]:
    return [(each.number, each.column, each.code) for each in report.problems]


SCHOOLS = """school_code,school_name,sector,region,is_open,campus_number,campus_name,location_index
0042,Invented College,Government,North,yes,1,Main campus,0.1999
0042,Invented College,Government,North,yes,2,Hill campus,0.2
9001,Invented High,catholic,,no,,,
"""


class TestSchools:
    def test_a_school_has_its_campuses_and_their_index(self) -> None:
        report = loaded("schools", SCHOOLS)
        assert report.is_accepted
        assert School.objects.get(code="0042").sector == "GOVERNMENT"
        indexes = Campus.objects.order_by("school__code", "number").values_list("location_index", flat=True)
        assert list(indexes) == [1999, 2000, None]
        assert not School.objects.get(code="9001").is_open

    def test_the_second_time_changes_nothing_and_says_so(self) -> None:
        loaded("schools", SCHOOLS)
        events = AuditEvent.objects.count()
        report = loaded("schools", SCHOOLS)
        assert report.changes_nothing
        assert [str(each) for each in report.counts] == [
            "schools: 0 new, 0 changed, 2 unchanged",
            "campuses: 0 new, 0 changed, 3 unchanged",
        ]
        assert AuditEvent.objects.count() == events

    def test_a_change_is_recorded_with_before_and_after(self, ada: User) -> None:
        loaded("schools", SCHOOLS)
        loaded("schools", SCHOOLS.replace("0.1999", "0.3"), by=ada)
        event = AuditEvent.objects.filter(by_id=ada.pk).latest("pk")
        campus = Campus.objects.get(location_index=3000)
        assert event.after["changes"] == {f"{campus.school_id} 1": {"location_index": [1999, 3000]}}
        assert len(event.after["sha256"]) == 64

    def test_one_wrong_row_stores_nothing(self) -> None:
        report = loaded("schools", SCHOOLS + "9002,Third,Government,,maybe,1,Main,0.12345\n")
        assert not report.is_accepted
        assert codes(report) == [(4, "is_open", "invalid")]
        assert not School.objects.exists()

    def test_a_campus_row_is_checked_too(self) -> None:
        report = loaded("schools", SCHOOLS + "9002,Third,Government,,yes,1,Main,0.12345\n")
        assert codes(report) == [(4, "location_index", "invalid")]
        assert not School.objects.exists()

    def test_rows_that_contradict_each_other_are_refused(self) -> None:
        report = loaded("schools", SCHOOLS.replace("0042,Invented College,G", "0042,Other,G", 1))
        assert [each.code for each in report.problems] == ["row_contradicts"]
        assert "Row 1 says something else" in report.problems[0].sentence

    def test_the_list_of_locations_is_read_as_it_is(self) -> None:
        header = (
            "Education_Sector,Entity_Type,School_No,School_Name,"
            "School_Type,School_Status,Address_Town,Region,Area\n"
        )
        rows = (
            "Government,1,1712,Hill College,Pri/Sec,O,Pyramid,NORTH VICTORIA,Loddon\n"
            "Independent,2,1712,Vale College,Secondary,C,ST KILDA EAST,NORTH VICTORIA,Inner\n"
        )
        report = loaded("schools", b"\xef\xbb\xbf" + (header + rows).encode())
        assert report.is_accepted
        assert list(School.objects.order_by("code").values_list("code", "is_open")) == [
            ("1712", True),
            ("1712-2", False),
        ]
        assert School.objects.get(code="1712-2").town == "St Kilda East"
        assert report.warnings[0].code == "code_shared"
        assert set(Campus.objects.values_list("location_index", flat=True)) == {None}

    def test_an_index_that_is_known_stays_when_a_list_has_none(self) -> None:
        loaded("schools", SCHOOLS)
        loaded("schools", "school_code,school_name,sector\n0042,Invented College,Government\n")
        assert Campus.objects.get(school__code="0042", number=1).location_index == 1999

    def test_between_census_and_freeze_what_funding_reads_stands_still(self, open_day) -> None:
        loaded("schools", SCHOOLS)
        factories.open_year()
        open_day("2019-05-07T10:00")
        report = loaded("schools", SCHOOLS.replace("0.1999", "0.3"))
        assert "cannot be changed between" in report.refusal
        assert Campus.objects.filter(location_index=1999).exists()
        assert loaded("schools", SCHOOLS.replace("Invented High", "Renamed High")).is_accepted


class TestUnits:
    def test_mixed_letters_doubled_rows_and_skill_sets(self) -> None:
        content = (
            b"id,national_code,title,tga_status,state_code,nominal_hours\n"
            b"1,BSBLDR504,Implement diversity\xa0,Current,A,55\n"
            b"2,FNSACC608,Evaluate the organisation\xe2\x80\x99s performance,Current,B,55\n"
            b"3,ICTSS00077,A skill set\xa0\xa0,Current,,\n"
            b"4,FNSACC608,Evaluate the organisation\xe2\x80\x99s performance,Current,B,55\n"
        )
        report = loaded("units", content)
        assert report.is_accepted
        assert dict(NominalHours.objects.values_list("unit__code", "hours")) == {
            "BSBLDR504": 55,
            "FNSACC608": 55,
        }
        assert set(NominalHours.objects.values_list("source", flat=True)) == {"WA"}
        assert Unit.objects.get(code="FNSACC608").title.endswith("organisation’s performance")
        assert [each.code for each in report.warnings] == ["skill_set", "row_doubled"]

    def test_a_national_list_adds_and_never_overwrites(self) -> None:
        Unit.objects.create(code="BSBWHS201", title="Our title", source="Own")
        report = loaded(
            "units",
            'code\tname\tfield of ed\nBSBWHS201\tTheir title\t061301\nNEW1\tA "new" unit\nNEW2\tOther\t1\n',
        )
        assert report.is_accepted
        unit = Unit.objects.get(code="BSBWHS201")
        assert (unit.title, unit.field_of_education) == ("Our title", "061301")
        assert Unit.objects.get(code="NEW1").title == 'A "new" unit'
        assert report.warnings[0].code == "row_length"

    def test_as_many_units_as_there_are_nationally_take_seconds(self) -> None:
        lines = [f"UNIT{n:06}\tInvented unit {n}\t061301" for n in range(52_623)]
        content = "\n".join(["code\tname\tfield of ed", *lines])
        start = process_time()  # whatever else the machine does
        report = loaded("units", content)
        assert report.counts[0].new == 52_623
        assert process_time() - start < 20
        assert loaded("units", content).changes_nothing

    @pytest.mark.parametrize("hours", ["12.5", "-5", "1e3", "0x10", "40 h", "99999"])
    def test_hours_are_whole_numbers(self, hours: str) -> None:
        report = loaded("units", f"unit_code,title,hours,hours_source\nU1,Unit,{hours},VPG\n")
        assert [(each.number, each.column) for each in report.problems] == [(1, "hours")]
        assert not Unit.objects.exists()

    def test_nominal_hours_are_kept_by_source_and_date(self) -> None:
        loaded("units", "unit_code,title\nU1,Unit\n")
        rows = "unit_code,hours,hours_source,effective_from\nU1,40,VPG,6/05/2019\nU1,50,WA,\n"
        assert loaded("nominal_hours", rows).is_accepted
        assert NominalHours.objects.get(source="VPG").effective_from == date(2019, 5, 6)
        assert loaded("nominal_hours", rows).changes_nothing
        report = loaded("nominal_hours", rows + "U9,40,VPG,\n")
        assert codes(report) == [(3, "unit_code", "invalid")]
        assert "no unit “U9” in the register" in report.problems[0].sentence

    def test_the_same_row_written_differently_is_an_error(self) -> None:
        loaded("units", "unit_code,title\nU1,Unit\n")
        rows = "unit_code,hours,hours_source,effective_from\nU1,40,VPG,6/05/2019\nU1,50,VPG,2019-05-06\n"
        assert [each.number for each in loaded("nominal_hours", rows).problems] == [2]


class TestQualifications:
    HEADER = (
        "certificate_code,title,level,source,"
        "is_general_education,is_generalist,superseded_by,teach_out_date\n"
    )

    def test_a_newer_certificate_may_come_later_in_the_file(self) -> None:
        rows = (
            "SIT20312,Hospitality,Certificate II,VRQA,no,no,SIT20316,31/12/2019\n"
            "SIT20316,Hospitality,2,VRQA,no,no,,\n"
        )
        assert loaded("qualifications", self.HEADER + rows).is_accepted
        older = Qualification.objects.get(code="SIT20312")
        assert (older.superseded_by.code, older.teach_out_date) == ("SIT20316", date(2019, 12, 31))
        assert loaded("qualifications", self.HEADER + rows).changes_nothing

    @pytest.mark.parametrize(
        ("row", "column"),
        [
            ("X1,Title,Certificate II,S,maybe,no,,", "is_general_education"),
            ("X1,Title,Certificate II,S,no,,,", "is_generalist"),
            ("X1,Title,Certificate V,S,no,no,,", "level"),
            ("X1,Title,2,,no,no,,", "source"),
            ("X1,Title,2,S,no,no,NONE99,", "superseded_by"),
            ("X1,Title,2,S,no,no,,31/12/2019", "superseded_by"),
            ("X1,Title,2,S,no,no,X1,12/31/2019", "teach_out_date"),
        ],
    )
    def test_nothing_is_guessed(self, row: str, column: str) -> None:
        report = loaded("qualifications", self.HEADER + row + "\n")
        assert [each.column for each in report.problems] == [column]
        assert not Qualification.objects.exists()

    def test_the_level_is_read_from_the_words_before_the_title(self) -> None:
        report = loaded(
            "qualifications",
            "national_code,aqf_level,title\nBSB20115,Certificate II in,Business\n"
            "BSB50215,Diploma of,Business\nBSB80615,Graduate Diploma of,Management\n",
        )
        assert report.is_accepted
        assert dict(Qualification.objects.values_list("code", "level")) == {"BSB20115": 2, "BSB50215": 5}
        assert Qualification.objects.get(code="BSB20115").title == "Certificate II in Business"
        assert [each.code for each in report.warnings] == ["level_not_kept"]

    def test_packaging_names_known_certificates_and_units(self) -> None:
        factories.qualification("SIT20316", units={"U1": 40})
        Unit.objects.create(code="U2", title="Second")
        rows = "certificate_code,unit_code,kind,elective_group\nSIT20316,U2,Elective,A\n"
        assert loaded("packaging", rows).is_accepted
        assert PackagedUnit.objects.get(unit__code="U2").kind == "ELECTIVE"
        report = loaded("packaging", rows + "SIT99999,U2,core,\n")
        assert codes(report) == [(2, "certificate_code", "invalid")]


def test_providers_and_approvals_keep_their_codes_as_text() -> None:
    factories.school("0042")
    factories.qualification("CHC40113", level=4)
    factories.open_year()
    providers = (
        "provider_code,name,is_tafe_network,school_code\n0417,Invented TAFE,Y,\n00042,School RTO,N,0042\n"
    )
    assert loaded("providers", providers).is_accepted
    assert Provider.objects.get(code="00042").school.code == "0042"
    rows = (
        "school_code,certificate_code,year,provider_code,decided_by,decided_on\n"
        "0042,CHC40113,2019,0417,VCAA,2019-03-01\n"
    )
    assert loaded("approvals", rows).is_accepted
    assert HigherLevelApproval.objects.get().decided_on == date(2019, 3, 1)
    assert loaded("approvals", rows).changes_nothing


def test_an_approval_after_the_census_is_refused_in_words(open_day) -> None:
    factories.school("0042")
    factories.qualification("CHC40113", level=4)
    factories.open_year()
    open_day("2019-05-07T10:00")
    rows = "school_code,certificate_code,year,decided_by,decided_on\n0042,CHC40113,2019,VCAA,2019-03-01\n"
    report = loaded("approvals", rows)
    assert any("cannot be changed between" in line for line in report.lines())
    assert not HigherLevelApproval.objects.exists()


def test_a_provider_is_at_most_one_school() -> None:
    factories.school("0042")
    rows = "provider_code,name,is_tafe_network,school_code\n1,One,no,0042\n2,Two,no,0042\n"
    report = loaded("providers", rows)
    assert report.refusal_code == "conflict"
    assert not Provider.objects.exists()
