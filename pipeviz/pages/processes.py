"""One function for many values, in several processes: the same results in the same order as without them."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

from pipeviz.errors import RenderError

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

T = TypeVar("T")
R = TypeVar("R")


def mapped(work: Callable[[T], R], values: Iterable[T], workers: int) -> Iterator[R]:
    """The results of `work`, which has to be known by a name as it is sent to the workers; raises what it raises.

    A few results are ready ahead, never all. Without workers, or where a system has none, it is `map`.
    """
    pool = _pool(work, workers) if workers > 1 else None
    if pool is None:
        yield from map(work, values)
        return
    ahead: deque[Future[R]] = deque()
    try:
        for value in values:
            ahead.append(pool.submit(_do, value))
            if len(ahead) > 2 * workers:
                yield ahead.popleft().result()
        while ahead:
            yield ahead.popleft().result()
    except BrokenExecutor as error:
        raise RenderError(
            "a process that draws pipelines was ended from outside, perhaps for want of memory"
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _pool(work: Callable[[Any], Any], workers: int) -> ProcessPoolExecutor | None:
    """None where the system lacks the semaphores that it takes, as in some sandboxes."""
    try:
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        return ProcessPoolExecutor(workers, get_context("spawn"), _begin, (work,))
    except (ImportError, NotImplementedError, OSError):
        return None


_work: Callable[[Any], Any]


def _begin(work: Callable[[Any], Any]) -> None:
    """In a worker, before all else. An interrupt is the parent's to answer, and no worker outlives the parent."""
    global _work
    _work = work
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    if (parent := parent_process()) is not None:
        parent.join()
        os._exit(1)


def _do(value: Any) -> Any:
    return _work(value)
