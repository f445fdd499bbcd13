"""What the rows of a file would do to what is stored: students and enrolments added, changed or left."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from enrolments.lookups import RegisterInMemory
from enrolments.models import EnrolmentUpload, Provider, Qualification
from enrolments.uploads.enrolment_file import SUBJECTS_COLUMN, CleanRow
from enrolments.uploads.standing import HeldEnrolment, Standing, standing_of

NEW, CHANGED, UNCHANGED = "NEW", "CHANGED", "UNCHANGED"


@dataclass
class PlannedEnrolment:
    """A student in a certificate as a file says it; `units` are the hours of its rows by the key of the unit.

    Units that are stored and not in the file stay as they are.
    """

    student_number: str
    qualification: Qualification
    program: str
    delivery: str
    provider: Provider | None
    subjects: int | None
    held: HeldEnrolment | None
    units: dict[int, int] = field(default_factory=dict)

    @property
    def new_units(self) -> dict[int, int]:
        """Hours of units that are not stored yet, by the key of the unit."""
        stored = self.held.units if self.held else {}
        return {unit: hours for unit, hours in self.units.items() if unit not in stored}

    @property
    def changed_units(self) -> dict[int, int]:
        """New hours by the key of the stored row of the unit."""
        stored = self.held.units if self.held else {}
        return {
            stored[unit].pk: hours
            for unit, hours in self.units.items()
            if unit in stored and stored[unit].hours != hours
        }

    @property
    def state(self) -> str:
        """NEW, CHANGED or UNCHANGED."""
        if self.held is None:
            return NEW
        stored = (self.held.program, self.held.delivery, self.held.provider_id, self.held.subjects)
        provider = self.provider.pk if self.provider else None
        is_same = stored == (self.program, self.delivery, provider, self.subjects)
        return UNCHANGED if is_same and not self.new_units and not self.changed_units else CHANGED

    def units_after(self) -> list[tuple[int | None, bool]]:
        """Every unit once the file is saved: its hours, and whether it is a credit transfer."""
        stored = self.held.units if self.held else {}
        after = {unit: (each.hours, each.is_credit_transfer) for unit, each in stored.items()}
        for unit, hours in self.units.items():
            after[unit] = (hours, unit in stored and stored[unit].is_credit_transfer)
        return list(after.values())


@dataclass
class Plan:
    """Everything that a file would do. `new_students` are by their number."""

    standing: Standing
    new_students: dict[str, CleanRow]
    enrolments: list[PlannedEnrolment]

    def counts(self) -> dict[str, int]:
        """How many of each, for the preview and the record."""
        states = [each.state for each in self.enrolments]
        late = {"late_enrolments": len(states) - states.count(UNCHANGED)} if self.standing.is_late else {}
        return {
            "new_students": len(self.new_students),
            "new_enrolments": states.count(NEW),
            "changed_enrolments": states.count(CHANGED),
            "unchanged_enrolments": states.count(UNCHANGED),
            "units": sum(len(each.units) for each in self.enrolments),
            "hours": sum(sum(each.units.values()) for each in self.enrolments),
            **late,
        }

    def mark(self) -> str:
        """A fingerprint of what stands now where the file would write, so that a change of it is noticed."""
        digest = hashlib.sha256(b"late\n" if self.standing.is_late else b"")
        for number in self.new_students:
            digest.update(f"{number}\n".encode())
        for each in self.enrolments:
            held = f"{each.held.pk},{each.held.version}" if each.held else "new"
            digest.update(f"{each.student_number},{each.qualification.pk},{held}\n".encode())
        return digest.hexdigest()


def plan_of(rows: Iterable[CleanRow], standing: Standing) -> Plan:
    """Bring the rows together by student and certificate."""
    new_students: dict[str, CleanRow] = {}
    enrolments: dict[tuple[str, int], PlannedEnrolment] = {}
    for row in rows:
        if row.student_number not in standing.students:
            new_students.setdefault(row.student_number, row)
        key = (row.student_number, row.qualification.pk)
        planned = enrolments.get(key)
        if planned is None:
            held = standing.enrolments.get(key)
            planned = enrolments[key] = PlannedEnrolment(
                row.student_number,
                row.qualification,
                row.program,
                row.delivery,
                row.provider,
                row.subjects if row.says_subjects else held and held.subjects,
                held,
            )
        planned.units[row.unit.pk] = row.hours
    return Plan(standing, new_students, list(enrolments.values()))


def staged_plan(upload: EnrolmentUpload) -> Plan:
    """What a staged file without errors would do as things stand now."""
    written = list(upload.rows.order_by("number").values_list("values", flat=True))
    register = RegisterInMemory.naming(written)
    return plan_of(
        (_read_back(values, register) for values in written),
        standing_of(school=upload.school, year=upload.year),
    )


def _read_back(values: dict[str, str], register: RegisterInMemory) -> CleanRow:
    """A row without errors from the form in which it was staged (CleanRow.as_written)."""
    return CleanRow(
        values["student_number"],
        values["family_name"],
        values["given_names"],
        date.fromisoformat(values["date_of_birth"]),
        values["program"],
        register.qualification(values["certificate_code"]),
        register.unit(values["unit_code"]),
        int(values["hours"]),
        register.provider(values["provider_code"]),
        values["delivery"],
        int(values[SUBJECTS_COLUMN]) if values.get(SUBJECTS_COLUMN) else None,
        SUBJECTS_COLUMN in values,
    )
