"""The demonstration's payments: instalments go out and come back, and one mistake is corrected after term 3.

All of it is invented. The payment days are those of the story, not of the department.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial

from enrolments.models import School
from funding.actions import adjustments, corrections, remittances
from funding.models import Adjustment, CensusCorrection, Remittance
from funding.queries import remitted
from funding.queries.corrected import corrected_facts_of
from vetportal.accounts.models import User
from vetportal.demo.register import PAY_DATES
from vetportal.files.writer import write_csv

_SHOWN = "7001"  # the school of the first log-in
_PAID = tuple(
    (line, name, PAY_DATES[line])
    for line, name in (("T1", "Term 1"), ("T2", "Term 2"), ("ADJ", "The adjustment"), ("T3", "Term 3"))
)


def send(line: str) -> None:
    """The manager sends an instalment of 2019."""
    remittances.send(year=2019, line=line, by=_user("manager"))


def confirm(line: str, *, paid_on: date) -> None:
    """The payment file comes back with the day and a reference in every row."""
    sent = Remittance.objects.get(year=2019, line=line)
    rows = remitted.file_rows(remitted.lines_of(sent), sent.year, sent.line)
    paid = ((*row[:-2], paid_on, f"EFT-2019-{line}") for row in rows)
    remittances.confirm(
        remittance=sent,
        filename=f"paid-2019-{line.lower()}.csv",
        content=b"".join(write_csv(remitted.COLUMNS, paid)),
        by=_user("officer"),
    )


def propose() -> CensusCorrection:
    """A student of the shown school was entered with twice the hours."""
    school = School.objects.get(code=_SHOWN)
    funded = (row for row in corrected_facts_of(2019, school_id=school.pk) if row.hours >= 160)
    facts = next(row for row in funded if row.delivery == "EXTERNAL" and not row.is_withdrawn)
    return corrections.propose_change(
        year=2019,
        enrolment_id=facts.enrolment_id,
        facts=facts._replace(hours=facts.hours // 2),
        reason="The provider's roll shows half of the hours; the school confirmed it by letter.",
        by=_user("officer"),
    )


def approve() -> None:
    """Another officer agrees."""
    corrections.approve(correction=CensusCorrection.objects.get(year=2019), by=_user("officer2"))


def enter_adjustment() -> None:
    """A school was cut off by a storm and paid for transport that nobody planned."""
    adjustments.enter(
        year=2019,
        school=School.objects.get(code=_SHOWN),
        component="TARGETED",
        line="T4",
        kind=Adjustment.Kind.HARDSHIP,
        amount=45_000,
        reason="Buses to the TAFE after the storm of August, agreed by letter.",
        by=_user("officer"),
    )


def approve_adjustment() -> None:
    """The manager agrees."""
    adjustments.approve(adjustment=Adjustment.objects.get(year=2019), by=_user("manager"))


def script() -> list[tuple[str, str, Callable[[], object]]]:
    """What happens to the payments of 2019: instant, words, and the step itself."""
    steps: list[tuple[str, str, Callable[[], object]]] = []
    for line, name, paid_on in _PAID:
        sent_at = datetime.combine(paid_on - timedelta(days=2), time(10)).isoformat()
        back_at = datetime.combine(paid_on + timedelta(days=1), time(10)).isoformat()
        steps.append((sent_at, f"{name} is sent", partial(send, line)))
        steps.append((back_at, f"{name} comes back as paid", partial(confirm, line, paid_on=paid_on)))
    return [
        *steps,
        ("2019-08-20T10:00", "A correction of the 2019 census is proposed", propose),
        ("2019-08-21T10:00", "Another officer approves the correction", approve),
        ("2019-08-26T10:00", "A manual adjustment is entered", enter_adjustment),
        ("2019-08-27T10:00", "The manager approves the adjustment", approve_adjustment),
    ]


def _user(name: str) -> User:
    return User.objects.get(username=name)
