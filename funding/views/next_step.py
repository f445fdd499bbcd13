"""The one next step of a school, for a person's role and a time."""

from datetime import date
from typing import NamedTuple

from enrolments.models import School, window
from enrolments.rules import returns
from funding.views.school_standing import Standing, count_of
from vetportal.accounts.roles import Permission
from vetportal.money import day, dollars


class Step(NamedTuple):
    """What to press, where it leads, and why now."""

    label: str
    url: str
    why: str


def next_step(s: Standing) -> Step:
    """The one thing to do next, for this person at this time."""
    if s.schedule.confirmed and s.school.sector == School.Sector.GOVERNMENT:
        return Step("Open the statement", s.page("funding:school-statement"), _confirmed(s))
    if s.year.frozen_at:
        return Step("See the funding", s.page("funding:school-funding"), _frozen(s))
    if s.is_signed:
        return _signed(s)
    return _while_open(s) if s.is_open else _after_census(s)


def _confirmed(s: Standing) -> str:
    total, held = s.schedule.confirmed.total, s.schedule.indicative
    sentence = f"The funding of {s.year} is confirmed: {dollars(total)}"
    if held is None or held.total == total:
        return f"{sentence}."
    word = "more" if total > held.total else "less"
    return f"{sentence}, {dollars(abs(total - held.total))} {word} than the indicative {dollars(held.total)}."


def _frozen(s: Standing) -> str:
    if s.school.sector != School.Sector.GOVERNMENT:
        return f"The census was frozen on {day(s.year.frozen_at)}. Nothing is left to do for it."
    return (
        f"The census was frozen on {day(s.year.frozen_at)}. "
        "The department now works out the confirmed funding; nothing is left to do for it."
    )


def _signed(s: Standing) -> Step:
    if s.held.status == returns.APPROVED:
        why = "Your return is approved. There is nothing to do before the confirmed funding is released."
        return Step("See the funding", s.page("funding:school-funding"), why)
    why = "Your return is certified and with the department. There is nothing to do until it answers."
    return Step("See the return", s.page("enrolments:return"), why)


def _while_open(s: Standing) -> Step:
    by = "today" if s.days_left == 0 else f"by the end of {day(_last_day(s))}"
    if s.held.status == returns.RETURNED:
        why = "The department sent your return back. Read why, correct it, and certify it again."
        return Step("Read what to correct", s.page("enrolments:return"), why)
    if s.may_edit:
        return _entering(s, by)
    if s.may_certify and s.contents.enrolments and not s.contents.incomplete:
        return Step(
            "Check and certify the return", s.page("enrolments:return"), f"All is entered. Sign it {by}."
        )
    if s.contents.incomplete:
        why = f"{count_of(s.contents.incomplete, 'enrolment')} must be completed {by}, or they earn nothing."
        return Step("See what is incomplete", s.page("enrolments:enrolments", "?state=INCOMPLETE"), why)
    if s.may_certify:
        why = f"Nothing is entered. If your school has no VET students this year, certify that {by}."
        return Step("Open the return", s.page("enrolments:return"), why)
    return Step("See the enrolments", s.page("enrolments:enrolments"), "Your role lets you read.")


def _entering(s: Standing, by: str) -> Step:
    end = f"11:59 pm on {day(_last_day(s))}"
    if s.staged:
        why = f"{s.staged[0].filename} was uploaded and is not saved yet."
        return Step("Check the uploaded file", s.page("enrolments:uploads"), why)
    if not s.contents.enrolments:
        why = f"Nothing is entered for {s.year}. Enrolments must be entered {by}."
        return Step("Enrol a class", s.page("enrolments:enrol-class"), why)
    if s.contents.incomplete:
        unfinished = count_of(s.contents.incomplete, "enrolment")
        earn = "earns nothing until it has" if s.contents.incomplete == 1 else "earn nothing until they have"
        why = f"{unfinished} {earn} units with hours. Entry is open until {end}."
        return Step(f"Complete {unfinished}", s.page("enrolments:enrolments", "?state=INCOMPLETE"), why)
    why = f"All entries are complete. Ask your principal to certify the return {by}."
    return Step("Check the return", s.page("enrolments:return"), why)


def _last_day(s: Standing) -> date:
    if s.days_left >= 0:
        return s.year.census_date
    return window.extended_to(s.year.year, s.school.pk) or s.year.census_date


def _after_census(s: Standing) -> Step:
    closed = f"Entry closed at the end of {day(s.year.census_date)}."
    if s.held.status == returns.RETURNED:
        closed = f"The department sent your return back. {closed}"
    if s.may_certify:
        why = f"{closed} The return is not certified yet; without it nothing is funded."
        return Step("Certify the return now", s.page("enrolments:return"), why)
    if Permission.EXTENSION_REQUEST in s.may and s.contents.incomplete and not _is_waiting(s):
        why = f"{closed} {count_of(s.contents.incomplete, 'enrolment')} were left incomplete."
        return Step("Ask for an extension", s.page("enrolments:extension-request"), why)
    why = f"{closed} The principal has still to certify the return."
    return Step("See the return", s.page("enrolments:return"), why)


def _is_waiting(s: Standing) -> bool:
    return s.extension is not None and not (s.extension.granted_at or s.extension.refused_at)
