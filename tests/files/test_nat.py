"""NAT files: the positions, what real programs get wrong, and what no program may get through."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tests.files.nat_lines import activity, client, nat, zipped
from vetportal.files.limits import PROVIDER_UPLOAD
from vetportal.files.nat import CLIENT, TRAINING_ACTIVITY, open_nat, read_records
from vetportal.files.problems import FileRefused


def read(content: bytes, layout=TRAINING_ACTIVITY, **limits):
    return read_records(content, layout, limits=replace(PROVIDER_UPLOAD, **limits))


def refusal(content: bytes, filename: str = "NAT00120.txt", **limits) -> FileRefused:
    allowed = replace(PROVIDER_UPLOAD, **limits)
    with pytest.raises(FileRefused) as refused:
        read_records(
            open_nat(content, filename=filename, limits=allowed).activity, TRAINING_ACTIVITY, limits=allowed
        )
    assert refused.value.sentence.endswith(".")
    return refused.value


def test_the_samples_are_as_wide_as_the_specification_says():
    assert len(activity()) == TRAINING_ACTIVITY.width == 158
    assert len(client("1", "A, B", "01012003")) == CLIENT.width == 327


def test_every_field_stands_at_its_position():
    (record,) = read(nat(activity())).rows
    assert record.values == {
        "training_organisation_id": "3075",
        "client_id": "S0000",
        "subject_id": "SIT20316A",
        "program_id": "SIT20316",
        "activity_start": "04022019",
        "activity_end": "25102019",
        "outcome_national": "20",
    }
    assert record.dates == {"activity_start": date(2019, 2, 4), "activity_end": date(2019, 10, 25)}
    assert record.problems == ()
    (person,) = read(nat(client("S0000", "CITIZEN, JANE", "11022003")), CLIENT).rows
    assert (person.values["name_for_encryption"], person.dates["date_of_birth"]) == (
        "CITIZEN, JANE",
        date(2003, 2, 11),
    )


@pytest.mark.parametrize("born", ["@@022003", "@@@@2003", "@@@@@@@@"])
def test_a_birth_date_may_be_unknown_in_part(born):
    (person,) = read(nat(client("1", "A, B", born)), CLIENT).rows
    assert (person.dates["date_of_birth"], person.problems) == (None, ())


@pytest.mark.parametrize(
    "content",
    [
        nat(activity(), activity("S0001"), end="\n"),
        nat(activity(), activity("S0001")).rstrip(),
        nat(activity().rstrip("I"), activity("S0001")),
        nat(activity() + " " * 146, activity("S0001") + "12345678"),
        nat(activity(), "", activity("S0001")) + b"\x1a",
        b"\xef\xbb\xbf" + nat(activity(), activity("S0001")),
        nat(activity()[:73], activity("S0001")),
    ],
    ids=[
        "LF",
        "no final end",
        "trailing blank cut",
        "fields of a state",
        "DOS end",
        "BOM",
        "only what is needed",
    ],
)
def test_what_real_programs_write_is_read(content):
    rows = read(content).rows
    assert [each.values["client_id"] for each in rows] == ["S0000", "S0001"]
    assert [each.problems for each in rows] == [(), ()]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (activity(start="12312019"), "date_format"),
        (activity(end="30022019"), "date_format"),
        (activity(outcome="A"), "number_format"),
        (activity(outcome=""), "field_blank"),
        (activity(client=""), "field_blank"),
        (activity()[:60], "record_length"),
        (activity() + "x" * 2_000, "record_length"),
        (activity(client="S\x0700"), "control_character"),
    ],
)
def test_an_odd_line_is_reported_with_its_number(line, code):
    odd = read(nat(activity(), line)).rows[1]
    assert (odd.line, [each.code for each in odd.problems]) == (2, [code])


def test_a_file_of_another_release_or_kind_is_refused_as_a_whole():
    assert refusal(nat(activity()[10:])).code == "nat_unreadable"
    assert refusal(b"student_number,unit_code\r\n1,2\r\n").code == "nat_unreadable"
    assert refusal(b"%PDF-1.7\n1 0 obj\n").code == "nat_unreadable"


def test_accented_letters_are_read_and_noted():
    line = client("1", "MÜLLER, ZOË", "11022003")
    for codec, name in (("utf-8", "UTF-8"), ("cp1252", "Windows-1252")):
        found = read((line + "\r\n").encode(codec), CLIENT)
        assert found.rows[0].values["name_for_encryption"] == "MÜLLER, ZOË"
        assert name in found.notes[0]
    assert refusal(b"\x81\x8d\n").code == "encoding_error"


def test_limits_hold():
    assert refusal(nat(*[activity()] * 3), rows=2).code == "too_many_rows"
    assert refusal(nat(activity()), bytes=100).code == "file_too_large"
    assert refusal(b"").code == "file_empty"
    assert refusal(b"\r\n \r\n").code == "file_empty"


def test_an_archive_brings_the_names():
    content = zipped({"export/Nat00120.TxT": nat(activity()), "NAT00080.txt": b"x", "NAT00010.txt": b""})
    found = open_nat(content, filename="nat.zip", limits=PROVIDER_UPLOAD)
    assert (found.activity, found.clients, found.notes) == (nat(activity()), b"x", ())
    noted = open_nat(
        zipped({"NAT00120.txt": b"x", "readme.doc": b"", "NAT00080.txt": b""}),
        filename="a.zip",
        limits=PROVIDER_UPLOAD,
    )
    assert noted.clients is None
    assert "README.DOC" in noted.notes[0]


def test_archives_that_no_provider_writes_are_refused():
    good = {"NAT00120.txt": nat(activity())}
    assert refusal(zipped({"NAT00080.txt": b"x"}), "a.zip").code == "nat_missing"
    assert refusal(nat(activity()), "NAT00080.txt").code == "nat_missing"
    assert refusal(zipped(good | {"b/nat00120.TXT": b"x"}), "a.zip").code == "archive_suspicious"
    assert refusal(zipped(good | {f"{n}.txt": b"" for n in range(200)}), "a.zip").code == "archive_suspicious"
    assert refusal(zipped(good)[:-40], "a.zip").code == "file_unreadable"
    assert (
        refusal(zipped({"NAT00120.txt": b" " * 3_000_000}), "a.zip", bytes=1_000_000).code
        == "unpacked_too_large"
    )
    assert refusal(_encrypted(zipped(good)), "a.zip").code == "file_unreadable"
    assert refusal(zipped({"NAT00120.txt": b""}), "a.zip").code == "file_empty"


def test_a_path_in_an_archive_leads_nowhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    content = zipped({"../../NAT00120.txt": nat(activity()), "..\\NAT00080.txt": b"x"})
    assert open_nat(content, filename="a.zip", limits=PROVIDER_UPLOAD).activity == nat(activity())
    assert list(tmp_path.iterdir()) == []


def _encrypted(content: bytes) -> bytes:
    """The same archive with the mark of a password on its member."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        offset = archive.start_dir
    flagged = bytearray(content)
    flagged[6] |= 1
    flagged[offset + 8] |= 1
    return bytes(flagged)


