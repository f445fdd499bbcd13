"""What every response carries, and which requests are answered at all."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

_METHODS = ("GET", "HEAD", "POST")


def private_pages(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Pages with young people's records are never kept by a browser or a proxy."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def known_methods(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Pages show and forms post; a view takes everything that is not a POST for a page to show."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request) if request.method in _METHODS else HttpResponseNotAllowed(_METHODS)

    return middleware


def storable_text(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """No browser sends U+0000 and no keyboard has it; PostgreSQL fails on it in the middle of a page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        fields = (text for data in (request.GET, request.POST) for _, texts in data.lists() for text in texts)
        if "\x00" in request.path or any("\x00" in text for text in fields):
            raise BadRequest("The request contains the character U+0000.")
        return get_response(request)

    return middleware
