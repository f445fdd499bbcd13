"""A student's credits as a printed statement: a tagged PDF (PDF/UA-1), the same for the same contents."""

import json
from pathlib import Path
from typing import Any

import fontpkg_public_sans
import typst

from credits.queries.sheet import Row, Sheet
from credits.rules.interpreter_words import amount_of, plural
from enrolments.models import School, Student
from vetportal import clock
from vetportal.money import UNKNOWN, credit, day, whole

_TEMPLATE = Path(__file__).parent / "documents" / "record.typ"
_FONTS = Path(fontpkg_public_sans.__file__).parent / "files"
_HEADINGS = ("Unit", "Certificate", "Result", "Hours", "Level")


def record_pdf(student: Student, school: School, sheet: Sheet) -> bytes:
    """The statement of a student's credits under a scheme, as it counts today."""
    return typst.compile(
        str(_TEMPLATE),
        font_paths=[str(_FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(contents(student, school, sheet), ensure_ascii=False)},
        pdf_standards=["ua-1"],
    )


def contents(student: Student, school: School, sheet: Sheet) -> dict[str, Any]:
    """Everything that the statement says, as text."""
    scheme, ledger = sheet.scheme, sheet.ledger
    many = plural(scheme.credit_word)
    return {
        "title": f"Credit statement: {scheme.name}",
        "school": school.name,
        "student": student.name,
        "about": [
            [
                ("Student", student.name),
                ("Student number", student.student_number),
                ("Born", day(student.date_of_birth)),
            ],
            [
                ("School", f"{school.name}, {school.code}"),
                ("Counts for", f"{scheme.name}, version {scheme.version}"),
                ("As at", day(clock.today())),
            ],
        ],
        "sum": f"{amount_of(ledger.total, scheme.credit_word)} from VET",
        "standing": f"{ledger.standing.sentence}." if ledger.standing else _places(sheet),
        "projection": _projection(sheet),
        "headings": [*_HEADINGS, many[:1].upper() + many[1:]],
        "lines": [_line(row) for row in sheet.rows],
        "together": "Together",
        "total": credit(ledger.total),
        "how": [
            *_certificates(sheet),
            *sheet.principles,
            *(f"{each.about}: {each.text}" for each in sheet.reading),
        ],
        "source": f"{scheme.source.rstrip('.')}." + (f" {scheme.note}" if scheme.note else ""),
        "questions": (
            f"Questions about a result: ask the VET coordinator of {school.name}, and give the student "
            f"number. Questions about the rules: ask {scheme.authority}. This statement is no certificate: "
            "the authority decides what it credits."
        ),
    }


def _places(sheet: Sheet) -> str:
    return "; ".join(f"{place}: {credit(amount)}" for place, amount in sheet.places)


def _projection(sheet: Sheet) -> str:
    number = len(sheet.projection.planned)
    if not number:
        return ""
    units = (
        "the 1 unit of present enrolments was"
        if number == 1
        else f"the {number} units of present enrolments were"
    )
    total = amount_of(sheet.projection.after.total, sheet.scheme.credit_word)
    return f"Projection: {total} if {units} achieved by the end of the year."


def _line(row: Row) -> dict[str, Any]:
    line = row.line
    if row.is_whole:
        cells = [f"{line.certificate_title}, as a whole", line.certificate_code, ""]
    else:
        ended = f"{row.outcome}, {day(line.ended_on)}"
        cells = [f"{line.unit_code} {line.unit_title}", line.certificate_code or "On its own", ended]
    hours = whole(line.hours) + (f" {line.hours_source}" if line.hours_source else "")
    level = UNKNOWN if line.level is None else str(line.level)
    amount = UNKNOWN if row.is_in_whole else credit(line.credit)
    counts = line.credit > 0 or row.is_in_whole
    return {"counts": counts, "cells": [*cells, hours, level, amount], "why": _why(row)}


def _why(row: Row) -> str:
    """Why a line earns nothing; of what counts only what does not follow from the rules below the table."""
    line = row.line
    if row.is_whole or not line.credit:
        return line.reason
    return "" if row.is_at_level_of_certificate else f"{line.level_basis}."


def _certificates(sheet: Sheet) -> list[str]:
    """The certificates by the codes that the table gives them."""
    held = {row.line.certificate_code: row.line.certificate_title for row in sheet.rows}
    named = [f"{code} {title}" for code, title in sorted(held.items()) if code]
    return [f"Certificates: {'; '.join(named)}."] if named else []
