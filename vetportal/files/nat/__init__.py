"""Reading the fixed-width files (NAT files) in which training providers report: bounded, and never silent."""

from vetportal.files.nat.bundle import NatFiles, open_nat
from vetportal.files.nat.layout import CLIENT, TRAINING_ACTIVITY
from vetportal.files.nat.records import NatRecord, NatRecords, read_records

__all__ = ["CLIENT", "TRAINING_ACTIVITY", "NatFiles", "NatRecord", "NatRecords", "open_nat", "read_records"]
