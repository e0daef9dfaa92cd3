"""The Markdown fence `pipeviz`: a drawing in a hand-written page, in every builder that runs Python-Markdown.

    ```pipeviz
    source: infra/orders.yaml
    view: stages
    ```

    markdown_extensions:
      - pymdownx.superfences:
          custom_fences:
            - name: pipeviz
              class: pipeviz
              format: !!python/name:pipeviz.fence.drawing

The keys are the attributes of a marker (`pipeviz.embedding.attributes`); paths are relative to the folder of the build.
https://facelessuser.github.io/pymdown-extensions/extensions/superfences/#formatters
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeviz.errors import PipevizError


def drawing(
    source: str, language: str, _class: str, _options: Mapping[str, Any], md: Any, folder: Path = Path(), **_: Any
) -> str:
    """The HTML of a fence: its drawing as SVG, or the table or list that it asks for.

    Raises SuperFencesException, which ends a build with its message, when a definition cannot be drawn.
    """
    from pymdownx.superfences import SuperFencesException

    try:
        return _html(source, folder, md)
    except PipevizError as error:
        raise SuperFencesException(f"the fence {language!r} cannot be drawn: {error}") from error


def _html(source: str, folder: Path, md: Any) -> str:
    from pipeviz.drawing import draw
    from pipeviz.embedding.attributes import asked
    from pipeviz.embedding.content import content
    from pipeviz.embedding.hosts import HOSTS
    from pipeviz.embedding.sources import Sources
    from pipeviz.templating.escape import attribute

    wish = asked(tuple(_pairs(source)), "the fence", 1)
    subject = Sources().subject(wish, folder)
    if wish.as_ in ("table", "list", "explanation"):
        return str(md.__class__(extensions=["tables"]).convert(content(wish, subject, HOSTS["mkdocs"], 0).text))
    pictures = draw(
        subject.pipeline,
        view=wish.view,
        format="svg",
        detail=wish.detail,
        stage=wish.stage,
        engine=wish.engine,
        catalogue=subject.catalogue,
        others=subject.others,
    )
    label = attribute(f"{wish.view} of pipeline {subject.pipeline.friendly_name}")
    return "\n".join(
        f'<figure class="pv-drawing" tabindex="0" role="group" aria-label="{label}" style="overflow-x: auto">\n'
        f"{each.text[each.text.index('<svg') :].rstrip()}\n</figure>"
        for each in pictures
    )


def _pairs(source: str) -> Iterator[tuple[str, str]]:
    """The `key: value` lines of a fence; quotes around a value may be there."""
    from pipeviz.errors import UsageError

    for line in source.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        key, separator, value = line.partition(":")
        if not separator:
            raise UsageError(f"cannot read {line.strip()!r}; lines look like source: pipeline.yaml")
        value = value.strip()
        quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
        yield key.strip(), value[1:-1] if quoted else value
