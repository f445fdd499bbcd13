"""Files of the rules of a year: checked to the cent, and always into a draft."""

from collections.abc import Callable
from datetime import datetime

import pytest

from enrolments.resources.loading import load
from enrolments.resources.report import Report
from funding.actions import years
from funding.models import BandRate, FundingYear, QualificationBand
from funding.resources.catalogue import FILES
from tests import factories
from tests.funding.rule_years import file_of
from vetportal.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def open_day(clock: Callable[[str], datetime]) -> Callable[[str], datetime]:
    clock("2019-05-01T10:00")
    return clock


def loaded(name: str, text: str | bytes, by: User | None = None, **kwargs) -> Report:
    content = text.encode() if isinstance(text, str) else text
    return load(FILES[name], content, filename=f"{name}.csv", by=by, **kwargs)


def codes(report: Report) -> list[tuple[int, str | None, str]]:
    return [(each.number, each.column, each.code) for each in report.problems]


RATES = """year,status,band,weighting,rate,effective_from,effective_to
2019,indicative,1,3.347,1130.32,2019-01-01,2019-12-31
2019,indicative,2,2.988,1009.08,2019-01-01,2019-12-31
2019,indicative,3,2.721,918.91,2019-01-01,2019-12-31
2019,indicative,4,2.569,867.58,2019-01-01,2019-12-31
2019,indicative,5,2.318,782.81,2019-01-01,2019-12-31
2019,indicative,5a,4.637,1565.96,2019-01-01,2019-12-31
2019,indicative,6,1.374,464.01,2019-01-01,2019-12-31
2019,indicative,7,1.123,379.25,2019-01-01,2019-12-31
2019,indicative,8,1.000,337.71,2019-01-01,2019-12-31
"""


class TestRates:
    def test_the_published_table_goes_into_a_draft(self, ada: User) -> None:
        report = loaded("rates", RATES, by=ada)
        assert report.is_accepted
        version = FundingYear.objects.get()
        assert (version.status, version.base_rate) == ("DRAFT", 33771)
        assert BandRate.objects.count() == 9
        assert loaded("rates", RATES, by=ada).changes_nothing

    @pytest.mark.parametrize(
        ("written", "wrong", "expected"),
        [
            ("918.91", "-918.91", [(3, "rate", "rate_range")]),
            ("918.91", "0", [(3, "rate", "rate_range")]),
            ("918.91", "918.92", [(3, "rate", "rate_mismatch")]),
            ("918.91", "918.905", [(3, "rate", "not_a_number")]),
            ("918.91", "free", [(3, "rate", "not_a_number")]),
            ("3.347", "0", [(1, "weighting", "weighting_range"), (1, "rate", "rate_mismatch")]),
            (",7,1.123", ",9,1.123", None),
        ],
    )
    def test_a_wrong_rate_stores_nothing(self, ada: User, written: str, wrong: str, expected: list) -> None:
        report = loaded("rates", RATES.replace(written, wrong), by=ada)
        assert not report.is_accepted
        if expected:
            assert codes(report) == expected
        assert not FundingYear.objects.exists()

    def test_a_band_that_is_missing_refuses_the_file(self, ada: User) -> None:
        report = loaded(
            "rates", RATES.replace("2019,indicative,8,1.000,337.71,2019-01-01,2019-12-31\n", ""), ada
        )
        assert (report.refusal_code, report.refusal_names) == ("bands_missing", ("8",))

    def test_5A_is_5a_and_never_a_tenth_band(self, ada: User) -> None:  # noqa: N802 - the band is written so
        assert loaded("rates", RATES.replace(",5a,", ",5A,"), by=ada).is_accepted
        assert BandRate.objects.filter(code="5a").count() == 1
        assert BandRate.objects.count() == 9

    def test_a_second_table_is_a_new_version_and_never_an_overwrite(self, ada: User) -> None:
        version = factories.published_rules()
        table = RATES.replace("indicative", "confirmed")
        assert loaded("rates", table, by=ada).changes_nothing
        lower = {
            "337.71": "300.00", "1130.32": "1004.10", "1009.08": "896.40", "918.91": "816.30",
            "867.58": "770.70", "782.81": "695.40", "1565.96": "1391.10", "464.01": "412.20",
            "379.25": "336.90",
        }  # fmt: skip
        for old, new in lower.items():
            table = table.replace(old, new)
        report = loaded("rates", table, by=ada)
        assert report.is_accepted, list(report.lines())
        version.refresh_from_db()
        assert (version.status, version.base_rate) == ("PUBLISHED", 33771)
        assert FundingYear.objects.get(status="DRAFT").base_rate == 30000
        assert any("calls its rates confirmed" in note for note in report.notes)

    def test_somebody_must_answer_for_it(self) -> None:
        report = loaded("rates", RATES)
        assert "--by USERNAME" in report.refusal
        assert not FundingYear.objects.exists()

    def test_years_are_not_mixed(self, ada: User) -> None:
        report = loaded("rates", RATES.replace("2019,indicative,8", "2020,indicative,8"), by=ada)
        assert report.refusal_code == "years_mixed"


