"""What happened at a school lately, from the audit record, in words."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from itertools import groupby
from typing import NamedTuple

from django.db.models import Q

from enrolments.models import School
from funding.models import FundingRun, FundingYear
from vetportal import clock
from vetportal.audit import trail
from vetportal.audit.models import AuditEvent

# Singular, and plural with its count, for what one person does many times in a row.
_DONE = {
    "add_student": ("added a student", "added {} students"),
    "change_student": ("changed a student’s details", "changed the details of students {} times"),
    "enter_enrolment": ("entered an enrolment", "entered {} enrolments"),
    "change_enrolment": ("changed an enrolment", "changed enrolments {} times"),
    "withdraw_enrolment": ("recorded a withdrawal", "recorded {} withdrawals"),
    "reinstate_enrolment": ("took a withdrawal back", "took {} withdrawals back"),
    "remove_enrolment": ("removed an enrolment", "removed {} enrolments"),
    "enrol_class": ("enrolled a class", "enrolled {} classes"),
    "confirm_upload": ("saved an uploaded file", "saved {} uploaded files"),
    "certify_return": ("certified the return", "certified the return"),
    "reopen_return": ("reopened the return", "reopened the return"),
    "approve_return": ("approved the return", "approved the return"),
    "return_return": ("sent the return back", "sent the return back"),
    "stage_upload": ("uploaded a file", "uploaded {} files"),
    "drop_upload": ("dropped an uploaded file", "dropped {} uploaded files"),
    "refuse_upload": ("uploaded a file that could not be read", "uploaded {} files that could not be read"),
    "request_extension": ("asked for an extension", "asked for an extension"),
    "grant_extension": ("granted an extension", "granted an extension"),
    "refuse_extension": ("refused an extension", "refused an extension"),
    "propose_correction": ("proposed a correction of the census", "proposed {} corrections of the census"),
    "approve_correction": ("approved a correction of the census", "approved {} corrections of the census"),
    "refuse_correction": ("refused a correction of the census", "refused {} corrections of the census"),
    "enter_adjustment": ("entered a payment adjustment", "entered {} payment adjustments"),
    "approve_adjustment": ("approved a payment adjustment", "approved {} payment adjustments"),
    "refuse_adjustment": ("refused a payment adjustment", "refused {} payment adjustments"),
    "export_trace": ("took a calculation as a file", "took {} calculations as files"),
    "add_agreement": ("recorded an agreement", "recorded {} agreements"),
    "change_agreement": ("changed an agreement", "changed agreements {} times"),
    "remove_agreement": ("removed an agreement", "removed {} agreements"),
    "revise_policy": ("revised the VET policy", "revised the VET policy {} times"),
    "save_acquittal": ("entered the use of funding", "entered the use of funding {} times"),
    "certify_acquittal": ("certified the use of funding", "certified the use of funding {} times"),
    "record_charge": ("recorded a charge to parents", "recorded {} charges to parents"),
    "remove_charge": ("removed a charge to parents", "removed {} charges to parents"),
    "save_results": ("saved results", "saved results"),  # one save leaves a record of each class
    "save_completions": ("saved who completed a certificate", "saved who completed {} certificates"),
    "record_evidence": (
        "recorded evidence of a credit transfer",
        "recorded evidence of credit transfer {} times",
    ),
    "void_evidence": (
        "changed a credit transfer, so its evidence was taken out",
        "changed {} credit transfers, so their evidence was taken out",
    ),
    "check_result_file": ("uploaded a file of results", "uploaded {} files of results"),
    "match_result_file": ("said who is meant in a file of results", "said who is meant in files of results"),
    "take_result_file": ("took the results of a file", "took the results of {} files"),
    "drop_result_file": ("dropped a file of results", "dropped {} files of results"),
    "refuse_result_file": (
        "uploaded a file of results that could not be read",
        "uploaded {} files of results that could not be read",
    ),
}
_OF_THE_STATE = ("freeze_census", "release_run", "year.publish")
_READ = 120
_SHOWN = 6


class Happening(NamedTuple):
    """One line: an instant, who, what was done, and the reason that was given."""

    at: datetime
    by: str
    sentence: str
    reason: str


def recent(school: School, since: date) -> list[Happening]:
    """The latest happenings of a school and of the state, newest first; repeated ones told once."""
    of_state = Q(chain=trail.STATE, action__in=_OF_THE_STATE)
    start = datetime.combine(since, time(), tzinfo=clock.MELBOURNE)
    events = AuditEvent.objects.filter(Q(chain=school.code) | of_state, at__gte=start)
    groups = [list(group) for _, group in groupby(events.order_by("-at", "-pk")[:_READ], key=_alike)]
    shown = groups[:_SHOWN]
    names = _names([group[0] for group in shown])
    return [_told(group, names) for group in shown]


def _names(events: Sequence[AuditEvent]) -> dict[tuple[str, str], str]:
    """What the state's events are about, by action and subject."""
    wanted = {(event.action, event.subject_id) for event in events if event.action in _OF_THE_STATE}
    names = {}
    for model, action, words in (
        (FundingRun, "release_run", "released the {} to schools"),
        (FundingYear, "year.publish", "published the rules of {}"),
    ):
        ids = [int(subject) for held, subject in wanted if held == action]
        names |= {(action, str(row.pk)): words.format(row) for row in model.objects.filter(pk__in=ids)}
    return names


def _alike(event: AuditEvent) -> tuple:
    about = event.subject_id if event.action in _OF_THE_STATE else ""
    return event.by_name, event.action, about, event.at.astimezone(clock.MELBOURNE).date()


def _told(events: Sequence[AuditEvent], names: Mapping[tuple[str, str], str]) -> Happening:
    newest, *others = events
    plain = newest.action.replace("_", " ").replace(".", " ")
    one, many = _DONE.get(newest.action, (f"recorded: {plain}", f"recorded {{}} times: {plain}"))
    if newest.action == "enrol_class":
        one = many = f"enrolled {sum(_enrolled(each) for each in (newest, *others))} students in classes"
    if newest.action == "freeze_census":
        one = many = f"froze the {newest.subject_id} census"
    one = names.get((newest.action, newest.subject_id), one)
    count = len(others) + 1
    return Happening(
        newest.at, newest.by_name, one if count == 1 else many.format(count), newest.reason.strip()
    )


def _enrolled(event: AuditEvent) -> int:
    return len((event.after or {}).get("enrolments", ()))
