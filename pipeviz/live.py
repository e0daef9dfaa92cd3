"""AWS asked live: capture, together with what readers know of addresses and diagnosis of failures.

Both `recording` and `one` give a recording in memory, as a mapping of paths to files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from pipeviz.capture import live
from pipeviz.capture.evidence import gather as ask
from pipeviz.capture.history import ACTIONS, RULES, RUNS, Row
from pipeviz.capture.live import LAST_FAILED
from pipeviz.capture.looking import CallFor, Failure, id_of
from pipeviz.capture.recording import Captured
from pipeviz.capture.target import Target
from pipeviz.errors import UsageError
from pipeviz.model import Pipeline
from pipeviz.model.execution import Evidence, Execution, Gap
from pipeviz.readers.addresses import Address
from pipeviz.readers.records.answers import Answer
from pipeviz.readers.records.history import Found, history
from pipeviz.redaction.keep import DEFAULT, Keep

Words = Callable[[str], None]


def recording(
    address: Address,
    target: Target | None = None,
    *,
    executions: int = 0,
    names: Mapping[str, str] | None = None,
    keep: Keep = DEFAULT,
    say: Words = lambda _: None,
) -> tuple[Mapping[str, bytes], Captured]:
    """What an address means, with the latest runs of each pipeline, and what was refused.

    Without `executions` these are definitions alone (see `pipeviz.capture.live.recording`). `target` has the credentials.
    Raises CaptureError where there are none.
    """
    aimed = _aimed(address, target or Target())
    return live.recording(
        aimed,
        executions,
        account=address.account,
        names=names,
        keep=keep,
        gather=gather if executions else None,
        say=say,
    )


def one(
    address: Address,
    execution: str = LAST_FAILED,
    target: Target | None = None,
    *,
    names: Mapping[str, str] | None = None,
    keep: Keep = DEFAULT,
    say: Words = lambda _: None,
) -> Mapping[str, bytes]:
    """One run of the pipeline that an address names, with its cause (see `pipeviz.capture.live.one`).

    A run that the address itself names goes before `execution`. Raises CaptureError; UsageError where no pipeline is named.
    """
    name = address.pipeline
    if name is None or set(name) & set("*?["):
        raise UsageError("name one pipeline: aws:NAME, its ARN, or the address of its console page")
    return live.one(
        _aimed(address, target or Target()),
        name,
        address.execution or execution,
        account=address.account,
        names=names,
        keep=keep,
        gather=gather,
        say=say,
    )


def gather(failure: Failure, attempt: Row, call_for: CallFor) -> tuple[Sequence[Evidence], Sequence[Gap]]:
    """Asks why a failed attempt of a run failed (see `pipeviz.capture.looking.Gather`)."""
    execution = _execution(failure)
    by_id = {each.id: each for each in execution.actions} | {each.id: each for each in execution.rules}
    return ask(by_id[id_of(attempt)], execution, call_for)


def _aimed(address: Address, target: Target) -> Target:
    regions = (address.region,) if address.region else target.regions
    include = (address.pipeline,) if address.pipeline else target.include
    return replace(target, profile=target.profile or address.profile, regions=regions, include=include)


def _execution(failure: Failure) -> Execution:
    """The run, as a reader makes it of its rows."""
    rows = ((RUNS, [failure.run]), (ACTIONS, failure.actions), (RULES, failure.rules))
    answers = [Answer(listing.operation, {listing.key: list(each)}, listing.file) for listing, each in rows]
    unknown = Pipeline(key="", name="", stages=())
    return history(unknown, Found(answers)).executions[0]
