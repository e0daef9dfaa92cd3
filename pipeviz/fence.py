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

The keys are the attributes of a marker (`pipeviz.embedding.attributes`); paths are relative to the folder of the build, and what
is not said is what the configuration says there.
https://facelessuser.github.io/pymdown-extensions/extensions/superfences/#formatters
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pipeviz.api import is_address
from pipeviz.config.finding import find
from pipeviz.config.loading import NONE, Loaded, load
from pipeviz.embedding.attributes import Wish
from pipeviz.embedding.content import Subject, content, described, drawn
from pipeviz.embedding.hosts import HOSTS
from pipeviz.embedding.sources import Sources
from pipeviz.embedding.usual import Usual
from pipeviz.errors import PipevizError, UsageError
from pipeviz.providers import load_catalogue
from pipeviz.templating.escape import attribute


class Fences(NamedTuple):
    """What the fences of a build draw from: the folder that their paths are relative to, and what is read once for all."""

    folder: Path
    sources: Sources
    usual: Usual

    def html(self, text: str, md: Any) -> str:
        """The HTML of one fence; `md` is the Markdown that it stands in. Raises PipevizError for what cannot be drawn."""
        wish = self.usual.asked(tuple(_pairs(text)), "the fence", None, self.folder)
        subject = self.sources.subject(wish, self.folder)
        if wish.as_ == "explanation" and subject.explanation is not None:
            from pipeviz.reports.markdown import markdown

            words = _converted(markdown(subject.explanation, pictures=False), md)
            views = (wish,) if wish.view else (Wish(view="sequence").over(wish), Wish(view="timeline").over(wish))
            return "\n".join((words, *(_figures(each, subject) for each in views)))
        if wish.as_ in ("table", "list"):
            return _converted(content(wish, subject, HOSTS["mkdocs"], 0).text, md)
        return _figures(wish, subject)


def drawing(
    source: str,
    language: str,
    _class: str,
    _options: Mapping[str, Any],
    md: Any,
    fences: Fences | None = None,
    **_: Any,
) -> str:
    """The HTML of a fence: its drawing as SVG, or the table, list or explanation that it asks for.

    Raises SuperFencesException, which ends a build with its message, when a definition cannot be drawn.
    """
    from pymdownx.superfences import SuperFencesException

    try:
        return (fences or configured(Path(), configuration(Path()))).html(source, md)
    except PipevizError as error:
        raise SuperFencesException(f"the fence {language!r} cannot be drawn: {error}") from error


def configured(
    folder: Path,
    loaded: Loaded,
    sources: Sequence[Path] = (),
    parameters: Mapping[str, str] | None = None,
    providers: Sequence[Path] = (),
) -> Fences:
    """The fences of a build in a folder, as a configuration says. What is given goes before it.

    Sources in AWS are passed over: nobody is asked while a page is built. Raises SourceError for what cannot be read.
    """
    return Fences(
        folder,
        Sources(
            [each.as_posix() for each in sources] or [each for each in loaded.sources if not is_address(each)],
            loaded.all_parameters() | dict(parameters or {}),
            load_catalogue(providers or [Path(loaded.path(each)) for each in loaded.config.providers]),
            names=loaded.config.redaction.accounts,
            keep=loaded.config.redaction.kept(),
        ),
        loaded.usual(),
    )


def configuration(folder: Path) -> Loaded:
    """The configuration that counts in a folder. Raises SourceError."""
    found = find(folder)
    return load(found) if found else NONE


def _converted(text: str, md: Any) -> str:
    return str(md.__class__(extensions=["tables", "fenced_code"]).convert(text))


def _figures(wish: Wish, subject: Subject) -> str:
    label = attribute(described(wish, subject))
    return "\n".join(
        f'<figure class="pv-drawing" tabindex="0" role="group" aria-label="{label}" style="overflow-x: auto">\n'
        f"{each.text[each.text.index('<svg') :].rstrip()}\n</figure>"
        for each in drawn(wish, subject, "svg")
    )


def _pairs(source: str) -> Iterator[tuple[str, str]]:
    """The `key: value` lines of a fence; quotes around a value may be there."""
    for line in source.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        key, separator, value = line.partition(":")
        if not separator:
            raise UsageError(f"cannot read {line.strip()!r}; lines look like source: pipeline.yaml")
        value = value.strip()
        quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
        yield key.strip(), value[1:-1] if quoted else value
