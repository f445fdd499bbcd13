"""One figure a row: what the rows of a year's file say, gathered by the part of the rules they belong to."""

import re
from collections.abc import Callable
from typing import Any

from enrolments.resources.shapes import Values
from funding.actions import year_record
from funding.models import FundingYear
from funding.resources.bands import band_code, row_code
from funding.rules import bounds
from funding.rules.completeness import BANDS, LINES
from funding.rules.components import COMPONENT_BY_CODE
from funding.rules.eligibility import RULE_BY_CODE
from vetportal import written

Read = Callable[[str], Any]
Row = dict[str, Any]
_SHARE = re.compile(r"([0-9.]+) ?% (indicative|confirmed)", re.IGNORECASE)
_REFERENCES = {"reference 56": "REF56", "reference 143": "REF143", "ref56": "REF56", "ref143": "REF143"}
_BASES = {"subsidy": "SUBSIDY", "gap": "GAP"}
_IN_FORCE = {"in force": True, "in force, materials paid": False}  # whether the rule stops materials


def _fixed(places: int, example: str) -> Read:
    return lambda text: written.fixed_point(text, places, example=example)


def _one_of(words: dict[str, Any], said: str) -> Read:
    def read(text: str) -> Any:
        found = words.get(text.casefold())
        if found is None:
            raise ValueError(f"“{text[:40]}” cannot be read. Write {said}.")
        return found

    return read


# Name in the file -> field, how it is read, and the field that keeps its source.
FIGURES: dict[str, tuple[str, Read, str]] = {
    "scheme": ("scheme", _one_of(_REFERENCES, "Reference 56 or Reference 143"), ""),
    "effective_from": ("effective_from", written.day, ""),
    "effective_to": ("effective_to", written.day, ""),
    "census_date": ("census_date", written.day, "census_source"),
    "minimum_age": ("minimum_age", written.whole_number, "age_source"),
    "maximum_age": ("maximum_age", written.whole_number, "age_source"),
    "are_rates_stated": ("are_rates_stated", written.yes_or_no, ""),
    "is_capped": ("is_capped", written.yes_or_no, ""),
    "are_transfers_funded": ("are_transfers_funded", written.yes_or_no, "base_rate_source"),
    "base_rate": ("base_rate", written.cents, "base_rate_source"),
    "rural_rate": ("rural_rate", written.cents, "rural_source"),
    "rural_threshold": ("rural_threshold", _fixed(4, "0.2000"), "rural_source"),
    "rural_inside_cap": ("rural_inside_cap", written.yes_or_no, "rural_source"),
    "does_rural_rate_move": ("does_rural_rate_move", written.yes_or_no, "rural_source"),
    "cap": ("cap", written.cents, "cap_source"),
    "tafe_loading_percent": ("tafe_loading_percent", written.whole_number, "tafe_source"),
    "tafe_loading_basis": ("tafe_loading_basis", _one_of(_BASES, "subsidy or gap"), "tafe_source"),
    "tafe_is_pro_rata": ("tafe_is_pro_rata", written.yes_or_no, "tafe_source"),
    "tafe_is_paid_in_term_3": ("tafe_is_paid_in_term_3", written.yes_or_no, "tafe_source"),
    "core_net_percent": ("core_net_permille", _fixed(1, "91.5"), "core_source"),
    **{
        name: (name, written.whole_number, "core_source")
        for name in year_record.FIGURES
        if name.startswith("core_") and name not in ("core_net_permille", "core_source")
    },
}
_MAY_BE_UNKNOWN = ("rural_rate", "cap")
# Name in the file -> part, field and how it is read; several figures may make one row of the part.
_OF_A_ROW: dict[str, tuple[str, str, Read]] = {
    "weighting_level": ("bands", "weighting_level", _fixed(3, "3.347")),
    "full_rate_hours": ("bands", "full_rate_hours", written.whole_number),
    "stated_rate": ("bands", "stated_rate", written.cents),
    "materials_amount": ("materials_bands", "amount", written.cents),
    "small_scale_rate": ("small_scale_steps", "rate", written.cents),
    "stage_from_age": ("learning_stages", "from_age", written.whole_number),
    "stage_to_age": ("learning_stages", "to_age", written.whole_number),
    "stage_gross_dollars": ("learning_stages", "gross_dollars", written.whole_number),
}
# Parts of which a file may say that its year states nothing, so that a draft keeps nothing of another year.
_MAY_BE_EMPTIED = (
    "bands", "qualification_bands", "materials_bands", "qualification_materials", "small_scale_steps",
    "learning_stages", "skills_first_rates", "instalments", "excluded_qualifications",
)  # fmt: skip
_KEYS = {
    "bands": "code",
    "materials_bands": "code",
    "small_scale_steps": "up_to_students",
    "learning_stages": "stage",
}
_EMPTY: dict[str, Row] = {
    "bands": {"weighting_level": 0, "full_rate_hours": 0, "stated_rate": None},
    "materials_bands": {"amount": 0},
    "small_scale_steps": {"rate": 0},
    "learning_stages": {"from_age": 0, "to_age": 0, "gross_dollars": 0},
}


