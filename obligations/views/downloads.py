"""A signed file as something to save: never shown inside the portal's own pages."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from obligations.models import SignedFile


def attachment(file: SignedFile | None) -> HttpResponse:
    """The file with the type of its content. Raises Http404 where there is none."""
    if file is None:
        raise Http404("There is no file here.")
    response = HttpResponse(bytes(file.content), content_type=file.media_type)
    response["Content-Disposition"] = content_disposition_header(True, file.filename)
    return response
