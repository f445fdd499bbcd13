"""What comes with the portal: loading it, loading it again, and files of one's own in the same shapes."""

import pytest
from django.core.management import call_command

from enrolments.models import Qualification, Unit, UnitSuccession
from enrolments.resources.loading import load
from pathways.models import ExclusionGroup, MicroCredential, Packaging
from pathways.queries.equivalents import heads
from pathways.resources.catalogue import FILES
from pathways.resources.shipped import load_shipped
from tests import factories
from vetportal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


def test_everything_is_accepted_and_a_second_time_changes_nothing() -> None:
    first = load_shipped(by=None)
    assert [report.refusal for report in first] == [""] * 8
    assert all(report.is_accepted for report in first)
    assert all(report.changes_nothing for report in load_shipped(by=None))


def test_the_sets_of_the_source_are_there(capsys) -> None:
    call_command("load_micro_credentials")
    codes = set(MicroCredential.objects.exclude(code=None).values_list("code", flat=True))
    assert {"HLTSS00064", "HLTSS00065", "HLTSS00066", "HLTSS00067", "BSBSS00095", "SITSS00069"} <= codes
    titles = set(MicroCredential.objects.values_list("title", flat=True))
    for title in ("Deliver E-Learning", "Digital Skills for Small Business", "Entry into Care Roles"):
        assert title in titles
    group = ExclusionGroup.objects.get()
    assert group.members.count() == 5
    assert UnitSuccession.objects.get(successor__code="SITXFSA005").is_equivalent
    assert "micro-credentials: 18 new" in capsys.readouterr().out


def test_every_fact_has_a_source_and_no_unit_is_guessed() -> None:
    load_shipped(by=None)
    assert not MicroCredential.objects.filter(source="").exists()
    assert not Packaging.objects.filter(source="").exists()
    assert not Unit.objects.filter(source="").exists()
    for held in MicroCredential.objects.filter(are_units_complete=True):
        assert held.units.exists(), held
    unnamed = MicroCredential.objects.get(title="Deliver E-Learning")
    assert (unnamed.are_units_complete, unnamed.hours, unnamed.units.count()) == (False, None, 0)


def test_units_that_the_register_calls_equivalent_are_one_and_others_are_not() -> None:
    load_shipped(by=None)
    of = heads()
    for one in (
        ("SITXFSA101", "SITXFSA001", "SITXFSA005"),
        ("SITXFSA002", "SITXFSA006"),
        ("SITXCCS202", "SITXCCS003", "SITXCCS011"),
        ("SITXCCS303", "SITXCCS006", "SITXCCS014"),
        ("WRRCS3B", "SIRXCCS002A", "SIRXCCS202"),
        ("SIRXIND001A", "SIRXIND101"),
    ):
        assert len({of.get(code, code) for code in one}) == 1, one
    for earlier, later in (
        ("SIRXCCS202", "SIRXCEG001"), ("HLTAID003", "HLTAID011"), ("SIRXIND101", "SIRXIND001")
    ):  # fmt: skip
        assert UnitSuccession.objects.filter(predecessor__code=earlier, successor__code=later).exists()
        assert of.get(earlier, earlier) != of.get(later, later)


def test_what_somebody_entered_stands() -> None:
    Qualification.objects.create(code="SIT20421", title="Cookery II", level=2, source="own")
    load_shipped(by=None)
    MicroCredential.objects.filter(code="HLTSS00065").update(hours=30)
    Packaging.objects.filter(qualification__code="SIT20421").update(imported_units=2)
    load_shipped(by=None)
    assert Qualification.objects.get(code="SIT20421").title == "Cookery II"
    assert MicroCredential.objects.get(code="HLTSS00065").hours == 30
    assert Packaging.objects.get(qualification__code="SIT20421").imported_units == 2


def test_loading_leaves_a_record_of_who_did_it() -> None:
    dana = factories.administrator("dana")
    load_shipped(by=dana)
    events = AuditEvent.objects.filter(action="register.import", by_id=dana.pk)
    assert {"pathways.microcredential", "pathways.packaging"} <= set(
        events.values_list("subject_type", flat=True)
    )


def _load(name: str, text: str):
    return load(FILES[name], text.encode(), filename=f"{name}.csv", by=None)


RULES = (
    "certificate_code,total_units,core_units,elective_units,imported_units,"
    "is_grid_complete,source,group,group_least,group_most\n"
)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("SIT20316,13,6,6,0,no,x,,,", "6 core and 6 elective units are 12, not 13."),
        ("SIT20316,12,6,6,7,no,x,,,", "Of 6 electives not 7 can come from elsewhere."),
        ("SIT20316,12,6,6,0,no,x,A,7,", "The groups ask for 7 electives together, but there are 6."),
        ("SIT20316,12,6,6,0,no,x,A,3,2", "Group A cannot give at least 3 and at most 2."),
        ("SIT20316,12,6,6,0,no,x,A or B,1,\nSIT20316,12,6,6,0,no,x,B,1,", "Group B stands in two rules."),
        ("SIT20316,12,6,6,0,perhaps,x,,,", "perhaps"),
        ("SIT99999,12,6,6,0,no,x,,,", "There is no certificate “SIT99999” in the register."),
        ("SIT20316,12,6,6,0,no,x,A,1,\nSIT20316,12,5,7,0,no,x,B,1,", "says something else about"),
    ],
)
def test_packaging_rules_that_cannot_be(row: str, sentence: str) -> None:
    factories.qualification("SIT20316")
    report = _load("packaging_rules", RULES + row + "\n")
    assert not report.is_accepted
    assert sentence in " ".join(report.lines())
    assert not Packaging.objects.exists()


def test_a_file_of_ones_own_changes_what_is_there_and_its_version() -> None:
    load_shipped(by=None)
    head = "title,kind,source,hours\n"
    report = _load("micro_credentials", head + "Deliver E-Learning,Skill set of a training package,TAE,20\n")
    assert report.is_accepted, list(report.lines())
    held = MicroCredential.objects.get(title="Deliver E-Learning")
    assert (held.hours, held.source, held.version) == (20, "TAE", 2)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("Set,SKILL_SET,x,HLT00065,5,yes", "three letters, SS and five digits"),
        ("Set,SKILL_SET,x,,0,yes", "at least 1 hour"),
        ("Set,OTHER,x,,5,no", "profile of the provider"),
        ("Set,BADGE,x,,5,yes", "“BADGE” is not one of"),
    ],
)
def test_micro_credentials_that_cannot_be(row: str, sentence: str) -> None:
    report = _load("micro_credentials", f"title,kind,source,code,hours,is_regulated_provider\n{row}\n")
    assert not report.is_accepted
    assert sentence in " ".join(report.lines())
    assert not MicroCredential.objects.exists()
