"""Reads tests/cases/*.yaml: cases that an officer can read and correct."""

from pathlib import Path
from typing import Any

import pytest
import yaml

CASES = Path(__file__).parent.parent / "cases"


def read(name: str) -> Any:
    """A case file with every value as the text it is: no figure passes through a binary fraction."""
    text = (CASES / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - this loader only makes text


def each(name: str) -> Any:
    """Parametrise a test with (given, expected) over the cases of a file."""
    cases = read(name)
    assert all(case["source"] for case in cases), f"every case of {name} needs a source"
    return pytest.mark.parametrize(
        ("given", "expected"),
        [pytest.param(case["input"], case["expected"], id=case["name"]) for case in cases],
    )


def whole(text: str) -> int:
    """A whole number with or without separators."""
    return fixed(text, 0)


def cents(text: str) -> int:
    """Dollars as whole cents: "1,130.32" is 113032."""
    return fixed(text, 2)


def fixed(text: str, places: int) -> int:
    """A decimal as a whole number of its last place; more decimals than that are an error, never rounded."""
    sign = -1 if text.startswith("-") else 1
    units, _, decimals = text.removeprefix("-").replace(",", "").partition(".")
    assert len(decimals) <= places, f"{text} has more than {places} decimals"
    return sign * int(units + decimals.ljust(places, "0"))


def known(text: str, places: int) -> int | None:
    """As `fixed`, but "unknown" is None."""
    return None if text == "unknown" else fixed(text, places)


def yes(text: str) -> bool:
    """yes or no."""
    return {"yes": True, "no": False}[text]
