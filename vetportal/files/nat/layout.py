"""Where the fields stand in a NAT file, counted from 1.

Source: AVETMISS VET Provider Collection specifications (NCVER): release 7.0 for the rules of the files and
the kinds of fields, release 8.0 for the positions, which were checked against published files of that
release. In release 8.0 NAT00120 begins with the code of the training organisation, so a file of release 7
reads as nonsense and is refused. States append fields of their own after the last position; they are not
read.
"""

from typing import NamedTuple

TEXT, NUMBER, DATE, BIRTH = "A", "N", "D", "B"  # BIRTH: a date that may be unknown in part, as @@MMYYYY


class Field(NamedTuple):
    """One field: its first position and its length in characters."""

    name: str
    start: int
    length: int
    kind: str = TEXT
    label: str = ""
    is_needed: bool = False

    @property
    def end(self) -> int:
        """The last position."""
        return self.start + self.length - 1


class Layout(NamedTuple):
    """A file: its name, the width of a full record, and those of its fields that the portal reads."""

    name: str
    width: int
    fields: tuple[Field, ...]

    @property
    def shortest(self) -> int:
        """The last position that a record must reach: trailing blanks may have been cut off."""
        return max(each.end for each in self.fields if each.is_needed)


TRAINING_ACTIVITY = Layout(
    "NAT00120",
    158,
    (
        Field("training_organisation_id", 1, 10, label="training organisation"),
        Field("client_id", 21, 10, label="client", is_needed=True),
        Field("subject_id", 31, 12, label="subject", is_needed=True),
        Field("program_id", 43, 10, label="program"),
        Field("activity_start", 53, 8, DATE, label="start of the activity", is_needed=True),
        Field("activity_end", 61, 8, DATE, label="end of the activity", is_needed=True),
        Field("outcome_national", 72, 2, NUMBER, label="national outcome", is_needed=True),
    ),
)
CLIENT = Layout(
    "NAT00080",
    327,
    (
        Field("client_id", 1, 10, label="client", is_needed=True),
        Field("name_for_encryption", 11, 60, label="name", is_needed=True),
        Field("date_of_birth", 74, 8, BIRTH, label="date of birth", is_needed=True),
    ),
)
