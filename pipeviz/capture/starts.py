"""What starts pipelines, as far as their definitions do not say it: webhooks, and rules of EventBridge."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Lock
from typing import Any

from pipeviz.capture.call import Call, RefusedError

Row = dict[str, Any]


class Starts:
    """The webhooks and rules of one account and region; what several pipelines need is asked once."""

    def __init__(self, call: Call) -> None:
        self._call, self._lock = call, Lock()
        self._hooks: list[Row] | RefusedError | None = None
        self._rules: dict[str, Row] = {}

    def webhooks(self, pipeline: str) -> list[Row]:
        """The webhooks that target a pipeline. Raises RefusedError."""
        with self._lock:
            if self._hooks is None:
                try:
                    self._hooks = list(self._list_webhooks())
                except RefusedError as refused:
                    self._hooks = refused
        if isinstance(self._hooks, RefusedError):
            raise self._hooks
        return [each for each in self._hooks if each.get("definition", {}).get("targetPipeline") == pipeline]

    def rules(self, arn: str) -> Iterator[Row]:
        """The rules that have a pipeline as target. Raises RefusedError."""
        more: dict[str, Any] = {}
        while True:
            answer = self._call("events:ListRuleNamesByTarget", {"TargetArn": arn, **more})
            for name in answer.get("RuleNames", ()):
                if name not in self._rules:
                    self._rules[name] = self._call("events:DescribeRule", {"Name": name})
                yield self._rules[name]
            if not answer.get("NextToken"):
                return
            more = {"NextToken": answer["NextToken"]}

    def _list_webhooks(self) -> Iterator[Row]:
        more: dict[str, Any] = {}
        while True:
            answer = self._call("codepipeline:ListWebhooks", {"MaxResults": 100, **more})
            yield from answer.get("webhooks", ())
            if not answer.get("NextToken"):
                return
            more = {"NextToken": answer["NextToken"]}
