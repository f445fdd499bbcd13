"""The page in the place of a form while entries are read-only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def entry_closed(request: HttpRequest, context: dict) -> HttpResponse:
    """Says since when, by which rule and what can still be done; 409 where something was sent to be saved."""
    status = 409 if request.method == "POST" else 200
    return render(request, "enrolments/entry_closed.html", context, status=status)
