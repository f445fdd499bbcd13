"""Results as other pages show them: what a school still has to record."""

from collections.abc import Iterator
from typing import NamedTuple

from django import template
from django.urls import reverse

from credits.queries import due
from enrolments.models import EnrolmentYear, School
from enrolments.rules import census
from vetportal.money import day, whole

register = template.Library()


class Task(NamedTuple):
    """One line of a school's task list."""

    name: str
    url: str
    tone: str
    word: str
    note: str


@register.inclusion_tag("credits/tasks.html")
def result_tasks(school: School, year: EnrolmentYear) -> dict:
    """`{% result_tasks school year %}`: missing results and documents, as lines of a school's task list.

    `year` is the newest one. Of the year before, only what is missing is said.
    """
    return {"tasks": list(_tasks(school, year))}


def _tasks(school: School, year: EnrolmentYear) -> Iterator[Task]:
    page = reverse("credits:results", args=[school.code])
    for each in due.open_results(school, year):
        if each.missing.units or each.year == year.pk:
            yield Task(f"Results of {each.year}", f"{page}?year={each.year}", *_state(each))
    without = due.documents_needed(school).count()
    if without:
        word, note = f"{whole(without)} needed", _of_documents(without)
        yield Task("Documents for credit transfer", f"{page}#documents", "incomplete", word, note)


def _state(results: due.OpenResults) -> tuple[str, str, str]:
    """Tone, word and note of a year."""
    missing, overdue = results.missing, results.overdue
    if not missing.units:
        return "done", "Done", f"All {_count(results.expected, 'unit')} taken have an outcome."
    if results.is_over:
        note = f"{_lack(missing)} no outcome, and {results.year} is over."
        return "incomplete", f"{whole(missing.units)} missing", note
    if overdue.units:
        return "incomplete", f"{whole(overdue.units)} missing", _of_overdue(overdue, missing)
    note = (
        f"{_lack(missing)} no outcome yet. Enter each one when the unit has ended; the year ends on "
        f"{day(census.year_ends_on(results.year))}."
    )
    return "info", "In progress" if missing.units < results.expected else "To come", note


def _of_overdue(overdue: due.Missing, missing: due.Missing) -> str:
    note = f"{_lack(overdue)} no outcome, though others of the class have theirs or the student has left."
    later = missing.units - overdue.units
    return f"{note} {whole(later)} more {'is' if later == 1 else 'are'} still to come." if later else note


def _of_documents(without: int) -> str:
    if without == 1:
        return "1 credit transfer has no document recorded. Until then it earns no credit of its own."
    return (
        f"{whole(without)} credit transfers have no document recorded. Until then they earn no credit of "
        "their own."
    )


def _lack(missing: due.Missing) -> str:
    where = f"{_count(missing.units, 'unit')} in {_count(missing.classes, 'class', 'classes')}"
    return f"{where} {'has' if missing.units == 1 else 'have'}"


def _count(number: int, one: str, several: str = "") -> str:
    return f"{whole(number)} {one if number == 1 else several or one + 's'}"
