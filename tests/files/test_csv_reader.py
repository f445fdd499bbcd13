"""CSV files as schools really save them are read; anything doubtful is refused in words."""

import pytest

from tests.files.samples import COLUMNS, ROWS, csv_bytes, read, refusal, values
from vetportal.files.reader import read_table

HEADER = b"student_number,family_name,hours\r\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_each_delimiter_is_found_in_the_header(delimiter: str) -> None:
    table = read(csv_bytes(*ROWS, delimiter=delimiter))
    assert values(table) == list(ROWS)
    assert bool(table.notes) == (delimiter != ",")


@pytest.mark.parametrize("eol", ["\r\n", "\n", "\r"])
def test_each_line_end_is_read(eol: str) -> None:
    assert values(read(csv_bytes(*ROWS, eol=eol))) == list(ROWS)


def test_mixed_line_ends_are_read() -> None:
    assert values(read(HEADER + b"100000001,Citizen,15\n100000002,Smith,25\r\n")) == list(ROWS)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("name", ["Müller", "Zoë", "García", "Muñoz", "GARCÍA", "NOËL", "Élise", "Großmann"])
def test_names_arrive_whole_in_each_encoding(codec: str, name: str) -> None:
    content = csv_bytes(("1", name, "15")).decode().encode(codec)
    assert values(read(content)) == [("1", name, "15")]


def test_windows_apostrophe_and_edge_blank_are_read_with_a_note() -> None:
    table = read(HEADER + b"\xa01\xa0,O\x92Brien,15\r\n")
    assert values(table) == [("1", "O’Brien", "15")]
    assert "1252" in table.notes[0]


@pytest.mark.parametrize(
    "name", ["José", "García", "Muñoz", "Gómez", "O’Brien", "Ángel", "JOÃO", "GARCÍA", "Noël"]
)
def test_mac_roman_is_never_taken_for_windows_text(name: str) -> None:
    content = csv_bytes(("1", name, "15")).decode().encode("mac_roman")
    assert refusal(content).code == "encoding_error"


@pytest.mark.parametrize("name", ["José", "Muñoz", "Márquez", "Gómez", "García", "Müller"])
def test_dos_text_is_never_taken_for_windows_text(name: str) -> None:
    content = csv_bytes(("1", name, "15")).decode().encode("cp850")
    assert refusal(content).code == "encoding_error"


@pytest.mark.parametrize(
    "content",
    [
        HEADER + b"1,\xed\xa0\x80Citizen,15\r\n",  # a lone surrogate
        HEADER + "1,Müller,15\r\n".encode() + b"2,M\xfcller,15\r\n",  # two encodings in one file
        csv_bytes(*ROWS).decode().encode("utf-16-le"),  # no byte order mark
        b"\xff\xfe" + csv_bytes(*ROWS).decode().encode("utf-16-le")[:-1],
        HEADER + b"1,Jos\x81,15\r\n",
    ],
)
def test_doubtful_letters_are_refused(content: bytes) -> None:
    refused = refusal(content)
    assert refused.code == "encoding_error"
    assert "CSV UTF-8" in refused.sentence


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\r\n\r\n", b" , ,\r\n,,\r\n"])
def test_empty_files(content: bytes) -> None:
    assert refusal(content).code == "file_empty"


def test_missing_columns_are_named_with_the_unknown_ones_and_the_delimiter() -> None:
    refused = refusal(b"student_number;family_name;stunden\r\n1;Citizen;15\r\n")
    assert refused.code == "columns_missing"
    assert refused.names == ("hours",)
    assert all(word in refused.sentence for word in ("hours", "stunden", "semicolons"))


def test_title_lines_above_the_headings_are_pointed_out() -> None:
    refused = refusal(b"Extract,,\r\nMade 1/05/2019,,\r\n\r\n" + csv_bytes(*ROWS))
    assert refused.code == "columns_missing"
    assert "line 4" in refused.sentence


def test_doubled_columns_are_refused() -> None:
    refused = refusal(b"student_number,family_name,hours,Hours\r\n1,Citizen,15,20\r\n")
    assert (refused.code, refused.names) == ("columns_doubled", ("hours",))


def test_headings_match_whatever_their_case_and_blanks() -> None:
    assert values(read(b" Student Number ,FAMILY_NAME,\xc2\xa0hours\r\n1,Citizen,15\r\n")) == [
        ("1", "Citizen", "15")
    ]


