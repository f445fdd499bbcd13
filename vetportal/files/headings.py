"""Which column is which: the heading line of an uploaded file."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from vetportal.files.cells import clean_text
from vetportal.files.problems import FileRefused

_GAPS = re.compile(r"[\s_-]+")
_SHOWN = 10


def canonical(heading: str) -> str:
    """A heading as it is compared: lower case, white space, hyphens and underscores alike."""
    return _GAPS.sub("_", clean_text(heading)).strip("_").casefold()


@dataclass(frozen=True)
class Headings:
    """`places` gives the position of each known column, `unknown` of each other heading; `width` the last."""

    places: dict[str, int]
    unknown: dict[int, str]
    width: int


def match_headings(cells: Sequence[str], *, required: Sequence[str], optional: Sequence[str]) -> Headings:
    """Find the known columns.

    Raises FileRefused (columns_doubled, columns_missing); the latter's `names` are the missing columns.
    """
    names = [canonical(cell) for cell in cells]
    known = [*required, *optional]
    wanted = {canonical(name): name for name in known}
    doubled = [wanted[name] for name, times in Counter(names).items() if times > 1 and name in wanted]
    if doubled:
        raise FileRefused(
            "columns_doubled",
            f"The file has more than one column named {_listed(doubled)}. Delete or rename all but one.",
            tuple(doubled),
        )
    places = {wanted[name]: place for place, name in enumerate(names) if name in wanted}
    unknown = {i: clean_text(cells[i]) for i, name in enumerate(names) if name and name not in wanted}
    missing = [name for name in required if name not in places]
    if missing:
        raise FileRefused("columns_missing", _missing_sentence(missing, unknown), tuple(missing))
    width = max((i + 1 for i, name in enumerate(names) if name), default=0)
    return Headings({name: places[name] for name in known if name in places}, unknown, width)


def _missing_sentence(missing: list[str], unknown: dict[int, str]) -> str:
    noun = "the column" if len(missing) == 1 else "the columns"
    found = (
        f" These headings were found but are not known: {_listed(list(unknown.values()))}." if unknown else ""
    )
    return (
        f"The first line of the file must hold the headings, and {noun} {_listed(missing)} "
        f"{'is' if len(missing) == 1 else 'are'} missing.{found}"
    )


def _listed(names: list[str]) -> str:
    shown = ", ".join(f"“{name if len(name) <= 40 else name[:40] + '…'}”" for name in names[:_SHOWN])
    more = len(names) - _SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


def ignored_note(unknown: dict[int, str]) -> str:
    """The note that says which columns were not read."""
    noun = "This column was" if len(unknown) == 1 else "These columns were"
    return f"{noun} not read: {_listed(list(unknown.values()))}."
