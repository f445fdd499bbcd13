"""Several programs at the same time: each one's output whole and in order, and none left running.

The first one's output is shown while it runs; the others' are kept and follow, each from its beginning.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

LOOK_EVERY_SECONDS = 0.1
# A browser and a database are closed in this time when somebody stops the programs.
PATIENCE_SECONDS = 20
Process = subprocess.Popen[bytes]


@dataclass
class Program:
    """What to start: `heading` is shown above its output."""

    heading: str
    command: list[str]
    folder: Path
    environment: dict[str, str]


@dataclass
class Ended:
    """How a program ended, and how long it ran."""

    exit_code: int
    seconds: float


@dataclass(eq=False)
class _Started:
    program: Program
    process: Process
    output: BinaryIO
    began: float = field(default_factory=time.monotonic)
    ended: float | None = None

    def has_ended(self) -> bool:
        if self.ended is None and self.process.poll() is not None:
            self.ended = time.monotonic()
        return self.ended is not None

    def outcome(self) -> Ended:
        assert self.ended is not None
        return Ended(self.process.returncode, self.ended - self.began)


def run(programs: list[Program], show: Callable[[bytes], object] | None = None) -> list[Ended]:
    """Run all at once and say how each ended, in their order.

    Whatever ends this early (Ctrl-C, SystemExit) first interrupts all of them and waits until they are gone.
    """
    if len(programs) == 1:
        return [_alone(programs[0])]
    show = show or _print
    started: list[_Started] = []
    try:
        for program in programs:
            started.append(_start(program))
        for each in started:
            show(f"\n=== {each.program.heading} ===\n".encode())
            _follow(each, started, show)
        return [each.outcome() for each in started]
    finally:
        running = [each.process for each in started]
        _interrupt(running)
        _see_off(running)
        for each in started:
            each.output.close()


def _alone(program: Program) -> Ended:
    """With the keyboard and the terminal, for --pdb."""
    print(f"\n=== {program.heading} ===", flush=True)
    began = time.monotonic()
    process = subprocess.Popen(program.command, cwd=program.folder, env=program.environment)
    try:
        process.wait()
    except KeyboardInterrupt:
        raise  # Ctrl-C has reached the program, too
    except BaseException:
        _interrupt([process])
        raise
    finally:
        _see_off([process])
    return Ended(process.returncode, time.monotonic() - began)


def _print(text: bytes) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(text)
    sys.stdout.buffer.flush()


def _start(program: Program) -> _Started:
    output = tempfile.TemporaryFile(prefix="vetportal-output-")  # noqa: SIM115 - run closes it
    process = subprocess.Popen(
        program.command,
        cwd=program.folder,
        env=program.environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,  # Ctrl-C reaches it once, through _interrupt
    )
    return _Started(program, process, output)


def _follow(this: _Started, all_started: list[_Started], show: Callable[[bytes], object]) -> None:
    """Show what `this` writes until it has ended; note meanwhile when the others end."""
    shown = 0
    while True:
        over = this in [each for each in all_started if each.has_ended()]
        # Not read through the file object: its place is the one at which the program writes.
        while text := os.pread(this.output.fileno(), 1 << 16, shown):
            show(text)
            shown += len(text)
        if over:
            return
        time.sleep(LOOK_EVERY_SECONDS)


def _interrupt(processes: list[Process]) -> None:
    """Ask to stop, as Ctrl-C would."""
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)


def _see_off(processes: list[Process]) -> None:
    """Give them time to clear up; what does not listen is killed with all that it started."""
    running = [process for process in processes if process.poll() is None]
    give_up = time.monotonic() + PATIENCE_SECONDS
    try:
        for process in running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, give_up - time.monotonic()))
    finally:  # also when somebody presses Ctrl-C again
        for process in running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()
            process.wait()
