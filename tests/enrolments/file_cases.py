"""Files as they arrive from real spreadsheets and from people who mean harm. All names are invented."""

import io
import zipfile
from datetime import date

from enrolments.uploads.enrolment_file import COLUMNS
from vetportal.files.writer import write_xlsx

HEADINGS = ",".join(COLUMNS)
ROW = (
    "7001",
    "100000001",
    "Citizen",
    "Jane",
    "2003-02-11",
    "VCE",
    "SIT20316",
    "SITXFSA001",
    "15",
    "3075",
    "EXTERNAL",
)


def row(**changed: str) -> str:
    """A good row as text, some of its cells changed; unquoted, so a comma makes two cells."""
    return ",".join(changed.get(column, value) for column, value in zip(COLUMNS, ROW, strict=True))


def sheet(*rows: str, end: str = "\r\n") -> bytes:
    """A CSV file of these rows below the headings."""
    return end.join([HEADINGS, *rows, ""]).encode()


def workbook(*rows: tuple) -> bytes:
    """An Excel workbook of typed cells."""
    return write_xlsx(COLUMNS, rows, sheet="Enrolments")


ACCEPTED = {
    "a clean file": sheet(row(), row(student_number="100000002", family_name="Smith")),
    "UTF-8 with a byte order mark": b"\xef\xbb\xbf" + sheet(row(family_name="Müller")),
    "UTF-16 as Excel's Unicode text": ("\ufeff" + sheet(row()).decode().replace(",", "\t")).encode(
        "utf-16-le"
    ),
    "non-breaking spaces around codes": sheet(
        row(certificate_code="\u00a0SIT20316\u00a0", unit_code="SITXFSA001\u00a0")
    ),
    "semicolons": sheet(row()).replace(b",", b";"),
    "mixed line ends": sheet(row(), row(unit_code="SITXCCS003")).replace(
        b"15,3075,EXTERNAL\r\n", b"15,3075,EXTERNAL\n", 1
    ),
    "no line end at the end": sheet(row()).rstrip(),
    "headings in capitals with spaces": sheet(row()).replace(
        b"school_code,student_number", b"School Code,STUDENT NUMBER"
    ),
    "hours of a typed cell": sheet(row(hours="15.0")),
    "a birth date with the day first": sheet(row(date_of_birth="11/2/2003")),
    "codes in small letters": sheet(
        row(certificate_code="sit20316", unit_code="sitxfsa001", delivery="external")
    ),
    "a certificate code that looks like a number": sheet(row(certificate_code="2230E02", unit_code="VU1E10")),
    "a student of twenty": sheet(row(date_of_birth="1998-05-07")),
    "Certificate I": sheet(row(certificate_code="BSB10115", unit_code="BSBIND201")),
    "a generalist certificate": sheet(row(certificate_code="22485VIC", unit_code="VU22110")),
    "a workbook with typed cells": workbook(
        (
            7001,
            100000001,
            "Citizen",
            "Jane",
            date(2003, 2, 11),
            "VCE",
            "SIT20316",
            "SITXFSA001",
            15,
            3075,
            "EXTERNAL",
        )
    ),
    "own delivery without a provider": sheet(row(delivery="SCHOOL", provider_code="")),
    "a student without given names": sheet(row(given_names="")),
}

