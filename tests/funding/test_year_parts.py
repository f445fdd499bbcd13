"""Parts of a year in the browser: components, rows that people name, long lists, the checklist."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from funding.actions import years
from funding.models import FundingYear, SkillsFirstRate
from tests import factories
from tests.funding.rule_years import drafted
from tests.funding.test_year_pages import address, client_of, page_data
from vetportal.accounts.models import User
from vetportal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def open_day(clock: Callable[[str], datetime]) -> Callable[[str], datetime]:
    clock("2019-05-01T10:00")
    return clock


@pytest.fixture
def client(ada: User) -> Client:
    return client_of(ada)


def save(client: Client, version: FundingYear, section: str, **typed: str):
    return client.post(address(version, section), page_data(client, version, section) | typed)


class TestComponents:
    def test_a_part_is_there_only_while_its_component_is_paid(self, ada: User, client: Client) -> None:
        version = drafted(ada)
        data = page_data(client, version, "model")
        assert data.pop("components-2-is_on")  # the TAFE supplement
        assert client.post(address(version, "model"), data).status_code == 302
        codes = version.components.order_by("code").values_list("code", flat=True)
        assert list(codes) == ["RURAL", "TARGETED"]
        hub = client.get(reverse("funding:year-edit", args=[version.pk]))
        assert "Skills First list" not in hub.text
        answer = client.get(address(version, "tafe"), follow=True)
        assert "TAFE supplement is not paid in this year" in answer.text

    def test_a_component_of_the_other_model_stops_publishing(
        self, ada: User, bob: User, client: Client
    ) -> None:
        version = drafted(ada)
        assert save(client, version, "model", scheme="REF143").status_code == 302
        with pytest.raises(years.Incomplete, match="Rural weighting is no component of Reference 143"):
            years.publish(version=version, by=bob)
        with pytest.raises(years.Incomplete, match="rule DIPLOMA_OR_ABOVE belongs to Reference 56"):
            years.publish(version=version, by=bob)

    def test_a_source_of_a_component_is_asked_for(self, ada: User, client: Client) -> None:
        version = drafted(ada)
        save(client, version, "model", **{"components-0-source": ""})
        assert "The source of Targeted VET funding is missing" in client.get(address(version, "model")).text


class TestRows:
    def test_people_name_bands_and_remove_them(self, ada: User, client: Client) -> None:
        version = drafted(ada, 2023)
        typed = {
            "bands-0-code": "a", "bands-0-stated_rate": "2,400.00", "bands-0-full_rate_hours": "180",
            "bands-0-source": "invented", "bands-1-code": "B", "bands-1-stated_rate": "1800",
        }  # fmt: skip
        assert save(client, version, "rates", **typed).status_code == 302
        rows = list(version.bands.order_by("order").values_list("code", "stated_rate", "full_rate_hours"))
        assert rows == [("A", 240_000, 180), ("B", 180_000, 0)]
        page = client.get(address(version, "rates")).text
        assert 'href="#band-B"' in page
        assert 'id="band-B"' in page
        assert save(client, version, "rates", **{"bands-1-remove": "on"}).status_code == 302
        assert list(version.bands.values_list("code", flat=True)) == ["A"]

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ({"bands-0-stated_rate": "100"}, "Name the row"),
            ({"bands-0-code": "A", "bands-1-code": "a"}, "two rows called A"),
            ({"bands-0-code": "A/", "bands-0-stated_rate": "1"}, "letters and digits"),
        ],
    )
    def test_a_row_that_cannot_be_is_said_in_words_and_kept(
        self, ada: User, client: Client, typed: dict[str, str], words: str
    ) -> None:
        version = drafted(ada, 2023)
        answer = save(client, version, "rates", **typed)
        assert answer.status_code == 422
        assert words in answer.text
        assert not version.bands.exists()

    def test_weighting_levels_survive_while_rates_are_stated(self, ada: User, client: Client) -> None:
        version = drafted(ada)
        save(client, version, "model", are_rates_stated="on")
        assert save(client, version, "rates", **{"bands-0-stated_rate": "1,000.00"}).status_code == 302
        band = version.bands.get(code="1")
        assert (band.stated_rate, band.weighting_level) == (100_000, 3_347)

    def test_a_rule_may_let_materials_pass(self, ada: User, client: Client) -> None:
        version = drafted(ada, 2023)
        data = page_data(client, version, "eligibility")
        assert client.post(address(version, "eligibility"), data).status_code == 302
        assert not version.exclusions.get(code="HEAD_START").stops_materials
        assert "Stops materials, too" in client.get(address(version, "eligibility")).text


class TestLists:
    @pytest.fixture
    def version(self, ada: User) -> FundingYear:
        factories.qualification("SIT20316")
        return drafted(ada)

    def add(self, client: Client, version: FundingYear, **typed: str):
        row = {
            "certificate": "sit20316", "hourly_subsidy": "11.00", "maximum_exemption": "2.20",
            "effective_from": "1/01/2019", "effective_to": "", "source": "Invented list",
        }  # fmt: skip
        return client.post(address(version, "skills-first"), row | typed)

    def test_a_row_is_added_changed_and_taken_out(self, client: Client, version: FundingYear) -> None:
        assert self.add(client, version).status_code == 302
        row = SkillsFirstRate.objects.get()
        assert (row.hourly_subsidy, row.maximum_exemption, row.effective_to) == (1_100, 220, None)
        page = f"{address(version, 'skills-first')}?row={row.pk}"
        form = client.get(page)
        assert 'value="11.00"' in form.text
        seen = form.context["seen"]
        changed = form.context["form"].initial | {
            "hourly_subsidy": "12.00", "maximum_exemption": "2.20", "effective_from": "1/01/2019",
            "effective_to": "31/12/2019", "seen": seen,
        }  # fmt: skip
        assert client.post(page, {k: v for k, v in changed.items() if v is not None}).status_code == 302
        row = SkillsFirstRate.objects.get()
        assert (row.hourly_subsidy, row.effective_to) == (1_200, date(2019, 12, 31))
        recorded = AuditEvent.objects.filter(action="year.change").order_by("-pk").first()
        assert list(recorded.after) == ["skills first SIT20316 2019-01-01"]
        page = f"{address(version, 'skills-first')}?row={row.pk}"
        seen = client.get(page).context["seen"]
        assert client.post(page, {"remove": "", "seen": seen}).status_code == 302
        assert not SkillsFirstRate.objects.exists()

    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ({"certificate": "XXX99999"}, "not in the register"),
            ({"hourly_subsidy": "free"}, "is not a number"),
            ({"effective_to": "1/01/2018"}, "before the first"),
            ({"source": ""}, "Say where this stands"),
        ],
    )
    def test_what_cannot_be_read_is_said_and_kept(
        self, client: Client, version: FundingYear, typed: dict[str, str], words: str
    ) -> None:
        answer = self.add(client, version, **typed)
        assert answer.status_code == 422
        assert words in answer.text
        assert not SkillsFirstRate.objects.exists()

    def test_the_same_certificate_and_day_is_listed_once(self, client: Client, version: FundingYear) -> None:
        self.add(client, version)
        assert "has a rate from that day already" in self.add(client, version).text
        self.add(client, version, effective_from="1/07/2019")
        page = client.get(address(version, "skills-first"))
        assert "two Skills First rates from 1/07/2019" in page.text

    def test_somebody_elses_change_of_the_row_is_not_overwritten(
        self, client: Client, version: FundingYear, bob: User
    ) -> None:
        self.add(client, version)
        row = SkillsFirstRate.objects.get()
        page = f"{address(version, 'skills-first')}?row={row.pk}"
        seen = client.get(page).context["seen"]
        SkillsFirstRate.objects.filter(pk=row.pk).update(hourly_subsidy=1_300)
        answer = client.post(
            page,
            {"certificate": "SIT20316", "hourly_subsidy": "12", "effective_from": "1/01/2019",
             "source": "x", "seen": seen},
        )  # fmt: skip
        assert answer.status_code == 409
        assert "Somebody else changed" in answer.text
        assert 'value="12"' in answer.text
        assert SkillsFirstRate.objects.get().hourly_subsidy == 1_300

    def test_bands_of_certificates_are_assigned_by_hand(self, client: Client, version: FundingYear) -> None:
        row = {"certificate": "SIT20316", "band": "6", "source": "Invented"}
        assert client.post(address(version, "certificates"), row).status_code == 302
        assert version.qualification_bands.get().band == "6"
        again = client.post(address(version, "certificates"), row | {"band": "7"})
        assert "in the list already" in again.text
        assert client.post(address(version, "certificates"), row | {"band": "9"}).status_code == 422


class TestChecklist:
    def test_a_missing_band_is_named_with_its_enrolments(self, ada: User, bob: User, client: Client) -> None:
        certificate = factories.qualification("22338VIC")
        version = years.publish(version=drafted(ada), by=bob)
        editor = factories.user("ed")
        school = factories.school("7001")
        for _ in range(2):
            factories.enrolment(factories.student(school), certificate, by=editor, hours=[60])
        draft = years.draft(year=2019, by=ada)
        sentence = "22338VIC has no band; 2 enrolments of 2019 wait for one."
        for page in ("funding:year", "funding:year-edit"):
            assert sentence in client.get(reverse(page, args=[draft.pk])).text
        assert sentence in client.get(reverse("funding:year", args=[version.pk])).text

    def test_a_cap_of_zero_and_an_unknown_rural_rate(self, ada: User, bob: User, client: Client) -> None:
        version = drafted(ada)
        assert "The rural rate is not known" in client.get(address(version, "rural")).text
        years.change(version=version, by=ada, figures={"cap": 0})
        answer = client_of(bob).post(reverse("funding:year-publish", args=[version.pk]))
        assert answer.status_code == 409
        assert "A cap of $0.00 pays nobody" in answer.text

    def test_each_line_leads_to_its_field(self, ada: User, client: Client) -> None:
        version = years.change(version=drafted(ada), by=ada, figures={"census_source": ""})
        hub = client.get(reverse("funding:year-edit", args=[version.pk])).text
        assert f'href="{address(version, "dates")}#id_census_source"' in hub
        assert "9 of 10 parts are complete. 1 thing stops publishing." in hub
        assert 'id="id_census_source"' in client.get(address(version, "dates")).text

    def test_a_year_copied_forward_says_what_to_state_anew(self, ada: User, bob: User) -> None:
        certificate = factories.qualification()
        version = drafted(ada)
        rates = [
            {"qualification_id": certificate.pk, "hourly_subsidy": 1_100, "maximum_exemption": 0,
             "effective_from": date(2018, 1, 1), "effective_to": until, "source": "Invented"}
            for until in (date(2018, 12, 31), None)
        ]  # fmt: skip
        rates[1]["effective_from"] = date(2019, 1, 1)
        version = years.change(version=version, by=ada, parts={"skills_first_rates": rates})
        years.publish(version=version, by=bob)
        copy = years.draft(year=2020, by=ada)
        assert copy.skills_first_rates.get().effective_from == date(2019, 1, 1)
        said = [gap.sentence for gap in years.missing(copy) if gap.is_source]
        assert [sentence.partition(" is missing")[0] for sentence in said] == [
            "The source of the census date",
            "The source of the base rate",
            "The source of rural weighting",
            "The source of the TAFE supplement",
            "The source of the Skills First rate of SIT20316",
            "The source of the core share",
        ]
