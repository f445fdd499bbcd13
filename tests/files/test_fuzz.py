"""Damaged files are read or refused; they never break the program."""

import contextlib
import io
import zipfile

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.files.samples import ROWS, SHEET, csv_bytes, read, xlsx_bytes
from vetportal.files.problems import FileRefused

CSV = csv_bytes(*ROWS, ("100000003", '"Müller, ""J"""', "7"))
XLSX = xlsx_bytes(*ROWS, ("100000003", "Müller", 7))
with zipfile.ZipFile(io.BytesIO(XLSX)) as _archive:
    PARTS = {name: _archive.read(name) for name in _archive.namelist()}
XML = (SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "xl/styles.xml")

edits = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.integers(0, 6),
        st.one_of(
            st.binary(max_size=4),
            st.sampled_from([b'"', b"<", b">", b"\0", b"999999999999", b"-1", b"NaN", b' t="s"', b"</row>"]),
        ),
    ),
    min_size=1,
    max_size=6,
)
Edits = list[tuple[float, int, bytes]]
thorough = settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def mutated(content: bytes, changes: Edits) -> bytes:
    for place, removed, inserted in changes:
        start = int(place * len(content))
        content = content[:start] + inserted + content[start + removed :]
    return content


def read_or_refused(content: bytes) -> None:
    with contextlib.suppress(FileRefused):
        assert len(read(content, filename="f.csv").rows) <= 20_000


@thorough
@given(edits)
def test_damaged_csv(changes: Edits) -> None:
    read_or_refused(mutated(CSV, changes))


@thorough
@given(edits)
def test_damaged_archives(changes: Edits) -> None:
    read_or_refused(mutated(XLSX, changes))


@thorough
@given(st.sampled_from(XML), edits)
def test_damaged_parts_of_a_sound_archive(name: str, changes: Edits) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for other, part in PARTS.items():
            archive.writestr(other, mutated(part, changes) if other == name else part)
    read_or_refused(buffer.getvalue())


@thorough
@given(st.binary(max_size=400))
def test_any_bytes(content: bytes) -> None:
    read_or_refused(content)
    read_or_refused(b"PK" + content)
