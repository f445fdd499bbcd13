"""Two people act on one credit mapping at the same moment: one is heard, the other is told."""

from datetime import date
from functools import partial

import pytest

from enrolments.actions.entry_refusals import StaleEntry
from enrolments.actions.refusals import Conflict
from pathways.actions import awards, mapping_reviews, mapping_steps, mappings
from pathways.models import AwardSubject, CreditMapping, MappingReview, UnitOutcomes
from tests import factories
from tests.pathways import mapping_cast as cast
from tests.races.savers import all_at_once
from vetportal import clock
from vetportal.audit.models import AuditEvent

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_a_decision_is_taken_once() -> None:
    clerk = factories.officer("clerk")
    deciders = [factories.manager(f"manager{number}") for number in range(4)]
    with clock.at(factories.OPEN_DAY):
        award = cast.award(by=clerk)
        made = mappings.draft(terms=cast.terms(award, groups=((1, ("AAA001",)),)), by=clerk)
        made = mapping_steps.propose(mapping=made, version=made.version, by=clerk)
        seen = made.version
        approving = [
            lambda by=by: mapping_steps.approve(
                mapping=CreditMapping.objects.get(pk=made.pk), version=seen, by=by
            )
            for by in deciders[:2]
        ]
        refusing = [
            lambda by=by: mapping_steps.send_back(
                mapping=CreditMapping.objects.get(pk=made.pk), version=seen, reason="No", by=by
            )
            for by in deciders[2:]
        ]
        answers = all_at_once([*approving, *refusing])
    assert sum(answer.error is None for answer in answers) == 1
    assert {type(answer.error) for answer in answers if answer.error} == {Conflict}
    decided = AuditEvent.objects.filter(action__in=["approve_mapping", "send_back_mapping"])
    assert decided.count() == 1


def _approved(clerk) -> CreditMapping:
    groups = ((1, ("AAA001",)),)
    return cast.approved(cast.award(by=clerk), drafter=clerk, approver=factories.manager(), groups=groups)


def _confirming(made: CreditMapping, by, next_due: date):
    seen = made.version
    return lambda: mapping_reviews.confirm(
        mapping=CreditMapping.objects.get(pk=made.pk), version=seen, note="Read", next_due=next_due, by=by
    )


def test_a_review_is_confirmed_once() -> None:
    clerk = factories.officer("clerk")
    days = [date(2020, month, 1) for month in (1, 2, 3, 4)]
    people = [factories.manager(f"manager{number}") for number in range(len(days))]
    with clock.at(factories.OPEN_DAY):
        made = _approved(clerk)
        answers = all_at_once([_confirming(made, by, on) for by, on in zip(people, days, strict=True)])
    won = [answer.value for answer in answers if answer.error is None]
    assert len(won) == 1
    assert {type(answer.error) for answer in answers if answer.error} == {Conflict}
    made.refresh_from_db()
    assert (made.review_due, made.changed_by) == (won[0].next_due, won[0].confirmed_by)
    assert list(MappingReview.objects.all()) == won
    assert AuditEvent.objects.filter(action="confirm_mapping_review").count() == 1


def test_a_review_and_the_end_of_a_mapping_do_not_both_happen() -> None:
    clerk, manager = factories.officer("clerk"), factories.manager("reviewer")
    with clock.at(factories.OPEN_DAY):
        made = _approved(clerk)
        held = CreditMapping.objects.get(pk=made.pk)
        ending = partial(mapping_steps.lapse, mapping=held, version=made.version, reason="Over", by=clerk)
        reviewed, ended = all_at_once([_confirming(made, manager, date(2020, 6, 1)), ending])
    assert (reviewed.error is None) != (ended.error is None)
    assert isinstance(reviewed.error or ended.error, Conflict)
    made.refresh_from_db()
    assert (made.status == "LAPSED") == (ended.error is None)
    assert MappingReview.objects.exists() == (reviewed.error is None)


def test_what_is_entered_of_an_award_is_changed_by_one_at_a_time() -> None:
    people = [factories.officer(f"clerk{number}") for number in range(3)]
    with clock.at(factories.OPEN_DAY):
        subject = cast.subject(cast.award(by=people[0]), by=people[0])
        values = {"award": subject.award, "code": "FOOD101", "title": "Food", "source": "INVENTED"}
        answers = all_at_once(
            [
                lambda by=by: awards.save_subject(
                    subject=subject, values=values | {"outcomes": by.username}, revision=1, by=by
                )
                for by in people
            ]
        )
    assert sum(answer.error is None for answer in answers) == 1
    assert {type(answer.error) for answer in answers if answer.error} == {StaleEntry}
    stored = AwardSubject.objects.get()
    assert (stored.revision, stored.outcomes) == (2, stored.changed_by.username)


def test_the_first_text_of_a_unit_is_entered_by_one() -> None:
    people = [factories.officer(f"clerk{number}") for number in range(3)]
    unit = factories.unit("AAA001")
    with clock.at(factories.OPEN_DAY):
        answers = all_at_once(
            [
                lambda by=by: awards.save_unit_outcomes(
                    unit=unit, outcomes=by.username, source="INVENTED", by=by
                )
                for by in people
            ]
        )
    assert sum(answer.error is None for answer in answers) == 1
    assert {type(answer.error) for answer in answers if answer.error} == {StaleEntry}
    stored = UnitOutcomes.objects.get()
    assert (stored.revision, stored.outcomes) == (1, stored.changed_by.username)
