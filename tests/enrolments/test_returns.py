"""The steps of a return: who may take which, what each refuses, what is recorded."""

import random

import pytest

from enrolments.access import permissions_at
from enrolments.actions import returns
from enrolments.actions.refusals import Conflict, Refused
from enrolments.models import SchoolMembership, SchoolReturn, window
from enrolments.queries import return_contents
from enrolments.rules import returns as rules
from tests import factories
from tests.enrolments import returns_cast
from vetportal.audit import trail
from vetportal.audit.models import AuditEvent

pytestmark = pytest.mark.django_db

OPEN, CLOSED = "2019-05-01T10:00", "2019-05-07T09:00"


@pytest.fixture
def cast(clock) -> returns_cast.Cast:
    built = returns_cast.build()
    clock(OPEN)
    return built


def certify(cast, **changed) -> SchoolReturn:
    values = {"school": cast.school, "year": 2019, "is_nil": False, "by": cast.principal, **changed}
    return returns.certify(**values)


def approve(cast, held, **changed) -> SchoolReturn:
    return returns.approve(**{"school_return": held, "version": held.version, "by": cast.officer, **changed})


def give_back(cast, held, reason: str) -> SchoolReturn:
    return returns.return_(school_return=held, version=held.version, reason=reason, by=cast.officer)


def stored(cast) -> SchoolReturn:
    return SchoolReturn.objects.get(school=cast.school)


def events() -> list[str]:
    found = AuditEvent.objects.filter(subject_type="enrolments.schoolreturn").order_by("position")
    return list(found.values_list("action", flat=True))


def test_the_whole_way(cast, clock) -> None:
    stamp = clock("2019-05-02T11:30")
    held = certify(cast)
    assert (held.status, held.certified_by, held.certified_at) == ("CERTIFIED", cast.principal, stamp)
    held = approve(cast, held)
    assert (held.status, held.decided_by) == ("APPROVED", cast.officer)
    assert events() == ["certify_return", "approve_return"]


def test_each_step_leaves_one_record_with_before_after_and_reason(cast) -> None:
    held = certify(cast)
    returns.return_(
        school_return=held, version=held.version, reason=" Hours of 3A are wrong. ", by=cast.officer
    )
    signed, given_back = AuditEvent.objects.order_by("position")
    assert signed.chain == given_back.chain == cast.school.code
    assert signed.before["status"] == "DRAFT"
    assert signed.after["contents"]["certificates"] == {"SIT20316": [2, 240]}
    assert (given_back.before["status"], given_back.after["status"]) == ("CERTIFIED", "RETURNED")
    assert given_back.reason == "Hours of 3A are wrong." == stored(cast).reason
    assert list(trail.broken_events()) == []


def test_nobody_certifies_what_they_entered_or_last_changed(cast) -> None:
    with pytest.raises(Refused, match="You entered or last changed 2 enrolments"):
        certify(cast, by=cast.editor)
    cast.entries[0].changed_by = cast.principal
    cast.entries[0].save()
    with pytest.raises(Refused, match="You entered or last changed 1 enrolment of this return"):
        certify(cast)
    assert events() == []


def test_a_nil_return_is_refused_while_something_is_entered(cast) -> None:
    with pytest.raises(Refused, match="2 enrolments are entered, so this is not a nil return"):
        certify(cast, is_nil=True)


def test_a_school_without_entries_is_offered_the_nil_return(clock) -> None:
    cast = returns_cast.build(entries=0)
    clock(OPEN)
    with pytest.raises(Refused, match="certify a nil return"):
        certify(cast)
    held = certify(cast, is_nil=True)
    assert held.is_nil
    assert approve(cast, held).status == "APPROVED"


def test_certifying_twice_answers_the_same_and_records_once(cast) -> None:
    assert certify(cast).version == certify(cast).version
    assert events() == ["certify_return"]


def test_another_principal_hears_who_certified(cast) -> None:
    certify(cast)
    other = factories.user("other", school=cast.school, school_role="PRINCIPAL")
    with pytest.raises(Conflict, match="certified by Principal8001 Example on 1 May 2019"):
        certify(cast, by=other)


