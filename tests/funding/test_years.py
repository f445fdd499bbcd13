"""The rules of a year: drafted by one, published by another, never edited afterwards."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from enrolments.models import EnrolmentYear
from funding import queries
from funding.actions import years
from funding.actions.refusals import Refused
from funding.models import BandRate, Exclusion, FundingYear, QualificationBand
from funding.models.drafting import RulesPublished
from funding.rules.rates import band_rate
from tests import factories
from tests.funding.rule_years import drafted, published
from vetportal.accounts.models import User
from vetportal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def open_day(clock: Callable[[str], datetime]) -> Callable[[str], datetime]:
    clock("2019-05-01T10:00")
    return clock


def test_the_published_figures_of_2019_come_out_of_the_file(ada: User) -> None:
    version = drafted(ada)
    rates = [band_rate(level, version.base_rate) for level in levels(version)]
    assert rates == [113032, 100908, 91891, 86758, 78281, 156596, 46401, 37925, 33771]
    share = queries.core_share_of(version)
    assert (share.gross, share.net, share.delivery, share.per_enrolment) == (8922, 8164, 6123, 1225)
    assert (version.rural_rate, version.cap) == (None, None)
    assert version.census_date == date(2019, 5, 6)
    assert [gap.part for gap in years.missing(version)] == ["Cap", "Certificates", "Rural", "Skills First"]


def levels(version: FundingYear) -> list[int]:
    return list(version.bands.order_by("order").values_list("weighting_level", flat=True))


def test_every_figure_of_2019_has_a_source(ada: User) -> None:
    version = drafted(ada)
    for rows in (version.bands, version.instalments, version.exclusions):
        assert rows.count()
        assert not rows.filter(source="").exists()


def test_publishing_puts_the_rules_in_force_and_opens_the_year(ada: User, bob: User) -> None:
    version = published(ada, bob)
    assert queries.published_year(2019) == version
    assert EnrolmentYear.objects.get(year=2019).census_date == date(2019, 5, 6)
    actions = AuditEvent.objects.filter(action__startswith="year.").values_list("action", flat=True)
    assert set(actions) == {"year.draft", "year.change", "year.open", "year.publish"}


def test_nobody_publishes_what_they_drafted_or_last_changed(ada: User, bob: User) -> None:
    version = drafted(ada)
    with pytest.raises(Refused, match="another administrator"):
        years.publish(version=version, by=ada)
    version = years.change(version=version, by=bob, figures={"maximum_age": 21})
    with pytest.raises(Refused, match="another administrator"):
        years.publish(version=version, by=bob)
    with pytest.raises(Refused, match="another administrator"):
        years.publish(version=version, by=ada)
    assert FundingYear.objects.get().status == "DRAFT"


def test_a_later_change_by_a_third_person_lets_nobody_publish_what_they_entered(ada: User, bob: User) -> None:
    version = drafted(ada)
    version = years.change(version=version, by=bob, figures={"base_rate": 33_772})
    third = factories.administrator("carol")
    version = years.change(version=version, by=third, figures={"age_source": "Said anew"})
    for person in (ada, bob, third):
        with pytest.raises(Refused, match="another administrator"):
            years.publish(version=version, by=person)
    years.publish(version=version, by=factories.administrator("dora"))


def test_saving_the_same_figures_makes_nobody_the_last_changer(ada: User, bob: User) -> None:
    version = drafted(ada)
    version = years.change(version=version, by=bob, figures={"maximum_age": version.maximum_age})
    assert version.changed_by == ada
    years.publish(version=version, by=bob)


@pytest.mark.parametrize("role", ["OFFICER", "MANAGER"])
def test_only_administrators_draft_and_publish(ada: User, role: str) -> None:
    other = factories.user("olga", role=role)
    with pytest.raises(Refused, match="administrators"):
        years.draft(year=2020, by=other)
    with pytest.raises(Refused, match="administrators"):
        years.publish(version=drafted(ada), by=other)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"figures": {"base_rate": 0}}, "base rate .* is missing"),
        ({"figures": {"base_rate_source": " "}}, "source of the base rate"),
        ({"figures": {"census_date": date(2018, 5, 6)}}, "not in 2019"),
        ({"figures": {"minimum_age": 0}}, "youngest"),
        ({"figures": {"core_other_percent": 27}}, "100%"),
        ({"figures": {"cap": 100, "cap_source": ""}}, "source of the cap"),
        ({"figures": {"cap": 0}}, "pays nobody"),
        ({"bands": []}, "Band 5a is missing"),
        ({"instalments": []}, "payment line ADJ is missing"),
        ({"exclusions": []}, "No eligibility rule"),
        ({"exclusions": [{"code": "UNDER_AEG", "source": "x"}]}, "no eligibility rule called UNDER_AEG"),
    ],
)
def test_a_draft_that_lacks_something_is_not_published(
    ada: User, bob: User, change: dict, words: str
) -> None:
    version = years.change(version=drafted(ada), by=ada, **change)
    with pytest.raises(years.Incomplete, match=words):
        years.publish(version=version, by=bob)
    assert not EnrolmentYear.objects.exists()


def test_the_shares_of_a_year_come_to_the_whole(ada: User, bob: User) -> None:
    version = drafted(ada)
    rows = list(version.instalments.order_by("order").values("line", "basis", "share", "source"))
    rows[0]["share"] = 3000
    version = years.change(version=version, by=ada, instalments=rows)
    with pytest.raises(years.Incomplete, match="they come to 105%"):
        years.publish(version=version, by=bob)
    rows[0] |= {"share": 0, "basis": "REMAINDER"}
    version = years.change(version=version, by=ada, instalments=rows)
    with pytest.raises(years.Incomplete, match="here 2 do"):
        years.publish(version=version, by=bob)


def _moved(band: BandRate, version: FundingYear) -> None:
    band.funding_year = version
    band.save()


def test_published_rules_are_never_edited_by_any_path(ada: User, bob: User) -> None:
    version = published(ada, bob)
    band = version.bands.first()
    version.maximum_age = 99
    band.weighting_level = 1
    certificate = factories.qualification()
    draft = years.draft(year=2019, by=ada)
    attempts = [
        version.save,
        version.delete,
        band.save,
        band.delete,
        lambda: years.change(version=version, by=ada, figures={"maximum_age": 99}),
        lambda: FundingYear.objects.update(maximum_age=99),
        lambda: FundingYear.objects.all().delete(),
        lambda: BandRate.objects.update(weighting_level=1),
        lambda: version.exclusions.all().delete(),
        lambda: Exclusion.objects.create(funding_year=version, code="NO_BAND", source="x"),
        lambda: QualificationBand.objects.bulk_create(
            [QualificationBand(funding_year=version, qualification=certificate, band="1", source="x")]
        ),
        lambda: draft.bands.add(version.bands.first()),
        lambda: version.bands.add(draft.bands.first()),
        lambda: draft.bands.update(funding_year=version),
        lambda: _moved(version.bands.first(), draft),
    ]
    for attempt in attempts:
        with pytest.raises((RulesPublished, Refused), match="never edited"):
            attempt()
    assert levels(FundingYear.objects.get(version=1)) == levels(draft)
    assert levels(draft)[0] == 3347


def test_a_change_is_a_new_version_that_replaces_the_old_one(ada: User, bob: User) -> None:
    first = published(ada, bob)
    second = years.draft(year=2019, by=bob)
    assert second.version == 2
    years.change(version=second, by=bob, figures={"cap": 5_000_000, "cap_source": "invented"})
    years.publish(version=second, by=ada)
    first.refresh_from_db()
    assert first.status == "REPLACED"
    assert first.cap is None
    assert queries.published_year(2019).cap == 5_000_000
    assert AuditEvent.objects.filter(action="year.replace").count() == 1


def test_a_year_has_one_draft_at_a_time(ada: User, bob: User) -> None:
    years.draft(year=2020, by=ada)
    with pytest.raises(Refused, match="a draft of 2020 already, by Ada"):
        years.draft(year=2020, by=bob)


def test_the_next_year_starts_as_a_copy_whose_yearly_figures_must_be_stated_anew(
    ada: User, bob: User
) -> None:
    published(ada, bob)
    version = years.draft(year=2020, by=ada)
    assert levels(version) == levels(FundingYear.objects.get(year=2019))
    assert (version.base_rate, version.census_date) == (33771, date(2020, 5, 6))
    assert version.base_rate_source == version.census_source == version.rural_source == ""
    assert (version.cap, version.rural_rate) == (None, None)
    with pytest.raises(years.Incomplete, match="source of the census date"):
        years.publish(version=version, by=bob)


def test_the_next_year_is_not_copied_from_a_draft(ada: User, bob: User) -> None:
    published(ada, bob)
    years.change(version=years.draft(year=2019, by=ada), by=ada, figures={"maximum_age": 21})
    assert years.draft(year=2020, by=ada).maximum_age == 20


def test_a_year_without_a_predecessor_starts_empty(ada: User, bob: User) -> None:
    version = years.draft(year=2019, by=ada)
    with pytest.raises(years.Incomplete, match="Band 1 is missing"):
        years.publish(version=version, by=bob)


def test_a_second_person_does_not_overwrite_what_they_have_not_seen(ada: User, bob: User) -> None:
    version = drafted(ada)
    seen = version.changed_at
    open_later = version.changed_at.replace(second=30)
    FundingYear.objects.filter(pk=version.pk).update(changed_at=open_later)
    with pytest.raises(years.StaleDraft, match="Ada Example changed this draft"):
        years.change(version=version, by=bob, figures={"maximum_age": 21}, seen=seen)


class TestCensusDate:
    def test_moves_while_it_lies_ahead(self, ada: User, bob: User) -> None:
        published(ada, bob)
        years.publish(version=self.moved(ada, date(2019, 5, 8)), by=bob)
        assert EnrolmentYear.objects.get().census_date == date(2019, 5, 8)

    def test_never_moves_once_it_has_passed(self, ada: User, bob: User, open_day) -> None:
        published(ada, bob)
        open_day("2019-05-07T09:00")
        version = self.moved(ada, date(2019, 5, 31))
        with pytest.raises(Refused, match="census was on 6 May 2019"):
            years.publish(version=version, by=bob)
        assert EnrolmentYear.objects.get().census_date == date(2019, 5, 6)

    def test_never_moves_into_the_past(self, ada: User, bob: User) -> None:
        published(ada, bob)
        version = self.moved(ada, date(2019, 4, 30))
        with pytest.raises(Refused, match="has passed"):
            years.publish(version=version, by=bob)

    def test_other_figures_may_change_after_it(self, ada: User, bob: User, open_day) -> None:
        published(ada, bob)
        open_day("2019-05-07T09:00")
        version = years.draft(year=2019, by=ada)
        figures = {"rural_rate": 40_000, "rural_source": "invented", "census_source": "Stated again."}
        years.publish(version=years.change(version=version, by=ada, figures=figures), by=bob)
        assert EnrolmentYear.objects.get().census_source.startswith("SRP Reference 56")

    @staticmethod
    def moved(by: User, to: date) -> FundingYear:
        return years.change(version=years.draft(year=2019, by=by), by=by, figures={"census_date": to})


def test_a_year_has_one_published_table_and_a_shell_is_told_so(ada: User, bob: User) -> None:
    published(ada, bob)
    second = years.draft(year=2019, by=ada)
    second.status, second.published_by, second.published_at = "PUBLISHED", bob, second.drafted_at
    with pytest.raises(RulesPublished, match="2019 has a published rate table already: version 1"):
        second.save()
    with pytest.raises(RulesPublished, match="A year has one"):
        FundingYear.objects.filter(pk=second.pk).update(
            status="PUBLISHED", published_by=bob, published_at=second.drafted_at
        )
    assert queries.published_year(2019).version == 1
