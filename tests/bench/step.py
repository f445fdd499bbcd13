"""One step of the benchmark in a process of its own: python -m tests.bench.step NAME SIZE.

The last line it prints is its result as JSON.
"""

import contextlib
import gc
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django
from django.core.management import call_command

MEMORY = Path("/proc/self/status")


def _forget_peak() -> None:
    """Count the peak from now on, where the system allows it (Linux)."""
    gc.collect()
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _peak_mb() -> float:
    if MEMORY.exists():
        line = next(line for line in MEMORY.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    divisor = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / divisor


def _timed(action: Callable[[], str | tuple[float, str]], times: int = 1) -> dict[str, object]:
    """The best of several times, and the peak of all. An action that times itself says its seconds, too."""
    _forget_peak()
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        result = action()
        taken = time.perf_counter() - start
        taken, note = (taken, result) if isinstance(result, str) else result
        seconds.append(taken)
    return {"seconds": min(seconds), "peak_mb": _peak_mb(), "note": note}


def main(name: str, size: int) -> dict[str, object]:
    """Fill the database, list the measures, or take one of them."""
    django.setup()
    from tests.bench import measures, state

    if name == "names":
        alone = [each for each, measure in measures.MEASURES.items() if measure.is_alone]
        return {"names": list(measures.MEASURES), "alone": alone}
    if name == "fill":
        call_command("migrate", verbosity=0)
        return _timed(lambda: state.fill(size))
    chosen = measures.MEASURES[name]
    return _timed(chosen.prepare(size), chosen.times)


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0)))