def test_what_changed_while_the_principal_was_reading_is_not_signed(cast) -> None:
    seen = return_contents.mark(school=cast.school, year=2019)
    returns_cast.add_entry(cast, hours=[60])
    with pytest.raises(Conflict, match="changed while you were reading"):
        certify(cast, seen=seen)
    assert certify(cast, seen=return_contents.mark(school=cast.school, year=2019)).status == "CERTIFIED"


def test_a_certified_return_makes_its_entries_read_only(cast) -> None:
    certify(cast)
    with pytest.raises(window.ReturnSigned, match="certified, so its entries are read-only"):
        cast.entries[0].save()


def test_certifying_after_the_census_date_is_late_and_changes_no_entry(cast, clock) -> None:
    before = list(cast.school.enrolments.order_by("pk").values())
    clock(CLOSED)
    held = certify(cast)
    assert return_contents.is_late(held, cast.year)
    assert list(cast.school.enrolments.order_by("pk").values()) == before


@pytest.mark.parametrize(("at", "late"), [("2019-05-06T23:59:59.999999", False), ("2019-05-07T00:00", True)])
def test_late_begins_with_the_day_after_the_census_date(cast, clock, at, late) -> None:
    clock(at)
    assert return_contents.is_late(certify(cast), cast.year) is late


def test_reopening_takes_signature_and_approval_back(cast) -> None:
    held = approve(cast, certify(cast))
    held = returns.reopen(school_return=held, version=held.version, by=cast.principal)
    assert (held.status, held.certified_by, held.decided_by) == ("DRAFT", None, None)
    cast.entries[0].save()
    assert events() == ["certify_return", "approve_return", "reopen_return"]


def test_reopening_needs_open_entry(cast, clock) -> None:
    held = certify(cast)
    clock(CLOSED)
    with pytest.raises(Refused, match="Ask the department for an extension first"):
        returns.reopen(school_return=held, version=held.version, by=cast.principal)


def test_the_certifier_cannot_approve_or_return_it(cast) -> None:
    held = certify(cast, by=cast.officer)
    with pytest.raises(Refused, match="another person must approve"):
        approve(cast, held)
    with pytest.raises(Refused, match="another person decides"):
        returns.return_(school_return=held, version=held.version, reason="x", by=cast.officer)


def test_an_officer_who_entered_cannot_approve(cast) -> None:
    held = certify(cast)
    with pytest.raises(Refused, match="You entered or last changed 2 enrolments"):
        approve(cast, held, by=cast.editor)


def test_returning_needs_a_reason(cast) -> None:
    held = certify(cast)
    with pytest.raises(Refused, match="Write what the school has to change"):
        returns.return_(school_return=held, version=held.version, reason="  ", by=cast.officer)


def test_approving_a_version_that_has_moved_on_is_a_conflict(cast) -> None:
    read = certify(cast)
    held = returns.reopen(school_return=read, version=read.version, by=cast.principal)
    with pytest.raises(Refused, match="has not certified this return, or has reopened it"):
        approve(cast, read)
    certify(cast)
    with pytest.raises(Conflict, match="Look at it again"):
        approve(cast, held, version=read.version)
    assert stored(cast).status == "CERTIFIED"


def test_the_second_officer_hears_who_approved(cast) -> None:
    held = certify(cast)
    approve(cast, held)
    with pytest.raises(Conflict, match="approved by Officer Example"):
        approve(cast, held, by=cast.second_officer)
    assert events() == ["certify_return", "approve_return"]


def test_approving_many_stops_at_none(cast) -> None:
    other = returns_cast.build("8002")
    draft = returns_cast.build("8003")
    good, bad = certify(cast), certify(other)
    SchoolReturn.objects.filter(pk=bad.pk).update(version=9)
    none = SchoolReturn.objects.create(school=draft.school, year=draft.year)
    outcome = returns.approve_many(versions={good.pk: good.version, bad.pk: 2, none.pk: 1}, by=cast.officer)
    assert [each.pk for each in outcome.approved] == [good.pk]
    assert [each.pk for each, _ in outcome.refused] == [bad.pk, none.pk]


