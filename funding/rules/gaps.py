"""Something that a version of a year's rules lacks, and sentences that several checks say."""

from collections.abc import Collection, Iterator
from typing import NamedTuple


class Gap(NamedTuple):
    """Something that is missing. `stops_publishing` is false where only a run that needs it will stop.

    `part` names the part of the page, `anchor` the field on it.
    """

    part: str
    sentence: str
    stops_publishing: bool = True
    anchor: str = ""
    is_source: bool = False  # only the source is missing, not the figure


def missing_source(part: str, what: str, source: str, anchor: str = "") -> Iterator[Gap]:
    """A gap where a figure does not say where it stands, or says that this is to be confirmed."""
    if not source.strip():
        sentence = f"The source of {what} is missing: say where the figure stands."
        yield Gap(part, sentence, anchor=anchor, is_source=True)
    elif "to be confirmed" in source.casefold():
        sentence = f"The source of {what} is to be confirmed: say where the figure stands."
        yield Gap(part, sentence, anchor=anchor, is_source=True)


def unknown_bands(
    part: str, kind: str, assigned: Collection[tuple[str, str]], known: Collection[str]
) -> Iterator[Gap]:
    """A gap for each band that certificates are in and the year does not have."""
    for band in sorted({band for _, band in assigned} - set(known)):
        codes = sorted(code for code, each in assigned if each == band)
        are = "is" if len(codes) == 1 else "are"
        yield Gap(
            part,
            f"{_listed(codes)} {are} in {kind} {band}, which this year does not have. "
            "Assign another band, or add this one.",
        )


def _listed(codes: list[str], most: int = 5) -> str:
    shown = ", ".join(codes[:most])
    return shown if len(codes) <= most else f"{shown} and {len(codes) - most} more"
