"""The pages by provider: who is used, where, and by which actions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeviz.model import Stage
from pipeviz.pages.anchors import action_anchor, stage_anchor
from pipeviz.pages.entries import Entry, Provider, provider_of, rule_provider
from pipeviz.pages.file import File
from pipeviz.pages.options import PageOptions
from pipeviz.pages.relative import relative
from pipeviz.pages.size import LONGEST_TABLE, Size
from pipeviz.providers import Catalogue
from pipeviz.templating.environment import environment
from pipeviz.templating.escape import Markdown

MOST_USES = 8
"""Of more actions than this of one pipeline, the first are named."""

INDEX = "providers/index.md"


class Use(NamedTuple):
    """A pipeline that uses a provider, and the places on its page where it does: names and anchors."""

    entry: Entry
    places: tuple[tuple[str, str], ...]


class Usage(NamedTuple):
    """A provider and all that use it; `docs` are the pages about it, each with what it is about."""

    provider: Provider
    uses: tuple[Use, ...]
    docs: tuple[tuple[str, str], ...]

    @property
    def total(self) -> int:
        """How many actions or rules use it."""
        return sum(len(use.places) for use in self.uses)


def usages(entries: Sequence[Entry], catalogue: Catalogue) -> tuple[Usage, ...]:
    """Every provider in use: those of actions by name, then those of rules."""
    found: dict[str, dict[str, list[tuple[str, str]]]] = {}
    providers: dict[str, Provider] = {}
    docs: dict[str, dict[str, str]] = {}
    by_path = {entry.path: entry for entry in entries}
    for entry in entries:
        for stage in entry.pipeline.stages:
            for provider, about, name, anchor in _places(stage, catalogue):
                providers.setdefault(provider.path, provider)
                if provider.docs:
                    docs.setdefault(provider.path, {}).setdefault(provider.docs, about)
                found.setdefault(provider.path, {}).setdefault(entry.path, []).append((name, anchor))
    return tuple(
        Usage(
            provider,
            tuple(Use(by_path[path], tuple(places)) for path, places in found[provider.path].items()),
            tuple(sorted((about, link) for link, about in docs.get(provider.path, {}).items())),
        )
        for provider in sorted(providers.values(), key=lambda each: (each.is_rule, each.name.casefold(), each.path))
    )


def provider_pages(found: Sequence[Usage], options: PageOptions, size: Size) -> Iterator[File]:
    """The list of providers, and a page for each, in several where it is too long."""
    jinja = environment(options.templates)
    rows = tuple((usage, relative(f"{usage.provider.path}.md", INDEX)) for usage in found)
    yield File(INDEX, jinja.get_template("providers.md").render(rows=rows, size=size))
    template = jinja.get_template("provider.md")
    for usage in found:
        path, uses = usage.provider.path, usage.uses
        pages = [uses[at : at + LONGEST_TABLE] for at in range(0, len(uses), LONGEST_TABLE)]
        names = [f"{path}.md", *(f"{path}~~{number}.md" for number in range(2, len(pages) + 1))]
        for number, (name, part) in enumerate(zip(names, pages, strict=True), 1):
            text = template.render(
                usage=usage,
                rows=tuple(_row(use, name) for use in part),
                number=number,
                pages=tuple((each, relative(other, name)) for each, other in enumerate(names, 1)),
                size=size,
            )
            yield File(name, text)


def _row(use: Use, page: str) -> tuple[Entry, Markdown, tuple[tuple[str, Markdown], ...], int]:
    link = relative(f"{use.entry.path}.md", page)
    places = tuple((name, Markdown(f"{link}#{anchor}")) for name, anchor in use.places[:MOST_USES])
    return use.entry, link, places, len(use.places) - len(places)


def _places(stage: Stage, catalogue: Catalogue) -> Iterator[tuple[Provider, str, str, str]]:
    """Each provider of a stage, in which category, and the name and anchor of what uses it."""
    for action in stage.actions:
        name = f"{stage.name} / {action.name}"
        yield provider_of(action.type, catalogue), action.type.category, name, action_anchor(stage.name, action.name)
    failure = stage.on_failure.conditions if stage.on_failure else ()
    for condition in (*stage.before_entry, *stage.on_success, *failure):
        for rule in condition.rules:
            provider = rule_provider(rule.provider, catalogue)
            yield provider, "Rule", f"{stage.name} / {rule.name}", stage_anchor(stage.name)