REJECTED = {
    "a control character": (sheet(row(given_names="Ja\x07ne\x1b[31m")), [1], "control_character"),
    "a character that PostgreSQL cannot store": (sheet(row(hours="1\x005")), [1], "control_character"),
    "a vertical tab": (sheet(row(given_names="Ja\x0bne")), [1], "control_character"),
    "an unquoted comma": (sheet(row(given_names="Jane, Louise"), row()), [1], "row_length"),
    "one number, two people": (
        sheet(row(), row(family_name="Other", date_of_birth="2002-07-07", unit_code="SITXCCS003")),
        [2],
        "student_conflict",
    ),
    "twins under one number": (
        sheet(row(), row(given_names="Ann", unit_code="SITXCCS003")),
        [2],
        "student_conflict",
    ),
    "another birth date than the stored one": (
        sheet(row(student_number="012345678")),
        [1],
        "student_conflict",
    ),
    "a zero lost at the front": (
        sheet(row(student_number="12345678", date_of_birth="2003-03-14")),
        [1],
        "student_number_format",
    ),
    "a zero lost within the file": (
        sheet(row(student_number="0100000001"), row(unit_code="SITXCCS003")),
        [2],
        "student_number_format",
    ),
    "a number that a spreadsheet changed": (
        sheet(row(student_number="1.00E+08")),
        [1],
        "student_number_format",
    ),
    "the same unit twice": (sheet(row(), row(), row(hours="20")), [2, 3], "row_doubled"),
    "one certificate, two providers": (
        sheet(row(), row(unit_code="SITXCCS003", provider_code="0260")),
        [2],
        "enrolment_conflict",
    ),
    "one certificate, two programs": (
        sheet(row(), row(unit_code="SITXCCS003", program="VCAL")),
        [2],
        "enrolment_conflict",
    ),
    "no hours": (sheet(row(hours="")), [1], "hours_required"),
    "hours that Python would take": (sheet(row(hours="1_5")), [1], "hours_not_a_number"),
    "a formula for hours": (sheet(row(hours="=10+5")), [1], "hours_not_a_number"),
    "huge hours": (sheet(row(hours="99999999999999999999")), [1], "hours_range"),
    "negative hours": (sheet(row(hours="-15")), [1], "hours_range"),
    "decimals of hours": (
        sheet(
            row(hours="0.1"),
            row(unit_code="SITXCCS003", hours="0.2"),
            row(unit_code="SITHCCC001", hours="179.7"),
        ),
        [1, 2, 3],
        "hours_not_whole",
    ),
    "the month first": (sheet(row(date_of_birth="05/13/2003")), [1], "date_format"),
    "a year of two digits": (sheet(row(date_of_birth="11/2/03")), [1], "date_format"),
    "a birth in the future": (sheet(row(date_of_birth="2031-01-01")), [1], "date_range"),
    "an unknown unit": (sheet(row(unit_code="NOPE001")), [1], "unit_unknown"),
    "an unknown certificate": (sheet(row(certificate_code="NOPE001")), [1], "certificate_unknown"),
    "white space for a certificate": (sheet(row(certificate_code="   ")), [1], "certificate_required"),
    "an unknown provider": (sheet(row(provider_code="9999")), [1], "provider_unknown"),
    "an unknown program": (sheet(row(program="IB")), [1], "program_unknown"),
    "an unknown delivery": (sheet(row(delivery="POST")), [1], "delivery_unknown"),
    "a name too long": (sheet(row(family_name="x" * 61)), [1], "name_too_long"),
    "another school": (sheet(row(), row(school_code="7002")), [2], "school_other"),
    "a school that does not exist": (sheet(row(), row(school_code="9999")), [2], "school_other"),
    "no school": (sheet(row(school_code="")), [1], "school_required"),
    "the last of five hundred": (
        sheet(*(row(student_number=f"{400_000_000 + n}") for n in range(499)), row(hours="abc")),
        [500],
        "hours_not_a_number",
    ),
    "an error cell": (workbook((*ROW[:8], "#REF!", *ROW[9:])), [1], "hours_not_a_number"),
}


def _zip(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return packed.getvalue()


REFUSED = {
    "a letter that is not UTF-8": (sheet(row()).replace(b"Jane", b"Jos\x8e"), "encoding_error"),
    "a lone surrogate": (sheet(row()).replace(b"Citizen", b"\xed\xa0\x80Citizen"), "encoding_error"),
    "nothing": (b"", "file_empty"),
    "only a byte order mark": (b"\xef\xbb\xbf", "file_empty"),
    "only headings": (sheet(), "file_empty"),
    "a column missing": (sheet(row()).replace(b",hours,", b",time,"), "columns_missing"),
    "a column twice": (sheet(row()).replace(b"delivery", b"delivery,hours", 1), "columns_doubled"),
    "a title above the headings": (b"VASS extract,,\r\n\r\n" + sheet(row()), "columns_missing"),
    "an unclosed quote": (sheet(row(family_name='"Citizen'), row()), "quote_unclosed"),
    "too many rows": (sheet(*[row()] * 20_001), "too_many_rows"),
    "half a workbook": (workbook(ROW)[:2_500], "file_unreadable"),
    "a document that is no workbook": (_zip(word__document=b"<w/>"), "file_unreadable"),
    "a workbook that unpacks without end": (_zip(xl__workbook=b" " * (101 << 20)), "unpacked_too_large"),
    "an entity of another file": (
        _zip(xl__workbook=b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
        "file_unreadable",
    ),
}

WARNED = {
    "hours of zero": (sheet(row(hours="0")), "hours_zero"),
    "a superseded certificate beside the current one": (
        sheet(
            row(certificate_code="CUS30109", unit_code="CUAMPF301", hours="70"),
            row(certificate_code="CUA30915", unit_code="CUAMPF301", hours="70"),
        ),
        "certificate_superseded",
    ),
    "a unit outside the packaging": (sheet(row(unit_code="VU21797")), "unit_outside_packaging"),
    "another name than the stored one": (
        sheet(row(student_number="012345678", date_of_birth="2003-03-14")),
        "name_differs",
    ),
}
