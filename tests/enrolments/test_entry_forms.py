"""What the forms of entering accept, and in which words they refuse."""

from datetime import date, timedelta

import pytest

from enrolments.forms.entry import EnrolmentForm, UnitForm, programs_of, read_hours
from enrolments.forms.people import StudentForm, read_date
from enrolments.forms.withdrawal import WithdrawForm
from enrolments.lookups import RegisterInMemory
from enrolments.models import EnrolmentYear, Provider, Qualification, Unit

TODAY = date(2019, 5, 1)
YEAR = EnrolmentYear(year=2019, census_date=date(2019, 5, 6))
NEW = Qualification(pk=2, code="SIT20316", title="Hospitality", level=2)
OLD = Qualification(pk=1, code="SIT20312", title="Hospitality", level=2, superseded_by=NEW)
PACKAGED, OTHER = Unit(pk=1, code="SITXFSA001"), Unit(pk=2, code="BSBWHS201")
REGISTER = RegisterInMemory(
    {each.code: each for each in (NEW, OLD)},
    {each.code: each for each in (PACKAGED, OTHER)},
    {"3075": Provider(pk=1, code="3075", name="An invented TAFE")},
    frozenset({(NEW.pk, PACKAGED.pk)}),
)
STUDENT = {
    "student_number": "ABC0012",
    "family_name": "Nguyễn",
    "given_names": "An",
    "date_of_birth": "11/2/2003",
}
ENROLMENT = {"program": "VCE", "certificate_code": "SIT20316", "provider_code": "", "delivery": "SCHOOL"}
UNIT = {"unit_code": "SITXFSA001", "hours": "15"}


def student(**typed: str) -> StudentForm:
    form = StudentForm(STUDENT | typed, today=TODAY)
    form.is_valid()
    return form


def enrolment(today: date = TODAY, kept: Qualification | None = None, **typed: str) -> EnrolmentForm:
    form = EnrolmentForm(ENROLMENT | typed, register=REGISTER, year=YEAR, today=today, kept=kept)
    form.is_valid()
    return form


def unit(hours_required: bool = True, **typed: object) -> UnitForm:
    form = UnitForm(UNIT | typed, register=REGISTER, qualification=NEW, hours_required=hours_required)
    form.is_valid()
    return form


def codes(form: object) -> list[tuple[str | None, str]]:
    return [(each.field, each.code) for each in form.findings()]


def warnings(form: object) -> list[str]:
    return [each.code for each in form.warnings]


@pytest.mark.parametrize(
    "name",
    [
        "Đặng",
        "Þórsdóttir",
        "O'Brien",
        "’t Hooft",
        "Smith-Jones",
        "=SUM(A1)",
        "+Plus",
        "-Minus",
        "@At",
        "李",
        "X Æ",
    ],
)
def test_names_stay_as_people_write_them(name: str):
    assert student(family_name=f"  {name} ").cleaned_data["family_name"] == name


def test_accents_are_composed_so_that_the_same_name_is_the_same_text():
    assert student(family_name="Nguye\u0302\u0303n").cleaned_data["family_name"] == "Nguyễn"


def test_a_single_name_is_a_family_name():
    assert not codes(student(given_names=""))
    assert codes(student(family_name=" ")) == [("family_name", "family_name_required")]


@pytest.mark.parametrize("name", ["A\tB", "A\nB", "A\x00B", "A\u202eB", "A\u2028B"])
def test_what_cannot_be_seen_is_refused(name: str):
    assert codes(student(given_names=name)) == [("given_names", "control_character")]


def test_a_name_has_at_most_sixty_characters():
    assert not codes(student(family_name="N" * 60))
    assert codes(student(family_name="N" * 61)) == [("family_name", "name_too_long")]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "student_number_required"),
        ("1.2E+08", "student_number_format"),
        ("12 34", "student_number_format"),
        ("1" * 13, "student_number_format"),
        ("١٢٣", "student_number_format"),
        ("=1+1", "student_number_format"),
    ],
)
def test_student_numbers_are_refused_in_words(typed: str, code: str):
    assert codes(student(student_number=typed)) == [("student_number", code)]


def test_a_number_that_a_spreadsheet_changed_is_recognised():
    assert "spreadsheet" in student(student_number="1.2E+08").findings()[0].sentence


def test_leading_zeros_of_a_number_stay():
    assert student(student_number=" 000123 ").cleaned_data["student_number"] == "000123"


@pytest.mark.parametrize("typed", ["2003-02-11", "11/2/2003", "11/02/2003"])
def test_dates_have_the_day_first(typed: str):
    assert read_date(typed) == date(2003, 2, 11)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "date_required"),
        ("4/23/2003", "date_format"),
        ("31/2/2003", "date_format"),
        ("11/2/03", "date_format"),
        ("2003/02/11", "date_format"),
        ("٣/4/2003", "date_format"),
        ("11 Feb 2003", "date_format"),
        ("2/5/2019", "date_range"),
        ("2/5/2014", "date_range"),
        ("30/4/1918", "date_range"),
    ],
)
def test_birth_dates_are_refused_in_words(typed: str, code: str):
    assert codes(student(date_of_birth=typed)) == [("date_of_birth", code)]


