"""What the department pays."""

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
    "Exclusion",
    "FundingRun",
    "FundingYear",
    "InstalmentShare",
    "PaymentLine",
    "QualificationBand",
    "RunDecision",
    "SchoolAllocation",
]
