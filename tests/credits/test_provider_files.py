"""A training provider's NAT00120: whose results they are, what they become, and what keeps the file out."""

import pytest
from django.test import Client
from django.utils.html import escape

from credits.models import ResultUpload, UnitResult
from credits.rules.national_words import MEANINGS, TAKEN_AS, meaning_of, taken_as
from credits.rules.outcomes import NATIONAL
from enrolments.models import Student
from tests import factories
from tests.credits.school_class import OCTOBER, UNITS, SchoolClass
from tests.credits.sent_files import send, take, text
from tests.files.nat_lines import activity, client, nat, zipped
from vetportal import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    with clock.at(OCTOBER):
        yield SchoolClass()


@pytest.fixture
def coordinator(world: SchoolClass) -> Client:
    return world.client()


def named(world: SchoolClass, place: int, **fields) -> Student:
    Student.objects.filter(pk=world.students[place].pk).update(**fields)
    return Student.objects.get(pk=world.students[place].pk)


def test_nat00120_alone_finds_students_by_their_numbers(world, coordinator):
    content = nat(activity(), activity("S0001", outcome="51"), activity("S0002", UNITS[1], outcome="40"))
    page = text(send(world, coordinator, content, "NAT00120.txt"))
    assert "Ready to take" in page
    take(world, coordinator)
    stored = UnitResult.objects.order_by("pk").values_list("outcome", "national_outcome", "origin")
    assert list(stored) == [
        ("ACHIEVED", "20", "PROVIDER"),
        ("RPL", "51", "PROVIDER"),
        ("WITHDRAWN", "40", "PROVIDER"),
    ]
    assert "Nothing to take" in text(send(world, coordinator, content, "NAT00120.txt"))


def test_a_renamed_nat00120_is_read_as_what_it_is(world, coordinator):
    page = text(send(world, coordinator, nat(activity()), "results october.txt"))
    assert "NAT00120 of a training provider" in page
    heading = b"student_number\tunit_code\tcertificate_code\toutcome\tended_on\n"
    page = text(send(world, coordinator, heading + f"S0000\t{UNITS[0]}\t\tA\t3/10/2019".encode(), "a.txt"))
    assert "Table of results, 1 row" in page


def test_an_archive_finds_students_by_name_and_birth_and_leaves_strangers_out(world, coordinator):
    named(world, 0, family_name="O’Brien", given_names="Zoë Ann")
    archive = zipped(
        {
            "NAT00120.txt": nat(activity("1001"), activity("1002"), activity("1003")),
            "NAT00080.txt": nat(
                client("1001", "OBRIEN, ZOE ANN", "11022003"),
                client("1002", "STRANGER, KIM", "12032001"),
                client("1003", "ALSO STRANGE, LEE", "@@@@@@@@"),
            ),
        }
    )
    page = text(send(world, coordinator, archive, "nat.zip"))
    assert "found by name and date of birth" in page
    assert "2 rows of people who are not your students are left out" in page
    take(world, coordinator)
    assert UnitResult.objects.get().student == world.students[0]
    assert "STRANGER" not in str(ResultUpload.objects.get().found)


def test_a_number_that_fits_by_chance_is_no_proof(world, coordinator):
    """The provider's client 1001 is somebody else than the school's student 1001."""
    named(world, 0, student_number="1001")
    archive = zipped(
        {
            "NAT00120.txt": nat(activity("1001")),
            "NAT00080.txt": nat(client("1001", "STRANGER, KIM", "12032001")),
        }
    )
    page = text(send(world, coordinator, archive, "nat.zip"))
    assert "1 row of people who are not your students is left out" in page


def test_whoever_may_be_a_student_is_matched_by_hand(world, coordinator):
    """Two have the same name and date of birth; the portal does not guess."""
    for place in (0, 1):
        named(world, place, family_name="Twin", given_names="Alex")
    archive = zipped(
        {"NAT00120.txt": nat(activity("1001")), "NAT00080.txt": nat(client("1001", "TWIN, ALEX", "11022003"))}
    )
    page = text(send(world, coordinator, archive, "nat.zip"))
    assert "Say who is meant" in page
    assert take(world, coordinator).status_code == 422
    upload = ResultUpload.objects.get()
    address = world.page(f"results/files/{upload.pk}/")
    stranger = factories.student(factories.school("7999"))
    coordinator.post(address, {"who-1001": stranger.pk})
    assert ResultUpload.objects.get().found["waiting"] == 1
    coordinator.post(address, {"who-1001": world.students[1].pk})
    take(world, coordinator)
    assert UnitResult.objects.get().student == world.students[1]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (activity(start="12312019"), "which is no date"),
        (activity(outcome="25"), "“25” is no national outcome that the portal knows"),
        (activity(subject="NOSUCH1"), "“NOSUCH1” is not in the register of units"),
        (activity(program="NOSUCH1"), "“NOSUCH1” is not in the register of certificates"),
        (activity(start="26102019"), "is before the start of the unit, 26 October 2019"),
        (activity(end="01122019"), "is still to come"),
        (activity()[:70], "ends after 70 characters"),
        (activity(client=""), "The client is blank"),
    ],
)
def test_an_odd_line_of_the_provider_keeps_the_file_out(world, coordinator, line, sentence):
    page = text(send(world, coordinator, nat(activity("S0001"), line), "NAT00120.txt"))
    assert sentence in page
    assert "Row 2" in page
    assert take(world, coordinator).status_code == 422
    assert not UnitResult.objects.exists()


@pytest.mark.parametrize("code", sorted(NATIONAL))
def test_every_national_code_is_taken_and_its_own_meaning_is_shown(world, coordinator, code):
    page = text(send(world, coordinator, nat(activity(outcome=code)), "NAT00120.txt"))
    assert (taken_as(code) in page) == (code in TAKEN_AS)
    take(world, coordinator)
    held = UnitResult.objects.get()
    assert (held.outcome, held.national_outcome) == (NATIONAL[code], code)
    page = text(coordinator.get(world.page(f"students/{held.student_id}/results/")))
    assert escape(f"(outcome {meaning_of(code)})") in page


def test_what_was_not_assessed_is_not_called_failed_alone():
    assert taken_as("81") == "The national code says 81: not assessed. It is taken as not achieved."
    assert MEANINGS.keys() == NATIONAL.keys()


def test_another_national_code_with_the_same_outcome_is_a_change(world, coordinator):
    send(world, coordinator, nat(activity(outcome="30")), "NAT00120.txt")
    take(world, coordinator)
    page = text(send(world, coordinator, nat(activity(outcome="81")), "NAT00120.txt"))
    assert "Not achieved (30: not achieved), 25 October 2019" in page
    assert "Not achieved (81: not assessed), 25 October 2019" in page
    take(world, coordinator)
    assert UnitResult.objects.get().national_outcome == "81"


def test_of_two_starts_of_a_unit_the_later_result_counts(world, coordinator):
    content = nat(activity(end="03062019", outcome="30"), activity(start="04072019", outcome="20"))
    page = text(send(world, coordinator, content, "NAT00120.txt"))
    assert "has a later result of the same student and unit" in page
    take(world, coordinator)
    assert UnitResult.objects.get().outcome == "ACHIEVED"


def test_a_unit_that_goes_on_may_end_later(world, coordinator):
    send(world, coordinator, nat(activity(end="30062020", outcome="70")), "NAT00120.txt")
    take(world, coordinator)
    held = UnitResult.objects.get()
    assert (held.outcome, held.year) == ("CONTINUING", 2019)
