"""Where the study leads: packaging rules, micro-credentials, awards, credit mappings."""

from pathways.models.awards import Award, AwardSubject, HigherEducationProvider, UnitOutcomes
from pathways.models.mappings import CreditMapping, OutcomeEvidence, SourceGroup
from pathways.models.micro_credentials import ExclusionGroup, MicroCredential, MicroCredentialUnit
from pathways.models.packaging import Packaging, PackagingGroup
from pathways.models.reviews import MappingReview

__all__ = [
    "Award",
    "AwardSubject",
    "CreditMapping",
    "ExclusionGroup",
    "HigherEducationProvider",
    "MappingReview",
    "MicroCredential",
    "MicroCredentialUnit",
    "OutcomeEvidence",
    "Packaging",
    "PackagingGroup",
    "SourceGroup",
    "UnitOutcomes",
]
