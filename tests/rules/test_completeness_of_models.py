"""What single components, models and lists of a year lack is named, and what is just right is not."""

from datetime import date

import pytest

from funding.rules.completeness import BANDS, gaps
from funding.rules.gaps import Gap
from funding.rules.stated import StatedAmount, StatedBand, StatedInstalment, StatedStage
from tests.rules.stated import CORE, INSTALMENTS, SKILLS_FIRST, SOURCE, complete_2019, complete_2023
from tests.rules.test_completeness import source_of

TARGETED = ("TARGETED", SOURCE)
LISTED = ("EXCLUDED_CERTIFICATE", SOURCE)
NO_SUPPLEMENT = "No certificate is on the Skills First list on the census date, so no supplement is paid."
NO_LINES = [
    Gap("Instalments", f"The payment line {line} is missing.", anchor=f"line-{line}")
    for line in ("T1", "T2", "ADJ", "T3", "T4")
]
STAGE_1, STAGE_2 = complete_2023().stages
NO_BAND = Gap("Bands", "No band is stated yet. Name the bands of the year.", anchor="bands")
NO_CERTIFICATE = Gap("Certificates", "No certificate has a band yet, so no enrolment is funded.", False)


def skills(**changes: object) -> dict[str, object]:
    return {"skills_first": (SKILLS_FIRST._replace(**changes),)}


