"""The long lists of a scheme as text: pasted from a spreadsheet, one line for each certificate or unit."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from vetportal import money, written

Line = dict[str, Any]
_MOST_LINES = 5_000
_SHOWN_ERRORS = 10


class LinesField(forms.CharField):
    """Lines whose cells are parted by tabs or semicolons. The value is a list of rows of the model."""

    def __init__(
        self,
        read: Callable[[list[str]], Line],
        write: Callable[[Mapping[str, Any]], Iterable[object]],
        key: str,
        **kwargs: Any,
    ) -> None:
        widget = forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "class": "lines"})
        super().__init__(required=False, strip=False, widget=widget, **kwargs)
        self.read, self.write, self.key = read, write, key

    def clean(self, value: str | None) -> list[Line]:
        """The rows. Raises ValidationError with the number of each line that cannot be read."""
        lines = [(number, text) for number, text in enumerate((value or "").splitlines(), 1) if text.strip()]
        if len(lines) > _MOST_LINES:
            raise ValidationError(f"At most {_MOST_LINES:,} lines fit.", code="too_many")
        rows, errors, seen = [], [], {}
        for number, text in lines:
            try:
                row = self.read(_cells(text))
            except ValueError as error:
                errors.append(f"Line {number}: {error}")
                continue
            if row[self.key] in seen:
                errors.append(f"Line {number}: {row[self.key]} stands in line {seen[row[self.key]]} already.")
            seen[row[self.key]] = number
            rows.append(row)
        if errors:
            raise ValidationError([ValidationError(each, code="line") for each in errors[:_SHOWN_ERRORS]])
        return rows

    def prepare_value(self, value: Any) -> Any:
        """Stored rows as lines; what was typed stays as it was typed."""
        if isinstance(value, str) or value is None:
            return value
        return "\n".join("; ".join(str(cell) for cell in self.write(row)) for row in value)


def _cells(text: str) -> list[str]:
    return [cell.strip() for cell in text.split("\t" if "\t" in text else ";")]


def _filled(cells: list[str], number: int) -> list[str]:
    if len(cells) > number:
        raise ValueError(f"It has {len(cells)} cells, and there are {number}.")
    return cells + [""] * (number - len(cells))


def _code(text: str, longest: int) -> str:
    code = text.upper()
    if not (code.isascii() and code.isalnum()) or len(code) > longest:
        raise ValueError(f"“{text[:20]}” is not a code. Write letters and digits, at most {longest}.")
    return code


def _credit(text: str) -> int:
    value = written.fixed_point(text, 3, example="30")
    if not 0 <= value <= 1_000_000_000:
        raise ValueError("Enter a credit from 0 to 1,000,000.")
    return value


def _number(text: str) -> int:
    value = written.whole_number(text)
    if value > 9_999:
        raise ValueError("Enter at most 9,999.")
    return value


def _yes(text: str) -> bool:
    if text.lower() not in ("", "yes", "no"):
        raise ValueError(f"“{text[:20]}” is neither yes nor no.")
    return text.lower() == "yes"


def _bounded(text: str, longest: int) -> str:
    if len(text) > longest:
        raise ValueError(f"“{text[:20]}…” is longer than {longest} characters.")
    return text


def _certificate(cells: list[str]) -> Line:
    code, most, least, stage, approved, units, *source = _filled(cells, 7)
    if not most:
        raise ValueError("The most that it can earn is missing.")
    return {
        "qualification_code": _code(code, 10),
        "maximum": _credit(most),
        "minimum": _credit(least) if least else None,
        "stage": _bounded(stage, 40),
        "is_approved": _yes(approved),
        "units": _number(units) if units else None,
        "source": _bounded(source[0], 500),
    }


def _written_certificate(row: Mapping[str, Any]) -> list[object]:
    least, units = row.get("minimum"), row.get("units")
    return [
        row["qualification_code"],
        money.credit(row["maximum"]).replace(",", ""),
        "" if least is None else money.credit(least).replace(",", ""),
        row.get("stage", ""),
        "yes" if row.get("is_approved") else "",
        "" if units is None else units,
        row.get("source", ""),
    ]


def _unit_hours(cells: list[str]) -> Line:
    code, hours, source = _filled(cells, 3)
    return {"unit_code": _code(code, 12), "hours": _number(hours), "source": _bounded(source, 500)}


def certificates() -> LinesField:
    """What the scheme says of single certificates."""
    return LinesField(
        _certificate,
        _written_certificate,
        "qualification_code",
        label="Certificates",
        help_text=(
            "One line for each: code; most credit; least credit; stage; approved (yes or nothing); "
            "number of units; source. Lines copied from a spreadsheet can be pasted."
        ),
    )


def unit_hours() -> LinesField:
    """The scheme's own hours of units."""
    return LinesField(
        _unit_hours,
        lambda row: (row["unit_code"], row["hours"], row["source"]),
        "unit_code",
        label="Indicative hours of units",
        help_text="One line for each: unit; whole hours; source. Only where the scheme has hours of its own.",
    )
