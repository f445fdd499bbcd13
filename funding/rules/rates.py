"""Band rates from the base rate, and the core share chain of the Student Resource Package."""

from dataclasses import dataclass

from funding.rules.facts import Band, YearRules
from vetportal.rounding import divide_half_up


def band_rate(weighting_level: int, base_rate: int) -> int:
    """Cents per full-time enrolment of a band, rounded half up to the cent.

    The weighting level is in thousandths, the base rate (the rate of band 8) in cents.
    All nine rates that SRP Reference 56 (2019) prints follow from $337.71.
    """
    return divide_half_up(weighting_level * base_rate, 1000)


def rate_of_band(band: Band, base_rate: int) -> int:
    """Cents per full-time enrolment of a band: as the year states it, or from the base rate in cents."""
    return band_rate(band.weighting_level, base_rate) if band.stated_rate is None else band.stated_rate


def band_called(code: str, rules: YearRules) -> Band:
    """The band of the year with this code. Raises KeyError when the year has none."""
    for band in rules.bands:
        if band.code == code:
            return band
    raise KeyError(code)


def delivery_percent(
    teaching: tuple[int, int], non_classroom: tuple[int, int], cases: tuple[int, int]
) -> int:
    """Percentage of the core allocation that is available for program delivery.

    Each argument is (percentage of all costs, percentage of it that counts as delivery); each product is
    rounded half up to a whole per cent. SRP Reference 56 (2019): 57 + 13 + 5 = 75.
    """
    return sum(divide_half_up(costs * portion, 100) for costs, portion in (teaching, non_classroom, cases))


@dataclass(frozen=True, slots=True)
class CoreShare:
    """The steps of the core share chain, each in whole dollars."""

    gross: int
    net: int
    delivery: int
    per_enrolment: int


def core_share(gross_dollars: int, net_permille: int, delivery_percent: int, subjects: int) -> CoreShare:
    """Part of the core allocation that may support one full-time certificate enrolment.

    Every step is rounded half up to whole dollars, as SRP Reference 56 (2019) prints it:
    8,922 x 91.5% = 8,164; x 75% = 6,123; / 5 subjects = 1,225; / 6 subjects = 1,021.
    """
    net = divide_half_up(gross_dollars * net_permille, 1000)
    delivery = divide_half_up(net * delivery_percent, 100)
    return CoreShare(gross_dollars, net, delivery, divide_half_up(delivery, subjects))
