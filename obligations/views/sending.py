"""What a page with a file sent."""

from django.http import HttpRequest


def sent(request: HttpRequest) -> dict[str, object]:
    """Data and files for a form; nothing where the page was only opened."""
    return {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