@pytest.mark.parametrize("typed", ["1/5/2014", "1/5/1919"])
def test_from_five_to_a_hundred_years_a_birth_date_is_possible(typed: str):
    assert not codes(student(date_of_birth=typed))


def test_codes_are_found_however_they_are_written():
    form = enrolment(
        certificate_code=" sit20316 ", provider_code="3075", delivery="host school", program="vce"
    )
    assert not codes(form)
    assert form.cleaned_data["qualification"] == NEW
    assert form.cleaned_data["provider"].code == "3075"
    assert form.cleaned_data["delivery"] == "HOST_SCHOOL"


@pytest.mark.parametrize(
    ("typed", "field", "code"),
    [
        ({"program": "HSC"}, "program", "program_unknown"),
        ({"program": "VCE-VM"}, "program", "program_unknown"),
        ({"program": ""}, "program", "program_unknown"),
        ({"certificate_code": ""}, "certificate_code", "certificate_required"),
        ({"certificate_code": "SIT99999"}, "certificate_code", "certificate_unknown"),
        ({"delivery": "ONLINE"}, "delivery", "delivery_unknown"),
        ({"delivery": ""}, "delivery", "delivery_unknown"),
        ({"provider_code": "9999"}, "provider_code", "provider_unknown"),
        ({"delivery": "EXTERNAL"}, "provider_code", "provider_required"),
        ({"delivery": "AUSPICE"}, "provider_code", "provider_required"),
        ({"delivery": "HOST_SCHOOL"}, "provider_code", "provider_required"),
        ({"delivery": "SBAT"}, "provider_code", "provider_required"),
    ],
)
def test_an_enrolment_is_refused_in_words(typed: dict, field: str, code: str):
    assert codes(enrolment(**typed)) == [(field, code)]


def test_an_unknown_provider_is_said_once():
    assert codes(enrolment(delivery="EXTERNAL", provider_code="9999")) == [
        ("provider_code", "provider_unknown")
    ]


def test_the_senior_certificates_follow_the_year():
    assert programs_of(2019) == ["VCE", "VCAL", "NONE"]
    assert set(programs_of(2023)) - set(programs_of(2022)) == {"VCE-VM", "VPC"}


@pytest.mark.parametrize(
    ("last_day", "today", "refused"),
    [
        (None, TODAY, False),
        (TODAY, TODAY, False),
        (TODAY, TODAY + timedelta(days=1), True),
    ],
)
def test_a_replaced_certificate_is_warned_about_until_its_teach_out_date(last_day, today, refused):
    OLD.teach_out_date = last_day
    form = enrolment(certificate_code="SIT20312", today=today)
    assert codes(form) == ([("certificate_code", "certificate_taught_out")] if refused else [])
    assert warnings(form) == ([] if refused else ["certificate_superseded"])
    kept = enrolment(certificate_code="SIT20312", today=today, kept=OLD)
    assert not codes(kept)


@pytest.mark.parametrize(("typed", "hours"), [("15", 15), ("15.0", 15), ("0", 0), ("999", 999), ("007", 7)])
def test_hours_are_whole(typed: str, hours: int):
    assert read_hours(typed) == hours


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "hours_required"),
        ("1_5", "hours_not_a_number"),
        ("=1+1", "hours_not_a_number"),
        ("#N/A", "hours_not_a_number"),
        ("١٥", "hours_not_a_number"),
        ("1e2", "hours_not_a_number"),
        ("1,000", "hours_not_a_number"),
        ("0.1", "hours_not_whole"),
        ("14.5", "hours_not_whole"),
        ("-1", "hours_range"),
        ("1000", "hours_range"),
        ("9" * 5000, "hours_range"),
    ],
)
def test_hours_are_refused_in_words(typed: str, code: str):
    form = unit(hours=typed)
    assert codes(form) == [("hours", code)]
    assert len(form.findings()[0].sentence) < 200


def test_hours_may_still_be_missing_in_the_browser():
    form = unit(hours="", hours_required=False)
    assert not codes(form)
    assert form.cleaned_data["hours"] is None


def test_no_hours_and_foreign_units_are_warnings():
    form = unit(unit_code="bsbwhs201", hours="0")
    assert not codes(form)
    assert sorted(warnings(form)) == ["hours_zero", "unit_outside_packaging"]
    assert warnings(unit(hours="0", is_credit_transfer=True)) == []


@pytest.mark.parametrize(("typed", "code"), [("", "unit_required"), ("XXX", "unit_unknown")])
def test_units_are_refused_in_words(typed: str, code: str):
    assert codes(unit(unit_code=typed)) == [("unit_code", code)]


@pytest.mark.parametrize(
    ("typed", "closed", "code"),
    [
        ("1/5/2019", False, None),
        ("2/5/2019", False, "date_range"),
        ("31/12/2018", False, "date_range"),
        ("1/5/2019", True, "date_range"),
        ("", False, "date_required"),
    ],
)
def test_a_withdrawal_is_a_past_day_of_the_year(typed: str, closed: bool, code: str | None):
    form = WithdrawForm({"on": typed}, year=YEAR, today=TODAY, only_after_census=closed)
    form.is_valid()
    assert codes(form) == ([("on", code)] if code else [])
