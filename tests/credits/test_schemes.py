"""Credit schemes: shipped ones are loaded once, drafts need two people, what is published stands still."""

import json
from datetime import date

import pytest
from django.core.management import call_command
from django.db import transaction

from credits.actions import schemes, shipped
from credits.models import CreditScheme, SchemeRow
from credits.models.scheme_drafting import SchemePublished
from credits.queries import schemes as queries
from credits.queries.scheme_sheet import sheet_of
from enrolments.actions.refusals import Refused
from tests import factories
from tests.rules.credit_schemes import rules_of_sheet, shipped_sheets
from vetportal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
ROW = {
    "name": "Units", "level_from": 1, "level_to": 6, "basis": "HOURS", "scope": "UNIT", "step": 50,
    "value": 1000, "source": "invented",
}  # fmt: skip
FIGURES = {
    "name": "An invented certificate", "authority": "Nobody", "credit_word": "credit", "source": "invented",
    "counting_outcomes": ["ACHIEVED"],
}  # fmt: skip


@pytest.fixture
def admin():
    return factories.administrator("drafter")


@pytest.fixture
def other():
    return factories.administrator("publisher")


def _draft(admin, code="NEW", rows=(ROW,), **figures) -> CreditScheme:
    scheme = schemes.draft(by=admin, code=code, figures=FIGURES | figures)
    return schemes.change(scheme=scheme, by=admin, parts={"rows": list(rows)})


# Loading
def test_the_shipped_schemes_are_in_force_after_loading(other):
    loaded = schemes.load_shipped(by=other)
    assert [each.code for each in loaded if each.is_new] == ["SACE", "TCE", "VCE", "WACE"]
    assert [each.code for each in queries.published()] == ["TCE", "VCE", "SACE", "WACE"]
    assert all(each.published_by == other and each.drafted_by is None for each in queries.published())


@pytest.mark.parametrize("code", ["TCE", "VCE", "SACE", "WACE"])
def test_a_loaded_scheme_reads_and_exports_as_it_was_shipped(code):
    schemes.load_shipped(by=None)
    scheme = CreditScheme.objects.get(code=code)
    sheet = shipped_sheets()[code]
    assert queries.rules_of(scheme) == rules_of_sheet(sheet)
    exported = json.loads(json.dumps(sheet_of(scheme)))
    assert {name: value for name, value in exported.items() if name != "certificates"} == {
        name: value for name, value in sheet.items() if name != "certificates"
    }
    assert schemes.missing(scheme) == ()


def test_loading_again_changes_nothing(capsys):
    call_command("load_schemes")
    before = list(CreditScheme.objects.order_by("pk").values())
    call_command("load_schemes")
    assert list(CreditScheme.objects.order_by("pk").values()) == before
    assert "VCE: loaded already, left as it is." in capsys.readouterr().out


def test_a_shipped_scheme_that_was_changed_here_is_not_overwritten(admin, other, monkeypatch):
    schemes.load_shipped(by=other)
    ours = schemes.draft(
        by=admin, code="VCE", figures={"note": "ours"}, copy_of=CreditScheme.objects.get(code="VCE")
    )
    assert schemes.load_shipped(by=other)[2].sentence == "VCE: loaded already, left as it is."
    schemes.publish(scheme=ours, by=other)
    later = [sheet | {"note": "a later release"} for sheet in shipped.sheets()]
    monkeypatch.setattr(shipped, "sheets", lambda: later)
    said = {each.code: each for each in schemes.load_shipped(by=other)}
    assert not said["VCE"].is_new
    assert "a version drafted here is in force" in said["VCE"].sentence
    assert said["TCE"].is_new
    assert [each.note for each in queries.published() if each.code == "VCE"] == ["ours"]
    assert CreditScheme.objects.filter(code="TCE", status="RETIRED").count() == 1


def test_only_administrators_load_schemes():
    with pytest.raises(Refused, match="Only administrators"):
        schemes.load_shipped(by=factories.officer())
    assert not CreditScheme.objects.exists()


# Drafting and publishing
def test_another_administrator_publishes(admin, other):
    scheme = _draft(admin)
    with pytest.raises(Refused, match="another administrator must publish"):
        schemes.publish(scheme=scheme, by=admin)
    schemes.publish(scheme=scheme, by=other)
    scheme.refresh_from_db()
    assert (scheme.status, scheme.published_by) == ("PUBLISHED", other)
    actions = AuditEvent.objects.filter(subject_type="credits.creditscheme").order_by("position")
    said = ["scheme.draft", "scheme.change", "scheme.publish", "recompute_credits"]
    assert [event.action for event in actions] == said


def test_who_changed_a_draft_once_cannot_publish_it(admin, other):
    scheme = _draft(admin)
    schemes.change(scheme=scheme, by=other, figures={"note": "mine"})
    schemes.change(scheme=scheme, by=admin, figures={"note": "yours"})
    with pytest.raises(Refused, match="another administrator"):
        schemes.publish(scheme=scheme, by=other)


