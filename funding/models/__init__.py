"""What the department pays."""

from funding.models.adjustments import Adjustment, AdjustmentDecision
from funding.models.components import (
    ExcludedQualification,
    LearningStage,
    MaterialsBand,
    QualificationMaterials,
    SkillsFirstRate,
    SmallScaleStep,
    YearComponent,
)
from funding.models.corrections import CensusCorrection, CorrectionDecision
from funding.models.live import ChangedFact, LiveCell, LiveEntry, LiveYear
from funding.models.payments import PaymentLine
from funding.models.remittances import ConfirmedPayment, PaymentConfirmation, Remittance, RemittedLine
from funding.models.runs import (
    CensusEntry,
    CensusFreeze,
    EnrolmentOutcome,
    FundingRun,
    RunDecision,
    SchoolAllocation,
)
from funding.models.scenarios import FundingScenario
from funding.models.years import BandRate, Exclusion, FundingYear, InstalmentShare, QualificationBand

__all__ = [
    "Adjustment",
    "AdjustmentDecision",
    "BandRate",
    "CensusCorrection",
    "CensusEntry",
    "CensusFreeze",
    "ChangedFact",
    "ConfirmedPayment",
    "CorrectionDecision",
    "EnrolmentOutcome",
    "ExcludedQualification",
    "Exclusion",
    "FundingRun",
    "FundingScenario",
    "FundingYear",
    "InstalmentShare",
    "LearningStage",
    "LiveCell",
    "LiveEntry",
    "LiveYear",
    "MaterialsBand",
    "PaymentConfirmation",
    "PaymentLine",
    "QualificationBand",
    "QualificationMaterials",
    "Remittance",
    "RemittedLine",
    "RunDecision",
    "SchoolAllocation",
    "SkillsFirstRate",
    "SmallScaleStep",
    "YearComponent",
]
