"""Records of fixed width: one line, one record. What is odd about a line is said with the line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from vetportal.files.cells import fault_of
from vetportal.files.limits import Limits
from vetportal.files.nat.layout import BIRTH, DATE, NUMBER, Field, Layout
from vetportal.files.problems import FileRefused

_LINE_END = re.compile("\r\n|\n|\r")
_DOS_END = "\x1a"
_DATE = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")
_LONGEST = 1_000  # characters; the longest record of a state has far fewer


class Problem(NamedTuple):
    """Something that is wrong with a record: the field (empty for the whole line), a code, a sentence."""

    field: str
    code: str
    sentence: str


class NatRecord(NamedTuple):
    """One record: `values` by field as trimmed text, `dates` by field (None: not stated, or not readable)."""

    line: int
    values: dict[str, str]
    dates: dict[str, date | None]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class NatRecords:
    """All records of a file in their order, and what was noticed about the file as a whole."""

    rows: list[NatRecord]
    notes: tuple[str, ...]


def read_records(content: bytes, layout: Layout, *, limits: Limits) -> NatRecords:
    """Read a NAT file. Lines may end in CR LF or LF, trailing blanks be missing, states' fields follow.

    Raises FileRefused (file_empty, file_too_large, too_many_rows, encoding_error, nat_unreadable); what is
    wrong with single lines stands in their `problems`.
    """
    if len(content) > limits.bytes:
        raise FileRefused(
            "file_too_large", f"{layout.name} is too large. Ask the provider for a smaller one."
        )
    text, notes = _text(content, layout)
    lines = [each for each in enumerate(_LINE_END.split(text), start=1) if each[1].strip()]
    if not lines:
        raise FileRefused("file_empty", f"{layout.name} is empty. Check that you chose the right file.")
    if len(lines) > limits.rows:
        raise FileRefused(
            "too_many_rows",
            f"{layout.name} has more than {limits.rows:,} lines. Ask the provider for the lines of your "
            "school.",
        )
    rows = [_record(number, line, layout) for number, line in lines]
    if all(_is_nonsense(each) for each in rows):
        first = rows[0].problems[0].sentence
        raise FileRefused(
            "nat_unreadable",
            f"No line of this file can be read as {layout.name} of AVETMISS release 8.0. Line "
            f"{rows[0].line}: {first} Check that you chose the right file, or ask the provider for it in "
            "release 8.0.",
        )
    return NatRecords(rows, notes)


def _text(content: bytes, layout: Layout) -> tuple[str, tuple[str, ...]]:
    try:
        text, note = content.decode("ascii"), ""
    except UnicodeDecodeError:
        text, note = _beyond_ascii(content, layout)
    ended = text.rstrip("\r\n ")
    if ended.endswith(_DOS_END):
        text = ended.rstrip(_DOS_END)
    return text, (note,) if note else ()


def _beyond_ascii(content: bytes, layout: Layout) -> tuple[str, str]:
    """A NAT file is ASCII; accented letters come from programs that did not know it."""
    for codec, name in (("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252")):
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if text.isascii():  # only a byte order mark stood before it
            return text, ""
        return text, f"{layout.name} holds accented letters; it was read as {name}. Check the names."
    raise FileRefused(
        "encoding_error",
        f"{layout.name} cannot be read as text. Check that you chose the right file, or ask the provider "
        "again.",
    )


def _record(number: int, line: str, layout: Layout) -> NatRecord:
    values = {each.name: line[each.start - 1 : each.end].strip() for each in layout.fields}
    if len(line) > _LONGEST:
        sentence = f"The line has {len(line):,} characters; a record of {layout.name} has {layout.width}."
        return NatRecord(number, values, {}, (Problem("", "record_length", sentence),))
    if len(line.rstrip()) < layout.shortest:
        sentence = (
            f"The line ends after {len(line.rstrip())} characters; a record of {layout.name} has "
            f"{layout.width}, of which at least {layout.shortest} are needed."
        )
        return NatRecord(number, values, {}, (Problem("", "record_length", sentence),))
    dates = {each.name: _date(values[each.name]) for each in layout.fields if each.kind in (DATE, BIRTH)}
    return NatRecord(number, values, dates, tuple(_problems(values, dates, layout)))


def _problems(values: dict[str, str], dates: dict[str, date | None], layout: Layout) -> Iterator[Problem]:
    for field in layout.fields:
        text = values[field.name]
        if not text:
            if field.is_needed:
                yield Problem(field.name, "field_blank", f"The {field.label} is blank{_place(field)}.")
        elif fault := fault_of(text):
            yield Problem(field.name, *fault)
        elif field.kind == DATE and dates[field.name] is None:
            sentence = (
                f"The {field.label} is “{text}”{_place(field)}, which is no date. A NAT file writes day, "
                "month and year in eight digits, for example 25102019."
            )
            yield Problem(field.name, "date_format", sentence)
        elif field.kind == NUMBER and not (text.isascii() and text.isdigit()):
            sentence = f"The {field.label} is “{text}”{_place(field)}, which is no number."
            yield Problem(field.name, "number_format", sentence)


def _place(field: Field) -> str:
    return f" (characters {field.start} to {field.end})"


def _date(text: str) -> date | None:
    """DDMMYYYY; None for anything else, also for a birth date that is unknown in part."""
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


def _is_nonsense(record: NatRecord) -> bool:
    """Whether a line is no record of this kind at all: too short or long, or without any date."""
    codes = [each.code for each in record.problems]
    dates = [each for each in record.problems if each.code == "date_format"]
    return "record_length" in codes or (len(dates) >= 2 and not any(record.dates.values()))
