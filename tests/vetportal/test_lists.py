"""A list shows the page that its address names, whatever the address says."""

import django_tables2
import pytest
from django.test import RequestFactory

from vetportal.lists import ROWS_A_PAGE, paged

ROWS = [{"number": number} for number in range(120)]


class Numbers(django_tables2.Table):
    number = django_tables2.Column()


def shown(query: str, rows: list[dict] = ROWS) -> list[int]:
    table = Numbers(rows)
    paged(RequestFactory().get(f"/?{query}"), table)
    return [row.record["number"] for row in table.page.object_list]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("", 0),
        ("page=2", 50),
        ("page=nonsense", 0),
        ("page=99", 100),
        ("page=-1", 100),
        ("sort=-number", 119),
    ],
)
def test_sorts_and_pages_by_the_address(query, first) -> None:
    assert shown(query)[0] == first


@pytest.mark.parametrize("asked", ["0", "-1", "7", "1000000", "x"])
def test_an_address_never_says_how_many_rows_a_page_has(asked) -> None:
    assert len(shown(f"per_page={asked}")) == ROWS_A_PAGE


def test_an_empty_list_has_one_page() -> None:
    assert shown("page=3", []) == []