def test_people_without_the_right_neither_draft_nor_publish(admin):
    scheme = _draft(admin)
    for step in (
        lambda: schemes.draft(by=factories.officer(), code="X", figures=FIGURES),
        lambda: schemes.change(scheme=scheme, by=factories.manager(), figures={}),
        lambda: schemes.publish(scheme=scheme, by=factories.officer("second")),
        lambda: schemes.drop(scheme=scheme, by=factories.officer("third")),
    ):
        with pytest.raises(Refused, match="Only administrators"):
            step()


def test_an_incomplete_draft_is_kept_and_refused_with_all_that_it_lacks(admin, other):
    scheme = _draft(admin, rows=[ROW | {"basis": "", "source": ""}], source="")
    with pytest.raises(schemes.Incomplete) as refusal:
        schemes.publish(scheme=scheme, by=other)
    assert len(refusal.value.lacks) == 3
    assert "it does not say what it counts" in str(refusal.value)
    assert SchemeRow.objects.filter(scheme=scheme).count() == 1


def test_a_published_scheme_stands_still_by_every_path(admin, other):
    scheme = schemes.publish(scheme=_draft(admin), by=other).scheme
    row = scheme.rows.get()
    scheme.name = "Another"
    row.step = 10
    for step in (
        scheme.save,
        scheme.delete,
        row.save,
        row.delete,
        lambda: CreditScheme.objects.update(name="Another"),
        lambda: CreditScheme.objects.all().delete(),
        lambda: SchemeRow.objects.update(step=10),
        lambda: SchemeRow.objects.all().delete(),
        lambda: SchemeRow.objects.bulk_create([SchemeRow(scheme=scheme, position=2, name="More")]),
        lambda: scheme.rows.add(SchemeRow(position=2, name="More", basis="NONE", scope="UNIT"), bulk=False),
    ):
        with pytest.raises(SchemePublished, match="is never edited"), transaction.atomic():
            step()
    with pytest.raises(Refused, match="Draft a new version"):
        schemes.change(scheme=scheme, by=admin, figures={})


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(admin, other):
    scheme = _draft(admin)
    schemes.change(scheme=scheme, by=other, figures={"note": "mine"}, seen=scheme.revision)
    with pytest.raises(schemes.StaleDraft):
        schemes.change(scheme=scheme, by=admin, figures={"note": "yours"}, seen=scheme.revision)
    scheme.refresh_from_db()
    assert scheme.note == "mine"


def test_saving_the_same_again_is_no_change(admin):
    scheme = _draft(admin)
    again = schemes.change(scheme=scheme, by=admin, parts={"rows": [ROW]}, figures={"source_date": None})
    assert again.revision == scheme.revision
    assert AuditEvent.objects.filter(action="scheme.change").count() == 1


def test_a_scheme_has_one_draft_at_a_time(admin, other):
    _draft(admin)
    with pytest.raises(Refused, match="There is a draft of NEW already, by Drafter Example"):
        schemes.draft(by=other, code="NEW", figures=FIGURES)


def test_a_draft_can_be_thrown_away_and_leaves_its_record(admin):
    scheme = _draft(admin)
    schemes.drop(scheme=scheme, by=admin)
    assert not CreditScheme.objects.exists()
    assert AuditEvent.objects.get(action="scheme.drop").before["rows"][0]["step"] == 50


# Years of commencement
def _published(admin, other, **years) -> CreditScheme:
    return schemes.publish(scheme=_draft(admin, **years), by=other).scheme


def test_a_new_version_of_the_same_years_retires_the_one_before(admin, other):
    first = _published(admin, other)
    second = _published(admin, other)
    first.refresh_from_db()
    assert (first.status, second.version) == ("RETIRED", 2)
    assert queries.for_commencement("NEW", 2019) == second


def test_a_version_that_begins_later_ends_the_one_before(admin, other):
    first = _published(admin, other)
    second = _published(admin, other, commence_from=2025)
    first.refresh_from_db()
    assert (first.status, first.commence_to) == ("PUBLISHED", 2024)
    assert queries.for_commencement("NEW", 2024) == first
    assert queries.for_commencement("NEW", 2025) == second
    assert queries.for_commencement("OTHER", 2025) is None


def test_years_that_overlap_in_part_are_refused_in_words(admin, other):
    _published(admin, other, commence_from=2020)
    scheme = _draft(admin, commence_from=2018, commence_to=2022)
    with pytest.raises(
        Refused, match=r"Version 1 holds for certificates begun from 2020, this one for those"
    ):
        schemes.publish(scheme=scheme, by=other)
    scheme.refresh_from_db()
    assert scheme.status == "DRAFT"


def test_a_copy_takes_everything_with_it_and_what_is_given_goes_first(admin, other):
    schemes.load_shipped(by=other)
    origin = CreditScheme.objects.get(code="VCE")
    copy = schemes.draft(by=admin, code="VCE", figures={"commence_from": 2027}, copy_of=origin)
    assert copy.version == 2
    assert sheet_of(copy) == sheet_of(origin) | {"commence_from": 2027}
    assert copy.source_date == date(2026, 11, 22)


def test_reading_all_published_schemes_asks_a_fixed_number_of_questions(django_assert_num_queries):
    schemes.load_shipped(by=None)
    with django_assert_num_queries(6):
        assert len([queries.rules_of(scheme) for scheme in queries.published()]) == 4
