"""Names of uploaded and downloaded files: plain text, safe in a header, a log line and on a page."""

import re
import unicodedata

_LONGEST = 100
_UNSAFE = re.compile(r'[\\/:*?"<>|%;]+')
_FALLBACK = "file"


def safe_filename(name: str) -> str:
    """The last part of the name without controls, direction marks and reserved signs, at most 100 characters.

    Keeps the ending when it cuts. Never empty, never starts with a dot, so it names no hidden file.
    """
    name = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c)[0] != "C")
    shown = " ".join(_UNSAFE.sub("_", shown).split()).strip(". ")
    if len(shown) <= _LONGEST:
        return shown or _FALLBACK
    stem, dot, ending = shown.rpartition(".")
    if not dot or len(ending) > 10:
        return shown[:_LONGEST].rstrip(". ")
    return stem[: _LONGEST - len(ending) - 1].rstrip(". ") + "." + ending
