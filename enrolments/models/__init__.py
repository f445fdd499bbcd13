"""Who studies what, where, how long."""

from enrolments.models.enrolment import Enrolment, UnitEnrolment
from enrolments.models.people import Campus, School, SchoolMembership, SchoolSize, Student
from enrolments.models.register import (
    HigherLevelApproval,
    NominalHours,
    PackagedUnit,
    Provider,
    Qualification,
    Unit,
)
from enrolments.models.succession import UnitSuccession
from enrolments.models.uploads import EnrolmentUpload, UploadRow
from enrolments.models.years import EnrolmentYear, EntryExtension, SchoolReturn

__all__ = [
    "Campus",
    "Enrolment",
    "EnrolmentUpload",
    "EnrolmentYear",
    "EntryExtension",
    "HigherLevelApproval",
    "NominalHours",
    "PackagedUnit",
    "Provider",
    "Qualification",
    "School",
    "SchoolMembership",
    "SchoolReturn",
    "SchoolSize",
    "Student",
    "Unit",
    "UnitEnrolment",
    "UnitSuccession",
    "UploadRow",
]
