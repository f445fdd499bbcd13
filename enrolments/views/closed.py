"""What stands in the place of a form, or on it, while entries are read-only or stay off the census."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from enrolments.queries.entry_state import EntryState


def entry_closed(request: HttpRequest, context: dict) -> HttpResponse:
    """Says since when, by which rule and what can still be done; 409 where something was sent to be saved."""
    status = 409 if request.method == "POST" else 200
    return render(request, "enrolments/entry_closed.html", context, status=status)


def is_late_unseen(request: HttpRequest, state: EntryState) -> bool:
    """Whether something is to be saved that its page did not call late when it was opened."""
    return state.is_late and request.method == "POST" and "late" not in request.POST


def closed_meanwhile(state: EntryState) -> str:
    """Why a page that was opened in time is not saved; what is late can be saved by pressing once more."""
    sentences = (f"{state.heading}.", f"{state.sentence.rstrip('.')}.", state.rest)
    again = ("To record it all the same, save again.",) if state.may_enter else ()
    return " ".join((*sentences, *again))
