"""Run the tests on SQLite and on PostgreSQL, and end by saying what ran and what was left out.

    python -m tests.suite [--sqlite] [--postgres] [arguments for pytest]

Both run at the same time, each in a process and with files of its own. What needs the keyboard (--pdb) or
the machine for itself is run on one of them.

Ends with 1 when a test fails, and with VETPORTAL_TEST_ALL=1 also when anything was left out.
"""

import argparse
import contextlib
import json
import os
import signal
import sqlite3
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests import postgres, report, side_by_side
from tests.side_by_side import Ended, Program

ROOT = Path(__file__).resolve().parent.parent
NO_TESTS_COLLECTED = 5
# A clock or mode meant for a demonstration must not reach the tests.
NOT_FOR_TESTS = ("VETPORTAL_NOW", "VETPORTAL_MODE", "DJANGO_SETTINGS_MODULE")


@dataclass
class Run:
    """One pytest process on one database; `left_out` holds the reason when it could not run."""

    database: str
    seconds: float = 0.0
    exit_code: int = 0
    left_out: str = ""
    passed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)
    expected_failures: int = 0
    deselected: int = 0

    @property
    def broken(self) -> bool:
        """A test failed, or pytest itself did. That the given arguments select nothing is no failure."""
        return bool(self.failed) or self.exit_code not in (0, NO_TESTS_COLLECTED)


@contextlib.contextmanager
def _sqlite() -> Iterator[tuple[str, str]]:
    with tempfile.TemporaryDirectory(prefix="vetportal-sqlite-") as folder:
        yield f"sqlite:///{folder}/portal.sqlite3", sqlite3.sqlite_version


DATABASES = {"SQLite": _sqlite, "PostgreSQL": postgres.server}


@dataclass
class Pytest:
    """One pytest process that is to run on one database; it writes what it has seen into `folder`."""

    database: str
    url: str
    folder: Path
    arguments: list[str]

    @property
    def _outcome(self) -> Path:
        return self.folder / f"{self._word}.json"

    @property
    def _word(self) -> str:
        return self.database.partition(" ")[0]

    def program(self) -> Program:
        """The process, in an environment without what is meant for a demonstration."""
        environment = {name: value for name, value in os.environ.items() if name not in NOT_FOR_TESTS}
        environment |= {"DATABASE_URL": self.url, "SUITE_REPORT": str(self._outcome)}
        # Of two at once neither may read a note of the other that is half written.
        notes = ["-o", f"cache_dir=.pytest_cache/{self._word}"]
        command = [sys.executable, "-m", "pytest", "-p", "tests.report", *notes, *self.arguments]
        return Program(self.database, command, ROOT, environment)

    def outcome(self, ended: Ended) -> Run:
        """What it has seen; a process that broke off has written nothing."""
        seen = json.loads(self._outcome.read_text(encoding="utf-8")) if self._outcome.exists() else {}
        return Run(database=self.database, seconds=ended.seconds, exit_code=ended.exit_code, **seen)


def run_on(names: list[str], arguments: list[str]) -> list[Run]:
    """Start the databases, run pytest on all of them at once, and stop the databases."""
    runs: dict[str, Run] = {}
    planned: dict[str, Pytest] = {}
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vetportal-report-")))
        for name in names:
            try:
                url, version = stack.enter_context(DATABASES[name]())
            except postgres.UnavailableError as reason:
                print(f"\n=== {name} ===\n{reason}", flush=True)
                runs[name] = Run(database=name, left_out=str(reason))
            else:
                called = f"{name} {version.removeprefix('(PostgreSQL) ').split(' ')[0]}"
                planned[name] = Pytest(called, url, folder, arguments)
        ended = side_by_side.run([each.program() for each in planned.values()])
        runs |= {name: planned[name].outcome(end) for name, end in zip(planned, ended, strict=True)}
    return [runs[name] for name in names]


def _counts(run: Run) -> str:
    if run.left_out:
        return "left out"
    by_design = sum(reason.startswith(report.BY_DESIGN) for reason in run.skipped.values())
    parts = [
        (len(run.passed), "passed"),
        (len(run.failed), "failed"),
        (run.expected_failures, "failed as expected"),
        (by_design, "not meant for this database"),
        (len(run.skipped) - by_design, "left out"),
        (run.deselected, "not selected"),
    ]
    return ", ".join(f"{count} {word}" for count, word in parts if count) or "no tests"


def what_was_left_out(runs: list[Run]) -> list[str]:
    """One sentence for each reason why something did not run anywhere, or not on this database."""
    passed = {test for run in runs for test in run.passed}
    lines = [f"All tests on {run.database}: {run.left_out}" for run in runs if run.left_out]
    asked = {run.database.split(" ")[0] for run in runs}
    lines += [f"All tests on {name}: not asked for." for name in DATABASES if name not in asked]
    for run in runs:
        reasons = Counter(
            reason.removeprefix(report.LEFT_OUT)
            for test, reason in run.skipped.items()
            if not (reason.startswith(report.BY_DESIGN) and test in passed | set(run.failed))
        )
        lines += [
            f"{count} {'test' if count == 1 else 'tests'} on {run.database}: {reason}"
            for reason, count in reasons.items()
        ]
    return lines


def summary(runs: list[Run]) -> str:
    """What ran on which database, with counts and time, and what was left out and why."""
    lines = ["", "What ran"]
    lines += [f"  {run.database:<18} {_counts(run):<60} {run.seconds:6.1f} s" for run in runs]
    lines += ["What was left out"]
    lines += [f"  {line}" for line in what_was_left_out(runs)] or ["  nothing"]
    failed = [(run.database, test) for run in runs for test in run.failed]
    if failed:
        lines += ["What failed"] + [f"  {database}: {test}" for database, test in failed]
    return "\n".join(lines)


def exit_code(runs: list[Run], *, all_must_run: bool) -> int:
    """0 when everything that ran has passed and, if `all_must_run`, nothing was left out."""
    if any(run.broken for run in runs) or not any(run.passed for run in runs):
        return 1
    return 1 if all_must_run and what_was_left_out(runs) else 0


def main(arguments: list[str]) -> int:
    """Run and report; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="dev.py test", description=__doc__.partition("\n")[0], add_help=False
    )
    parser.add_argument("--sqlite", action="store_true", help="run on SQLite (default: on both)")
    parser.add_argument("--postgres", action="store_true", help="run on PostgreSQL (default: on both)")
    chosen, for_pytest = parser.parse_known_args(arguments)
    asked = {"SQLite": chosen.sqlite, "PostgreSQL": chosen.postgres}
    names = [name for name in DATABASES if asked[name] or not any(asked.values())]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that a started server is stopped, too
    runs = run_on(names, for_pytest)
    print(summary(runs))
    all_must_run = os.environ.get("VETPORTAL_TEST_ALL") == "1"
    code = exit_code(runs, all_must_run=all_must_run)
    if code and all_must_run and not any(run.broken for run in runs):
        print("VETPORTAL_TEST_ALL=1 is set: what was left out counts as a failure.")
    return code


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
