"""A server in another process, as somebody who edits a file beside it meets it."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

PATIENCE = 90


def eventually(holds: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if holds():
            return
        time.sleep(0.25)
    pytest.fail(f"{what} did not happen")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def shown(address: str) -> str:
    try:
        with urlopen(address, timeout=5) as answer:
            return str(answer.read().decode("utf-8"))
    except (URLError, OSError):
        return ""


@contextmanager
def serving(*command: str, words: Path, cwd: Path | None = None) -> Iterator[None]:
    """Runs a server, and ends it as Ctrl-C does; what it says goes to a file."""
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # what runs in the background ignores it, and its children do
    with words.open("wb") as file:
        process = subprocess.Popen([sys.executable, "-m", *command], stderr=file, stdout=file, cwd=cwd)
    try:
        yield
    finally:
        process.send_signal(signal.SIGINT if sys.platform != "win32" else signal.SIGTERM)
        process.wait(timeout=PATIENCE)
    assert "Traceback" not in words.read_text("utf-8")
