"""The `mkdocs.yml` of the site (https://www.mkdocs.org/user-guide/configuration/)."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import yaml

from pipeviz.pages.failures import FAILURES
from pipeviz.pages.folders import Folder, short_ways
from pipeviz.pages.options import PageOptions
from pipeviz.pages.providers import INDEX, Usage
from pipeviz.pages.size import SMALL, Size
from pipeviz.templating.environment import environment
from pipeviz.templating.escape import Markdown

SCRIPT = "assets/pipeviz-mermaid.js"


def config(nav: list[Any], options: PageOptions, size: Size) -> str:
    """The text of `mkdocs.yml`; `nav` is its navigation."""
    template = environment(options.templates).get_template("mkdocs.yml")
    return template.render(
        title=_yaml(escape(options.title, quote=False)),
        nav=Markdown(_yaml(nav, block=True)),
        live=options.mermaid == "live",
        script=Markdown(SCRIPT) if options.mermaid == "live" and options.mermaid_script else None,
        size=size,
    )


def navigation(root: Folder, found: Sequence[Usage], size: Size, *, runs: bool = False) -> list[Any]:
    """The pages by section, as `nav` has them (https://www.mkdocs.org/user-guide/configuration/#nav).

    `runs` tells that there is a page of failures.
    """
    providers = [f"{usage.provider.path}.md" for usage in found] if len(found) <= SMALL else []
    pipelines = [root.page] if size.navigation == "index" else _section(root)
    failures = [{"Failures": FAILURES}] if runs else []
    return [{"Overview": "index.md"}, *failures, {"Pipelines": pipelines}, {"Providers": [INDEX, *providers]}]


def _section(folder: Folder) -> list[Any]:
    # The theme writes titles of sections as they are.
    sections = [{escape(title): _section(each)} for title, each in short_ways(folder)]
    return [folder.page, *sections, *(f"{entry.path}.md" for entry in folder.entries)]


def _yaml(value: Any, *, block: bool = False) -> Markdown:
    style = None if block else '"'
    text = yaml.dump(
        value, Dumper=_dumper(), allow_unicode=True, default_flow_style=False, default_style=style, width=1_000_000
    )
    return Markdown(text.removesuffix("\n").removesuffix("\n..."))


def _dumper() -> type[yaml.SafeDumper]:
    return getattr(yaml, "CSafeDumper", yaml.SafeDumper)
