"""A graph of stages + a run → the same graph, painted by what became of everything.

Outcomes are classes, and words with a sign in the labels. The error of what failed stands in a note beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from pipeviz.analysis.places import resource_of
from pipeviz.analysis.run import ATTEMPTS, ActionRun, Run, StageRun
from pipeviz.analysis.wording import cut
from pipeviz.diagrams import Cluster, Edge, Graph, Node
from pipeviz.model import Condition, Start
from pipeviz.model.execution import ExecutionTrigger, RuleExecution
from pipeviz.views.outcomes import IDLE, TOLD, Told, told
from pipeviz.views.run_words import dotted, error, first_line, line, person, took
from pipeviz.views.stage_block import Block, conditions

CAUSE, STARTED = "cause", "started"
WORST = ("failed", "abandoned", "running", "waiting", "unknown", "unreached", "skipped", "omitted", "succeeded")
"""Which outcome several together have: the first of these."""

LONGEST_CAUSE = 240

KINDS = {
    "Webhook": ("webhook", "connection"),
    "WebhookV2": ("push", "pull_request"),
    "PollForSourceChanges": ("polling",),
    "CloudWatchEvent": ("event", "schedule"),
}
"""Which kinds of starts a recorded trigger may mean."""


class _Paint(NamedTuple):
    """What is added to a node or a frame; `outcome` becomes its first class."""

    outcome: str
    words: tuple[str, ...] = ()
    tooltip: str = ""


def painted(graph: Graph, blocks: Sequence[Block], starts: Mapping[str, Sequence[Start]], run: Run) -> Graph:
    """The graph of the stages in `blocks` as a run left them; `starts` tells what each start node stands for."""
    paints = dict(_paints(blocks, run))
    causes = tuple(_cause(blocks, run))
    begun, edges = _begun(blocks, starts, run)
    paints |= begun
    extra = tuple(_started(run)) if edges else ()
    homes = {block.cluster.id: block for block in blocks if block.cluster}
    loose = [note for note, edge in causes if not any(edge.source in _ids(home.cluster) for home in homes.values())]
    return replace(
        graph,
        title=f"{graph.title}, run {run.execution.id}",
        description=f"{graph.description} Run {run.execution.id}: {told(run.outcome).word}.",
        nodes=(*(_node(node, paints) for node in graph.nodes), *extra, *loose),
        clusters=tuple(_cluster(_with_causes(cluster, causes), paints) for cluster in graph.clusters),
        edges=(*graph.edges, *edges, *(edge for _, edge in causes)),
    )


def _paints(blocks: Iterable[Block], run: Run) -> Iterator[tuple[str, _Paint]]:
    stages = {stage.name: stage for stage in run.stages}
    for block in blocks:
        stage = stages.get(block.stage.name)
        if stage is None:
            continue
        yield _frame_id(block), _Paint(stage.outcome, _stage_words(stage))
        nodes: dict[str, list[ActionRun]] = {}
        for action in stage.actions:
            if (node := block.actions.get(action.name)) and node != _frame_id(block):
                nodes.setdefault(node, []).append(action)
        for node, actions in nodes.items():
            yield node, _action(actions[0]) if len(actions) == 1 else _folded(actions)
        for node, condition in conditions(_frame_id(block), block.stage):
            if paint := _condition(stage, condition):
                yield node, paint


def _frame_id(block: Block) -> str:
    return block.cluster.id if block.cluster else block.node.id if block.node else ""


def _stage_words(stage: StageRun) -> tuple[str, ...]:
    length = "" if stage.outcome in ("running", "waiting") else took(stage.started, stage.updated)
    return _words(told(stage.outcome), length, len(stage.attempts))


def _action(action: ActionRun) -> _Paint:
    last = action.last
    if last is None:
        return _Paint(action.outcome, _words(told(action.outcome), "", 0))
    kind = last.type or (action.action.type if action.action else None)
    approval, over = kind is not None and kind.category == "Approval", last.status != "InProgress"
    word = told("approved" if approval and action.outcome == "succeeded" else action.outcome)
    who = f"by {person(last.updated_by)}" if approval and over and last.updated_by else ""
    said = cut(first_line(error(last)), LONGEST_CAUSE) if last.status == "Failed" else ""
    length = took(last.started, last.updated) if over else ""
    return _Paint(action.outcome, _words(word, length, len(action.attempts)), dotted(who, said))


def _words(word: Told, length: str, attempts: int) -> tuple[str, ...]:
    """What became of something, and below it how long it took, where either is known."""
    below = dotted(length, f"attempt {attempts}" if attempts > 1 else "")
    return (str(word), below) if below else (str(word),)


def _folded(actions: Sequence[ActionRun]) -> _Paint:
    """Several actions in one node: how many became what, the worst first."""
    counts = Counter(action.outcome for action in actions)
    ordered = sorted(counts, key=WORST.index)
    failed = ", ".join(action.name for action in actions if action.outcome == "failed")
    words = tuple(f"{TOLD[outcome].sign} {counts[outcome]} {TOLD[outcome].word.lower()}" for outcome in ordered)
    return _Paint(ordered[0], words, f"failed: {failed}" if failed else "")


def _condition(stage: StageRun, condition: Condition) -> _Paint | None:
    """The recorded verdict of a condition, by the last check of each of its rules."""
    names = {rule.name for rule in condition.rules}
    last: dict[str, RuleExecution] = {each.rule: each for each in stage.rules if each.rule in names}
    if not last:
        return _Paint(stage.outcome) if stage.outcome in IDLE else None
    outcomes = {ATTEMPTS.get(each.status, "unknown") for each in last.values()} | (
        {"unknown"} if len(last) < len(names) else set()
    )
    outcome = next(each for each in WORST if each in outcomes)
    failed = [cut(first_line(error(each)), LONGEST_CAUSE) for each in last.values() if each.status == "Failed"]
    return _Paint(outcome, (str(told(outcome)),), " · ".join(failed))


def _cause(blocks: Iterable[Block], run: Run) -> Iterator[tuple[Node, Edge]]:
    """A note with the error of what made the run fail, and what leads to it."""
    culprit = run.culprit or run.failed_rule
    block = next((each for each in blocks if culprit and each.stage.name == culprit.stage), None)
    if culprit is None or block is None:
        return
    if run.culprit:
        source = block.actions.get(run.culprit.action)
    else:
        rules = conditions(_frame_id(block), block.stage) if block.cluster else ()
        named = run.failed_rule.rule if run.failed_rule else ""
        source = next((node for node, each in rules if named in {rule.name for rule in each.rules}), None)
    if source is None:
        return
    text = cut(first_line(error(culprit)), LONGEST_CAUSE)
    node = Node(id=CAUSE, lines=("Error", text), shape="note", classes=("failed",), tooltip=text)
    yield node, Edge(source=source, target=CAUSE, dashed=True, classes=("failed",))


def _begun(
    blocks: Sequence[Block], starts: Mapping[str, Sequence[Start]], run: Run
) -> tuple[dict[str, _Paint], tuple[Edge, ...]]:
    """What is marked of the ways to start: the one that started the run, if it is certain which; else it stands beside them."""
    trigger = run.execution.trigger
    if trigger is None or not blocks or (not starts and blocks[0].stage != run.pipeline.stages[0]):
        return {}, ()
    fitting = [node for node, lot in starts.items() if any(_fits(start, trigger) for start in lot)]
    others = {node: _Paint("unreached") for node in starts if [node] != fitting}
    if len(fitting) == 1:
        return {**others, fitting[0]: _Paint("trigger", ("▶ started this run",))}, ()
    top = blocks[0].top
    edge = Edge(source=STARTED, target=top.node, lhead=top.frame, classes=("trigger",))
    return others, (edge,)


def _fits(start: Start, trigger: ExecutionTrigger) -> bool:
    if start.kind not in KINDS.get(trigger.type, ()):
        return False
    if trigger.type != "CloudWatchEvent" or not trigger.detail:
        return True
    return start.name == resource_of(trigger.detail).removeprefix("rule/")


def _started(run: Run) -> Iterator[Node]:
    trigger = run.execution.trigger
    if trigger is not None:
        who = person(trigger.detail) if trigger.detail else ""
        lines = (f"Started by {line(trigger.type)}", *([who] if who else []))
        yield Node(id=STARTED, lines=lines, shape="event", classes=("trigger",), tooltip=dotted(*lines))


def _with_causes(cluster: Cluster, causes: Iterable[tuple[Node, Edge]]) -> Cluster:
    """A stage with the note beside what failed in it."""
    for note, edge in causes:
        if edge.source in _ids(cluster):
            beside = next((rank for rank in cluster.ranks if edge.source in rank), (edge.source,))
            inside = any(node.id == edge.source for node in cluster.nodes)
            others = tuple(rank for rank in cluster.ranks if rank != beside)
            ranks = (*others, (*beside, note.id)) if inside else cluster.ranks
            cluster = replace(cluster, nodes=(*cluster.nodes, note), ranks=ranks)
    return cluster


def _ids(cluster: Cluster | None) -> set[str]:
    if cluster is None:
        return set()
    return {node.id for node in cluster.nodes}.union(*map(_ids, cluster.clusters))


def _cluster(cluster: Cluster, paints: Mapping[str, _Paint]) -> Cluster:
    paint = paints.get(cluster.id)
    return replace(
        cluster,
        label=dotted(cluster.label, *paint.words) if paint else cluster.label,
        classes=(paint.outcome, *cluster.classes) if paint else cluster.classes,
        tooltip=dotted(cluster.tooltip or "", *paint.words) if paint else cluster.tooltip,
        nodes=tuple(_node(node, paints) for node in cluster.nodes),
        clusters=tuple(_cluster(inner, paints) for inner in cluster.clusters),
    )


def _node(node: Node, paints: Mapping[str, _Paint]) -> Node:
    paint = paints.get(node.id)
    if paint is None:
        return node
    return replace(
        node,
        lines=(*node.lines, *paint.words),
        classes=(paint.outcome, *node.classes),
        tooltip=dotted(node.tooltip or "", *paint.words, paint.tooltip),
    )
