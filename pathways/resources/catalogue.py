"""Every register file of pathways by the name that commands and the administration site use."""

from enrolments.resources.loading import RegisterFile
from pathways.resources.micro_credentials import EXCLUSION_GROUPS, MICRO_CREDENTIAL_UNITS, MICRO_CREDENTIALS
from pathways.resources.packaging import PACKAGING_RULES
from pathways.resources.unit_outcomes import UNIT_OUTCOMES

FILES: dict[str, RegisterFile] = {
    file.name: file
    for file in (PACKAGING_RULES, MICRO_CREDENTIALS, MICRO_CREDENTIAL_UNITS, EXCLUSION_GROUPS, UNIT_OUTCOMES)
}
