"""A year's rules as a table: one figure a row, each with the sentence that sets it."""

import re
from collections.abc import Callable
from typing import Any

from django.db import transaction

from enrolments.resources.loading import RegisterFile
from enrolments.resources.report import Counts, Report
from enrolments.resources.shapes import Shape, Values
from funding.actions import year_record, years
from funding.actions.refusals import Refused
from funding.models import FundingYear
from funding.resources.bands import band_code
from funding.resources.drafts import Rows, draft_of, newest_version, year_of
from funding.rules import bounds
from funding.rules.completeness import BANDS, LINES
from funding.rules.eligibility import RULE_BY_CODE
from vetportal import written
from vetportal.accounts.models import User
from vetportal.files.problems import RowProblem

Read = Callable[[str], Any]
_SHARE = re.compile(r"([0-9.]+) ?% (indicative|confirmed)", re.IGNORECASE)


def _threshold(text: str) -> int:
    return written.fixed_point(text, 4, example="0.2000")


def _weighting(text: str) -> int:
    return written.fixed_point(text, 3, example="3.347")


def _permille(text: str) -> int:
    return written.fixed_point(text, 1, example="91.5")


# Name in the file -> field, how it is read, and the field that keeps its source.
_FIGURES: dict[str, tuple[str, Read, str]] = {
    "effective_from": ("effective_from", written.day, ""),
    "effective_to": ("effective_to", written.day, ""),
    "census_date": ("census_date", written.day, "census_source"),
    "minimum_age": ("minimum_age", written.whole_number, "age_source"),
    "maximum_age": ("maximum_age", written.whole_number, "age_source"),
    "base_rate": ("base_rate", written.cents, "base_rate_source"),
    "rural_rate": ("rural_rate", written.cents, "rural_source"),
    "rural_threshold": ("rural_threshold", _threshold, "rural_source"),
    "rural_inside_cap": ("rural_inside_cap", written.yes_or_no, "rural_source"),
    "cap": ("cap", written.cents, "cap_source"),
    "core_net_percent": ("core_net_permille", _permille, "core_source"),
    **{
        name: (name, written.whole_number, "core_source")
        for name in year_record.FIGURES
        if name.startswith("core_") and name not in ("core_net_permille", "core_source")
    },
}
_OF_A_BAND: dict[str, tuple[Read, int]] = {
    "weighting_level": (_weighting, bounds.WEIGHTING_LEVEL),
    "full_rate_hours": (written.whole_number, bounds.FULL_RATE_HOURS),
}
_MAY_BE_UNKNOWN = ("rural_rate", "cap")


class _Sheet:
    """What the rows say, gathered by the part of the rules they belong to."""

    def __init__(self) -> None:
        self.figures: dict[str, Any] = {}
        self.sources: dict[str, dict[str, None]] = {}
        self.bands: dict[str, dict[str, Any]] = {}
        self.instalments: dict[str, dict[str, Any]] = {}
        self.exclusions: dict[str, str] = {}

    def read(self, values: Values) -> None:
        """One row. Raises ValueError with a sentence when it cannot be read."""
        name, item, value, source = (values[key].strip() for key in ("figure", "item", "value", "source"))
        if name in _FIGURES:
            self._figure(name, value, source)
        elif name in _OF_A_BAND:
            self._band(name, item, value, source)
        elif name == "instalment":
            self.instalments[_line(item)] = _share(value) | {"source": source}
        elif name == "exclusion":
            self._exclusion(item, value, source)
        else:
            raise ValueError(f"There is no figure “{name[:40]}”. See the guide of register files.")

    def _figure(self, name: str, value: str, source: str) -> None:
        field, read, source_field = _FIGURES[name]
        if not value and name not in _MAY_BE_UNKNOWN:
            raise ValueError("The value is missing.")
        self.figures[field] = _within(read(value), bounds.most(field)) if value else None
        if source_field and source:
            self.sources.setdefault(source_field, {})[source] = None

    def _band(self, name: str, item: str, value: str, source: str) -> None:
        read, most = _OF_A_BAND[name]
        band = self.bands.setdefault(band_code(item), {"sources": {}})
        band[name] = _within(read(value), most)
        if source:
            band["sources"][source] = None

    def _exclusion(self, code: str, value: str, source: str) -> None:
        if code not in RULE_BY_CODE:
            raise ValueError(f"There is no eligibility rule called “{code[:40]}”.")
        if value.casefold() != "in force":
            raise ValueError("Write “in force”, or leave the row out when the rule is not in force.")
        self.exclusions[code] = source

    def arguments(self) -> dict[str, Any]:
        """What funding.actions.years.change takes; parts that the file leaves out stay as they are."""
        sources = {field: " ".join(found) for field, found in self.sources.items()}
        parts: dict[str, Any] = {"figures": self.figures | sources}
        if self.bands:
            parts["bands"] = [_band_row(code, self.bands[code]) for code in BANDS if code in self.bands]
        if self.instalments:
            parts["instalments"] = [
                {"line": line, **self.instalments[line]} for line in LINES if line in self.instalments
            ]
        if self.exclusions:
            parts["exclusions"] = [{"code": code, "source": text} for code, text in self.exclusions.items()]
        return parts


def _within(value: Any, most: int) -> Any:
    """The value itself; a number that nobody can have meant, or a negative one, raises ValueError."""
    if isinstance(value, int) and not 0 <= value <= most:
        raise ValueError("This figure is out of range. Check it.")
    return value


def _band_row(code: str, band: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": code,
        "weighting_level": band.get("weighting_level", 0),
        "full_rate_hours": band.get("full_rate_hours", 0),
        "source": " ".join(band["sources"]),
    }


def _line(item: str) -> str:
    if item.upper() not in LINES:
        raise ValueError(f"There is no payment line “{item[:10]}”. The lines are {', '.join(LINES)}.")
    return item.upper()


def _share(value: str) -> dict[str, Any]:
    if value.casefold() == "remainder":
        return {"basis": "REMAINDER", "share": 0}
    match = _SHARE.fullmatch(value)
    if not match:
        raise ValueError("Write the share as “25% indicative”, “25% confirmed” or “remainder”.")
    share = _within(written.fixed_point(match[1], 2, example="25"), bounds.SHARE)
    return {"basis": match[2].upper(), "share": share}


def take(rows: Rows, report: Report, by: User | None) -> None:
    """Put the figures of the file into the year's draft, started where there is none."""
    year = year_of(rows)
    sheet = _Sheet()
    for number, values in rows:
        try:
            sheet.read(values)
        except ValueError as error:
            report.problems.append(RowProblem(number, "value", "invalid", str(error)))
    if report.problems:
        return
    before = _snapshot(newest_version(year))
    with transaction.atomic():
        version = draft_of(year, by)
        after = _snapshot(years.change(version=version, by=by, **sheet.arguments()))
        counts = _counts(before, after)
        if not (counts.new or counts.changed):
            transaction.set_rollback(True)
    report.counts.append(counts)
    if counts.new or counts.changed:
        report.notes.append(f"Saved in the draft of {version}. Another administrator must publish it.")


def _snapshot(version: FundingYear | None) -> dict[str, Any]:
    return year_record.snapshot(version) if version else {}


def _counts(before: dict[str, Any], after: dict[str, Any]) -> Counts:
    was, _ = year_record.changes(before, after)
    new = sum(name not in before for name in was)
    return Counts("figures", new, len(was) - new, len(after) - len(was))


YEARS = RegisterFile(
    "years", (Shape(("year", "figure", "item", "value", "source")),), take=take, refusals=(Refused,)
)
