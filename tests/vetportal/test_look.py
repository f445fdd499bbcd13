"""The shared templates: errors lead to fields, lists sort and page, error pages need no context."""

import django_tables2 as tables
import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from vetportal import pattern
from vetportal.templatetags import portal


class UnitForm(forms.Form):
    unit = forms.CharField(label="Unit", error_messages={"required": "Enter the unit."})
    hours = forms.IntegerField(label="Hours", help_text="Whole hours.")

    def clean(self):
        raise forms.ValidationError("The unit is listed twice.")


class UnitTable(tables.Table):
    caption = "Units"
    unit = tables.Column()
    hours = tables.Column(attrs={"td": {"class": "num"}})

    class Meta:
        empty_text = "No units yet."


def table_html(rows, query):
    request = RequestFactory().get("/units/", query)
    table = UnitTable(rows, order_by=request.GET.get("sort", ""))
    table.paginate(page=1, per_page=2)
    return Template("{% load django_tables2 %}{% render_table table %}").render(
        Context({"table": table, "request": request})
    )


def test_every_error_leads_to_its_field():
    form = UnitForm({"hours": "many"})
    lines = portal.error_lines(form)
    assert lines[0] == ("", "", "The unit is listed twice.")
    assert lines[1] == ("id_unit", "Unit", "Enter the unit.")
    assert lines[2].target == "id_hours"
    html = render_to_string("components/error_summary.html", {"form": form})
    assert '<a href="#id_unit">Unit: Enter the unit.</a>' in html


def test_errors_of_rows_say_which_row():
    rows = forms.formset_factory(UnitForm)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-unit": "A", "form-1-unit": "B"}
    )
    lines = portal.error_lines(None, rows)
    assert ("form-1-hours", "Row 2, Hours") in [
        (line.target.removeprefix("id_"), line.label) for line in lines
    ]


def test_a_form_without_errors_has_no_summary():
    html = render_to_string("components/error_summary.html", {"form": UnitForm(), "formsets": ""})
    assert html.strip() == ""


def test_a_field_names_its_hint_and_its_error():
    html = UnitForm({"unit": "A"})["hours"].as_field_group()
    assert 'aria-describedby="id_hours_helptext id_hours_error"' in html
    assert 'id="id_hours_helptext"' in html
    assert 'id="id_hours_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_list_sorts_pages_and_keeps_the_filter():
    rows = [{"unit": name, "hours": 1} for name in "ABC"]
    html = table_html(rows, {"sort": "-unit", "q": "x", "page": "1"})
    assert 'aria-sort="descending"' in html
    assert "1–2 of 3" in html
    assert "?sort=unit&amp;q=x" in html
    assert 'href="?sort=-unit&amp;q=x&amp;page=2"' in html
    assert 'data-label="Hours"' in html


def test_an_empty_list_says_so():
    assert "No units yet." in table_html([], {})


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_an_error_page_needs_no_context(name):
    html = render_to_string(f"{name}.html")
    assert "<h1>" in html
    assert 'href="/"' in html


def test_the_style_page_shows_every_component():
    request = RequestFactory().get("/style/")
    html = render_to_string("pattern.html", pattern.context(request) | {"request": request})
    for part in (
        "kpis",
        "tasks",
        "error-summary",
        "grid-entry",
        "picker",
        "statement",
        "filters",
        "chart-drawing",
    ):
        assert f'class="{part}"' in html, part
