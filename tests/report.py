"""A pytest plugin: write what ran, failed and was skipped to the file named by SUITE_REPORT.

A skip has one of two meanings, told apart by how its reason begins:
  "by design: ..."  the test runs on the other database
  anything else     something that this machine lacks; the suite's summary counts the test as left out
"""

import json
import os
from pathlib import Path

import pytest

BY_DESIGN = "by design: "
LEFT_OUT = "left out: "


class RunReport:
    """Collects the outcomes of one pytest process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.passed: list[str] = []
        self.failed: list[str] = []
        self.expected_failures = 0
        self.deselected = 0
        self.skipped: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._fail(report.nodeid)
        elif hasattr(report, "wasxfail"):
            self.expected_failures += 1
        elif report.skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            self.skipped[report.nodeid] = reason.removeprefix("Skipped: ")
        elif report.when == "call":
            self.passed.append(report.nodeid)

    def _fail(self, test: str) -> None:
        """A test that passed and then failed to clean up has failed, once."""
        if test in self.passed:
            self.passed.remove(test)
        if test not in self.failed:
            self.failed.append(test)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)
        elif report.skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            self.skipped[report.nodeid] = reason.removeprefix("Skipped: ")

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        self.deselected += len(items)

    def pytest_sessionfinish(self) -> None:
        outcome = {name: value for name, value in vars(self).items() if name != "path"}
        self.path.write_text(json.dumps(outcome), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    if path := os.environ.get("SUITE_REPORT"):
        config.pluginmanager.register(RunReport(Path(path)), "suite-report")