def two_rates(end: date | None, start: date) -> dict[str, object]:
    earlier = SKILLS_FIRST._replace(effective_to=end, hourly_subsidy=950)
    return {"skills_first": (SKILLS_FIRST._replace(effective_from=start), earlier)}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"components": ()}, [Gap("Components", "No component is paid. Tick what the year pays.")]),
        (
            {"components": (("BONUS", ""), ("TARGETED", ""))},
            [
                Gap("Components", "There is no component called BONUS. Take it out."),
                source_of("Components", "Targeted VET funding", "component-TARGETED"),
            ],
        ),
        (
            {"components": (("SMALL_SCALE", SOURCE),), "small_scale": (StatedAmount("200", 1, SOURCE),)},
            [
                Gap(
                    "Components",
                    "Small-scale adjustment is no component of Reference 56. "
                    "Untick it, or choose the other model.",
                    anchor="component-SMALL_SCALE",
                )
            ],
        ),
        (
            {"components": (("TARGETED", ""),)},
            [source_of("Components", "Targeted VET funding", "component-TARGETED")],
        ),
        ({"tafe_source": ""}, [source_of("TAFE supplement", "the TAFE supplement", "id_tafe_source")]),
        (
            {"tafe_loading_percent": 0},
            [
                Gap(
                    "TAFE supplement",
                    "The rural loading is 0%: nothing is added where it would apply.",
                    False,
                    "id_tafe_loading_percent",
                )
            ],
        ),
        ({"skills_first": ()}, [Gap("Skills First", NO_SUPPLEMENT, False)]),
        (skills(effective_from=date(2019, 5, 7)), [Gap("Skills First", NO_SUPPLEMENT, False)]),
        (skills(effective_to=date(2019, 5, 5)), [Gap("Skills First", NO_SUPPLEMENT, False)]),
        (skills(effective_from=date(2019, 5, 6)), []),
        (skills(effective_to=date(2019, 5, 6)), []),
        (
            skills(hourly_subsidy=0),
            [Gap("Skills First", "The hourly subsidy of SIT20316 is missing.")],
        ),
        (skills(source=""), [source_of("Skills First", "the Skills First rate of SIT20316")]),
        (two_rates(date(2019, 5, 31), date(2019, 6, 1)), []),
        *(
            (
                two_rates(end, date(2019, 6, 1)),
                [
                    Gap(
                        "Skills First",
                        "SIT20316 has two Skills First rates from 1/06/2019. "
                        "End the earlier one the day before.",
                    )
                ],
            )
            for end in (date(2019, 6, 1), None)
        ),
        (
            {"exclusions": (LISTED, ("UNDER_AGE", SOURCE)), "not_funded": (("22469VIC", SOURCE),)},
            [
                Gap(
                    "Eligibility",
                    "The rule EXCLUDED_CERTIFICATE belongs to Reference 143 and not to this year's model. "
                    "Untick it.",
                    anchor="rule-EXCLUDED_CERTIFICATE",
                )
            ],
        ),
        ({"instalments": (), "exclusions": (("GENERALIST", SOURCE),)}, NO_LINES),
        ({"are_rates_stated": False, "is_capped": False, "cap": None}, []),
        ({"core": CORE._replace(net_permille=1_000, delivery_percent=(100, 100, 100))}, []),
        ({"core": CORE._replace(gross_dollars=1, net_permille=1, subjects=1)}, []),
        ({"minimum_age": 1, "maximum_age": 1}, []),
        ({"effective_from": date(2019, 12, 31)}, []),
        ({"components": (TARGETED,), "rural_rate": None, "rural_threshold": 0, "tafe_source": ""}, []),
    ],
)
def test_a_year_of_reference_56(changes: dict[str, object], expected: list[Gap]) -> None:
    assert list(gaps(complete_2019(**changes))) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"materials": (), "materials_of": ()},
            [
                Gap("Materials", "No materials band is stated yet. Enter the bands and their amounts."),
                Gap(
                    "Materials bands",
                    "No certificate has a materials band yet, so no materials are paid.",
                    False,
                ),
            ],
        ),
        (
            {"materials": (StatedAmount("LOW", 0, ""),)},
            [
                Gap("Materials", "The amount of materials band LOW is missing.", anchor="materials-LOW"),
                source_of("Materials", "materials band LOW", "materials-LOW"),
            ],
        ),
        (
            {"materials_of": (("SIT20316", "NONE"), ("CUA30915", "NONE"), ("22469VIC", "LOW"))},
            [
                Gap(
                    "Materials bands",
                    "CUA30915, SIT20316 are in materials band NONE, which this year does not have. "
                    "Assign another band, or add this one.",
                )
            ],
        ),
        (
            {"small_scale": ()},
            [
                Gap(
                    "Small scale",
                    "No step of the small-scale adjustment is stated yet. Enter the steps and their rates.",
                )
            ],
        ),
        (
            {"small_scale": (StatedAmount("200", 0, ""),)},
            [
                Gap(
                    "Small scale",
                    "The rate of the step up to 200 students is missing.",
                    anchor="step-200",
                ),
                source_of("Small scale", "the step up to 200 students", "step-200"),
            ],
        ),
        *(
            (
                {"schools_without_size": number},
                [
                    Gap(
                        "Small scale",
                        f"{schools} no number of students for 2023, so no small-scale adjustment. "
                        "Load a file of school sizes in the register.",
                        False,
                    )
                ],
            )
            for number, schools in [
                (1, "1 school with enrolments has"),
                (1_001, "1,001 schools with enrolments have"),
            ]
        ),
        (
            {"stages": ()},
            [
                Gap(
                    "Stages",
                    "No stage of learning is stated, so specialist schools are shown the core share of other "
                    "schools.",
                    False,
                )
            ],
        ),
        (
            {"stages": (STAGE_1, STAGE_2._replace(gross_dollars=0, source=""))},
            [
                Gap("Stages", "The amount of stage 2 is missing.", anchor="stage-2"),
                source_of("Stages", "stage 2", "stage-2"),
            ],
        ),
        (
            {"stages": (STAGE_2._replace(from_age=8), STAGE_1)},
            [Gap("Stages", "Stages 1 and 2 both hold the age of 8.", anchor="stage-2")],
        ),
        ({"stages": (StatedStage(0, 15, 18, 1, SOURCE), STAGE_2, STAGE_1)}, []),
        ({"bands": (), "band_of": ()}, [NO_BAND, NO_CERTIFICATE]),
        (
            {"bands": (StatedBand("A", 0, 180, SOURCE),)},
            [Gap("Bands", "The rate of band A is missing.", anchor="band-A")],
        ),
        (
            {"bands": (StatedBand("A", 1, 180, SOURCE), StatedBand("8", 2, 180, SOURCE)),
             "are_rates_stated": False},
            [
                Gap("Base rate", "The base rate is missing.", anchor="id_base_rate"),
                source_of("Base rate", "the base rate", "id_base_rate_source"),
            ],
        ),
        (
            {"not_funded": ()},
            [Gap("Not funded", "No certificate is on the list of certificates that are not funded.", False)],
        ),
        ({"not_funded": (("22469VIC", SOURCE), ("22470VIC", ""))},
         [source_of("Not funded", "the exclusion of 22470VIC")]),
        (
            {"components": (("TARGETED", SOURCE),), "materials": (), "small_scale": (),
             "schools_without_size": 1},
            [],
        ),
        (
            {"exclusions": (LISTED, ("GENERALIST", SOURCE))},
            [
                Gap(
                    "Eligibility",
                    "The rule GENERALIST belongs to Reference 56 and not to this year's model. Untick it.",
                    anchor="rule-GENERALIST",
                )
            ],
        ),
    ],
)  # fmt: skip
def test_a_year_of_reference_143(changes: dict[str, object], expected: list[Gap]) -> None:
    assert list(gaps(complete_2023(**changes))) == expected


