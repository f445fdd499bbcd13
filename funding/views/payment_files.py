"""Tables of payments as files to save."""

from collections.abc import Iterable, Sequence

from django.http import Http404, HttpResponse, StreamingHttpResponse

from vetportal.files import writer
from vetportal.files.writer import Cell

_FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def check_form(form: str) -> None:
    """Raise Http404 for a form of file that there is none of."""
    if form not in _FORMATS:
        raise Http404("Payments are exported as csv or xlsx.")


def as_file(
    form: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, name: str
) -> HttpResponse | StreamingHttpResponse:
    """The rows as csv or xlsx under a plain name without its ending. Raises Http404 for another form."""
    check_form(form)
    if form == "csv":
        response: HttpResponse | StreamingHttpResponse = StreamingHttpResponse(
            writer.write_csv(columns, rows)
        )
    else:
        response = HttpResponse(writer.write_xlsx(columns, rows, sheet="Payments"))
    response["Content-Type"] = _FORMATS[form]
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response
