"""What follows a save."""

import logging
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from funding.actions import live

_log = logging.getLogger(__name__)
_FIRST_ERROR = 400


def live_state_follows(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Decide what a request has saved, so that the next reader of the live state need not wait for it.

    The save stands whatever happens here: what could not be decided stays marked for the next reader.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_saved = request.method == "POST" and response.status_code < _FIRST_ERROR
        if is_saved and request.user.is_authenticated:
            try:
                live.follow_save()
            except DatabaseError:
                _log.exception("The live state could not follow a save.")
        return response

    return middleware
