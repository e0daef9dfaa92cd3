"""The MkDocs plugin: the pages of pipelines in somebody's own site, made while it is built.

    plugins:
      - search
      - pipeviz:
          sources: [infra/, recording/]

It reads files and committed recordings, and never asks AWS. An adapter: MkDocs' events in, `pipeviz.api` and `pipeviz.pages`
behind. https://www.mkdocs.org/dev-guide/plugins/
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from mkdocs.config import base, defaults
from mkdocs.config import config_options as c
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page
from pymdownx.superfences import SuperFencesException, fence_code_format

from pipeviz import api, pages
from pipeviz.config.loading import as_text
from pipeviz.errors import PipevizError, SourceError
from pipeviz.fence import Fences, configuration, configured, drawing
from pipeviz.pages.ahead import Ahead
from pipeviz.pages.site import ASSETS
from pipeviz.readers.files import PUBLISHED
from pipeviz.templating.environment import read_asset

log = get_plugin_logger("pipeviz")

_DRAWN = re.compile(r"(pipelines/[^\s)\"'<>]+)/[^\s)\"'<>/]+\.(?:svg|json|mmd|dot)")
"""A link to a picture of a pipeline, or to its model, and the path of its page."""

_OUTPUT = '{"files": {}}\n'
"""Marks the pages as output, which is never read as a source."""

_EXTENSIONS = ("attr_list", "tables", "pymdownx.details", "pymdownx.superfences")


class FenceError(SuperFencesException, PluginError):
    """A fence that cannot be drawn: the one base lets it through the Markdown, the other ends the build without a traceback."""


@contextmanager
def _told() -> Iterator[None]:
    """Tells what is wrong as MkDocs does, without a traceback."""
    try:
        yield
    except SourceError as error:
        raise PluginError("\n".join(str(problem) for problem in error.problems)) from error
    except PipevizError as error:
        raise PluginError(str(error)) from error


class Options(base.Config):
    """What `mkdocs.yml` may say of the plugin. Paths are relative to it.

    What it does not say of sources, parameters, providers, templates, detail and engine is what pipeviz's own configuration says.
    """

    sources = c.ListOfItems(c.Type(str), default=[])
    path = c.Type(str, default="ci")
    nav = c.Choice(("index", "full", "none"), default="index")
    title = c.Type(str, default="Pipelines")
    parameters = c.Type(dict, default={})
    providers = c.ListOfItems(c.Type(str), default=[])
    templates = c.Optional(c.Type(str))
    detail = c.Optional(c.Choice(api.DETAILS))
    engine = c.Optional(c.Choice(api.ENGINES))


class Plugin(BasePlugin[Options]):
    """Adds pages, their navigation, assets and the `pipeviz` fence to a site; live reload follows the sources."""

    def __init__(self) -> None:
        self._kept: pages.Kept | None = None
        self._ahead = Ahead()
        self._server: LiveReloadServer | None = None
        self._seen: set[Path] = set()

    def on_startup(self, *, command: str, **_: Any) -> None:
        """Makes MkDocs keep the plugin from build to build while it serves, and with it what was drawn."""
        self._kept = {} if command == "serve" else None

    def on_config(self, config: defaults.MkDocsConfig) -> defaults.MkDocsConfig:
        """Adds what the pages need to the configuration: extensions, assets, the fence, what to watch."""
        self._folder = Path(config.config_file_path).parent if config.config_file_path else Path()
        for name in _EXTENSIONS:
            if name not in config.markdown_extensions:
                config.markdown_extensions.append(name)
        fences = config.mdx_configs.setdefault("pymdownx.superfences", {}).setdefault("custom_fences", [])
        known = {fence.get("name") for fence in fences}
        if "pipeviz" not in known:
            fences.append({"name": "pipeviz", "class": "pipeviz", "format": self._fence})
        if "mermaid" not in known and config.theme.name == "material":
            fences.append({"name": "mermaid", "class": "mermaid", "format": fence_code_format})
        with _told():
            self._loaded = configuration(self._folder)
            self._fences = self._configured()
        passed_over = [] if self.config.sources else [each for each in self._loaded.sources if api.is_address(each)]
        if passed_over:
            log.warning(f"{', '.join(passed_over)}: nobody is asked during a build; capture a recording, and name that")
        config.extra_css.append(self._path("assets/pipeviz.css"))
        config.extra_javascript.append(self._path("assets/pipeviz.js"))
        return config

    def on_serve(self, server: LiveReloadServer, **_: Any) -> LiveReloadServer:
        """Watches what was read for the first build."""
        self._server = server
        self._watch()
        return server

    def on_post_build(self, **_: Any) -> None:
        """Watches what a later build read for the first time: a fence may name a new file."""
        self._watch()

    def on_build_error(self, **_: Any) -> None:
        """Watches what a build failed on."""
        self._watch()

    @event_priority(-50)
    def on_files(self, files: Files, config: defaults.MkDocsConfig) -> Files:
        """Adds the pages, after plugins that look at hand-written ones. A file of the user's own goes before ours."""
        self._ahead = Ahead()
        if not self._fences.sources.default:
            for name in ASSETS:
                self._add(files, config, pages.File(f"assets/{name}", read_asset(None, name)))
            return files
        with _told():
            made = self._pages()
            if not made.runs:
                ours = (path for path in made.pipelines if self._add(files, config, pages.File(path, "")))
                self._ahead = Ahead({self._path(path): path for path in ours}, made.drawn)
            for file in made.lists if not made.runs else made.files:
                self._add(files, config, file)
            self._add(files, config, pages.File(PUBLISHED, _OUTPUT))
        self._navigate(config, made)
        return files

    def on_nav(self, nav: Navigation, *, config: defaults.MkDocsConfig, **_: Any) -> Navigation:
        """Gives our section its title, where MkDocs made the navigation itself and named it after the folder."""
        if config.nav is not None:
            return nav
        index = self._path("index.md")
        for section in (each for each in nav if isinstance(each, Section)):
            if any(isinstance(each, Page) and each.file.src_uri == index for each in section.children):
                section.title = self.config.title
        return nav

    def on_pre_page(self, page: Page, *, config: defaults.MkDocsConfig, files: Files) -> Page:
        """Gives a pipeline's page its content, and the site its pictures, when MkDocs comes to it: others are drawn meanwhile."""
        self._draw(page.file.src_uri, config, files)
        return page

    def on_page_markdown(self, markdown: str, *, config: defaults.MkDocsConfig, files: Files, **_: Any) -> None:
        """Draws what a page of the user's own shows of a pipeline, before MkDocs looks where its links lead."""
        for link in set(_DRAWN.findall(markdown)) if self._ahead.is_awaiting else ():
            self._draw(f"{self._path(unquote(link))}.md", config, files)

    def _draw(self, place: str, config: defaults.MkDocsConfig, files: Files) -> None:
        with _told():
            found = self._ahead.files(place)
        for file in found[1:]:
            self._add(files, config, file)
        page = files.get_file_from_path(place)
        if found and page is not None:
            page.content_string = str(found[0].content)

    def _fence(self, *arguments: Any, **more: Any) -> str:
        try:
            return drawing(*arguments, **{**more, "fences": self._fences})
        except SuperFencesException as error:
            raise FenceError(str(error)) from error

    def _pages(self) -> pages.Pages:
        sources, said = self._fences.sources, self._loaded.config
        reading = sources.reading()
        for problem in reading.problems:
            log.warning(str(problem))
        options = pages.PageOptions(
            title=self.config.title,
            templates=self._templates(),
            detail=self.config.detail or said.detail or "standard",
            engine=self.config.engine or said.engine or "embedded",
            within=True,
        )
        workers = os.cpu_count() or 1
        return pages.render(
            reading.pipelines, sources.catalogue, options, workers, recorded=reading.recorded, kept=self._kept
        )

    def _configured(self) -> Fences:
        return configured(
            self._folder,
            self._loaded,
            [self._folder / source for source in self.config.sources],
            {str(key): as_text(value) for key, value in self.config.parameters.items()},
            [self._folder / each for each in self.config.providers],
        )

    def _templates(self) -> Path | None:
        if self.config.templates:
            return self._folder / self.config.templates
        configured = self._loaded.config.site.templates
        return Path(self._loaded.path(configured)) if configured else None

    def _watch(self) -> None:
        if self._server is None:
            return
        for path in sorted(self._read() - self._seen):
            self._server.watch(str(path if path.is_dir() else path.parent), recursive=path.is_dir())
            self._seen.add(path)

    def _read(self) -> set[Path]:
        """All that was read, and what says how, as far as it is there.

        Of a file its folder is watched: many editors put a new file in the place of the old one.
        """
        said, own = self._loaded, self.config
        files = [self._folder / each for each in own.providers]
        files += [Path(said.path(each)) for each in (*said.config.providers, said.config.parameters_file) if each]
        files += [each for each in (said.file, self._templates()) if each]
        files += [Path(each) for each in (*self._fences.sources.default, *self._fences.sources.read)]
        return {file.absolute() for file in files if file.exists()}

    def _add(self, files: Files, config: defaults.MkDocsConfig, page: pages.File) -> bool:
        uri = self._path(page.path)
        if files.get_file_from_path(uri) is not None:
            log.warning(f"{uri} is there already: it stays, and pipeviz's own page of that name is left out")
            return False
        file = File.generated(config, uri, content=page.content, inclusion=self._inclusion(page))
        files.append(file)
        return True

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
