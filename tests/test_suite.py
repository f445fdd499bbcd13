"""The suite's summary: nothing that was left out goes unsaid, and nothing by design counts as left out."""

from pathlib import Path

import pytest

from tests import report, suite
from tests.side_by_side import Ended

RACE = "tests/test_x.py::test_race"
MISSING_TOOL = report.LEFT_OUT + "no Chromium was found."
BY_DESIGN = report.BY_DESIGN + "needs several writers at once, so it runs on PostgreSQL"


def _both(**on_sqlite) -> list[suite.Run]:
    return [
        suite.Run(database="SQLite 3.40.1", **on_sqlite),
        suite.Run(database="PostgreSQL 18.6", passed=["a", RACE]),
    ]


def test_a_test_that_ran_on_the_other_database_is_not_left_out() -> None:
    runs = _both(passed=["a"], skipped={RACE: BY_DESIGN})
    assert suite.what_was_left_out(runs) == []
    assert suite.exit_code(runs, all_must_run=True) == 0


def test_a_missing_tool_is_said_and_fails_only_where_all_must_run() -> None:
    runs = _both(passed=["a"], skipped={"b": MISSING_TOOL, "c": MISSING_TOOL})
    assert suite.what_was_left_out(runs) == ["2 tests on SQLite 3.40.1: no Chromium was found."]
    assert suite.exit_code(runs, all_must_run=False) == 0
    assert suite.exit_code(runs, all_must_run=True) == 1


def test_a_database_that_did_not_run_is_left_out_with_all_that_needs_it() -> None:
    runs = [suite.Run(database="SQLite 3.40.1", passed=["a"], skipped={RACE: BY_DESIGN})]
    left_out = suite.what_was_left_out(runs)
    assert left_out[0] == "All tests on PostgreSQL: not asked for."
    assert len(left_out) == 2
    assert suite.exit_code(runs, all_must_run=True) == 1


@pytest.mark.parametrize("broken", [{"failed": ["a"]}, {"exit_code": 2}])
def test_a_failure_fails_the_suite(broken: dict) -> None:
    assert suite.exit_code(_both(passed=["b"], **broken), all_must_run=False) == 1


def test_a_suite_that_ran_nothing_has_not_passed() -> None:
    runs = [suite.Run(database="SQLite 3.40.1", exit_code=suite.NO_TESTS_COLLECTED)]
    assert suite.exit_code(runs, all_must_run=False) == 1


def test_the_summary_says_what_ran_where_and_what_failed() -> None:
    text = suite.summary(_both(passed=["a"], failed=["tests/test_x.py::test_b"], skipped={RACE: BY_DESIGN}))
    assert "1 passed, 1 failed, 1 not meant for this database" in text
    assert "nothing" in text
    assert "SQLite 3.40.1: tests/test_x.py::test_b" in text


def _both_programs(folder: Path) -> list[suite.Pytest]:
    return [suite.Pytest(name, f"{name}://", folder, ["-k", "cap"]) for name in ("SQLite 3", "PostgreSQL 18")]


def test_two_at_once_share_neither_database_nor_report_nor_notes(tmp_path: Path) -> None:
    one, other = (each.program() for each in _both_programs(tmp_path))
    for name in ("DATABASE_URL", "SUITE_REPORT"):
        assert one.environment[name] != other.environment[name]
    assert [each for each in one.command if each.startswith("cache_dir=")] != [
        each for each in other.command if each.startswith("cache_dir=")
    ]
    assert one.command[-2:] == other.command[-2:] == ["-k", "cap"]


def test_the_clock_of_a_demonstration_does_not_reach_the_tests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VETPORTAL_NOW", "2019-05-01T09:00")
    assert all("VETPORTAL_NOW" not in each.program().environment for each in _both_programs(tmp_path))


def test_a_process_that_breaks_off_before_its_report_has_failed(tmp_path: Path) -> None:
    for each in _both_programs(tmp_path):
        assert each.outcome(Ended(exit_code=2, seconds=1.5)).broken
