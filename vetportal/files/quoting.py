"""The protecting quote: how a text that could start a formula leaves and comes back unchanged.

Rule. A text is risky when, after any apostrophes and any invisible characters at its start, it goes on
with one of = + - @ | % (or a wide or small form of them), a tab or a line break. A risky text leaves with
one apostrophe in front of it. The reader takes exactly one apostrophe away when what follows it is risky.
Because apostrophes count as part of the start, a text that already begins with one, such as '=1, is risky
itself, leaves as ''=1, and comes back as '=1.
"""

import re

_INVISIBLE = r"\s\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
# Wide, small and raised forms: spreadsheet programs may fold them to the plain character.
_TRIGGERS = r"=+\-@|%" + "＝＋－＠｜％" + "﹦﹢﹣﹫﹪" + "⁼⁺⁻₌₊₋"
_RISKY = re.compile(rf"'*(?:[\t\r\n]|[{_INVISIBLE}']*[{_TRIGGERS}])")


def is_risky(text: str) -> bool:
    """Whether a spreadsheet program could take the text for a formula, or the reader for a protected text."""
    return _RISKY.match(text) is not None


def protect(text: str) -> str:
    """The text with one apostrophe in front if it is risky."""
    return "'" + text if is_risky(text) else text


def unprotect(text: str) -> str:
    """The text without its protecting apostrophe, if it has one."""
    return text[1:] if text.startswith("'") and is_risky(text[1:]) else text


def protect_apostrophe(text: str) -> str:
    """Protect only what `unprotect` would shorten; for cells whose type already says that they are text."""
    return "'" + text if unprotect(text) != text else text
