"""Configuration → what a command's options are by default."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pipeviz.config.loading import Loaded


def defaults(loaded: Loaded) -> dict[str, dict[str, Any]]:
    """The defaults of every command, by the names of its parameters (click's `default_map`)."""
    config = loaded.config
    sources = dict(_given(source=loaded.sources))
    read = sources | dict(
        _given(
            parameter=tuple(f"{key}={value}" for key, value in loaded.parameters.items()),
            parameters_file=loaded.path(config.parameters_file) if config.parameters_file else None,
            provider_files=tuple(loaded.path(each) for each in config.providers),
        )
    )
    drawn = dict(_given(view=config.view, detail=config.detail, engine=config.engine))
    site = config.site
    built = dict(
        _given(
            title=site.title,
            output=loaded.path(site.output) if site.output else None,
            pages=loaded.path(site.pages) if site.pages else None,
            templates=loaded.path(site.templates) if site.templates else None,
            mermaid=site.mermaid,
            mermaid_script=loaded.path(site.mermaid_script) if site.mermaid_script else None,
            detail=config.detail,
            engine=config.engine,
        )
    )
    asked = config.capture
    captured = dict(
        _given(
            output=loaded.path(asked.output) if asked.output else None,
            executions=asked.executions,
            evidence=asked.evidence,
            since=asked.since,
        )
    )
    one = {"source": read["source"][0]} if len(config.sources) == 1 else {}
    single = {**_without(read, "source"), **one}
    explained = dict(_given(templates=built.get("templates")))
    return {
        "list": read,
        "draw": {**single, **drawn},
        "build": {**read, **built},
        "serve": {**read, **{name: built[name] for name in ("title", "templates", "detail") if name in built}},
        "embed": read,
        "explain": {**single, **explained},
        "capture": captured,
    }


def _given(**values: Any) -> Iterator[tuple[str, Any]]:
    return ((name, value) for name, value in values.items() if value not in (None, ()))


def _without(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != name}
