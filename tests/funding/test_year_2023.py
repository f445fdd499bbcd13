"""The 2023 model: its file states what was published, and the checklist names exactly what was not."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from enrolments.resources.loading import load
from funding import queries
from funding.actions import years
from funding.models import FundingYear
from funding.resources.years import YEARS
from tests import factories
from vetportal.accounts.models import User

pytestmark = pytest.mark.django_db
YEAR_2023 = Path(__file__).parents[2] / "funding" / "data" / "2023.csv"


@pytest.fixture(autouse=True)
def open_day(clock: Callable[[str], datetime]) -> None:
    clock("2023-04-03T10:00")


@pytest.fixture
def ada() -> User:
    return factories.administrator("ada")


def drafted(by: User) -> FundingYear:
    report = load(YEARS, YEAR_2023.read_bytes(), filename="2023.csv", by=by)
    assert report.is_accepted, list(report.lines())
    return FundingYear.objects.get(year=2023)


def test_what_was_published_is_in_the_draft(ada: User) -> None:
    version = drafted(ada)
    assert (version.scheme, version.census_date) == ("REF143", date(2023, 5, 2))
    assert (version.are_rates_stated, version.is_capped) == (True, False)
    assert set(version.components.values_list("code", flat=True)) == {"TARGETED", "MATERIALS", "SMALL_SCALE"}
    share = queries.core_share_of(version)  # the chain of 2019 on the gross amount of 2023
    assert (share.gross, share.net, share.delivery, share.per_enrolment) == (10231, 9361, 7021, 1404)
    materials_paid = version.exclusions.filter(stops_materials=False).values_list("code", flat=True)
    assert set(materials_paid) == {"SCHOOL_BASED_APPRENTICESHIP", "HEAD_START"}
    assert list(version.learning_stages.order_by("stage").values_list("gross_dollars", flat=True)) == [
        10854, 8123, 8812,
    ]  # fmt: skip


def test_the_checklist_names_exactly_what_was_not_published(ada: User) -> None:
    gaps = years.missing(drafted(ada))
    stopping = [(gap.part, gap.sentence) for gap in gaps if gap.stops_publishing]
    assert stopping == [
        ("Bands", "No band is stated yet. Name the bands of the year."),
        ("Materials", "No materials band is stated yet. Enter the bands and their amounts."),
        (
            "Small scale",
            "No step of the small-scale adjustment is stated yet. Enter the steps and their rates.",
        ),
        (
            "Core share",
            "The source of the core share is to be confirmed: say where the figure stands.",
        ),
        *(
            ("Stages", f"The source of stage {stage} is to be confirmed: say where the figure stands.")
            for stage in (1, 2, 3)
        ),
        *(
            ("Instalments", f"The payment line {line} is missing.")
            for line in ("T1", "T2", "ADJ", "T3", "T4")
        ),
    ]
    assert {gap.part for gap in gaps if not gap.stops_publishing} == {"Materials bands", "Not funded"}


def test_an_incomplete_year_is_not_published(ada: User) -> None:
    with pytest.raises(years.Incomplete, match="No band is stated yet"):
        years.publish(version=drafted(ada), by=factories.administrator("bob"))


def test_repeating_the_file_changes_nothing(ada: User) -> None:
    drafted(ada)
    assert load(YEARS, YEAR_2023.read_bytes(), filename="2023.csv", by=ada).changes_nothing
