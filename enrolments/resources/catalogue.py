"""Every register file of enrolments by the name that commands and the administration site use."""

from enrolments.resources.loading import RegisterFile
from enrolments.resources.providers import APPROVALS, MEMBERSHIPS, PROVIDERS
from enrolments.resources.qualifications import PACKAGING, QUALIFICATIONS
from enrolments.resources.schools import SCHOOLS
from enrolments.resources.sizes import SCHOOL_SIZES
from enrolments.resources.successions import SUCCESSIONS
from enrolments.resources.units import NOMINAL_HOURS, UNITS

FILES: dict[str, RegisterFile] = {
    file.name: file
    for file in (
        SCHOOLS,
        SCHOOL_SIZES,
        UNITS,
        QUALIFICATIONS,
        PACKAGING,
        NOMINAL_HOURS,
        SUCCESSIONS,
        PROVIDERS,
        APPROVALS,
        MEMBERSHIPS,
    )
}
