"""Which encoding a text file is in. A name must never be stored wrongly, so a doubtful file is refused."""

import codecs
import re
from typing import NamedTuple

from vetportal.files.problems import FileRefused

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UPPER = "A-ZÀ-ÖØ-Þ"  # codes C0 to DE of the Windows page, without the multiplication sign
_LOWER = "a-zà-öø-ÿ"

# What a Windows file of names does not hold. Files from old Macintosh, DOS or Cyrillic programs show
# themselves by such characters when they are read as Windows text: letters whose case does not fit their
# word (Garc\xEAa), signs in the middle of names, and code places 80-9F other than the apostrophe.
_DOUBTFUL = re.compile(
    "|".join(
        (
            "[^\x00-\x7f\xa0’À-ÖØ-öø-ÿ]",
            "[ÌÕ]",  # the Macintosh codes of a capital A with tilde and of the apostrophe
            f"(?<![{_UPPER}{_LOWER}])[à-öø-ÿ]",
            f"(?<=[{_UPPER}])[à-öø-ÿ](?=[{_UPPER}])",
            f"(?<=[{_UPPER}][{_UPPER}])[à-öø-ÿ]",
            f"(?<=[{_LOWER}ß])[À-ÖØ-Þ]",
            f"(?<=[{_UPPER}])[À-ÖØ-Þ](?=[{_LOWER}])",
            f"(?<=[{_UPPER}{_LOWER}ß])\xa0(?=[{_UPPER}{_LOWER}ß])",
            f"(?<![{_UPPER}{_LOWER}ß])’|’(?![{_UPPER}])",
        )
    )
)


class Encoding(NamedTuple):
    """`codec` for Python, and a note for the person when the file is not plain UTF-8."""

    codec: str
    note: str | None


def encoding_of(content: bytes) -> Encoding:
    """Find the encoding of the whole file: UTF-8, UTF-16 with a byte order mark, or certain Windows text.

    Raises FileRefused (encoding_error).
    """
    if content.startswith(_UTF16_MARKS):
        return _utf16(content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _windows(content, error)
    if "\x00" in text[:4]:
        raise _refusal("it seems to be Unicode text (UTF-16) without its mark")
    return Encoding("utf-8-sig", None)


def _utf16(content: bytes) -> Encoding:
    try:
        content.decode("utf-16")
    except UnicodeDecodeError as error:
        raise _refusal("it begins as Unicode text (UTF-16) but does not go on as such") from error
    return Encoding("utf-16", "The file was read as Unicode text (UTF-16).")


def _windows(content: bytes, error: UnicodeDecodeError) -> Encoding:
    line = content.count(b"\n", 0, error.start) + 1
    reason = f"line {line} holds a letter that is not in UTF-8"
    try:
        text = content.decode("cp1252").replace("ß", "s")
    except UnicodeDecodeError:
        raise _refusal(reason) from error
    if "\x00" in text or _DOUBTFUL.search(text):
        raise _refusal(reason) from error
    return Encoding(
        "cp1252",
        "The file was read as Windows text (code page 1252). "
        "Check that accented letters are right before you confirm.",
    )


def _refusal(reason: str) -> FileRefused:
    return FileRefused(
        "encoding_error",
        f"The letters of the file cannot be read with certainty: {reason}. "
        "In Excel choose Save as, then CSV UTF-8 (comma delimited), or save as an Excel workbook (.xlsx).",
    )
