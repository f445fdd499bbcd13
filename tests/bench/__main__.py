"""Measure the steps that grow with the state, so that growth can be read off.

    python -m tests.bench [--sizes 20000,100000] [--databases SQLite,PostgreSQL] [--only freeze,run]

Each step runs in a process of its own, so that its peak memory is its own. PostgreSQL runs with fsync on;
its server's memory is not counted. The state is invented and the same on both databases.
"""

import argparse
import contextlib
import datetime
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests import postgres

ROOT = Path(__file__).resolve().parent.parent.parent
DATABASES = ("SQLite", "PostgreSQL")
SIZES = (20_000, 100_000)
TOO_SHORT_TO_COMPARE = 0.005  # seconds
HEADINGS = ("measure", "database", "enrolments", "seconds", "peak MB", "x seconds", "x MB", "what")
ROW = "{:<24} {:<11} {:>10} {:>9} {:>8} {:>9} {:>6}  {}"


@dataclass
class Measured:
    """One step at one size: seconds and peak megabytes of its process."""

    name: str
    database: str
    size: int
    seconds: float
    peak_mb: float
    note: str


@contextlib.contextmanager
def _fresh(database: str, size: int) -> Iterator[str]:
    """A new, empty database; yields its DATABASE_URL."""
    if database == "SQLite":
        with tempfile.TemporaryDirectory(prefix="vetportal-bench-") as folder:
            yield f"sqlite:///{folder}/bench.sqlite3"
        return
    with postgres.server(durable=True) as (url, _):
        name = f"bench_{size}"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        yield url.replace("/postgres?", f"/{name}?")


def _step(url: str, *arguments: str) -> dict:
    """Run one step in its own process; what it prints last is its result."""
    environment = {name: value for name, value in os.environ.items() if name != "VETPORTAL_NOW"}
    environment |= {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "vetportal.settings"}
    command = [sys.executable, "-m", "tests.bench.step", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"The step {' '.join(arguments)} failed on {url.partition(':')[0]}.")
    return json.loads(done.stdout.splitlines()[-1])


def _measure(database: str, size: int, only: list[str]) -> Iterator[Measured]:
    with _fresh(database, size) as url:
        filled = _step(url, "fill", str(size))
        print(f"{database}: {size:,} enrolments loaded in {filled['seconds']:.1f} s", flush=True)
        measures = _step(url, "names")
        asked = [name for name in measures["names"] if _is_asked(name, only)]
        for name in _needed(asked, measures["names"], measures["alone"]):
            result = _step(url, name, str(size))
            if name in asked:
                yield Measured(name, database, size, result["seconds"], result["peak_mb"], result["note"])


def _needed(asked: list[str], names: list[str], alone: list[str]) -> list[str]:
    """The steps that have to run: a run needs the freeze before it, and what comes after it needs neither."""
    if not asked or set(asked) <= set(alone):
        return asked
    return [name for name in names[: names.index(asked[-1]) + 1] if name in asked or name not in alone]


def _is_asked(name: str, only: list[str]) -> bool:
    """By its name, or by what stands before the colon: "credits" asks for all measures of credits."""
    return not only or name in only or name.partition(":")[0] in only


def _line(row: Measured, smaller: Measured | None) -> str:
    growth = ("", "")
    if smaller and smaller.seconds >= TOO_SHORT_TO_COMPARE:
        growth = (f"{row.seconds / smaller.seconds:.1f}", f"{row.peak_mb / smaller.peak_mb:.1f}")
    figures = (f"{row.size:,}", f"{row.seconds:.2f}", f"{row.peak_mb:.0f}")
    return ROW.format(row.name, row.database, *figures, *growth, row.note)


def table(rows: list[Measured], sizes: list[int]) -> str:
    """All measures, the sizes of one step under each other; x = times what the smallest size took."""
    found = {(row.name, row.database, row.size): row for row in rows}
    lines = [ROW.format(*HEADINGS)]
    for name, database in dict.fromkeys((row.name, row.database) for row in rows):
        smallest = found[name, database, sizes[0]]
        for size in sizes:
            row = found[name, database, size]
            lines.append(_line(row, None if row is smallest else smallest))
    return "\n".join(lines)


def _machine(before: float) -> str:
    """What the seconds were measured on: on a busy machine they say more about its other work."""
    processors = f"{datetime.date.today():%Y-%m-%d}, {os.cpu_count()} processors"  # noqa: DTZ011 - a label
    return f"{processors}, load {before:.1f} at the start and {_load():.1f} at the end (1.0 is one busy)"


def _load() -> float:
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def main(arguments: list[str]) -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="dev.py bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="numbers of enrolments")
    parser.add_argument("--databases", default=",".join(DATABASES))
    parser.add_argument("--only", default="", help="print only these measures")
    chosen = parser.parse_args(arguments)
    sizes = sorted(int(size) for size in chosen.sizes.split(","))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that a started server is stopped, too
    rows: list[Measured] = []
    before = _load()
    for database in chosen.databases.split(","):
        try:
            for size in sizes:
                rows += _measure(database, size, [name for name in chosen.only.split(",") if name])
        except postgres.UnavailableError as reason:
            print(f"{database} was left out: {reason}")
    print(f"\n{_machine(before)}\n" + table(rows, sizes))
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
