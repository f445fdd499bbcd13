"""One row of a calculation as people read it, and the sentences that several components share."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from funding.rules.facts import Band
from funding.rules.rates import rate_of_band
from vetportal.money import dollars, thousandths, whole


class CalculationRow(NamedTuple):
    """One step: what is done, the cents it comes to (None where it is not an amount), and what went in.

    `inputs` are whole numbers in stored units, and codes.
    """

    sentence: str
    amount: int | None
    inputs: Mapping[str, int | str] | None = None


def to_json(rows: Iterable[CalculationRow]) -> list[dict[str, Any]]:
    """Rows as they are stored with a line, counted from 1."""
    return [
        {
            "order": place,
            "sentence": row.sentence,
            "inputs": dict(row.inputs or {}),
            "amount": row.amount,
        }
        for place, row in enumerate(rows, start=1)
    ]


def from_json(rows: Iterable[Mapping[str, Any]]) -> tuple[CalculationRow, ...]:
    """The rows that to_json wrote."""
    return tuple(CalculationRow(row["sentence"], row["amount"], row["inputs"]) for row in rows)


def band_rate_row(band: Band, base_rate: int) -> CalculationRow:
    """How the rate of a band comes about; the base rate is in cents."""
    rate = rate_of_band(band, base_rate)
    if band.stated_rate is not None:
        return CalculationRow(f"Band rate of band {band.code}, as the year states it", rate, {"rate": rate})
    return CalculationRow(
        f"Band rate: weighting level {thousandths(band.weighting_level)} × base rate {dollars(base_rate)}",
        rate,
        {"weighting_level": band.weighting_level, "base_rate": base_rate},
    )


def share_row(hours: int, full_rate_hours: int, rate: int, amount: int) -> CalculationRow:
    """Funded hours as a share of the full rate, in cents."""
    return CalculationRow(
        f"{funded_hours_words(hours)} ÷ {whole(full_rate_hours)} full-rate hours × {dollars(rate)}",
        amount,
        {"funded_hours": hours, "full_rate_hours": full_rate_hours, "rate": rate},
    )


def counted_row(band: str, hours: int, enrolments: int, where: str = "") -> CalculationRow:
    """What a line counts."""
    return CalculationRow(
        f"Band {band}: {funded_hours_words(hours)} of {enrolments_words(enrolments)}{where}",
        None,
        {"band": band, "funded_hours": hours, "enrolments": enrolments},
    )


def funded_hours_words(hours: int) -> str:
    """1 funded hour, 1,260 funded hours."""
    return "1 funded hour" if hours == 1 else f"{whole(hours)} funded hours"


def enrolments_words(enrolments: int) -> str:
    """1 enrolment, 7 enrolments."""
    return "1 enrolment" if enrolments == 1 else f"{whole(enrolments)} enrolments"
