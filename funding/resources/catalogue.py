"""Every file of the year's rules by the name that commands and the administration site use."""

from enrolments.resources.loading import RegisterFile
from funding.resources.bands import QUALIFICATION_BANDS
from funding.resources.rates import RATES
from funding.resources.years import YEARS

FILES: dict[str, RegisterFile] = {file.name: file for file in (QUALIFICATION_BANDS, RATES, YEARS)}
