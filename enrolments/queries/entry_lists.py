"""What the entry pages list: students with their year, certificates to choose from, a student's history."""

from typing import NamedTuple

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from enrolments.models import Enrolment, Qualification, School, Student, UnitEnrolment
from enrolments.queries import approvals
from enrolments.queries.entries import lacks_hours
from vetportal.audit.models import AuditEvent

NONE, INCOMPLETE, COMPLETE = "NONE", "INCOMPLETE", "COMPLETE"
STATES = {COMPLETE: "Complete", INCOMPLETE: "Incomplete", NONE: "No enrolment"}
_FOUND = 20


def words_of(text: str) -> list[str]:
    """The words of a search; beyond eight nobody means them all."""
    return text.replace(",", " ").split()[:8]


def anyhow(field: str, word: str) -> Q:
    """A word in a field, also where the database compares capitals of accented letters by their code only."""
    wanted = Q(**{f"{field}__icontains": word})
    if word.isascii():
        return wanted
    return (
        wanted | Q(**{f"{field}__icontains": word.lower()}) | Q(**{f"{field}__icontains": word.capitalize()})
    )


def is_incomplete() -> Q:
    """An enrolment without units, or with a unit whose hours are missing (see lacks_hours)."""
    units = UnitEnrolment.objects.filter(enrolment=OuterRef("pk"))
    return ~Exists(units) | Exists(units.filter(lacks_hours()))


def students_of(school: School, year: int) -> QuerySet[Student]:
    """A school's students with `certificates` and `hours` of the year, and `state` (see STATES)."""
    enrolled = Enrolment.objects.filter(student=OuterRef("pk"), year_id=year).order_by()
    units = UnitEnrolment.objects.filter(
        enrolment__student=OuterRef("pk"), enrolment__year_id=year, is_credit_transfer=False
    ).order_by()
    return Student.objects.filter(school=school).annotate(
        certificates=_count(enrolled.values("student").annotate(value=Count("pk"))),
        hours=_count(units.values("enrolment__student").annotate(value=Sum("hours"))),
        state=Case(
            When(~Exists(enrolled), then=Value(NONE)),
            When(Exists(enrolled.filter(is_incomplete())), then=Value(INCOMPLETE)),
            default=Value(COMPLETE),
            output_field=CharField(),
        ),
    )


def _count(rows: QuerySet) -> Coalesce:
    return Coalesce(Subquery(rows.values("value"), output_field=IntegerField()), 0)


def find_students(students: QuerySet[Student], text: str) -> QuerySet[Student]:
    """Every word must be in a name or begin the student number."""
    for word in words_of(text):
        students = students.filter(
            anyhow("family_name", word) | anyhow("given_names", word) | Q(student_number__istartswith=word)
        )
    return students


def find_certificates(text: str, *, school: School) -> list[Qualification]:
    """Certificates by code or words of the title, those that this school uses most (`uses`) first.

    Without a text only those that the school has used. Each has `needs_approval` and `approval`, that of the
    newest year.
    """
    used = Enrolment.objects.filter(school=school).order_by().values_list("qualification")
    uses: dict[int, int] = dict(used.annotate(Count("pk")))
    words = words_of(text)
    found = Qualification.objects.select_related("superseded_by")
    for word in words:
        found = found.filter(Q(code__istartswith=word) | Q(title__icontains=word) | _level(word))
    near = list(found.filter(pk__in=uses).order_by("code"))
    for each in near:
        each.uses = uses[each.pk]
    near.sort(key=lambda each: -each.uses)
    far = found.exclude(pk__in=uses).order_by(_is_replaced(), "code")[:_FOUND] if words else ()
    listed = [*near, *far][:_FOUND]
    approvals.attach(listed, school)
    return listed


def _is_replaced() -> Case:
    return Case(When(superseded_by=None, then=Value(False)), default=Value(True), output_field=BooleanField())


def _level(word: str) -> Q:
    """ "III" finds certificates of that level, however their title writes it."""
    levels = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
    return Q(level=levels[word.lower()]) if word.lower() in levels else Q(pk__in=())


class Happening(NamedTuple):
    """One line of a record's history: an instant, a name, and what was done."""

    at: object
    by: str
    sentence: str
    changes: list[tuple[str, object, object]]


_DONE = {
    "add_student": "Student added",
    "change_student": "Details changed",
    "enter_enrolment": "Enrolment entered",
    "change_enrolment": "Enrolment changed",
    "withdraw_enrolment": "Withdrawal recorded",
    "reinstate_enrolment": "Withdrawal taken back",
    "remove_enrolment": "Enrolment removed",
    "save_results": "Results saved",
}
_LATE = " (late record)"
_SHOWN_EVENTS = 100


def history_of(student: Student, enrolments: list[Enrolment]) -> list[Happening]:
    """What was done to a student and their enrolments, newest first.

    An enrolment that came with a class or a file has no event of its own; its own stamp tells.
    """
    ids = [str(each.pk) for each in enrolments]
    events = AuditEvent.objects.filter(
        Q(subject_type="enrolments.student", subject_id=str(student.pk))
        | Q(subject_type="enrolments.enrolment", subject_id__in=ids),
        chain=student.school.code,
    ).order_by("-at", "-position")[:_SHOWN_EVENTS]
    certificate = {str(each.pk): f"{each.qualification.code} {each.year_id}" for each in enrolments}
    lines = [_happening(event, certificate) for event in events]
    told = {event.subject_id for event in events if event.action == "enter_enrolment"}
    lines += [
        _without_event(each, certificate[str(each.pk)]) for each in enrolments if str(each.pk) not in told
    ]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def _without_event(enrolment: Enrolment, certificate: str) -> Happening:
    late = "" if enrolment.on_census else _LATE
    return Happening(enrolment.entered_at, str(enrolment.entered_by), f"{certificate}: entered{late}", [])


def _happening(event: AuditEvent, certificate: dict[str, str]) -> Happening:
    done = _DONE.get(event.action, event.action.replace("_", " "))
    about = certificate.get(event.subject_id) if event.subject_type == "enrolments.enrolment" else None
    sentence = f"{about}: {done[0].lower()}{done[1:]}" if about else done
    before, after = event.before or {}, event.after or {}
    if (event.after or event.before or {}).get("recorded_late"):
        sentence += _LATE
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    changes = [(name.replace("_", " "), before.get(name), after.get(name)) for name in changed]
    return Happening(event.at, event.by_name, sentence, changes if before and after else [])
