"""Two invented versions of a year's rules that lack nothing, one of each published model."""

from datetime import date
from typing import Any

from funding.rules.completeness import BANDS
from funding.rules.stated import (
    Stated,
    StatedAmount,
    StatedBand,
    StatedCore,
    StatedInstalment,
    StatedSkillsFirst,
    StatedStage,
)

SOURCE = "Invented, page 1"
CORE = StatedCore(8_922, 915, (80, 10, 10), (71, 100, 50), 5, SOURCE)
INSTALMENTS = (
    StatedInstalment("T1", "INDICATIVE", 2_500, SOURCE),
    StatedInstalment("T2", "INDICATIVE", 2_500, SOURCE),
    StatedInstalment("ADJ", "REMAINDER", 0, SOURCE),
    StatedInstalment("T3", "CONFIRMED", 2_500, SOURCE),
    StatedInstalment("T4", "CONFIRMED", 2_500, SOURCE),
)
SKILLS_FIRST = StatedSkillsFirst("SIT20316", 900, 200, date(2019, 1, 1), None, SOURCE)

_COMPLETE_2019 = Stated(
    year=2019,
    effective_from=date(2019, 1, 1),
    effective_to=date(2019, 12, 31),
    census_date=date(2019, 5, 6),
    census_source=SOURCE,
    minimum_age=15,
    maximum_age=20,
    age_source=SOURCE,
    base_rate=33_771,
    base_rate_source=SOURCE,
    rural_rate=10_000,
    rural_threshold=2_000,
    rural_source=SOURCE,
    cap=1_000_000,
    cap_source=SOURCE,
    core=CORE,
    bands=tuple(StatedBand(code, 1_000, 180, SOURCE) for code in BANDS),
    instalments=INSTALMENTS,
    exclusions=(("UNDER_AGE", SOURCE),),
    components=(("TARGETED", SOURCE), ("RURAL", SOURCE), ("TAFE_SUPPLEMENT", SOURCE)),
    tafe_loading_percent=10,
    tafe_source=SOURCE,
    band_of=(("SIT20316", "5"),),
    skills_first=(SKILLS_FIRST,),
)

_COMPLETE_2023 = _COMPLETE_2019._replace(
    year=2023,
    effective_from=date(2023, 1, 1),
    effective_to=date(2023, 12, 31),
    census_date=date(2023, 5, 2),
    base_rate=0,
    base_rate_source="",
    cap=None,
    cap_source="",
    is_capped=False,
    scheme="REF143",
    are_rates_stated=True,
    bands=(StatedBand("A", 0, 180, SOURCE, 100_000), StatedBand("B", 0, 180, SOURCE, 90_000)),
    components=(("TARGETED", SOURCE), ("MATERIALS", SOURCE), ("SMALL_SCALE", SOURCE)),
    tafe_loading_percent=0,
    tafe_source="",
    rural_rate=None,
    rural_threshold=0,
    rural_source="",
    exclusions=(("EXCLUDED_CERTIFICATE", SOURCE),),
    band_of=(("SIT20316", "A"),),
    skills_first=(),
    materials=(StatedAmount("LOW", 10_000, SOURCE), StatedAmount("HIGH", 20_000, SOURCE)),
    materials_of=(("SIT20316", "LOW"),),
    small_scale=(StatedAmount("200", 5_000, SOURCE),),
    stages=(StatedStage(1, 5, 8, 9_000, SOURCE), StatedStage(2, 9, 14, 9_500, SOURCE)),
    not_funded=(("22469VIC", SOURCE),),
)


def complete_2019(**changes: Any) -> Stated:
    """A year of Reference 56 with all that it needs, with changes."""
    return _COMPLETE_2019._replace(**changes)


def complete_2023(**changes: Any) -> Stated:
    """A year of Reference 143 with all that it needs, with changes."""
    return _COMPLETE_2023._replace(**changes)