@pytest.mark.parametrize("step", ["certify", "reopen", "approve", "return_"])
def test_after_the_freeze_nothing_moves(cast, clock, step) -> None:
    held = approve(cast, certify(cast)) if step == "reopen" else None
    held = held or (certify(cast) if step != "certify" else None)
    stamp = clock(CLOSED)
    cast.year.frozen_at = stamp
    cast.year.save(update_fields=["frozen_at"])
    with pytest.raises(window.YearFrozen, match="census is frozen"):
        take(step, cast, held, cast.officer if step in ("approve", "return_") else cast.principal)


def take(step: str, cast, held: SchoolReturn | None, by) -> None:
    held = held or SchoolReturn(school=cast.school, year=cast.year)
    if step == "certify":
        certify(cast, by=by)
    elif step == "return_":
        returns.return_(school_return=held, version=held.version, reason="Check the hours.", by=by)
    else:
        getattr(returns, step)(school_return=held, version=held.version, by=by)


def test_random_walks_never_skip_a_step_or_let_one_person_do_both(cast) -> None:
    """1,000 random steps by 4 people: a refusal leaves no trace, a step follows the table."""
    chance = random.Random(56)  # noqa: S311 - a repeatable walk, no secret
    people = [cast.principal, cast.officer, cast.second_officer, cast.editor]
    table = {step.name: step for step in rules.STEPS}
    held = SchoolReturn.objects.create(school=cast.school, year=cast.year)
    taken = 0
    for _ in range(1000):
        name, by = chance.choice(list(table)), chance.choice(people)
        before, recorded = stored(cast), AuditEvent.objects.count()
        try:
            take(name, cast, before, by)
        except Refused:
            assert stored(cast).version == before.version
            assert AuditEvent.objects.count() == recorded
            continue
        held = stored(cast)
        if held.version == before.version:
            assert name == "certify"  # the same signature again
            continue
        taken += 1
        assert before.status in table[name].starts
        assert held.status == table[name].leads_to
        assert by != cast.editor or name == "reopen" or name == "return_"
        assert held.decided_by is None or held.decided_by != held.certified_by
    assert taken > 100


def test_changes_since_the_last_signature_are_counted(cast, clock) -> None:
    held = certify(cast)
    returns.return_(
        school_return=held, version=held.version, reason="Add the third student.", by=cast.officer
    )
    clock("2019-05-02T10:00")
    returns_cast.add_entry(cast, hours=[60, None])
    cast.entries[1].delete()
    contents = return_contents.of(school=cast.school, year=2019)
    changes = return_contents.changes_since_signed(
        school=cast.school, year=2019, events=return_contents.history(stored(cast)), contents=contents
    )
    assert (changes.added, changes.changed, changes.removed) == (1, 0, 1)
    assert changes.hours == 60 - 120
    assert changes.certificates == {}
    assert (contents.incomplete, contents.complete) == (1, 1)


def test_a_first_signature_has_nothing_to_compare_with(cast) -> None:
    certify(cast)
    contents = return_contents.of(school=cast.school, year=2019)
    found = return_contents.changes_since_signed(
        school=cast.school, year=2019, events=return_contents.history(stored(cast)), contents=contents
    )
    assert found is None


def test_flags_name_what_looks_unfinished(cast) -> None:
    returns_cast.add_entry(cast, hours=[])
    returns_cast.add_entry(cast, hours=[60, None])
    cast.school.campuses.update(location_index=None)
    sentences = [flag.sentence for flag in return_contents.flags(school=cast.school, year=2019)]
    assert sentences == [
        "1 enrolment has no units",
        "1 enrolment has a unit without hours",
        "4 enrolments are at a campus without a location index",
    ]


def test_a_principal_who_left_may_no_longer_be_one(cast) -> None:
    membership = SchoolMembership.objects.get(user=cast.principal)
    membership.until_date = factories.OPEN_DAY.date().replace(day=1, month=4)
    membership.save()
    assert permissions_at(cast.principal, cast.school) == frozenset()
