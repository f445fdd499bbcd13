"""Files of results: checked first, taken whole or not at all, and twice means once."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from credits.models import ResultUpload, UnitResult
from enrolments.models import Student
from tests import factories
from tests.credits.school_class import CERTIFICATE, ENDED, OCTOBER, UNITS, SchoolClass
from tests.files.nat_lines import activity, client, nat, zipped
from vetportal import clock
from vetportal.audit.models import AuditEvent
from vetportal.files.writer import write_csv, write_xlsx

pytestmark = pytest.mark.django_db
HEADINGS = ("student_number", "unit_code", "certificate_code", "outcome", "ended_on")
GOOD = ("S0000", UNITS[0], CERTIFICATE, "A", "2019-10-25")


@pytest.fixture
def world():
    with clock.at(OCTOBER):
        yield SchoolClass()


@pytest.fixture
def coordinator(world: SchoolClass) -> Client:
    return world.client()


def table(*rows: tuple, headings: tuple = HEADINGS) -> bytes:
    return b"".join(write_csv(headings, rows))


def send(world: SchoolClass, by: Client, content: bytes, name: str = "results.csv"):
    file = SimpleUploadedFile(name, content)
    return by.post(world.page("results/files/add/"), {"file": file}, follow=True)


def take(world: SchoolClass, by: Client):
    upload = ResultUpload.objects.latest("pk")
    data = {"seen": upload.found.get("mark", "")}
    return by.post(world.page(f"results/files/{upload.pk}/take/"), data, follow=True)


def text(answer) -> str:
    return answer.content.decode()


def test_a_table_is_checked_then_taken_and_the_second_time_changes_nothing(world, coordinator):
    content = table(
        GOOD,
        ("s0001", UNITS[0].lower(), CERTIFICATE, "Recognition of prior learning", "3/10/2019"),
        ("S0002", UNITS[1], CERTIFICATE, "60", "2019-10-03"),
        ("S0002", UNITS[2], "", "not achieved", "2018-10-03"),
        ("S0002", UNITS[0], CERTIFICATE, "", ""),
    )
    page = text(send(world, coordinator, content))
    assert "Ready to take" in page
    assert "1 row without outcome and date: left out" in page
    assert "A credit transfer needs a document" in page
    assert not UnitResult.objects.exists()
    take(world, coordinator)
    stored = UnitResult.objects.order_by("pk").values_list("outcome", "qualification__code", "year", "origin")
    assert list(stored) == [
        ("ACHIEVED", CERTIFICATE, 2019, "FILE"),
        ("RPL", CERTIFICATE, 2019, "FILE"),
        ("CREDIT_TRANSFER", CERTIFICATE, 2019, "FILE"),
        ("NOT_ACHIEVED", None, 2018, "FILE"),
    ]
    assert UnitResult.objects.get(outcome="CREDIT_TRANSFER").national_outcome == "60"
    assert "Nothing to take" in text(send(world, coordinator, content))
    assert set(UnitResult.objects.values_list("version", flat=True)) == {1}


def test_a_workbook_reads_like_a_table(world, coordinator):
    content = write_xlsx(HEADINGS, [(*GOOD[:4], ENDED)], sheet="Results")
    send(world, coordinator, content, "results.xlsx")
    take(world, coordinator)
    assert UnitResult.objects.get().ended_on == ENDED


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("S9999", *GOOD[1:]), "Your school has no student with the number “S9999”"),
        (("S0000", "NOSUCH1", *GOOD[2:]), "“NOSUCH1” is not in the register of units"),
        (("S0000", UNITS[0], "NOSUCH1", *GOOD[3:]), "“NOSUCH1” is not in the register of certificates"),
        ((*GOOD[:3], "yes", GOOD[4]), "“yes” is no outcome"),
        ((*GOOD[:3], "", GOOD[4]), "It is empty. Write one of A (achieved)"),
        ((*GOOD[:4], "31/2/2019"), "There is no day “31/2/2019”"),
        ((*GOOD[:4], ""), "Write the date of the result"),
        ((*GOOD[:4], "2019-12-01"), "is still to come"),
        ((*GOOD[:4], "2018-12-01"), "is not enrolled in SIT20316 in 2018"),
        (("S0000", "OTHER1", *GOOD[2:]), "OTHER1 is not among the units of"),
        ((*GOOD[:3], "N", "2019-10-25"), "has another result of the same student"),
        ((*GOOD[:3], "A\x07", GOOD[4]), "cannot be seen"),
    ],
)
def test_one_wrong_row_keeps_everything_out_and_says_what_to_do(world, coordinator, row, sentence):
    factories.Unit.objects.create(code="OTHER1", title="Other")
    content = ",".join(HEADINGS) + "\n" + "\n".join(",".join(each) for each in (GOOD, row))
    page = text(send(world, coordinator, content.encode()))
    assert sentence.replace("'", "&#x27;") in page
    assert "Row 3" in page
    refused = take(world, coordinator)
    assert refused.status_code == 422
    assert not UnitResult.objects.exists()


def test_a_unit_outside_the_enrolment_can_be_taken_on_its_own(world, coordinator):
    factories.Unit.objects.create(code="OTHER1", title="Other")
    send(world, coordinator, table(GOOD, ("S0001", "OTHER1", *GOOD[2:])))
    upload = ResultUpload.objects.get()
    page = text(coordinator.post(world.page(f"results/files/{upload.pk}/"), {"own": "on"}, follow=True))
    assert "Ready to take" in page
    take(world, coordinator)
    assert UnitResult.objects.get(unit__code="OTHER1").qualification is None


def test_a_title_that_differs_from_the_registers_is_pointed_out(world, coordinator):
    content = table((*GOOD, "Unit of another name"), headings=(*HEADINGS, "unit_title"))
    page = text(send(world, coordinator, content))
    assert f"The register calls {UNITS[0]} “Unit {UNITS[0]}”" in page
    assert "Ready to take" in page


def test_what_was_stored_meanwhile_is_read_before_it_is_overwritten(world, coordinator):
    send(world, coordinator, table(GOOD))
    factories.result(
        world.students[0],
        world.units[0],
        world.certificate,
        by=world.editor,
        outcome="WITHDRAWN",
        ended_on=ENDED,
    )
    answer = take(world, coordinator)
    assert answer.status_code == 409
    assert "Withdrawn, 25 October 2019" in text(answer)
    assert UnitResult.objects.get().outcome == "WITHDRAWN"
    take(world, coordinator)
    assert UnitResult.objects.get().outcome == "ACHIEVED"


def test_a_file_is_taken_once_and_then_keeps_no_names(world, coordinator):
    send(world, coordinator, table(GOOD))
    take(world, coordinator)
    assert take(world, coordinator).status_code == 200
    assert UnitResult.objects.count() == 1
    upload = ResultUpload.objects.get()
    assert (bytes(upload.content), upload.status) == (b"", "TAKEN")
    assert "Name000" not in str(upload.found)
    told = AuditEvent.objects.filter(action__endswith="result_file").order_by("position")
    assert [each.action for each in told] == ["check_result_file", "take_result_file"]
    assert all("Name000" not in f"{each.before}{each.after}" for each in AuditEvent.objects.all())


def test_a_dropped_file_is_not_taken(world, coordinator):
    send(world, coordinator, table(GOOD))
    upload = ResultUpload.objects.get()
    coordinator.post(world.page(f"results/files/{upload.pk}/drop/"))
    answer = take(world, coordinator)
    assert answer.status_code == 422
    assert "dropped already" in text(answer)
    assert not UnitResult.objects.exists()


def test_the_template_holds_what_is_missing_and_can_be_sent_back(world, coordinator):
    factories.result(world.students[0], world.units[0], world.certificate, by=world.editor, ended_on=ENDED)
    answer = coordinator.get(world.page("results/files/template/?format=csv"))
    content = b"".join(answer.streaming_content)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert len(rows) == 8
    for row in rows:
        row |= {"outcome": "A", "ended_on": "2019-10-25"}
    filled = table(*([tuple(row.values()) for row in rows]), headings=tuple(rows[0]))
    send(world, coordinator, filled)
    take(world, coordinator)
    assert UnitResult.objects.filter(outcome="ACHIEVED").count() == 9


# A provider's file


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


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("results.csv", b""),
        ("results.csv", b"%PDF-1.7"),
        ("results.csv", b"\xff\xfe\x00"),
        ("results.csv", b"student_number,unit_code\n1,2\n"),
        ("results.xlsx", b"PK\x03\x04 broken"),
        ("nat.zip", b"PK\x03\x04 broken"),
        ("NAT00120.txt", b"\x00" * 500),
        ("NAT00080.txt", nat(client("1", "A, B", "11022003"))),
        ("../../NAT00120.txt", b"<script>alert(1)</script>"),
    ],
)
def test_hostile_files_are_answered_in_a_sentence(world, coordinator, name, content):
    answer = send(world, coordinator, content, name)
    assert answer.status_code == 422
    assert "Nothing was stored" in text(answer)
    assert "Traceback" not in text(answer)
    assert not ResultUpload.objects.exists()
    assert AuditEvent.objects.filter(action="refuse_result_file").count() == 1