class Sheet:
    """What the rows say. `scheme` is the model that the year follows; it says which bands there may be."""

    def __init__(self, scheme: str = FundingYear.Scheme.REF56) -> None:
        self.scheme = scheme
        self.figures: Row = {}
        self.sources: dict[str, dict[str, None]] = {}
        self.rows: dict[str, dict[Any, Row]] = {part: {} for part in _KEYS}
        self.instalments: dict[str, Row] = {}
        self.exclusions: dict[str, Row] = {}
        self.components: dict[str, Row] = {}
        self.emptied: set[str] = set()

    def read(self, values: Values) -> None:
        """One row. Raises ValueError with a sentence when it cannot be read."""
        name, item, value, source = (values[key].strip() for key in ("figure", "item", "value", "source"))
        if name in FIGURES:
            self._figure(name, value, source)
        elif name in _OF_A_ROW:
            self._row(name, item, value, source)
        elif name == "instalment":
            self.instalments[_line(item)] = _share(value) | {"source": source}
        elif name == "exclusion":
            self._exclusion(item, value, source)
        elif name == "component":
            self._component(item, value, source)
        elif name == "nothing_stated":
            self._nothing(item)
        else:
            raise ValueError(f"There is no figure “{name[:40]}”. See the guide of register files.")

    def _figure(self, name: str, value: str, source: str) -> None:
        field, read, source_field = FIGURES[name]
        if not value and name not in _MAY_BE_UNKNOWN:
            raise ValueError("The value is missing.")
        self.figures[field] = _within(read(value), bounds.most(field)) if value else None
        if field == "scheme":
            self.scheme = self.figures[field]
        if source_field and source:
            self.sources.setdefault(source_field, {})[source] = None

    def _row(self, name: str, item: str, value: str, source: str) -> None:
        part, field, read = _OF_A_ROW[name]
        key = self._key(part, item)
        row = self.rows[part].setdefault(key, _EMPTY[part] | {"sources": {}})
        if value:
            row[field] = _within(read(value), bounds.most(field))
        elif field in ("weighting_level", "full_rate_hours"):
            raise ValueError("The value is missing.")
        if source:
            row["sources"][source] = None

    def _key(self, part: str, item: str) -> Any:
        if part == "bands":
            return band_code(item, self.scheme)
        if part == "materials_bands":
            return row_code(item, 6)
        return _within(written.whole_number(item), bounds.most(_KEYS[part]))

    def _exclusion(self, code: str, value: str, source: str) -> None:
        if code not in RULE_BY_CODE:
            raise ValueError(f"There is no eligibility rule called “{code[:40]}”.")
        stops = _IN_FORCE.get(value.casefold())
        if stops is None:
            raise ValueError(
                "Write “in force”, or “in force, materials paid”, or leave the row out when the rule is not "
                "in force."
            )
        self.exclusions[code] = {"code": code, "stops_materials": stops, "source": source}

    def _component(self, code: str, value: str, source: str) -> None:
        if code not in COMPONENT_BY_CODE:
            raise ValueError(f"There is no component “{code[:20]}”: {', '.join(COMPONENT_BY_CODE)}.")
        if value.casefold() != "paid":
            raise ValueError("Write “paid”, or leave the row out when the component is not paid.")
        self.components[code] = {"code": code, "source": source}

    def _nothing(self, part: str) -> None:
        if part not in _MAY_BE_EMPTIED:
            raise ValueError(f"There is no part “{part[:30]}”: {', '.join(_MAY_BE_EMPTIED)}.")
        self.emptied.add(part)

    def arguments(self) -> Row:
        """What funding.actions.years.change takes; parts that the file leaves out stay as they are."""
        sources = {field: " ".join(found) for field, found in self.sources.items()}
        parts: dict[str, list[Row]] = {part: [] for part in self.emptied} | {
            part: [_made(key, rows[key], _KEYS[part]) for key in _in_order(part, rows)]
            for part, rows in self.rows.items()
            if rows
        }
        if self.instalments:
            lines = [line for line in LINES if line in self.instalments]
            parts["instalments"] = [{"line": line, **self.instalments[line]} for line in lines]
        if self.exclusions:
            parts["exclusions"] = list(self.exclusions.values())
        if self.components:
            parts["components"] = [
                self.components[code] for code in COMPONENT_BY_CODE if code in self.components
            ]
        return {"figures": self.figures | sources, "parts": parts}


def _in_order(part: str, rows: dict[Any, Row]) -> list[Any]:
    """The nine bands as they are published; other bands as the file has them; numbers by size."""
    if part == "bands":
        return sorted(rows, key=lambda code: BANDS.index(code) if code in BANDS else len(BANDS))
    return list(rows) if part == "materials_bands" else sorted(rows)


def _made(key: Any, row: Row, name: str) -> Row:
    plain = {field: value for field, value in row.items() if field != "sources"}
    return {name: key, **plain, "source": " ".join(row["sources"])}


def _within(value: Any, most: int) -> Any:
    """The value itself; a number that nobody can have meant, or a negative one, raises ValueError."""
    if isinstance(value, int) and not 0 <= value <= most:
        raise ValueError("This figure is out of range. Check it.")
    return value


def _line(item: str) -> str:
    if item.upper() not in LINES:
        raise ValueError(f"There is no payment line “{item[:10]}”. The lines are {', '.join(LINES)}.")
    return item.upper()


def _share(value: str) -> Row:
    if value.casefold() == "remainder":
        return {"basis": "REMAINDER", "share": 0}
    match = _SHARE.fullmatch(value)
    if not match:
        raise ValueError("Write the share as “25% indicative”, “25% confirmed” or “remainder”.")
    share = _within(written.fixed_point(match[1], 2, example="25"), bounds.SHARE)
    return {"basis": match[2].upper(), "share": share}