@given(st.binary(max_size=2_000))
@example(b"PK\x03\x04")
@example(b"PK\x05\x06" + bytes(18))
@example(b"\xff\xfe")
def test_no_bytes_crash_the_reader(content):
    """Whatever is sent: records, or a sentence."""
    for layout in (TRAINING_ACTIVITY, CLIENT):
        assert _answer(content, layout)


def _answer(content: bytes, layout) -> object:
    try:
        found = open_nat(content, filename="x", limits=PROVIDER_UPLOAD)
        return read_records(found.activity, layout, limits=PROVIDER_UPLOAD).rows
    except FileRefused as refused:
        return refused.sentence


@given(
    st.lists(st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=200), max_size=6)
)
def test_no_line_disturbs_its_neighbours(lines):
    """A good record stays what it is between any others, and keeps its number."""
    text = "\n".join([*lines, activity(), *lines])
    content = text.encode("cp1252", errors="replace")
    assume(isinstance(_answer(content, TRAINING_ACTIVITY), list))  # some code places are no letter
    rows = read(content).rows
    good = next(each for each in rows if each.line == len(lines) + 1)
    assert good.values["client_id"] == "S0000"
    assert good.problems == ()


@given(
    client=st.text("ABC123", min_size=1, max_size=10),
    subject=st.text("ABC123", min_size=1, max_size=12),
    program=st.text("ABC123", max_size=10),
    ended=st.dates(date(1990, 1, 1), date(2090, 1, 1)),
)
def test_what_is_written_is_read_back(client, subject, program, ended):
    line = activity(client, subject, program, end=f"{ended:%d%m%Y}")
    (record,) = read(nat(line)).rows
    found = record.values
    assert (found["client_id"], found["subject_id"], found["program_id"]) == (client, subject, program)
    assert record.dates["activity_end"] == ended
