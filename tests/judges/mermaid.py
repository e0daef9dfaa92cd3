"""Mermaid's own parsers as a judge: what a text draws must be what the diagram value says.

That a text parses says little: Mermaid drops what follows a `#`, and takes `;` for the end of a statement. So every
participant, message, note, bar and fragment that Mermaid understood is compared with the diagram, in order.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from threading import Timer
from typing import Any

from pipeviz.diagrams import (
    Activation,
    Block,
    Cluster,
    Edge,
    Fragment,
    Graph,
    Item,
    Message,
    Node,
    Note,
    SequenceDiagram,
)
from pipeviz.diagrams.timeline import Bar, Timeline
from tests.judges.svg import squeezed

HERE = Path(__file__).parent
INSTALL = "npm --prefix tests/judges install"
PATIENCE_SECONDS = 120

Verdicts = dict[str, dict[str, Any]]
Judge = Callable[[str], Verdicts]


def missing() -> str | None:
    """Why this machine has no Mermaid judge, or None if it has one."""
    if shutil.which("node") is None:
        return "no Node"
    if not (HERE / "node_modules" / "mermaid-12").is_dir():
        return f"no npm packages: {INSTALL}"
    return None


@contextmanager
def judge() -> Iterator[Judge]:
    """A function from Mermaid text to what each major of Mermaid understands of it; one Node process serves them all."""
    node = subprocess.Popen(
        ["node", str(HERE / "mermaid.mjs")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", cwd=HERE
    )
    assert node.stdin is not None
    assert node.stdout is not None
    ask, answer = node.stdin, node.stdout

    @lru_cache(maxsize=4096)
    def verdicts(text: str) -> Verdicts:
        ask.write(json.dumps({"text": text}) + "\n")
        ask.flush()
        watchdog = Timer(PATIENCE_SECONDS, node.kill)
        watchdog.start()
        line = answer.readline()
        watchdog.cancel()
        assert line, f"the Mermaid judge died or took more than {PATIENCE_SECONDS} s over:\n{text[:2000]}"
        return dict(json.loads(line))

    with node:
        yield verdicts
        ask.close()


def check_sequence(judge: Judge, text: str, diagram: SequenceDiagram) -> None:
    """Asserts that both majors of Mermaid understand of the text exactly what the diagram says."""
    expected = {
        "type": "sequence",
        "title": shown(diagram.title),
        "description": shown(diagram.description),
        "participants": [[one.id, shown(one.label), one.actor] for one in diagram.participants],
        "events": list(_events(diagram.items, diagram)),
    }
    for major, verdict in judge(text).items():
        assert "error" not in verdict, f"Mermaid {major}: {verdict['error']}\n{text}"
        events = [[*event[:-1], _shown_end(event)] for event in verdict["events"] if event[0] != "autonumber"]
        participants = [[key, shown(label), actor] for key, label, actor in verdict["participants"]]
        title, description = shown(verdict["title"]), shown(verdict["description"])
        understood = {**verdict, "title": title, "description": description}
        assert {**understood, "participants": participants, "events": events} == expected, f"Mermaid {major}\n{text}"


def check_flowchart(judge: Judge, text: str, graph: Graph) -> None:
    """Asserts that both majors of Mermaid understand the nodes, edges and clusters of the graph, texts and links too."""
    clusters = list(_clusters(graph.clusters))
    nodes = [*graph.nodes, *(node for cluster in clusters for node in cluster.nodes)]
    expected = {
        "title": shown(graph.title),
        "description": shown(graph.description),
        "vertices": {node.id: shown("\n".join(node.lines)) for node in nodes},
        "edges": sorted(_edge(edge) for edge in graph.edges),
        "subgraphs": {cluster.id: (shown(cluster.label), _members(cluster)) for cluster in clusters},
    }
    for major, verdict in judge(text).items():
        assert "error" not in verdict, f"Mermaid {major}: {verdict['error']}\n{text}"
        assert verdict["type"].startswith("flowchart")
        understood = {
            "title": shown(verdict["title"]),
            "description": shown(verdict["description"]),
            "vertices": {key: shown(label) for key, label, *_ in verdict["vertices"]},
            "edges": sorted([start, end, shown(label), stroke] for start, end, label, stroke in verdict["edges"]),
            "subgraphs": {key: (shown(title), sorted(members)) for key, title, members in verdict["subgraphs"]},
        }
        assert understood == expected, f"Mermaid {major}\n{text}"


def check_gantt(judge: Judge, text: str, timeline: Timeline) -> None:
    """Asserts that both majors of Mermaid understand the groups as sections, and every bar of them as a task in its time."""
    expected = {
        "title": shown(timeline.title),
        "description": shown(timeline.description),
        "sections": [squeezed(_clipped(group.label)) for group in timeline.groups],
        "tasks": list(_gantt_tasks(timeline)),
    }
    for major, verdict in judge(text).items():
        assert "error" not in verdict, f"Mermaid {major}: {verdict['error']}\n{text}"
        assert verdict["type"] == "gantt"
        understood = {
            "title": shown(verdict["title"]),
            "description": shown(verdict["description"]),
            "sections": [squeezed(section) for section in verdict["sections"]],
            "tasks": [[squeezed(section), shown(task), *times] for section, task, *times in verdict["tasks"]],
        }
        assert understood == expected, f"Mermaid {major}\n{text}"


def _gantt_tasks(timeline: Timeline) -> Iterator[list[Any]]:
    """Section, name, start and length in milliseconds, and tags of each task that a timeline is."""
    for group in timeline.groups:
        section = squeezed(_clipped(group.label))
        for bar in group.bars:
            if bar.waiting:
                yield [section, shown(bar.result), *_gantt_time(bar, timeline)]
        for row in group.rows:
            for bar in row.bars:
                yield [section, shown(f"{_clipped(row.label)} · {bar.result}"), *_gantt_time(bar, timeline)]
            if not row.bars:
                start = timeline.start.replace(microsecond=0).timestamp() if timeline.start else 0
                yield [section, shown(f"{_clipped(row.label)} · {row.result}"), start * 1000, 0, []]


def _gantt_time(bar: Bar, timeline: Timeline) -> list[Any]:
    start = bar.start.replace(microsecond=0)
    end = bar.end or timeline.end
    assert end is not None
    assert timeline.start is not None
    half = (end - bar.start) * 2 >= timeline.end - timeline.start if timeline.end else False
    tags = []
    if "failed" in bar.classes:
        tags = ["crit"]
    elif bar.end is None and half:
        tags = ["active"]
    elif bar.end is not None and bar.waiting:
        tags = ["done"]
    tags += ["milestone"] if bar.end == bar.start else []
    return [start.timestamp() * 1000, int((end - start).total_seconds()) * 1000, tags]


def _clipped(text: str) -> str:
    return text if len(text) <= 100 else text[:99] + "…"


_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\ufeff\ufffe\uffff\ud800-\udfff]")
_LOOK_ALIKES = str.maketrans("＃；‹›：", "#;<>:")


def shown(text: str) -> str:
    """The text as a reader sees it: no control characters, white space as single spaces."""
    return " ".join(_UNSEEN.sub("", text).split())


def _label(text: str) -> str:
    """The label of a fragment as a reader takes it: Mermaid's labels need look-alikes for a few characters."""
    return shown(text).translate(_LOOK_ALIKES)


