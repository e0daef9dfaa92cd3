from __future__ import annotations

import concurrent.futures
import multiprocessing
import os
from collections.abc import Iterator
from typing import Any

import pytest

from pipeviz.errors import RenderError
from pipeviz.pages import processes
from pipeviz.pages.processes import mapped


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_results_come_in_order_from_any_number_of_workers(workers: int) -> None:
    assert list(mapped(str, range(30), workers)) == [str(number) for number in range(30)]


def test_workers_are_processes_of_their_own() -> None:
    assert next(mapped(eval, ["__import__('os').getppid()"], 2)) == os.getpid()


@pytest.mark.parametrize("workers", [1, 2])
def test_what_the_work_raises_is_raised_here(workers: int) -> None:
    results = mapped(int, ["1", "one", "2"], workers)
    assert next(results) == 1
    with pytest.raises(ValueError, match="'one'"):
        next(results)


def test_only_a_few_results_are_ready_ahead() -> None:
    taken = []

    def values() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    results = mapped(abs, values(), 2)
    next(results)
    assert len(taken) == 5
    results.close()  # type: ignore[attr-defined]
    assert not multiprocessing.active_children()


def test_a_worker_that_is_killed_is_an_error() -> None:
    with pytest.raises(RenderError, match="ended from outside"):
        list(mapped(os._exit, [9], 2))


def test_a_system_without_semaphores_works_without_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: Any) -> None:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(concurrent.futures, "ProcessPoolExecutor", missing)
    assert processes._pool(str, 2) is None
    assert list(mapped(str, range(3), 2)) == ["0", "1", "2"]


def test_an_interrupt_is_left_to_the_parent_by_every_worker() -> None:
    ask = "__import__('signal').getsignal(2) == __import__('signal').SIG_IGN"
    assert next(mapped(eval, [ask], 2))
