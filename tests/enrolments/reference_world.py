"""The state of the register and the schools that the file cases are written for. All of it is invented."""

from datetime import date, datetime

from enrolments.actions import uploads
from enrolments.models import EnrolmentUpload, EnrolmentYear, Qualification, School, Student
from enrolments.uploads import check as upload_check
from tests import factories
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.accounts.roles import SchoolRole

NOW = datetime(2019, 5, 1, 10, 0, tzinfo=clock.MELBOURNE)
HOURS = {
    "SITXFSA001": 15,
    "SITXCCS003": 25,
    "SITHCCC001": 25,
    "CUAMPF301": 70,
    "CUASOU301": 60,
    "BSBIND201": 30,
    "BSBMGT502": 60,
    "SITHKOP005": 100,
    "VU21797": 60,
    "VU22110": 80,
    "VU1E10": 40,
}
_CERTIFICATES = {
    "SIT20316": (2, "SITXFSA001 SITXCCS003 SITHCCC001"),
    "SIT20416": (2, "SITXFSA001 SITHCCC001"),
    "CUA30915": (3, "CUAMPF301 CUASOU301"),
    "BSB10115": (1, "BSBIND201"),
    "BSB50215": (5, "BSBMGT502"),
    "SIT40516": (4, "SITHCCC001 SITHKOP005"),
    "22302VIC": (2, "VU21797"),
    "2230E02": (2, "VU1E10"),
}


class World:
    """Three schools, their people, the register and the open year."""

    def __init__(self) -> None:
        self.year: EnrolmentYear = factories.open_year(2019)
        self.school = factories.school("7001", name="Bass Strait SC")
        self.other = factories.school("7002", name="Mallee Plains SC", location_index=2500)
        self.zero = factories.school("0703", name="Otway Ranges SC", location_index=2000)
        self.editor = factories.user("editor7001", school=self.school)
        self.other_editor = factories.user("editor7002", school=self.other)
        self.viewer = factories.user("viewer7001", school=self.school, school_role=SchoolRole.VIEWER)
        for code in ("3075", "0260"):
            factories.provider(code)
        factories.provider("21859", is_tafe_network=False)
        for code, (level, units) in _CERTIFICATES.items():
            factories.qualification(code, level=level, units={unit: HOURS[unit] for unit in units.split()})
        current = factories.qualification("CUA30915")
        factories.qualification("CUS30109", level=3, units={"CUAMPF301": 70}, superseded_by=current)
        factories.qualification("22485VIC", units={"VU22110": 80}, is_generalist=True)
        self.known: Student = factories.student(
            self.school,
            born=date(2003, 3, 14),
            student_number="012345678",
            family_name="Nguyen",
            given_names="Mai Linh",
        )
        self.elsewhere: Student = factories.student(
            self.other,
            born=date(2002, 11, 30),
            student_number="200000001",
            family_name="Okafor",
            given_names="Chidi",
        )

    def qualification(self, code: str) -> Qualification:
        """A certificate of the register."""
        return Qualification.objects.get(code=code)

    def stage(
        self,
        content: bytes | str,
        *,
        filename: str = "enrolments.csv",
        owner: User | None = None,
        school: School | None = None,
    ) -> EnrolmentUpload:
        """Stage a file for school 7001, as its coordinator does on the page."""
        return uploads.stage(
            school=school or self.school,
            year=self.year,
            owner=owner or self.editor,
            filename=filename,
            content=content.encode() if isinstance(content, str) else content,
            check=upload_check.check_rows,
        )

    def confirm(self, upload: EnrolmentUpload, **kwargs) -> EnrolmentUpload:
        """Save a staged file as its owner."""
        return uploads.confirm(upload=upload, by=upload.owner, check=upload_check.check_rows, **kwargs)