def test_unknown_columns_are_noted_and_order_is_free() -> None:
    table = read(b"errors,hours,,family_name,student_number\r\nbad,15,x,Citizen,1\r\n")
    assert values(table) == [("1", "Citizen", "15")]
    assert not table.problems
    assert any("errors" in note for note in table.notes)
    assert any("Column 3" in note for note in table.notes)


def test_optional_columns_are_empty_when_absent() -> None:
    table = read_table(csv_bytes(*ROWS), filename="a.csv", required=COLUMNS[:2], optional=["hours", "note"])
    assert table.columns == COLUMNS
    assert table.rows[0].values == {
        "student_number": "100000001",
        "family_name": "Citizen",
        "hours": "15",
        "note": "",
    }


def test_blank_rows_are_skipped_and_numbers_kept() -> None:
    table = read(HEADER + b"1,Citizen,15\r\n,,\r\n\r\n2,Smith,25\r\n")
    assert [(row.number, row.line) for row in table.rows] == [(1, 2), (4, 5)]
    assert table.notes == ("2 blank lines were skipped.",)


def test_lines_are_those_that_excel_shows() -> None:
    table = read(
        b'\r\n\r\n"student_number","family_name","hours","memo"\r\n1,A,1,"two\r\nlines"\r\n2,B,2,x\r\n'
    )
    assert [(row.number, row.line) for row in table.rows] == [(1, 4), (2, 5)]
    assert any("several lines" in note for note in table.notes)


@pytest.mark.parametrize("line", [b"1,Smith, Ali,15\r\n", b"1,Smith\r\n", b"1\r\n"])
def test_rows_of_another_length_are_reported(line: bytes) -> None:
    table = read(HEADER + line + b"2,Jones,25\r\n")
    assert [(p.number, p.column, p.code) for p in table.problems] == [(1, None, "row_length")]
    assert table.problem_numbers == {1}


def test_empty_cells_beyond_the_headings_do_no_harm() -> None:
    table = read(b"student_number,family_name,hours,\r\n1,Citizen,15,,,\r\n2,Smith,25,\r\n")
    assert not table.problems
    assert len(table.rows) == 2


@pytest.mark.parametrize(
    "body",
    [
        b'1,"Citizen,15\r\n2,Smith,25\r\n',
        b'1,"Cit" izen,15\r\n',
        b'1,"Citizen,15\r\n2,"Smith",25\r\n',
        b'1,"' + b"x" * 200_000 + b'",15\r\n',
    ],
)
def test_an_unclosed_quote_refuses_the_file(body: bytes) -> None:
    refused = refusal(HEADER + body)
    assert refused.code == "quote_unclosed"
    assert refused.sentence.startswith("Line 2:")


def test_a_quote_that_swallows_a_row_is_reported() -> None:
    table = read(HEADER + b'1,"Citizen,15\r\n2,Smith",25\r\n')
    assert [(p.number, p.column, p.code) for p in table.problems] == [(1, "family_name", "control_character")]


@pytest.mark.parametrize(
    "sign", ["\x00", "\x07", "\x1b[31m", "\x0b", "\t", "\x7f", "\x85x", "\u202e", "\u2028x"]
)
def test_controls_inside_a_cell_are_reported(sign: str) -> None:
    table = read(csv_bytes(("1", f"Ja{sign}ne", "15")))
    assert [(p.number, p.column, p.code) for p in table.problems] == [(1, "family_name", "control_character")]
    assert sign not in table.problems[0].sentence


def test_a_letter_lost_by_an_earlier_program_is_reported() -> None:
    assert read(csv_bytes(("1", "Jos\ufffd", "15"))).problems[0].code == "encoding_error"


def test_cells_are_trimmed_and_composed() -> None:
    table = read(csv_bytes((" \u3000\ufeff1\u200b", "\u00a0Zoe\u0308 \u2009", "\t15\u00a0")))
    assert values(table) == [("1", "Zoë", "15")]


@pytest.mark.parametrize(
    "name",
    ["O’Brien", "O'Brien", "'t Hart", "van der Berg", "Nguyễn", "李", "Ł", "علی‌رضا", "Smith-Jones", "𝒵"],
)
def test_real_names_come_back_as_they_are(name: str) -> None:
    table = read(csv_bytes(("1", name, "15")))
    assert values(table) == [("1", name, "15")]
    assert not table.problems
