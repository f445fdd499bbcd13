"""What every response carries, and which methods are answered at all."""

from collections.abc import Callable

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
