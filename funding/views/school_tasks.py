"""What a school must do now: its tasks with their states."""

from collections.abc import Iterator
from typing import NamedTuple

from enrolments.models import School
from enrolments.queries import return_contents
from enrolments.rules import returns
from funding.views.school_standing import Standing, count_of
from vetportal import clock
from vetportal.money import day, dollars, moment, whole


class Task(NamedTuple):
    """One line of the task list; without an address it leads nowhere."""

    name: str
    url: str
    tone: str
    word: str
    note: str


def tasks(s: Standing) -> list[Task]:
    """Every task of the year in the order in which it is done."""
    return [
        _students(s),
        _enrolments(s),
        *_files(s),
        _return(s),
        *_extension(s),
        _funding(s),
    ]


def _students(s: Standing) -> Task:
    page = s.page("enrolments:students")
    if not s.students:
        return Task("Students", page, "not-started", "Not started", "Add them, or upload a file with them.")
    return Task("Students", page, "done", "Done", f"{count_of(s.students, 'student')} entered.")


def _enrolments(s: Standing) -> Task:
    name, number = f"Enrolments of {s.year}", s.contents.enrolments
    page = s.page("enrolments:enrolments")
    if not number:
        if s.held.is_nil and s.is_signed:
            return Task(name, page, "done", "Done", "Your school has nothing to report this year.")
        return Task(name, page, "not-started", "Not started", "Nothing is entered yet.")
    if not s.contents.incomplete:
        return Task(name, page, "done", "Done", f"All {count_of(number, 'enrolment')} are complete.")
    note = f"{whole(s.contents.incomplete)} of {whole(number)} have no units or lack hours, and earn nothing."
    if not s.is_open:
        return Task(name, page, "closed", "Closed", note)
    word = f"{whole(s.contents.incomplete)} incomplete"
    return Task(name, s.page("enrolments:enrolments", "?state=INCOMPLETE"), "incomplete", word, note)


def _files(s: Standing) -> Iterator[Task]:
    for each in s.staged[:3]:
        if each.error_rows:
            tone, word = "problem", f"{count_of(each.error_rows, 'row')} to correct"
        else:
            tone, word = "ready", "To confirm"
        note = f"Uploaded {moment(each.received_at)}. Nothing of it is saved yet."
        yield Task(f"File {each.filename}", s.page("enrolments:uploads"), tone, word, note)


def _return(s: Standing) -> Task:
    name, page, held = f"Return {s.year}", s.page("enrolments:return"), s.held
    standing = return_contents.standing(held)
    if held.status == returns.APPROVED:
        return Task(name, page, "done", "Approved", standing)
    if held.status == returns.CERTIFIED:
        return Task(name, page, "ready", "Certified", f"{standing} The department approves it next.")
    if held.status == returns.RETURNED:
        return Task(name, page, "problem", "Returned", f"The department wrote: “{held.reason}”")
    if s.year.frozen_at and not s.contents.enrolments and s.school.sector != School.Sector.GOVERNMENT:
        return Task(name, page, "closed", "None", f"Nothing was entered for {s.year}.")
    if s.year.frozen_at:
        note = "It was not certified before the census was frozen, so its enrolments are not funded."
        return Task(name, page, "problem", "Not certified", note)
    if s.contents.enrolments and not s.contents.incomplete:
        return Task(name, page, "ready", "Ready", "The principal can certify it.")
    tone, word = ("incomplete", "In progress") if s.contents.enrolments else ("not-started", "Not started")
    return Task(name, page, tone, word, "The principal certifies it when entry is complete.")


def _extension(s: Standing) -> Iterator[Task]:
    asked = s.extension
    if asked is None:
        return
    name, page = "Extension of the census date", s.page("enrolments:extension-request")
    until = day(asked.until)
    if asked.granted_at:
        is_over = asked.until < clock.today()
        note = f"Entry {'was' if is_over else 'is'} open for your school until the end of {until}."
        yield Task(name, page, "closed" if is_over else "done", "Over" if is_over else "Granted", note)
    elif asked.refused_at:
        yield Task(name, page, "closed", "Refused", f"Asked for until {until}.")
    else:
        yield Task(name, page, "ready", "Waiting", f"Asked for until {until}. The department decides.")


def _funding(s: Standing) -> Task:
    name, page = f"Payments of {s.year}", s.page("funding:school-payments")
    if s.school.sector != School.Sector.GOVERNMENT:
        return Task(name, page, "closed", "None", "Only government schools receive targeted VET funding.")
    if s.schedule.confirmed:
        return Task(
            name, page, "done", "Confirmed", f"{dollars(s.schedule.confirmed.total)} for the whole year."
        )
    if s.schedule.indicative:
        note = "Terms 1 and 2 are set, from last year’s enrolments. The rest follows this year’s census."
        return Task(name, page, "info", "Indicative", note)
    return Task(name, page, "not-started", "Not released", "Nothing has been released for this year yet.")
