"""What the study counts for: results, evidence, schemes, rulings, the ledger."""

from credits.models.completions import CertificateCompletion
from credits.models.ledger import CreditEntry, CreditRecord
from credits.models.results import Outcome, TransferEvidence, UnitResult
from credits.models.rulings import LevelRuling
from credits.models.schemes import (
    CreditScheme,
    SchemeCertificate,
    SchemeHours,
    SchemeLimit,
    SchemePool,
    SchemeRow,
)
from credits.models.uploads import ResultUpload

__all__ = [
    "CertificateCompletion",
    "CreditEntry",
    "CreditRecord",
    "CreditScheme",
    "LevelRuling",
    "Outcome",
    "ResultUpload",
    "SchemeCertificate",
    "SchemeHours",
    "SchemeLimit",
    "SchemePool",
    "SchemeRow",
    "TransferEvidence",
    "UnitResult",
]
