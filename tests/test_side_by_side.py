"""Programs side by side: at the same time, each output whole and in order, and nothing left running."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import side_by_side
from tests.side_by_side import Program

ROOT = Path(__file__).resolve().parent.parent
SOON_SECONDS = 30
MEET = """
import pathlib, sys, time
mine, other = map(pathlib.Path, sys.argv[1:])
print(mine.name, "begins", flush=True)
mine.touch()
give_up = time.monotonic() + 30
while not other.exists() and time.monotonic() < give_up:
    time.sleep(0.02)
print(mine.name, "met" if other.exists() else "never met", other.name, flush=True)
print(mine.name, "complains", file=sys.stderr, flush=True)
sys.exit(3 if mine.name == "second" else 0)
"""
LONG = """
import os, pathlib, signal, sys, time
if sys.argv[2] == "deaf":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
pathlib.Path(sys.argv[1]).write_text(str(os.getpid()))
time.sleep(300)
"""
TWO = """
import pathlib, signal, sys
from tests import side_by_side
from tests.side_by_side import Program
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
side_by_side.PATIENCE_SECONDS = 2
here, folder = pathlib.Path.cwd(), pathlib.Path(sys.argv[1])
ears = {"a": "hears", "b": sys.argv[2]}
commands = [[sys.executable, "-c", sys.argv[3], str(folder / name), each] for name, each in ears.items()]
side_by_side.run([Program(command[-1], command, here, {}) for command in commands])
"""


def _meeting(folder: Path, mine: str, other: str) -> Program:
    command = [sys.executable, "-c", MEET, str(folder / mine), str(folder / other)]
    return Program(mine.upper(), command, folder, {})


def test_they_run_at_once_and_are_shown_one_after_the_other(tmp_path: Path) -> None:
    """One after the other they would never meet."""
    shown: list[bytes] = []
    programs = [_meeting(tmp_path, "first", "second"), _meeting(tmp_path, "second", "first")]
    ended = side_by_side.run(programs, shown.append)
    assert b"".join(shown).decode() == (
        "\n=== FIRST ===\nfirst begins\nfirst met second\nfirst complains\n"
        "\n=== SECOND ===\nsecond begins\nsecond met first\nsecond complains\n"
    )
    assert [each.exit_code for each in ended] == [0, 3]
    assert all(0 < each.seconds < SOON_SECONDS for each in ended)


def test_a_long_output_is_shown_whole(tmp_path: Path) -> None:
    shown: list[bytes] = []
    command = [sys.executable, "-c", "print('x' * 1_000_000)"]
    side_by_side.run([Program("", command, tmp_path, {})] * 2, shown.append)
    assert b"".join(shown).count(b"x") == 2_000_000


def test_one_alone_keeps_the_terminal(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (ended,) = side_by_side.run([Program("ALONE", [sys.executable, "-c", "print('here')"], tmp_path, {})])
    assert ended.exit_code == 0
    assert capfd.readouterr().out == "\n=== ALONE ===\nhere\n"


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _written(file: Path) -> int:
    give_up = time.monotonic() + SOON_SECONDS
    while not (file.exists() and file.read_text()) and time.monotonic() < give_up:
        time.sleep(0.02)
    return int(file.read_text())


@pytest.mark.parametrize("ears", ["hears", "deaf"])
@pytest.mark.parametrize(("told", "code"), [(signal.SIGINT, -signal.SIGINT), (signal.SIGTERM, 143)])
def test_whoever_stops_the_suite_stops_both(
    tmp_path: Path, told: signal.Signals, code: int, ears: str
) -> None:
    suite = subprocess.Popen(
        [sys.executable, "-c", TWO, str(tmp_path), ears, LONG], cwd=ROOT, stderr=subprocess.DEVNULL
    )
    running = [_written(tmp_path / name) for name in ("a", "b")]
    suite.send_signal(told)
    assert suite.wait(SOON_SECONDS) == code
    assert not any(_runs(pid) for pid in running)
