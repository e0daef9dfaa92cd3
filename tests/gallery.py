"""The gallery of the documentation: a page for each file of `tests/cases/gallery`, drawn by pipeviz."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeviz import api
from pipeviz.model import Pipeline
from pipeviz.pages.paths import slug
from pipeviz.providers import load_catalogue
from pipeviz.views.fill import fill

CASES = Path(__file__).parent / "cases" / "gallery"
WRITTEN = "<!-- Written by `pytest --update`; do not edit. -->"
CATALOGUE = load_catalogue()
LANGUAGES = {".json": "json", ".yaml": "yaml"}
ACRONYMS = ("cdk", "ec2", "ecr", "ecs", "eks", "kms", "s3", "sam", "v2")
TITLES = {"sequence": "Sequence", "stages": "Stages", "artifacts": "Artifacts"}


def gallery() -> Iterator[tuple[str, str]]:
    """Every file of the gallery, as a path below `docs/gallery` and its text."""
    files = sorted(file for file in CASES.iterdir() if file.suffix in LANGUAGES)
    rows = []
    for file in files:
        stem = file.name.partition(".")[0]
        pipelines = api.read([file], catalogue=CATALOGUE).pipelines
        rows.append(f"| [{title(stem)}]({stem}.md) | {', '.join(_providers(pipelines))} |")
        yield f"{stem}.md", _page(file, stem, pipelines)
        yield from _pictures(stem, pipelines)
    yield "index.md", "\n".join((*_HEAD, *rows, ""))


_HEAD = (
    "# Gallery",
    "",
    WRITTEN,
    "",
    "Every provider and every rule provider that CodePipeline documents, drawn from definitions that you can copy.",
    "",
    "| Pipeline | Providers |",
    "|---|---|",
)


def title(stem: str) -> str:
    """The name of a file in words."""
    words = [word.upper() if word in ACRONYMS else word for word in stem.split("-")]
    return " ".join((words[0][:1].upper() + words[0][1:], *words[1:]))


def _page(file: Path, stem: str, pipelines: tuple[Pipeline, ...]) -> str:
    parts = ["---\nhide:\n  - navigation\n  - toc\n---", f"# {title(stem)}", WRITTEN]
    for pipeline in pipelines:
        if len(pipelines) > 1:
            parts.append(f"## Pipeline {pipeline.name}")
        level = "###" if len(pipelines) > 1 else "##"
        folder = _folder(stem, pipeline, pipelines)
        for view, name in TITLES.items():
            parts.append(f"{level} {name}")
            for drawing in _drawn(pipeline, pipelines, view, "svg"):
                alt = f"{name} of the pipeline {pipeline.name}" + (f", {drawing.name}" if drawing.name else "")
                parts.append(f"![{alt}]({folder}/{_file(view, drawing)}){{ .natural }}")
            if view == "sequence":
                texts = _drawn(pipeline, pipelines, view, "mermaid")
                parts += [folded(f"Mermaid {text.name}".strip(), "text", text.text) for text in texts]
    parts += ["## Definition", folded(file.name, LANGUAGES[file.suffix], file.read_text("utf-8"))]
    return "\n\n".join(parts) + "\n"


def _pictures(stem: str, pipelines: tuple[Pipeline, ...]) -> Iterator[tuple[str, str]]:
    for pipeline in pipelines:
        for view in TITLES:
            for drawing in _drawn(pipeline, pipelines, view, "svg"):
                yield f"{_folder(stem, pipeline, pipelines)}/{_file(view, drawing)}", drawing.text


def _drawn(pipeline: Pipeline, others: tuple[Pipeline, ...], view: str, format: str) -> Iterator[api.Drawing]:
    return api.draw(pipeline, view=view, format=format, catalogue=CATALOGUE, others=others)


def _folder(stem: str, pipeline: Pipeline, pipelines: tuple[Pipeline, ...]) -> str:
    return stem if len(pipelines) == 1 else f"{stem}/{slug(pipeline.name)}"


def _file(view: str, drawing: api.Drawing) -> str:
    return f"{view}-{slug(drawing.name)}.svg" if drawing.name else f"{view}.svg"


def _providers(pipelines: tuple[Pipeline, ...]) -> tuple[str, ...]:
    actions = [action for pipeline in pipelines for action in pipeline.actions]
    names = [fill(CATALOGUE.action(each.type).name, {"provider": each.type.provider}) for each in actions]
    return tuple(dict.fromkeys(names))


def folded(title: str, language: str, text: str) -> str:
    """A text that the reader unfolds."""
    lines = [f'??? note "{title}"', "", f"    ```{language}", *(f"    {line}" for line in text.splitlines()), "    ```"]
    return "\n".join(line.rstrip() for line in lines)
