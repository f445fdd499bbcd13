"""Manual adjustments: two people, a line of their own, and never more back than was paid."""

import pytest
from django.db import IntegrityError, transaction

from funding.actions import adjustments, runs
from funding.actions.refusals import Refused
from funding.models import Adjustment, PaymentLine
from funding.queries.ledger import received, standing
from tests import factories
from tests.funding import story

pytestmark = pytest.mark.django_db


def _enter(school, cents: int, **values) -> Adjustment:
    given = {
        "year": 2019, "component": "TARGETED", "line": "T4", "kind": "OTHER", "reason": "agreed in writing",
        "by": factories.officer("clerk"),
    }  # fmt: skip
    return adjustments.enter(school=school, amount=cents, **given | values)


def _approved(school, cents: int, **values) -> Adjustment:
    entered = _enter(school, cents, **values)
    adjustments.approve(adjustment=entered, by=factories.manager("checker"))
    return entered


def test_an_adjustment_is_paid_once_another_person_approves_it(state) -> None:
    story.released()
    before = received(state[0], 2019, ["TARGETED"])
    entered = _enter(state[0], 5_000)
    assert received(state[0], 2019, ["TARGETED"]) == before
    with pytest.raises(Refused, match="another person must decide"):
        adjustments.approve(adjustment=entered, by=entered.entered_by)
    adjustments.approve(adjustment=entered, by=factories.manager("checker"))
    assert received(state[0], 2019, ["TARGETED"]) == before + 5_000
    with pytest.raises(Refused, match="Checker Example has already approved"):
        adjustments.refuse(adjustment=entered, reason="no", by=factories.manager("late"))


def test_a_refused_adjustment_is_never_paid(state) -> None:
    story.released()
    entered = _enter(state[0], 5_000)
    with pytest.raises(Refused, match="Write why"):
        adjustments.refuse(adjustment=entered, reason="", by=factories.manager("checker"))
    adjustments.refuse(adjustment=entered, reason="paid already", by=factories.manager("checker"))
    assert not PaymentLine.objects.filter(adjustment=entered).exists()


@pytest.mark.parametrize(
    ("cents", "values", "words"),
    [
        (0, {}, "changes nothing"),
        (100, {"reason": " "}, "Write why"),
        (100, {"year": 2031}, "rules of 2031 are not published"),
        (100, {"line": "T1"}, "was sent and never changes"),
        (-100, {"component": "MATERIALS"}, r"At most \$0.00 can be taken back"),
    ],
)
def test_what_cannot_be_adjusted_is_refused_in_words(state, cents, values, words) -> None:
    story.released()
    story.send("T1")
    with pytest.raises(Refused, match=words):
        _enter(state[0], cents, **values)
    assert not Adjustment.objects.exists()


def test_a_refund_is_never_above_what_was_paid_by_its_instalment(state) -> None:
    story.released()
    account = standing(2019).of_runs[state[0].pk, "TARGETED"]
    early = account["T1"] + account["T2"]
    with pytest.raises(Refused, match="At most"):
        _enter(state[0], -early - 1, line="T2")
    first, second = (_enter(state[0], -early, line="T2") for _ in range(2))
    adjustments.approve(adjustment=first, by=factories.manager("checker"))
    with pytest.raises(Refused, match=r"At most \$0.00"):
        adjustments.approve(adjustment=second, by=factories.manager("checker"))


def test_a_correction_beside_an_adjustment_takes_back_no_more_than_was_paid(state) -> None:
    story.released()
    story.send("T1", "T2", "ADJ", "T3")
    _approved(state[0], -5_000)
    story.correct(story.first_funded(state[0]), hours=90)
    run = story.correction_run()
    ledger = standing(2019)
    account = (state[0].pk, "TARGETED")
    assert sum(ledger.of_runs[account].values()) == run.allocations.get(school=state[0]).amount
    assert ledger.beside[account] == {"T4": -5_000}


def test_adjustments_that_take_back_more_than_the_year_pays_stop_a_correction_in_words(state) -> None:
    story.released()
    total = sum(standing(2019).of_runs[state[0].pk, "TARGETED"].values())
    _approved(state[0], -total + 1)
    story.correct(story.first_funded(state[0]), is_withdrawn=True)
    with pytest.raises(Refused, match=r"take back more than the year pays to School 7001 \(7001\)"):
        runs.calculate(year=2019, kind="CONFIRMED", by=None)


def test_a_payment_line_has_one_origin(state) -> None:
    run = story.released()
    entered = _enter(state[0], 100)
    values = {"school": state[0], "component": "TARGETED", "line": "END", "amount": 1}
    for origin in ({}, {"run": run, "adjustment": entered}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PaymentLine.objects.create(**values, **origin)
