"""Sending an instalment and taking back what was paid: locked lines, and files that agree to the cent."""

import csv
import io
from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction

from funding.actions import adjustments, remittances
from funding.actions.refusals import Refused
from funding.actions.remittances import FileDiffers
from funding.models import (
    Adjustment,
    AdjustmentDecision,
    CensusCorrection,
    ConfirmedPayment,
    CorrectionDecision,
    PaymentConfirmation,
    Remittance,
    RemittedLine,
)
from funding.queries import remitted
from tests import factories
from tests.funding import story
from vetportal.audit.models import AuditEvent
from vetportal.files import writer
from vetportal.files.problems import FileRefused

pytestmark = pytest.mark.django_db


def _send(line: str) -> Remittance:
    return remittances.send(year=2019, line=line, by=factories.manager("sender"))


def _file(remittance: Remittance) -> bytes:
    rows = remitted.file_rows(remitted.lines_of(remittance), remittance.year, remittance.line)
    return b"".join(writer.write_csv(remitted.COLUMNS, rows))


def _paid(remittance: Remittance, **changes: str) -> bytes:
    """The payment file with its last columns filled in; the first row with changes."""
    rows = list(csv.DictReader(io.StringIO(_file(remittance).decode("utf-8-sig"))))
    for row in rows:
        row |= {"paid_on": "2019-05-07", "reference": "INV-1"}
    rows[0] |= changes
    out = io.StringIO()
    table = csv.DictWriter(out, fieldnames=list(rows[0]))
    table.writeheader()
    table.writerows(rows)
    return out.getvalue().encode()


def _confirm(remittance: Remittance, content: bytes) -> PaymentConfirmation:
    return remittances.confirm(
        remittance=remittance, filename="paid.csv", content=content, by=factories.officer("bank")
    )


def test_an_instalment_is_sent_once_and_its_file_keeps_its_fingerprint(state) -> None:
    story.released()
    sent = _send("T1")
    assert (sent.rows, sent.total) == (3, sum(remitted.sent_amounts(sent).values()))
    assert sha256(_file(sent)).hexdigest() == sent.sha256
    with pytest.raises(Refused, match="sent already"):
        _send("T1")
    assert AuditEvent.objects.filter(action="send_payments").count() == 1


def test_instalments_go_out_in_the_order_of_the_year(state) -> None:
    story.released_indicative()
    with pytest.raises(Refused, match="nothing to send"):
        _send("T3")
    with pytest.raises(Refused, match="Send Term 1 first"):
        _send("T2")
    _send("T1")
    _send("T2")
    states = {each.line: each for each in remitted.instalments(2019)}
    assert [line for line, each in states.items() if each.is_sent] == ["T1", "T2"]


def test_an_adjustment_alone_does_not_send_a_term_before_its_run_is_released(state) -> None:
    story.released_indicative()
    story.send("T1", "T2")
    _adjust(state[0], 5_000, line="T3")
    with pytest.raises(Refused, match="confirmed run of 2019 is not released"):
        _send("T3")


def test_a_file_that_agrees_to_the_cent_confirms_every_row(state) -> None:
    story.released()
    sent = _send("T1")
    confirmation = _confirm(sent, _paid(sent))
    assert confirmation.rows == sent.rows == ConfirmedPayment.objects.count()
    assert set(ConfirmedPayment.objects.values_list("reference", flat=True)) == {"INV-1"}
    assert set(remitted.confirmed_days(sent)) == set(remitted.sent_amounts(sent))
    with pytest.raises(FileDiffers) as refusal:
        _confirm(sent, _paid(sent))
    assert "confirmed before" in refusal.value.sentences[0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"amount": "282.57"}, "sent as $282.58, the file says $282.57, which differs by $0.01"),
        ({"amount": "282.585"}, "has more than"),
        ({"school_code": "9999"}, "nothing was sent to this school"),
        ({"component": "MATERIALS"}, "nothing was sent to this school for MATERIALS"),
        ({"instalment": "T2"}, "belongs to instalment T2"),
        ({"paid_on": ""}, "day of payment is missing"),
        ({"paid_on": "1 May"}, "is not a date"),
        ({"paid_on": "2019-05-08"}, "in the future"),
        ({"reference": ""}, "reference of the payment is missing"),
        ({"school_code": "7002"}, "stands in the file twice"),
    ],
)
def test_a_file_that_differs_is_listed_and_nothing_of_it_is_stored(state, change, words) -> None:
    story.released()
    sent = _send("T1")
    with pytest.raises(FileDiffers) as refusal:
        _confirm(sent, _paid(sent, **change))
    assert words in " ".join(refusal.value.sentences)
    assert not ConfirmedPayment.objects.exists()
    assert not PaymentConfirmation.objects.exists()


def test_a_file_without_rows_is_refused(state) -> None:
    story.released()
    sent = _send("T1")
    with pytest.raises(FileRefused, match="no rows"):
        _confirm(sent, _file(sent).splitlines()[0])


def test_rows_that_the_bank_left_out_stay_as_sent_until_their_own_file(state) -> None:
    story.released()
    sent = _send("T1")
    lines = _paid(sent).splitlines()
    _confirm(sent, b"\n".join(lines[:2]))
    assert ConfirmedPayment.objects.count() == 1
    _confirm(sent, b"\n".join([lines[0], *lines[2:]]))
    assert ConfirmedPayment.objects.count() == sent.rows


def _adjust(school, cents: int, *, line: str = "T4") -> Adjustment:
    entered = adjustments.enter(
        year=2019, school=school, component="TARGETED", line=line, kind="UNDERPAYMENT", amount=cents,
        reason="Missed in 2018.", by=factories.officer("clerk"),
    )  # fmt: skip
    adjustments.approve(adjustment=entered, by=factories.manager("checker"))
    return entered


@pytest.mark.parametrize(
    "model",
    [
        Adjustment,
        AdjustmentDecision,
        CensusCorrection,
        CorrectionDecision,
        Remittance,
        RemittedLine,
        PaymentConfirmation,
        ConfirmedPayment,
    ],
)
@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_what_was_decided_sent_or_paid(state, model, change) -> None:
    story.released()
    story.correct(story.first_funded(state[0]), hours=90)
    _adjust(state[0], 100)
    sent = _send("T1")
    _confirm(sent, _paid(sent))
    held = model.objects.filter(pk=model.objects.order_by("pk").first().pk)
    field = model._meta.concrete_fields[-1].name
    doing = {
        "update": lambda: held.update(**{field: getattr(held.get(), field)}),
        "delete": lambda: held._raw_delete("default"),
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        doing[change]()
