"""Keeping a signed file: bounded, told by its content, stored once and never changed."""

import hashlib

from enrolments.models import School
from obligations.models import SignedFile
from obligations.rules import documents
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.files.filenames import safe_filename


def keep(*, school: School, filename: str, content: bytes, by: User) -> SignedFile:
    """Store a file in the transaction of the record that it belongs to, which also records it.

    Raises DocumentRefused for an empty, too large or unknown file.
    """
    ending = documents.ending_of(content)
    return SignedFile.objects.create(
        school=school,
        filename=_named(filename, ending),
        ending=ending,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        uploaded_by=by,
        uploaded_at=clock.now(),
    )


def as_recorded(file: SignedFile | None) -> dict[str, object] | None:
    """What the audit record says about a file."""
    return file and {"name": file.filename, "bytes": file.size, "sha256": file.sha256}


def _named(filename: str, ending: str) -> str:
    """The name as it was sent, with the ending of what it really is."""
    name = safe_filename(filename)
    endings = (".jpg", ".jpeg") if ending == "jpg" else (f".{ending}",)
    return name if name.lower().endswith(endings) else f"{name}.{ending}"
