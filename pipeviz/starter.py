"""What a repository starts with: a configuration, a README with markers, a site, and the CI that keeps them true."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeviz.model import Pipeline
from pipeviz.templating.environment import environment
from pipeviz.templating.escape import Markdown, escape

_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")

MOST_DIAGRAMS = 3
"""So many pipelines get a diagram in the README; the site shows all."""

WORKFLOWS = {"github": ".github/workflows/pipelines.yml", "gitlab": ".gitlab-ci.yml"}
"""Where a host's CI looks for what it runs."""

README = "README.md"

SITE = ("mkdocs.yml", "docs/index.md")
"""The files of a site, for those who have none yet."""

INCLUDED = ".gitlab/pipelines.yml"
"""Where it goes for GitLab if there is a `WORKFLOWS` file already, which has to include it."""


class Starter(NamedTuple):
    """A file to begin with. One with a `head` goes to the end of what is there; the head is for when nothing is."""

    path: str
    text: str
    head: str = ""


class _Shown(NamedTuple):
    friendly_name: str
    marker: Markdown
    keys: Markdown


def starter(
    pipelines: Sequence[Pipeline], sources: Sequence[str], title: str, ci: str | None, requirement: str, host: str
) -> Iterator[Starter]:
    """The files for a repository that holds some pipelines.

    `ci` is a key of WORKFLOWS, `requirement` what it installs, and `host` who shows the README.
    """
    begin, end = ("[//]: # (", ")") if host == "bitbucket" else ("<!-- ", " -->")
    shown = tuple(_shown(each, pipelines) for each in pipelines[:MOST_DIAGRAMS])
    words = {
        "sources": Markdown(f"[{', '.join(map(_quoted, sources))}]"),
        "title": Markdown(_quoted(title)),
    }
    yield Starter("pipeviz.toml", _text("pipeviz.toml", host=None if host == "github" else host, **words))
    if shown:
        yield Starter(
            README,
            _text("readme.md", pipelines=shown, begin=Markdown(begin), end=Markdown(end)),
            head=f"# {escape(title)}\n\n",
        )
    yield Starter("mkdocs.yml", _text("mkdocs.yml", **words))
    yield Starter("docs/index.md", _text("index.md", title=title, pipelines=shown))
    if ci is not None and shown:
        yield Starter(WORKFLOWS[ci], _text(f"{ci}.yml", requirement=Markdown(requirement)))


def _quoted(text: str) -> str:
    """The text as JSON, TOML and YAML quote it alike."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(whole, ensure_ascii=False))


def _text(name: str, **values: object) -> str:
    return environment().get_template(f"starter/{name}").render(values)


def _shown(pipeline: Pipeline, among: Sequence[Pipeline]) -> _Shown:
    """A pipeline and its marker; the marker names it only where its file holds several."""
    file = pipeline.place.file if pipeline.place else ""
    several = sum(bool(each.place) and each.place.file == file for each in among if each.place) > 1
    told = {"source": _attribute(file)} | (
        {"pipeline": _attribute(pipeline.logical_id or pipeline.name)} if several else {}
    )
    marker = " ".join(f'{name}="{value}"' for name, value in told.items())
    keys = "\n".join(f"{name}: {' '.join(value.split())}" for name, value in told.items())
    return _Shown(pipeline.friendly_name, Markdown(marker), Markdown(keys))


def _attribute(value: str) -> str:
    return value.replace('"', "?").replace("-->", "*")
