"""A table as a file to save: CSV in pieces, or an Excel workbook."""

from collections.abc import Iterable, Sequence

from django.http import HttpResponse, StreamingHttpResponse

from vetportal.files.writer import Cell, write_csv, write_xlsx

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(
    kind: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, name: str
) -> HttpResponse | StreamingHttpResponse:
    """The rows as "xlsx", anything else as CSV; `name` is a plain name without its ending."""
    if kind == "xlsx":
        response = HttpResponse(write_xlsx(columns, rows, sheet="Enrolments"), content_type=_XLSX)
    else:
        kind = "csv"
        response = StreamingHttpResponse(write_csv(columns, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
