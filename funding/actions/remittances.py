"""Sending an instalment, which locks its lines, and taking back what was paid of it."""

from datetime import date
from hashlib import sha256

from django.db import transaction
from django.db.models import Sum

from enrolments.models import School
from funding.actions import year_lock
from funding.actions.refusals import Refused
from funding.models import ConfirmedPayment, PaymentConfirmation, Remittance, RemittedLine
from funding.queries import remitted
from funding.rules.paid_rows import PaidRow, differences
from vetportal import bulk, clock, written
from vetportal.accounts.models import User
from vetportal.audit import trail
from vetportal.files.filenames import safe_filename
from vetportal.files.limits import SCHOOL_UPLOAD
from vetportal.files.problems import FileRefused
from vetportal.files.reader import read_table
from vetportal.files.table import Row
from vetportal.files.writer import write_csv

_NEEDED = ("school_code", "component", "instalment", "amount", "paid_on", "reference")


class FileDiffers(Refused):
    """The file does not agree with what was sent. Nothing of it was stored; `sentences` say each row."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__("Nothing was confirmed: the file does not agree with what was sent.")
        self.sentences = sentences


@transaction.atomic
def send(*, year: int, line: str, by: User) -> Remittance:
    """Lock the lines of an instalment as they stand, and keep the fingerprint of their payment file.

    Raises Refused where there is nothing to send, where it was sent already, while an earlier instalment
    waits and before the confirmed run is released.
    """
    year_lock.hold(year)
    waiting = remitted.waiting_by_line(year)
    before = Remittance.objects.filter(year=year)
    if line not in waiting:
        was_sent = before.filter(line=line).exists()
        raise Refused("This instalment was sent already." if was_sent else "There is nothing to send.")
    problem = remitted.why_not_sent(year, line, set(waiting), set(before.values_list("line", flat=True)))
    if problem:
        raise Refused(problem)
    lines = remitted.waiting_lines(year, line)
    stamp = clock.now()
    remittance = Remittance.objects.create(
        year=year,
        line=line,
        number=before.filter(line=line).count() + 1,
        rows=lines.order_by().values("school", "component").distinct().count(),
        total=lines.aggregate(cents=Sum("amount"))["cents"],
        sha256=sha256(
            b"".join(write_csv(remitted.COLUMNS, remitted.file_rows(lines, year, line)))
        ).hexdigest(),
        sent_by=by,
        sent_at=stamp,
    )
    keys = list(lines.order_by("pk").values_list("pk", flat=True))
    bulk.insert_rows(RemittedLine, ("remittance", "payment_line"), [(remittance.pk, key) for key in keys])
    after = {"total": remittance.total, "rows": remittance.rows, "sha256": remittance.sha256}
    trail.record(by=by, action="send_payments", subject=remittance, after=after, at=stamp)
    return remittance


@transaction.atomic
def confirm(*, remittance: Remittance, filename: str, content: bytes, by: User) -> PaymentConfirmation:
    """Take a file of paid rows, whole or not at all: each row agrees to the cent with what was sent.

    Rows that the file leaves out stay as sent. Raises FileRefused (vetportal.files) for a file that cannot be
    read and FileDiffers, with a sentence a row, for one that does not agree.
    """
    year_lock.hold(remittance.year)
    rows = _agreeing_rows(remittance, filename, content)
    stamp = clock.now()
    confirmation = PaymentConfirmation.objects.create(
        remittance=remittance,
        filename=safe_filename(filename),
        sha256=sha256(content).hexdigest(),
        rows=len(rows),
        confirmed_by=by,
        confirmed_at=stamp,
    )
    _store(confirmation, rows)
    after = {"rows": len(rows), "sha256": confirmation.sha256, "remittance": remittance.pk}
    trail.record(by=by, action="confirm_payments", subject=confirmation, after=after, at=stamp)
    return confirmation


def _agreeing_rows(remittance: Remittance, filename: str, content: bytes) -> list[PaidRow]:
    """The rows of the file, each as it was sent. Raises FileRefused and FileDiffers as confirm does."""
    table = read_table(content, filename=filename, required=_NEEDED, limits=SCHOOL_UPLOAD)
    if not table.rows:
        raise FileRefused("file_empty", "The file has no rows. Check that you chose the right file.")
    if table.problems:
        raise FileDiffers([f"Row {each.number}: {each.sentence}" for each in table.problems])
    rows = _read(table.rows)
    found = differences(
        rows,
        line=remittance.line,
        sent=remitted.sent_amounts(remittance),
        confirmed=remitted.confirmed_days(remittance),
        today=clock.today(),
    )
    if found:
        raise FileDiffers(found)
    return rows


def _store(confirmation: PaymentConfirmation, rows: list[PaidRow]) -> None:
    schools = dict(School.objects.values_list("code", "pk"))
    ConfirmedPayment.objects.bulk_create(
        ConfirmedPayment(
            confirmation=confirmation,
            remittance=confirmation.remittance,
            school_id=schools[row.school_code],
            component=row.component,
            amount=row.amount,
            paid_on=row.paid_on,
            reference=row.reference,
        )
        for row in rows
    )


def _read(rows: list[Row]) -> list[PaidRow]:
    """Every row as values. Raises FileDiffers with a sentence for each that cannot be read."""
    read, problems = [], []
    for row in rows:
        try:
            read.append(_row(row))
        except ValueError as error:
            problems.append(f"Row {row.number}: {error}")
    if problems:
        raise FileDiffers(problems)
    return read


def _row(row: Row) -> PaidRow:
    values = row.values
    return PaidRow(
        number=row.number,
        school_code=values["school_code"],
        component=values["component"].upper(),
        line=values["instalment"].upper(),
        amount=written.cents(values["amount"]),
        paid_on=_day(values["paid_on"]),
        reference=values["reference"][:60],
    )


def _day(text: str) -> date:
    if not text:
        raise ValueError("the day of payment is missing. Write it as 2019-08-15.")
    return written.day(text)
