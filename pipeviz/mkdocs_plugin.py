"""The MkDocs plugin: the pages of pipelines in somebody's own site, made while it is built.

    plugins:
      - search
      - pipeviz:
          sources: [infra/, recording/]

It reads files and committed recordings, and never asks AWS. An adapter: MkDocs' events in, `pipeviz.api` and `pipeviz.pages`
behind. https://www.mkdocs.org/dev-guide/plugins/
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.config import base, defaults
from mkdocs.config import config_options as c
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from pymdownx.superfences import SuperFencesException

from pipeviz import api, pages
from pipeviz.errors import PipevizError, SourceError
from pipeviz.fence import drawing
from pipeviz.pages.site import ASSETS
from pipeviz.providers import load_catalogue
from pipeviz.templating.environment import read_asset

log = get_plugin_logger("pipeviz")

_EXTENSIONS = ("attr_list", "tables", "pymdownx.details", "pymdownx.superfences")


class FenceError(SuperFencesException, PluginError):
    """A fence that cannot be drawn: the one base lets it through the Markdown, the other ends the build without a traceback."""


class Options(base.Config):
    """What `mkdocs.yml` may say of the plugin. Paths are relative to it."""

    sources = c.ListOfItems(c.Type(str), default=[])
    path = c.Type(str, default="ci")
    nav = c.Choice(("index", "full", "none"), default="index")
    title = c.Type(str, default="Pipelines")
    parameters = c.Type(dict, default={})
    providers = c.ListOfItems(c.Type(str), default=[])
    templates = c.Optional(c.Type(str))
    detail = c.Choice(api.DETAILS, default="standard")
    engine = c.Choice(api.ENGINES, default="embedded")


class Plugin(BasePlugin[Options]):
    """Adds pages, their navigation, assets and the `pipeviz` fence to a site; live reload follows the sources."""

    def __init__(self) -> None:
        self._kept: pages.Kept = {}

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Makes MkDocs keep the plugin from build to build while it serves, and with it what was drawn."""

    def on_config(self, config: defaults.MkDocsConfig) -> defaults.MkDocsConfig:
        """Adds what the pages need to the configuration: extensions, assets, the fence, what to watch."""
        self._folder = Path(config.config_file_path).parent if config.config_file_path else Path()
        for name in _EXTENSIONS:
            if name not in config.markdown_extensions:
                config.markdown_extensions.append(name)
        fences = config.mdx_configs.setdefault("pymdownx.superfences", {}).setdefault("custom_fences", [])
        if not any(fence.get("name") == "pipeviz" for fence in fences):
            fences.append({"name": "pipeviz", "class": "pipeviz", "format": self._fence})
        config.extra_css.append(self._path("assets/pipeviz.css"))
        config.extra_javascript.append(self._path("assets/pipeviz.js"))
        config.watch.extend(str(self._folder / source) for source in self.config.sources)
        return config

    @event_priority(-50)
    def on_files(self, files: Files, config: defaults.MkDocsConfig) -> Files:
        """Adds the pages, after plugins that look at hand-written ones. A file of the user's own goes before ours."""
        if not self.config.sources:
            for name in ASSETS:
                self._add(files, config, pages.File(f"assets/{name}", read_asset(None, name)))
            return files
        try:
            made = self._pages()
        except SourceError as error:
            raise PluginError("\n".join(str(problem) for problem in error.problems)) from error
        except PipevizError as error:
            raise PluginError(str(error)) from error
        for file in made.files:
            self._add(files, config, file)
        self._navigate(config, made)
        return files

    def _fence(self, *arguments: Any, **more: Any) -> str:
        try:
            return drawing(*arguments, **{**more, "folder": self._folder})
        except SuperFencesException as error:
            raise FenceError(str(error)) from error

    def _pages(self) -> pages.Pages:
        catalogue = load_catalogue([self._folder / each for each in self.config.providers])
        parameters = {str(key): str(value) for key, value in self.config.parameters.items()}
        sources = [self._folder / source for source in self.config.sources]
        reading = api.read(sources, parameters=parameters, catalogue=catalogue)
        for problem in reading.problems:
            log.warning(str(problem))
        options = pages.PageOptions(
            title=self.config.title,
            templates=self._folder / self.config.templates if self.config.templates else None,
            detail=self.config.detail,
            engine=self.config.engine,
        )
        return pages.render(reading.pipelines, catalogue, options, recorded=reading.recorded, kept=self._kept)

    def _add(self, files: Files, config: defaults.MkDocsConfig, page: pages.File) -> None:
        uri = self._path(page.path)
        if files.get_file_from_path(uri) is not None:
            log.warning(f"{uri} is there already: it stays, and pipeviz's own page of that name is left out")
            return
        file = File.generated(config, uri, content=page.content, inclusion=self._inclusion(page))
        files.append(file)

    def _inclusion(self, page: pages.File) -> InclusionLevel:
        shown = self.config.nav == "full" or (self.config.nav == "index" and page.path == "index.md")
        return InclusionLevel.INCLUDED if shown and not page.aside else InclusionLevel.NOT_IN_NAV

    def _navigate(self, config: defaults.MkDocsConfig, made: pages.Pages) -> None:
        """Adds the pages to a navigation that the user wrote, unless they stand in it or shall not."""
        index = self._path("index.md")
        if config.nav is None or self.config.nav == "none" or index in _paths(config.nav):
            return
        below: Any = index if self.config.nav == "index" else self._placed(made.navigation)
        config.nav.append({self.config.title: below})

    def _placed(self, navigation: Any) -> Any:
        if isinstance(navigation, str):
            return self._path(navigation)
        if isinstance(navigation, dict):
            return {title: self._placed(below) for title, below in navigation.items()}
        return [self._placed(each) for each in navigation]

    def _path(self, path: str) -> str:
        return f"{self.config.path.strip('/')}/{path}".lstrip("/")


def _paths(navigation: Any) -> Iterator[str]:
    if isinstance(navigation, str):
        yield navigation
    elif isinstance(navigation, dict):
        for each in navigation.values():
            yield from _paths(each)
    elif isinstance(navigation, list):
        for each in navigation:
            yield from _paths(each)
