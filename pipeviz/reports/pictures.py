"""The drawings of a run that go into a report: the sequence, and the timeline."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct

from pipeviz.diagrams import SequenceDiagram
from pipeviz.diagrams.timeline import Timeline
from pipeviz.reports.explanation import Explanation
from pipeviz.templating.escape import INVISIBLE
from pipeviz.views.parts import readable
from pipeviz.views.run_sequence import run_sequence
from pipeviz.views.scope import Scope
from pipeviz.views.timeline import timeline


class Picture(Struct, frozen=True, kw_only=True):
    """A drawing as text, and what it shows."""

    title: str
    text: str


def mermaid_pictures(explanation: Explanation) -> Iterator[Picture]:
    """The drawings that GitHub and GitLab draw themselves."""
    from pipeviz.writers.mermaid import mermaid
    from pipeviz.writers.mermaid_gantt import gantt

    return _pictures(explanation, mermaid, gantt)


def svg_pictures(explanation: Explanation) -> Iterator[Picture]:
    """The drawings as SVG, in the colours that the reader's system asks for."""
    from pipeviz.writers.sequence_svg import sequence_svg
    from pipeviz.writers.theme import by_system
    from pipeviz.writers.timeline_svg import timeline_svg

    return _pictures(explanation, lambda it: by_system(sequence_svg(it)), lambda it: by_system(timeline_svg(it)))


def _pictures(
    explanation: Explanation, sequence: Callable[[SequenceDiagram], str], time: Callable[[Timeline], str]
) -> Iterator[Picture]:
    found = next(_readable(explanation), None)
    if found is not None:
        title, diagram = found
        yield Picture(title=title, text=INVISIBLE.sub("\ufffd", sequence(diagram)))
    if any(attempt.started for attempt in explanation.execution.actions):
        times = timeline(explanation.run, until=explanation.captured)
        yield Picture(title="Timeline", text=INVISIBLE.sub("\ufffd", time(times)))


def _readable(explanation: Explanation) -> Iterator[tuple[str, SequenceDiagram]]:
    """The sequence of the run in as much detail as can be read, or that of the stage that failed."""
    run, catalogue = explanation.run, explanation.catalogue
    stages = [run.culprit.stage] if run.culprit else [run.failed_rule.stage] if run.failed_rule else []
    for stage in (None, *stages):
        for detail in ("standard", "overview"):
            diagram = run_sequence(run, catalogue, scope=Scope(stage=stage), detail=detail)
            if readable(diagram):
                yield "Sequence of the run" if stage is None else f"Sequence of the stage {stage}", diagram