class TestCertificateBands:
    def test_certificates_that_are_not_named_keep_their_band(self, ada: User) -> None:
        first, second = factories.qualification("SIT20316"), factories.qualification("CUA30915", level=3)
        factories.published_rules(bands={first: "4"})
        rows = "year,certificate_code,band,source\n2019,CUA30915,5A,SRP Reference 56 (2019)\n"
        assert loaded("qualification_bands", rows, by=ada).is_accepted
        draft = FundingYear.objects.get(status="DRAFT")
        bands = dict(draft.qualification_bands.values_list("qualification__code", "band"))
        assert bands == {"SIT20316": "4", "CUA30915": "5a"}
        assert not QualificationBand.objects.filter(
            funding_year__status="PUBLISHED", qualification=second
        ).exists()
        assert loaded("qualification_bands", rows, by=ada).changes_nothing

    def test_a_band_that_there_is_not_is_refused(self, ada: User) -> None:
        factories.qualification("CUA30915", level=3)
        report = loaded(
            "qualification_bands", "year,certificate_code,band,source\n2019,CUA30915,9,S\n", by=ada
        )
        assert codes(report) == [(1, "band", "invalid")]
        assert not FundingYear.objects.exists()


class TestYears:
    def test_the_year_file_is_repeatable(self, ada: User) -> None:
        content = file_of(2019)
        assert loaded("years", content, by=ada).is_accepted
        assert loaded("years", content, by=ada).changes_nothing
        assert FundingYear.objects.count() == 1

    def test_repeating_a_published_year_starts_no_draft(self, ada: User) -> None:
        content = file_of(2019)
        loaded("years", content, by=ada)
        years.publish(version=FundingYear.objects.get(), by=factories.administrator("bob"))
        assert loaded("years", content, by=ada).changes_nothing
        assert FundingYear.objects.count() == 1

    @pytest.mark.parametrize(
        "row",
        [
            "2019,census_date,,5/31/2019,S",
            "2019,minimum_age,,fifteen,S",
            "2019,exclusion,NO_SUCH_RULE,in force,S",
            "2019,exclusion,UNDER_AGE,maybe,S",
            "2019,instalment,T9,25 % indicative,S",
            "2019,instalment,T1,a quarter,S",
            "2019,weighting_level,9,1.0,S",
            "2019,surprise,,1,S",
            "2019,minimum_age,,40000,source",
            "2019,base_rate,,99999999999.00,source",
            "2019,core_subjects,,40000,source",
            "2019,full_rate_hours,1,40000,source",
            "2019,weighting_level,1,4000000.000,source",
            "2019,instalment,T1,999 % indicative,source",
        ],
    )
    def test_a_row_that_cannot_be_read_stores_nothing(self, ada: User, row: str) -> None:
        report = loaded("years", f"year,figure,item,value,source\n{row}\n", by=ada)
        assert [each.number for each in report.problems] == [1]
        assert not FundingYear.objects.exists()

    @pytest.mark.parametrize("year", ["0", "19", "99999", "2100"])
    def test_a_year_that_nobody_can_have_meant_is_refused(self, ada: User, year: str) -> None:
        report = loaded("years", f"year,figure,item,value,source\n{year},minimum_age,,15,source\n", by=ada)
        assert report.refusal_code == "year_range"
        assert not FundingYear.objects.exists()


HEAD = "year,figure,item,value,source\n"


