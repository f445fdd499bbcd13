"""How large an uploaded file may be. A file exactly at a limit is accepted."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """The largest file accepted.

    `bytes` counts the file as uploaded, `unpacked_bytes` and `members` the parts of an XLSX archive,
    `rows` the data rows that are not blank, `columns` the columns up to the last heading or value.
    """

    bytes: int
    rows: int
    columns: int
    unpacked_bytes: int
    members: int

    @property
    def span(self) -> int:
        """Lines from the heading to the last value, blank lines included."""
        return 2 * self.rows


SCHOOL_UPLOAD = Limits(
    bytes=20 * MEGABYTE, rows=20_000, columns=50, unpacked_bytes=100 * MEGABYTE, members=200
)
DEPARTMENT_UPLOAD = Limits(
    bytes=200 * MEGABYTE, rows=1_000_000, columns=50, unpacked_bytes=500 * MEGABYTE, members=200
)
# What a training provider reports: it may name the students of many schools.
PROVIDER_UPLOAD = Limits(
    bytes=20 * MEGABYTE, rows=100_000, columns=50, unpacked_bytes=40 * MEGABYTE, members=100
)
