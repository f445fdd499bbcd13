"""Lists as their address asks for them: sorted and paged. How many rows a page has is not for an address."""

import django_tables2
from django.http import HttpRequest

ROWS_A_PAGE = 50


def paged(request: HttpRequest, table: django_tables2.Table, *, rows: int = ROWS_A_PAGE) -> None:
    """Sort the table by `sort` and show the page that `page` names; nonsense shows the first or last page."""
    django_tables2.RequestConfig(request, paginate=False).configure(table)
    table.paginate(per_page=rows)
    table.page = table.paginator.get_page(request.GET.get(table.prefixed_page_field, 1))
