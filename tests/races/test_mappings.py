"""Two people decide on one credit mapping at the same moment: one is heard, the other is told."""

import pytest

from enrolments.actions.refusals import Conflict
from pathways.actions import mapping_steps, mappings
from pathways.models import CreditMapping
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
