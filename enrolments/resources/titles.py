"""Code and title together say which unit is meant; where they disagree, somebody has to look."""

import re

from enrolments.models import Unit
from enrolments.resources.report import Report
from enrolments.resources.shapes import Values
from vetportal.accounts.models import User

_NOT_A_LETTER = re.compile(r"[^0-9a-z]+")


def warn_of_other_titles(
    rows: list[tuple[int, Values]], report: Report, by: User | None
) -> list[tuple[int, Values]]:
    """Warn of each row whose title is not the one that the register, or an earlier row, has for its code.

    Capitals, spaces and punctuation do not count. The rows stay as they are.
    """
    known = dict(Unit.objects.values_list("code", "title"))
    for number, values in rows:
        code, title = values.get("unit_code", "").upper(), values.get("title", "")
        held = known.setdefault(code, title)
        if not are_alike(held, title):
            report.warn(
                number,
                "title_differs",
                f"{code} is “{held}” in the register, but “{title}” in the file. "
                "Check whether the code or the title is wrong.",
            )
    return rows


def are_alike(first: str, second: str) -> bool:
    """Whether two titles are the same words, whatever their capitals, spaces and punctuation."""
    return _words(first) == _words(second)


def _words(title: str) -> str:
    return _NOT_A_LETTER.sub(" ", title.casefold().replace("&", " and ")).strip()
