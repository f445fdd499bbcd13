"""The list of all schools in a scenario: narrowed, sorted, and as rows of a file."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import django_tables2 as tables
from django import forms
from django.http import QueryDict

from funding.tables import MoneyColumn, SchoolColumn
from vetportal.money import dollars, signed_dollars

COLUMNS = ("school_code", "school", "region", "baseline", "scenario", "difference")


class ScenarioSchoolsTable(tables.Table):
    """What each school gets as it stands and in the scenario; `totals` are cents of all rows shown."""

    name = SchoolColumn(verbose_name="School", page="funding:school-funding", footer="Together")
    code = tables.Column(verbose_name="Code")
    region = tables.Column(verbose_name="Region")
    before = MoneyColumn(verbose_name="As it stands", footer=lambda table: dollars(table.sums[0]))
    after = MoneyColumn(verbose_name="Scenario", footer=lambda table: dollars(table.sums[1]))
    difference = MoneyColumn(
        verbose_name="Difference",
        signed=True,
        footer=lambda table: signed_dollars(table.sums[1] - table.sums[0]),
    )

    class Meta:
        empty_text = "No school matches what you asked for."

    caption = "Schools in this scenario"

    def __init__(self, rows: Sequence[Any], **kwargs) -> None:
        self.sums = (sum(row.before for row in rows), sum(row.after for row in rows))
        super().__init__(rows, **kwargs)


class _Narrowed(forms.Form):
    search = forms.CharField(required=False, label="Name or code")
    region = forms.ChoiceField(required=False, label="Region")
    moves = forms.ChoiceField(
        required=False,
        label="Difference",
        choices=[("", "All schools"), ("gain", "Schools that gain"), ("lose", "Schools that lose")],
    )


class ScenarioFilter:
    """Schools by name or code, region, and whether they gain or lose; the state lives in the address."""

    def __init__(self, data: QueryDict, rows: Sequence[Any]) -> None:
        self.form = _Narrowed(data)
        regions = sorted({row.region for row in rows if row.region})
        self.form.fields["region"].choices = [("", "All regions"), *((name, name) for name in regions)]
        self._rows = rows

    @property
    def rows(self) -> list[Any]:
        """The rows that were asked for; a choice that does not exist narrows nothing."""
        asked = self.form.cleaned_data if self.form.is_valid() else self.form.cleaned_data or {}
        text, region, moves = (asked.get(name, "") for name in ("search", "region", "moves"))
        found = [row for row in self._rows if _is_named(row, text.strip().casefold())]
        if region:
            found = [row for row in found if row.region == region]
        if moves:
            sign = 1 if moves == "gain" else -1
            found = [row for row in found if row.difference * sign > 0]
        return found


def _is_named(row: Any, text: str) -> bool:
    return text in row.name.casefold() or row.code.casefold().startswith(text)


def export_rows(rows: Sequence[Any]) -> Iterator[tuple]:
    """Rows in the order of COLUMNS, amounts in dollars with two decimals."""
    for row in rows:
        amounts = (Decimal(cents).scaleb(-2) for cents in (row.before, row.after, row.difference))
        yield (row.code, row.name, row.region, *amounts)
