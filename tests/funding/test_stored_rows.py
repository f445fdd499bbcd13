"""What a released run says about an amount is what it wrote when it calculated."""

import pytest
from django.test import Client
from django.urls import reverse

from funding.actions import runs
from funding.models import SchoolAllocation
from funding.queries import released
from funding.rules import calculation_rows
from funding.rules.explanation import allocation_rows
from funding.rules.facts import Allocation
from funding.rules.year_rules import from_json
from tests import factories
from tests.funding import story
from vetportal import append_only

pytestmark = pytest.mark.django_db(transaction=True)


def test_stored_rows_are_what_the_rules_say_and_end_with_the_amount(state) -> None:
    run = story.confirmed()
    rules = from_json(run.rules)
    lines = SchoolAllocation.objects.filter(run=run)
    assert lines
    for *figures, rows in lines.values_list(*Allocation._fields, "rows"):
        line = Allocation._make(figures)
        assert rows == calculation_rows.to_json(allocation_rows(line, rules, run.base_rate))
        assert rows[-1]["amount"] == line.amount
        assert [row["order"] for row in rows] == list(range(1, len(rows) + 1))


def test_pages_show_the_stored_rows_and_not_a_calculation_of_today(state) -> None:
    _released()
    school = state[0]
    # Nobody can do this in the portal: it shows where the page takes its sentences from.
    said = [{"order": 1, "sentence": "As it was written then", "inputs": {}, "amount": 1}]
    _write_past_the_guard(said)
    assert b"As it was written then" in _page(school)


def test_a_run_from_before_rows_were_stored_is_worked_out_again(state) -> None:
    _released()
    _write_past_the_guard([])
    held = released.both(state[1], 2019)["CONFIRMED"]
    assert [each.rows[-1].amount for each in held.lines] == [line.amount for line in held.allocations]
    assert b"full-rate hours" in _page(state[1])


def _released() -> None:
    runs.release(run=story.confirmed(), by=factories.manager("releaser"))


def _write_past_the_guard(rows: list) -> None:
    with append_only.unprotected("funding_schoolallocation"):
        SchoolAllocation.objects.update(rows=rows)


def _page(school) -> bytes:
    client = Client()
    client.force_login(factories.officer())
    return client.get(reverse("funding:school-funding", args=[school.code])).content
