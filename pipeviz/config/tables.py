"""What a configuration file may say, as typed tables. Paths in it are relative to it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from msgspec import Struct, field

from pipeviz.drawing import Detail, Engine, View
from pipeviz.embedding.attributes import Form, HostName, Wish

if TYPE_CHECKING:
    from pipeviz.redaction.keep import Keep

SCHEMA_ID = "urn:pipeviz:config:1"


class Table(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """The base of every table of the file: names in kebab case, unknown ones refused."""


class Site(Table, frozen=True):
    """`[site]`: what `pipeviz build` makes. `output` is the site's folder, `pages` the one of pages alone."""

    title: str | None = None
    output: Path | None = None
    pages: Path | None = None
    templates: Path | None = None
    mermaid: Literal["svg", "live"] | None = None
    mermaid_script: Path | None = None


class Account(Table, frozen=True):
    """`[[capture.accounts]]`: credentials, and which regions and pipelines to capture with them.

    `name` is what the account is called in recordings. `include` and `exclude` are globs of pipeline names.
    """

    name: str | None = None
    profile: str | None = None
    role_arn: str | None = None
    external_id: str | None = None
    regions: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


class Capture(Table, frozen=True):
    """`[capture]`: what `pipeviz capture` asks for, and where it writes."""

    output: Path | None = None
    executions: int | None = None
    evidence: int | None = None
    since: str | None = None
    accounts: tuple[Account, ...] = ()


class Redaction(Table, frozen=True):
    """`[redaction]`: what may be kept although it is usually replaced, and what accounts are called."""

    keep: tuple[Literal["accounts", "people", "variables", "urls"], ...] = ()
    accounts: dict[str, str] = field(default_factory=dict)

    def kept(self, *, logs: bool = True) -> Keep:
        """What is kept, as the redaction itself says it."""
        from pipeviz.redaction.keep import DEFAULT, Keep

        return Keep(
            account_ids="accounts" in self.keep,
            people="people" in self.keep,
            queries="urls" in self.keep,
            variables=("*",) if "variables" in self.keep else (),
            log_lines=DEFAULT.log_lines if logs else 0,
        )


class Embed(Table, frozen=True):
    """`[embed]`: the Markdown files that `pipeviz embed` fills, as globs, and what their markers leave unsaid.

    `base` is the address of the folder where the configuration lies. `diagrams` are wishes that markers call by name.
    """

    files: tuple[str, ...] = ()
    for_: HostName | None = field(default=None, name="for")
    as_: Form | None = field(default=None, name="as")
    base: str | None = None
    link: str | None = None
    diagrams: dict[str, Wish] = field(default_factory=dict)


class Config(Table, frozen=True):
    """Everything that a file can say. What it does not say is None or empty, and the command's own default counts.

    `sources` are read where a command names none. `folder` is where the file lies.
    """

    schema: str | None = field(default=None, name="$schema")
    sources: tuple[str, ...] = ()
    parameters: dict[str, str | int | float | bool] = field(default_factory=dict)
    parameters_file: Path | None = None
    providers: tuple[Path, ...] = ()
    view: View | None = None
    detail: Detail | None = None
    engine: Engine | None = None
    site: Site = Site()
    embed: Embed = Embed()
    capture: Capture = Capture()
    redaction: Redaction = Redaction()


def schema() -> dict[str, Any]:
    """The JSON Schema of `pipeviz.toml`, for editors (https://json-schema.org/draft/2020-12/schema)."""
    described = msgspec.json.schema(Config, schema_hook=_schema_of)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "pipeviz's configuration",
        **described,
    }


def _schema_of(kind: type) -> dict[str, Any]:
    if kind is not Path:
        raise NotImplementedError(kind)
    return {"type": "string"}
