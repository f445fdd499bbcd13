"""A year as it is lived, in a random order: every action that changes what funding reads, now and then."""

from collections.abc import Callable
from datetime import date
from random import Random

from enrolments.actions import approvals, classes, entry, people, returns, uploads
from enrolments.actions.refusals import Refused
from enrolments.models import (
    Campus,
    Enrolment,
    EnrolmentYear,
    HigherLevelApproval,
    Qualification,
    SchoolReturn,
    SchoolSize,
    Student,
    UnitEnrolment,
    window,
)
from enrolments.uploads import check
from enrolments.uploads.enrolment_file import COLUMNS
from funding import queries
from tests import factories
from vetportal.accounts.roles import SchoolRole
from vetportal.files.problems import FileRefused
from vetportal.files.writer import write_csv

OPEN_DAY = "2019-05-01T10:00"
LEVELS = {"SIT20316": 2, "SIT30616": 3, "SIT40516": 4, "SIT10216": 1}
BANDS = ("1", "5", "5a", "8")


class LiveStory:
    """Three schools, one of them rural, and what happens to their entries. The clock is at OPEN_DAY."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - an invented story
        self.year: EnrolmentYear = factories.open_year()
        self.schools = [factories.school(f"71{n:02}", location_index=n * 1500) for n in range(3)]
        self.editor = factories.user("editor")
        self.principal = factories.user("principal")
        self.officer = factories.officer("officer")
        for school in self.schools:
            factories.user("editor", school=school)
            factories.user("principal", school=school, school_role=SchoolRole.PRINCIPAL)
        self.certificates = [factories.qualification(code, level=level) for code, level in LEVELS.items()]
        private = factories.provider("21859", is_tafe_network=False)
        self.providers = [None, factories.provider("3075"), private]
        self.publish()
        for _ in range(9):
            self.enter()

    def happens(self) -> str:
        """One thing happens; what the portal refuses changes nothing and is part of the story."""
        step = self.random.choice(self._steps())
        try:
            step()
        except (Refused, window.EntryClosed, FileRefused):
            return f"{step.__name__}, refused"
        return step.__name__

    def _steps(self) -> list[Callable[[], object]]:
        return [
            self.enter, self.enter, self.change, self.change, self.withdraw, self.remove, self.enrol_class,
            self.upload, self.correct_student, self.certify, self.approve, self.approve, self.send_back,
            self.reopen, self.allow_certificate_iv, self.index, self.certificate, self.raw_hours,
            self.raw_delivery, self.size, self.publish,
        ]  # fmt: skip

    def publish(self) -> None:
        """Other rules come into force: cap, rural rate, bands and the switch of the rural weighting."""
        held = queries.published_year(2019)
        if held:
            held.status = "REPLACED"
            held.save(update_fields=["status"])
        factories.published_rules(
            version=held.version + 1 if held else 1,
            bands={each: self.random.choice(BANDS) for each in self.certificates},
            cap=self.random.choice([300_000, 1_500_000, None]),
            rural_rate=self.random.choice([40_000, None]),
            rural_inside_cap=self.random.random() < 0.5,
            does_rural_rate_move=self.random.random() < 0.3,
            are_transfers_funded=self.random.random() < 0.3,
        )

    def enter(self) -> None:
        school = self.random.choice(self.schools)
        born = date(self.random.choice([1997, 2001, 2003, 2005]), 2, 11)
        entry.enter(
            student=factories.student(school, born=born), year=self.year,
            qualification=(chosen := self.random.choice(self.certificates)), program=self._program(),
            delivery=self._delivery(), provider=self.random.choice(self.providers),
            units=self._units(chosen), by=self.editor, subjects=self.random.choice([None, 5, 6]),
        )  # fmt: skip

    def change(self) -> None:
        held = self._any(Enrolment)
        entry.change(
            enrolment=held, version=held.version, program=self._program(), delivery=self._delivery(),
            provider=self.random.choice(self.providers), units=self._units(held.qualification),
            subjects=self.random.choice([None, 5, 6]), by=self.editor,
        )  # fmt: skip

    def withdraw(self) -> None:
        held = self._any(Enrolment)
        on = self.random.choice([None, date(2019, 3, 1), date(2019, 5, 6)])
        entry.withdraw(enrolment=held, version=held.version, on=on, by=self.editor)

    def remove(self) -> None:
        held = self._any(Enrolment)
        entry.remove(enrolment=held, version=held.version, by=self.editor)

    def enrol_class(self) -> None:
        school = self.random.choice(self.schools)
        chosen = self.random.choice(self.certificates)
        classes.enrol_class(
            school=school, year=self.year, qualification=chosen, program="VCE", delivery="SCHOOL",
            provider=None, units=self._units(chosen), students=[factories.student(school) for _ in range(2)],
            by=self.editor,
        )  # fmt: skip

    def upload(self) -> None:
        school = self.random.choice(self.schools)
        chosen = self.random.choice(self.certificates)
        rows = [
            (school.code, f"U{self.random.randrange(40):03}", "Upload", "Ulla", "2003-02-11", "VCE",
             chosen.code, each.unit.code, self.random.randrange(1, 90), "", "SCHOOL")
            for each in chosen.packaged_units.select_related("unit")
        ]  # fmt: skip
        rows = [(*row[:1], rows[0][1], *row[2:]) for row in rows]
        staged = uploads.stage(
            school=school, year=self.year, owner=self.editor, filename="class.csv",
            content=b"".join(write_csv(COLUMNS, rows)), check=check.check_rows,
        )  # fmt: skip
        uploads.confirm(upload=staged, by=self.editor, check=check.check_rows)

    def correct_student(self) -> None:
        held = self._any(Student)
        born = date(self.random.choice([1997, 2003]), 2, 11)
        people.change_student(student=held, version=held.version, by=self.editor, date_of_birth=born)

    def certify(self) -> None:
        school = self.random.choice(self.schools)
        returns.certify(school=school, year=2019, is_nil=False, by=self.principal)

    def approve(self) -> None:
        held = self._return("CERTIFIED")
        returns.approve(school_return=held, version=held.version, by=self.officer)

    def send_back(self) -> None:
        held = self._return("APPROVED")
        returns.return_(school_return=held, version=held.version, reason="Check hours.", by=self.officer)

    def reopen(self) -> None:
        held = self._return("CERTIFIED")
        returns.reopen(school_return=held, version=held.version, by=self.principal)

    def allow_certificate_iv(self) -> None:
        school, chosen = self.random.choice(self.schools), self.certificates[2]
        if HigherLevelApproval.objects.filter(school=school, qualification=chosen).delete()[0]:
            return
        approvals.record(
            school=school, qualification=chosen, year=self.year, provider=None, decided_by="VCAA",
            decided_on=date(2019, 2, 1), by=self.officer,
        )  # fmt: skip

    def index(self) -> None:
        campus = self._any(Campus)
        campus.location_index = self.random.choice([None, 0, 1_999, 2_000, 7_512])
        campus.save()

    def certificate(self) -> None:
        held = self._any(Qualification)
        held.is_generalist = not held.is_generalist
        held.save()

    def raw_hours(self) -> None:
        school = self._open_school()
        units = UnitEnrolment.objects.filter(enrolment__school=school)
        units.update(hours=self.random.randrange(1, 200))

    def raw_delivery(self) -> None:
        chosen = self._delivery()
        Enrolment.objects.filter(school=self._open_school()).update(delivery=chosen)

    def size(self) -> None:
        SchoolSize.objects.update_or_create(
            school=self.random.choice(self.schools), year=self.year,
            defaults={"students": self.random.randrange(500), "source": "invented"},
        )  # fmt: skip

    def _any(self, model):
        rows = list(model.objects.order_by("pk"))
        if not rows:
            raise Refused("There is nothing to change.")
        return self.random.choice(rows)

    def _return(self, status: str) -> SchoolReturn:
        rows = list(SchoolReturn.objects.filter(status=status).order_by("pk"))
        if not rows:
            raise Refused("There is no such return.")
        return self.random.choice(rows)

    def _open_school(self):
        closed = SchoolReturn.objects.filter(status__in=("CERTIFIED", "APPROVED"))
        signed = set(closed.values_list("school", flat=True))
        rows = [school for school in self.schools if school.pk not in signed]
        if not rows:
            raise Refused("Every return is signed.")
        return self.random.choice(rows)

    def _program(self) -> str:
        return self.random.choice(["VCE", "VCE", "VCAL", "NONE"])

    def _delivery(self) -> str:
        return self.random.choice(["SCHOOL", "SCHOOL", "EXTERNAL", "SBAT"])

    def _units(self, qualification: Qualification) -> list[tuple]:
        packaged = list(qualification.packaged_units.select_related("unit").order_by("pk"))
        chosen = packaged[: self.random.randrange(len(packaged) + 1)]
        return [
            (each.unit, self.random.choice([None, 20, 60, 180, 400]), self.random.random() < 0.1)
            for each in chosen
        ]
