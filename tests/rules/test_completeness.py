"""What a year of Reference 56 lacks is named: all of it, in words, and whether it stops publishing."""

from datetime import date

import pytest

from funding.rules.completeness import BANDS, gaps
from funding.rules.gaps import Gap
from funding.rules.stated import Stated, StatedBand, StatedInstalment, Waiting
from tests.rules.stated import CORE, INSTALMENTS, SOURCE, complete_2019, complete_2023

BAND = StatedBand("8", 1_000, 180, SOURCE)


def with_band(**changes: object) -> tuple[StatedBand, ...]:
    """The nine bands, band 8 with changes."""
    return (*(BAND._replace(code=code) for code in BANDS if code != "8"), BAND._replace(**changes))


def with_line(**changes: object) -> tuple[StatedInstalment, ...]:
    """The five payment lines, T4 with changes."""
    return (*INSTALMENTS[:-1], INSTALMENTS[-1]._replace(**changes))


@pytest.mark.parametrize("stated", [complete_2019(), complete_2023()], ids=["2019", "2023"])
def test_a_complete_year_lacks_nothing(stated: Stated) -> None:
    assert gaps(stated) == ()


def source_of(part: str, what: str, anchor: str = "") -> Gap:
    """The gap of a figure that does not say where it stands."""
    sentence = f"The source of {what} is missing: say where the figure stands."
    return Gap(part, sentence, anchor=anchor, is_source=True)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"effective_from": date(2020, 1, 1)},
            Gap(
                "Dates",
                "The rules end before they begin. Correct the first or the last day.",
                anchor="id_effective_from",
            ),
        ),
        (
            {"census_date": date(2018, 5, 6), "skills_first": (), "components": (("TARGETED", SOURCE),)},
            Gap(
                "Census date",
                "The census date is not in 2019. Enter the date of that year.",
                anchor="id_census_date",
            ),
        ),
        *(
            (
                {"minimum_age": youngest, "maximum_age": oldest},
                Gap(
                    "Ages",
                    "The youngest and the oldest age are missing, or in the wrong order.",
                    anchor="id_minimum_age",
                ),
            )
            for youngest, oldest in [(0, 20), (-1, 20), (21, 20)]
        ),
        ({"base_rate": 0}, Gap("Base rate", "The base rate (band 8) is missing.", anchor="id_base_rate")),
        (
            {"bands": with_band(weighting_level=999)},
            Gap(
                "Bands",
                "The weighting level of band 8 must be 1.000, because the base rate is its rate.",
                anchor="band-8",
            ),
        ),
        (
            {"bands": with_band(weighting_level=0)},
            Gap("Bands", "The weighting level of band 8 is missing.", anchor="band-8"),
        ),
        (
            {"bands": with_band(full_rate_hours=0)},
            Gap("Bands", "The hours of the full rate are missing for band 8.", anchor="band-8"),
        ),
        ({"bands": with_band()[:-1]}, Gap("Bands", "Band 8 is missing.", anchor="bands")),
        (
            {"bands": (*with_band(), BAND._replace(code="9"))},
            Gap("Bands", "There is no band “9”. Delete it.", anchor="band-9"),
        ),
        (
            {"cap": None},
            Gap(
                "Cap",
                "The capped budget is not known. The year can be published without it, and its indicative "
                "run calculated; the confirmed run is refused until a new version states the cap.",
                False,
                "id_cap",
            ),
        ),
        (
            {"cap": 0},
            Gap("Cap", "A cap of $0.00 pays nobody. Leave it empty while it is not known.", anchor="id_cap"),
        ),
        (
            {"are_rates_stated": True, "bands": tuple(band._replace(stated_rate=1) for band in with_band())},
            Gap(
                "Model",
                "Rates that are stated do not follow from a cap. Untick one of the two.",
                anchor="id_is_capped",
            ),
        ),
        (
            {"rural_threshold": 0},
            Gap(
                "Rural",
                "The location index from which rural weighting is paid is missing.",
                anchor="id_rural_threshold",
            ),
        ),
        (
            {"rural_rate": None},
            Gap(
                "Rural",
                "The rural rate is not known. The year can be published without it, but each run is refused "
                "in which a funded school reaches the rural threshold, until a new version states the rate.",
                False,
                "id_rural_rate",
            ),
        ),
        *(
            (
                {"core": CORE._replace(**core)},
                Gap(
                    "Core share",
                    "The gross amount, its net share or the number of subjects is missing.",
                    anchor="id_core_gross_dollars",
                ),
            )
            for core in ({"gross_dollars": 0}, {"subjects": 0}, {"net_permille": 0}, {"net_permille": 1_001})
        ),
        (
            {"core": CORE._replace(costs_percent=(80, 10, 11))},
            Gap(
                "Core share",
                "Teaching, other and CASES21 costs must come to 100% together.",
                anchor="id_core_teaching_percent",
            ),
        ),
        (
            {"core": CORE._replace(delivery_percent=(101, 0, 0))},
            Gap(
                "Core share",
                "No more than 100% of a cost can count as delivery.",
                anchor="id_core_teaching_delivery_percent",
            ),
        ),
        (
            {"instalments": with_line(share=2_450)},
            Gap("Instalments", "The shares must come to 100%; they come to 99.50%.", anchor="line-T1"),
        ),
        (
            {"instalments": with_line(share=2_400)},
            Gap("Instalments", "The shares must come to 100%; they come to 99%.", anchor="line-T1"),
        ),
        (
            {"exclusions": ()},
            Gap("Eligibility", "No eligibility rule is in force. Tick the rules of the year."),
        ),
        (
            {"exclusions": (("TOO_TALL", SOURCE),)},
            Gap("Eligibility", "There is no eligibility rule called TOO_TALL. Take it out."),
        ),
        (
            {"not_funded": (("22469VIC", SOURCE),)},
            Gap(
                "Eligibility",
                "Certificates are listed as not funded, but the rule that reads the list is not in force. "
                "Tick the rule, or empty the list.",
                anchor="rule-EXCLUDED_CERTIFICATE",
            ),
        ),
        (
            {"band_of": (("SIT20316", "9"),)},
            Gap(
                "Certificates",
                "SIT20316 is in band 9, which this year does not have. Assign another band, or add this one.",
            ),
        ),
        (
            {"band_of": tuple((f"Q{number}", "9") for number in range(5))},
            Gap(
                "Certificates",
                "Q0, Q1, Q2, Q3, Q4 are in band 9, which this year does not have. "
                "Assign another band, or add this one.",
            ),
        ),
        (
            {"band_of": tuple((f"Q{number}", "9") for number in reversed(range(7)))},
            Gap(
                "Certificates",
                "Q0, Q1, Q2, Q3, Q4 and 2 more are in band 9, which this year does not have. "
                "Assign another band, or add this one.",
            ),
        ),
        (
            {"waiting": (Waiting("CUA30915", 2019, 1),)},
            Gap("Certificates", "CUA30915 has no band; 1 enrolment of 2019 waits for one.", False),
        ),
        (
            {"waiting": (Waiting("CUA30915", 2018, 1_200),)},
            Gap("Certificates", "CUA30915 has no band; 1,200 enrolments of 2018 wait for one.", False),
        ),
        ({"census_source": ""}, source_of("Census date", "the census date", "id_census_source")),
        ({"age_source": " "}, source_of("Ages", "the ages", "id_age_source")),
        ({"base_rate_source": ""}, source_of("Base rate", "the base rate", "id_base_rate_source")),
        ({"bands": with_band(source="")}, source_of("Bands", "band 8", "band-8")),
        ({"rural_source": ""}, source_of("Rural", "rural weighting", "id_rural_source")),
        ({"cap_source": ""}, source_of("Cap", "the cap", "id_cap_source")),
        ({"core": CORE._replace(source="")}, source_of("Core share", "the core share", "id_core_source")),
        ({"instalments": with_line(source="")}, source_of("Instalments", "payment line T4", "line-T4")),
        (
            {"exclusions": (("UNDER_AGE", ""),)},
            source_of("Eligibility", "the rule UNDER_AGE", "rule-UNDER_AGE"),
        ),
        (
            {"cap_source": "Budget paper, To be confirmed"},
            Gap(
                "Cap",
                "The source of the cap is to be confirmed: say where the figure stands.",
                anchor="id_cap_source",
                is_source=True,
            ),
        ),
    ],
)
def test_one_thing_is_missing_and_named(changes: dict[str, object], expected: Gap) -> None:
    assert gaps(complete_2019(**changes)) == (expected,)
