"""Files of results: checked first, taken whole or not at all, and twice means once."""

import csv
import io

import pytest
from django.test import Client

from credits.models import ResultUpload, UnitResult
from tests import factories
from tests.credits.school_class import CERTIFICATE, ENDED, OCTOBER, UNITS, SchoolClass
from tests.credits.sent_files import GOOD, HEADINGS, send, table, take, text
from tests.files.nat_lines import client, nat
from vetportal import clock
from vetportal.audit.models import AuditEvent
from vetportal.files.writer import write_xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    with clock.at(OCTOBER):
        yield SchoolClass()


@pytest.fixture
def coordinator(world: SchoolClass) -> Client:
    return world.client()


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


def test_errors_come_in_the_order_of_their_rows_and_before_what_the_file_holds(world, coordinator):
    rows = [("S0000", unit, CERTIFICATE, "X", "2019-10-25") for unit in UNITS[:2]]
    page = text(send(world, coordinator, table(*rows, ("S9999", *GOOD[1:]), GOOD)))
    assert page.index("Rows 2, 3") < page.index("Row 4") < page.index("What the file holds")
    assert "Upload the corrected file" in page


def test_a_unit_outside_the_enrolment_can_be_taken_on_its_own(world, coordinator):
    factories.Unit.objects.create(code="OTHER1", title="Other")
    page = text(send(world, coordinator, table(GOOD, ("S0001", "OTHER1", *GOOD[2:]))))
    assert "tick the box below the errors" in page
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
