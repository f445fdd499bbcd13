"""What a school owes besides its entries: agreements, a policy, an acquittal, no charge for tuition."""

from obligations.models.acquittals import (
    AcquittalDraft,
    AcquittalEntry,
    SignedAcquittal,
    SignedAcquittalLine,
)
from obligations.models.agreements import Agreement
from obligations.models.charges import ParentCharge
from obligations.models.documents import SignedFile
from obligations.models.policies import PolicyRevision

__all__ = [
    "AcquittalDraft",
    "AcquittalEntry",
    "Agreement",
    "ParentCharge",
    "PolicyRevision",
    "SignedAcquittal",
    "SignedAcquittalLine",
    "SignedFile",
]
