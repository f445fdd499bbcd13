"""The one next step of the department, for a person's role and a time."""

from dataclasses import dataclass

from django.urls import reverse

from enrolments.models import EnrolmentYear
from enrolments.queries import return_board
from enrolments.rules import returns
from funding.views import run_steps
from funding.views.department_tasks import Task
from funding.views.next_step import Step
from funding.views.school_standing import count_of
from vetportal.accounts.models import User
from vetportal.accounts.roles import Permission
from vetportal.money import day


@dataclass(frozen=True)
class Waiting:
    """What waits in a year: for the department, and for schools. Counts of returns, requests and schools;
    corrections and manual adjustments are those that somebody else proposed. `others` are tasks of parts
    that build on this one, for this person."""

    year: EnrolmentYear
    days_left: int
    to_approve: int
    extensions: int
    missing: int
    corrections: int
    adjustments: int
    steps: tuple[run_steps.Step, ...]
    others: tuple[Task, ...] = ()

    def step(self, word: str) -> run_steps.Step | None:
        """The first step of the year that stands at `word`."""
        return next((step for step in self.steps if step.word == word), None)


def next_step(waiting: Waiting, user: User) -> Step:
    """The one thing to do next, for this person at this time."""
    found = (
        _release(waiting, user)
        or _approve(waiting, user)
        or _extensions(waiting, user)
        or _corrections(waiting, user)
        or _adjustments(waiting, user)
        or _run(waiting, user)
        or _publish(waiting, user)
    )
    return found or _remind(waiting) or _other(waiting) or _nothing(waiting)


def _release(waiting: Waiting, user: User) -> Step | None:
    step = waiting.step(run_steps.TO_RELEASE)
    if step is None or not user.may(Permission.RUN_RELEASE):
        return None
    why = f"The {step.run} is calculated. Check it; when it is released, schools see their payments."
    return Step("Check and release the run", reverse("funding:run", args=[step.run.pk]), why)


def _approve(waiting: Waiting, user: User) -> Step | None:
    if not waiting.to_approve or not user.may(Permission.RETURN_APPROVE) or waiting.year.frozen_at:
        return None
    label = f"Review {count_of(waiting.to_approve, 'certified return')}"
    verb = "waits" if waiting.to_approve == 1 else "wait"
    why = (
        f"{count_of(waiting.to_approve, 'certified return')} {verb} for approval. "
        "Only approved returns are funded."
    )
    return Step(label, _board(returns.CERTIFIED), why)


def _extensions(waiting: Waiting, user: User) -> Step | None:
    if not waiting.extensions or not user.may(Permission.EXTENSION_GRANT):
        return None
    asked = count_of(waiting.extensions, "request")
    verb = "waits" if waiting.extensions == 1 else "wait"
    why = f"{asked} for more time {verb} for a decision."
    return Step(f"Decide on {asked}", reverse("enrolments:extensions"), why)


def _corrections(waiting: Waiting, user: User) -> Step | None:
    if not waiting.corrections or not user.may(Permission.CORRECTION_DECIDE):
        return None
    found = count_of(waiting.corrections, "correction")
    verb = "waits" if waiting.corrections == 1 else "wait"
    why = f"{found} of the census {verb} for a second person. Once approved, the next run pays it."
    return Step(f"Decide on {found}", reverse("funding:corrections"), why)


def _adjustments(waiting: Waiting, user: User) -> Step | None:
    if not waiting.adjustments or not user.may(Permission.ADJUSTMENT_DECIDE):
        return None
    found = count_of(waiting.adjustments, "manual adjustment")
    verb = "waits" if waiting.adjustments == 1 else "wait"
    why = f"{found} {verb} for a second person. Each is paid with its instalment, once approved."
    return Step(f"Decide on {found}", reverse("funding:adjustments"), why)


def _run(waiting: Waiting, user: User) -> Step | None:
    step = waiting.step(run_steps.READY)
    needed = Permission.CENSUS_FREEZE if step and not step.kind else Permission.RUN_CALCULATE
    if step is None or not user.may(needed):
        return None
    if not step.kind:
        why = f"Entry closed at the end of {day(waiting.year.census_date)}. {step.note}"
        return Step("Freeze the census", reverse("funding:runs"), why)
    if "correction" in step.title:
        return Step("Calculate the correction", reverse("funding:runs"), step.note)
    label = f"Calculate the {step.kind.lower()} run"
    return Step(label, reverse("funding:runs"), "The entries are frozen, so the run can be calculated.")


def _publish(waiting: Waiting, user: User) -> Step | None:
    if waiting.step(run_steps.MISSING) is None or not user.may(Permission.YEAR_PUBLISH):
        return None
    why = f"The rules of {waiting.year} are not published, so nothing can be worked out yet."
    return Step("Open the year rules", reverse("funding:years"), why)


def _remind(waiting: Waiting) -> Step | None:
    """Schools that have still to certify come before what can wait until they have."""
    if not waiting.missing or waiting.year.frozen_at or waiting.step(run_steps.TO_RELEASE):
        return None
    return _missing(waiting)


def _other(waiting: Waiting) -> Step | None:
    if not waiting.others:
        return None
    first = waiting.others[0]
    return Step(first.label, first.url, first.why)


def _nothing(waiting: Waiting) -> Step:
    """Nothing waits for this person: say what the year waits for, and show it."""
    if waiting.step(run_steps.TO_RELEASE):
        why = "A run is calculated and waits for a manager to release it."
        return Step("See the runs", reverse("funding:runs"), why)
    if waiting.year.frozen_at:
        return _after_freeze(waiting)
    why = "Every government school has certified. Nothing waits for you."
    return Step("See the returns", reverse("enrolments:returns"), why)


def _after_freeze(waiting: Waiting) -> Step:
    if all(step.state == "done" for step in waiting.steps):
        why = f"The confirmed run of {waiting.year} is released. Nothing waits for you."
        return Step("See the payments", reverse("funding:payments"), why)
    why = "The census is frozen; an officer calculates the confirmed run next. Nothing waits for you."
    return Step("See the runs", reverse("funding:runs"), why)


def _missing(waiting: Waiting) -> Step:
    schools = count_of(waiting.missing, "government school")
    verb = "has" if waiting.missing == 1 else "have"
    if waiting.days_left >= 0:
        state = f"{verb} still to certify by the end of {day(waiting.year.census_date)}"
    else:
        state = f"{verb} not certified; entry closed at the end of {day(waiting.year.census_date)}"
    why = f"{schools} {state}. Remind those with the most at stake first."
    return Step("See who has not certified", f"{_board(return_board.NOT_CERTIFIED)}&sector=GOVERNMENT", why)


def _board(standing: str) -> str:
    return f"{reverse('enrolments:returns')}?status={standing}"
