"""What lists say of a pipeline: one entry each, made once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeviz.analysis.wording import cut
from pipeviz.model import Action, ActionType, Pipeline
from pipeviz.pages.paths import page_path, short_hash, slug
from pipeviz.providers import Catalogue, is_generic
from pipeviz.views.fill import fill

ROOT = "pipelines"

LONGEST = 60
"""Characters of a repository or a branch that are shown in lists."""

_REPOSITORY = ("FullRepositoryId", "RepositoryName", "Repo", "S3Bucket")
_REVISION = ("BranchName", "Branch", "ImageTag", "S3ObjectKey")


class Provider(NamedTuple):
    """A provider as shown: its name, and the page about it, below the docs folder."""

    name: str
    path: str
    docs: str | None = None
    is_rule: bool = False


class Entry(NamedTuple):
    """A pipeline in a list. `path` is its page below the docs folder without an ending; `folders` lead to it."""

    pipeline: Pipeline
    title: str
    folders: tuple[tuple[str, str], ...]
    path: str
    sources: tuple[str, ...]
    providers: tuple[Provider, ...]

    @property
    def folder(self) -> str:
        """The folder of the page."""
        return self.path.rpartition("/")[0]


def entries(pipelines: Sequence[Pipeline], catalogue: Catalogue) -> tuple[Entry, ...]:
    """An entry for each pipeline, by folder and name."""
    names = Counter(_name(pipeline) for pipeline in pipelines)
    return tuple(sorted((_entry(each, catalogue, names[_name(each)] == 1) for each in pipelines), key=_order))


@lru_cache(maxsize=1024)
def provider_of(type: ActionType, catalogue: Catalogue) -> Provider:
    """The provider of an action type."""
    known = catalogue.action(type)
    name = fill(known.name, {"provider": type.provider})
    owner = "" if type.owner == "AWS" else f"{slug(type.owner)}~"
    page = f"{owner}{slug(type.provider)}".lower()
    if is_generic(known) or type.owner != "AWS":
        page = f"{page}~{short_hash(f'{type.owner}/{type.provider}')}"
    return Provider(name, f"providers/{page}", known.docs)


@lru_cache(maxsize=1024)
def rule_provider(provider: str, catalogue: Catalogue) -> Provider:
    """The provider of a rule of a condition."""
    known = catalogue.rule(provider)
    page = f"rule~{slug(provider)}".lower()
    if is_generic(known):
        page = f"{page}~{short_hash(provider)}"
    return Provider(fill(known.name, {"provider": provider}), f"providers/{page}", known.docs, is_rule=True)


def source_words(action: Action, catalogue: Catalogue) -> str:
    """Where a source action takes the code from: `CodeCommit orders (main)`."""
    configuration = action.configuration
    repository = next((configuration[key] for key in _REPOSITORY if configuration.get(key)), "")
    if "Repo" in configuration and configuration.get("Owner"):
        repository = f"{configuration['Owner']}/{repository}"
    revision = next((configuration[key] for key in _REVISION if configuration.get(key)), "")
    words = (
        provider_of(action.type, catalogue).name,
        cut(repository, LONGEST),
        f"({cut(revision, LONGEST)})" if revision else "",
    )
    return " ".join(word for word in words if word)


def _name(pipeline: Pipeline) -> str:
    return pipeline.title or pipeline.name


def _title(pipeline: Pipeline, is_only_one: bool) -> str:
    """The name; with the file beside it where the name is shared, or a symbol that the template leaves open."""
    name = _name(pipeline)
    file = pipeline.key.partition("#")[0].rpartition("/")[2] if "#" in pipeline.key else ""
    return f"{name} ({file})" if file and ("${" in name or not is_only_one) else name


def _entry(pipeline: Pipeline, catalogue: Catalogue, is_only_one: bool) -> Entry:
    place = page_path(pipeline.key)
    sources = (source_words(each, catalogue) for each in pipeline.actions if each.type.category == "Source")
    types = {str(action.type): action.type for action in pipeline.actions}
    providers = {each.path: each for each in (provider_of(kind, catalogue) for kind in types.values())}
    return Entry(
        pipeline=pipeline,
        title=_title(pipeline, is_only_one),
        folders=place.folders,
        path=f"{ROOT}/{place.path}",
        sources=tuple(dict.fromkeys(sources)),
        providers=tuple(providers.values()),
    )


def _order(entry: Entry) -> tuple[str, str, str]:
    return entry.folder, entry.title.casefold(), entry.pipeline.key
