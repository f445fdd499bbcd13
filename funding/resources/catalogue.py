"""Every file of the year's rules by the name that commands and the administration site use."""

from enrolments.resources.loading import RegisterFile
from funding.resources.bands import NOT_FUNDED, QUALIFICATION_BANDS, QUALIFICATION_MATERIALS, SKILLS_FIRST
from funding.resources.rates import RATES
from funding.resources.years import YEARS

FILES: dict[str, RegisterFile] = {
    file.name: file
    for file in (QUALIFICATION_BANDS, RATES, YEARS, SKILLS_FIRST, QUALIFICATION_MATERIALS, NOT_FUNDED)
}