class TestOtherParts:
    """Components, Skills First rates, materials and what is not funded, from files."""

    @pytest.fixture
    def version(self, ada: User) -> FundingYear:
        factories.qualification("SIT20316")
        rows = [
            "2023,scheme,,Reference 143,", "2023,component,MATERIALS,paid,S", "2023,are_rates_stated,,yes,",
            "2023,stated_rate,A,2400,S", "2023,full_rate_hours,A,180,S", "2023,materials_amount,high,587,S",
            "2023,small_scale_rate,200,150,S", "2023,small_scale_rate,100,,S",
            "2023,stage_from_age,1,5,S", "2023,stage_to_age,1,10,S", "2023,stage_gross_dollars,1,10854,S",
            '2023,exclusion,HEAD_START,"in force, materials paid",S',
        ]  # fmt: skip
        report = loaded("years", HEAD + "\n".join(rows) + "\n", by=ada)
        assert report.is_accepted, list(report.lines())
        return FundingYear.objects.get()

    def test_a_year_of_the_later_model(self, version: FundingYear) -> None:
        assert list(version.bands.values_list("code", "stated_rate", "full_rate_hours")) == [
            ("A", 240_000, 180)
        ]
        assert version.materials_bands.get().amount == 58_700
        steps = version.small_scale_steps.order_by("up_to_students").values_list("up_to_students", "rate")
        assert list(steps) == [(100, 0), (200, 15_000)]
        assert version.learning_stages.get().to_age == 10
        assert not version.exclusions.get(code="HEAD_START").stops_materials

    def test_bands_of_certificates_are_those_of_the_year(self, version: FundingYear, ada: User) -> None:
        rows = "year,certificate_code,band,source\n2023,SIT20316,a,S\n"
        assert loaded("qualification_bands", rows, by=ada).is_accepted
        assert version.qualification_bands.get().band == "A"
        assert codes(loaded("qualification_bands", rows.replace(",a,", ",8,"), by=ada)) == [
            (1, "band", "invalid")
        ]

    def test_materials_of_certificates(self, version: FundingYear, ada: User) -> None:
        rows = "year,certificate_code,materials_band,source\n2023,SIT20316,High,S\n"
        assert loaded("qualification_materials", rows, by=ada).is_accepted
        assert version.qualification_materials.get().band == "HIGH"
        wrong = loaded("qualification_materials", rows.replace("High", "LOW"), by=ada)
        assert codes(wrong) == [(1, "materials_band", "invalid")]

    def test_certificates_that_are_not_funded(self, version: FundingYear, ada: User) -> None:
        rows = "year,certificate_code,source\n2023,SIT20316,S\n"
        assert loaded("not_funded", rows, by=ada).is_accepted
        assert version.excluded_qualifications.count() == 1
        assert loaded("not_funded", rows, by=ada).changes_nothing

    def test_skills_first_rates_go_by_certificate_and_day(self, version: FundingYear, ada: User) -> None:
        head = "year,certificate_code,hourly_subsidy,maximum_exemption,effective_from,effective_to,source\n"
        rows = head + "2023,SIT20316,11.00,2.20,1/01/2023,30/06/2023,S\n2023,SIT20316,12,0,1/07/2023,,S\n"
        assert loaded("skills_first", rows, by=ada).is_accepted
        assert version.skills_first_rates.count() == 2
        assert loaded("skills_first", rows, by=ada).changes_nothing
        wrong = loaded("skills_first", rows.replace("30/06/2023", "30/06/2022"), by=ada)
        assert codes(wrong) == [(1, "effective_to", "days_in_order")]

    def test_a_rate_table_is_refused_where_rates_are_stated(self, version: FundingYear, ada: User) -> None:
        table = RATES.replace("2019", "2023")
        assert loaded("rates", table, by=ada).refusal_code == "rates_stated"

    @pytest.mark.parametrize(
        "row",
        [
            "2023,component,BONUS,paid,S",
            "2023,component,MATERIALS,perhaps,S",
            "2023,scheme,,Reference 99,S",
            "2023,tafe_loading_basis,,everything,S",
            "2023,stated_rate,ABCD,1,S",
            "2023,materials_amount,A/B,1,S",
            "2023,small_scale_rate,many,1,S",
            "2023,nothing_stated,everything,,S",
        ],
    )
    def test_a_row_that_cannot_be_read_is_named(self, version: FundingYear, ada: User, row: str) -> None:
        report = loaded("years", f"{HEAD}{row}\n", by=ada)
        assert [each.number for each in report.problems] == [1]
