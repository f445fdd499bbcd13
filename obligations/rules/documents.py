"""Which signed files are taken: told by their first bytes, not by their name, and bounded in size."""

from vetportal.files.limits import MEGABYTE

LARGEST = 5 * MEGABYTE
# Ending: how such a file begins, and its media type.
_SIGNATURES = {
    "pdf": (b"%PDF-", "application/pdf"),
    "jpg": (b"\xff\xd8\xff", "image/jpeg"),
    "png": (b"\x89PNG\r\n\x1a\n", "image/png"),
}
MEDIA_TYPES = {ending: media_type for ending, (_, media_type) in _SIGNATURES.items()}


class DocumentRefused(Exception):  # noqa: N818 - the name reads as the sentence it carries
    """The file is not taken. The text says what to do."""


def ending_of(content: bytes) -> str:
    """pdf, jpg or png by the content. Raises DocumentRefused for an empty, too large or other file."""
    if not content:
        raise DocumentRefused("The file is empty. Choose the scanned or saved agreement again.")
    if len(content) > LARGEST:
        raise DocumentRefused(
            f"The file is larger than {LARGEST // MEGABYTE} MB. Save it with fewer colours or pages, then "
            "choose it again."
        )
    for ending, (signature, _) in _SIGNATURES.items():
        if content.startswith(signature):
            return ending
    raise DocumentRefused(
        "This is not a PDF, JPG or PNG, whatever its name says. Save or scan the document as a PDF, then "
        "choose it again."
    )
