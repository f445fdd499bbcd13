"""The 2023 model: its file states what was published, and the checklist names exactly what was not."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.db.models import Sum

from enrolments.models import EnrolmentYear, HigherLevelApproval, Qualification, School, SchoolSize
from enrolments.resources.loading import load
from funding import queries
from funding.actions import census, runs, years
from funding.models import EnrolmentOutcome, FundingRun, FundingYear, SchoolAllocation
from funding.resources.years import YEARS
from tests import factories
from tests.funding.rule_years import drafted, file_of
from vetportal.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def open_day(clock: Callable[[str], datetime]) -> None:
    clock("2023-04-03T10:00")


def test_what_was_published_is_in_the_draft(ada: User) -> None:
    version = drafted(ada, 2023)
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
    gaps = years.missing(drafted(ada, 2023))
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
    notes = {gap.part for gap in gaps if not gap.stops_publishing}
    assert notes == {"Certificates", "Materials bands", "Not funded"}


def test_an_incomplete_year_is_not_published(ada: User) -> None:
    with pytest.raises(years.Incomplete, match="No band is stated yet"):
        years.publish(version=drafted(ada, 2023), by=factories.administrator("bob"))


def test_repeating_the_file_changes_nothing(ada: User) -> None:
    drafted(ada, 2023)
    assert load(YEARS, file_of(2023), filename="2023.csv", by=ada).changes_nothing


INVENTED = "Invented for this test"
CONFIRMED = {"core_source": INVENTED}
BANDS = [("A", 240_000), ("B", 180_000)]


def completed(version: FundingYear, by: User) -> FundingYear:
    """The draft with invented figures where none were published."""
    lines = [("T1", "INDICATIVE"), ("T2", "INDICATIVE"), ("ADJ", "REMAINDER")]
    lines += [("T3", "CONFIRMED"), ("T4", "CONFIRMED")]
    stages = version.learning_stages.order_by("stage")
    parts = {
        "bands": [
            {"code": code, "weighting_level": 0, "stated_rate": rate, "full_rate_hours": 180,
             "source": INVENTED}
            for code, rate in BANDS
        ],
        "materials_bands": [
            {"code": "HIGH", "amount": 58_700, "source": INVENTED},
            {"code": "LOW", "amount": 10_000, "source": INVENTED},
        ],
        "small_scale_steps": [{"up_to_students": 200, "rate": 15_000, "source": INVENTED}],
        "learning_stages": [
            row | {"source": INVENTED}
            for row in stages.values("stage", "from_age", "to_age", "gross_dollars")
        ],
        "instalments": [
            {"line": line, "basis": basis, "share": 0 if basis == "REMAINDER" else 2500, "source": INVENTED}
            for line, basis in lines
        ],
    }  # fmt: skip
    return years.change(version=version, by=by, figures=CONFIRMED, parts=parts)


@pytest.fixture
def certificates() -> dict[str, Qualification]:
    """Two certificates, a Certificate IV and one in general education."""
    return {
        "A": factories.qualification("CHC33015", level=3),
        "B": factories.qualification("SIT20316"),
        "IV": factories.qualification("BSB40120", level=4),
        "GENERAL": factories.qualification("22472VIC"),
    }


@pytest.fixture
def published(ada: User, certificates: dict[str, Qualification]) -> FundingYear:
    version = completed(drafted(ada, 2023), ada)
    band = [
        (certificates[name].pk, band)
        for name, band in (("A", "A"), ("B", "B"), ("IV", "B"), ("GENERAL", "B"))
    ]
    years.change(
        version=version,
        by=ada,
        parts={
            "qualification_bands": [
                {"qualification_id": key, "band": code, "source": INVENTED} for key, code in band
            ],
            "qualification_materials": [
                {"qualification_id": certificates["A"].pk, "band": "HIGH", "source": INVENTED},
                {"qualification_id": certificates["B"].pk, "band": "LOW", "source": INVENTED},
            ],
            "excluded_qualifications": [{"qualification_id": certificates["GENERAL"].pk, "source": INVENTED}],
        },
    )
    version.refresh_from_db()
    assert years.missing(version) == ()
    return years.publish(version=version, by=factories.administrator("bob"))


class TestAYearFromTheDraftToThePayments:
    """Schools, enrolments, freeze and both runs in the published (invented) 2023 year."""

    @pytest.fixture
    def run(self, published: FundingYear, certificates: dict[str, Qualification], clock) -> FundingRun:
        editor, principal, officer = (factories.user(name) for name in ("ed", "pat", "olaf"))
        year = EnrolmentYear.objects.get(year=2023)
        small, large = factories.school("7101", location_index=5000), factories.school("7102")
        special = factories.school("7103", is_specialist=True)
        for school, students in ((small, 200), (large, 201), (special, 900)):
            SchoolSize.objects.create(school=school, year=year, students=students, source=INVENTED)
        HigherLevelApproval.objects.create(
            school=large, qualification=certificates["IV"], year=year, decided_by="Invented panel",
            decided_on=date(2023, 2, 1),
        )  # fmt: skip

        def enrol(school: School, certificate: str, hours: list[int], **fields) -> None:
            born = fields.pop("born", date(2006, 6, 15))
            who = factories.student(school, born=born, is_overseas=fields.pop("is_overseas", False))
            factories.enrolment(
                who, certificates[certificate], by=editor, hours=hours, year_id=2023, **fields
            )

        enrol(small, "A", [60, 60, 60])
        enrol(small, "A", [60, 30])
        enrol(small, "A", [60], delivery="SBAT")
        enrol(small, "B", [60, 60, 60], is_overseas=True)
        enrol(large, "IV", [60, 60, 60])
        enrol(large, "GENERAL", [60])
        enrol(large, "B", [60, 60, 60], delivery="EXTERNAL", provider=factories.provider())
        enrol(special, "B", [60, 60, 60], born=date(2005, 12, 31))
        for school in (small, large, special):
            factories.approved_return(school, 2023, principal=principal, by=officer)
        clock("2023-05-03T09:00")
        census.freeze(year=2023, by=None)
        return runs.calculate(year=2023, kind="CONFIRMED", by=officer)

    def test_every_line_is_as_worked_out_by_hand(self, run: FundingRun) -> None:
        lines = {
            (line.school.code, line.component, line.band): line.amount
            for line in SchoolAllocation.objects.filter(run=run).select_related("school")
        }
        assert lines == {
            ("7101", "TARGETED", "A"): 360_000,  # 270 of 180 hours x $2,400.00
            ("7101", "MATERIALS", "HIGH"): 176_100,  # 3 x $587.00, the apprentice included
            ("7101", "SMALL_SCALE", "A"): 22_500,  # 270 of 180 hours x $150.00
            ("7102", "TARGETED", "B"): 360_000,  # the approved Certificate IV, and one at a TAFE
            ("7102", "MATERIALS", "LOW"): 10_000,
            ("7103", "TARGETED", "B"): 180_000,
            ("7103", "MATERIALS", "LOW"): 10_000,
        }
        assert (run.total, run.leftover, run.cap) == (sum(lines.values()), None, None)

    def test_reasons_and_core_share(self, run: FundingRun) -> None:
        outcomes = EnrolmentOutcome.objects.filter(run=run)
        assert sorted(outcomes.exclude(reasons="").values_list("reasons", flat=True)) == [
            "EXCLUDED_CERTIFICATE",
            "OVERSEAS_STUDENT",
            "SCHOOL_BASED_APPRENTICESHIP",
        ]
        code_of = dict(School.objects.values_list("pk", "code"))
        core = {code_of[each.school_id]: each.core_rate for each in outcomes}
        assert core == {"7101": 140_400, "7102": 140_400, "7103": 120_900}  # notional, stage 3

    def test_the_payments_add_up(self, run: FundingRun) -> None:
        paid = run.payment_lines.aggregate(Sum("amount"))["amount__sum"]
        assert paid == run.total
        assert runs.hindrances(run) == []


def test_a_draft_that_started_from_2019_keeps_nothing_of_the_other_model(ada: User, clock) -> None:
    clock("2019-05-01T10:00")
    certificate = factories.qualification()
    factories.published_rules(2019, bands={certificate: "1"})
    clock("2023-04-03T10:00")
    version = drafted(ada, 2023)
    for part in ("bands", "instalments", "qualification_bands", "skills_first_rates"):
        assert not getattr(version, part).exists(), part
    assert {gap.part for gap in years.missing(version) if gap.stops_publishing} == {
        "Bands", "Materials", "Small scale", "Core share", "Stages", "Instalments",
    }  # fmt: skip