@pytest.mark.parametrize(
    ("line", "sentences"),
    [
        (
            StatedInstalment("ADJ", "REMAINDER", 100, SOURCE),
            ["The line ADJ closes the year, so it has no share of its own."],
        ),
        (
            StatedInstalment("ADJ", "CONFIRMED", 0, SOURCE),
            ["Exactly one line must close the year; here 0 do."],
        ),
        (
            StatedInstalment("T5", "REMAINDER", 0, SOURCE),
            ["The payment line ADJ is missing."],
        ),
    ],
)
def test_the_line_that_closes_the_year(line: StatedInstalment, sentences: list[str]) -> None:
    t1, t2, _, t3, t4 = INSTALMENTS
    found = gaps(complete_2019(instalments=(t1, t2, line, t3, t4)))
    assert [gap.sentence for gap in found] == sentences
    assert {gap.anchor for gap in found} == {"line-ADJ"}
    assert all(gap.stops_publishing and gap.part == "Instalments" for gap in found)


def test_both_rules_about_approval_are_one_too_many() -> None:
    both = [("CERTIFICATE_IV_WITHOUT_APPROVAL", SOURCE), ("ABOVE_CERTIFICATE_III_WITHOUT_APPROVAL", SOURCE)]
    found = gaps(complete_2019(exclusions=tuple(both)))
    assert found[0] == Gap(
        "Eligibility",
        "Two rules ask for the approval of a Certificate IV. Keep the one of this model.",
        anchor="rule-CERTIFICATE_IV_WITHOUT_APPROVAL",
    )
    assert [gap.anchor for gap in found[1:]] == ["rule-ABOVE_CERTIFICATE_III_WITHOUT_APPROVAL"]


def test_all_gaps_come_in_the_order_of_the_pages() -> None:
    empty = complete_2019(
        census_source="", age_source="", base_rate=0, bands=(), cap=0, rural_threshold=0,
        tafe_source="", skills_first=(), core=CORE._replace(source=""), instalments=(), exclusions=(),
        components=(("TARGETED", ""), ("RURAL", SOURCE), ("TAFE_SUPPLEMENT", SOURCE)),
        not_funded=(("22469VIC", SOURCE),),
    )  # fmt: skip
    parts = list(dict.fromkeys(gap.part for gap in gaps(empty)))
    assert parts == [
        "Census date", "Ages", "Components", "Base rate", "Bands", "Cap", "Certificates", "Rural",
        "TAFE supplement", "Skills First", "Core share", "Instalments", "Eligibility",
    ]  # fmt: skip
    assert sum(gap.part == "Bands" for gap in gaps(empty)) == len(BANDS)
