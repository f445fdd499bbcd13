"""What the department pays."""

from funding.models.components import (
    ExcludedQualification,
    LearningStage,
    MaterialsBand,
    QualificationMaterials,
    SkillsFirstRate,
    SmallScaleStep,
    YearComponent,
)
from funding.models.payments import PaymentLine
from funding.models.runs import (
    CensusEntry,
    CensusFreeze,
    EnrolmentOutcome,
    FundingRun,
    RunDecision,
    SchoolAllocation,
)
from funding.models.years import BandRate, Exclusion, FundingYear, InstalmentShare, QualificationBand

__all__ = [
    "BandRate",
    "CensusEntry",
    "CensusFreeze",
    "EnrolmentOutcome",
    "ExcludedQualification",
    "Exclusion",
    "FundingRun",
    "FundingYear",
    "InstalmentShare",
    "LearningStage",
    "MaterialsBand",
    "PaymentLine",
    "QualificationBand",
    "QualificationMaterials",
    "RunDecision",
    "SchoolAllocation",
    "SkillsFirstRate",
    "SmallScaleStep",
    "YearComponent",
]
