"""Operators' commands: repeatable without harm, and in words."""

import pytest
from django.core.management import CommandError, call_command
from python_calamine import CalamineWorkbook

from funding.actions import runs
from funding.models import FundingRun
from tests import factories
from tests.funding import story

pytestmark = pytest.mark.django_db


def test_the_commands_are_repeatable_and_say_what_they_did(state, capsys, clock) -> None:
    call_command("run_funding", "2019", "--kind", "indicative")
    runs.release(run=FundingRun.objects.get(), by=factories.manager())
    for _ in range(2):
        call_command("freeze_census", "2019")
        call_command("run_funding", "2019", "--kind", "confirmed")
    said = capsys.readouterr().out
    assert "is frozen: 6 enrolments" in said
    assert "was already frozen" in said
    assert "nothing has changed since" in said
    assert FundingRun.objects.count() == 2


def test_the_export_has_the_promised_columns_and_lines(state, capsys) -> None:
    run = story.confirmed()
    call_command("export_payments", "2019", "--format", "csv")
    first = capsys.readouterr()
    assert "is not released" in first.err
    runs.release(run=run, by=factories.manager())
    call_command("export_payments", "2019", "--format", "csv")
    rows = capsys.readouterr().out.strip().splitlines()
    assert rows[0] == "year,run,school_code,line,component,amount"
    lines = [row.split(",") for row in rows[1:]]
    assert [line[3] for line in lines if line[2] == "7001"] == ["T1", "T2", "ADJ", "T3", "T4"]
    assert rows[1] == "2019,INDICATIVE-1,7001,T1,TARGETED,282.58"


def test_the_export_writes_a_workbook(state, tmp_path) -> None:
    story.released_indicative()
    target = tmp_path / "payments.xlsx"
    call_command("export_payments", "2019", "--format", "xlsx", "--output", str(target))
    rows = CalamineWorkbook.from_path(str(target)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["year", "run", "school_code", "line", "component", "amount"]
    assert rows[1][5] == 282.58


def test_commands_refuse_in_words(state) -> None:
    with pytest.raises(CommandError, match="has not been opened"):
        call_command("freeze_census", "2031")
    with pytest.raises(CommandError, match="not published"):
        call_command("run_funding", "2031", "--kind", "indicative")
    with pytest.raises(CommandError, match="no payments for 2031"):
        call_command("export_payments", "2031")
