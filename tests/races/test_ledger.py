"""Two people who decide at the same moment, and payments that are sent while they change. PostgreSQL only."""

from functools import partial

import pytest

from enrolments.models import School
from funding.actions import adjustments, corrections, remittances, runs
from funding.actions.refusals import Refused
from funding.models import AdjustmentDecision, CorrectionDecision, PaymentLine, Remittance, RemittedLine
from funding.queries.ledger import standing
from tests import factories
from tests.funding import story
from tests.funding.conftest import state as build_state
from tests.races.savers import all_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

PEOPLE = 6


@pytest.fixture
def schools(transactional_db: None, clock) -> list[School]:
    built = build_state.__wrapped__(None, clock)
    story.released()
    story.send("T1", "T2", "ADJ")
    return built


def _people() -> list:
    return [factories.officer(f"decider{number}") for number in range(PEOPLE)]


def test_a_correction_is_decided_once(schools) -> None:
    facts = story.first_funded(schools[0])
    proposed = corrections.propose_removal(
        year=2019, enrolment_id=facts.enrolment_id, reason="never began", by=factories.officer("proposer")
    )
    calls = [
        partial(corrections.approve, correction=proposed, by=who)
        if place % 2
        else partial(corrections.refuse, correction=proposed, by=who, reason="no")
        for place, who in enumerate(_people())
    ]
    answers = all_at_once(calls)
    assert sum(1 for each in answers if each.error is None) == 1
    assert {type(each.error) for each in answers if each.error} == {Refused}
    assert CorrectionDecision.objects.count() == 1


def test_refunds_approved_at_once_never_take_back_more_than_was_paid(schools) -> None:
    paid = standing(2019).of_runs[schools[0].pk, "TARGETED"]
    back = -sum(paid[line] for line in ("T1", "T2", "ADJ", "T3"))
    entered = [
        adjustments.enter(
            year=2019, school=schools[0], component="TARGETED", line="T3", kind="OVERPAYMENT", amount=back,
            reason="all of it", by=factories.officer("clerk"),
        )
        for _ in range(PEOPLE)
    ]  # fmt: skip
    answers = all_at_once(
        [
            partial(adjustments.approve, adjustment=each, by=who)
            for each, who in zip(entered, _people(), strict=True)
        ]
    )
    assert sum(1 for each in answers if each.error is None) == 1
    assert AdjustmentDecision.objects.count() == 1
    ledger = standing(2019)
    account = (schools[0].pk, "TARGETED")
    assert sum(ledger.of_runs[account].values()) + sum(ledger.beside[account].values()) >= 0


def test_an_instalment_is_sent_once(schools) -> None:
    calls = [partial(remittances.send, year=2019, line="T3", by=who) for who in _people()]
    answers = all_at_once(calls)
    assert sum(1 for each in answers if each.error is None) == 1
    assert Remittance.objects.filter(line="T3").count() == 1
    lines = PaymentLine.objects.filter(line="T3").count()
    assert RemittedLine.objects.filter(remittance__line="T3").count() == lines


def test_a_release_and_a_sending_at_once_leave_no_line_in_a_locked_instalment(schools) -> None:
    story.correct(story.first_funded(schools[0]), hours=90)
    run = runs.calculate(year=2019, kind="CONFIRMED", by=factories.officer("calculator"))
    sender, releaser = factories.manager("sender"), factories.manager("releaser")
    all_at_once(
        [
            partial(remittances.send, year=2019, line="T3", by=sender),
            partial(runs.release, run=run, by=releaser),
        ]
    )
    if run.decisions.filter(what="RELEASED").exists():
        assert RemittedLine.objects.filter(payment_line__run=run).exists()  # released first, then sent
    else:
        assert not RemittedLine.objects.filter(payment_line__run=run).exists()
    assert Remittance.objects.filter(line="T3").count() == 1
