"""What a process costs, and how that compares with what it may cost."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import NamedTuple

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As for a user: modules are compiled once, by the first run."""

PIPEVIZ = (sys.executable, "-m", "pipeviz")


class Cost(NamedTuple):
    """Wall-clock seconds, and the most memory that was resident at once in MB."""

    seconds: float
    megabytes: float


def cost(*command: str, times: int = 1) -> Cost:
    """What a process costs: the quickest of some runs. Raises CalledProcessError if it fails."""
    return min(_cost(command) for _ in range(times))


def _cost(command: tuple[str, ...]) -> Cost:
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(seconds, usage.ru_maxrss * unit / 1e6)


def say(what: str, measured: float, unit: str, target: float, *, at_least: bool = False) -> None:
    """Prints one row: what was measured, and whether the target is kept."""
    kept = measured >= target if at_least else measured <= target
    sign = "≥" if at_least else "≤"
    print(f"{what:<66} {measured:>8.2f} {unit:<5} {sign} {target:<6g} {'' if kept else '← missed'}", flush=True)