def _shown_end(event: list[str]) -> str:
    match event[0]:
        case "message" | "note":
            return shown(event[-1])
        case "start" if event[1] == "rect":
            return ""
        case "start" | "operand":
            return _label(event[-1])
        case _:
            return event[-1]


def _events(items: tuple[Item, ...], diagram: SequenceDiagram) -> Iterator[list[str]]:
    for item in items:
        match item:
            case Message():
                arrow = ("--" if item.reply else "-") + ("x" if item.lost else ">>")
                yield ["message", item.source, item.target, arrow, shown(item.text)]
                if item.activate:
                    yield ["activate", item.target]
                elif item.deactivate:
                    yield ["deactivate", item.source]
            case Activation():
                yield ["activate" if item.active else "deactivate", item.participant]
            case Note() if "failed" in item.classes:
                yield ["start", "rect", ""]
                yield ["note", item.over[0], item.over[-1], shown(item.text)]
                yield ["end", "rect"]
            case Note():
                yield ["note", item.over[0], item.over[-1], shown(item.text)]
            case Block():
                yield ["start", "rect", ""]
                yield ["note", diagram.participants[0].id, diagram.participants[-1].id, shown(item.title)]
                yield from _events(item.items, diagram)
                yield ["end", "rect"]
            case Fragment():
                word = "start"
                for operand in item.operands:
                    # A fragment whose operator has no separator is written once an operand.
                    yield [word, item.operator, _label(operand.label)]
                    yield from _events(operand.items, diagram)
                    word = "operand"
                yield ["end", item.operator]


def _edge(edge: Edge) -> list[str]:
    if edge.hidden:
        return [edge.source, edge.target, "", "invisible"]
    return [edge.source, edge.target, shown(edge.label), "dotted" if edge.dashed else "normal"]


def _clusters(clusters: tuple[Cluster, ...]) -> Iterator[Cluster]:
    for cluster in clusters:
        yield cluster
        yield from _clusters(cluster.clusters)


def _members(cluster: Cluster) -> list[str]:
    return sorted([*(node.id for node in cluster.nodes), *(inner.id for inner in cluster.clusters)])


def nodes_of(graph: Graph) -> tuple[Node, ...]:
    """Every node of a graph, those of its clusters too."""
    return (*graph.nodes, *(node for cluster in _clusters(graph.clusters) for node in cluster.nodes))
