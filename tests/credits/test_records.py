"""The credit records: worked out with every change, repeatable, and for the whole state in one command."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from credits.actions import records, schemes
from credits.actions.schemes import load_shipped
from credits.models import CreditEntry, CreditRecord, CreditScheme, LevelRuling, Outcome
from credits.queries.facts import results_of, unit_facts
from credits.queries.study import choose, study_of
from enrolments.models import NominalHours, PackagedUnit, UnitSuccession
from tests import factories
from vetportal import clock as portal_clock
from vetportal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(clock):
    """Example D of TASC: a unit in Kitchen Operations, and again by credit transfer in Hospitality."""
    clock("2019-12-02T10:00")
    load_shipped(by=None)
    by = factories.user("coordinator")
    who = factories.student(factories.school("7001"))
    taken = factories.unit("SITXFSA001", 15, source="NCVER", title="Use hygienic practices for food safety")
    kitchen = factories.qualification(
        "SIT20416", title="Certificate II in Kitchen Operations", units={"SITXFSA001": 15}
    )
    hospitality = factories.qualification("SIT20316", title="Certificate II in Hospitality")
    PackagedUnit.objects.create(qualification=hospitality, unit=taken, kind="CORE")
    first = factories.result(who, taken, kitchen, by=by, year=2018)
    again = factories.result(who, taken, hospitality, by=by, outcome=Outcome.CREDIT_TRANSFER)
    return {"by": by, "who": who, "unit": taken, "first": first, "again": again, "kitchen": kitchen}


def _tce(who) -> CreditRecord:
    return CreditRecord.objects.get(student=who, scheme__code="TCE")


def _rework(*students) -> records.Reworked:
    return records.rework(student_ids=[each.pk for each in students], stamp=portal_clock.now())


def test_example_d_is_stored_with_its_reason(scene):
    _rework(scene["who"])
    record = _tce(scene["who"])
    assert (record.total, record.at_level, record.is_met, record.blocked) == (2000, 2000, False, 0)
    first, again = record.entries.order_by("position")
    assert (first.result, first.credit, first.level, first.hours, first.hours_source) == (
        scene["first"],
        2000,
        2,
        15,
        "NCVER",
    )
    assert (again.result, again.credit, again.code) == (scene["again"], 0, "ALREADY_CREDITED")
    assert (
        again.reason == "Already credited as SITXFSA001 in 2018 through Certificate II in Kitchen Operations."
    )


def test_every_published_scheme_has_its_record(scene):
    _rework(scene["who"])
    schemes = CreditScheme.objects.filter(status=CreditScheme.Status.PUBLISHED)
    assert schemes.count() >= 4
    assert CreditRecord.objects.filter(student=scene["who"]).count() == schemes.count()


def test_a_second_run_changes_nothing(scene):
    assert _rework(scene["who"]).written > 0
    before = list(CreditEntry.objects.order_by("pk").values())
    done = _rework(scene["who"])
    assert (done.written, done.dropped) == (0, 0)
    assert list(CreditEntry.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("change", ["hours", "ruling", "packaging", "succession", "title"])
def test_a_change_of_the_register_writes_the_record_anew(scene, change):
    _rework(scene["who"])
    if change == "hours":
        NominalHours.objects.filter(unit=scene["unit"], source="NCVER").update(hours=24)
    if change == "ruling":
        LevelRuling.objects.create(
            unit=scene["unit"], level=1, reason="invented", source="invented", recorded_by=scene["by"],
            recorded_at=portal_clock.now(),
        )  # fmt: skip
    if change == "packaging":
        PackagedUnit.objects.create(
            qualification=factories.qualification("SIT10216", level=1), unit=scene["unit"], kind="CORE"
        )
    if change == "succession":
        earlier = factories.unit("AITXFSA101")
        UnitSuccession.objects.create(
            predecessor=earlier, successor=scene["unit"], is_equivalent=True, source="invented"
        )
    if change == "title":
        type(scene["unit"]).objects.filter(pk=scene["unit"].pk).update(title="Another title")
    assert _rework(scene["who"]).written == CreditScheme.objects.filter(status="PUBLISHED").count()


def test_records_of_a_student_without_results_are_dropped(scene):
    _rework(scene["who"])
    scene["first"].delete()
    scene["again"].delete()
    done = _rework(scene["who"])
    assert done.dropped >= 4
    assert not CreditRecord.objects.exists()
    assert not CreditEntry.objects.exists()


def test_blank_hours_block_and_are_no_zero(scene):
    blank = factories.unit("CULMS002B")
    factories.result(scene["who"], blank, scene["kitchen"], by=scene["by"])
    _rework(scene["who"])
    record = _tce(scene["who"])
    assert (record.total, record.blocked) == (2000, 1)
    entry = record.entries.get(unit_code="CULMS002B")
    assert (entry.hours, entry.code, entry.credit) == (None, "HOURS_MISSING", 0)


def test_a_long_reason_fits_in_its_line(scene):
    LevelRuling.objects.create(
        unit=scene["unit"], level=1, reason="r" * 300, source="s" * 300, recorded_by=scene["by"],
        recorded_at=portal_clock.now(),
    )  # fmt: skip
    factories.result(scene["who"], scene["unit"], by=scene["by"], year=2017)
    _rework(scene["who"])
    entry = _tce(scene["who"]).entries.get(position=1)
    assert len(entry.level_basis) == 300
    assert entry.level_basis.endswith("…")


def test_commencement_is_the_first_year_in_the_certificate(scene):
    factories.open_year()
    facts = results_of([scene["who"].pk])[scene["who"].pk]
    assert sorted(each.commenced for each in facts) == [2018, 2019]
    factories.result(scene["who"], factories.unit("X1", 20), scene["kitchen"], by=scene["by"], year=2019)
    facts = {each.unit: each for each in results_of([scene["who"].pk])[scene["who"].pk]}
    assert facts["X1"].commenced == 2018


def test_two_versions_of_a_scheme_with_a_standard_never_split_a_student(scene):
    """Begun in 2018 and 2019: the version that held in 2018 counts all of it, the other keeps no record."""
    other = factories.unit("X1", 20, source="NCVER")
    hospitality = factories.qualification(
        "SIT30616", title="Certificate III in Hospitality", units={"X1": 20}
    )
    factories.result(scene["who"], other, hospitality, by=scene["by"], year=2019)
    earlier = CreditScheme.objects.get(code="TCE")
    later = _copy_of_tce(earlier)
    _rework(scene["who"])
    found = CreditRecord.objects.filter(student=scene["who"], scheme__in=[earlier, later])
    assert dict(found.values_list("scheme__version", "total")) == {1: 4000}, "the other has no record at all"
    study = study_of(scene["who"])
    assert {each.first_begun for each in study.results} == {2018}
    assert [each.version for each in choose("", study.commencements).offered if each.code == "TCE"] == [1]


def _copy_of_tce(earlier: CreditScheme) -> CreditScheme:
    """Another version for study begun in 2019 or later, published by another administrator."""
    drafter, publisher = factories.administrator("drafter"), factories.administrator("publisher")
    later = schemes.draft(by=drafter, code="TCE", figures={"commence_from": 2019}, copy_of=earlier)
    schemes.publish(scheme=later, by=publisher)
    return later


def test_evidence_counts_only_where_it_was_accepted(scene):
    factories.evidence(scene["again"], by=scene["by"], decision="REFUSED", reason="Not authentic.")
    assert [each.is_evidenced for each in results_of([scene["who"].pk])[scene["who"].pk]] == [False, False]
    scene["again"].evidence.delete()
    factories.evidence(scene["again"], by=scene["by"])
    held = {each.key: each for each in results_of([scene["who"].pk])[scene["who"].pk]}
    assert held[scene["again"].pk].is_evidenced


def test_a_transfer_by_analysis_earns_nothing_for_a_unit_that_counts(scene):
    """The document names a unit that was credited; the provider judged another one equivalent to it."""
    other = factories.unit("SITXFSA002", 40)
    transfer = factories.result(
        scene["who"], other, scene["kitchen"], by=scene["by"], year=2020, outcome="CREDIT_TRANSFER"
    )
    factories.evidence(
        transfer, by=scene["by"], unit_as_issued="sitxfsa001 ", basis="ANALYSED", analysis="The same content."
    )
    _rework(scene["who"])
    entry = _tce(scene["who"]).entries.get(result=transfer)
    assert (entry.credit, entry.code) == (0, "ALREADY_CREDITED")
    assert entry.reason.startswith("Already credited as SITXFSA001 in 2018")


def test_a_refused_transfer_says_so(scene):
    factories.evidence(scene["again"], by=scene["by"], decision="REFUSED", reason="Not authentic.")
    _rework(scene["who"])
    entry = _tce(scene["who"]).entries.get(result=scene["again"])
    assert (entry.credit, entry.code) == (0, "TRANSFER_REFUSED")


def test_listings_end_with_the_certificate(scene):
    kitchen = scene["kitchen"]
    kitchen.superseded_by, kitchen.teach_out_date = factories.qualification("SIT20421"), date(2020, 6, 30)
    kitchen.save()
    (_, ended) = unit_facts(["SITXFSA001"])["SITXFSA001"].listings
    assert (ended.qualification, ended.ends_on) == ("SIT20416", date(2020, 6, 30))


def test_facts_of_many_students_take_few_queries(scene, django_assert_num_queries):
    people = [scene["who"], *(factories.student(scene["who"].school) for _ in range(30))]
    for each in people[1:]:
        factories.result(each, scene["unit"], scene["kitchen"], by=scene["by"])
    with django_assert_num_queries(3):
        assert len(results_of([each.pk for each in people])) == 31
    with django_assert_num_queries(5):
        unit_facts(["SITXFSA001", "nothing"])


def _command(**options) -> str:
    out = StringIO()
    call_command("recompute_credits", stdout=out, **options)
    return out.getvalue()


def test_the_command_reworks_everybody_and_says_so(scene):
    other = factories.student(factories.school("7002"))
    factories.result(other, scene["unit"], by=scene["by"])
    number = CreditScheme.objects.filter(status="PUBLISHED").count()
    assert f"2 students, {2 * number} records: {2 * number} written, 0 dropped" in _command()
    events = AuditEvent.objects.filter(action="recompute_credits").order_by("position")
    assert {event.subject_id for event in events} == set(_published())
    assert {(event.by_name, event.after["written"]) for event in events} == {
        ("Operator's command", 2 * number)
    }
    assert f"{2 * number} records: 0 written" in _command()
    assert [event.after["written"] for event in events.all()] == [2 * number] * number + [0] * number


def _published() -> list[str]:
    return [str(key) for key in CreditScheme.objects.filter(status="PUBLISHED").values_list("pk", flat=True)]


def test_the_command_can_keep_to_a_school_or_a_scheme(scene):
    other = factories.student(factories.school("7002"))
    factories.result(other, scene["unit"], by=scene["by"])
    assert "1 students, 1 records: 1 written" in _command(school="7002", scheme="tce")
    assert set(CreditRecord.objects.values_list("student", "scheme__code")) == {(other.pk, "TCE")}


@pytest.mark.parametrize(
    ("options", "sentence"),
    [({"scheme": "NOPE"}, "No version of NOPE is published"), ({"school": "none"}, "no school none")],
)
def test_the_command_says_what_is_wrong(scene, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        _command(**options)


def test_the_command_needs_a_published_scheme():
    with pytest.raises(CommandError, match="No credit scheme is published yet"):
        _command()
